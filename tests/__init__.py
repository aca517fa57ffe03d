from . import test_contract_fake
from . import test_contract_real

from . import medusa_conflict_wizard
from . import medusa_switch_wizard

"""What the addon leans on in Medusa, as tests that run against the fake and the real server.

Each test makes its own products under names of its own, so that it can run again and again on
one server. Where the two disagree, the real server is right and the fake is to be mended.
"""

from .features import FeatureContract
from .holders import HolderContract
from .inventory import InventoryContract
from .lists import ListContract
from .options import OptionContract
from .prices import PriceContract
from .products import ProductContract
from .reading import ReadingContract
from .seen import SeenContract
from .shared_options import SharedOptionContract
from .shop_keys import ShopKeyContract
from .takeover import TakeOverContract
from .rights import RightsContract, RolesContract
from .regions import RegionContract
from .taxes import TaxContract
from .terms import TermContract
from .transport import TransportContract
from .updates import UpdateContract
from .variants import VariantContract


class MedusaContract(
    TransportContract,
    ReadingContract,
    ListContract,
    ProductContract,
    UpdateContract,
    VariantContract,
    OptionContract,
    SharedOptionContract,
    PriceContract,
    RegionContract,
    TaxContract,
    InventoryContract,
    TermContract,
    RightsContract,
    FeatureContract,
    HolderContract,
    TakeOverContract,
    ShopKeyContract,
    SeenContract,
):
    """The whole contract."""

    # Odoo leaves out the tests that a class inherits, unless it says so.
    allow_inherited_tests_method = True

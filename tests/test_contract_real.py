from odoo.tests import BaseCase, tagged

from .contract import MedusaContract
from .support.real import API_KEY, URL, RealMedusaMixin


@tagged("post_install", "-at_install", "medusa_contract")
class TestContractReal(RealMedusaMixin, MedusaContract, BaseCase):
    """A real Medusa keeps the contract that the addon and the fake store are built on."""

    url = URL
    api_key = API_KEY

from odoo.tests import BaseCase, tagged

from .contract import MedusaContract, RolesContract
from .support.common import FakeMedusaMixin


@tagged("post_install", "-at_install", "medusa_contract")
class TestContractFake(FakeMedusaMixin, MedusaContract, BaseCase):
    """The fake store keeps the contract, or what the other tests prove is worth nothing."""

    url = FakeMedusaMixin.fake.url
    api_key = FakeMedusaMixin.fake.api_key


@tagged("post_install", "-at_install", "medusa_contract")
class TestRolesFake(FakeMedusaMixin, RolesContract, BaseCase):
    """The fake store with role-based access."""

    allow_inherited_tests_method = True
    url = FakeMedusaMixin.fake.url
    api_key = FakeMedusaMixin.fake.api_key

    def setUp(self):
        super().setUp()
        self.fake.has_roles = True

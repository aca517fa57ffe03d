from odoo.tests import BaseCase, tagged

from .contract import MedusaContract, RolesContract
from .support.real import API_KEY, ROLES_API_KEY, ROLES_URL, URL, RealMedusaMixin


@tagged("post_install", "-at_install", "medusa_contract", "medusa_real", "medusa_brief")
class TestContractReal(RealMedusaMixin, MedusaContract, BaseCase):
    """A real Medusa keeps the contract that the addon and the fake store are built on."""

    url = URL
    api_key = API_KEY


@tagged("post_install", "-at_install", "medusa_contract", "medusa_roles")
class TestRolesReal(RealMedusaMixin, RolesContract, BaseCase):
    """A real Medusa with role-based access, which is free software up to 2.18."""

    allow_inherited_tests_method = True
    named_by = ("MEDUSA_TEST_ROLES_URL", "MEDUSA_TEST_ROLES_API_KEY")
    # Not beside a version in which they need a licence.
    is_required = False
    url = ROLES_URL
    api_key = ROLES_API_KEY

"""What a key may do, and that trying it changes nothing."""

from ...medusa.client import MedusaClient
from ...medusa.exceptions import (
    MedusaAuthenticationError,
    MedusaForbiddenError,
    MedusaNotFoundError,
    MedusaValidationError,
)
from ...medusa.rights import WRITES
from .base import ContractBase

NOTHING = "succeeds"
# What a request of `medusa.rights.WRITES` meets where the key has the right.
EXPECTED = {
    "products": [NOTHING],
    "variants": [NOTHING],
    "product_options": [MedusaValidationError, MedusaNotFoundError],
    "product_categories": [MedusaValidationError, NOTHING],
    "product_tags": [MedusaValidationError, MedusaNotFoundError],
    "product_types": [MedusaValidationError, MedusaNotFoundError],
    "collections": [MedusaValidationError, MedusaNotFoundError],
    "tax_rates": [MedusaNotFoundError],
    "price_lists": [MedusaValidationError, MedusaNotFoundError],
    "inventory_items": [NOTHING, NOTHING],
    "stock_locations": [NOTHING],
    "uploads": [MedusaValidationError],
    "translations": [NOTHING],
}
# Of these, a test of its own looks whether anything was made.
LISTS = {
    "/admin/products": "products",
    "/admin/product-variants": "variants",
    "/admin/product-options": "product_options",
    "/admin/product-categories": "product_categories",
    "/admin/product-tags": "product_tags",
    "/admin/product-types": "product_types",
    "/admin/collections": "collections",
    "/admin/tax-rates": "tax_rates",
    "/admin/price-lists": "price_lists",
    "/admin/inventory-items": "inventory_items",
    "/admin/translations": "translations",
}


class RightsContract(ContractBase):
    def meet(self, path):
        """Send what tries a right; return the class of the error, or that it succeeds."""
        try:
            self.client.request("POST", path, json={})
        except (MedusaNotFoundError, MedusaValidationError) as error:
            self.assertTrue(error.medusa_type, f"{path}: not Medusa's own word")
            return type(error)
        return NOTHING

    def test_what_tries_a_right(self):
        found = {name: [self.meet(path) for path in paths] for name, paths in WRITES.items()}
        self.assertEqual(found, EXPECTED)

    def read_latest(self):
        """Return of each kind what was changed last."""
        query = {"order": "-updated_at", "limit": "1", "fields": "id,updated_at"}
        return {
            path: self.client.request("GET", path, params=query)[many]
            for path, many in LISTS.items()
        }

    def test_trying_changes_nothing(self):
        self.make()
        before = self.read_latest()
        self.assertEqual(self.store.try_writes(), dict.fromkeys(EXPECTED, True))
        self.assertEqual(self.read_latest(), before)

    def test_trying_with_a_wrong_key(self):
        publishable = "pk_" + "5e" * 32
        for key in ("sk_wrong", publishable):
            with self.subTest(key=key[:5]), MedusaClient(self.url, key) as client:
                for path in [path for paths in WRITES.values() for path in paths]:
                    error = self.refused(
                        MedusaAuthenticationError, client.request, "POST", path,
                        words="Unauthorized",
                    )  # fmt: skip
                    self.assertNotIsInstance(error, MedusaForbiddenError)


class RolesContract(ContractBase):
    """A store with role-based access, where keys have no role."""

    def test_nothing_is_allowed(self):
        error = self.refused(MedusaForbiddenError, self.store.probe, words="Forbidden")
        self.assertEqual((error.status_code, error.is_about_roles), (403, True))
        allowed = {name for name, right in error.rights.read.items() if right}
        self.assertEqual(allowed, {"product_options"}, "its list alone needs no right")
        self.assertIn("products", error.rights.read)
        self.assertEqual(self.store.try_writes(), dict.fromkeys(EXPECTED, False))

    def test_the_flag_is_public(self):
        flags = self.client.request("GET", "/admin/feature-flags")["feature_flags"]
        self.assertIs(flags["rbac"], True)

    def test_a_wrong_key_is_told_apart(self):
        with MedusaClient(self.url, "sk_wrong") as client:
            error = self.refused(MedusaAuthenticationError, client.request, "GET", "/admin/stores")
        self.assertNotIsInstance(error, MedusaForbiddenError)

    def test_a_route_that_is_not_there(self):
        self.refused(MedusaNotFoundError, self.client.request, "GET", "/admin/nope")

"""What not every Medusa can: a version has it just when `medusa.versions.FEATURES` says so."""

import requests

from ...medusa.exceptions import MedusaConflictError, MedusaError
from ...medusa.packing import encode
from ...medusa.translations import TranslationApi
from .base import ContractBase


class FeatureContract(ContractBase):
    """Each test looks at one entry of the list, with or without it."""

    def succeeds(self, call, *args):
        """Tell whether a call succeeds."""
        try:
            call(*args)
        except MedusaError:
            return False
        return True

    def test_product_options(self):
        self.assertIs(self.options.is_available(), self.has("product_options"))

    def test_translations(self):
        self.assertIs(TranslationApi(self.client).is_available(), self.has("translations"))

    def test_late_items(self):
        product = self.make("S")
        variant = {"id": product["variants"][0]["id"], "manage_inventory": True}
        [after] = self.update_variants(product, variant)["variants"]
        self.assertEqual(bool(after["inventory_items"]), self.has("late_items"))

    def test_unique_option_titles(self):
        option = {"title": self.unique(), "values": ["x"]}
        first, other = self.make()["id"], self.make()["id"]
        self.options.batch(first, add=[option])
        try:
            self.options.batch(other, add=[option])
            is_refused = False
        except MedusaConflictError:
            is_refused = True
        self.assertIs(is_refused, self.has("unique_option_titles"))

    def test_dropped_options_go(self):
        product = self.make("S")
        color = {"title": "Color", "values": ["Red"], "is_exclusive": True}
        self.options.batch(product["id"], add=[color])
        ids = {row["title"]: row["id"] for row in self.read(product["id"])["options"]}
        variant = {"id": product["variants"][0]["id"]}
        both = {**variant, "options": {"Size": "S", "Color": "Red"}}
        self.update_variants(product, both)
        one = {**variant, "options": {"Size": "S"}}
        self.update_variants(product, one, option_ids=[ids["Size"]])
        again = {"id": product["id"], "option_ids": list(ids.values())}
        is_gone = not self.succeeds(self.update, again)
        self.assertIs(is_gone, self.has("dropped_options_go"))

    def test_variant_metadata_is_merged(self):
        product = self.make("S")
        variant = {"id": product["variants"][0]["id"], "metadata": {"mine": 2}}
        self.post(f"/admin/products/{product['id']}/variants/batch", {"update": [variant]})
        metadata = self.read(product["id"])["variants"][0]["metadata"]
        self.assertIs("external_id" in metadata, self.has("merged_variant_metadata"))

    def test_variant_times(self):
        product = self.make("S")
        [former] = self.read(product["id"], "variants.id,variants.updated_at")["variants"]
        changed = {"id": former["id"], "title": "Small"}
        self.post(f"/admin/products/{product['id']}/variants/batch", {"update": [changed]})
        [since] = self.read(product["id"], "variants.id,variants.updated_at")["variants"]
        is_told = since["updated_at"] != former["updated_at"]
        self.assertIs(is_told, self.has("variant_times"))

    def test_script_locales(self):
        product, api = self.make(), TranslationApi(self.client)
        texts = {"reference": "product", "reference_id": product["id"]}
        body = {**texts, "locale_code": "sr-Latn", "translations": {"title": "x"}}
        [row] = api.batch("create", [encode(body)])
        self.addCleanup(api.batch, "delete", [encode(row["id"])])
        expected = "sr-Latn" if self.has("script_locales") else "sr-LATN"
        self.assertEqual(row["locale_code"], expected)

    def test_word_on_bearer_keys(self):
        headers = {"Authorization": f"Bearer {self.api_key}"}
        answer = requests.get(f"{self.url}/admin/stores", headers=headers, timeout=(10, 60))
        self.assertEqual(answer.status_code, 401)
        is_told = "passed as a Bearer token" in answer.json()["message"]
        self.assertIs(is_told, self.has("word_on_bearer_keys"))

from odoo import Command
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.terms import ClearTermsMixin, TermMixin

TEXTS = "id,reference,reference_id,locale_code,translations"


class RemadeScenarios(TermMixin):
    """What was made anew in Medusa, or deleted there, has its texts again."""

    def setUp(self):
        super().setUp()
        self.french = self.push_languages("fr_FR")

    def translate(self, record, name):
        record.with_context(lang="fr_FR").name = name

    def make_french_shirt(self):
        """Create a product with two sizes, all of it with a French name."""
        shirt = self.make_shirt(sizes=("Small", "Large"))
        values = self.get_line(shirt, "Size").value_ids
        for value, name in zip(values, ("Petit", "Grand"), strict=True):
            self.translate(value, name)
        self.translate(self.get_line(shirt, "Size").attribute_id, "Taille")
        self.translate(shirt, "Chemise")
        return shirt

    def read_product(self, product):
        query = [
            ("external_id[]", str(product.id)),
            ("fields", "id,options.id,options.values.id,variants.id,variants.title"),
        ]
        [row] = self.store_call("GET", "/admin/products", query=query)["products"]
        return row

    def read_rows(self, *ids):
        query = [("reference_id[]", key) for key in ids]
        query += [("limit", "100"), ("fields", TEXTS)]
        return self.store_call("GET", "/admin/translations", query=query)["translations"]

    def read_french(self, product):
        """Return the French texts of a product's own records, sorted."""
        row = self.read_product(product)
        ids = [row["id"], *(variant["id"] for variant in row["variants"])]
        for option in row["options"]:
            ids += [option["id"], *(value["id"] for value in option["values"])]
        texts = (text for entry in self.read_rows(*ids) for text in entry["translations"].values())
        return sorted(texts)

    FRENCH = ("Chemise", "Grand", "Grand", "Petit", "Petit", "Taille")

    def delete_translations(self, *ids):
        rows = [row["id"] for row in self.read_rows(*ids)]
        self.assertTrue(rows)
        self.store_call("POST", "/admin/translations/batch", {"delete": rows})

    def resync(self, product):
        with self.enter_registry_test_mode():
            product.action_medusa_sync()

    def test_variant_made_anew(self):
        shirt = self.make_french_shirt()
        self.push(shirt)
        self.assertEqual(self.read_french(shirt), [*self.FRENCH])
        row = self.read_product(shirt)
        path = f"/admin/products/{row['id']}/variants/{row['variants'][0]['id']}"
        self.store_call("DELETE", path)
        self.resync(shirt)
        self.assertEqual(self.read_french(shirt), [*self.FRENCH])
        self.assert_nothing_left()

    def test_value_made_anew(self):
        shirt = self.make_french_shirt()
        self.push(shirt)
        row = self.read_product(shirt)
        for variant in row["variants"]:
            self.store_call("DELETE", f"/admin/products/{row['id']}/variants/{variant['id']}")
        [option] = row["options"]
        gone = [value["id"] for value in option["values"]]
        change = {"product_option_id": option["id"], "add": [{"value": "X"}], "remove": gone}
        path = f"/admin/products/{row['id']}/options/batch"
        self.store_call("POST", path, {"update": [change]})
        self.resync(shirt)
        self.assertEqual(self.read_french(shirt), [*self.FRENCH])
        self.assert_nothing_left()

    def test_translation_deleted_in_medusa(self):
        """One that is missing is made anew; the others of the call change all the same."""
        shirt, other = self.make_french_shirt(), self.make_product("Other")
        self.translate(other, "Autre")
        self.sync()
        self.delete_translations(self.read_product(shirt)["id"])
        self.translate(shirt, "Chemisette")
        self.translate(other, "Autrement")
        run = self.sync()
        self.assertEqual(run.state, "done", [log.message for log in run.log_ids])
        self.assertEqual(self.read_french(shirt), ["Chemisette", *self.FRENCH[1:]])
        self.assertEqual(self.read_french(other), ["Autrement"])
        self.assert_nothing_left()

    def test_translation_of_a_tag_deleted_in_medusa(self):
        tag = self.make_tag("New")
        self.translate(tag, "Nouveau")
        self.make_product(product_tag_ids=[Command.set(tag.ids)])
        self.sync()
        key = self.get_term(tag).medusa_id
        self.delete_translations(key)
        self.translate(tag, "Tout nouveau")
        self.assertEqual(self.sync().state, "done")
        self.assertEqual(self.read_rows(key)[0]["translations"], {"value": "Tout nouveau"})
        self.assert_nothing_left()

    def test_a_marketers_text_stays(self):
        tag = self.make_tag("New")
        self.translate(tag, "Nouveau")
        body = {"value": tag.name}
        key = self.store_call("POST", "/admin/product-tags", body)["product_tag"]["id"]
        text = {
            "reference": "product_tag",
            "reference_id": key,
            "locale_code": "fr-FR",
            "translations": {"value": "Neuf"},
        }
        self.store_call("POST", "/admin/translations/batch", {"create": [text]})
        self.make_product(product_tag_ids=[Command.set(tag.ids)])
        self.sync()
        self.assertEqual(self.read_rows(key)[0]["translations"], {"value": "Neuf"})
        self.assert_nothing_left()
        self.translate(tag, "Tout nouveau")
        self.sync()
        self.assertEqual(self.read_rows(key)[0]["translations"], {"value": "Neuf"})

    def test_two_tags_that_are_one_value(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.lang = "de_DE"
        first, second = self.make_tag("New"), self.make_tag("Fresh")
        for tag, name in ((first, "Neuf"), (second, "Frais")):
            tag.with_context(lang="de_DE").name = f"Neu {self.token}"
            self.translate(tag, name)
        self.make_product(product_tag_ids=[Command.set((first | second).ids)])
        self.sync()
        key = self.get_term(first).medusa_id
        self.assertEqual(self.get_term(second).medusa_id, key)
        self.assertEqual([row["translations"] for row in self.read_rows(key)], [{"value": "Neuf"}])
        self.assert_nothing_left()
        first.with_context(lang="de_DE").name = f"Anders {self.token}"
        self.sync()
        self.assertEqual([row["translations"] for row in self.read_rows(key)], [{"value": "Frais"}])
        self.assert_nothing_left()


@tagged("post_install", "-at_install")
class TestTranslationsRemade(RemadeScenarios, FakeLifecycleCase):
    """Texts of what was made anew, in a store in memory."""

    def test_one_that_is_refused(self):
        """It is one product's affair: the others have their texts, and withdrawals happen."""
        chairs = self.make_products(3)
        for chair in chairs:
            self.translate(chair, f"Chaise {chair.id}")
        gone = self.make_product("Gone")
        self.sync()
        for chair in chairs:
            self.translate(chair, f"Fauteuil {chair.id}")
        gone.sale_ok = False
        bad = f"Fauteuil {chairs[1].id}"

        def is_bad(row):
            return row.path == "/admin/translations/batch" and bad in repr(row.body)

        body = {"type": "invalid_data", "message": "no such text"}
        self.fake.misbehave("answer", is_bad, status=400, body=body)
        run = self.sync()
        self.assertEqual((run.state, run.failed_count, run.withdrawn_count), ("errors", 1, 1))
        [log] = run.log_ids.filtered(lambda row: row.result == "failure")
        self.assertEqual((log.product_tmpl_id, log.operation), (chairs[1], "translations"))
        self.assertEqual(self.read_french(chairs[0]), [f"Fauteuil {chairs[0].id}"])
        self.assertEqual(self.read_french(chairs[2]), [f"Fauteuil {chairs[2].id}"])
        self.assertEqual(self.read_french(chairs[1]), [f"Chaise {chairs[1].id}"])
        self.fake.behave()
        self.assertEqual(self.sync().state, "done")
        self.assertEqual(self.read_french(chairs[1]), [bad])


@tagged("post_install", "-at_install", "medusa_real")
class TestTranslationsRemadeReal(ClearTermsMixin, RemadeScenarios, RealLifecycleCase):
    """Texts of what was made anew, in a real Medusa."""

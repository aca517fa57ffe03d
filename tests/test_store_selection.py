from odoo import Command
from odoo.tests import BaseCase, tagged

from ..models.translation.locales import get_locales
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class ReturnScenarios:
    """Products that leave and come back."""

    def leave_and_return(self, product):
        """Let a product be withdrawn, and return it as the store has it when it is back."""
        product.sale_ok = False
        self.sync()
        self.assertEqual(self.read(product)["status"], "draft")
        product.sale_ok = True
        self.assert_run(self.sync(), updated=1)
        self.assert_nothing_left()
        return self.read(product)

    def test_what_we_did_we_undo(self):
        for owner in ("always", "creation", "never"):
            with self.subTest(owner=owner):
                self.backend.owner_status = "always"
                chair = self.make_product(owner)
                self.push(chair)
                self.backend.owner_status = owner
                self.assertEqual(self.leave_and_return(chair)["status"], "published")
                self.assertFalse(self.get_binding(chair).former_status)
                chair.active = False
                self.sync()

    def test_a_marketers_draft_stays_one(self):
        self.backend.owner_status = "creation"
        chair = self.make_product()
        self.change_remote(self.push(chair), status="draft")
        self.assertEqual(self.leave_and_return(chair)["status"], "draft")

    def test_a_draft_by_its_kind_stays_one(self):
        self.backend.owner_status = "creation"
        chair, other = self.make_product(), self.make_product("Other")
        self.sync()
        combo = self.env["product.combo"].create(
            {
                "name": "Seat",
                "combo_item_ids": [Command.create({"product_id": other.product_variant_id.id})],
            }
        )
        chair.sale_ok = False
        self.sync()
        chair.write({"type": "combo", "combo_ids": combo.ids, "sale_ok": True})
        self.sync()
        self.assertEqual(self.read(chair)["status"], "draft")


@tagged("post_install", "-at_install")
class TestReturn(ReturnScenarios, FakeLifecycleCase):
    """Products that come back, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestReturnReal(ReturnScenarios, RealLifecycleCase):
    """Products that come back, in a real Medusa."""


@tagged("post_install", "-at_install")
class TestSelection(FakeLifecycleCase):
    """Which products a store gets: in whose language, and of which companies."""

    def make_tagged(self):
        """Return a product with a tag that is called otherwise in French."""
        self.env["res.lang"]._activate_lang("fr_FR")
        tag = self.env["product.tag"].create({"name": f"Web {self.token}"})
        tag.with_context(lang="fr_FR").name = f"Boutique {self.token}"
        return self.make_product(product_tag_ids=tag.ids)

    def select(self, lang, name):
        domain = repr([("product_tag_ids.name", "=", f"{name} {self.token}")])
        self.backend.with_context(lang=lang).product_domain = domain

    def test_a_filter_is_read_in_its_language(self):
        chair = self.make_tagged()
        for lang, name in [("fr_FR", "Boutique"), ("en_US", "Web")]:
            self.select(lang, name)
            for reader in ("fr_FR", "en_US", False):
                with self.subTest(lang=lang, reader=reader):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    backend = self.backend.with_context(lang=reader)
                    self.assertEqual(backend.product_count, 1)
                    self.assertEqual(list(backend._search_selection()), chair.ids)
        self.select("fr_FR", "Boutique")
        self.assert_run(self.sync(), created=1)

    def test_a_form_counts_what_is_being_written(self):
        self.make_tagged()
        self.select("en_US", "Web")
        draft = self.backend.with_context(lang="fr_FR").new(origin=self.backend)
        draft.product_domain = repr([("product_tag_ids.name", "=", f"Boutique {self.token}")])
        self.assertEqual(draft.product_count, 1)

    def test_saving_the_same_filter_keeps_its_language(self):
        self.make_tagged()
        self.select("fr_FR", "Boutique")
        self.select("en_US", "Boutique")
        self.assertEqual(self.backend.product_domain_lang, "fr_FR")

    def test_a_language_that_was_switched_off(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.lang = "de_DE"
        self.make_product()
        self.env["res.users"].search([("lang", "=", "de_DE")]).lang = "en_US"
        self.env["res.lang"]._lang_get("de_DE").active = False
        run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertIn("de_DE", run.failure_detail)
        self.assertFalse(run.log_ids.filtered(lambda row: row.failure_type == "internal"))

    def test_a_branch_sells_what_its_parent_sells(self):
        main = self.env.company
        branch, other = self.env["res.company"].create(
            [{"name": "Branch", "parent_id": main.id}, {"name": "Other"}]
        )
        companies = (self.env["res.company"], main, branch, other)
        shared, parents, own, _theirs = (
            self.make_product(company.name or "Shared", company_id=company.id)
            for company in companies
        )
        self.assertEqual(set(self.backend._search_selection()), {shared.id, parents.id})
        self.backend.company_id = branch
        self.assertEqual(set(self.backend._search_selection()), {shared.id, parents.id, own.id})


@tagged("post_install", "-at_install")
class TestLocales(BaseCase):
    """Medusa's codes of Odoo's languages."""

    def test_codes(self):
        codes = {
            "fr_BE": "fr-BE", "eo": "eo", "sr@latin": "sr-Latn", "sr@Cyrl": "sr-Cyrl",
            "sr_RS@latin": "sr-Latn-RS", "ca_ES@valencia": "ca-ES-x-valencia",
        }  # fmt: skip
        self.assertEqual(get_locales(codes), codes)

    def test_one_to_one(self):
        locales = get_locales(["sr@latin", "sr@Latn", "sr@latn"])
        self.assertEqual(len(set(locales.values())), 3)

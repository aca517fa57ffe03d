from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.pictures import picture
from .support.prices import PriceMixin
from .support.taxes import NET_COUNTRY, TaxMixin
from .support.terms import TermMixin
from .support.website import FakeWebsiteCase


class HeldMixin(PriceMixin, TermMixin):
    """A run is undone, and its products are held back."""

    def hold(self, run):
        run._undo(self.env["product.template"], "hold")
        return self.work_through_queue()

    def hold_price(self):
        """Return a product that is held back since a wrong price was undone."""
        chair = self.make_product(list_price=5)
        self.sync()
        chair.list_price = 99
        self.hold(self.sync())
        self.assertTrue(self.get_binding(chair).held_since)
        return chair

    def make_category(self, name):
        values = {"name": f"{name} {self.token}", "parent_id": self.category.id}
        return self.env["product.category"].create(values)

    def sort_by_category(self):
        self.backend.category_source = "product"
        self.backend.product_domain = repr([("categ_id", "child_of", self.category.id)])

    def get_categories(self, product):
        return [row["name"].split()[0] for row in self.read_terms(product)["categories"]]


@tagged("post_install", "-at_install")
class TestHeld(HeldMixin, FakeLifecycleCase):
    """What was brought back stays in the store as long as it is held back."""

    def test_its_pictures_stay(self):
        """The files that the store shows again outlive the time for which changes are kept."""
        chair = self.make_product(image_1920=picture("red"))
        self.sync()
        chair.image_1920 = picture("blue")
        self.hold(self.sync())
        past = fields.Datetime.now() - timedelta(days=1)
        self.backend.picture_ids.filtered("kept_until").kept_until = past
        self.sync()
        [row] = self.read_all(chair.id, "thumbnail,images.url")
        self.assertIn(row["thumbnail"], self.backend.picture_ids.mapped("url"))
        self.get_binding(chair).action_release()
        self.sync()
        self.backend.picture_ids.filtered("kept_until").kept_until = past
        self.sync()
        self.assertEqual(len(self.backend.picture_ids), 1)

    def test_its_categories_stay(self):
        """A category isn't deleted that only a held product is in."""
        self.sort_by_category()
        first, second = self.make_category("A"), self.make_category("B")
        chair, stool = self.make_product(categ_id=first.id), self.make_product("Stool")
        stool.categ_id = first
        self.sync()
        chair.categ_id = second
        self.hold(self.sync())
        self.assertEqual(self.get_categories(chair), ["A"])
        stool.categ_id = second
        self.sync()
        self.assertEqual(self.get_categories(chair), ["A"])
        self.get_binding(chair).action_release()
        self.sync()
        self.assertEqual(self.get_categories(chair), ["B"])
        self.assertNotIn(f"A {self.token}", self.read_names())

    def read_names(self):
        return self.read_values("product-categories", "product_categories", "name")

    def test_it_takes_nobodys_turn(self):
        """What somebody changes in it is compared once it is released; others don't wait."""
        chair = self.hold_price()
        stool = self.make_product("Stool")
        self.sync()
        bindings = self.get_binding(chair) | self.get_binding(stool)
        bindings.last_push = fields.Datetime.now() - timedelta(minutes=5)
        for product in (chair, stool):
            self.change_remote(self.read(product), description="By hand")
        with patch("odoo.addons.medusa_connector.models.drift.comparing.MOST_A_NIGHT", 1):
            self.sync()
        waiting = self.env["medusa.drift.comparing"]._find_suspects(self.backend)
        self.assertNotIn(self.get_binding(chair).id, waiting)
        drifts = self.env["medusa.drift"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(drifts.product_tmpl_id, stool)

    def test_a_store_that_breaks_off(self):
        """The undo is repeated as soon as the store is tried again, as other runs are."""
        chair = self.make_product(list_price=5)
        self.sync()
        chair.list_price = 99
        run = self.sync()
        self.fake.misbehave("unreachable", lambda request: request.is_write)
        undo = self.hold(run)
        self.assertEqual((undo.scope, undo.state), ("undo", "failed"))
        self.fake.behave()
        self.work_through_queue()
        self.assertFalse(run._get_open_undo(), "not before the pause is over")
        self.backend.paused_until = fields.Datetime.now() - timedelta(seconds=1)
        self.work_through_queue()
        again = self.env["medusa.sync.run"].search([("undone_run_id", "=", run.id)]) - undo
        self.assertEqual((again.state, again.undo_then, again.updated_count), ("done", "hold", 1))
        self.assertEqual(self.base_prices(chair), {(self.currency, None, None): 5})
        self.assertEqual(self.get_binding(chair).held_by_run_id, again)

    def test_nothing_is_promised_of_one_product(self):
        chair = self.make_product(list_price=5)
        self.sync()
        chair.list_price = 99
        run = self.sync()
        self.fake.misbehave("timeout_after", lambda request: request.is_write, 1)
        undo = self.hold(run)
        self.assertEqual(undo.state, "errors")
        self.assertIn("Undo the same run again", undo.log_ids.message)
        self.assertNotIn("repeated by itself", undo.log_ids.message)
        again = self.hold(run)
        self.assertEqual((again.state, again.unchanged_count), ("done", 1))

    def test_odoos_value_is_not_promised(self):
        """Who wants Odoo's value of a held product is told that it is held."""
        chair = self.make_product(list_price=5)
        self.sync()
        binding = self.get_binding(chair)
        binding.last_push = fields.Datetime.now() - timedelta(minutes=5)
        self.change_remote(self.read(chair), description="By hand")
        self.sync()
        drift = self.env["medusa.drift"].search([("binding_id", "=", binding.id)])
        self.assertEqual(drift.state, "open")
        chair.list_price = 99
        self.hold(self.sync())
        toast = drift.action_take_odoo()
        self.assertIn("held back", toast["params"]["message"])
        self.assertEqual((toast["params"]["type"], drift.state), ("warning", "open"))


# Website shops bring `account` along: these tests run where they are installed.
@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestHeldTaxes(HeldMixin, TaxMixin, FakeWebsiteCase):
    def test_its_tax_stays(self):
        rates = self.make_rates(NET_COUNTRY, standard=20, reduced=5, zero=0)
        taxes = [self.make_tax(amount) for amount in (5, 0)]
        self.map_tax(taxes[0], rates["reduced"])
        self.map_tax(taxes[1], rates["zero"])
        chair = self.make_product(list_price=5, taxes_id=taxes[0].ids)
        self.sync()
        medusa_id = self.get_binding(chair).medusa_id
        self.assertEqual(self.products_of(rates["reduced"]), {medusa_id})
        chair.list_price = 99
        self.hold(self.sync())
        chair.taxes_id = taxes[1]
        self.sync()
        self.assertEqual(self.products_of(rates["reduced"]), {medusa_id})
        self.assertFalse(self.products_of(rates["zero"]))
        self.get_binding(chair).action_release()
        self.sync()
        self.assertEqual(self.products_of(rates["zero"]), {medusa_id})
        self.assertFalse(self.products_of(rates["reduced"]))

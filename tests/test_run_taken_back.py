from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.failures import BATCH
from .support.prices import LISTS
from .support.stock_case import LEVELS, FakeStockCase

MACHINE = "odoo.addons.medusa_connector.models.run.machine"


@tagged("post_install", "-at_install")
class TestTakenBack(FakeStockCase):
    """A change that the store has, nobody recorded, and that is taken back in Odoo by then."""

    @contextmanager
    def lost(self, request):
        """Break off what happens in the block when the store has carried out a request.

        :param str request: method and beginning of the path
        """
        handle, waiting = self.fake.handle, [request]

        def handle_and_break(prepared, timeout=None):
            response = handle(prepared, timeout)
            if waiting and f"{prepared.method} {prepared.path_url}".startswith(request):
                raise RuntimeError(f"gone after {waiting.pop()}")
            return response

        with patch.object(self.fake, "handle", handle_and_break), mute_logger(MACHINE):
            yield
        self.assertFalse(waiting, "The store never got that far.")

    def break_off(self):
        self.run_job("medusa_connector.ir_cron_medusa_sync")

    def test_name(self):
        chair = self.make_product()
        self.push(chair)
        former = chair.name
        chair.name = f"Armchair {self.token}"
        with self.lost(BATCH):
            self.break_off()
        self.assertEqual(self.fake.product_by_external_id(chair.id)["title"], chair.name)
        chair.name = former
        self.sync()
        self.assertEqual(self.read(chair)["title"], former)
        self.assert_nothing_left()

    def test_withdrawal(self):
        for owner in ("always", "creation"):
            with self.subTest(owner=owner):
                self.backend.owner_status = owner
                chair = self.make_product()
                self.sync()
                chair.active = False
                with self.lost(BATCH):
                    self.break_off()
                self.assertEqual(self.read(chair)["status"], "draft")
                chair.active = True
                self.sync()
                self.assertEqual(self.read(chair)["status"], "published")
                self.assert_nothing_left()

    def test_withdrawal_that_is_repeated(self):
        """The second try finds a draft: it still knows what the product was before."""
        self.backend.owner_status = "creation"
        chair = self.make_product()
        self.push(chair)
        chair.active = False
        with self.lost(BATCH):
            self.break_off()
        self.sync()
        chair.active = True
        self.sync()
        self.assertEqual(self.read(chair)["status"], "published")

    def test_category(self):
        self.backend.category_source = "product"
        self.push(self.make_product())
        self.category.name = f"Other {self.token}"
        with self.lost("POST /admin/product-categories/"):
            self.break_off()
        self.category.name = self.token
        self.sync()
        rows = self.fake.call("GET", "/admin/product-categories")["product_categories"]
        self.assertEqual([row["name"] for row in rows], [self.token])
        self.assert_nothing_left()

    def test_price_list(self):
        pricelist = self.env["product.pricelist"].create({"name": "Summer"})
        price_list = self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        self.sync()
        pricelist.name = "Winter"
        with self.lost(f"POST {LISTS}/"):
            self.break_off()
        pricelist.name = "Summer"
        price_list.next_try = False
        self.sync()
        [row] = self.fake.call("GET", LISTS)["price_lists"]
        self.assertEqual(row["title"], "Summer")
        self.assert_nothing_left()

    def test_level(self):
        chair = self.make_stored(5)
        self.push(chair)
        self.put(chair.product_variant_id, 2)
        with self.lost(f"POST {LEVELS}"):
            self.push_stock()
        self.assert_stock(chair, 7)
        self.put(chair.product_variant_id, -2)
        self.push_stock()
        self.assert_stock(chair, 5)
        self.assertFalse(self.push_stock())

    def test_translation(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        self.backend.translation_lang_ids = french
        chair = self.make_product()
        in_french = chair.with_context(lang="fr_FR")
        in_french.name = "Chaise"
        self.push(chair)
        in_french.name = "Fauteuil"
        chair.description_sale = "Oiled oak"
        in_french.description_sale = "Chêne huilé"
        with self.lost("POST /admin/translations/batch"):
            self.break_off()
        in_french.name = "Chaise"
        in_french.description_sale = "Oiled oak"
        self.sync()
        rows = self.fake.call("GET", "/admin/translations")["translations"]
        [texts] = [row["translations"] for row in rows if row["reference"] == "product"]
        self.assertEqual({name: text for name, text in texts.items() if text}, {"title": "Chaise"})
        self.assert_nothing_left()

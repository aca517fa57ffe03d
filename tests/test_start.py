from odoo import Command
from odoo.tests import Form, tagged

from .support.lifecycle import FakeLifecycleCase


class StartCase(FakeLifecycleCase):
    """A store in a test."""

    def setUp(self):
        super().setUp()
        self.backend.stage = "test"

    def press_sync_now(self):
        self.backend.action_sync_now()
        return self.work_through_queue()

    def read_status(self, product):
        """Return a product's status in the store, None where it isn't there."""
        rows = self.read_all(product.id)
        return rows[0]["status"] if rows else None


@tagged("post_install", "-at_install")
class TestStartStage(StartCase):
    """What a store in a test gets, and when."""

    def test_where_a_store_begins(self):
        """In a form a store begins in a test; what code makes is live, and a copy begins anew."""
        form = Form(self.env["medusa.backend"])
        self.assertEqual(form.stage, "test")
        form.url = "https://api.example.com"
        self.assertEqual(form.save().stage, "test")
        made = self.env["medusa.backend"].create({"url": "https://api.example.com"})
        self.assertEqual(made.stage, "live")
        self.assertEqual(made.copy().stage, "test")

    def test_first_ten(self):
        """Without a choice, the first ten of the selection go, as drafts."""
        products = self.make_products(12).sorted("id")
        self.assert_run(self.press_sync_now(), created=10)
        self.assertEqual({self.read_status(row) for row in products[:10]}, {"draft"})
        self.assertEqual({self.read_status(row) for row in products[10:]}, {None})
        self.fake.forget_requests()
        self.press_sync_now()
        self.assertEqual(self.fake.writes, [])
        self.backend.stage = "live"
        self.assert_run(self.press_sync_now(), created=2, updated=10)
        self.assertEqual({self.read_status(row) for row in products}, {"published"})

    def test_chosen_products(self):
        """The chosen ones go, as far as they are selected; Resync says why another doesn't."""
        chair, desk = self.make_product(), self.make_product("Desk")
        tip = self.make_product("Tip", sale_ok=False)
        self.backend.test_product_ids = desk + tip
        self.assert_run(self.press_sync_now(), created=1)
        self.assertEqual(self.read_status(desk), "draft")
        with self.enter_registry_test_mode():
            params = chair.action_medusa_sync()["params"]
        self.assertEqual(params["type"], "warning")
        self.assertIn(self.backend.name, chair.medusa_test_text)
        self.assertFalse((desk + tip).filtered("medusa_test_text"))
        self.assertIn("isn't one of the products with which this store is tested",
                      params["message"])  # fmt: skip
        self.assertIsNone(self.read_status(chair))

    def test_resync_of_many(self):
        """A large Resync doesn't promise what a test holds back."""
        products = self.make_products(22)
        with self.enter_registry_test_mode():
            message = products.action_medusa_sync()["params"]["message"]
        self.assertIn("10 products are queued", message)
        self.assertIn("no store gets them now: 12.", message)
        self.assert_run(self.work_through_queue(), created=10)

    def test_nothing_by_itself(self):
        """No schedule, and no look for changes, pushes to a store in a test."""
        self.make_product()
        self.backend.write({"push_soon": True, "push_stock": True})
        self.backend.schedule_ids = [Command.create({"kind": "products"})]
        self.sync()
        for name in ("soon", "stock"):
            self.run_job(f"medusa_connector.ir_cron_medusa_{name}")
        self.assertFalse(self.backend.run_ids.filtered(lambda run: run.trigger != "manual"))
        self.assertEqual(self.fake.writes, [])
        self.backend.stage = "live"
        self.run_job("medusa_connector.ir_cron_medusa_soon")
        self.assertEqual(self.backend.run_ids.mapped("scope"), ["catalogue"])

    def test_status_that_odoo_sets_once(self):
        """Going live publishes what a test made a draft, also where Odoo sets no status later."""
        self.backend.owner_status = "creation"
        product = self.make_product()
        self.press_sync_now()
        self.press_sync_now()
        self.assertEqual(self.read_status(product), "draft")
        self.backend.stage = "live"
        self.press_sync_now()
        self.assertEqual(self.read_status(product), "published")

    def test_what_the_shop_has_stays(self):
        """A product that is on sale already isn't taken out of the shop by a test."""
        product = self.make_product()
        self.backend.stage = "live"
        self.sync()
        self.backend.action_back_to_test()
        product.name = "Chair, renamed"
        self.press_sync_now()
        self.assertEqual(self.read(product)["title"], product.name)
        self.assertEqual(self.read_status(product), "published")


@tagged("post_install", "-at_install")
class TestStartBack(StartCase):
    """Going back to a test surprises no shopper."""

    def setUp(self):
        super().setUp()
        self.backend.stage = "live"
        self.products = self.make_products(12).sorted("id")
        self.sync()
        self.backend.action_back_to_test()

    def read_shop(self):
        rows = [self.read(product) for product in self.products]
        return [{**row, "updated_at": None} for row in rows]

    def test_nothing_leaves(self):
        """What left the selection, or isn't a test product, stays as it is until it is live."""
        before = self.read_shop()
        self.products[0].active = False
        self.products[11].list_price = 5
        self.press_sync_now()
        self.assertEqual(self.read_shop(), before)
        self.backend.stage = "live"
        run = self.press_sync_now()
        self.assertEqual(run.withdrawn_count, 1)
        self.assertEqual(self.read(self.products[11])["variants"]["Default"]["prices"],
                         {(self.currency, None): 5})  # fmt: skip

    def test_price_lists(self):
        """Nor do prices of a list change for others than the test's."""
        pricelist = self.env["product.pricelist"].create(
            {
                "name": f"Club {self.token}",
                "item_ids": [
                    Command.create(
                        {"compute_price": "fixed", "fixed_price": 3, "product_tmpl_id": row.id}
                    )
                    for row in self.products[0] | self.products[11]
                ],
            }
        )
        self.backend.price_list_ids = [Command.create({"pricelist_id": pricelist.id})]
        self.press_sync_now()
        pushed = self.backend.price_list_ids.price_ids.variant_binding_id.product_id
        self.assertEqual(pushed.product_tmpl_id, self.products[0])

    def test_open_run_is_cancelled(self):
        self.backend.stage = "live"
        run = self.backend._queue_run("manual")
        self.backend.action_back_to_test()
        self.assertEqual(run.state, "cancelled")

import threading
from unittest.mock import patch

from odoo.tests import tagged

from .support.committed import CommittedCase, Killed
from .support.prices import LISTS

CHUNK = "odoo.addons.medusa_connector.models.price.phase_price_lists.PRICES_CHUNK"


@tagged("post_install", "-at_install")
class TestPriceListKilled(CommittedCase):
    """Creating a price is no upsert: what a killed process left is read before more is sent."""

    def setUp(self):
        super().setUp()
        rule = {"compute_price": "percentage", "percent_price": 10}
        with self.transaction() as env:
            pricelist = env["product.pricelist"].create(
                {"name": self.prefix, "item_ids": [(0, 0, rule)]}
            )
            vals = {"backend_id": self.backend_id, "pricelist_id": pricelist.id}
            self.list_id = env["medusa.price.list"].create(vals).id

    def clean_up(self):
        with self.transaction() as env:
            price_list = env["medusa.price.list"].browse(self.list_id)
            price_list.medusa_id = False
            price_list.pricelist_id.unlink()
        return super().clean_up()

    def test_killed_after_the_prices_were_created(self):
        self.make_products(3, list_price=10)
        run_id = self.queue_run()
        with (
            self.killing(lambda request: "prices/batch" in request.url),
            self.assertRaises(Killed),
        ):
            self.work_off(run_id)
        self.work_off(run_id)
        [row] = self.fake.call("GET", LISTS)["price_lists"]
        prices = self.fake.call("GET", f"{LISTS}/{row['id']}/prices")["prices"]
        self.assertEqual([price["amount"] for price in prices], [9, 9, 9])
        mine = [("price_list_id", "=", self.list_id)]
        found = self.read("medusa.price.list.price", mine, "medusa_id")
        self.assertEqual({key for (key,) in found}, {price["id"] for price in prices})

    def test_parts_of_a_list_are_at_the_store_at_once(self):
        self.make_products(4, list_price=10)
        meeting = threading.Barrier(2, timeout=20)
        numbers = iter(range(10))

        def meet(row):
            # The first two of them; what else comes doesn't wait.
            return next(numbers) < 2 and meeting.wait() < 0

        self.fake.misbehave("refused", lambda row: "prices/batch" in row.path and meet(row))
        run_id = self.queue_run()
        with patch(CHUNK, 1):
            self.step(run_id, seconds=600)
        self.assertEqual(self.read_run(run_id, "state"), "done")
        self.assert_prices(4)

    def test_one_answer_is_lost_while_another_part_goes_through(self):
        """What went through is known, and the rest follows without a second price."""
        self.make_products(4, list_price=10)
        meeting = threading.Barrier(2, timeout=20)
        numbers = iter(range(10))

        def fail(_row):
            number = next(numbers)
            if number < 2:
                meeting.wait()
            return number == 0

        self.fake.misbehave("timeout_after", lambda row: "prices/batch" in row.path and fail(row))
        run_id = self.queue_run()
        with patch(CHUNK, 1):
            self.step(run_id, seconds=600)
        self.assertEqual(self.read_run(run_id, "state", "failed_count"), ("errors", 1))
        [needs] = self.read("medusa.price.list", [("id", "=", self.list_id)], "needs_reading")
        self.assertEqual(needs, (True,))
        self.fake.behave()
        with self.transaction() as env:
            env["medusa.price.list"].browse(self.list_id).next_try = False
        self.run_all()
        self.assert_prices(4)

    def assert_prices(self, count):
        """Check that the store has so many prices, each once, and that they are known here."""
        [row] = self.fake.call("GET", LISTS)["price_lists"]
        prices = self.fake.call("GET", f"{LISTS}/{row['id']}/prices")["prices"]
        self.assertEqual([price["amount"] for price in prices], [9] * count)
        mine = [("price_list_id", "=", self.list_id)]
        found = self.read("medusa.price.list.price", mine, "medusa_id")
        self.assertEqual({key for (key,) in found}, {price["id"] for price in prices})
        [needs] = self.read("medusa.price.list", [("id", "=", self.list_id)], "needs_reading")
        self.assertEqual(needs, (False,))

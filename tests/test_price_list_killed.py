from unittest.mock import patch

from odoo.tests import tagged

from .support.committed import CommittedCase
from .support.prices import LISTS


class Killed(BaseException):
    """The process is gone: nothing after this line happens but what the database does itself."""


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
        handle = self.fake.handle

        def handle_and_die(request, timeout=None):
            response = handle(request, timeout)
            if "prices/batch" in request.url:
                raise Killed
            return response

        with patch.object(self.fake, "handle", handle_and_die), self.assertRaises(Killed):
            self.work_off(run_id)
        self.work_off(run_id)
        [row] = self.fake.call("GET", LISTS)["price_lists"]
        prices = self.fake.call("GET", f"{LISTS}/{row['id']}/prices")["prices"]
        self.assertEqual([price["amount"] for price in prices], [9, 9, 9])
        mine = [("price_list_id", "=", self.list_id)]
        found = self.read("medusa.price.list.price", mine, "medusa_id")
        self.assertEqual({key for (key,) in found}, {price["id"] for price in prices})

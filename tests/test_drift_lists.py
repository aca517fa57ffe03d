from unittest.mock import patch

from odoo.tests import tagged

from ..models.drift import phase_drift_lists
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import PriceMixin
from .test_drift import DriftMixin


class DriftListMixin(PriceMixin, DriftMixin):
    """Somebody changes price lists from Odoo in Medusa, and their prices."""

    # What concerns products alone is tested with them.
    test_changed_on_both_sides = test_compare_all = test_keep = test_price_set_by_hand = None
    test_kept_price_of_one_variant = test_take_one_of_two = test_title = None

    def setUp(self):
        super().setUp()
        self.pricelist = self.make_pricelist(self.discount(20), name=f"VIP {self.token}")
        self.price_list = self.add_price_list(self.pricelist)
        self.addCleanup(self.remove_list)
        self.night()
        self.night()
        self.assert_drifts()
        self.list_id = self.price_list.medusa_id
        self.path = f"/admin/price-lists/{self.list_id}"

    def remove_list(self):
        if self.price_list.medusa_id:
            self.store_call("DELETE", f"/admin/price-lists/{self.price_list.medusa_id}")

    def read_rows(self):
        """Return {(variant's title, from quantity): (id, amount)} of the list in the store."""
        fields = "id,amount,currency_code,min_quantity,price_set.variant.id"
        query = [("fields", fields), ("limit", "100")]
        rows = self.store_call("GET", f"{self.path}/prices", query=query)["prices"]
        titles = {key: title for title, key in self.variant_ids(self.remote).items()}
        return {
            (titles[row["price_set"]["variant"]["id"]], row["min_quantity"] or 0): (
                row["id"],
                row["amount"],
            )
            for row in rows
        }

    def change_prices(self, **body):
        self.store_call("POST", f"{self.path}/prices/batch", body)

    def make_item(self, title, amount, **values):
        variant_id = self.remote["variants"][title]["id"]
        item = {"variant_id": variant_id, "currency_code": self.currency, "amount": amount}
        return {**item, **values}

    def read_list(self):
        return self.store_call("GET", self.path)["price_list"]

    def make_group(self):
        body = {"name": f"Friends {self.token}"}
        group_id = self.store_call("POST", "/admin/customer-groups", body)["customer_group"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/customer-groups/{group_id}")
        return group_id

    def take(self, *names):
        rows = self.drifts()
        (rows.filtered(lambda row: row.field in names) if names else rows).action_take_odoo()
        return self.work_through_queue()

    def change_one_of_each(self):
        """Change a price, delete another, and add one that Odoo doesn't have."""
        rows = self.read_rows()
        self.change_prices(update=[self.make_item("S", 5, id=rows["S", 0][0])])
        self.change_prices(delete=[rows["M", 0][0]])
        self.change_prices(create=[self.make_item("S", 3, min_quantity=10)])

    @property
    def of_each(self):
        price = self.price_field
        return {("S", price): (5, 8), ("M", price): (None, 8), ("S", f"{price} from 10"): (3, None)}

    def found(self, state="open"):
        rows = self.drifts().filtered(lambda row: row.state == state)
        return {
            (row.variant_name, row.field): (row.store or None, row.odoo or None) for row in rows
        }

    def test_prices(self):
        self.change_one_of_each()
        run = self.night()
        self.assertEqual(self.found(), self.of_each)
        logs = run.log_ids.filtered(lambda log: log.operation == "drift")
        self.assertIn(self.price_list.name, logs.message)
        self.assertEqual(self.read_rows()["S", 0][1], 5, "it is only told")
        row = self.drifts()[:1]
        self.assertEqual(row.product_tmpl_id, self.product)
        self.assertIn(self.price_list.name, row.field_label)
        self.night()
        self.assertEqual(self.found(), self.of_each, "told once, and not sent")
        # One of them is taken: the others stay.
        self.drifts().filtered(lambda row: row.store == 5).action_take_odoo()
        self.work_through_queue()
        there = {key: amount for key, (_id, amount) in self.read_rows().items()}
        self.assertEqual(there, {("S", 0): 8, ("S", 10): 3})
        self.night()
        self.assertEqual(len(self.found()), 2)
        self.take()
        there = {key: amount for key, (_id, amount) in self.read_rows().items()}
        self.assertEqual(there, {("S", 0): 8, ("M", 0): 8})
        self.night()
        self.assertEqual(self.found(), {})
        self.assertEqual(self.night().write_count, 0)

    def test_keep_prices(self):
        self.change_one_of_each()
        self.night()
        self.drifts().action_keep_medusa()
        self.price_list.action_push()
        self.work_through_queue()
        self.night()
        self.assertEqual(self.found("kept"), self.of_each)
        there = {key: amount for key, (_id, amount) in self.read_rows().items()}
        self.assertEqual(there, {("S", 0): 5, ("S", 10): 3})
        # Odoo has something new to say.
        self.product.list_price = 20
        self.night()
        there = {key: amount for key, (_id, amount) in self.read_rows().items()}
        self.assertEqual(there, {("S", 0): 16, ("M", 0): 16, ("S", 10): 3})
        self.night()
        self.assertEqual(list(self.found("kept").values()), [(3, None)])

    def test_own_fields(self):
        body = {"title": "Theirs", "status": "draft", "ends_at": "2031-05-01T00:00:00Z"}
        body["rules"] = {"customer.groups.id": [self.make_group()]}
        self.store_call("POST", self.path, body)
        self.night()
        names = {"title", "status", "ends_at", "rules"}
        self.assertEqual(set(self.drifts().mapped("field")), names)
        self.assertEqual(self.drifts().mapped("subject"), [self.price_list.name] * 4)
        words = {row.field: (row.store_text, row.odoo_text) for row in self.drifts()}
        self.assertEqual(words["status"], ("Draft", "Active"))
        self.assertIn("31", words["ends_at"][0])
        self.assertNotIn("T00", words["ends_at"][0], "a time as people write it")
        self.take("rules")
        self.night()
        self.assertFalse(
            self.drifts().filtered(lambda row: row.state == "open" and row.field == "rules")
        )
        self.drifts().filtered(lambda row: row.field == "title").action_keep_medusa()
        self.take("status")
        row = self.read_list()
        self.assertEqual((row["title"], row["status"]), ("Theirs", "active"))
        self.assertTrue(row["ends_at"], "nobody decided about it")
        self.night()
        states = {row.field: row.state for row in self.drifts()}
        done = {"status": "done", "rules": "done"}
        self.assertEqual(states, {"title": "kept", "ends_at": "open", **done})
        self.price_list.title = f"New {self.token}"
        self.night()
        self.assertEqual(self.read_list()["title"], self.price_list.title)

    def test_deleted_list(self):
        """It is made again the same night, whatever is only told."""
        self.store_call("DELETE", self.path)
        self.night()
        self.assert_drifts(("price_list", "done", False, self.price_list.name))
        self.path = f"/admin/price-lists/{self.price_list.medusa_id}"
        self.assertNotEqual(self.price_list.medusa_id, self.list_id)
        self.assertEqual(len(self.read_rows()), 2)

    def test_put_right(self):
        self.backend.drift_policy = "mend"
        self.change_one_of_each()
        self.store_call("POST", self.path, {"title": "Theirs"})
        self.night()
        there = {key: amount for key, (_id, amount) in self.read_rows().items()}
        self.assertEqual(there, {("S", 0): 8, ("M", 0): 8})
        self.assertEqual(self.read_list()["title"], self.price_list.name)
        self.assertEqual(set(self.drifts().mapped("state")), {"done"})
        self.assertEqual(self.night().write_count, 0)


@tagged("post_install", "-at_install")
class TestDriftLists(DriftListMixin, FakeLifecycleCase):
    def test_calm_night(self):
        """A list of which nothing changed costs a request, also when Odoo has pushed of it."""
        self.backend.drift_policy = "off"
        calm = self.count_requests()
        self.backend.drift_policy = "tell"
        self.assertEqual(self.count_requests(), calm + 2)
        self.product.list_price = 20
        self.night()
        self.night()
        self.assert_drifts()
        self.assertEqual(self.count_requests(), calm + 2)

    def test_a_list_that_is_being_pushed(self):
        """Half of its prices are Odoo's new ones: it is looked at another time."""
        self.change_one_of_each()
        claim = phase_drift_lists.claim

        def hold(env, space, keys, **values):
            return claim(env, space, [], **values)

        with patch.object(phase_drift_lists, "claim", hold):
            self.night()
        self.assert_drifts()
        self.night()
        self.assertEqual(self.found(), self.of_each)

    def test_to_do(self):
        self.store_call("POST", self.path, {"title": "Theirs"})
        self.night()
        todo = self.env["medusa.todo"].search([("cause", "=", "drift")])
        self.assertEqual((todo.subject, todo.name), ("price_list", self.price_list.name))
        rows = self.env["medusa.drift"].search(todo.action_open_drifts()["domain"])
        self.assertEqual(rows, self.drifts())


@tagged("post_install", "-at_install")
class TestDriftListsReal(DriftListMixin, RealLifecycleCase):
    pass

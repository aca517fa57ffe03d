from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.drift import comparing
from ..models.explain.value_words import ValueWords
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import PriceMixin
from .support.stock_case import FakeStockCase, RealStockCase


class DriftMixin:
    """Somebody changes products in Medusa: it is noticed, told, decided about."""

    def setUp(self):
        super().setUp()
        self.product = self.make_shirt(list_price=10)
        self.remote = self.push(self.product)
        self.pass_time()
        # What the store shows now is what was pushed.
        self.assert_nothing_left()
        self.assert_drifts()

    def pass_time(self):
        """What was pushed in the second in which a scan begins is newer than it."""
        bindings = self.env["medusa.product.binding"].search([])
        bindings.last_push = fields.Datetime.now() - timedelta(minutes=5)

    def night(self):
        self.pass_time()
        return self.sync()

    def resync(self):
        with self.enter_registry_test_mode():
            self.product.action_medusa_sync()

    def count_requests(self):
        """Return how many requests a night has."""
        self.sync()
        return len(self.fake.requests)

    def drifts(self):
        return self.env["medusa.drift"].search([("backend_id", "=", self.backend.id)], order="id")

    def assert_drifts(self, *expected):
        """Check which differences are listed, as (field, state, store's value, Odoo's)."""
        found = [(row.field, row.state, row.store, row.odoo) for row in self.drifts()]
        self.assertEqual(found, list(expected))

    def price(self, **values):
        return [{"currency_code": self.currency, **values}]

    @property
    def price_field(self):
        return f"price {self.currency}"

    def test_title(self):
        """It is told once, goes by itself, and is told again when it changes again."""
        self.change_remote(self.remote, title="Theirs")
        run = self.night()
        self.assert_drifts(("title", "open", "Theirs", self.product.name))
        logs = run.log_ids.filtered(lambda log: log.operation == "drift")
        self.assertEqual(logs.product_tmpl_id, self.product)
        self.assertIn("title", logs.message)
        self.assertFalse(self.night().log_ids.filtered(lambda log: log.operation == "drift"))
        self.change_remote(self.remote, title=self.product.name)
        self.night()
        self.assert_drifts()

    def test_values_in_words(self):
        """Descriptions without their tags, titles as they are, and nothing odd breaks a list."""
        words = ValueWords(self.backend, [])
        text = "<p>5 &lt; 6 &amp; <b>fine</b></p>"
        self.assertEqual(words.tell("description", text), "5 < 6 & fine")
        self.assertEqual(words.tell("description", "5 < 6"), "5 < 6")
        self.assertEqual(words.tell("title", "<b>x</b>"), "<b>x</b>")
        self.assertEqual(words.tell("rules", {"a": [["x"], {}]}), "another one, another one")
        self.assertEqual(words.tell("type", {"a": 1}), "{'a': 1}")
        # Beyond the last year in UTC.
        late = "9999-12-31T23:59:59-14:00"
        self.assertEqual(words.tell("ends_at", late), late)

    def test_price_set_by_hand(self):
        """The admin sets a variant's price, which no time of the product tells."""
        self.change_remote_variant(self.remote, "S", prices=self.price(amount=99))
        self.night()
        self.assert_drifts((self.price_field, "open", 99, 10))
        row = self.drifts()
        variant = self.product.product_variant_ids[0]
        self.assertEqual((row.variant, row.variant_name), (str(variant.id), "S"))
        self.assertEqual(row.owner, "odoo")

    def test_take_one_of_two(self):
        """Odoo's value of one field is sent; what else somebody changed stays."""
        self.change_remote(self.remote, title="Theirs", description="Theirs")
        self.night()
        self.drifts().filtered(lambda row: row.field == "title").action_take_odoo()
        self.work_through_queue()
        remote = self.read(self.product)
        self.assertEqual((remote["title"], remote["description"]), (self.product.name, "Theirs"))
        states = {row.field: row.state for row in self.drifts()}
        self.assertEqual(states, {"title": "done", "description": "open"})
        self.night()
        states = {row.field: row.state for row in self.drifts()}
        self.assertEqual(states, {"title": "done", "description": "open"})

    def test_keep(self):
        """What was left to Medusa isn't overwritten, until Odoo has something new to say."""
        self.change_remote(self.remote, title="Theirs")
        self.change_remote_variant(self.remote, "S", prices=self.price(amount=99))
        self.night()
        self.drifts().action_keep_medusa()
        self.assertEqual(set(self.drifts().mapped("owner")), {"medusa"})
        self.product.write({"weight": 3, "list_price": 12})
        self.night()
        self.resync()
        remote = self.read(self.product)
        self.assertEqual(remote["title"], "Theirs")
        prices = {row["prices"][self.currency, None] for row in remote["variants"].values()}
        self.assertEqual(prices, {12})
        self.night()
        self.assert_drifts(("title", "kept", "Theirs", self.product.name))
        self.product.name = f"New {self.token}"
        self.night()
        self.assertEqual(self.read(self.product)["title"], f"New {self.token}")

    def test_kept_price_of_one_variant(self):
        self.change_remote_variant(self.remote, "S", prices=self.price(amount=99))
        self.night()
        self.drifts().action_keep_medusa()
        self.product.product_variant_ids[1].default_code = self.sku("B")
        self.resync()
        prices = {
            title: row["prices"][self.currency, None]
            for title, row in self.read(self.product)["variants"].items()
        }
        self.assertEqual(prices, {"S": 99, "M": 10})
        # It changes again there: told again, and still not overwritten.
        self.change_remote_variant(self.remote, "S", prices=self.price(amount=98))
        self.night()
        self.assert_drifts((self.price_field, "open", 98, 10))
        self.drifts().action_take_odoo()
        self.work_through_queue()
        self.assert_drifts((self.price_field, "done", 98, 10))
        variants = self.read(self.product)["variants"]
        self.assertEqual(variants["S"]["prices"][self.currency, None], 10)

    def test_put_right(self):
        self.backend.drift_policy = "mend"
        self.change_remote(self.remote, title="Theirs")
        run = self.night()
        self.assertEqual(self.read(self.product)["title"], self.product.name)
        self.assert_drifts(("title", "done", "Theirs", self.product.name))
        self.assertEqual(run.updated_count, 1)
        self.pass_time()
        self.assert_nothing_left()

    def test_changed_on_both_sides(self):
        """A push sends what changed in Odoo; what somebody changed beside it is found after."""
        self.change_remote(self.remote, title="Theirs")
        self.product.list_price = 11
        self.assert_run(self.night(), updated=1)
        self.night()
        self.assert_drifts(("title", "open", "Theirs", self.product.name))

    def test_compare_all(self):
        """Asked for, what no time tells is found at once: prices as an import sets them."""
        self.import_price(77)
        self.night()
        self.assert_drifts()
        self.backend.action_compare_all()
        run = self.work_through_queue()
        self.assertEqual((run.scope, run.state, run.write_count), ("drift", "done", 0))
        self.assert_drifts((self.price_field, "open", 77, 10))

    def import_price(self, amount):
        """Set a price as an import of products does."""
        first, second = (self.remote["variants"][title]["id"] for title in "SM")
        variants = [{"id": first, "prices": self.price(amount=amount)}, {"id": second}]
        body = {"update": [{"id": self.remote["id"], "variants": variants}]}
        self.store_call("POST", "/admin/products/batch", body)


@tagged("post_install", "-at_install")
class TestDrift(DriftMixin, FakeLifecycleCase):
    def test_in_turn(self):
        """What no time tells is found in its turn, beside the nights and in one request."""
        self.import_price(77)
        binding = self.product.medusa_binding_ids
        binding.last_push = fields.Datetime.now() - timedelta(days=8)
        runs = self.backend.run_ids
        self.sync()
        self.assert_drifts()
        run = self.work_through_queue()
        self.assert_drifts((self.price_field, "open", 77, 10))
        self.assertEqual((run.scope, run.request_count, run.write_count), ("round", 1, 0))
        binding.compared_at = fields.Datetime.now() - timedelta(days=8)
        self.drifts().action_keep_medusa()
        self.work_through_queue()
        self.assertGreater(binding.compared_at, fields.Datetime.now() - timedelta(hours=1))
        # One that found nothing leaves no trace, and the next one has its hour.
        self.assertEqual(self.backend.run_ids - runs, run | self.backend.run_ids[1])
        binding.compared_at = fields.Datetime.now() - timedelta(minutes=30)
        self.assertFalse(self.env["medusa.drift.round"]._is_due(self.backend))

    def test_some_that_cant_be_compared_hold_up_no_others(self):
        """Each night, those that had no turn for the longest time come first."""
        others = self.make_products(3, list_price=5)
        self.sync()
        others.medusa_binding_ids.is_suspect = True
        self.change_remote(self.remote, title="Theirs")
        # They are to be pushed first, and a person holds them back.
        others.medusa_binding_ids.held_since = fields.Datetime.now()
        others.list_price = 6
        with patch.object(comparing, "MOST_A_NIGHT", 2):
            for _night in range(3):
                self.night()
        self.assert_drifts(("title", "open", "Theirs", self.product.name))
        self.assertTrue(all(others.medusa_binding_ids.mapped("is_suspect")))

    def test_stores_of_before(self):
        """Of what nothing is remembered, the first night takes what it sees."""
        self.change_remote(self.remote, title="Theirs")
        self.product.medusa_binding_ids.write({"store_seen": False})
        self.night()
        self.assert_drifts()
        self.assertTrue(self.product.medusa_binding_ids.store_seen)

    def test_switched_off(self):
        calm = self.count_requests()
        self.backend.drift_policy = "off"
        self.change_remote(self.remote, title="Theirs")
        self.assertEqual(self.count_requests(), calm)
        self.assert_drifts()

    def test_medusas_own(self):
        """What the table leaves to Medusa is no difference."""
        self.backend.owner_title = "creation"
        self.sync()
        self.change_remote(self.remote, title="Theirs")
        self.night()
        self.assert_drifts()

    def test_structure_stays_odoos(self):
        rows = self.env["medusa.drift"].create(
            {
                "backend_id": self.backend.id,
                "binding_id": self.product.medusa_binding_ids.id,
                "field": "option Size",
                "since": fields.Datetime.now(),
            }
        )
        with self.assertRaisesRegex(UserError, "Option Size"):
            rows.action_keep_medusa()

    def test_whose_it_is_stays_odoos(self):
        """By its marks the connector finds a variant again."""
        variant_id = self.remote["variants"]["S"]["id"]
        path = f"/admin/products/{self.remote['id']}/variants/{variant_id}"
        self.store_call("POST", path, {"metadata": {"external_id": "999"}})
        self.night()
        self.assertEqual(self.drifts().field, "metadata.external_id")
        with self.assertRaisesRegex(UserError, "can't be left to Medusa"):
            self.drifts().action_keep_medusa()

    def test_large_prices_are_told_in_full(self):
        prices = self.price(amount=7654321.5)
        self.change_remote_variant(self.remote, "S", prices=prices)
        self.night()
        self.assertIn("7,654,321.50", self.drifts().store_text)

    def test_a_price_of_nothing_is_told(self):
        """It isn't one that is gone."""
        self.change_remote_variant(self.remote, "S", prices=self.price(amount=0))
        self.night()
        self.assert_drifts((self.price_field, "open", 0, 10))
        self.assertIn("0.00", self.drifts().store_text)

    def test_switched_off_forgets(self):
        """Nobody is asked to decide any more; switched on again, it is found again."""
        self.change_remote(self.remote, title="Theirs", description="Theirs")
        self.night()
        self.drifts().filtered(lambda row: row.field == "title").action_keep_medusa()
        self.backend.drift_policy = "off"
        self.assertEqual(self.drifts().mapped("field"), ["title"])
        self.assertFalse(self.env["medusa.todo"].search([("cause", "=", "drift")]))
        self.backend.drift_policy = "tell"
        self.night()
        states = {row.field: row.state for row in self.drifts()}
        self.assertEqual(states, {"title": "kept", "description": "open"})

    def test_to_do(self):
        self.change_remote(self.remote, title="Theirs", description="Theirs")
        self.night()
        todo = self.env["medusa.todo"].search([("cause", "=", "drift")])
        self.assertEqual(todo.product_tmpl_id, self.product)
        cause = self.env["medusa.todo.cause"].search([("cause", "=", "drift")])
        self.assertEqual((cause.mend, cause.open_count), ("drift", 1))
        rows = self.env["medusa.drift"].search(cause.action_open_drifts()["domain"])
        self.assertEqual(len(rows), 2)
        rows.action_keep_medusa()
        self.assertFalse(self.env["medusa.todo"].search([("cause", "=", "drift")]))


class DriftStockMixin:
    def test_stock_set_by_hand(self):
        """The verification of the day finds it, puts it right, and lists what it was."""
        chair, table = self.make_stored(5), self.make_stored(7, "Table")
        self.sync()
        self.set_remote_stock(chair, 2)
        self.push_stock()
        self.assertFalse(self.env["medusa.drift"].search([("backend_id", "=", self.backend.id)]))
        self.backend.stock_verified_on = False
        self.push_stock()
        self.assert_stock(chair, 5)
        row = self.env["medusa.drift"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((row.product_tmpl_id, row.state), (chair, "done"))
        self.assertEqual((row.store, row.odoo), (2, 5))
        # One that Odoo changed as well is no news.
        self.put(table.product_variant_id, 1)
        self.backend.stock_verified_on = False
        self.push_stock()
        self.assert_stock(table, 8)
        self.assertEqual(self.env["medusa.drift"].search([("state", "=", "done")]), row)


@tagged("post_install", "-at_install")
class TestDriftStock(DriftStockMixin, FakeStockCase):
    pass


@tagged("post_install", "-at_install")
class TestDriftStockReal(DriftStockMixin, RealStockCase):
    pass


@tagged("post_install", "-at_install")
class TestDriftRights(PriceMixin, FakeLifecycleCase):
    """Who may see and decide what, in which company and store."""

    def setUp(self):
        super().setUp()
        self.other = self.env["res.company"].create({"name": "Other"})
        self.theirs = self.env["medusa.backend"].create(
            {
                "name": "Theirs",
                "url": "https://theirs.example.com",
                "company_id": self.other.id,
                "product_domain": "[('id', '=', 0)]",
            }
        )
        self.product = self.make_product()
        self.pricelist = self.make_pricelist(self.discount(20))
        self.price_list = self.add_price_list(self.pricelist)
        self.sync()

    def make_rows(self, backend):
        """Make a row of a price list of a store, and one of a product."""
        price_list = self.price_list
        if backend != self.backend:
            theirs = self.pricelist.copy({"company_id": False})
            price_list = price_list.create({"backend_id": backend.id, "pricelist_id": theirs.id})
        binding = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id)]
        ) or self.env["medusa.product.binding"].create(
            {
                "backend_id": backend.id,
                "product_tmpl_id": self.product.id,
                "external_id": str(self.product.id),
                "name": "Chair",
            }
        )
        own = {"backend_id": backend.id, "field": "title", "since": fields.Datetime.now()}
        return self.env["medusa.drift"].create(
            [
                {**own, "price_list_id": price_list.id},
                {**own, "binding_id": binding.id, "product_tmpl_id": self.product.id},
            ]
        )

    def test_companies(self):
        mine, theirs = self.make_rows(self.backend), self.make_rows(self.theirs)
        user = new_test_user(self.env, "drift-manager", "medusa_connector.group_medusa_manager")
        drifts = self.env["medusa.drift"].with_user(user)
        self.assertEqual(drifts.search([("id", "in", (mine | theirs).ids)]), mine)
        for name in ("action_take_odoo", "action_keep_medusa"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(drifts.browse(theirs.ids), name)()
        for values in ({"state": "done"}, {"kept_mark": "x"}, {"store": 1}):
            with self.assertRaises(AccessError):
                drifts.browse(mine.ids).write(values)

    def test_users_decide_nothing(self):
        mine = self.make_rows(self.backend)
        user = new_test_user(self.env, "drift-user", "base.group_user")
        for name in ("action_take_odoo", "action_keep_medusa"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(mine.with_user(user), name)()

    def test_who_decides(self):
        """Who may push may decide, and needs no right to write price lists."""
        mine = self.make_rows(self.backend)
        user = new_test_user(self.env, "drift-pusher", "medusa_connector.group_medusa_user")
        rows = mine.with_user(user)
        rows.action_keep_medusa()
        self.assertEqual(set(mine.mapped("state")), {"kept"})
        rows.action_take_odoo()
        self.assertEqual(set(mine.mapped("state")), {"taking"})
        self.work_through_queue()
        self.assertEqual(mine.mapped("state"), ["done", "done"])


@tagged("post_install", "-at_install")
class TestDriftReal(DriftMixin, RealLifecycleCase):
    pass

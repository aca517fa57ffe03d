from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaServerError
from .support.failures import FailureCase, WaitingMixin
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.options import ClearOptionsMixin, SharedOptionMixin


class ConversionMixin(SharedOptionMixin):
    option_scope = "product"

    def make_shirts(self):
        """Create products of both kinds of attributes, and one that shares nothing."""
        self.size = self.make_size("S", "M", "L")
        self.color = self.make_attribute(self.color_title, "Red", "Blue")
        shirt = self.make_product("Shirt", [self.size, self.color])
        coat = self.make_product("Coat")
        self.add_line(coat, self.size, "S", "M")
        for number, variant in enumerate(coat.product_variant_ids):
            variant.default_code = self.sku(f"COAT{number}")
        return [shirt, coat, self.make_product("Chair")]

    def get_kept(self, product):
        """Return what must stay of a product: ids, prices, items, names."""
        remote = self.read(product)
        kept = ("id", "sku", "prices", "items", "options")
        return remote["id"], {
            title: {name: variant[name] for name in kept}
            for title, variant in remote["variants"].items()
        }


class ConversionScenarios(ConversionMixin):
    """Products pass from options of their own to those that the shop shares, and back."""

    def test_to_shared_and_back(self):
        products = self.make_shirts()
        self.assert_run(self.sync(), created=3)
        before = [self.get_kept(product) for product in products]
        self.assertEqual(self.read_shared(), {})
        self.backend.option_scope = "shared"
        self.assert_run(self.sync(), updated=2, unchanged=1)
        self.assertEqual([self.get_kept(product) for product in products], before)
        self.assertEqual(set(self.read_shared()), {self.size_title, self.color_title})
        self.assertEqual(self.read_options(is_exclusive=True), {}, "left behind")
        self.assertEqual(self.read(products[1])["options"], {self.size_title: {"S", "M"}})
        self.assert_nothing_left()
        self.backend.option_scope = "product"
        self.assert_run(self.sync(), updated=2, unchanged=1)
        self.assertEqual([self.get_kept(product) for product in products], before)
        self.assertEqual(self.read_shared(), {}, "left behind")
        own = self.store_options(products[1])
        self.assertEqual([row["title"] for row in own], [self.size_title])
        self.assertTrue(own[0]["is_exclusive"])
        ranks = {value["value"]: value["rank"] for value in own[0]["values"]}
        self.assertEqual(ranks, {"S": 0, "M": 1})
        self.assertFalse(self.backend.option_ids)
        self.assert_nothing_left()

    def store_options(self, product):
        fields = "options.id,options.title,options.is_exclusive,options.values.value,"
        [row] = self.read_all(product.id, f"id,{fields}options.values.rank")
        return row["options"]

    def test_product_that_is_taken_over(self):
        """Somebody made it by hand, with an option of its own and a variant more."""
        self.backend.option_scope = "shared"
        shirt = self.make_product("Shirt", [self.make_size("S", "M")])
        theirs = self.make_remote(
            external_id=str(shirt.id),
            handle=f"shirt-{self.token}",
            options=[{"title": self.size_title, "values": ["S", "M", "XXL"]}],
            variants=[self.remote_variant(name, self.size_title) for name in ("S", "M", "XXL")],
        )
        self.sync()
        remote = self.read(shirt)
        self.assertEqual(self.variant_ids(remote), self.variant_ids(theirs))
        self.assertEqual(remote["options"], {self.size_title: {"S", "M", "XXL"}})
        self.assertEqual(remote["variants"]["XXL"]["options"], {self.size_title: "XXL"})
        self.assertEqual(set(self.read_shared()[self.size_title]), {"S", "M", "XXL"})
        self.assertEqual(self.read_options(is_exclusive=True), {})
        self.assert_nothing_left()

    def test_variant_of_medusa_goes_along_to_an_own_option(self):
        self.backend.option_scope = "shared"
        shirt = self.make_product("Shirt", [self.make_size("S", "M")])
        remote = self.push(shirt)
        path = f"/admin/products/{remote['id']}"
        option_id = remote["option_ids"][self.size_title]
        update = [{"product_option_id": option_id, "add": [{"value": "XXL"}]}]
        self.store_call("POST", f"{path}/options/batch", {"update": update})
        body = self.remote_variant("XXL", self.size_title)
        self.store_call("POST", f"{path}/variants/batch", {"create": [body]})
        self.backend.option_scope = "product"
        self.sync()
        after = self.read(shirt)
        self.assertEqual(after["options"], {self.size_title: {"S", "M", "XXL"}})
        self.assertEqual(after["variants"]["XXL"]["options"], {self.size_title: "XXL"})
        self.assertEqual(after["variants"]["S"]["id"], remote["variants"]["S"]["id"])
        # The value is the marketer's, the option was Odoo's.
        self.assertEqual(self.read_shared(), {})
        self.assert_nothing_left()


@tagged("post_install", "-at_install")
class TestOptionConversion(ConversionScenarios, FakeLifecycleCase):
    """A changed choice, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestOptionConversionReal(ClearOptionsMixin, ConversionScenarios, RealLifecycleCase):
    """A changed choice, in a real Medusa."""


@tagged("post_install", "-at_install")
class TestOptionConversionBrokenOff(ConversionMixin, FailureCase):
    """A changed choice whose run ends anywhere: shoppers see options at any time."""

    def setUp(self):
        super().setUp()
        self.unsellable = []

    def test_broken_off_after_each_request(self):
        for former, scope in (("product", "shared"), ("shared", "product")):
            with self.taken_back():
                self.backend.option_scope = former
                products = self.make_shirts()
                self.sync()
                before = [self.get_kept(product) for product in products]
                self.backend.option_scope = scope
                for kind in ("bad_gateway", "bad_gateway_after"):
                    self.convert_in_steps(kind, products, before)

    @contextmanager
    def taken_back(self):
        """Take back what the block does in Odoo and in the store."""
        snapshot, savepoint = self.fake.state.snapshot(), self.env.cr.savepoint()
        try:
            yield
        finally:
            self.fake.behave()
            self.fake.state.restore(snapshot)
            savepoint.close(rollback=True)

    def convert_in_steps(self, kind, products, before):
        """Break a conversion off at its first write, its second ..., until it comes through."""
        for number in range(1, 40):
            with self.taken_back(), self.subTest(kind=kind, number=number):
                struck = self.break_off(kind, number)
                self.sync()
                self.fake.behave()
                self.watch()
                for _night in range(3):
                    self.let_time_pass()
                    self.sync()
                self.fake.behave()
                self.assert_converted(products, before)
            if not struck:
                self.assertGreater(number, 3, "It had something to write.")
                return
        self.fail("It has too many requests.")

    def assert_converted(self, products, before):
        self.assertEqual([self.get_kept(product) for product in products], before)
        self.assertEqual(self.unsellable, [])
        self.assertEqual(bool(self.read_shared()), self.backend.option_scope == "shared")
        self.assertEqual(self.get_unused(), set(), "left behind")
        self.assertFalse([title for title in self.titles() if "\u2060" in title])
        self.assert_nothing_left()

    def break_off(self, kind, number):
        """Let the write with this number, and all after it, fail; watch what shoppers see."""
        seen, struck = [], []

        def look(row):
            self.note_unsellable()
            seen.extend([row] if row.is_write else [])
            if len(seen) >= number and row.is_write:
                struck.append(row)
                return True
            return False

        self.fake.misbehave(kind, look)
        return struck

    def get_unused(self):
        """Return the ids of the options that no product has."""
        linked = {key for row in self.fake.state.products.values() for key in row["_option_ids"]}
        rows = self.fake.state.options.values()
        return {row["id"] for row in rows if row["is_exclusive"] and row["id"] not in linked}

    def watch(self):
        def look(_row):
            self.note_unsellable()
            return False

        self.fake.misbehave("refused", look)

    def titles(self):
        return [row["title"] for row in self.fake.state.options.values()]

    def note_unsellable(self):
        """Note each product without options, and each variant without a value of one of them."""
        for product in self.fake.at_rest(lambda: self.fake.products):
            options = sorted(option["id"] for option in product["options"])
            for variant in product["variants"]:
                found = sorted(value["option_id"] for value in variant["options"])
                if not options or found != options:
                    self.unsellable.append((product["title"], variant["title"]))


@tagged("post_install", "-at_install", "medusa_real")
class TestOptionConversionBrokenOffReal(
    WaitingMixin, ClearOptionsMixin, ConversionMixin, RealLifecycleCase
):
    """A changed choice whose run ends anywhere, in a real Medusa."""

    def test_broken_off_after_each_request(self):
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        coat = self.make_product("Coat")
        self.add_line(coat, size, "S")
        self.sync()
        before = [self.get_kept(product) for product in (shirt, coat)]
        for scope, former in (("shared", "product"), ("product", "shared")):
            for number in range(1, 40):
                self.backend.option_scope = scope
                struck = self.sync_broken_off(number)
                with self.subTest(scope=scope, number=number):
                    self.assert_sellable(shirt, coat)
                    for _night in range(2):
                        self.let_time_pass()
                        self.sync()
                    self.assertEqual([self.get_kept(row) for row in (shirt, coat)], before)
                    self.assertEqual(bool(self.read_shared()), scope == "shared")
                    own = self.read_options(is_exclusive=True).values()
                    self.assertEqual([row for row in own if not row["products"]], [])
                if not struck:
                    break
                self.backend.option_scope = former
                self.sync()

    def sync_broken_off(self, number):
        """Sync; the write with this number has no answer, and none after it is carried out."""
        request, seen = MedusaClient.request, []

        def break_off(client, method, path, **more):
            if method == "GET":
                return request(client, method, path, **more)
            seen.append(path)
            if len(seen) == number:
                request(client, method, path, **more)
            if len(seen) >= number:
                raise MedusaServerError("broken off", status_code=502, outcome_unknown=True)
            return request(client, method, path, **more)

        with patch.object(MedusaClient, "request", break_off):
            self.sync()
        return len(seen) >= number

    def assert_sellable(self, *products):
        """Check that each product has options, and each variant a value of each of them."""
        for product in products:
            remote = self.read(product)
            self.assertTrue(remote["options"])
            for variant in remote["variants"].values():
                self.assertEqual(set(variant["options"]), set(remote["options"]))

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from ..models.core.sentence import keep
from ..models.explain.cause_texts import CAUSE_MENDS, tell_cause
from ..models.explain.point import MENDS
from ..models.proof import phase_proof
from ..sync.causes import CAUSES, Cause
from ..sync.prices import keep_price
from .support.pictures import picture
from .support.prices import PriceMixin
from .support.stock_case import LEVELS, FakeStockCase, RealStockCase

# Faults that are planted, each on a product of its own: {what is planted: the cause's words}
PLANTED = {
    "deleted": "It was deleted in the store",
    "draft": "somebody made it a draft in Medusa",
    "proposed": "waits for approval or was refused (Proposed)",
    "no_channel": "It is in no sales channel",
    "other_channel": "None of its sales channels",
    "title": "Its title is “Theirs",
    "option": "Its options to choose from are others than in Odoo",
    "no_picture": "No picture is shown",
    "file": "Its picture doesn't load",
    "variant": "M isn't shown. Somebody deleted it in Medusa",
    "price": "The price was changed in Medusa",
    "no_price": "The price was removed in Medusa",
    "region_price": "Somebody made a price for this region",
    "override": "made in Medusa, comes before Odoo's prices",
    "sale": "made in Medusa, comes before Odoo's prices",
    "level": "somebody changed it in Medusa, or an order",
    "no_level": "was removed in Medusa, Odoo has 5",
    "more": "a location that Odoo doesn't know",
    "unlinked": "isn't linked to a sales channel of the shop",
    "not_counted": "can be bought without end",
    "no_item": "has no inventory item",
    "backorder": "is sold without stock",
    "counted": "Medusa counts its stock, which Odoo doesn't",
}


class ProofMixin(PriceMixin):
    """After a run, what it pushed is looked at as a shopper sees it."""

    def setUp(self):
        super().setUp()
        self.region_id = self.make_region_of(self.currency)
        self.backend.publishable_key = self.get_shop_key()
        self.backend._test_connection()
        # A real store has regions of other tests.
        others = self.backend.region_ids.filtered(lambda row: row.medusa_id != self.region_id)
        others.active = False
        self.backend.proof_policy = "all"

    def make_region_of(self, currency):
        body = {"name": f"Home {self.token}", "currency_code": currency}
        region_id = self.store_call("POST", "/admin/regions", body)["region"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/regions/{region_id}")
        return region_id

    def told(self, run):
        """Return {product or None: [what was told of it]}."""
        found = {}
        for log in run.log_ids.filtered(lambda row: row.operation == "proof"):
            self.assertEqual(log.result, "warning")
            found.setdefault(log.product_tmpl_id.id or None, []).append(log.message)
        return found

    def sync_and(self, spoil):
        """Let a night run, in which somebody spoils what it pushed before it is looked at."""
        phase = type(self.env["medusa.phase.proof"])
        begin = phase._begin

        def begin_spoiled(self_phase, run):
            spoil()
            return begin(self_phase, run)

        with patch.object(phase, "_begin", begin_spoiled):
            return self.sync()

    def test_all_is_well(self):
        self.make_stored(5, image_1920=picture("red"))
        self.make_shirt()
        run = self.sync()
        self.assertEqual((run.state, self.told(run)), ("done", {}))

    def test_planted(self):
        second = self.map_warehouse(self.make_warehouse("Second"))
        self.second = second
        products = {name: self.make_faulty(name) for name in PLANTED}
        healthy = self.make_stored(5, "Healthy")

        def spoil():
            for name, product in products.items():
                self.spoil(name, self.read(product))
            self.unlink_second()

        run = self.sync_and(spoil)
        self.assertEqual(run.state, "done")
        told = self.told(run)
        for name, product in products.items():
            with self.subTest(name):
                [message] = told.get(product.id, ["nothing"])
                self.assertIn(PLANTED[name], message)
        self.assertNotIn(healthy.id, told)
        self.assertEqual(len(told), len(PLANTED))

    def make_faulty(self, name):
        # Of the same picture there is one file.
        colors = {"no_picture": "blue", "file": "green"}
        vals = {"image_1920": picture(colors[name])} if name in colors else {}
        if name == "variant":
            return self.make_shirt(is_storable=True)
        if name == "counted":
            return self.make_product(name, type="service")
        warehouse = self.second.warehouse_ids if name == "unlinked" else None
        return self.make_stored(5, name, warehouse, **vals)

    def spoil(self, name, remote):
        getattr(self, f"spoil_{name}")(remote, next(iter(remote["variants"])))

    # What somebody does in Medusa

    def spoil_deleted(self, remote, title):
        self.delete_remote(remote)

    def spoil_draft(self, remote, title):
        self.change_remote(remote, status="draft")

    def spoil_proposed(self, remote, title):
        self.change_remote(remote, status="proposed")

    def spoil_no_channel(self, remote, title):
        self.change_remote(remote, sales_channels=[])

    def spoil_other_channel(self, remote, title):
        self.change_remote(remote, sales_channels=[{"id": self.make_channel()}])

    def spoil_title(self, remote, title):
        self.change_remote(remote, title=f"Theirs {self.token}")

    def spoil_option(self, remote, title):
        [option_id] = remote["option_ids"].values()
        self.store_call("POST", f"/admin/product-options/{option_id}", {"title": "Theirs"})

    def spoil_no_picture(self, remote, title):
        self.change_remote(remote, images=[], thumbnail=None)

    def spoil_file(self, remote, title):
        [image] = remote["images"]
        file_id = image["url"].rpartition("/")[2]
        self.store_call("DELETE", f"/admin/uploads/{file_id}")

    def spoil_variant(self, remote, title):
        path = f"/admin/products/{remote['id']}/variants/batch"
        self.store_call("POST", path, {"delete": [remote["variants"]["M"]["id"]]})

    def set_prices(self, remote, title, *prices):
        rows = [{"currency_code": self.currency, **price} for price in prices]
        self.change_remote_variant(remote, title, prices=rows)

    def spoil_price(self, remote, title):
        self.set_prices(remote, title, {"amount": 99})

    def spoil_no_price(self, remote, title):
        self.change_remote_variant(remote, title, prices=[])

    def spoil_region_price(self, remote, title):
        theirs = {"amount": 99, "rules": {"region_id": self.region_id}}
        self.set_prices(remote, title, {"amount": 10}, theirs)

    def spoil_override(self, remote, title, kind="override"):
        price = {"variant_id": remote["variants"][title]["id"], "currency_code": self.currency}
        body = {
            "title": f"Theirs {self.token}",
            "description": "By hand",
            "status": "active",
            "type": kind,
            "prices": [{**price, "amount": 3}],
        }
        made = self.store_call("POST", "/admin/price-lists", body)["price_list"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/price-lists/{made}")

    def spoil_sale(self, remote, title):
        self.spoil_override(remote, title, "sale")

    def write_level(self, remote, title, operation, **values):
        [item_id] = remote["variants"][title]["items"]
        level = {"inventory_item_id": item_id, **values}
        level.setdefault("location_id", self.line.location_id.medusa_id)
        self.store_call("POST", LEVELS, {operation: [level]})

    def spoil_level(self, remote, title):
        self.write_level(remote, title, "update", stocked_quantity=2)

    def spoil_no_level(self, remote, title):
        [item_id] = remote["variants"][title]["items"]
        place = self.line.location_id.medusa_id
        query = [("id[]", item_id), ("fields", "id,location_levels.id,location_levels.location_id")]
        [item] = self.store_call("GET", "/admin/inventory-items", query=query)["inventory_items"]
        [level] = [row for row in item["location_levels"] if row["location_id"] == place]
        self.store_call("POST", LEVELS, {"delete": [level["id"]], "force": True})

    def spoil_more(self, remote, title):
        body = {"name": f"Theirs {self.token}"}
        row = self.store_call("POST", "/admin/stock-locations", body)["stock_location"]
        path = f"/admin/stock-locations/{row['id']}"
        self.addCleanup(self.store_call, "DELETE", path)
        channels = [channel.medusa_id for channel in self.backend.sales_channel_ids]
        self.store_call("POST", f"{path}/sales-channels", {"add": channels or self.key_channels()})
        self.write_level(remote, title, "create", location_id=row["id"], stocked_quantity=4)

    def spoil_unlinked(self, remote, title):
        """See `unlink_second`."""

    def unlink_second(self):
        path = f"/admin/stock-locations/{self.second.location_id.medusa_id}/sales-channels"
        self.store_call("POST", path, {"remove": self.second.location_id.linked_channels})

    def spoil_not_counted(self, remote, title):
        self.change_remote_variant(remote, title, manage_inventory=False)

    def spoil_no_item(self, remote, title):
        variant = remote["variants"][title]
        [item_id] = variant["items"]
        path = f"/admin/products/{remote['id']}/variants/inventory-items/batch"
        link = {"variant_id": variant["id"], "inventory_item_id": item_id}
        self.store_call("POST", path, {"delete": [link]})

    def spoil_backorder(self, remote, title):
        self.change_remote_variant(remote, title, allow_backorder=True)

    def spoil_counted(self, remote, title):
        self.change_remote_variant(remote, title, manage_inventory=True)

    # The shop itself

    def test_region_without_currency(self):
        self.make_region_of("jpy")
        self.backend._test_connection()
        regions = self.backend.region_ids.filtered(lambda row: self.token in row.name)
        (self.backend.region_ids - regions).active = False
        product = self.make_product()
        [message] = self.told(self.sync())[product.id]
        self.assertIn("Odoo sends no price in its currency (JPY)", message)

    def test_region_that_is_gone(self):
        """It is told in one line, and the others are looked at."""
        gone = self.make_region_of(self.currency)
        self.backend._test_connection()
        regions = self.backend.region_ids.filtered(lambda row: self.token in row.name)
        (self.backend.region_ids - regions).active = False
        regions.filtered(lambda row: row.medusa_id == gone).name = f"Gone {self.token}"
        product = self.make_product()

        def spoil():
            self.store_call("DELETE", f"/admin/regions/{gone}")
            remote = self.read(product)
            self.set_prices(remote, next(iter(remote["variants"])), {"amount": 99})

        told = self.told(self.sync_and(spoil))
        [message] = told[None]
        self.assertIn(f"The region Gone {self.token} was deleted in Medusa", message)
        [message] = told[product.id]
        self.assertIn("The price was changed in Medusa", message)

    def test_currencies(self):
        """Prices without and with three decimals, with tax in them, and of many variants."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        for name in ("JPY", "KWD"):
            currency = currencies.search([("name", "=", name)])
            currency.active = True
            currency.rate_ids = [Command.create({"rate": 3.14159, "name": "2020-01-01"})]
            self.add_price_line(self.make_pricelist(name=f"{name} {self.token}", currency=name))
            region_id = self.make_region_of(name.lower())
            self.make_inclusive(region_id)
        self.backend._test_connection()
        regions = self.backend.region_ids.filtered(lambda row: self.token in row.name)
        (self.backend.region_ids - regions).active = False
        self.assertEqual(len(regions.filtered("active")), 3)
        size = self.make_attribute("Size", *map(str, range(10)))
        colour = self.make_attribute("Colour", *"ABCDE")
        product = self.make_product("Shirt", [size, colour], list_price=19.99)
        self.assertEqual(len(product.product_variant_ids), 50)
        for index, variant in enumerate(product.product_variant_ids):
            variant.default_code = self.sku(f"V{index}")
        # Each has a price in two of the three regions: that is told once, not fifty times.
        [message] = self.told(self.sync())[product.id]
        self.assertIn("49 more of its variants", message)
        self.add_price_line(self.make_pricelist(name=f"Home {self.token}"))
        self.assertEqual(self.told(self.sync()), {})
        # One price of one of the fifty, in the currency with three decimals.
        product.name = f"Shirt 2 {self.token}"

        def spoil():
            medusa_id = self.get_binding(product, self.backend).medusa_id
            [row] = [row for row in self.read_all(product.id) if row["id"] == medusa_id]
            variant = row["variants"][0]
            prices = [
                {**price, "amount": price["amount"] + 0.001}
                if price["currency_code"] == "kwd"
                else price
                for price in map(keep_price, variant["prices"])
            ]
            path = f"/admin/products/{medusa_id}/variants/{variant['id']}"
            self.store_call("POST", path, {"prices": prices})

        [message] = self.told(self.sync_and(spoil))[product.id]
        self.assertIn("The price was changed in Medusa", message)
        self.assertIn("KWD", message)

    def test_wrong_key(self):
        """The shop's troubles are no failure of the run."""
        self.backend.publishable_key = "pk_wrong"
        self.make_product()
        run = self.sync()
        self.assertEqual(run.state, "done")
        [message] = self.told(run)[None]
        self.assertIn("doesn't know the publishable key", message)


@tagged("post_install", "-at_install")
class TestProof(ProofMixin, FakeStockCase):
    def get_shop_key(self):
        return self.fake.publishable_key

    def key_channels(self):
        return self.fake.key_channel_ids

    def make_inclusive(self, region_id):
        row = {"id": self.fake.state.new_id("prpref"), "attribute": "region_id"}
        row |= {"value": region_id, "is_tax_inclusive": True}
        self.fake.state.insert("price_preferences", row)

    def test_each_cause_has_words(self):
        for kind in CAUSES:
            for env in (self.env, keep(self.env)):
                self.assertTrue(tell_cause(env, Cause(kind)), kind)
        self.assertEqual(CAUSE_MENDS.keys(), set(CAUSES))
        self.assertLessEqual(set(CAUSE_MENDS.values()), set(MENDS))

    def test_key_that_opens_nothing(self):
        """What hides all products alike is told once."""
        self.fake.key_channel_ids = []
        self.make_products(2)
        told = self.told(self.sync())
        self.assertEqual(list(told), [None])
        self.assertIn("belongs to no sales channel", told[None][0])

    def explain(self, product):
        """Return the points of what a shopper sees."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            pages = self.env["medusa.explanation"]
            page = pages.browse(pages._open_for(product, self.backend)["res_id"])
        return page.point_ids.filtered(lambda point: point.topic == "shopper")

    def test_explain_names_the_same(self):
        """Of one product, each with something to do about it."""
        names = ("level", "no_level", "more", "not_counted", "file")
        self.second = self.map_warehouse(self.make_warehouse("Second"))
        products = {name: self.make_faulty(name) for name in names}
        self.sync()
        for name, product in products.items():
            self.spoil(name, self.read(product))
        for name, product in products.items():
            with self.subTest(name):
                [point] = self.explain(product).filtered(lambda point: point.tone == "warn")
                self.assertIn(PLANTED[name], point.text)
                self.assertTrue(point.mend_label)
        point = self.explain(products["level"]).filtered(lambda point: point.mend == "push_stock")
        point.action_mend()
        self.assertEqual(self.backend.run_ids[0].scope, "stock")

    def test_explain_says_once_what_many_variants_share(self):
        colours = self.make_attribute("Colour", *"ABCDEFGHIJ")
        shirt = self.make_product("Shirt", [colours, self.make_attribute("Size", *"SML")])
        self.sync()
        [point] = self.explain(shirt).filtered(lambda point: "can be bought" in point.text)
        self.assertRegex(point.text, r"^A / S, .* and 22 more:\nHome")
        remote = self.read(shirt)
        self.set_prices(remote, "A / S", {"amount": 99})
        path = f"/admin/products/{remote['id']}/variants/batch"
        self.store_call("POST", path, {"delete": [remote["variants"]["B / S"]["id"]]})
        texts = self.explain(shirt).filtered(lambda point: "/" in point.text).mapped("text")
        self.assertRegex(texts[0], r"^A / S:\nHome .*99")
        self.assertRegex(texts[1], r"^B / S:\nIt isn't shown. Somebody deleted it")
        self.assertRegex(texts[2], r"^A / M, .* and 20 more:\n")

    def test_pushed_meanwhile(self):
        """What Odoo brings there while the shop is read is nothing that shoppers see wrong."""
        chair, stool = self.make_stored(5, "Chair"), self.make_stored(5, "Stool")
        look = phase_proof.prove

        def look_late(*args):
            for product in (chair, stool):
                self.change_remote(self.read(product), title="Theirs")
            # As if another process had pushed it.
            binding = self.get_binding(chair)
            binding.last_push = fields.Datetime.now() + timedelta(seconds=5)
            self.env.flush_all()
            return look(*args)

        with patch.object(phase_proof, "prove", look_late):
            told = self.told(self.sync())
        self.assertEqual(list(told), [stool.id])

    def test_some(self):
        """So many are looked at, and in batches; what is as it should be costs no other read."""
        self.backend.write({"proof_policy": "some", "proof_count": 2})
        self.make_products(5)
        self.sync()
        [first, second] = [
            request for request in self.fake.requests if request.path == "/store/products"
        ]
        self.assertEqual(len([name for name, _value in first.query if name == "id[]"]), 2)
        self.assertIn(("region_id", self.region_id), second.query)

    def test_off(self):
        self.backend.proof_policy = "off"
        self.make_product()
        self.sync()
        self.assertFalse([row for row in self.fake.requests if row.path == "/store/products"])

    def test_shop_that_fails(self):
        self.fake.misbehave("refused", lambda request: request.path == "/store/products")
        self.make_product()
        run = self.sync()
        self.assertEqual(run.state, "done")
        [message] = self.told(run)[None]
        self.assertIn("The shop can't be read", message)

    def test_left_to_medusa(self):
        """What Medusa owns is as it should be, whatever it is."""
        self.backend.write({"owner_title": "creation", "owner_status": "creation"})
        product = self.make_stored(5)
        run = self.sync_and(
            lambda: self.change_remote(self.read(product), title=f"Theirs {self.token}")
        )
        self.assertEqual(self.told(run), {})


@tagged("post_install", "-at_install")
class TestProofReal(ProofMixin, RealStockCase):
    def get_key(self):
        query = [("type", "publishable"), ("fields", "id,token,sales_channels.id"), ("limit", "1")]
        return self.store_call("GET", "/admin/api-keys", query=query)["api_keys"][0]

    def get_shop_key(self):
        return self.get_key()["token"]

    def key_channels(self):
        return [channel["id"] for channel in self.get_key()["sales_channels"]]

    def make_inclusive(self, region_id):
        """Let prices of a region be with tax; Medusa makes the preference with the region."""
        path = "/admin/price-preferences"
        query = [("attribute", "region_id"), ("value", region_id)]
        rows = self.store_call("GET", path, query=query)["price_preferences"]
        body = {"is_tax_inclusive": True}
        if rows:
            self.store_call("POST", f"{path}/{rows[0]['id']}", body)
            return
        made = self.store_call("POST", path, {"attribute": "region_id", "value": region_id, **body})
        key = made["price_preference"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"{path}/{key}")

    def test_disabled_channel(self):
        """Nobody looks at it, the shop neither: its products are shown."""
        channel = self.make_channel()
        self.store_call("POST", f"/admin/sales-channels/{channel}", {"is_disabled": True})
        self.make_product()
        self.assertEqual(self.told(self.sync()), {})

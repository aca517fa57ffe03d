"""Scenarios from Odoo to the store and back: the same ones run on the fake and on a real Medusa."""

import uuid

import requests

from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from .catalogue import CatalogueMixin
from .common import MedusaCase
from .real import API_KEY, URL, RealMedusaMixin

FIELDS = ",".join(
    [
        "id,external_id,title,handle,status,description,subtitle,weight,metadata,updated_at",
        "options.id,options.title,options.values.id,options.values.value",
        "sales_channels.id,tags.value,images.url",
        "variants.id,variants.title,variants.sku,variants.barcode,variants.weight",
        "variants.metadata,variants.manage_inventory,variants.variant_rank",
        "variants.options.value,variants.options.option.title",
        "variants.prices.id,variants.prices.amount,variants.prices.currency_code",
        "variants.prices.rules,variants.prices.min_quantity",
        "variants.prices.price_rules.attribute,variants.prices.price_rules.value",
        "variants.inventory_items.inventory_item_id",
    ]
)


class LifecycleMixin(CatalogueMixin):
    """A store of the test's own products, seen from both sides.

    A concrete class says by `store_call` how Medusa itself is asked.
    """

    # Odoo leaves out the tests that a class inherits, unless it says so.
    allow_inherited_tests_method = True
    store_url = ""
    store_key = ""
    option_scope = "shared"

    def setUp(self):
        super().setUp()
        # Names and SKUs are unique in a store, and a real one keeps those of earlier runs.
        self.token = uuid.uuid4().hex[:8]
        self.category = self.env["product.category"].create({"name": self.token})
        self.env["medusa.backend"].search([]).active = False
        self.backend = self.env["medusa.backend"].create(
            {
                "name": "Shop",
                "url": self.store_url,
                "api_key": self.store_key,
                "option_scope": self.option_scope,
                "product_domain": repr(
                    [("categ_id", "=", self.category.id), ("sale_ok", "=", True)]
                ),
            }
        )
        self.currency = self.env.company.currency_id.name.lower()

    # Odoo's side

    def make_product(self, name="Chair", attributes=(), **vals):
        vals.setdefault("categ_id", self.category.id)
        return super().make_product(f"{name} {self.token}", attributes, **vals)

    def make_products(self, count, name="Chair", **vals):
        vals.setdefault("categ_id", self.category.id)
        return super().make_products(count, f"{name} {self.token}", **vals)

    def sku(self, text):
        """Return a SKU that no other run uses."""
        return f"{text}-{self.token}"

    def push_languages(self, *codes):
        """Let texts in further languages be pushed beside English ones; return the languages."""
        for code in codes:
            self.env["res.lang"]._activate_lang(code)
        languages = self.env["res.lang"].search([("code", "in", codes)])
        self.backend.write({"lang": "en_US", "translation_lang_ids": languages.ids})
        return languages

    def sync(self):
        """Let the nightly job run, and return its run."""
        return self.run_job("medusa_connector.ir_cron_medusa_sync")

    def work_through_queue(self):
        """Let the job run that does what buttons asked for, and return its last run."""
        return self.run_job("medusa_connector.ir_cron_medusa_queue")

    def run_job(self, xmlid):
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        return self.env["medusa.sync.run"].search([("backend_id", "=", self.backend.id)], limit=1)

    def assert_run(self, run, state="done", **counters):
        """Check how a run ended; counters that are not named are 0."""
        names = ("created", "updated", "unchanged", "withdrawn", "failed", "skipped")
        found = {name: run[f"{name}_count"] for name in names if run[f"{name}_count"]}
        told = [log.message for log in run.log_ids]
        self.assertEqual((run.state, found), (state, counters), told)

    def push(self, product):
        """Sync one new product and return it as the store has it."""
        self.assert_run(self.sync(), created=1)
        return self.read(product)

    def assert_nothing_left(self):
        """Check that a further run finds nothing to write."""
        run = self.sync()
        self.assertEqual((run.state, run.write_count), ("done", 0))
        self.assertEqual(run.updated_count + run.created_count + run.withdrawn_count, 0)

    def sync_update(self, product):
        """Sync one change, check that it is all there was, and return the store's product."""
        self.assert_run(self.sync(), updated=1)
        remote = self.read(product)
        self.assert_nothing_left()
        return remote

    # The store's side

    def store_call(self, method, path, body=None, query=()):
        """Do in the store what somebody else does there; return the answer."""
        raise NotImplementedError

    def read_all(self, product_id, fields=FIELDS):
        """Return the test's products in the store that carry an external_id.

        A real store may hold those of other databases, whose numbers are the same.
        """
        query = [("external_id[]", str(product_id)), ("fields", f"handle,{fields}")]
        rows = self.store_call("GET", "/admin/products", query=query)["products"]
        return [row for row in rows if self.token in row["handle"]]

    def read(self, product):
        """Return the one product of the store that is Odoo's, in a comparable form."""
        rows = self.read_all(product.id)
        self.assertEqual(len(rows), 1, "not just one product in the store")
        return self.normalize(rows[0])

    def read_by_id(self, medusa_id):
        """Return a product of the store whoever's it is, in a comparable form."""
        query = [("fields", FIELDS)]
        answer = self.store_call("GET", f"/admin/products/{medusa_id}", query=query)
        return self.normalize(answer["product"])

    def normalize(self, row):
        """Return a product of the store without the order of its lists, which means nothing."""
        return {
            **row,
            "options": {
                option["title"]: {value["value"] for value in option["values"]}
                for option in row["options"]
            },
            "option_ids": {option["title"]: option["id"] for option in row["options"]},
            "value_ids": {
                value["value"]: value["id"]
                for option in row["options"]
                for value in option["values"]
            },
            "sales_channels": {channel["id"] for channel in row["sales_channels"]},
            "variants": {
                variant["title"]: self.normalize_variant(variant) for variant in row["variants"]
            },
        }

    def normalize_variant(self, row):
        return {
            **row,
            "options": {value["option"]["title"]: value["value"] for value in row["options"]},
            "prices": {
                (price["currency_code"], (price.get("rules") or {}).get("region_id")): price[
                    "amount"
                ]
                for price in row["prices"]
            },
            "items": {item["inventory_item_id"] for item in row.get("inventory_items") or []},
        }

    def variant_ids(self, remote):
        """Return {variant's title: its id in the store}."""
        return {title: variant["id"] for title, variant in remote["variants"].items()}

    def make_remote(self, **body):
        """Create a product in the store by other means than the connector."""
        body.setdefault("title", f"Remote {self.token}")
        body.setdefault("handle", f"remote-{self.token}-{uuid.uuid4().hex[:8]}")
        body.setdefault("options", [{"title": "Default", "values": ["Default"]}])
        body.setdefault("variants", [self.remote_variant()])
        product = self.store_call("POST", "/admin/products", body)["product"]
        return self.read_by_id(product["id"])

    def remote_variant(self, title="Default", option="Default", price=5, **body):
        """Return the body of a variant with one option."""
        body.setdefault("prices", [{"currency_code": self.currency, "amount": price}])
        return {"title": title, "options": {option: title}, **body}

    def change_remote(self, remote, **body):
        """Change a product in the store by other means than the connector."""
        self.store_call("POST", f"/admin/products/{remote['id']}", body)

    def change_remote_variant(self, remote, title, /, **body):
        """Change one variant in the store by other means than the connector."""
        variant_id = remote["variants"][title]["id"]
        self.store_call("POST", f"/admin/products/{remote['id']}/variants/{variant_id}", body)

    def make_channel(self):
        """Create a sales channel in the store, and return its id."""
        body = {"name": f"App {self.token}"}
        return self.store_call("POST", "/admin/sales-channels", body)["sales_channel"]["id"]

    def make_region(self):
        """Create a region in the store, and return its id."""
        body = {"name": f"North {self.token}", "currency_code": self.currency}
        return self.store_call("POST", "/admin/regions", body)["region"]["id"]

    def delete_remote(self, remote):
        """Delete a product in the store by other means than the connector."""
        self.store_call("DELETE", f"/admin/products/{remote['id']}")


class FakeLifecycleCase(LifecycleMixin, MedusaCase):
    """The scenarios on the store in memory, which also sees each request."""

    @property
    def store_url(self):
        return self.fake.url

    @property
    def store_key(self):
        return self.fake.api_key

    def store_call(self, method, path, body=None, query=()):
        return self.fake.call(method, path, body, query)

    def make_channel(self):
        row = {"id": self.fake.state.new_id("sc"), "name": "App", "is_disabled": False}
        return self.fake.state.insert("sales_channels", row)["id"]

    def make_region(self):
        return "reg_north"

    def run_job(self, xmlid):
        self.fake.forget_requests()
        run = super().run_job(xmlid)
        self.assertEqual(self.fake.mixed_batches, [], "a mixed batch loses data when it fails")
        return run

    def sync(self):
        run = super().sync()
        self.assertEqual(run.write_count, len(self.fake.writes), "the run counts its writes")
        return run


@tagged("medusa_real")
class RealLifecycleCase(RealMedusaMixin, LifecycleMixin, TransactionCase):
    """The scenarios on a real Medusa, where the environment names one."""

    # What is shared stays behind in a store that other tests use as well.
    option_scope = "product"

    store_url = URL
    store_key = API_KEY

    def setUp(self):
        super().setUp()
        self.addCleanup(self.clear_store)

    def clear_store(self):
        """Delete what the test left in the store: other runs read its whole index."""
        query = [("q", self.token), ("fields", "id"), ("limit", "1000")]
        rows = self.store_call("GET", "/admin/products", query=query)["products"]
        if rows:
            ids = [row["id"] for row in rows]
            self.store_call("POST", "/admin/products/batch", {"delete": ids})

    def make_channel(self):
        channel_id = super().make_channel()
        self.addCleanup(self.store_call, "DELETE", f"/admin/sales-channels/{channel_id}")
        return channel_id

    def make_region(self):
        region_id = super().make_region()
        self.addCleanup(self.store_call, "DELETE", f"/admin/regions/{region_id}")
        return region_id

    def store_call(self, method, path, body=None, query=()):
        answer = requests.request(
            method, f"{URL}{path}", params=list(query), json=body, auth=(API_KEY, ""), timeout=60
        )
        self.assertTrue(answer.ok, f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json()

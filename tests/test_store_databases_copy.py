from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import LISTS, PriceMixin
from .support.terms import ClearTermsMixin, TermMixin

CATEGORIES = "/admin/product-categories"


class CopyScenarios(PriceMixin, TermMixin):
    """A restored copy gets a new uuid, and the addon is installed anew: it knows nothing more."""

    def setUp(self):
        super().setUp()
        self.backend.write({"category_source": "product", "push_tags": True})
        self.tag = self.make_tag("Sale")
        self.products = self.make_products(3, product_tag_ids=self.tag.ids)
        self.vip = self.make_pricelist(self.discount(20), name=f"VIP {self.token}")
        self.add_price_list(self.vip)
        self.assert_run(self.sync(), created=3)
        self.former = self.backend.database_uuid
        self.before = self.read_everything()

    def read_everything(self):
        """Return the ids of all that the store has of the test."""
        query = [("limit", "1000"), ("fields", "id,metadata,name")]
        categories = self.store_call("GET", CATEGORIES, query=query)["product_categories"]
        query = [("limit", "1000"), ("fields", "id,title")]
        lists = self.store_call("GET", LISTS, query=query)["price_lists"]
        return {
            "products": sorted(r["id"] for p in self.products for r in self.read_all(p.id)),
            "categories": sorted(r["id"] for r in categories if self.token in r["name"]),
            "lists": sorted(r["id"] for r in lists if self.token in r["title"]),
            "tags": self.read_values(),
        }

    def install_anew(self):
        """Forget all that the addon knew, under a new identifier of the database."""
        # What this "copy" is called must be its own: others test on the same store.
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", f"copy-{self.token}")
        self.backend.price_list_ids.write({"medusa_id": False, "is_begun": False})
        self.backend.price_list_ids.price_ids.unlink()
        self.backend.price_list_ids.unlink()
        self.backend.product_binding_ids.unlink()
        self.backend.term_ids.unlink()
        self.backend.write(
            {
                "database_uuid": f"copy-{self.token}",
                "former_database_uuids": False,
                "scanned_at": False,
                "connection_state": "unchecked",
            }
        )
        self.backend.other_database_ids.unlink()
        self.add_price_list(self.vip)

    def get_database(self):
        return self.backend.other_database_ids.filtered(lambda row: row.uuid == self.former)

    def test_nothing_is_doubled_and_all_is_adopted(self):
        self.install_anew()
        run = self.sync()
        self.assertEqual((run.state, run.created_count, run.write_count), ("errors", 0, 0))
        types = set(run.log_ids.filtered("failure_type").mapped("failure_type"))
        self.assertEqual(types, {"other_database"})
        self.assertEqual(self.read_everything(), self.before)
        self.get_database().action_adopt()
        self.assert_run(self.sync(), updated=3)
        self.assertEqual(self.read_everything(), self.before)
        for product in self.products:
            mark = self.read(product)["metadata"]["odoo_database"]
            self.assertEqual(mark, self.backend.database_uuid)
        self.assertEqual(len(self.price_lists(self.vip)), 1)
        rows = self.store_call("GET", CATEGORIES, query=[("limit", "1000")])["product_categories"]
        [category] = [row for row in rows if self.token in row["name"]]
        self.assertEqual(category["metadata"]["odoo_database"], self.backend.database_uuid)
        self.assert_nothing_left()

    def test_left_alone_all_is_made_beside_it(self):
        self.install_anew()
        self.backend.action_test_connection()
        self.get_database().action_leave_alone()
        before = [self.read_by_id(key) for key in self.before["products"]]
        self.assert_run(self.sync(), created=3)
        after = self.read_everything()
        self.assertEqual([self.read_by_id(row["id"]) for row in before], before)
        self.assertEqual(len(after["products"]), 6)
        self.assertEqual(len(after["categories"]), 2)
        self.assertEqual(len(after["lists"]), 2)
        # A tag is its value: the two share it.
        self.assertEqual(after["tags"], self.before["tags"])
        self.assert_nothing_left()


@tagged("post_install", "-at_install")
class TestCopy(CopyScenarios, FakeLifecycleCase):
    """A copy that forgot what it pushed, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestCopyReal(ClearTermsMixin, CopyScenarios, RealLifecycleCase):
    """A copy that forgot what it pushed, in a real Medusa."""

    def clear_store(self):
        rows = self.store_call("GET", LISTS, query=[("limit", "1000"), ("fields", "id,title")])
        for row in rows["price_lists"]:
            if self.token in row["title"]:
                self.store_call("DELETE", f"{LISTS}/{row['id']}")
        return super().clear_store()

from odoo import Command
from odoo.tests import tagged

from ..medusa.terms import KINDS
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.terms import ClearTermsMixin, TermMixin


class TermScenarios(TermMixin):
    """Categories, tags, types and collections."""

    def setUp(self):
        super().setUp()
        self.seats = self.env["product.category"].create(
            {"name": f"Seats {self.token}", "parent_id": self.category.id}
        )
        self.backend.write(
            {
                "product_domain": repr([("categ_id", "child_of", self.category.id)]),
                "category_source": "product",
            }
        )

    def get_categories(self, product):
        return {category["name"] for category in self.read_terms(product)["categories"]}

    def read_category(self, category):
        """Return the store's category of one of Odoo's."""
        term = self.get_term(category)
        rows = self.store_call("GET", "/admin/product-categories", query=[("limit", "1000")])[
            "product_categories"
        ]
        found = [row for row in rows if row["id"] == term.medusa_id]
        return found[0] if found else None

    def test_whole_path_parents_first(self):
        chair = self.make_product(categ_id=self.seats.id)
        self.push(chair)
        self.assertEqual(self.get_categories(chair), {self.seats.name})
        seats, top = self.read_category(self.seats), self.read_category(self.category)
        self.assertEqual(seats["parent_category_id"], top["id"])
        self.assertEqual(seats["external_id"], str(self.seats.id))
        self.assertEqual(seats["metadata"]["odoo_database"], self.backend.database_uuid)
        self.assertIs(seats["is_active"], True)
        self.assertTrue(seats["handle"].endswith(f"-{self.seats.id}"))
        self.assert_nothing_left()

    def test_external_id_of_each_kind(self):
        """Where Medusa has a field for it, beside the mark; a former one is corrected."""
        fit = self.make_attribute(f"Fit {self.token}", f"Slim {self.token}")
        self.backend.write(
            {
                "type_source": "level",
                "collection_source": "attribute",
                "collection_attribute_id": fit.id,
            }
        )
        tag = self.make_tag("Oak")
        self.push(self.make_product("Chair", [fit], product_tag_ids=tag.ids))
        records = {
            "category": self.category,
            "tag": tag,
            "type": self.category,
            "collection": fit.value_ids,
        }
        for kind, record in records.items():
            row = self.read_row(kind, record)
            self.assertEqual(row["external_id"], str(record.id), kind)
            self.assertEqual(row["metadata"]["external_id"], str(record.id), kind)
            self.store_call("POST", f"{KINDS[kind].path}/{row['id']}", {"external_id": None})
            self.get_term(record, kind).payload_hash = False
        self.sync()
        for kind, record in records.items():
            self.assertEqual(self.read_row(kind, record)["external_id"], str(record.id), kind)
        self.assert_nothing_left()

    def read_row(self, kind, record):
        """Return the store's term that a record is."""
        query = [("limit", "1000"), ("fields", "id,external_id,metadata")]
        rows = self.store_call("GET", KINDS[kind].path, query=query)[KINDS[kind].many]
        medusa_id = self.get_term(record, kind).medusa_id
        return next(row for row in rows if row["id"] == medusa_id)

    def test_renamed_and_moved(self):
        chair = self.make_product(categ_id=self.seats.id)
        self.push(chair)
        before = self.read_category(self.seats)
        self.seats.write({"name": f"Chairs {self.token}", "parent_id": False})
        self.backend.product_domain = repr([("categ_id", "=", self.seats.id)])
        self.sync()
        after = self.read_category(self.seats)
        self.assertEqual(after["id"], before["id"])
        self.assertEqual(after["name"], f"Chairs {self.token}")
        self.assertIsNone(after["parent_category_id"])
        self.assertFalse(self.get_term(self.category), "nobody needs the former parent")
        self.assert_nothing_left()

    def test_deleted_in_medusa(self):
        chair = self.make_product(categ_id=self.seats.id)
        self.push(chair)
        former = self.read_category(self.seats)["id"]
        self.store_call("DELETE", f"/admin/product-categories/{former}")
        self.sync()
        self.assertNotEqual(self.read_category(self.seats)["id"], former)
        self.assertEqual(self.get_categories(chair), {self.seats.name})

    def test_categories_made_in_medusa_stay(self):
        chair = self.make_product(categ_id=self.seats.id)
        self.push(chair)
        body = {"name": f"Sale {self.token}", "is_active": True}
        sale = self.store_call("POST", "/admin/product-categories", body)["product_category"]
        remote = self.read_terms(chair)
        ids = [{"id": row["id"]} for row in remote["categories"]] + [{"id": sale["id"]}]
        self.store_call("POST", f"/admin/products/{remote['id']}", {"categories": ids})
        chair.categ_id = self.category
        self.sync()
        self.assertEqual(self.get_categories(chair), {self.category.name, sale["name"]})

    def test_product_tags(self):
        new, eco = self.make_tag("New"), self.make_tag("Eco")
        chair = self.make_product(
            categ_id=self.seats.id, product_tag_ids=[Command.set((new + eco).ids)]
        )
        self.push(chair)
        self.assertEqual(self.get_tags(chair), {new.name, eco.name})
        chair.product_tag_ids = new
        self.sync_update(chair)
        self.assertEqual(self.get_tags(chair), {new.name})

    def test_hidden_tags_stay_at_home(self):
        hidden = self.make_tag("Margin")
        hidden.visible_to_customers = False
        chair = self.make_product(categ_id=self.seats.id, product_tag_ids=hidden.ids)
        self.push(chair)
        self.assertEqual(self.get_tags(chair), set())

    def test_tag_of_the_same_name_is_the_same(self):
        """A value is unique in the store: the marketer's own tag is adopted, and stays."""
        new = self.make_tag("New")
        mine = self.store_call("POST", "/admin/product-tags", {"value": new.name})["product_tag"]
        chair = self.make_product(categ_id=self.seats.id, product_tag_ids=new.ids)
        self.push(chair)
        self.assertEqual(self.read_terms(chair)["tags"][0]["id"], mine["id"])
        chair.product_tag_ids = False
        self.sync_update(chair)
        query = [("value[]", new.name), ("fields", "id,value")]
        rows = self.store_call("GET", "/admin/product-tags", query=[("limit", "1000")])
        self.assertIn(mine["id"], [row["id"] for row in rows["product_tags"]], query)

    def test_type_and_collection(self):
        brand = self.make_attribute(f"Brand {self.token}", f"Acme {self.token}")
        self.backend.write(
            {
                "type_source": "level",
                "type_level": len(self.category.parent_path.split("/")) - 1,
                "collection_source": "attribute",
                "collection_attribute_id": brand.id,
            }
        )
        chair = self.make_product(attributes=[brand], categ_id=self.seats.id)
        self.push(chair)
        remote = self.read_terms(chair)
        self.assertEqual(remote["type"]["value"], self.category.name)
        self.assertEqual(remote["collection"]["title"], f"Acme {self.token}")
        self.assert_nothing_left()

    def test_none_any_more(self):
        chair = self.make_product(categ_id=self.seats.id)
        self.push(chair)
        former = self.read_category(self.seats)["id"]
        self.backend.category_source = "none"
        self.sync()
        self.assertFalse(self.get_term(self.seats))
        rows = self.store_call("GET", "/admin/product-categories", query=[("limit", "1000")])
        self.assertNotIn(former, [row["id"] for row in rows["product_categories"]])

    def test_resync_makes_what_it_needs(self):
        self.sync()
        chair = self.make_product(categ_id=self.seats.id)
        with self.enter_registry_test_mode():
            chair.action_medusa_sync()
        self.assertEqual(self.get_categories(chair), {self.seats.name})


@tagged("post_install", "-at_install")
class TestTerms(TermScenarios, FakeLifecycleCase):
    """Categories, tags, types and collections, in a store in memory."""

    def test_a_refused_category_stops_nothing(self):
        body = {"name": "Mine", "handle": f"seats-{self.token}-{self.seats.id}"}
        self.store_call("POST", "/admin/product-categories", body)
        chair = self.make_product(categ_id=self.seats.id)
        run = self.sync()
        [log] = run.log_ids.filtered(lambda row: row.operation == "terms")
        self.assertEqual((log.result, log.failure_type), ("failure", "duplicate"))
        self.assertEqual(log.name, self.seats.name)
        self.assertEqual(self.get_categories(chair), set(), "the product itself is there")

    def test_term_that_can_not_be_deleted(self):
        """It is one term's trouble, not the store's: it goes when the store lets it go."""
        self.backend.category_source = "none"
        chair = self.make_product(product_tag_ids=self.make_tag("Oak").ids)
        self.push(chair)
        chair.product_tag_ids = False
        self.fake.misbehave("server_error", "DELETE /admin/product-tags/*")
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.backend.connection_state, "ok")
        self.assertTrue(self.read_values())
        self.fake.behave()
        self.sync()
        self.assertFalse(self.read_values())

    def test_another_store(self):
        """What a record was in the former one is known to nobody there."""
        chair = self.make_product(categ_id=self.seats.id)
        self.delete_remote(self.push(chair))
        for term in self.backend.term_ids.sorted("id", reverse=True):
            self.store_call("DELETE", f"/admin/product-categories/{term.medusa_id}")
        self.backend.action_accept_new_store()
        self.backend._queue_run("soon", chair.ids)
        self.assert_run(self.work_through_queue(), created=1)
        self.assertEqual(self.get_categories(chair), {self.seats.name})


@tagged("post_install", "-at_install", "medusa_real")
class TestTermsReal(ClearTermsMixin, TermScenarios, RealLifecycleCase):
    """Categories, tags, types and collections, in a real Medusa."""

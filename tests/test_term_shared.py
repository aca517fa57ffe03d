from odoo import Command
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.terms import ClearTermsMixin, TermMixin


class SharedTermScenarios(TermMixin):
    """Several records of Odoo, or of other people, are one value in the store."""

    def setUp(self):
        super().setUp()
        # Names of tags are unique in Odoo, but for a translation.
        self.env["res.lang"]._activate_lang("fr_FR")
        self.backend.lang = "fr_FR"
        self.cheap, self.low = self.make_tag("Cheap"), self.make_tag("Cheap")

    def make_tag(self, name):
        self.count = getattr(self, "count", 0) + 1
        tag = super().make_tag(f"Tag {self.count}")
        self.rename(tag, name)
        return tag

    def make_tagged(self, *tags):
        ids = [tag.id for tag in tags]
        return self.make_product(product_tag_ids=[Command.set(ids)])

    def rename(self, tag, name):
        tag.with_context(lang="fr_FR").name = f"{name} {self.token}"

    def make_value(self, name, **body):
        """Make a tag in Medusa."""
        body = {"value": f"{name} {self.token}", **body}
        return self.store_call("POST", "/admin/product-tags", body)["product_tag"]["id"]

    def read_tag(self, tag_id):
        query = [("limit", "1000"), ("fields", "id,value,external_id,metadata")]
        rows = self.store_call("GET", "/admin/product-tags", query=query)["product_tags"]
        [row] = [row for row in rows if row["id"] == tag_id]
        return row

    def assert_tags(self, product, *names):
        self.assertEqual(self.get_tags(product), {f"{name} {self.token}" for name in names})

    def assert_values(self, *names):
        self.assertEqual(set(self.read_values()), {f"{name} {self.token}" for name in names})

    def sync_all(self):
        run = self.sync()
        self.assertEqual(run.state, "done", [log.message for log in run.log_ids])
        self.assert_nothing_left()
        return run

    def test_two_of_one_name(self):
        both, second = self.make_tagged(self.cheap, self.low), self.make_tagged(self.low)
        self.sync_all()
        self.assert_tags(both, "Cheap")
        self.assert_tags(second, "Cheap")
        self.assert_values("Cheap")

    def test_one_of_two_is_renamed(self):
        for renamed, other in ((self.cheap, self.low), (self.low, self.cheap)):
            both, one = self.make_tagged(self.cheap, self.low), self.make_tagged(other)
            self.sync_all()
            self.rename(renamed, f"Bargain {renamed.id}")
            self.sync_all()
            self.assert_tags(both, "Cheap", f"Bargain {renamed.id}")
            self.assert_tags(one, "Cheap")
            self.rename(renamed, "Cheap")
            self.sync_all()
            self.assert_tags(both, "Cheap")
            self.assert_values("Cheap")

    def test_one_of_two_goes(self):
        both, one = self.make_tagged(self.cheap, self.low), self.make_tagged(self.low)
        self.sync_all()
        both.product_tag_ids = self.low
        self.sync_all()
        self.assertFalse(self.get_term(self.cheap))
        self.assert_tags(one, "Cheap")
        (both | one).product_tag_ids = False
        self.sync_all()
        self.assert_values()

    def test_swapped(self):
        self.rename(self.low, "Low")
        first, second = self.make_tagged(self.cheap), self.make_tagged(self.low)
        self.sync_all()
        self.rename(self.cheap, "Low")
        self.rename(self.low, "Cheap")
        self.sync_all()
        self.assert_tags(first, "Low")
        self.assert_tags(second, "Cheap")
        self.assert_values("Cheap", "Low")

    def test_each_takes_the_next_ones_name(self):
        self.rename(self.low, "Low")
        first, second = self.make_tagged(self.cheap), self.make_tagged(self.low)
        self.sync_all()
        self.rename(self.cheap, "Low")
        self.rename(self.low, "Lowest")
        self.sync_all()
        self.assert_tags(first, "Low")
        self.assert_tags(second, "Lowest")
        self.assert_values("Low", "Lowest")

    def test_own_value_is_renamed_in_place(self):
        chair = self.make_tagged(self.cheap)
        self.sync_all()
        former = self.get_term(self.cheap).medusa_id
        self.rename(self.cheap, "Bargain")
        run = self.sync_all()
        self.assertEqual(run.updated_count, 0)
        self.assertEqual(self.get_term(self.cheap).medusa_id, former)
        self.assert_tags(chair, "Bargain")

    def test_a_marketers_value_is_never_renamed(self):
        theirs = self.make_value("Cheap", metadata={"color": "red"})
        chair = self.make_tagged(self.cheap)
        self.sync_all()
        self.assertEqual(self.get_term(self.cheap).medusa_id, theirs)
        self.rename(self.cheap, "Bargain")
        self.sync_all()
        self.assert_tags(chair, "Bargain")
        row = self.read_tag(theirs)
        self.assertEqual(row["value"], f"Cheap {self.token}")
        self.assertEqual((row["metadata"], row["external_id"]), ({"color": "red"}, None))
        chair.product_tag_ids = False
        self.sync_all()
        self.assert_values("Cheap")

    def test_a_value_that_their_products_have(self):
        """A marketer's product has it as well: the value is neither renamed nor deleted."""
        chair = self.make_tagged(self.cheap)
        self.sync_all()
        value_id = self.get_term(self.cheap).medusa_id
        theirs = self.make_remote(tags=[{"id": value_id}])
        self.rename(self.cheap, "Bargain")
        self.sync_all()
        self.assert_tags(chair, "Bargain")
        self.assertEqual(self.read_by_id(theirs["id"])["tags"][0]["value"], f"Cheap {self.token}")
        chair.product_tag_ids = self.low
        self.sync_all()
        self.assertEqual(self.get_term(self.low).medusa_id, value_id)
        chair.product_tag_ids = False
        self.sync_all()
        self.assert_values("Cheap")
        self.assertEqual(self.read_by_id(theirs["id"])["tags"][0]["value"], f"Cheap {self.token}")

    def test_further_metadata_stay(self):
        self.make_tagged(self.cheap)
        self.sync_all()
        term = self.get_term(self.cheap)
        mark = self.read_tag(term.medusa_id)["metadata"]
        body = {"metadata": {**mark, "color": "red"}}
        self.store_call("POST", f"/admin/product-tags/{term.medusa_id}", body)
        self.rename(self.cheap, "Bargain")
        self.sync_all()
        self.assertEqual(self.read_tag(term.medusa_id)["metadata"], {**mark, "color": "red"})

    def test_types_of_equal_categories(self):
        make = self.env["product.category"].create
        left, right = (
            make({"name": f"{name} {self.token}", "parent_id": self.category.id})
            for name in ("Left", "Right")
        )
        chairs = [
            make({"name": f"Chairs {self.token}", "parent_id": parent.id})
            for parent in (left, right)
        ]
        self.backend.write(
            {
                "product_domain": repr([("categ_id", "child_of", self.category.id)]),
                "type_source": "level",
                "type_level": len(chairs[0].parent_path.split("/")) - 1,
            }
        )
        products = [self.make_product(categ_id=category.id) for category in chairs]
        self.sync_all()
        get_type = lambda product: self.read_terms(product)["type"]["value"]  # noqa: E731
        self.assertEqual({get_type(product) for product in products}, {chairs[0].name})
        chairs[0].name = f"Stools {self.token}"
        self.sync_all()
        self.assertEqual([get_type(product) for product in products], [c.name for c in chairs])

    def test_refused_is_told_by_the_run(self):
        """A category whose handle somebody else has: the run doesn't say that it is done."""
        self.backend.category_source = "product"
        slug = self.env["ir.http"]._slug((self.category.id, self.category.name))
        body = {"name": f"Mine {self.token}", "handle": slug}
        self.store_call("POST", "/admin/product-categories", body)
        self.make_product()
        run = self.sync()
        self.assertEqual((run.state, run.failed_count, run.created_count), ("errors", 1, 1))


@tagged("post_install", "-at_install")
class TestSharedTerms(SharedTermScenarios, FakeLifecycleCase):
    """Records that are one value, in a store in memory."""

    def test_products_that_failed_lose_the_former_value(self):
        """It is known as ours until they were pushed, although it stays in the store."""
        self.make_value("Cheap")
        chair = self.make_tagged(self.cheap)
        self.sync_all()
        self.rename(self.cheap, "Bargain")
        self.fake.misbehave("server_error", lambda row: row.path == "/admin/products/batch")
        self.sync()
        self.fake.behave()
        self.assert_tags(chair, "Cheap")
        self.get_binding(chair).next_try = "2020-01-01 00:00:00"
        self.backend.paused_until = False
        self.sync()
        self.assert_tags(chair, "Bargain")
        self.sync()
        self.assertFalse(self.get_term(self.cheap).former)

    def test_made_in_between(self):
        """Somebody makes the value after the list was read: it is that one."""
        made = []

        def act(row):
            if not made and (row.method, row.path) == ("POST", "/admin/product-tags"):
                made.append(True)
                made.append(self.make_value("Cheap"))
            return False

        self.fake.misbehave("refused", act)
        chair = self.make_tagged(self.cheap)
        self.sync_all()
        self.assertEqual(self.get_term(self.cheap).medusa_id, made[1])
        self.assertFalse(self.get_term(self.cheap).is_created)
        self.assert_tags(chair, "Cheap")


@tagged("post_install", "-at_install", "medusa_real")
class TestSharedTermsReal(ClearTermsMixin, SharedTermScenarios, RealLifecycleCase):
    """Records that are one value, in a real Medusa."""

import json

from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase

BATCH = "/admin/products/batch"
# What Medusa accepts in a batch call, in bytes.
BATCH_LIMIT = 2 * 1024 * 1024
FILTERS = {"id[]", "external_id[]"}


class RequestsCase(FakeLifecycleCase):
    """Looks at the requests themselves."""

    def own_requests(self):
        """Return the requests that the products caused: without the index that a run reads."""
        return [
            recorded
            for recorded in self.fake.requests
            if recorded.path.startswith("/admin/products")
            and (recorded.is_write or FILTERS & {name for name, _value in recorded.query})
        ]

    def sent(self, operation):
        """Return the elements of all batch calls of one operation, call by call."""
        return [
            recorded.body[operation]
            for recorded in self.fake.writes
            if recorded.path == BATCH and recorded.body.get(operation)
        ]


@tagged("post_install", "-at_install")
class TestRequestCount(RequestsCase):
    """What a run costs grows with what changed."""

    def test_a_hundred_new_products(self):
        self.make_products(100)
        self.assert_run(self.sync(), created=100)
        self.assertLessEqual(len(self.own_requests()), 3)
        self.assertEqual([len(rows) for rows in self.sent("create")], [100])

    def test_a_hundred_changed_products(self):
        products = self.make_products(100)
        self.assert_run(self.sync(), created=100)
        products.list_price = 11
        self.assert_run(self.sync(), updated=100)
        self.assertLessEqual(len(self.own_requests()), 3)
        self.assertEqual([len(rows) for rows in self.sent("update")], [100])

    def test_new_and_changed_ones(self):
        products = self.make_products(50)
        self.assert_run(self.sync(), created=50)
        products.list_price = 11
        self.make_products(50, "Desk")
        self.assert_run(self.sync(), created=50, updated=50)
        # Two reads, as the first are known by their id; never one call for both writes.
        self.assertLessEqual(len(self.own_requests()), 4)

    def test_nothing_changed(self):
        self.make_products(100)
        self.assert_run(self.sync(), created=100)
        run = self.sync()
        self.assert_run(run, unchanged=100)
        self.assertEqual(run.write_count, 0)
        self.assertEqual(self.own_requests(), [])
        self.assertEqual(len(self.fake.requests), 1, "the index, and nothing else")

    def test_one_of_a_hundred_changed(self):
        products = self.make_products(100)
        self.assert_run(self.sync(), created=100)
        products[37].list_price = 11
        self.assert_run(self.sync(), updated=1, unchanged=99)
        [[body]] = self.sent("update")
        self.assertEqual(body["id"], self.get_binding(products[37]).medusa_id)
        self.assertEqual(len(self.own_requests()), 2)

    def test_attributes_need_no_call_of_their_own_at_creation(self):
        size = self.make_attribute("Size", "S", "M")
        for index in range(20):
            self.make_product(f"Shirt {index}", [size])
        self.assert_run(self.sync(), created=20)
        self.assertLessEqual(len(self.own_requests()), 3)

    def test_a_hundred_withdrawn_products(self):
        self.make_products(500)
        self.sync()
        products = self.env["product.template"].search([("categ_id", "=", self.category.id)])
        products[:100].active = False
        self.assert_run(self.sync(), withdrawn=100, unchanged=400)
        self.assertEqual(len(self.own_requests()), 2)


@tagged("post_install", "-at_install")
class TestRequestSize(RequestsCase):
    """Calls are limited in count and in bytes."""

    def test_limited_in_count(self):
        self.make_products(450)
        self.assert_run(self.sync(), created=450)
        sizes = [len(rows) for rows in self.sent("create")]
        self.assertEqual(sum(sizes), 450)
        self.assertLessEqual(max(sizes), 200)
        self.assertEqual(len(self.fake.products), 450)

    def test_limited_in_bytes(self):
        self.make_products(30, description_sale="x" * 150_000)
        self.assert_run(self.sync(), created=30)
        sizes = [recorded.size for recorded in self.fake.writes]
        self.assertLessEqual(max(sizes), BATCH_LIMIT)
        self.assertEqual(len(sizes), 3, "as few calls as the bytes allow")

    def test_bytes_are_counted_as_they_are_sent(self):
        """A letter may take four bytes, or six where JSON escapes it."""
        self.make_products(30, description_sale="ž\n€\U0001f600" * 12_000)
        self.assert_run(self.sync(), created=30)
        self.assertLessEqual(max(recorded.size for recorded in self.fake.writes), BATCH_LIMIT)

    def test_one_that_is_too_large_stands_alone(self):
        chair = self.make_product(description_sale="x" * (BATCH_LIMIT + 1))
        self.make_products(5, "Desk")
        run = self.sync()
        self.assert_run(run, "errors", created=5, failed=1)
        failure = run.log_ids.filtered(lambda log: log.result == "failure")
        self.assertEqual((failure.product_tmpl_id, failure.failure_type), (chair, "too_large"))

    def test_length_of_a_url(self):
        products = self.make_products(400)
        self.assert_run(self.sync(), created=400)
        products.list_price = 11
        self.assert_run(self.sync(), updated=400)
        lengths = [len(json.dumps(recorded.query)) for recorded in self.own_requests()]
        self.assertLess(max(lengths), 16 * 1024)


@tagged("post_install", "-at_install")
class TestRequestBodies(RequestsCase):
    """What is sent, and what isn't."""

    def setUp(self):
        super().setUp()
        self.shirt = self.make_shirt(description_sale="Nice")
        self.assert_run(self.sync(), created=1)

    def body_of(self, **changes):
        """Change the shirt, and return what is sent of it."""
        self.shirt.write(changes)
        self.assert_run(self.sync(), updated=1)
        [[body]] = self.sent("update")
        return body

    def test_title_without_variants(self):
        body = self.body_of(name=f"Blouse {self.token}")
        self.assertEqual(body["title"], f"Blouse {self.token}")
        self.assertNotIn("variants", body)
        self.assertNotIn("handle", body)

    def test_price_without_texts(self):
        body = self.body_of(list_price=11)
        self.assertEqual(set(body), {"id", "variants"})
        for variant in body["variants"]:
            self.assertEqual([price["amount"] for price in variant["prices"]], [11])
            self.assertNotIn("options", variant)

    def test_sku_without_prices(self):
        self.get_variant(self.shirt, "S").default_code = self.sku("S")
        self.assert_run(self.sync(), updated=1)
        [[body]] = self.sent("update")
        self.assertEqual(len(body["variants"]), 2, "one that is left out would be deleted")
        self.assertTrue(all("prices" not in variant for variant in body["variants"]))

    def test_price_of_one_variant(self):
        self.get_value(self.shirt, "M").price_extra = 2
        self.assert_run(self.sync(), updated=1)
        [[body]] = self.sent("update")
        priced = [
            variant["prices"][0]["amount"] for variant in body["variants"] if "prices" in variant
        ]
        self.assertEqual(priced, [12])

    def test_every_amount_is_a_number(self):
        body = self.body_of(list_price=0.1 + 0.2)
        [price] = body["variants"][0]["prices"]
        self.assertEqual(json.dumps(price["amount"]), "0.3")

    def test_variants_are_deleted_by_their_own_call(self):
        """Left out of an update, their inventory items would stay and block the SKU."""
        self.get_variant(self.shirt, "S").active = False
        self.assert_run(self.sync(), updated=1)
        [delete] = [row for row in self.fake.writes if row.path.endswith("/variants/batch")]
        self.assertEqual(len(delete.body["delete"]), 1)

    def test_the_store_is_read_before_it_is_written(self):
        self.shirt.list_price = 11
        self.make_product("Chair")
        self.assert_run(self.sync(), created=1, updated=1)
        kinds = ["write" if recorded.is_write else "read" for recorded in self.own_requests()]
        self.assertEqual(kinds, ["read", "write", "read", "write"])

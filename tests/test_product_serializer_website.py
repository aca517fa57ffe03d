from odoo.tests import tagged

from .test_product_serializer import SerializerCase


@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestSerializerWebsite(SerializerCase):
    """Fields of website_sale and stock_delivery, in a database that has both."""

    def test_status_follows_the_website(self):
        self.backend.status_policy = "website"
        product = self.make_product(is_published=False)
        self.assertEqual(self.fields_of(product)["status"], "draft")
        product.is_published = True
        self.assertEqual(self.fields_of(product)["status"], "published")

    def test_other_policies_ignore_the_website(self):
        product = self.make_product(is_published=False)
        self.assertEqual(self.fields_of(product)["status"], "published")

    def test_description_of_the_shop_comes_first(self):
        product = self.make_product(description_sale="For the order")
        self.assertEqual(self.fields_of(product)["description"], "For the order")
        product.description_ecommerce = "<p>For the <b>shop</b></p>"
        self.assertEqual(self.fields_of(product)["description"], "<p>For the <b>shop</b></p>")

    def test_empty_html_is_no_description(self):
        product = self.make_product(description_sale="For the order")
        product.description_ecommerce = "<p><br></p>"
        self.assertEqual(self.fields_of(product)["description"], "For the order")

    def test_hs_code(self):
        product = self.make_product(hs_code="6109.10")
        self.assertEqual(self.fields_of(product)["hs_code"], "6109.10")
        product.hs_code = False
        self.assertIsNone(self.fields_of(product)["hs_code"])

    def test_a_change_of_these_fields_is_noticed(self):
        product = self.make_product()
        for name, value in [
            ("hs_code", "6109.10"), ("is_published", True), ("description_ecommerce", "<p>New</p>"),
            ("compare_list_price", 99),
        ]:  # fmt: skip
            with self.subTest(field=name):
                self.env.flush_all()
                before = product.medusa_revision
                product[name] = value
                self.assertNotEqual(product.medusa_revision, before)

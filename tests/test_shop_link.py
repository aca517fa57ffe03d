from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase


@tagged("post_install", "-at_install")
class TestShopLink(FakeLifecycleCase):
    """The page that shoppers see of a product."""

    def test_pattern(self):
        for wrong in (
            "shop.example/{handle}",
            "javascript:alert('{handle}')",
            "https://{handle}/",
            "https://user@shop.example/{handle}",
            "https://shop.example/products",
            "https://shop.example/{name}",
            "https://shop.example/{handle.__class__}",
            "https://shop.example:x/{handle}",
            "https:// shop.example/{handle}",
            "https://shop.example/{handle",
        ):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                self.backend.shop_url_pattern = wrong

    def test_link(self):
        """It follows the handle that the store has, and is there as long as shoppers see it."""
        chair = self.make_product()
        remote = self.push(chair)
        [binding] = self.backend.product_binding_ids
        self.assertFalse(binding.shop_url)
        self.backend.shop_url_pattern = "https://shop.example/p/{handle}?id={id}&odoo={external_id}"
        expected = f"https://shop.example/p/{remote['handle']}?id={remote['id']}&odoo={chair.id}"
        self.assertEqual(binding.shop_url, expected)
        self.assertEqual(binding.action_open_in_shop()["url"], expected)
        self.change_remote(remote, handle="un-été")
        chair.list_price += 1
        self.sync()
        self.assertIn("/p/un-%C3%A9t%C3%A9?", binding.shop_url)
        chair.sale_ok = False
        self.sync()
        self.assertFalse(binding.shop_url, "a draft")

    def test_nothing_is_said_where_there_is_no_store(self):
        chair = self.make_product()
        self.assertEqual(chair.medusa_state, "pending")
        self.backend.active = False
        self.env.invalidate_all()
        self.assertFalse(chair.medusa_state)
        for state in ("none", "pending", "synced", "incomplete"):
            found = self.env["product.template"].search([("medusa_state", "=", state)])
            self.assertFalse(found & chair, state)

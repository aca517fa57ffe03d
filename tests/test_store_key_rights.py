from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..medusa.rights import WRITES
from .support.lifecycle import FakeLifecycleCase

PRICE_LISTS = "/admin/price-lists"


@tagged("post_install", "-at_install")
class TestKeyRights(FakeLifecycleCase):
    """The test of the connection says what a key may do because it tried."""

    def setUp(self):
        super().setUp()
        self.fake.forget_requests()

    def press(self):
        """Press the button, and return what it says."""
        self.backend.action_test_connection()
        return self.backend.connection_message

    def misbehave_on_write(self, kind, path="", **details):
        self.fake.misbehave(kind, lambda row: row.is_write and path in row.path, **details)

    def test_what_was_proven_is_said(self):
        message = self.press()
        self.assertEqual(self.backend.key_rights["write"], dict.fromkeys(WRITES, True))
        lines = message.splitlines()
        self.assertIn(
            "The key may read and write: products, variants, options, categories, tags, types, "
            "collections, price lists, inventory, stock locations, tax rates.",
            lines,
        )
        self.assertIn("The key may write: files, translations.", lines)
        self.assertIn(
            "The key may read: the store, sales channels, shipping profiles, customer groups, "
            "price preferences, regions.",
            lines,
        )
        self.assertNotIn("may not", message)
        self.assertFalse(self.backend.missing_rights)

    def test_trying_changes_nothing(self):
        self.make_product()
        self.sync()
        before = self.fake.state.snapshot()
        self.fake.forget_requests()
        self.press()
        self.assertEqual(self.fake.state.snapshot(), before)
        self.assertEqual({str(row.body) for row in self.fake.writes}, {"{}"})

    def test_a_run_tries_no_write(self):
        self.sync()
        self.assertFalse(self.fake.writes)
        self.assertEqual(self.backend.key_rights["write"], {})
        message = self.backend.connection_message
        self.assertIn("What it may write was not tried yet", message)
        self.assertNotIn("write:", message)

    def test_a_copy_tries_no_write(self):
        self.backend.database_uuid = "another one's"
        self.press()
        self.assertEqual(self.backend.connection_state, "copied")
        self.assertFalse(self.fake.writes)

    def test_a_run_keeps_what_a_person_found(self):
        self.press()
        self.backend.connection_checked_at = False
        self.fake.forget_requests()
        self.sync()
        self.assertFalse(self.fake.writes)
        self.assertEqual(self.backend.key_rights["write"], dict.fromkeys(WRITES, True))

    def test_a_right_that_is_missing_is_named(self):
        self.misbehave_on_write("forbidden", PRICE_LISTS)
        message = self.press()
        self.assertEqual(self.backend.connection_state, "ok")
        self.assertIn("The key may not write: price lists.", message)
        self.assertIn("The key may read: the store, price lists, sales channels", message)
        self.assertEqual(self.backend.missing_rights, "The key may not write: price lists.")

    def test_one_of_two_requests_is_refused(self):
        self.fake.misbehave("forbidden", "/admin/product-tags/nobody")
        self.press()
        self.assertIs(self.backend.key_rights["write"]["product_tags"], False)

    def test_a_read_that_is_missing_is_named(self):
        self.fake.misbehave("forbidden", "/admin/sales-channels")
        self.assertIn("The key may not read: sales channels.", self.press())

    def test_a_list_that_may_not_be_read_stays_as_it_was(self):
        """It is none that is empty: nothing leaves a shop or changes its price because of it."""
        body = {"name": "North", "currency_code": self.currency, "is_tax_inclusive": True}
        self.store_call("POST", "/admin/regions", body)
        self.store_call("POST", "/admin/customer-groups", {"name": "Dealers"})
        self.press()
        before = self.read_lists()
        self.assertEqual(self.backend.region_ids.mapped("tax_setting"), ["included"])
        self.fake.misbehave("forbidden", "/admin/price-preferences")
        self.assertIn("The key may not read: price preferences.", self.press())
        self.assertEqual(self.read_lists(), before)
        for name in ("regions", "customer-groups", "sales-channels", "shipping-profiles"):
            self.fake.misbehave("forbidden", f"/admin/{name}")
        self.assertIn("The key may not read: sales channels, shipping profiles", self.press())
        self.assertEqual(self.read_lists(), before)

    def read_lists(self):
        backend = self.backend
        lists = (backend.channel_ids, backend.profile_ids, backend.customer_group_ids)
        taxes = (backend.region_ids.mapped("tax_setting"), backend.store_tax_inclusive)
        return [records.mapped("name") for records in lists], taxes

    def test_a_proxy_that_lets_only_reads_pass(self):
        for kind, details in (
            ("firewall", {}),
            ("answer", {"status": 405, "body": {"message": "Method Not Allowed"}}),
        ):
            with self.subTest(kind=kind):
                self.misbehave_on_write(kind, **details)
                message = self.press()
                self.assertIn("The key may not write: products, variants, options,", message)
                self.assertNotIn("and write:", message)
                self.fake.behave()

    def test_what_could_not_be_tried_is_not_claimed(self):
        for kind, details in (
            ("server_error", {}),
            ("not_found", {}),
            ("html", {}),
            ("answer", {"status": 400, "body": {"message": "no word of Medusa's"}}),
        ):
            with self.subTest(kind=kind):
                self.misbehave_on_write(kind, "/admin/uploads", **details)
                message = self.press()
                self.assertNotIn("uploads", self.backend.key_rights["write"])
                self.assertNotIn(", files", message)
                self.fake.behave()

    def test_a_store_without_translations(self):
        self.fake.has_translations = False
        message = self.press()
        self.assertNotIn("translations", message)
        self.assertNotIn("may not", message)

    def test_role_based_access(self):
        """The key is right, and may do nothing: that is said, and all that is missing."""
        self.fake.has_roles = True
        message = self.press()
        self.assertEqual(
            (self.backend.connection_state, self.backend.failure_type), ("failed", "no_role")
        )
        self.assertIn("role-based access is switched on in this Medusa", message)
        self.assertIn("The key may not read: the store, products, variants,", message)
        self.assertIn("The key may not write: products, variants,", message)
        self.assertIn("A new key doesn't help", message)
        self.fake.has_roles = False
        self.assertIn("The key may read and write: products", self.press())
        self.assertFalse(self.backend.failure_type)

    def test_a_wrong_key_is_told_apart(self):
        self.fake.has_roles = True
        self.backend.api_key = "sk_wrong"
        message = self.press()
        self.assertEqual(self.backend.failure_type, "authentication")
        self.assertIn("The store refuses the secret API key.", message)
        self.assertNotIn("role", message)
        self.assertFalse(self.fake.writes, "who isn't known isn't tried")

    def test_a_proxy_forbids_everything(self):
        self.fake.misbehave("firewall")
        message = self.press()
        self.assertEqual(self.backend.failure_type, "forbidden")
        self.assertIn("A proxy or firewall before the Medusa server", message)
        self.assertNotIn("MEDUSA_FF_RBAC", message)

    def test_another_key_is_tried_anew(self):
        self.press()
        self.backend.api_key = self.fake.api_key
        self.assertFalse(self.backend.key_rights)
        self.sync()
        self.assertEqual(self.backend.key_rights["write"], {})

    def test_nobody_forges_them(self):
        manager = self.env["res.users"].create(
            {
                "name": "Manager",
                "login": f"manager-{self.token}",
                "group_ids": [(4, self.env.ref("medusa_connector.group_medusa_manager").id)],
            }
        )
        with self.assertRaises(AccessError):
            self.backend.with_user(manager).key_rights = {"write": {"products": True}}

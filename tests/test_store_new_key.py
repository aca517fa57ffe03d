from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .support.security import SecurityCase


@tagged("post_install", "-at_install")
class TestNewKey(SecurityCase):
    """A key that works is replaced by one that passed its test."""

    def setUp(self):
        super().setUp()
        self.former = self.fake.api_key
        self.store = self.backend.with_user(self.manager)

    def paste(self, key):
        self.store.api_key = key

    def get_used(self):
        return self.backend._read_api_keys_sudo()[self.backend.id]

    def replace_in_store(self):
        """Let the store know another key than the one in use."""
        self.fake.api_key = "sk_new"

    def test_saving_asks_no_store(self):
        self.fake.forget_requests()
        self.paste("sk_new")
        self.assertEqual((self.get_used(), self.backend.new_key_set), (self.former, True))
        self.assertEqual(self.fake.requests, [])
        self.assertEqual(self.backend.connection_state, "ok")
        self.assertIn("waits", self.store.new_key_message)

    def test_it_passes(self):
        self.backend.action_test_connection()
        self.backend.action_add_currencies()
        self.replace_in_store()
        self.paste("sk_new")
        toast = self.store.action_test_connection()["params"]
        self.assertEqual((self.get_used(), self.backend.new_key_set), ("sk_new", False))
        self.assertEqual((toast["type"], self.backend.connection_state), ("success", "ok"))

    def test_it_is_refused(self):
        """The present key stays in use, and a run goes on with it; the message says so."""
        self.paste("sk_wrong")
        toast = self.store.action_test_connection()["params"]
        self.assertEqual((self.get_used(), self.backend.connection_state), (self.former, "ok"))
        self.assertEqual(toast["type"], "danger")
        for text in (toast["message"], self.store.new_key_message):
            self.assertIn("the present one stays in use", text)
            self.assertIn("refuses the secret API key", text)
        self.assertEqual(self.sync().state, "done")
        self.store.action_drop_new_key()
        self.assertFalse(self.backend.new_key_set)
        self.assertEqual(self.get_used(), self.former)

    def test_a_person_may_insist(self):
        self.paste("sk_wrong")
        self.store.action_test_connection()
        with self.assertRaises(AccessError):
            self.backend.with_user(self.user).action_use_new_key()
        self.store.action_use_new_key()
        self.assertEqual((self.get_used(), self.backend.new_key_set), ("sk_wrong", False))
        self.assertEqual(self.backend.connection_state, "unchecked")
        # One that doesn't work isn't kept for another's sake.
        self.store.action_test_connection()
        self.paste(self.former)
        self.assertEqual(self.get_used(), self.former)

    def test_it_may_less(self):
        self.store.action_test_connection()
        self.paste("sk_new")
        self.replace_in_store()
        self.fake.misbehave("forbidden", lambda row: row.is_write and "/price-lists" in row.path)
        self.store.action_test_connection()
        self.assertEqual(self.backend.new_key_lacks, ["price_lists"])
        self.assertIn("price lists", self.store.new_key_message)
        self.assertEqual(self.get_used(), self.former)

    def test_another_address_forgets_both(self):
        self.paste("sk_new")
        self.backend.url = "https://elsewhere.example"
        self.assertFalse(self.backend.new_key_set)
        self.assertFalse(self.backend.api_key_set)

    def test_publishable(self):
        """It is told while it is pasted, and never kept."""
        form = Form(self.store)
        form.api_key = " pk_0123"
        self.assertIn("publishable", form.connection_hint)
        with self.assertRaisesRegex(ValidationError, "publishable"):
            form.save()

    def test_test_gives_up(self):
        self.fake.forget_requests()
        self.store.action_test_connection()
        self.assertEqual({row.timeout for row in self.fake.requests}, {(10.0, 10.0)})


@tagged("post_install", "-at_install")
class TestConnectionHints(SecurityCase):
    """What an address says of itself before a key is sent there."""

    def type_address(self, url):
        form = Form(self.env["medusa.backend"].with_user(self.manager))
        form.url = url
        return form

    def test_in_the_clear(self):
        for url, words in (
            ("http://shop.example", "Use https."),
            ("HTTP://shop.example", "Use https."),
            ("http://192.168.1.5:9000", "your own network"),
            ("medusa:9000", "your own network"),
            ("http://localhost:9000", None),
            ("http://127.0.0.1", None),
            ("https://shop.example", None),
            ("shop.example", None),
        ):
            with self.subTest(url=url):
                hint = self.type_address(url).connection_hint
                self.assertIn(words, hint) if words else self.assertFalse(hint)

    def test_missing_scheme(self):
        for typed, url in (
            ("api.shop.example", "https://api.shop.example"),
            ("API.shop.example:8443/app", "https://api.shop.example:8443"),
            ("localhost:9000", "http://localhost:9000"),
            ("10.0.0.7:9000", "http://10.0.0.7:9000"),
            ("[::1]:9000", "http://[::1]:9000"),
            ("medusa:9000", "http://medusa:9000"),
        ):
            with self.subTest(typed=typed):
                form = self.type_address(typed)
                form.api_key = "sk_1"
                self.assertEqual(form.save().url, url)
        for typed in ("my shop", "shop", "javascript:alert(1)", "ftp://shop.example", "sk_1@shop"):
            with self.subTest(typed=typed), self.assertRaises(ValidationError):
                self.type_address(typed).save()

    def test_whose_words(self):
        """The store says only what a store said; a test promises no push."""
        for kind, words in (
            ("refused", "Connection refused"),
            ("connect_timeout", "no connection in time"),
        ):
            self.fake.misbehave(kind)
            self.backend.action_test_connection()
            message = self.backend.connection_message
            self.assertIn(words, message)
            self.assertNotIn("store says", message)
            self.assertNotIn("repeated", message)
        self.sync()
        self.assertEqual(self.backend.connection_state, "paused")
        self.assertIn("repeated", self.backend.connection_message)

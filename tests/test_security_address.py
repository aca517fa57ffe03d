from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .support.security import SecurityCase


@tagged("post_install", "-at_install")
class TestAddress(SecurityCase):
    """The key goes to the server that it was given for, and to no other."""

    def get_key(self):
        return self.backend._read_api_keys_sudo()[self.backend.id]

    def test_addresses_of_other_systems_are_for_managers(self):
        """Whoever knows the address of some services may write there."""
        for name in ("storefront_url", "alert_webhook_url"):
            with self.subTest(name=name):
                self.backend.with_user(self.manager)[name] = f"https://site.example/{name}"
                with self.assertRaises(AccessError):
                    self.backend.with_user(self.user).read([name])
                with self.assertRaises(AccessError):
                    self.backend.with_user(self.user).search([(name, "like", "site.example")])

    def test_another_server_is_not_told_the_key(self):
        for url in ("http://elsewhere.test", "https://medusa.test", "http://medusa.test:81"):
            with self.subTest(url=url):
                self.backend.write({"url": self.fake.url, "api_key": self.fake.api_key})
                self.backend.with_user(self.manager).url = url
                self.assertFalse(self.get_key())
                self.assertFalse(self.backend.api_key_set)
                self.backend.with_user(self.manager).action_test_connection()
                self.sync()
        self.assertEqual(self.foreign_requests, [])

    def test_same_server_keeps_it(self):
        for url in (f"{self.fake.url}/", f"{self.fake.url}/app", f"{self.fake.url}:80",
                    f"{self.fake.url}/shop"):  # fmt: skip
            self.backend.with_user(self.manager).url = url
            self.assertTrue(self.get_key(), url)

    def test_new_address_with_its_key(self):
        self.backend.with_user(self.manager).write(
            {"api_key": "sk_theirs", "url": "http://elsewhere.test"}
        )
        self.assertEqual(self.get_key(), "sk_theirs")

    def test_settings_take_both_in_any_order(self):
        for names in (("medusa_api_key", "medusa_url"), ("medusa_url", "medusa_api_key")):
            self.backend.write({"url": self.fake.url, "api_key": self.fake.api_key})
            values = {"medusa_api_key": "sk_theirs", "medusa_url": "http://elsewhere.test"}
            settings = self.env["res.config.settings"].create({})
            settings.write({name: values[name] for name in names})
            self.assertEqual(self.get_key(), "sk_theirs", names)
            self.backend.write({"url": self.fake.url, "api_key": self.fake.api_key})
            self.env["res.config.settings"].create({name: values[name] for name in names})
            self.assertEqual(self.get_key(), "sk_theirs", names)

    def test_form_asks_for_the_key_again(self):
        with Form(self.backend.with_user(self.manager)) as form:
            form.url = "http://elsewhere.test"
        self.assertIn("has no secret API key", self.backend.connection_message)

    def test_both_changes_are_told(self):
        # What was made in this transaction isn't tracked in it.
        self.cr.precommit.run()
        self.backend.with_user(self.manager).write(
            {"url": "http://elsewhere.test", "api_key": "sk_theirs"}
        )
        self.env.flush_all()
        self.cr.precommit.run()
        bodies = " ".join(self.backend.message_ids.mapped("body"))
        self.assertIn("forgotten", bodies)
        self.assertIn("A secret API key was entered", bodies)
        values = self.env["mail.tracking.value"].search([("new_value_char", "like", "elsewhere")])
        self.assertIn(values.mail_message_id, self.backend.message_ids)

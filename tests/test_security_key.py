import base64
import logging
from contextlib import contextmanager

from odoo.tests import tagged

from .support.security import SecurityCase


class Capture(logging.Handler):
    """Keeps every line, formatted with its traceback."""

    def __init__(self):
        super().__init__(logging.NOTSET)
        self.lines = []

    def emit(self, record):
        self.lines.append(logging.Formatter().format(record))


@contextmanager
def all_logs():
    """Yield the list of what all loggers write at their most talkative."""
    capture, root = Capture(), logging.getLogger()
    loggers = [root, *(item for item in logging.Logger.manager.loggerDict.values()
                       if isinstance(item, logging.Logger))]  # fmt: skip
    before = [(logger, logger.level, logger.handlers, logger.propagate) for logger in loggers]
    try:
        for logger in loggers:
            logger.handlers, logger.propagate = [], True
            logger.setLevel(logging.DEBUG)
        root.handlers = [capture]
        yield capture.lines
    finally:
        for logger, level, handlers, propagate in before:
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)


@tagged("post_install", "-at_install")
class TestSecretKey(SecurityCase):
    """The secret key goes into its column and to the store, and nowhere else."""

    def setUp(self):
        super().setUp()
        self.key = self.fake.api_key
        self.token_sent = base64.b64encode(f"{self.key}:".encode()).decode()

    def assert_secret(self, *values):
        """Check that neither the key nor what is sent of it is in any of the values."""
        text = "\n".join(map(str, values))
        self.assertNotIn(self.key, text)
        self.assertNotIn(self.token_sent, text)

    def test_it_is_used(self):
        self.assertTrue(self.backend.api_key_set)
        [header] = {row.headers["Authorization"] for row in self.fake.requests}
        self.assertEqual(header, f"Basic {self.token_sent}")

    def test_no_read_returns_it(self):
        for user in (self.manager, self.env.ref("base.user_admin"), self.env.user):
            backend = self.backend.with_user(user)
            names = list(backend._fields)
            domain = [("id", "=", backend.id)]
            with self.subTest(user=user.name):
                self.assert_secret(
                    backend.read(names, load=None),
                    backend.search_read(domain, names),
                    backend.web_read({name: {} for name in names}),
                    backend.web_search_read(domain, {name: {} for name in names}),
                    backend.export_data(names)["datas"],
                    backend.export_data(["api_key"])["datas"],
                    backend.api_key,
                    backend.name_search(""),
                    backend.display_name,
                    backend.default_get(names),
                    backend.copy_data(),
                    backend._read_group(domain, ["name"], ["__count"]),
                )

    def test_it_is_not_read_right_after_it_was_written(self):
        self.backend.api_key = "sk_just_written"
        self.assertFalse(self.backend.api_key)
        self.assertFalse(self.backend.new({"api_key": "sk_x"}).copy_data()[0].get("api_key"))

    def test_no_search_finds_it_out(self):
        backends = self.env["medusa.backend"].with_user(self.manager)
        for operator, value in (("like", "sk_"), ("=", self.key), ("=like", f"{self.key[:6]}%"),
                                ("!=", False), ("in", [self.key])):  # fmt: skip
            hits = [self.try_search(backends, operator, text) for text in (value, "nonsense")]
            with self.subTest(operator=operator):
                self.assertEqual(hits[0], hits[1], "Right and wrong guesses look the same.")

    def try_search(self, backends, operator, value):
        value = [value] if operator == "in" and isinstance(value, str) else value
        try:
            return backends.search([("api_key", operator, value)]).ids
        except ValueError:
            return "refused"

    def test_a_copy_has_none(self):
        copy = self.backend.copy()
        self.assertFalse(copy.api_key_set)
        self.assertFalse(copy._read_api_keys_sudo()[copy.id])

    def test_an_empty_value_keeps_it(self):
        self.backend.with_user(self.manager).write({"api_key": False})
        self.assertTrue(self.backend.api_key_set)
        self.assertEqual(self.backend._read_api_keys_sudo(), {self.backend.id: self.key})

    def test_settings_keep_no_trace(self):
        self.backend.active = False
        settings = self.env["res.config.settings"].create(
            {"medusa_url": self.fake.url, "medusa_api_key": self.key}
        )
        settings.execute()
        made = self.env.company.medusa_backend_id
        self.assertTrue(made.api_key_set)
        again = self.env["res.config.settings"].create({})
        self.assert_secret(settings.read(), again.read(), again.default_get(list(again._fields)))

    def test_no_table_but_its_own_holds_it(self):
        self.fail_with_echo()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for [table] in self.env.cr.fetchall():
            for secret in (self.key, self.token_sent):
                self.env.cr.execute(
                    f"""SELECT 1 FROM "{table}" AS t
                        WHERE (to_jsonb(t) - 'api_key')::text LIKE %s LIMIT 1""",
                    [f"%{secret}%"],
                )
                self.assertFalse(self.env.cr.fetchone(), table)

    def fail_with_echo(self):
        """Let the store repeat the key in an error of a product, of the store, of a redirect."""
        words = f"Key {self.key} ({self.token_sent}) is no good"
        self.make_product()
        self.fake.misbehave("answer", "POST *", times=1, status=400, body={"message": words})
        self.sync()
        self.fake.misbehave("answer", "GET *", times=1, status=401, body={"message": words})
        self.backend._reset_connection()
        self.sync()
        location = f"https://elsewhere.example/{self.key}"
        self.fake.misbehave("redirect", "GET *", times=1, location=location)
        self.backend.action_test_connection()

    def test_echoes_of_the_store_are_masked(self):
        self.fail_with_echo()
        logs = self.env["medusa.sync.log"].search([])
        self.assertIn("is no good", str(logs.mapped("failure_detail")))
        self.assert_secret(
            logs.read(),
            self.env["medusa.sync.run"].search([]).read(),
            self.env["medusa.product.binding"].search([]).read(),
            self.backend.read(),
            self.backend.message_ids.read(),
        )

    def test_no_log_line_shows_it(self):
        with all_logs() as lines:
            self.backend.api_key = self.key
            made = self.make_backend(name="Logged")
            made.active = False
            self.env.flush_all()
            self.fail_with_echo()
        text = "\n".join(lines)
        self.assertIn("POST http://medusa.test/admin/products/batch", text, "Requests are logged.")
        self.assertIn("UPDATE", text, "Queries are logged.")
        self.assert_secret(text)

    def test_no_error_text_shows_it(self):
        self.fake.misbehave("timeout_before", "POST *")
        product = self.make_product()
        with all_logs() as lines, self.enter_registry_test_mode():
            answer = product.action_medusa_sync()
        self.assert_secret(answer, *lines)
        self.assert_secret(self.backend._get_client(), vars(self.backend._get_client()))

    def test_a_failing_query_does_not_show_it(self):
        with all_logs() as lines, self.assertRaises(Exception) as caught:
            # A lone surrogate is no text for PostgreSQL.
            self.backend.api_key = f"{self.key}\udc80"
        self.assert_secret(*lines)
        self.assertTrue(caught.exception)

    def test_messages_do_not_track_it(self):
        self.backend.api_key = f"{self.key}2"
        self.env.flush_all()
        self.cr.precommit.run()
        messages = self.backend.message_ids
        self.assert_secret(messages.read(), messages.tracking_value_ids.read())

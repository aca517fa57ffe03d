from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.alert.kinds import KINDS
from .support.alert import AlertCase


@tagged("post_install", "-at_install")
class TestAlert(AlertCase):
    """Silence is told once, to who answers for the store, and closes itself."""

    def break_database(self):
        self.backend.database_uuid = "another"

    def break_key(self):
        self.backend.write({"connection_state": "failed", "failure_type": "authentication"})

    def set_stock(self, is_pushed):
        self.backend.push_stock = is_pushed
        # It asks for a run, which would have been waiting since the test began.
        self.backend.run_ids.filtered(lambda run: run.state == "queued").state = "cancelled"

    def fail_long_ago(self):
        self.backend.product_binding_ids.state = "error"
        self.env.flush_all()
        self.pass_time(hours=25)
        self.finish_run()

    def grow(self):
        for name in ("a", "b", "c"):
            self.env["product.template"].create({"name": name})
            binding = self.backend.product_binding_ids[:1]
            key = len(self.backend.product_binding_ids)
            vals = {"external_id": f"x{key}", "revision": "old"}
            binding.copy({"product_tmpl_id": self.make_product(name).id, **vals})
            self.finish_run()

    def set_cron(self):
        self.env.ref("medusa_connector.ir_cron_medusa_sync").active = False

    # {kind: how the silence is made, how it is mended}
    SILENCES = {
        "copied": (
            lambda self: self.break_database(),
            lambda self: self.backend.action_confirm_database(),
        ),
        "key_refused": (
            lambda self: self.break_key(),
            lambda self: self.backend.action_test_connection(),
        ),
        "rights_missing": (
            lambda self: self.backend.write({"key_rights": {"write": {"products": False}}}),
            lambda self: self.backend.action_test_connection(),
        ),
        "paused": (
            lambda self: self.backend.write({"connection_state": "paused", "failures": 2}),
            lambda self: self.finish_run(),
        ),
        "guard": (
            lambda self: self.make_run("waiting"),
            lambda self: self.backend.run_ids[:1].action_cancel(),
        ),
        "run_failed": (lambda self: self.make_run(), lambda self: self.finish_run()),
        "cron_off": (
            lambda self: self.set_cron(),
            lambda self: self.tick().action_schedule(),
        ),
        "overdue": (lambda self: self.pass_time(hours=27), lambda self: self.finish_run()),
        "refused": (
            lambda self: self.make_run("errors", total=50, failed_count=3),
            lambda self: self.finish_run(total=50),
        ),
        "failing": (
            lambda self: self.fail_long_ago(),
            lambda self: self.backend.product_binding_ids.write({"state": "synced"}),
        ),
        "backlog": (lambda self: self.grow(), lambda self: self.finish_run()),
        "stock_unsold": (
            lambda self: self.set_stock(True),
            lambda self: self.set_stock(False),
        ),
    }

    def test_thirty_calm_days(self):
        """Nights of the real schedule, and of one that only ends; some ticks in between."""
        for day in range(30):
            self.pass_time(hours=23, minutes=50)
            self.env["medusa.watch"]._look(self.backend)
            self.pass_time(minutes=10)
            if day % 10:
                self.finish_run(total=100, failed_count=day % 5)
            else:
                self.make_product(f"New {day}")
                self.assert_run(self.sync(), created=1, unchanged=1 + day // 10)
                self.tick()
            self.env["medusa.watch"]._look(self.backend)
        self.assertFalse(self.backend.alarm_ids)
        self.assertFalse(self.activities() | self.activities(is_open=False))

    def test_each_silence(self):
        self.assertEqual(set(self.SILENCES), set(KINDS))
        for kind, (silence, mend) in self.SILENCES.items():
            with self.subTest(kind=kind):
                before = self.activities(is_open=False)
                self.assertFalse(self.tick())
                silence(self)
                [alarm] = self.tick()
                self.assertEqual(alarm.kind, kind)
                [activity] = self.activities()
                self.assertEqual(activity.user_id, self.manager)
                self.assertEqual(activity.summary, alarm.name)
                for text in (alarm.shopper, alarm.mend):
                    self.assertTrue(text)
                    self.assertIn(text[:20], activity.note)
                self.pass_time(minutes=5)
                self.assertEqual(self.tick(), alarm)
                self.assertEqual(self.activities(), activity, "nothing is told twice")
                mend(self)
                self.assertFalse(self.tick())
                self.assertFalse(self.activities())
                closed = self.activities(is_open=False) - before
                self.assertEqual(closed, activity)
                self.assertIn("over since", closed.feedback)
                self.assertIn("over since", self.backend.message_ids[:1].body)
                # Another kind's own hour, without what came before.
                self.backend.run_ids.unlink()
                self.pass_time(hours=2)
                self.finish_run()

    def test_each_person_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.user.write({"lang": "fr_FR", "tz": "Asia/Tokyo"})
        self.manager.tz = "UTC"
        self.now = self.now.replace(hour=20, minute=34)
        self.backend.responsible_ids = self.manager | self.user
        self.make_run()
        alarm = self.tick()
        self.assertEqual(self.activities().user_id, self.manager | self.user)
        english, french = (alarm.with_context(lang=lang) for lang in ("en_US", "fr_FR"))
        of_user = self.activities().filtered(lambda row: row.user_id == self.user)
        self.assertEqual(of_user.summary, french.name)
        self.assertIn("05:34", of_user.note)
        self.assertIn("8:34", (self.activities() - of_user).note)
        self.assertEqual((self.activities() - of_user).summary, english.name)
        posts = len(self.backend.message_ids)
        self.finish_run()
        self.tick()
        self.assertFalse(self.activities())
        self.assertEqual(len(self.backend.message_ids), posts + 1, "one line, whoever was told")

    def test_comes_again_within_the_hour(self):
        self.backend.alert_by_mail = True
        self.manager.email = "manager@example.com"
        self.make_run()
        first = self.tick()
        self.finish_run()
        self.assertFalse(self.tick())
        self.pass_time(minutes=20)
        self.make_run()
        self.assertEqual(self.tick(), first)
        self.assertEqual(len(self.activities()), 1)
        mails = self.env["mail.mail"].search([("subject", "=", first.name)])
        self.assertEqual(len(mails), 1, "those outside hear of it once")

    def read_messages(self):
        messages = self.env["medusa.webhook.message"].search([], order="id")
        return [(row.body["event"], row.body["kind"], row.body["followed_by"]) for row in messages]

    def test_receiver_knows_what_is_open(self):
        """Whatever begins, again or by another name, ends for the receiver as often."""
        self.backend.alert_webhook_url = "https://a.example/x"
        self.backend.alert_webhook_secret = "a secret"
        self.make_run()
        self.tick()
        self.backend.write({"connection_state": "paused", "failures": 2})
        self.tick()
        events = [
            ("alarm.opened", "run_failed", None),
            ("alarm.closed", "run_failed", "paused"),
            ("alarm.opened", "paused", None),
        ]
        self.assertEqual(self.read_messages(), events)
        self.backend.write({"connection_state": "ok", "failures": 0})
        self.finish_run()
        self.tick()
        self.pass_time(minutes=20)
        self.make_run()
        self.tick()
        again = [("alarm.closed", "paused", None), ("alarm.opened", "run_failed", None)]
        self.assertEqual(self.read_messages(), events + again)

    def test_who_is_responsible_later_is_told(self):
        self.make_run()
        alarm = self.tick()
        self.activities().action_feedback(feedback="I leave")
        self.backend.responsible_ids = self.user
        self.manager.active = False
        self.tick()
        self.assertEqual(self.activities().user_id, self.user)
        self.activities().unlink()
        self.assertEqual(self.tick(), alarm)
        self.assertFalse(self.activities(), "nobody is told twice")

    def test_archived_store_has_no_alarm(self):
        self.make_run()
        self.tick()
        self.backend.active = False
        self.assertFalse(self.tick())
        self.assertFalse(self.activities())

    def test_done_by_hand_is_not_told_again(self):
        self.make_run()
        alarm = self.tick()
        self.activities().action_feedback(feedback="I know")
        self.assertEqual(self.tick(), alarm)
        self.assertFalse(self.activities())
        self.finish_run()
        self.tick()
        self.assertIn("over since", self.backend.message_ids[:1].body)

    def test_one_trouble_is_told_by_one_alarm(self):
        self.make_run(failure_type="server")
        self.assertEqual(self.kinds(), ["run_failed"])
        self.backend.write({"connection_state": "paused", "failures": 2})
        self.assertEqual(self.kinds(), ["paused"])
        self.assertEqual(len(self.activities()), 1)

    def test_form_says_it_once(self):
        """What the banner of the store says isn't said by the alarm below it."""
        self.backend.write({"connection_state": "paused", "failures": 2})
        self.assertEqual(self.kinds(), ["paused"])
        [alarm] = self.backend.open_alarm_ids
        self.assertTrue(alarm.is_told_above)
        self.backend.connection_state = "ok"
        self.assertFalse(alarm.is_told_above)

    def test_a_real_failure(self):
        self.fake.misbehave("server_error", lambda row: row.path.startswith("/admin/products"))
        self.make_product("Late")
        with mute_logger("odoo.addons.medusa_connector.models.run.machine"):
            self.sync()
        self.assertEqual(len(self.tick()), 1)
        self.assertEqual(len(self.activities()), 1)

    def test_one_store_does_not_stop_the_others(self):
        other = self.backend.copy({"url": "https://other.example"})
        other.responsible_ids = self.manager
        self.make_run()
        original = type(self.env["medusa.watch"])._look

        def look(watch, backend):
            if backend == other:
                raise ValueError("broken")
            return original(watch, backend)

        self.patch(type(self.env["medusa.watch"]), "_look", look)
        with mute_logger("odoo.addons.medusa_connector.models.alert.watch"):
            self.assertEqual(self.kinds(), ["run_failed"])

    def test_stopping_and_starting_again_is_no_silence(self):
        self.backend.active = False
        self.pass_time(days=9)
        self.assertFalse(self.tick())
        self.backend.active = True
        self.assertFalse(self.tick())
        self.pass_time(hours=27)
        self.assertEqual(self.kinds(), ["overdue"])

    def test_cost_does_not_grow(self):
        self.tick()
        self.make_products(30)
        self.sync()
        watch = self.env["medusa.watch"]
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        watch._look(self.backend)
        few = self.env.cr.sql_log_count - before
        self.assertLess(few, 60)

    def test_neutralized_is_silent(self):
        self.backend.write({"connection_state": "copied", "database_uuid": "neutralized:x"})
        self.make_run()
        self.assertFalse(self.tick())

    def test_copy_sends_nothing_outside(self):
        self.backend.write({"alert_by_mail": True, "alert_webhook_url": "https://a.example"})
        self.backend.alert_webhook_secret = "secret"
        self.manager.email = "manager@example.com"
        self.break_database()
        self.assertEqual(self.kinds(), ["copied"])
        self.assertEqual(len(self.activities()), 1)
        self.assertFalse(self.env["mail.mail"].search([("email_to", "ilike", "manager@")]))
        self.assertFalse(self.env["medusa.webhook.message"].search([]))


@tagged("post_install", "-at_install")
class TestAlertSettings(AlertCase):
    """Who is told, by which ways, and what an audit finds."""

    def test_responsible_by_default(self):
        backend = self.make_backend(name="Other")
        self.assertIn(self.manager, backend.responsible_ids)
        self.assertNotIn(self.user, backend.responsible_ids)
        self.assertNotIn(self.nobody, backend.responsible_ids)

    def test_who_may_not_see_the_store_is_not_responsible(self):
        with self.assertRaises(ValidationError):
            self.backend.responsible_ids = self.nobody
        self.backend.responsible_ids = self.user
        self.user.group_ids -= self.env.ref("medusa_connector.group_medusa_user")
        self.make_run()
        self.tick()
        self.assertIn(self.manager, self.activities().user_id)
        self.assertNotIn(self.user, self.activities().user_id)

    def test_mail_and_message(self):
        self.backend.responsible_ids = self.manager | self.user
        (self.manager | self.user).write({"email": "who@example.com"})
        self.backend.write({"alert_by_mail": True, "alert_webhook_url": "https://a.example/x"})
        self.make_run()
        self.assertFalse(self.env["medusa.webhook.message"].search([]), "no secret yet")
        self.backend.alert_webhook_secret = "a secret"
        self.assertFalse(self.backend.alert_webhook_secret)
        self.assertTrue(self.backend.alert_webhook_secret_set)
        alarm = self.tick()
        mails = self.env["mail.mail"].search([("subject", "=", alarm.name)])
        self.assertEqual(len(mails), 2)
        self.assertIn(alarm.mend[:20], mails[0].body_html)
        message = self.env["medusa.webhook.message"].search([])
        self.assertEqual(message.body["event"], "alarm.opened")
        self.assertEqual(message.body["kind"], "run_failed")
        self.finish_run()
        self.tick()
        self.assertEqual(
            self.env["medusa.webhook.message"].search([], limit=1).body["event"], "alarm.closed"
        )
        self.backend.alert_webhook_url = "https://b.example"
        self.assertFalse(self.backend.alert_webhook_secret_set)

    def test_address_is_checked(self):
        for address in ("javascript:alert(1)", "ftp://a.example", "https://a.example/{x}"):
            with self.assertRaises(ValidationError):
                self.backend.alert_webhook_url = address

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.flush()

    def tracked(self):
        self.flush_tracking()
        values = (
            self.env["mail.tracking.value"]
            .sudo()
            .search([("mail_message_id", "in", self.backend.message_ids.ids)])
        )
        return set(values.field_id.mapped("name"))

    def test_audit(self):
        self.flush_tracking()
        self.backend.message_ids.unlink()
        for _time in range(2):
            self.backend.action_test_connection()
            self.backend.api_key = self.fake.api_key
            self.flush_tracking()
            self.backend.action_test_connection()
        self.assertEqual(self.tracked(), set(), "tests are no news")
        self.assertEqual(len(self.backend.message_ids), 2, "a key was replaced, twice")
        self.assertNotIn(self.fake.api_key, str(self.backend.message_ids.mapped("body")))
        self.backend.write(
            {
                "product_domain": "[('id', '=', 1)]",
                "withdraw_policy": "delete",
                "status_policy": "draft",
                "url": "https://elsewhere.example",
            }
        )
        expected = {"product_domain", "withdraw_policy", "status_policy", "url"}
        self.assertEqual(self.tracked(), expected)
        self.backend.connection_state = "ok"
        self.flush_tracking()
        self.backend.connection_state = "paused"
        self.assertIn("connection_state", self.tracked())

    def test_digest(self):
        cron = self.env.ref("medusa_connector.ir_cron_medusa_digest")
        self.manager.email = "manager@example.com"
        mails = self.env["mail.mail"]

        def send():
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            return mails.search([("subject", "ilike", "last week")])

        self.assertFalse(send(), "off by default")
        self.backend.digest_weekly = True
        self.make_run()
        alarm = self.tick()
        self.env["medusa.freshness"]._add(self.backend, [("stock", 30)])
        mail = send()
        self.assertEqual(len(mail), 1)
        address = f"/odoo/medusa-stores/{self.backend.id}"
        for text in (alarm.name, "Runs: 2, of them failed: 1", "Created: 1", "Stock", address):
            self.assertIn(text, mail.body_html)

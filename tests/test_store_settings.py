from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .support.common import MedusaCase


class SettingsCase(MedusaCase):
    """Settings as an administrator in Paris opens them."""

    def setUp(self):
        super().setUp()
        self.env["medusa.backend"].search([]).active = False
        self.env.user.tz = "Europe/Paris"
        self.env = self.env(context=dict(self.env.context, tz="Europe/Paris"))
        self.cron = self.env.ref("medusa_connector.ir_cron_medusa_sync")
        self.company = self.env.company

    def open_settings(self):
        return Form(self.env["res.config.settings"])

    def save(self, **vals):
        """Save the settings form with some values changed; return the record."""
        form = self.open_settings()
        for name, value in vals.items():
            form[name] = value
        return form.save()


@tagged("post_install", "-at_install")
class TestSettingsStore(SettingsCase):
    """The company's store in Settings."""

    def connect(self, **vals):
        defaults = {"medusa_url": f"{self.fake.url}/", "medusa_api_key": self.fake.api_key}
        settings = self.save(**{**defaults, **vals})
        return settings.action_medusa_test_connection()

    def test_first_store(self):
        """One button saves what was typed, makes the store and tests the connection."""
        toast = self.connect()
        backend = self.company.medusa_backend_id
        self.assertEqual(backend.url, self.fake.url)
        self.assertEqual(backend.connection_state, "ok")
        self.assertEqual(backend.product_domain, '[("sale_ok", "=", True)]')
        self.assertEqual((backend.status_policy, backend.withdraw_policy), ("published", "draft"))
        # The company's currency isn't one of the store's: that is no line among others.
        self.assertEqual(toast["params"]["type"], "warning")
        self.assertEqual(backend.stage, "test")
        self.assertEqual(len(self.env["medusa.backend"].search([])), 1)

    def test_links_open_the_tab_that_they_name(self):
        self.connect()
        settings = self.open_settings().save()
        for tab in ("prices", "content", "stock"):
            action = settings.with_context(medusa_tab=tab).action_medusa_open_store()
            [(view_id, kind)] = action["views"]
            arch = self.env["medusa.backend"].get_view(view_id, kind)["arch"]
            [page] = etree.fromstring(arch).xpath("//page[@autofocus='autofocus']")
            self.assertEqual(page.get("name"), tab)
        plain = settings.with_context(medusa_tab="x").action_medusa_open_store()
        self.assertFalse(plain["views"][0][0])

    def test_wrong_key_then_right_one(self):
        toast = self.connect(medusa_api_key="sk_wrong")
        backend = self.company.medusa_backend_id
        self.assertEqual((toast["params"]["type"], backend.connection_state), ("danger", "failed"))
        self.assertEqual(backend.failure_type, "authentication")
        self.save(medusa_api_key=self.fake.api_key).action_medusa_test_connection()
        self.assertEqual(backend.connection_state, "ok")

    def test_wrong_address(self):
        with self.assertRaises(ValidationError):
            self.save(medusa_url="my shop", medusa_api_key="sk_1")

    def test_nothing_typed(self):
        with self.assertRaises(UserError):
            self.save().action_medusa_test_connection()
        self.assertFalse(self.env["medusa.backend"].search([]))

    def test_content(self):
        """What becomes of pictures and categories, and in which languages, is a beginner's."""
        french = self.env["res.lang"]._activate_lang("fr_FR")
        self.connect()
        backend = self.company.medusa_backend_id
        self.assertEqual((backend.push_pictures, backend.category_source), (True, "none"))
        form = self.open_settings()
        form.medusa_push_pictures = False
        form.medusa_category_source = "product"
        form.medusa_translation_lang_ids.add(french)
        form.save()
        self.assertEqual((backend.push_pictures, backend.category_source), (False, "product"))
        self.assertEqual(backend.translation_lang_ids, french)

    def test_key_is_write_only(self):
        """The settings show that a key is set, and never which one."""
        self.connect()
        settings = self.save()
        self.assertTrue(settings.medusa_api_key_set)
        self.assertFalse(settings.medusa_api_key)
        self.assertNotIn(self.fake.api_key, str(settings.read()))
        key = self.company.medusa_backend_id._read_api_keys_sudo()
        self.assertEqual(list(key.values()), [self.fake.api_key])

    def test_save_without_a_change(self):
        """Saving other settings neither forgets the test nor writes on store and cron."""
        self.connect()
        backend = self.company.medusa_backend_id
        before = (backend.write_date, backend.connection_checked_at, self.cron.read())
        self.env.cr.flush()
        with freeze_time("2031-01-01"):
            self.save().execute()
        self.assertEqual(backend.connection_state, "ok")
        after = (backend.write_date, backend.connection_checked_at, self.cron.read())
        self.assertEqual(after, before)

    def test_new_address_is_untested(self):
        self.connect()
        self.save(medusa_url="http://other.test")
        self.assertEqual(self.company.medusa_backend_id.connection_state, "unchecked")

    def test_choices_reach_the_store(self):
        self.connect()
        self.save(
            medusa_product_domain="[('name', '=', 'Chair')]",
            medusa_status_policy="draft",
            medusa_withdraw_policy="delete",
        )
        backend = self.company.medusa_backend_id
        self.assertEqual(backend.product_domain, "[('name', '=', 'Chair')]")
        self.assertEqual((backend.status_policy, backend.withdraw_policy), ("draft", "delete"))

    def test_archived_products_are_never_selected(self):
        """The domain widget offers to include archived products: they don't belong into a shop."""
        self.connect()
        products = self.env["product.template"]
        chair = products.create({"name": "Chair"})
        archived = products.create({"name": "Archived chair", "active": False})
        self.save(medusa_product_domain="[('active', 'in', [True, False])]")
        backend = self.company.medusa_backend_id
        selected = list(backend._search_selection())
        self.assertIn(chair.id, selected)
        self.assertNotIn(archived.id, selected)
        self.assertEqual(backend.product_count, len(selected))

    def test_channels_are_those_of_the_store(self):
        self.connect()
        form = self.open_settings()
        backend = self.company.medusa_backend_id
        form.medusa_sales_channel_ids.add(backend.channel_ids[0])
        form.medusa_shipping_profile_id = backend.profile_ids[0]
        form.save()
        self.assertEqual(backend.sales_channel_ids, backend.channel_ids[0])
        self.assertEqual(backend.shipping_profile_id, backend.profile_ids[0])

    def test_sync_now(self):
        self.connect()
        settings = self.save()
        settings.action_medusa_sync_now()
        run = self.company.medusa_backend_id.last_run_id
        self.assertEqual((run.state, run.trigger), ("queued", "manual"))
        self.assertEqual(settings.medusa_last_run_state, "queued")
        self.assertEqual(settings.action_medusa_open_last_run()["res_id"], run.id)

    def test_settings_are_saved_where_nothing_goes_on(self):
        self.connect()
        settings = self.save()
        self.env["ir.cron"].search([]).active = False
        for button in (settings.action_medusa_sync_now, settings.action_medusa_plan):
            toast = button()["params"]
            self.assertEqual(toast["type"], "warning")
            self.assertIn("scheduled job", toast["message"])

    def test_second_company(self):
        """Each company's settings show its own store."""
        self.connect()
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids += other
        self.env = self.env(
            context=dict(self.env.context, allowed_company_ids=[other.id, self.company.id])
        )
        self.assertFalse(self.open_settings().medusa_url)
        self.connect(medusa_url="http://other.test")
        self.assertEqual(other.medusa_backend_id.url, "http://other.test")
        self.assertEqual(self.company.medusa_backend_id.url, self.fake.url)

    def test_settings_without_the_cron(self):
        """Settings open although somebody deleted the scheduled action."""
        self.cron.unlink()
        self.assertEqual(self.open_settings().medusa_schedule, "off")

    def test_administrator_without_medusa(self):
        """An administrator who is no Medusa manager opens and saves Settings as ever."""
        user = self.env["res.users"].create(
            {
                "name": "Administrator",
                "login": "medusa-administrator",
                "group_ids": [(6, 0, [self.env.ref("base.group_system").id])],
            }
        )
        settings = Form(self.env["res.config.settings"].with_user(user))
        with self.assertRaises(AssertionError):
            settings.medusa_url  # noqa: B018 not part of that user's form
        settings.save().execute()


@tagged("post_install", "-at_install")
@freeze_time("2026-06-10 09:30:00")
class TestSettingsSchedule(SettingsCase):
    """The schedule without developer mode; in June, Paris is two hours ahead of UTC."""

    def setUp(self):
        super().setUp()
        self.make_backend()

    def assert_cron(self, number, unit, nextcall):
        self.assertTrue(self.cron.active)
        self.assertEqual((self.cron.interval_number, self.cron.interval_type), (number, unit))
        self.assertEqual(self.cron.nextcall, nextcall)

    def test_every_day_at_midnight(self):
        self.save(medusa_schedule="noon")
        self.save(medusa_schedule="midnight")
        self.assert_cron(1, "days", datetime(2026, 6, 10, 22))

    def test_every_day_at_noon(self):
        self.save(medusa_schedule="noon")
        self.assert_cron(1, "days", datetime(2026, 6, 10, 10))

    def test_every_six_hours(self):
        self.save(medusa_schedule="six_hours")
        self.assert_cron(6, "hours", datetime(2026, 6, 10, 15, 30))

    def test_every_half_hour(self):
        self.save(medusa_schedule="half_hour")
        self.assert_cron(30, "minutes", datetime(2026, 6, 10, 10))

    def test_every_sunday(self):
        self.save(medusa_schedule="sunday")
        self.assert_cron(1, "weeks", datetime(2026, 6, 13, 22))

    def test_never(self):
        self.save(medusa_schedule="off")
        self.assertFalse(self.cron.active)
        self.assertEqual(self.open_settings().medusa_schedule, "off")
        self.save(medusa_schedule="midnight")
        self.assert_cron(1, "days", datetime(2026, 6, 10, 22))

    def test_other_interval(self):
        self.save(
            medusa_schedule="custom",
            medusa_interval_number=2,
            medusa_interval_type="weeks",
            medusa_next_run=datetime(2026, 6, 12, 1, 15),
        )
        self.assert_cron(2, "weeks", datetime(2026, 6, 12, 1, 15))
        self.assertEqual(self.open_settings().medusa_schedule, "custom")

    def test_every_schedule_is_recognised(self):
        for name in ("noon", "six_hours", "half_hour", "sunday", "midnight"):
            with self.subTest(name):
                self.save(medusa_schedule=name)
                self.assertEqual(self.open_settings().medusa_schedule, name)

    def test_choice_and_back(self):
        """Who looks at another schedule and goes back has changed nothing."""
        before = self.cron.read(["interval_number", "interval_type", "nextcall"])
        form = self.open_settings()
        chosen = form.medusa_schedule
        form.medusa_schedule = "sunday"
        self.assertEqual(form.medusa_interval_type, "weeks")
        form.medusa_schedule = chosen
        form.save()
        self.assertEqual(self.cron.read(["interval_number", "interval_type", "nextcall"]), before)

    def test_another_hour_is_another_schedule(self):
        form = self.open_settings()
        form.medusa_schedule = "midnight"
        form.medusa_next_run = datetime(2026, 6, 11, 2)
        self.assertEqual(form.medusa_schedule, "custom")
        form.save()
        self.assert_cron(1, "days", datetime(2026, 6, 11, 2))

    def test_without_the_form(self):
        """A schedule alone, as another program writes it, is enough."""
        self.env["res.config.settings"].create({"medusa_schedule": "noon"})
        self.assert_cron(1, "days", datetime(2026, 6, 10, 10))

    def test_daylight_saving(self):
        """Midnight stays midnight when the clocks change."""
        self.save(medusa_schedule="noon")
        self.save(medusa_schedule="midnight")
        for before, after in (
            (datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 23)),
            (datetime(2027, 3, 27, 23), datetime(2027, 3, 28, 22)),
        ):
            self.cron.nextcall = before
            self.env.flush_all()
            [job] = self.cron.read(["interval_number", "interval_type", "nextcall"])
            now = before.replace(second=10)
            with patch.object(type(self.env.cr), "now", lambda _cr, now=now: now):
                self.cron._reschedule_later(job)
            self.cron.invalidate_recordset()
            self.assertEqual(self.cron.nextcall, after)

    def test_manager_without_settings(self):
        """A Medusa manager who may not open Settings changes the schedule on the store's form."""
        manager = self.env["res.users"].create(
            {
                "name": "Manager",
                "login": "medusa-schedule-manager",
                "tz": "Europe/Paris",
                "group_ids": [(6, 0, [self.env.ref("medusa_connector.group_medusa_manager").id])],
            }
        )
        backend = self.env["medusa.backend"].search([])
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(manager).create({})
        with Form(backend.with_user(manager)) as form:
            form.medusa_schedule = "noon"
        self.assert_cron(1, "days", datetime(2026, 6, 10, 10))


@tagged("post_install", "-at_install")
class TestSettingsTimeZone(SettingsCase):
    """The schedule as it is installed: midnight, of the person who connects the first store."""

    @freeze_time("2026-06-10 09:30:00")
    def test_first_store_moves_the_schedule(self):
        self.cron.nextcall = datetime(2026, 6, 11)
        form = self.open_settings()
        form.medusa_url = self.fake.url
        form.medusa_api_key = self.fake.api_key
        form.save()
        self.assertEqual(self.cron.nextcall, datetime(2026, 6, 10, 22))
        self.assertEqual(self.open_settings().medusa_schedule, "midnight")

    def test_second_store_moves_nothing(self):
        self.make_backend()
        nextcall = self.cron.nextcall
        self.env.user.tz = "America/New_York"
        self.make_backend()
        self.assertEqual(self.cron.nextcall, nextcall)

from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.security import SecurityCase
from .test_security_rights import METHODS


@tagged("post_install", "-at_install")
class TestMisuse(SecurityCase):
    """Buttons and settings in places, and by people, that they aren't meant for."""

    def make_foreigner(self):
        company = self.env["res.company"].create({"name": f"Other {self.token}"})
        self.other = self.make_backend(name="Theirs", company_id=company.id)
        return self.make_user(
            "foreigner",
            "medusa_connector.group_medusa_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    # A copied database

    def test_no_button_writes_from_a_copy(self):
        dollar = self.env["res.currency"].with_context(active_test=False).search(
            [("name", "=", "MXN")]
        )  # fmt: skip
        dollar.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Pesos", "currency_id": dollar.id}
        )
        self.backend.price_line_ids = [(0, 0, {"pricelist_id": pricelist.id})]
        self.backend.action_test_connection()
        self.assertEqual(self.backend.missing_currencies, "MXN")
        records = self.get_records(self.backend)
        self.env["ir.config_parameter"].set_param("database.uuid", "a-copy")
        self.fake.forget_requests()
        confirming = {"action_confirm_database", "action_accept_new_store"}
        for model in set(METHODS) & set(records):
            for method in set(METHODS[model]) - confirming:
                with self.subTest(model=model, method=method), self.enter_registry_test_mode():
                    self.press(records[model].with_user(self.manager), method)
                    self.assertFalse(self.fake.writes)
        with self.assertRaisesRegex(UserError, "copy"):
            self.backend.with_user(self.manager).action_add_currencies()

    def press(self, record, method):
        """Press a button in a savepoint; that it is refused is fine."""
        try:
            with self.env.cr.savepoint():
                getattr(record.exists(), method)()
        except (UserError, ValueError):
            return

    # The schedule

    def test_schedule_of_all_is_not_one_companys(self):
        cron = self.env.ref("medusa_connector.ir_cron_medusa_sync")
        before = (cron.active, cron.nextcall, cron.interval_type)
        foreigner = self.make_foreigner()
        for vals in ({"medusa_schedule": "off"}, {"medusa_schedule": "half_hour"}):
            with self.assertRaises(AccessError):
                self.other.with_user(foreigner).write(vals)
        self.assertEqual((cron.active, cron.nextcall, cron.interval_type), before)
        self.other.with_user(foreigner).write({"log_retention_days": 5})
        # Who is in all companies may.
        foreigner.company_ids += self.backend.company_id
        self.other.with_user(foreigner).write({"medusa_schedule": "half_hour"})
        self.assertEqual(cron.interval_type, "minutes")

    def test_times_that_no_clock_knows(self):
        cron = self.env.ref("medusa_connector.ir_cron_medusa_sync")
        before = cron.nextcall
        for vals in (
            {"medusa_next_run": datetime(1, 1, 1)},
            {"medusa_next_run": datetime(9999, 12, 31)},
            {"medusa_interval_number": 10**9},
            {"medusa_interval_number": -1},
        ):
            for schedule in ("custom", "midnight"):
                with self.subTest(**vals), self.assertRaises(ValidationError):
                    self.backend.write({"medusa_schedule": schedule, **vals})
        self.assertEqual(cron.nextcall, before)

    # Names of others

    def test_conflict_of_another_company(self):
        foreigner = self.make_foreigner()
        binding = self.backend.product_binding_ids[:1]
        wizards = self.env["medusa.conflict.wizard"].with_user(foreigner)
        with self.assertRaises(AccessError):
            wizards.create({"binding_id": binding.id})
        with self.assertRaises(AccessError):
            wizards.onchange({"binding_id": binding.id}, ["binding_id"], {"name": {}})

    def test_conflict_before_the_first_push_has_a_name(self):
        binding = self.backend.product_binding_ids[:1]
        binding.name = False
        wizard = self.env["medusa.conflict.wizard"].create(
            {"binding_id": binding.id, "line_ids": [(0, 0, {"medusa_id": "prod_1"})]}
        )
        toast = wizard.line_ids.action_choose()
        self.assertNotIn("False", toast["params"]["message"])

    # Odds and ends

    def test_resync_of_nothing(self):
        for model in ("product.template", "product.product"):
            toast = self.env[model].with_user(self.manager).action_medusa_sync()
            self.assertEqual(toast["params"]["type"], "warning")

    def test_addresses_that_run_code(self):
        for url in ("javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", " http://a",
                    "//elsewhere.test"):  # fmt: skip
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.backend.admin_url = url

    def test_unencrypted_address_is_told(self):
        self.backend.action_test_connection()
        self.assertIn("unencrypted", self.backend.connection_message)


@tagged("post_install", "-at_install")
class TestUnknownServer(FakeLifecycleCase):
    """A server that isn't known to be a Medusa isn't echoed; a store connected twice is told."""

    def test_unknown_server_is_not_echoed(self):
        body = {"message": "internal words"}
        for status in (200, 401, 404, 500):
            with self.subTest(status=status):
                self.fake.misbehave("answer", "GET *", status=status, body=body)
                toast = self.backend.action_test_connection()
                self.assertEqual(self.backend.connection_state, "failed")
                self.assertIn(f"HTTP {status}", self.backend.failure_detail)
                run = self.sync()
                told = [toast, *self.backend.read(), *run.read(), *run.log_ids.read()]
                self.assertNotIn("internal words", str(told))
                self.backend._reset_connection()
                self.fake.behave()

    def test_known_store_is(self):
        self.backend.action_test_connection()
        self.fake.misbehave("answer", "GET *", status=500, body={"message": "its own words"})
        self.backend.action_test_connection()
        self.assertIn("its own words", self.backend.failure_detail)

    def test_one_medusa_store_connected_twice(self):
        self.backend.action_test_connection()
        company = self.env["res.company"].create({"name": f"Other {self.token}"})
        second = self.make_backend(name="Second")
        toast = second.action_test_connection()["params"]
        self.assertIn("the same Medusa store: “Shop”.", toast["message"])
        third = self.make_backend(name="Third")
        message = third.action_test_connection()["params"]["message"]
        self.assertIn("“Shop”, “Second”.", message)
        self.assertEqual(message.count("same Medusa store"), 1)
        third.active = False
        self.assertIn("“Second”", self.backend.action_test_connection()["params"]["message"])
        second.company_id = company
        user = self.env["res.users"].create(
            {
                "name": "m",
                "login": f"m-{self.token}",
                "group_ids": [(6, 0, self.env.ref("medusa_connector.group_medusa_manager").ids)],
            }
        )
        message = self.backend.with_user(user).connection_message
        self.assertIn("another company", message)
        self.assertNotIn("Second", message)
        second.active = False
        message = self.backend.action_test_connection()["params"]["message"]
        self.assertNotIn("same Medusa store", message)

    def test_store_without_a_name(self):
        [store] = self.fake.state.tables["stores"].values()
        store["name"] = None
        message = self.backend.action_test_connection()["params"]["message"]
        self.assertNotIn("False", message)

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .support.security import SecurityCase
from .test_security_rights import METHODS


@tagged("post_install", "-at_install")
class TestCompanies(SecurityCase):
    """A company's store is that company's."""

    # It opens the last run that the person may see: none; or the person's own settings.
    harmless = ("action_view_last_run", "action_connect", "action_examine_all")

    def setUp(self):
        super().setUp()
        self.company = self.env["res.company"].create({"name": f"Other {self.token}"})
        self.other = self.make_backend(
            name="Theirs",
            company_id=self.company.id,
            product_domain=self.backend.product_domain,
        )
        self.shared = self.make_product("Shared")
        self.theirs = self.make_product("Theirs", company_id=self.company.id)
        self.ours = self.make_product("Ours", company_id=self.env.company.id)
        self.run_job("medusa_connector.ir_cron_medusa_sync")
        self.foreigner = self.make_user(
            "foreigner",
            "medusa_connector.group_medusa_manager",
            "product.group_product_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def names(self, backend):
        return set(backend.product_binding_ids.product_tmpl_id.ids)

    def test_products_of_other_companies_are_not_pushed(self):
        both = {self.product.id, self.shared.id}
        self.assertEqual(self.names(self.backend), both | {self.ours.id})
        self.assertEqual(self.names(self.other), both | {self.theirs.id})

    def test_product_that_moves_to_another_company_is_withdrawn(self):
        self.ours.company_id = self.company
        self.run_job("medusa_connector.ir_cron_medusa_sync")
        self.assertEqual(self.get_binding(self.ours, self.backend).state, "withdrawn")
        self.assertEqual(self.get_binding(self.ours, self.other).state, "synced")

    def test_records_of_other_companies_can_not_be_seen(self):
        self.get_settings(self.other)
        self.get_todos(self.other)
        self.get_plan(self.other)
        self.get_findings(self.other)
        for model, record in self.get_records(self.backend).items():
            wizards = (
                *("medusa.conflict", "medusa.switch.wizard", "medusa.match.wizard"),
                *("medusa.match.bulk", "medusa.go.live", "medusa.explanation", "medusa.mend"),
                "medusa.undo.wizard",
            )
            if model.startswith(wizards):
                continue
            with self.subTest(model=model):
                records = record.with_user(self.foreigner)
                self.assertFalse(records.has_access("read"))
                found = records.search([])
                self.assertNotIn(record, found)
                self.assertTrue(found, "Those of the own company are seen.")
        for model, record in self.get_records(self.other).items():
            if model.startswith(("medusa.explanation", "medusa.mend")):
                continue
            with self.subTest(model=model):
                self.assertTrue(record.with_user(self.foreigner).has_access("read"))

    def test_no_action_reaches_the_store_of_another_company(self):
        records = self.get_records(self.backend)
        self.fake.forget_requests()
        runs = self.env["medusa.sync.run"].search_count([])
        for model in ("medusa.backend", "medusa.product.binding", "medusa.sync.run",
                      "medusa.sync.log", "medusa.conflict.wizard.line", "medusa.match",
                      "medusa.match.candidate", "medusa.todo", "medusa.todo.cause",
                      "medusa.finding", "medusa.request"):  # fmt: skip
            for method, least in METHODS[model].items():
                if least == "anybody" or method in self.harmless:
                    continue
                with self.subTest(model=model, method=method):
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError):
                        getattr(records[model].with_user(self.foreigner), method)()
        self.assertFalse(self.fake.requests)
        self.assertEqual(self.env["medusa.sync.run"].search_count([]), runs)

    def test_resync_pushes_to_the_own_companys_stores_only(self):
        self.fake.forget_requests()
        with self.enter_registry_test_mode():
            answer = self.shared.with_user(self.foreigner).action_medusa_sync()["params"]
        run = self.env["medusa.sync.run"].search([], limit=1)
        self.assertEqual((run.backend_id, run.trigger), (self.other, "button"))
        self.assertNotIn(self.backend.name, answer["message"])

    def test_resync_tells_no_name_of_another_companys_product(self):
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.ours.with_user(self.foreigner).action_medusa_sync()

    def test_state_on_the_product_is_that_of_the_own_stores(self):
        self.get_binding(self.shared, self.backend).state = "error"
        self.env.invalidate_all()
        self.assertEqual(self.shared.with_user(self.foreigner).medusa_state, "synced")
        self.env.invalidate_all()
        self.assertEqual(self.shared.with_user(self.manager).medusa_state, "error")

    def test_store_of_another_company_can_not_be_made(self):
        with self.assertRaises(AccessError):
            self.env["medusa.backend"].with_user(self.foreigner).create(
                {"name": "X", "url": self.fake.url, "company_id": self.env.company.id}
            )

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .support.security import SecurityCase
from .test_start import StartCase


class ChecklistMixin:
    """Reads the checklist as a page does that was just loaded."""

    def look(self, code=None):
        """Return {step: state}, or the one step that is asked for."""
        self.env.invalidate_all()
        steps = {step.code: step for step in self.env["medusa.start.step"].search(
            [("backend_id", "=", self.backend.id)])}  # fmt: skip
        return steps[code] if code else {name: step.state for name, step in steps.items()}

    def press(self, code):
        return self.look(code).action_do()


@tagged("post_install", "-at_install")
class TestStartChecklist(ChecklistMixin, StartCase):
    """Each line of the checklist ticks by itself, and says why it doesn't."""

    def test_walk(self):
        """From an address to a live store, each step by its button or by what it opens."""
        product = self.make_product()
        self.assertEqual(set(self.look().values()) - {"unused", "done"}, {"todo"})
        self.press("key")
        self.assertEqual(self.look("key").state, "done")
        self.press("currency")
        for code in ("currency", "channel"):
            self.assertEqual(self.look(code).state, "done")
        self.assertEqual(self.look("products").state, "done")
        self.assertEqual(self.look("stock").state, "unused")
        self.assertIn(product.name, self.look("trial").text)
        with self.enter_registry_test_mode():
            self.press("trial")
        self.assertEqual(self.read_status(product), "draft")
        self.assertEqual(self.look("trial").state, "todo")
        action = self.press("trial")
        self.assertIn(self.get_binding(product).medusa_id, action["url"])
        self.assertEqual(self.look("trial").state, "done")
        self.assertEqual(self.look("schedule").state, "todo")
        wizard = self.env["medusa.go.live.wizard"].browse(self.press("schedule")["res_id"])
        wizard.action_go_live()
        self.assertEqual(self.look("schedule").state, "done")
        self.env.ref("medusa_connector.ir_cron_medusa_sync").active = False
        self.assertEqual(self.look("schedule").state, "warning")

    def test_windows(self):
        """Each button that opens a window opens one of this store's few fields."""
        self.backend.action_test_connection()
        for code in ("channel", "products", "taxes", "stock"):
            action = self.press(code) if self.look(code).button else None
            if action:
                view = self.env["ir.ui.view"].browse(action["views"][0][0])
                with self.subTest(code=code):
                    self.assertEqual(action["res_id"], self.backend.id)
                    Form(self.backend, view=view.id).save()

    def test_services_are_looked_at(self):
        self.make_product()
        self.make_product("Deposit", type="service")
        self.backend.action_test_connection()
        step = self.look("products")
        self.assertEqual(step.state, "todo")
        self.assertIn("2 products: 1 good, 1 service.", step.text)
        left_out = self.make_product("Tip")
        left_out.medusa_excluded_backend_ids = self.backend
        self.assertIn("Taken out by hand: 1.", self.look("products").text)
        self.backend.action_confirm_selection()
        self.assertEqual(self.look("products").state, "done")

    def test_currency(self):
        """A currency that the store lacks is a warning with its mend, and no line of a green
        toast."""
        dear = self.env["res.currency"].with_context(active_test=False).search(
            [("name", "=", "TND")])  # fmt: skip
        dear.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Tunis", "currency_id": dear.id})
        self.backend.price_line_ids = [Command.create({"pricelist_id": pricelist.id})]
        toast = self.backend.action_test_connection()["params"]
        self.assertEqual(toast["type"], "warning")
        self.assertIn("TND", toast["message"])
        self.assertNotIn("TND", self.backend.connection_message)
        self.assertEqual(self.look("currency").state, "warning")
        self.press("currency")
        self.assertEqual(self.look("currency").state, "done")

    def test_stock_without_a_location(self):
        self.backend.action_test_connection()
        self.backend.push_stock = True
        step = self.look("stock")
        self.assertEqual(step.state, "warning")
        self.assertIn("nothing can be bought", step.text)

    def test_folding(self):
        """It is folded by a person, or when all is done; what is wrong stays."""
        self.assertTrue(self.backend.is_checklist_shown)
        self.backend.action_fold_checklist()
        self.look()
        self.assertFalse(self.backend.start_step_ids)
        self.backend.action_test_connection()
        self.backend.action_add_currencies()
        self.backend.push_stock = True
        self.look()
        self.assertEqual(self.backend.start_step_ids.mapped("code"), ["stock"])
        self.backend.action_open_checklist()
        self.look()
        self.assertEqual(len(self.backend.start_step_ids), 8)

    def test_done(self):
        self.make_product()
        self.backend.stage = "live"
        self.backend.action_test_connection()
        self.backend.action_add_currencies()
        self.sync()
        self.assertFalse({"todo", "warning"} & set(self.look().values()), self.look())
        self.assertFalse(self.backend.is_checklist_shown)
        self.assertFalse(self.backend.start_next)

    def test_store_that_was_there_before(self):
        """What sells already isn't told to begin; what is wrong with it stays visible."""
        self.backend.stage = "live"
        text = self.look("trial").text
        self.assertIn("next run", text)
        self.assertNotIn("draft", text)
        self.make_product()
        self.backend._test_connection()
        self.sync()
        # As a database of a former version has it: nobody tried what the key may write.
        self.backend.write({"key_rights": False, "is_trial_seen": False})
        self.assertEqual(self.look("key").state, "done")
        self.assertFalse(self.backend.is_checklist_shown)
        self.backend.push_stock = True
        self.look()
        self.assertFalse(self.backend.is_checklist_shown)
        self.assertIn("stock", self.backend.start_step_ids.mapped("code"))
        self.assertIn("Currency:", self.backend.start_next)
        self.backend.product_binding_ids.unlink()
        self.look()
        self.assertTrue(self.backend.is_checklist_shown, "nothing is in it any more")

    def test_few_queries(self):
        """Looking costs the same, however many products there are."""
        self.backend.action_test_connection()
        counts = []
        for count in (5, 100):
            self.make_products(count)
            self.look()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.backend.read(["start_step_ids", "start_done", "start_warning"])
            self.backend.start_step_ids.read(["title", "state", "text", "button"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestGoLive(StartCase):
    """Going live says what will happen, and does that."""

    def open(self):
        self.env.invalidate_all()
        return self.env["medusa.go.live.wizard"].browse(self.backend.action_go_live()["res_id"])

    def get_live_line(self, wizard, product):
        return wizard.line_ids.filtered(lambda line: line.product_tmpl_id == product)

    def test_counts(self):
        self.make_products(3)
        deposit = self.make_product("Deposit", type="service")
        combo_free = self.make_product("Free", list_price=0)
        self.backend.readiness_price = "draft"
        tip = self.make_product("Tip", categ_id=self.env["product.category"].create(
            {"name": "Others"}).id)  # fmt: skip
        wizard = self.open()
        self.assertEqual(wizard.published_text,
                         "4 products will be published: 3 goods, 1 service.")  # fmt: skip
        self.assertIn("In the store as drafts: 1 product.", wizard.rest_text)
        self.backend.readiness_description = "tell"
        self.assertIn("Incomplete, and published all the same: 4 products.",
                      self.open().doubt_text)  # fmt: skip
        self.backend.readiness_description = "off"
        self.assertIn(deposit.name, wizard.doubt_text)
        self.assertTrue(self.get_live_line(wizard, deposit).is_doubtful)
        self.assertIn("no price above 0", self.get_live_line(wizard, combo_free).reason)
        self.assertEqual(self.get_live_line(wizard, tip).outcome, "out")
        self.assertIn("Not selected", self.get_live_line(wizard, tip).reason)
        # What isn't meant for shoppers is taken out there.
        self.get_live_line(wizard, deposit).action_keep_out()
        self.assertEqual(wizard.published_text, "3 products will be published: 3 goods.")
        self.assertFalse(wizard.doubt_text)
        wizard.action_go_live()
        self.assertTrue(wizard.is_live)
        wizard.action_sync_now()
        self.assert_run(self.work_through_queue(), created=4)
        self.assertIsNone(self.read_status(deposit))
        self.assertEqual(self.read_status(combo_free), "draft")

    def test_what_it_says_is_what_happens(self):
        """With any policy, as many are published as were told."""
        products = self.make_products(3)
        self.press_sync_now()
        for policy, owner, told in (
            ("published", "creation", 3),
            ("draft", "always", 0),
            ("published", "never", 0),
            ("published", "always", 3),
        ):
            self.backend.write({"status_policy": policy, "owner_status": owner})
            wizard = self.open()
            with self.subTest(policy=policy, owner=owner):
                self.assertEqual(len(wizard.published_ids), told)
                wizard.action_go_live()
                self.press_sync_now()
                statuses = [self.read_status(product) for product in products]
                self.assertEqual(statuses.count("published"), told)
            self.backend.stage = "test"

    def test_leaving(self):
        product = self.make_product()
        self.press_sync_now()
        product.sale_ok = False
        wizard = self.open()
        self.assertEqual(self.get_live_line(wizard, product).outcome, "leaves")
        self.assertIn("Taken out of the store: 1 product.", wizard.rest_text)


@tagged("post_install", "-at_install")
class TestStartRights(ChecklistMixin, SecurityCase):
    """Users read the checklist; managers of the company act on it."""

    def test_rights(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user("stranger", "medusa_connector.group_medusa_manager",
                                  company_id=other.id, company_ids=[(6, 0, other.ids)])  # fmt: skip
        step = self.look("key")
        self.assertTrue(step.with_user(self.user).text)
        for user in (self.nobody, stranger):
            with self.assertRaises(AccessError):
                step.with_user(user).read(["text"])
        for user in (self.user, stranger):
            mine = self.backend.with_user(user)
            for call in (
                step.with_user(user).action_do, mine.action_go_live, mine.action_back_to_test,
                mine.action_confirm_selection, mine.action_drop_new_key, mine.action_use_new_key,
                mine.action_fold_checklist,
            ):  # fmt: skip
                with self.assertRaises(AccessError):
                    call()
            with self.assertRaises(AccessError):
                mine.stage = "live"
            wizard = self.env["medusa.go.live.wizard"].create({"backend_id": self.backend.id})
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_go_live()
        with self.assertRaises(AccessError):
            self.backend.with_user(self.manager).is_trial_seen = True
        wizard = self.env["medusa.go.live.wizard"].with_user(self.manager)
        self.assertTrue(wizard._open(self.backend.with_user(self.manager))["res_id"])

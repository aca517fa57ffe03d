from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .support.security import SecurityCase


@tagged("post_install", "-at_install")
class TestTodo(SecurityCase):
    """What waits for a person, by its cause; it closes by itself."""

    def find(self, cause, model="medusa.todo", user=None):
        records = self.env[model].with_user(user or self.user)
        return records.search([("backend_id", "=", self.backend.id), ("cause", "=", cause)])

    def find_cause(self, cause, user=None):
        return self.find(cause, "medusa.todo.cause", user)

    def make_rivals(self):
        """Let two products fail that have the internal reference of a third; return the two."""
        sku = self.sku("LAMP")
        for name in ("Bulb", "Lamp", "Lantern"):
            self.make_product(name, default_code=sku)
        self.sync()
        failed = self.find("duplicate").product_tmpl_id.with_env(self.env).sorted("id")
        self.assertEqual(len(failed), 2)
        return failed

    def test_failures_by_cause(self):
        lamp, lantern = self.make_rivals()
        [cause] = self.find_cause("duplicate")
        self.assertEqual((cause.open_count, cause.subject, cause.mend), (2, "product", "retry"))
        self.assertFalse(cause.is_passing, "a person gives one of them another")
        self.assertIn(lantern.name, cause.first_line)
        self.assertEqual(lantern.medusa_state, "error")
        self.assertLess(len(cause.first_line), 140)
        todos = self.env["medusa.todo"].search(cause.action_open_todos()["domain"])
        self.assertEqual(todos.product_tmpl_id, lamp + lantern)
        told = self.env["medusa.todo.cause"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(set(told.mapped("cause")), {"currency", "duplicate"})
        self.assertEqual(self.backend.todo_count, 3)
        self.assertIn("internal reference", todos[0].mend_text)

    def test_cause_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.make_product("Desk", list_price=-5)
        self.sync()
        todo = self.find("unsendable")
        self.assertIn("would be negative", todo.line)
        self.assertIn("serait négatif", todo.with_context(lang="fr_FR").line)
        [cause] = self.find_cause("unsendable")
        self.assertIn("serait négatif", cause.with_context(lang="fr_FR").first_line)

    def test_open_the_other_product(self):
        lamp, lantern = self.make_rivals()
        todo = self.find("duplicate").filtered(lambda todo: todo.product_tmpl_id == lamp)
        action = todo.action_open_other()
        others = self.env["product.product"].search(action["domain"]).product_tmpl_id
        self.assertEqual(others.mapped("default_code"), [lamp.default_code] * 2)
        (others - lantern).default_code = False
        action = todo.action_open_other()
        self.assertEqual((action["res_model"], action["res_id"]), ("product.template", lantern.id))
        lantern.default_code = False
        self.assertIn("/app/products?q=LAMP", todo.action_open_other()["url"])
        lamp.default_code = False
        with self.assertRaisesRegex(UserError, "look in Medusa"):
            todo.action_open_other()

    def test_what_is_mended_closes_by_itself(self):
        lamp, lantern = self.make_rivals()
        self.find("duplicate").write({"user_id": self.user.id, "note": "Mine"})
        lamp.default_code, lantern.default_code = self.sku("L2"), self.sku("L3")
        self.sync()
        self.assertFalse(self.find("duplicate"))
        self.assertFalse(self.find_cause("duplicate"))

    def test_retry_all_leaves_out_what_is_on_hold(self):
        lamp, lantern = self.make_rivals()
        held = self.find("duplicate").filtered(lambda todo: todo.product_tmpl_id == lamp)
        held.hold_until = fields.Date.add(fields.Date.today(), days=5)
        [cause] = self.find_cause("duplicate")
        self.assertEqual((cause.open_count, cause.held_count), (1, 1))
        self.assertEqual(cause.action_retry_all()["params"]["type"], "info")
        run = self.env["medusa.sync.run"].search([("state", "=", "queued")])
        self.assertEqual((run.chosen, run.user_id), (lantern.ids, self.user))

    def test_all_of_a_cause_can_be_held_and_assigned(self):
        self.make_rivals()
        cause = self.find_cause("duplicate")
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        cause.write({"user_id": self.manager.id, "hold_until": yesterday, "note": "Ask"})
        self.assertEqual(cause.open_count, 2, "the day came")
        self.assertEqual(self.find("duplicate").mapped("user_id"), self.manager)
        cause.hold_until = fields.Date.add(fields.Date.today(), days=1)
        self.assertEqual((cause.open_count, cause.held_count), (0, 2))

    def test_what_comes_later_is_not_on_hold(self):
        """A hold of a cause is for what was there; one of it can be taken off."""
        lamp, _lantern = self.make_rivals()
        cause = self.find_cause("duplicate")
        cause.hold_until = fields.Date.add(fields.Date.today(), days=5)
        self.assertEqual((cause.open_count, cause.held_count), (0, 2))
        self.make_product("Torch", default_code=lamp.default_code)
        self.sync()
        self.env.invalidate_all()
        self.assertEqual((cause.open_count, cause.held_count), (1, 2))
        self.assertIn("Torch", cause.first_line)
        [todo] = self.env["medusa.todo"].search(
            [("product_tmpl_id", "=", lamp.id), ("cause", "=", "duplicate")]
        )
        todo.with_user(self.user).hold_until = False
        self.assertEqual((cause.open_count, cause.held_count), (2, 1))
        cause.hold_until = False
        self.assertEqual((cause.open_count, cause.held_count), (3, 0))

    def test_only_what_people_say_is_written(self):
        self.make_rivals()
        todo = self.find("duplicate")[0]
        with self.assertRaises(AccessError):
            todo.write({"cause": "conflict"})
        with self.assertRaises(AccessError):
            todo.with_user(self.nobody).write({"note": "x"})
        with self.assertRaises(ValidationError):
            todo.user_id = self.nobody
        with self.assertRaises(AccessError):
            self.env["medusa.todo"].with_user(self.nobody).search([])

    def test_other_companies_see_nothing_of_it(self):
        self.make_rivals()
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.make_user(
            "stranger",
            "medusa_connector.group_medusa_manager",
            company_ids=company.ids,
            company_id=company.id,
        )
        for model in ("medusa.todo", "medusa.todo.cause"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.find_cause("duplicate").with_user(stranger).action_retry_all()

    def test_conflict_is_resolved_by_managers(self):
        chair = self.make_product("Armchair")
        for _number in range(2):
            self.make_remote(external_id=str(chair.id))
        self.sync()
        [todo] = self.find("conflict")
        self.assertIn(self.manager.name, todo.whom_to_ask)
        self.assertIn(self.manager.name, self.find_cause("conflict").whom_to_ask)
        with self.assertRaises(AccessError):
            todo.action_resolve()
        mine = todo.with_user(self.manager)
        self.assertFalse(mine.whom_to_ask)
        action = mine.action_resolve()
        lines = self.env["medusa.conflict.wizard"].browse(action["res_id"]).line_ids
        self.assertEqual(len(lines), 2)
        cause = self.find_cause("conflict", self.manager)
        self.assertNotIn("prod_", cause.first_line)
        self.assertEqual(cause.action_resolve()["res_model"], "medusa.conflict.wizard")
        self.assertIn("5.00", lines[0].prices)
        self.assertIn("Default", lines[0].variants)
        self.assertIn(lines[0].medusa_id, lines[0].medusa_url)

    def test_incomplete_by_what_is_missing(self):
        self.backend.readiness_barcode = "draft"
        self.backend.readiness_weight = "tell"
        chair = self.make_product("Stool")
        self.sync()
        [todo] = self.find("incomplete_draft").filtered(lambda t: t.product_tmpl_id == chair)
        self.assertEqual(todo.line, "barcode, weight")
        self.assertEqual(chair.medusa_state, "incomplete")
        found = self.env["product.template"].search([("medusa_state", "=", "incomplete")])
        self.assertIn(chair, found)
        self.assertNotIn(
            chair, self.env["product.template"].search([("medusa_state", "=", "synced")])
        )

    def test_add_the_currency(self):
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "CHF")])
        )
        currency.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Swiss", "currency_id": currency.id}
        )
        self.backend.action_test_connection()
        self.env["medusa.price.line"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        [cause] = self.find_cause("currency")
        self.assertEqual((cause.mend, cause.first_line), ("currency", "CHF"))
        before = set(self.backend.store_currencies.split(", "))
        with self.assertRaises(AccessError):
            cause.action_add_currencies()
        cause.with_user(self.manager).action_add_currencies()
        self.assertEqual(set(self.backend.store_currencies.split(", ")), before | {"CHF"})
        self.assertFalse(self.find_cause("currency"))

    def test_map_the_warehouse(self):
        self.backend.push_stock = True
        [cause] = self.find_cause("stock_map")
        self.assertEqual((cause.mend, cause.subject), ("stock_map", "store"))
        action = cause.with_user(self.manager).action_map_warehouse()
        self.assertEqual((action["res_id"], action["target"]), (self.backend.id, "new"))
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.backend.company_id.id)], limit=1
        )
        line = self.env["medusa.stock.line"].create(
            {"backend_id": self.backend.id, "warehouse_ids": warehouse.ids}
        )
        [cause] = self.find_cause("stock_map")
        self.assertEqual((cause.subject, cause.first_line.split(" · ")[0]),
                         ("stock_line", warehouse.name))  # fmt: skip
        line.action_create_location()
        self.assertFalse(self.find_cause("stock_map"))

    def test_replace_the_key(self):
        self.fake.api_key = "sk_new"
        self.backend.action_test_connection()
        [cause] = self.find_cause("authentication")
        self.assertEqual((cause.mend, cause.subject), ("key", "store"))
        self.assertEqual(
            cause.with_user(self.manager).action_replace_key()["res_id"], self.backend.id
        )
        self.backend.api_key = "sk_new"
        self.assertFalse(self.find_cause("authentication"))

    def test_use_http(self):
        """The address changes; the key, which was given for the other one, is asked for anew."""
        self.backend.url = "https://fake-medusa.test"
        self.backend.api_key = "sk_x"
        self.backend._keep_failure("tls", "[SSL: CERTIFICATE_VERIFY_FAILED] expired")
        cause = self.find_cause("tls", self.manager)
        self.assertEqual(cause.mend, "test")
        with self.assertRaises(UserError):
            cause.action_use_http()
        self.backend._keep_failure("tls", "[SSL: WRONG_VERSION_NUMBER] wrong version number")
        self.env.invalidate_all()
        self.assertEqual(cause.mend, "http")
        with self.assertRaises(AccessError):
            cause.with_user(self.user).action_use_http()
        self.assertEqual(cause.action_use_http()["res_id"], self.backend.id)
        self.assertEqual(self.backend.url, "http://fake-medusa.test")
        self.assertFalse(self.backend.api_key_set)
        self.assertEqual(self.find_cause("no_key").mend, "key")

    def test_ids_of_causes_differ(self):
        causes = list(self.env["medusa.todo"]._fields["cause"].get_values(self.env))
        subjects = list(self.env["medusa.todo"]._fields["subject"].get_values(self.env))
        self.env.cr.execute(
            "SELECT count(*), count(DISTINCT hashtext(s || ':' || c) & 1048575)"
            " FROM unnest(%s) s, unnest(%s) c",
            [subjects, causes],
        )
        count, distinct = self.env.cr.fetchone()
        self.assertEqual(count, distinct)

    def test_every_cause_has_its_words(self):
        mixin = self.env["medusa.todo"]
        for subject in mixin._fields["subject"].get_values(self.env):
            texts = mixin._get_cause_texts(subject)
            for cause in mixin._fields["cause"].get_values(self.env):
                self.assertTrue(all(texts[cause]), (subject, cause))

    def test_old_notes_go(self):
        self.make_rivals()
        self.find("duplicate").note = "Later"
        notes = self.env["medusa.todo.note"].search([])
        self.assertEqual(len(notes), 2)
        notes._gc_notes()
        self.assertTrue(notes.exists())
        self.env.cr.execute("UPDATE medusa_todo_note SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        notes._gc_notes()
        self.assertFalse(notes.exists())

    def test_queries_do_not_depend_on_how_many_fail(self):
        self.make_rivals()
        self.make_failures(1)
        self.read_causes()
        few = self.count_queries()
        self.make_failures(2000)
        self.assertLessEqual(self.count_queries(), few + 1)
        self.assertEqual(self.find_cause("validation").open_count, 2001)

    def make_failures(self, count):
        """Let the store have refused the data of so many products more."""
        self.env.cr.execute(
            """
            INSERT INTO medusa_product_binding
                   (backend_id, company_id, external_id, state, failure_type, name)
            SELECT %s, %s, 'many-' || %s || '-' || number, 'error', 'validation',
                   'Product ' || number
              FROM generate_series(1, %s) number
            """,
            [self.backend.id, self.backend.company_id.id, count, count],
        )

    def count_queries(self):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.read_causes()
        return self.env.cr.sql_log_count - before

    def read_causes(self):
        causes = self.env["medusa.todo.cause"].with_user(self.user)
        return causes.web_search_read(
            [], {"first_line": {}, "text": {}, "mend": {}, "open_count": {}, "whom_to_ask": {}}
        )

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, tagged

from ..models.store.domain_text import get_reasons, parse_domain
from .support.security import SecurityCase

CODE = (
    "time.sleep(8) or []",
    "[('name' if uid == 1 else 'id', '=', 1)]",
    "[('name', '=', 'x' * 10 ** 9)]",
    "[('id', '=', 10 ** 10 ** 10)]",
    "[('id', 'in', [x for x in range(10 ** 9)])]",
    "[('name', '=', context_today().strftime('%999999999d'))]",
    "[('name', '=', ().__class__.__base__.__subclasses__())]",
    "[('name', '=', datetime.datetime.__doc__)]",
    "[('name', '=', f'{uid}')]",
    "[('categ_id', 'any!', [('name', '=', 'x')])]",
    "[('categ_id', 'any', [('parent_id', 'any!', [('name', '=', 'x')])])]",
    "{}",
    "[(1)]" + "[" * 5000,
    "[" + "-" * 9000 + "1]",
    "env",
)


@tagged("post_install", "-at_install")
class TestDomainText(BaseCase):
    """What a domain's text may hold."""

    def read(self, text):
        return parse_domain(text, 7, [3])

    def test_code_is_refused(self):
        for text in CODE:
            with self.subTest(text=text[:60]), self.assertRaises(ValueError):
                self.read(text)

    def test_what_the_widget_writes(self):
        for text, value in (
            ("", []),
            ("[(1, '=', 1)]", [(1, "=", 1)]),
            ('["&", ["a", "=", true], ("b", "!=", False)]',
             ["&", ["a", "=", True], ("b", "!=", False)]),
            ("[('a', 'in', [1, -2, 3.5])]", [("a", "in", [1, -2, 3.5])]),
            ("[('a', 'any', [('b', 'not ilike', 'x')])]",
             [("a", "any", [("b", "not ilike", "x")])]),
            ("[('a', '=', uid), ('b', 'in', allowed_company_ids)]",
             [("a", "=", 7), ("b", "in", [3])]),
            ("[('a', '>=', 'today -7d')]", [("a", ">=", "today -7d")]),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(self.read(text), value)

    @freeze_time("2026-03-10 15:00:00")
    def test_dates(self):
        for text, value in (
            ("context_today().strftime('%Y-%m-%d')", "2026-03-10"),
            ("(context_today() + relativedelta(days=-7)).strftime('%Y-%m-%d')", "2026-03-03"),
            ("(context_today() - datetime.timedelta(days=1)).strftime('%Y-%m-%d')", "2026-03-09"),
            (
                "datetime.datetime.combine(context_today() - relativedelta(months=1), "
                "datetime.time(0, 0, 0)).to_utc().strftime('%Y-%m-%d %H:%M:%S')",
                "2026-02-10 00:00:00",
            ),
            ("datetime.datetime.now().strftime('%H:%M')", "15:00"),
            ("time.strftime('%Y-01-01')", "2026-01-01"),
            ("context_today().replace(day=1).strftime('%d')", "01"),
        ):
            with self.subTest(text=text):
                self.assertEqual(self.read(f"[('a', '>=', {text})]"), [("a", ">=", value)])


@tagged("post_install", "-at_install")
class TestSelectionRights(SecurityCase):
    """A selection asks for nothing that its author may not read."""

    def select(self, text, user=None):
        self.backend.with_user(user or self.manager).product_domain = text

    def test_code_is_refused_on_the_form(self):
        for text in CODE:
            with self.subTest(text=text[:60]), self.assertRaises(ValidationError):
                self.select(text)

    def test_it_is_no_oracle(self):
        server = self.env["ir.mail_server"].create(
            {"name": "out", "smtp_host": "mail.test", "smtp_pass": "Hunter2"}
        )
        self.product.message_post(body="hi").mail_server_id = server
        for guess in ("H%", "Z%"):
            path = "message_ids.mail_server_id.smtp_pass"
            with self.subTest(guess=guess), self.assertRaises(UserError):
                self.select(repr([(path, "=like", guess)]))
            nested = [("message_ids", "any", [("mail_server_id.smtp_pass", "=like", guess)])]
            with self.assertRaises(UserError):
                self.select(repr(nested))

    def test_nor_at_creation(self):
        text = repr([("message_ids.mail_server_id.smtp_pass", "=like", "H%")])
        with self.assertRaises(AccessError):
            self.env["medusa.backend"].with_user(self.manager).create(
                {"name": "New", "url": self.fake.url, "product_domain": text}
            )

    def test_what_its_author_may_read_is_taken(self):
        text = repr([("categ_id", "child_of", self.category.id), ("list_price", ">", 1)])
        self.select(text)
        self.assertEqual(self.backend.product_domain, text)
        self.assertIn(self.product.id, list(self.backend._search_selection()))

    def test_another_setting_is_saved_whoever_chose_the_products(self):
        self.backend.product_domain = repr([("message_ids.mail_server_id", "=", False)])
        self.backend.with_user(self.manager).log_retention_days = 30

    def test_form_and_job_find_the_same(self):
        self.product.with_user(self.manager).sudo().copy({"name": "Mine"})
        text = repr([("create_uid", "=", "uid")]).replace("'uid'", "uid")
        self.select(text)
        for user in (self.manager, self.env.ref("base.user_root"), self.user):
            found = self.backend.with_user(user)._search_selection()
            names = self.env["product.template"].browse(list(found)).mapped("name")
            self.assertEqual(names, ["Mine"], user.login)
            self.assertEqual(self.backend.with_user(user).product_count, 1)

    def test_records_that_its_author_can_not_see_tell_nothing(self):
        tag = self.env["product.tag"].create({"name": "Hunter2"})
        self.product.product_tag_ids = tag
        self.env["ir.rule"].create(
            {
                "name": "Nobody sees it",
                "model_id": self.env["ir.model"]._get_id("product.tag"),
                "domain_force": repr([("id", "!=", tag.id)]),
                "groups": [Command.link(self.env.ref("base.group_user").id)],
            }
        )
        text = repr([("product_tag_ids.name", "=like", "H%")])
        self.select(text)
        self.assertFalse(list(self.backend.sudo()._search_selection()))
        self.backend.product_domain = "[]"
        self.backend.product_domain = text
        self.assertEqual(list(self.backend._search_selection()), self.product.ids, "an admin's")

    def test_author_who_lost_the_right(self):
        self.select(repr([("categ_id.name", "=", self.category.name)]))
        self.assertEqual(list(self.backend._search_selection()), self.product.ids)
        # Of everybody: a manager has many groups.
        self.env["ir.model.access"].search([("model_id.model", "=", "product.category")]).unlink()
        with self.assertRaisesRegex(UserError, f"{self.manager.name}, who chose"):
            self.backend._search_selection()
        self.assertFalse(self.backend._filter_usable(), "people open their products all the same")
        run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertIn(self.manager.name, run.log_ids.failure_detail)
        self.assertEqual(self.get_binding(self.product).state, "synced", "nothing is withdrawn")

    def test_each_reason_is_told(self):
        def get_text(reason, word=""):
            return get_reasons(self.env, word)[reason]

        for text, word in [
            ("[" + "1," * 20_000 + "]", get_text("too_long")),
            ("{}", get_text("no_value", "{}")),
            ("1", get_text("no_list")),
            ("[('name', 'is', 1)]", get_text("operator", "is")),
            ("[('name', '=')]", get_text("no_condition")),
            ("[('name', '=', b'x')]", get_text("constant")),
            ("[('name', '=', env)]", get_text("unknown", "env")),
            ("[('name', '=', context_today().strftime('%999d'))]", get_text("format")),
        ]:
            with self.subTest(text[:60]), self.assertRaises(ValidationError) as caught:
                self.select(text)
            self.assertIn(word, str(caught.exception))

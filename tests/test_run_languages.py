from odoo.tests import new_test_user, tagged

from ..models.core.sentence import get_facts, join, keep, restore, tell
from .support.lifecycle import FakeLifecycleCase


@tagged("post_install", "-at_install")
class TestLanguages(FakeLifecycleCase):
    """What a cron wrote down is read in the reader's language."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")

    def in_french(self, records):
        return records.with_context(lang="fr_FR")

    def test_sentences(self):
        _ = keep(self.env)._
        inner = _("a picture was uploaded %s times without an answer", 7)
        text = join("; ", [join(": ", ["Chair", inner]), _("%s more", 3), "as it is"])
        self.assertEqual(
            text, "Chair: a picture was uploaded 7 times without an answer; 3 more; as it is"
        )
        kept = restore(str(text), get_facts(text))
        french = tell(self.in_french(self.env["base"]).env, str(text), get_facts(kept))
        self.assertRegex(french, "^Chair: .*7 fois.*; 3 .*; as it is$")
        self.assertNotIn("picture", french)
        self.assertFalse(get_facts("as it is"))

    def test_refused_run(self):
        self.backend.name = "Boutique"
        self.env.cr.execute("UPDATE medusa_backend SET api_key = NULL")
        run = self.sync()
        self.assertIn("API key", run.failure_answer)
        self.assertNotIn("isn't set", self.in_french(run).failure_answer)
        self.assertNotIn("isn't set", self.in_french(run.log_ids).message)
        todo = self.env["medusa.todo"].search([("res_id", "=", run.id), ("subject", "=", "run")])
        self.assertIn("isn't set", todo.line)
        self.assertNotIn("isn't set", self.in_french(todo).line)
        self.assertNotIn("isn't set", self.in_french(todo).answer)

    def test_selection_that_cannot_be_read(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE medusa_backend SET product_domain = '[(''name'', ''is'', 1)]'")
        self.env.invalidate_all()
        run = self.sync()
        self.assertIn("can't be used: “is” is no operator", run.failure_answer)
        french = self.in_french(run).failure_answer
        self.assertRegex(french, r"«\sis\s»")
        for words in ("can't be used", "is no operator"):
            self.assertNotIn(words, french)

    def test_what_was_left_out(self):
        size = self.make_attribute("Size", "S", "M", create_variant="no_variant")
        product = self.make_product("Shirt", [size])
        self.push(product)
        binding = self.get_binding(product)
        self.assertIn("isn't offered", binding.left_out)
        self.assertNotIn("isn't offered", self.in_french(binding).left_out)
        log = self.backend.run_ids[:1].log_ids
        self.assertNotIn("isn't offered", self.in_french(log).message)
        self.assertNotIn("JPEG", log.message, "that is said of pictures alone")

    def test_statuses_and_dates(self):
        product = self.make_product()
        self.push(product)
        binding = self.get_binding(product)
        self.assertEqual(binding.store_status_label, "Published")
        self.assertEqual(self.in_french(binding).store_status_label, "Publié")
        run = self.backend.run_ids[:1]
        self.env.flush_all()
        self.env.cr.execute("UPDATE medusa_sync_run SET create_date = '2026-03-01 13:05:00'")
        self.env.invalidate_all()
        self.assertIn("03/01/2026", run.with_context(lang="en_US", tz="UTC").display_name)
        self.assertIn("01/03/2026 13:05", run.with_context(lang="fr_FR", tz="UTC").display_name)

    # === A STORE'S CHATTER === #

    def make_reader(self, name, lang):
        """Make somebody who may answer for the store, and reads this language."""
        groups = "medusa_connector.group_medusa_manager"
        return new_test_user(self.env, name, groups=groups, lang=lang)

    def get_chatter(self):
        """Return what the store's chatter says, with the labels of values that changed."""
        self.env.cr.precommit.run()
        messages = self.backend.message_ids
        changed = messages.sudo().tracking_value_ids
        return messages.mapped("body"), changed.mapped("new_value_char")

    def test_chatter_in_the_language_of_its_readers(self):
        """A job speaks English; whoever answers for the store reads French."""
        self.backend.responsible_ids = self.make_reader("reader", "fr_FR")
        self.env["ir.module.module"]._load_module_terms(["medusa_connector"], ["fr_FR"])
        self.env.cr.precommit.run()
        self.backend.connection_state = "paused"
        self.env.cr.precommit.run()
        products = self.make_products(12)
        self.sync()
        products.active = False
        run = self.sync()
        self.assertEqual(run.state, "waiting")
        bodies, labels = self.get_chatter()
        self.assertIn("no longer selected", run.failure_answer)
        for kept in (self.in_french(run).failure_answer, self.in_french(run.log_ids).message):
            self.assertNotIn("no longer selected", kept)
        self.assertTrue(any("12" in body for body in bodies), bodies)
        for body in bodies:
            self.assertNotIn("no longer selected", body)
        french = self.in_french(self.backend)
        states = dict(french._fields["connection_state"]._description_selection(french.env))
        self.assertNotEqual(states["ok"], "Connected")
        self.assertIn(states["ok"], labels)

    def test_first_line_of_the_chatter(self):
        """It is in the language of those that follow, whoever made the store."""
        self.backend.company_id.partner_id.lang = "fr_FR"
        vals = {"name": "Second", "url": self.backend.url, "api_key": self.fake.api_key}
        reader = self.make_reader("first", "fr_FR")
        store = self.env["medusa.backend"].create({**vals, "responsible_ids": reader.ids})
        self.env.cr.precommit.run()
        bodies = store.message_ids.mapped("body")
        first = self.in_french(store).env._("The store was created.")
        self.assertTrue(any(first in body for body in bodies), bodies)
        self.assertFalse([body for body in bodies if "Store created" in body])

    def test_refused_detail_is_a_sentence(self):
        """The store's words, which have no full stop, and what to do are two sentences."""
        self.make_product()
        self.fake.misbehave("answer", "POST *", status=400,
                            body={"type": "invalid_data", "message": "It is refused"})  # fmt: skip
        [log] = self.sync().log_ids.filtered(lambda row: row.result == "failure")
        self.assertIn("It is refused. ", log.message)
        self.assertNotIn("..", log.message)

    def test_chatter_of_several_languages(self):
        """What most of them read; of two that are as frequent, the company's."""
        self.backend.responsible_ids = self.make_reader("first", "fr_FR")
        self.assertEqual(self.backend._get_chatter_lang(), "fr_FR")
        self.backend.responsible_ids += self.make_reader("second", "en_US")
        self.backend.company_id.partner_id.lang = "en_US"
        self.assertEqual(self.backend._get_chatter_lang(), "en_US")
        self.backend.responsible_ids += self.make_reader("third", "fr_FR")
        self.assertEqual(self.backend._get_chatter_lang(), "fr_FR")

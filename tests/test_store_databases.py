from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class DatabaseScenarios:
    """Products of the store that another Odoo database marked."""

    def setUp(self):
        super().setUp()
        # A real store holds what others left there.
        self.other = f"another-{self.token}"

    def make_theirs(self, external_id, **body):
        """Create a product in the store as another Odoo database does."""
        mark = {"external_id": str(external_id), "odoo_database": self.other}
        return self.make_remote(external_id=str(external_id), metadata=mark, **body)

    def get_database(self):
        return self.backend.other_database_ids.filtered(lambda row: row.uuid == self.other)

    def get_questions(self):
        """Return what the store's chatter asks about the other database."""
        return self.backend.message_ids.filtered(lambda message: self.other in message.body)

    def assert_named(self, run, remote, failed=1, **counters):
        """Check that a run failed for a product of the other database, and says so."""
        self.assert_run(run, "errors", failed=failed, **counters)
        self.assertEqual(set(run.log_ids.filtered("failure_type").mapped("failure_type")), {
            "other_database"
        })  # fmt: skip
        detail = run.log_ids.filtered("failure_type")[:1].failure_detail
        for part in (remote["title"], remote["id"], self.other):
            self.assertIn(part, detail)
        self.assertEqual(self.read_by_id(remote["id"]), remote)

    # === NOBODY DECIDED === #

    def test_nothing_is_made_in_their_place(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        before = self.make_theirs(chair.id)
        self.assert_named(self.sync(), before, created=1)
        self.assertEqual([row["id"] for row in self.read_all(chair.id)], [before["id"]])
        self.assertEqual(self.read(desk)["title"], desk.name)
        self.assertEqual(self.get_binding(chair).state, "conflict")
        self.assertEqual(self.get_database().decision, "undecided")
        self.assertEqual(self.get_database().product_count, 1)
        self.assertEqual(len(self.get_questions()), 1)
        # Nor later, nor at a person's request.
        self.assert_named(self.sync(), before, unchanged=1)
        with self.enter_registry_test_mode():
            self.assertEqual(chair.action_medusa_sync()["params"]["type"], "danger")
        self.assertEqual([row["id"] for row in self.read_all(chair.id)], [before["id"]])
        self.assertEqual(len(self.get_questions()), 1, "asked again")

    def test_connection_test_says_so(self):
        self.make_theirs(999999)
        self.backend.action_test_connection()
        self.assertEqual(self.get_database().decision, "undecided")
        self.assertIn(self.other, self.backend.connection_message)
        self.get_database().action_leave_alone()
        self.backend.action_test_connection()
        self.assertNotIn(self.other, self.backend.connection_message)
        self.assertEqual(self.get_database().decision, "apart")

    def test_withdrawal_waits_for_no_decision(self):
        chair = self.make_product()
        before = self.make_theirs(chair.id)
        self.assert_named(self.sync(), before)
        chair.sale_ok = False
        self.assert_run(self.sync(), withdrawn=1)
        self.assertEqual(self.read_by_id(before["id"]), before)

    # === OURS === #

    def test_adopted(self):
        chair = self.make_product()
        before = self.make_theirs(chair.id)
        self.sync()
        self.get_database().action_adopt()
        self.assert_run(self.sync(), updated=1)
        remote = self.read(chair)
        self.assertEqual(remote["id"], before["id"])
        self.assertEqual(self.variant_ids(remote), {"Default": self.variant_ids(before)["Default"]})
        self.assertEqual(remote["metadata"]["odoo_database"], self.backend.database_uuid)
        self.assert_nothing_left()

    def test_adopted_before_the_first_run(self):
        chair = self.make_product()
        before = self.make_theirs(chair.id)
        self.backend.action_test_connection()
        self.get_database().action_adopt()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read(chair)["id"], before["id"])

    def test_mark_of_a_product_that_is_otherwise_unchanged(self):
        chair = self.make_product()
        remote = self.push(chair)
        self.change_remote(remote, metadata={"odoo_database": self.other})
        before = self.read(chair)
        self.assert_named(self.sync(), before)
        self.get_database().action_adopt()
        self.assert_run(self.sync(), updated=1)
        after = self.read(chair)
        self.assertEqual(after["id"], before["id"])
        self.assertEqual(after["metadata"]["odoo_database"], self.backend.database_uuid)
        self.assert_nothing_left()

    def test_mark_of_a_product_that_was_adopted_before_it_was_marked(self):
        chair = self.make_product()
        remote = self.push(chair)
        self.make_theirs(999999)
        self.backend.action_test_connection()
        self.get_database().action_adopt()
        self.change_remote(remote, metadata={"odoo_database": self.other})
        self.assert_run(self.sync(), updated=1)
        mark = self.read(chair)["metadata"]["odoo_database"]
        self.assertEqual(mark, self.backend.database_uuid)

    # === LEFT ALONE === #

    def test_left_alone(self):
        chair = self.make_product()
        before = self.make_theirs(chair.id)
        self.sync()
        self.get_database().action_leave_alone()
        self.assert_run(self.sync(), created=1)
        self.assertEqual(self.read_by_id(before["id"]), before)
        ids = {row["id"] for row in self.read_all(chair.id)}
        self.assertEqual(ids, {before["id"], self.get_binding(chair).medusa_id})
        self.assert_nothing_left()
        chair.name = f"Stool {self.token}"
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read_by_id(before["id"]), before)

    def test_handle_of_the_same_product_in_two_copies(self):
        chair = self.make_product()
        handle = self.env["ir.http"]._slug((chair.id, chair.name))
        before = self.make_theirs(chair.id, handle=handle)
        self.backend.action_test_connection()
        self.get_database().action_leave_alone()
        self.backend.owner_handle = "always"
        self.assert_run(self.sync(), created=1)
        mine = self.read_by_id(self.get_binding(chair).medusa_id)
        self.assertTrue(mine["handle"].startswith(f"{handle}-"))
        self.assertEqual(self.read_by_id(before["id"]), before)
        chair.list_price = 12
        self.assert_run(self.sync(), updated=1)
        self.assert_nothing_left()

    def test_sku_that_is_in_use_there(self):
        chair = self.make_product(default_code=self.sku("CH"))
        before = self.make_theirs(999999, variants=[self.remote_variant(sku=self.sku("CH"))])
        self.backend.action_test_connection()
        self.get_database().action_leave_alone()
        run = self.sync()
        self.assert_named(run, before)
        self.assertIn(self.sku("CH"), run.log_ids.failure_detail)
        self.assertEqual(self.read_all(chair.id), [])
        chair.default_code = self.sku("MINE")
        self.assert_run(self.sync(), created=1)

    def test_handle_that_is_in_use_there(self):
        chair = self.make_product()
        handle = self.env["ir.http"]._slug((chair.id, chair.name))
        before = self.make_theirs(999999, handle=handle)
        self.backend.action_test_connection()
        self.get_database().action_leave_alone()
        run = self.sync()
        self.assert_named(run, before)
        self.assertIn(handle, run.log_ids.failure_detail)

    # === CHOOSING === #

    def open_wizard(self, product):
        action = self.get_binding(product).action_resolve_conflict()
        return self.env["medusa.conflict.wizard"].browse(action["res_id"])

    def test_wizard_offers_what_can_be_chosen(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        theirs = self.make_theirs(chair.id)
        mine, rival = (self.make_remote(external_id=str(chair.id)) for _turn in range(2))
        self.assert_run(self.sync(), "errors", created=1, failed=1)
        # Somebody bound one of them to another product.
        self.get_binding(desk).medusa_id = rival["id"]
        wizard = self.open_wizard(chair)
        lines = {line.medusa_id: line for line in wizard.line_ids}
        self.assertIn(self.other, lines[theirs["id"]].obstacle)
        self.assertIn(desk.name, lines[rival["id"]].obstacle)
        self.assertFalse(lines[mine["id"]].obstacle)
        self.assertTrue(wizard.has_choice)
        for remote in (theirs, rival):
            with self.assertRaises(UserError):
                lines[remote["id"]].action_choose()
        self.assertEqual(self.get_binding(chair).state, "conflict")
        # What is bound while the window is open can't be chosen any more.
        self.get_binding(desk).medusa_id = mine["id"]
        with self.assertRaises(UserError):
            lines[mine["id"]].action_choose()

    def test_wizard_says_that_nothing_can_be_chosen(self):
        chair = self.make_product()
        self.make_theirs(chair.id)
        self.sync()
        self.assertFalse(self.open_wizard(chair).has_choice)


@tagged("post_install", "-at_install")
class TestDatabases(DatabaseScenarios, FakeLifecycleCase):
    """Marks of another database, in a store in memory."""

    def test_a_large_store_is_sampled_and_then_counted(self):
        self.make_theirs(999999)
        for _turn in range(3):
            self.make_remote()
        self.backend.action_test_connection()
        reads = [row for row in self.fake.requests if ("fields", "id,metadata") in row.query]
        self.assertEqual(len(reads), 1)
        self.make_theirs(999998)
        self.sync()
        self.assertEqual(self.get_database().product_count, 2)

    def test_nothing_is_left_of_them(self):
        remote = self.make_theirs(999999)
        self.sync()
        self.assertTrue(self.get_database())
        self.delete_remote(remote)
        self.sync()
        self.assertFalse(self.get_database())

    def test_decision_stays(self):
        remote = self.make_theirs(999999)
        self.sync()
        self.get_database().action_leave_alone()
        self.delete_remote(remote)
        self.sync()
        self.assertEqual(self.get_database().decision, "apart")
        self.get_database().action_adopt()
        self.assertTrue(self.backend._get_databases().are_ours(self.other))

    def test_new_store_has_databases_of_its_own(self):
        self.make_theirs(999999)
        self.sync()
        self.backend.action_accept_new_store()
        self.assertFalse(self.get_database())

    def test_odd_marks(self):
        """No word of the store breaks a run, or stands as it is in the chatter."""
        for mark in (["a"], {"b": 1}, 7, True, "x" * 300, "two\nlines", "", None):
            self.make_remote(metadata={"odoo_database": mark})
        self.assert_run(self.sync())
        found = set(self.backend.other_database_ids.mapped("uuid"))
        self.assertEqual(found, {"['a']", "{'b': 1}", "7", "True"})

    def test_copy_that_nobody_confirmed_is_asked_nothing_about_itself(self):
        self.push(self.make_product())
        self.env.flush_all()
        former = self.backend.database_uuid
        for uuid in (f"neutralized:{former}", None):
            with self.subTest(uuid=uuid):
                self.env.cr.execute("UPDATE medusa_backend SET database_uuid = %s", (uuid,))
                self.env.invalidate_all()
                self.backend.action_test_connection()
                self.assertEqual(self.backend.connection_state, "copied")
                asked = self.backend.other_database_ids.mapped("uuid")
                self.assertEqual(asked, [former] if uuid is None else [])

    def test_many_databases(self):
        for index in range(25):
            self.make_remote(metadata={"odoo_database": f"{self.other}-{index}"})
        self.sync()
        self.assertEqual(len(self.backend.other_database_ids), 20)


@tagged("post_install", "-at_install", "medusa_real")
class TestDatabasesReal(DatabaseScenarios, RealLifecycleCase):
    """Marks of another database, in a real Medusa."""

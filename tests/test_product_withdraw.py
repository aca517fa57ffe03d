from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.failures import BATCH, FailureCase
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class WithdrawScenarios:
    """Products that leave the selection, and come back."""

    def sync_withdrawal(self, operation):
        """Sync one product that left, check what is said of it, and return the line."""
        run = self.sync()
        self.assert_run(run, withdrawn=1, unchanged=run.unchanged_count)
        [log] = run.log_ids
        self.assertEqual((log.operation, log.result), (operation, "success"))
        self.assert_nothing_left()
        return log

    def assert_run(self, run, state="done", **counters):
        counters = {name: count for name, count in counters.items() if count}
        return super().assert_run(run, state, **counters)

    def test_archived(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        self.assert_run(self.sync(), created=2)
        before = self.read(chair)
        chair.active = False
        self.assertEqual(chair.medusa_state, "pending")
        log = self.sync_withdrawal("draft")
        self.assertIn(chair.name, log.message)
        remote = self.read(chair)
        self.assertEqual((remote["status"], remote["id"]), ("draft", before["id"]))
        # Nothing but the status: whoever looks at the draft finds what was sold.
        self.assertEqual(remote["variants"], before["variants"])
        self.assertEqual(self.read(desk)["status"], "published")
        self.assertEqual(chair.medusa_state, "none")

    def test_not_saleable(self):
        chair = self.make_product()
        self.push(chair)
        chair.sale_ok = False
        self.sync_withdrawal("draft")
        self.assertEqual(self.read(chair)["status"], "draft")

    def test_deleted_in_odoo(self):
        chair = self.make_product()
        remote, name = self.push(chair), chair.name
        chair.unlink()
        log = self.sync_withdrawal("draft")
        self.assertIn(name, log.message)
        self.assertEqual(self.read_by_id(remote["id"])["status"], "draft")
        binding = self.env["medusa.product.binding"].search([("backend_id", "=", self.backend.id)])
        self.assertFalse(binding, "nothing is left to know of it")

    def test_policy_delete(self):
        self.backend.withdraw_policy = "delete"
        chair, desk = self.make_product(), self.make_product("Desk")
        self.assert_run(self.sync(), created=2)
        chair.active = False
        self.sync_withdrawal("delete")
        self.assertEqual(self.read_all(chair.id), [])
        self.assertEqual(self.read(desk)["status"], "published")
        self.assertFalse(self.get_binding(chair).medusa_id)

    def test_policy_delete_of_a_product_deleted_in_odoo(self):
        self.backend.withdraw_policy = "delete"
        chair = self.make_product()
        self.push(chair)
        chair_id = chair.id
        chair.unlink()
        self.sync_withdrawal("delete")
        self.assertEqual(self.read_all(chair_id), [])

    def test_gone_in_the_store_already(self):
        chair = self.make_product()
        remote = self.push(chair)
        self.delete_remote(remote)
        chair.active = False
        self.sync_withdrawal("gone")
        self.assertEqual(self.read_all(chair.id), [])

    def test_draft_in_the_store_already(self):
        chair = self.make_product()
        remote = self.push(chair)
        self.change_remote(remote, status="draft")
        chair.active = False
        run = self.sync()
        self.assert_run(run, withdrawn=1)
        self.assertEqual(run.write_count, 0)

    def test_never_pushed(self):
        chair = self.make_product()
        chair.active = False
        self.assert_run(self.sync())

    def test_products_of_other_origin_stay(self):
        others = [
            self.make_remote(status="published"),
            self.make_remote(status="published", external_id="999999999"),
            self.make_remote(status="published", metadata={"external_id": "999999999"}),
        ]
        chair = self.make_product()
        self.push(chair)
        chair.active = False
        self.sync_withdrawal("draft")
        self.assertEqual([self.read_by_id(row["id"]) for row in others], others)

    def test_comes_back(self):
        shirt = self.make_shirt()
        before = self.push(shirt)
        shirt.active = False
        self.sync_withdrawal("draft")
        shirt.active = True
        self.assertEqual(shirt.medusa_state, "pending")
        remote = self.sync_update(shirt)
        self.assertEqual((remote["status"], remote["id"]), ("published", before["id"]))
        self.assertEqual(self.variant_ids(remote), self.variant_ids(before))
        self.assertEqual(shirt.medusa_state, "synced")

    def test_comes_back_changed(self):
        chair = self.make_product()
        self.push(chair)
        chair.sale_ok = False
        self.sync_withdrawal("draft")
        chair.write({"sale_ok": True, "list_price": 11, "name": f"Stool {self.token}"})
        remote = self.sync_update(chair)
        self.assertEqual((remote["status"], remote["title"]), ("published", chair.name))
        prices = remote["variants"]["Default"]["prices"]
        self.assertEqual(prices, {(self.currency, None): 11})

    def test_comes_back_after_it_was_deleted(self):
        self.backend.withdraw_policy = "delete"
        chair = self.make_product()
        before = self.push(chair)
        chair.active = False
        self.sync_withdrawal("delete")
        chair.active = True
        remote = self.push(chair)
        self.assertNotEqual(remote["id"], before["id"])
        self.assertEqual(remote["handle"], before["handle"])
        self.assert_nothing_left()


@tagged("post_install", "-at_install")
class TestWithdraw(WithdrawScenarios, FakeLifecycleCase):
    """Withdrawals, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real", "medusa_brief")
class TestWithdrawReal(WithdrawScenarios, RealLifecycleCase):
    """Withdrawals, in a real Medusa."""


@tagged("post_install", "-at_install")
class TestMassWithdrawal(FakeLifecycleCase):
    """A selection that loses unusually many products asks a manager first."""

    def setUp(self):
        super().setUp()
        self.products = self.make_products(60)
        self.assert_run(self.sync(), created=60)

    def statuses(self):
        """Return how many products of the store have which status."""
        found = [product["status"] for product in self.fake.products]
        return {status: found.count(status) for status in set(found)}

    def sync_until_it_asks(self, count, job="medusa_connector.ir_cron_medusa_sync"):
        """Let a job run that asks before it withdraws this many, and return its run."""
        with self.assertLogs("odoo.addons.medusa_connector", "WARNING") as logs:
            run = self.run_job(job)
        self.assertIn(f"would withdraw {count} of 60", logs.output[0])
        self.assertEqual((run.state, run.failure_type), ("waiting", "guard"))
        self.assertEqual((run.leaving_count, run.withdrawn_count), (count, 0))
        return run

    def test_chosen_before_the_filter_broke(self):
        """What a retry or a large Resync chose doesn't leave unasked because of a mistake."""
        for trigger in ("retry", "button"):
            with self.subTest(trigger=trigger):
                self.backend._queue_run(trigger, self.products[:30].ids)
                self.backend.product_domain = "[('id', '=', 0)]"
                self.assert_run(self.work_through_queue())
                self.assertEqual(self.statuses(), {"published": 60})

    def test_few_need_no_confirmation(self):
        self.products[:12].active = False  # 20 %
        self.assert_run(self.sync(), withdrawn=12, unchanged=48)
        self.assertEqual(self.statuses(), {"draft": 12, "published": 48})

    def test_ten_need_none_whatever_their_share(self):
        self.products[:50].active = False
        run = self.sync_until_it_asks(50)
        run.action_confirm_withdrawal()
        self.work_through_queue()
        self.assertEqual(self.statuses(), {"draft": 50, "published": 10})
        self.products[50:].active = False
        self.assert_run(self.sync(), withdrawn=10)
        self.assertEqual(self.statuses(), {"draft": 60})

    def test_many_wait(self):
        self.products[:13].active = False
        run = self.sync_until_it_asks(13)
        self.assertEqual(self.fake.writes, [])
        self.assertEqual(self.statuses(), {"published": 60})
        self.assertIn("13", run.failure_detail)
        [log] = run.log_ids
        self.assertEqual((log.operation, log.failure_type), ("run", "guard"))
        self.assertIn("13", "".join(self.backend.message_ids.mapped("body")))

    def test_changes_are_pushed_all_the_same(self):
        self.products[:13].active = False
        self.products[20].name = "Stool"
        self.assertEqual(self.sync_until_it_asks(13).updated_count, 1)
        self.assertEqual(self.statuses(), {"published": 60})

    def test_a_broken_filter(self):
        self.backend.product_domain = "[('name', '=', 'No such product')]"
        self.sync_until_it_asks(60)

    def test_deleted_products_count_as_well(self):
        self.products[:13].unlink()
        self.sync_until_it_asks(13)

    def test_confirmed(self):
        self.products[:13].active = False
        run = self.sync_until_it_asks(13)
        run.action_confirm_withdrawal()
        self.assertEqual(run.state, "queued")
        self.assertEqual(self.work_through_queue(), run)
        self.assertEqual((run.state, run.withdrawn_count), ("done", 13))
        self.assertFalse(run.failure_type)
        self.assertEqual(self.statuses(), {"draft": 13, "published": 47})
        self.assert_nothing_left()

    def test_asked_with_reasons(self):
        """The run says how many leave, what becomes of them and why, of each one too."""
        self.products[:10].active = False
        self.products[10:12].unlink()
        self.env["medusa.product.switch"].create(
            {
                "backend_id": self.backend.id,
                "product_tmpl_id": self.products[20].id,
                "kind": "excluded",
            }
        )
        run = self.sync_until_it_asks(13)
        self.assertEqual(run.leaving["reasons"], {"archived": 10, "deleted": 2, "switched": 1})
        alarm = self.env["medusa.alarm"].create(
            {
                "backend_id": self.backend.id,
                "kind": "guard",
                "since": run.create_date,
                "opened_at": run.create_date,
                "facts": {"run_id": run.id, "count": 13},
            }
        )
        question = self.get_question()
        for told in (run.failure_detail, str(run.leaving_html), question, alarm.detail):
            self.assertIn("To become drafts: 13", told)
            self.assertIn("archived in Odoo (10)", told)
        leaving = self.env["medusa.product.binding"].search(run.action_view_leaving()["domain"])
        self.assertEqual(len(leaving), 13)
        self.assertEqual(set(leaving.mapped("leaving_fate")), {"Becomes a draft"})
        reasons = leaving.mapped("leaving_reason")
        self.assertEqual(sum("archived" in reason for reason in reasons), 10)
        self.assertEqual(reasons.count("Deleted in Odoo."), 2)
        self.backend.withdraw_policy = "delete"
        self.assertEqual(set(leaving.mapped("leaving_fate")), {"Is deleted in the store"})

    def get_question(self):
        """Return what is asked as the list "To Do" tells it."""
        todo = self.env["medusa.todo"].search([("cause", "=", "guard")])
        return todo.answer

    def test_some_are_confirmed(self):
        """The others stay as they are, and the next run asks again."""
        self.products[:13].active = False
        run = self.sync_until_it_asks(13)
        bindings = self.env["medusa.product.binding"].with_context(medusa_run_id=run.id)
        chosen = bindings.search([("product_tmpl_id", "in", self.products[:2].ids)])
        stays = bindings.search([("product_tmpl_id", "=", self.products[40].id)])
        (chosen | stays).action_confirm_leaving()
        self.assertEqual(run.confirmed_ids, chosen.ids)
        self.work_through_queue()
        self.assertEqual((run.state, run.withdrawn_count), ("done", 2))
        self.assertEqual(self.statuses(), {"draft": 2, "published": 58})
        with self.assertRaisesRegex(UserError, "doesn't ask any more"):
            chosen.action_confirm_leaving()
        self.products[13:15].active = False
        with self.assertLogs("odoo.addons.medusa_connector", "WARNING"):
            again = self.sync()
        self.assertEqual((again.state, again.leaving_count), ("waiting", 13))
        again.action_confirm_withdrawal()
        self.work_through_queue()
        self.assertEqual(self.statuses(), {"draft": 15, "published": 45})

    def test_more_left_after_it_was_confirmed(self):
        """A confirmation is one of what was asked for."""
        self.products[:13].active = False
        run = self.sync_until_it_asks(13)
        run.action_confirm_withdrawal()
        self.products[:30].active = False
        again = self.sync_until_it_asks(30, "medusa_connector.ir_cron_medusa_queue")
        self.assertEqual(again, run)
        self.assertEqual(self.statuses(), {"published": 60})

    def test_cancelled(self):
        self.products[:13].active = False
        run = self.sync_until_it_asks(13)
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        self.work_through_queue()
        self.assertEqual((run.state, self.statuses()), ("cancelled", {"published": 60}))
        self.assertNotEqual(self.sync_until_it_asks(13), run)

    def test_mended_instead(self):
        self.products[:13].active = False
        self.sync_until_it_asks(13).action_cancel()
        self.products[:13].active = True
        self.assert_run(self.sync(), unchanged=60)
        self.assertEqual(self.statuses(), {"published": 60})


@tagged("post_install", "-at_install")
class TestWithdrawNow(FailureCase):
    """A person asks for it, on the product itself."""

    def test_resync_does_not_wait_for_the_next_try(self):
        chair = self.make_product()
        self.push(chair)
        chair.sale_ok = False
        self.fake.misbehave("server_error", BATCH, times=1)
        self.sync()
        self.assertEqual(self.minutes_until(self.binding(chair).next_try), 5)
        with self.enter_registry_test_mode():
            toast = chair.action_medusa_sync()["params"]
        self.assertIn(f"{chair.name} left the selection and is a draft", toast["message"])
        self.assertEqual(self.read(chair)["status"], "draft")

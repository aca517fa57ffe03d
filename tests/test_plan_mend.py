"""What mending would write is said before, and is just what is written."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .support.doctor import DoctorCase
from .support.plan import PlanMixin


@tagged("post_install", "-at_install")
class TestPlanMend(PlanMixin, DoctorCase):
    """The window of a mend offers a plan of it."""

    def open_mend(self, findings):
        """Press the button of some findings; return the window that asks."""
        return self.env["medusa.mend.wizard"].browse(findings.action_mend()["res_id"])

    def plant(self):
        """Let a product be there twice, and all else be wrong that is mended in the store."""
        self.chair = self.make_healthy_product()
        gone = self.make_healthy_product("Gone")
        self.sync()
        state, first = self.fake.state, self.fake.product_by_external_id(self.chair.id)
        self.backend.product_binding_ids.filtered(lambda row: row.product_tmpl_id == gone).unlink()
        self.orphan_id = self.fake.product_by_external_id(gone.id)["id"]
        gone.unlink()
        body = {"status": "published", "thumbnail": "https://x.test/a.png", "title": "Twin"}
        channels = [{"id": next(iter(state.sales_channels))}]
        self.twin = self.make_remote(
            **body, external_id=str(self.chair.id), sales_channels=channels,
            metadata={**first["metadata"], "theirs": "stays"},
        )  # fmt: skip
        for number in (1, 2):
            self.add("inventory_items", "iitem", sku=f"LEFT{number}", title="Left")
        self.add("options", "opt", title="Colour", is_exclusive=True, _value_ids=[])
        self.location_id = self.add("stock_locations", "sloc", name="Depot", _channel_ids=[])
        cheap = {"variant_id": first["variants"][0]["id"], "currency_code": self.currency}
        self.list_id = self.store_call("POST", "/admin/price-lists", {
            "title": "Flash", "description": "-", "status": "active",
            "prices": [{**cheap, "amount": 4}],
        })["price_list"]["id"]  # fmt: skip
        self.add("files", "", id="unused.png", url="https://x.test/unused.png")
        self.env["medusa.picture"].create(
            {"backend_id": self.backend.id, "checksum": "1", "medusa_id": "unused.png"}
        )
        self.env["medusa.picture"].flush_model()
        self.env.cr.execute("UPDATE medusa_picture SET write_date = now() - interval '2 days'")
        self.examine()
        return self.env["medusa.finding"].search([("state", "=", "open")])

    def test_all_that_is_mended_in_the_store(self):
        """Each finding has its line, field by field; the run writes that and nothing else."""
        findings = self.plant()
        expected = {"duplicate_id", "orphan_product", "orphan_item", "leftover_option",
                    "location_no_channel", "list_undercuts", "leftover_file"}  # fmt: skip
        self.assertEqual(set(findings.mapped("kind")), expected)
        wizard = self.open_mend(findings)
        self.assertTrue(wizard.can_plan)
        self.fake.forget_requests()
        plan = self.made(wizard.action_plan())
        self.assertEqual(self.fake.writes, [])
        self.assertEqual(set(findings.mapped("state")), {"open"})
        self.assertEqual(plan.line_ids.finding_id, findings)
        self.assertEqual(len(plan.line_ids), len(findings))
        said = {
            line.finding_id.kind: {row["field"]: (row["store"], row["odoo"])
                                   for row in line.changes}
            for line in plan.line_ids
        }  # fmt: skip
        number = str(self.chair.id)
        mark = {key: self.twin["metadata"][key] for key in ("external_id", "odoo_database")}
        channels = self.backend._get_channel_medusa_ids()
        self.assertEqual(
            said,
            {
                "duplicate_id": {
                    "status": ("published", "draft"),
                    "mark external_id": (number, None),
                    "mark metadata": (mark, None),
                },
                "orphan_product": {"status": ("published", "draft")},
                "orphan_item": {"item": ("Left (LEFT2)", None)},
                "leftover_option": {"option": ("Colour", None)},
                "location_no_channel": {"sales_channels": (None, channels)},
                "list_undercuts": {"status": ("active", "draft")},
                "leftover_file": {"file": ("unused.png", None)},
            },
        )
        self.assertIn(f"{len(findings)}", plan.summary)
        [twice] = plan.line_ids.filtered(lambda line: line.finding_kind == "duplicate_id")
        for told in (twice.in_store, twice.in_odoo, twice.changes_html):
            self.assertIn("external_id", told)
            self.assertIn("metadata", told)
        for line in plan.line_ids:
            self.assertTrue(line.in_store or line.in_odoo, line.kind)
        # Nobody asked for these, and a plan of all products doesn't touch this one.
        self.made(self.backend.action_plan())
        self.assertTrue(plan.exists())
        self.carry_out(plan, findings)

    def carry_out(self, plan, findings):
        plan.action_run()
        run = self.work_through_queue()
        self.assertEqual((run.scope, run.state), ("mend", "done"), run.log_ids.mapped("message"))
        self.assertEqual(set(plan.line_ids.mapped("outcome")), {"as_planned"})
        self.assertEqual(set(findings.mapped("state")), {"mended"})
        self.assertEqual(run.log_ids.finding_id, findings)
        changed = self.env["medusa.sync.change"].search([("run_id", "=", run.id)])
        self.assertEqual(len(changed), len(plan.line_ids))
        self.assertFalse(run.can_undo)
        state = self.fake.state
        twin = state.products[self.twin["id"]]
        self.assertEqual((twin["status"], twin["external_id"]), ("draft", None))
        self.assertEqual(twin["metadata"], {"theirs": "stays"})
        self.assertEqual(state.products[self.orphan_id]["status"], "draft")
        self.assertEqual(state.price_lists[self.list_id]["status"], "draft")
        self.assertTrue(state.stock_locations[self.location_id]["_channel_ids"])
        self.assertNotIn("unused.png", state.files)
        self.assertEqual(self.examine(), {})

    def test_what_changed_since(self):
        """What is otherwise when the plan is run stays, and is said; what isn't listed, too."""
        findings = self.plant()
        items = findings.filtered(lambda row: row.kind == "orphan_item")
        plan = self.made(self.open_mend(items).action_plan())
        [first, second] = [items[:1].medusa_ids[0], items[1:].medusa_ids[0]]
        self.fake.state.delete("inventory_items", first)
        plan.action_run()
        self.work_through_queue()
        outcomes = {line.medusa_id: line.outcome for line in plan.line_ids}
        self.assertEqual(outcomes, {first: "unneeded", second: "as_planned"})
        others = findings - items
        self.assertEqual(set(others.mapped("state")), {"open"})

    def test_kept_before_it_leaves(self):
        """What a killed process has written is known all the same."""
        findings, noted = self.plant(), []

        def note(changes):
            noted.extend((row.medusa_id, len(self.fake.writes)) for row in changes)

        self.fake.forget_requests()
        written = type(self.env["medusa.written"])
        with patch.object(written, "_get_note", lambda *_args: note):
            self.open_mend(findings).action_mend()
            run = self.work_through_queue()
        changed = self.env["medusa.sync.change"].search([("run_id", "=", run.id)])
        self.assertEqual([count for _id, count in noted], list(range(len(self.fake.writes))))
        self.assertEqual({key for key, _count in noted}, set(changed.mapped("medusa_id")))

    def test_what_is_pushed(self):
        """Where a push mends it, the plan is that of the push."""
        chair = self.make_healthy_product()
        self.sync()
        self.delete_remote(self.fake.product_by_external_id(chair.id))
        self.examine()
        [gone] = self.find("binding_gone")
        plan = self.made(self.open_mend(gone).action_plan())
        self.assertEqual(plan.line_ids.mapped("operation"), ["recreate"])
        self.assertEqual(plan.line_ids.product_tmpl_id, chair)

    def test_who_may(self):
        findings = self.plant()
        user = new_test_user(self.env, "plan-mend", "medusa_connector.group_medusa_user")
        wizard = self.open_mend(findings)
        plan = self.made(wizard.action_plan())
        with self.assertRaises(AccessError):
            wizard.with_user(user).action_plan()
        with self.assertRaises(AccessError):
            plan.with_user(user).action_run()
        self.assertTrue(plan.with_user(user).line_ids)

    def test_nothing_to_plan(self):
        """What is mended in Odoo alone has no plan."""
        self.make_healthy_product()
        self.sync()
        self.hang_run()
        self.backend._examine_here()
        wizard = self.open_mend(self.find("run_hangs"))
        self.assertFalse(wizard.can_plan)
        with self.assertRaises(UserError):
            wizard.action_plan()

    def test_twice_the_same(self):
        """What one finding mends isn't said of a second one that names the same."""
        chair = self.make_healthy_product()
        self.sync()
        first = self.fake.product_by_external_id(chair.id)
        body = {"status": "published", "thumbnail": "https://x.test/a.png"}
        channels = [{"id": next(iter(self.fake.state.sales_channels))}]
        # One has both the number and the mark, the other the mark alone.
        for title, number in (("Twin", str(chair.id)), ("Marked", None)):
            self.make_remote(
                **body, title=title, external_id=number, sales_channels=channels,
                metadata=first["metadata"],
            )  # fmt: skip
        self.examine()
        findings = self.find("duplicate_id") | self.find("duplicate_mark")
        self.assertEqual(len(findings), 2)
        plan = self.made(self.open_mend(findings).action_plan())
        plan.action_run()
        run = self.work_through_queue()
        self.assertEqual(set(plan.line_ids.mapped("outcome")), {"as_planned"})
        self.assertEqual(plan.write_count, run.write_count)

"""A plan says what a run will do, and does none of it."""

import re
from random import Random
from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..medusa.client import MedusaClient
from ..models.core.locks import get_space
from ..models.core.trial import TRIAL, Trial, get_trial
from ..models.plan.shadow import Shadow, find_schemas
from .support.lifecycle import FIELDS, FakeLifecycleCase, RealLifecycleCase
from .support.pictures import picture
from .support.plan import EditMixin, PlanMixin, get_pieces
from .support.prices import PriceMixin
from .support.stock_case import StockMixin
from .support.takeover import TakeOverMixin

# What may be written for a plan besides its own tables: it is told of, and its job is called.
AROUND = {"bus_bus", "ir_cron_trigger", "ir_cron_progress", "ir_cron"}


@tagged("post_install", "-at_install")
class TestPlan(PlanMixin, FakeLifecycleCase):
    """What a plan says, and what it leaves alone."""

    def test_first_plan_writes_nothing(self):
        size = self.make_attribute("Size", "S", "M")
        product = self.make_product(attributes=[size], list_price=12)
        before = self.count_written()
        self.fake.forget_requests()
        plan = self.plan()
        self.assertEqual(plan.created_count, 1)
        self.assertEqual(self.fake.writes, [])
        written = {
            table for table, count in self.count_written().items() if count != before.get(table, 0)
        }
        self.assertLessEqual(written, {"medusa_plan", "medusa_plan_line", *AROUND})
        self.assertFalse(find_schemas(self.env))
        self.assertFalse(self.backend.product_binding_ids)
        self.assertFalse(self.backend.run_ids)
        line = plan.line_ids.filtered(lambda line: line.kind == "product")
        self.assertEqual((line.product_tmpl_id, line.operation), (product, "create"))
        self.assertEqual(
            set(line.kinds.split()) & {"name", "price", "variant"}, {"name", "price", "variant"}
        )

    def test_update(self):
        product = self.make_product(list_price=12)
        self.sync()
        plan = self.plan()
        self.assertEqual((plan.unchanged_count, len(plan.line_ids)), (1, 0))
        self.assertIn("1", plan.summary)
        former = product.name
        product.write({"name": "Other", "list_price": 15})
        plan = self.plan()
        self.assertEqual((plan.updated_count, plan.unchanged_count), (1, 0))
        changes = {row["field"]: (row["store"], row["odoo"]) for row in plan.line_ids.changes}
        self.assertEqual(changes["title"], (former, "Other"))
        self.assertEqual(changes[f"price {self.currency}"], (12, 15))

    def test_same_sku_twice(self):
        """Two products that are there get the same SKU: the plan refuses what the run refuses."""
        chair, table = self.make_products(2)
        self.sync()
        sku = self.sku("TWICE")
        chair.default_code = table.default_code = sku
        plan = self.plan()
        refused = plan.line_ids.filtered(lambda line: line.result == "failure")
        run = self.sync()
        self.assert_run(run, state="errors", updated=1, failed=1)
        failed = run.log_ids.filtered(lambda log: log.result == "failure")
        self.assertEqual(refused.product_tmpl_id, failed.product_tmpl_id)
        self.assertEqual(plan.updated_count, 1)

    def test_run_this_plan(self):
        chair, table, stool = self.make_products(3)
        self.sync()
        chair.name, table.name = "Other chair", "Other table"
        stool.sale_ok = False
        plan = self.plan()
        self.assertEqual((plan.updated_count, plan.withdrawn_count), (2, 1))
        table.name = "Another table"
        bench = self.make_product("Bench")
        plan.action_run()
        run = self.work_through_queue()
        self.assert_run(run, updated=2, withdrawn=1)
        self.assertEqual(self.read(table)["title"], "Another table")
        self.assertEqual(self.read_all(bench.id), [])
        outcomes = {line.product_tmpl_id: line.outcome for line in plan.line_ids}
        self.assertEqual(outcomes, {chair: "as_planned", table: "other", stool: "as_planned"})
        self.assertEqual(plan.more_count, 1)
        self.assertEqual(plan.line_ids.filtered("sent")[:1].plan_id, plan)

    def test_what_changes_is_said_of_withdrawals(self):
        chair, table, stool = self.make_products(3)
        self.sync()
        self.change_remote(self.read(table), status="draft")
        self.delete_remote(self.read(stool))
        (chair | table | stool).sale_ok = False
        said = {line.product_tmpl_id: line.summary for line in self.plan().line_ids}
        self.assertEqual(said[chair], "Status: Published → Draft")
        self.assertIn("already", said[table])
        self.assertIn("any more", said[stool])
        self.backend.withdraw_policy = "delete"
        said = {line.product_tmpl_id: line.summary for line in self.plan().line_ids}
        self.assertIn("deleted", said[chair])

    def test_nothing_leaves_that_was_not_listed(self):
        chair, table = self.make_products(2)
        self.sync()
        chair.name = table.name = "Other"
        plan = self.plan()
        table.sale_ok = False
        plan.action_run()
        self.assert_run(self.work_through_queue(), updated=1)
        self.assertEqual(self.read(table)["status"], "published")

    def test_selection(self):
        chair, _table = self.make_products(2)
        plan = self.plan(chair)
        self.assertEqual((plan.created_count, plan.chosen), (1, chair.ids))
        self.assertEqual(plan.line_ids.product_tmpl_id, chair)
        self.assertFalse(self.backend.product_binding_ids)

    def test_cancelled_plan_leaves_nothing_behind(self):
        self.make_product()
        action = self.backend.action_plan()
        plan = self.env["medusa.plan"].browse(action["res_id"])
        plan.action_cancel()
        with self.enter_registry_test_mode():
            self.env.ref("medusa_connector.ir_cron_medusa_plan").method_direct_trigger()
        self.assertEqual((plan.state, plan.line_ids.ids), ("cancelled", []))

    def test_queue_without_runs(self):
        """The job of runs makes plans too when it has nothing else to do."""
        self.make_product()
        self.env.ref("medusa_connector.ir_cron_medusa_plan").active = False
        action = self.backend.action_plan()
        plan = self.env["medusa.plan"].browse(action["res_id"])
        with self.enter_registry_test_mode():
            self.env.ref("medusa_connector.ir_cron_medusa_queue").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((plan.state, plan.created_count), ("done", 1), plan.failure_detail)

    def test_another_process_goes_on(self):
        self.make_products(3)
        self.backend.action_plan()
        plan = self.backend.plan_ids
        queue = self.env["medusa.plan.queue"]
        legs = 1
        with self.enter_registry_test_mode():
            while not queue._step_plan(plan.id, 0):
                self.assertTrue(find_schemas(self.env))
                legs += 1
        self.env.invalidate_all()
        self.assertEqual((plan.state, plan.created_count), ("done", 3), plan.failure_detail)
        self.assertGreater(legs, 3)
        self.assertFalse(find_schemas(self.env))

    def test_store_that_fails(self):
        self.make_product()
        self.sync()
        self.backend.api_key = "sk_wrong"
        with self.enter_registry_test_mode():
            action = self.backend.action_plan()
            self.env.ref("medusa_connector.ir_cron_medusa_plan").method_direct_trigger()
        self.env.invalidate_all()
        plan = self.env["medusa.plan"].browse(action["res_id"])
        self.assertEqual((plan.state, plan.failure_type), ("failed", "authentication"))
        self.assertFalse(self.backend.paused_until)
        self.assertFalse(find_schemas(self.env))

    def test_no_right_to_make_tables(self):
        self.backend.action_plan()
        plan, denied = self.backend.plan_ids, psycopg2.errors.InsufficientPrivilege("no")
        with patch.object(Shadow, "_make", side_effect=denied), self.enter_registry_test_mode():
            self.env["medusa.plan.queue"]._step_plan(plan.id, 0)
        self.env.invalidate_all()
        self.assertEqual((plan.state, plan.failure_type), ("failed", "configuration"))
        self.assertIn("CREATE", plan.failure_answer)

    def test_claims_are_apart(self):
        trial = Trial("medusa_plan_1", None, {})
        env = self.env(context={TRIAL: trial})
        self.assertNotEqual(get_space("product.1", env), get_space("product.1", self.env))
        self.assertIs(get_trial(env), trial)
        # What comes from outside is none.
        self.assertIsNone(get_trial(self.env(context={TRIAL: {"name": "x"}})))

    def test_cancelled_on_the_way(self):
        self.make_products(3)
        self.backend.action_plan()
        plan = self.backend.plan_ids
        with self.enter_registry_test_mode():
            self.assertFalse(self.env["medusa.plan.queue"]._step_plan(plan.id, 0))
            plan.action_cancel()
            self.env.ref("medusa_connector.ir_cron_medusa_plan").method_direct_trigger()
            self.env["medusa.plan"]._gc_plans()
        self.assertEqual(plan.state, "cancelled")
        self.assertFalse(find_schemas(self.env))

    def test_offers(self):
        self.make_product()
        self.backend._test_connection()
        self.assertIn("first", self.backend.plan_offer)
        self.backend.action_plan()
        self.assertFalse(self.backend.plan_offer)
        self.backend.plan_ids.action_cancel()
        self.assertIn("first", self.backend.plan_offer, "it said nothing")
        self.sync()
        self.assertFalse(self.backend.plan_offer)
        self.backend.touched_at = "2099-01-01"
        self.assertIn("setting", self.backend.plan_offer)
        for name, value in (("owner_title", "creation"), ("type_level", 3),
                            ("status_policy", "draft"), ("stock_safety_quantity", 2)):  # fmt: skip
            self.backend.touched_at = False
            self.backend.write({name: self.backend[name]})
            self.assertFalse(self.backend.touched_at, name)
            self.backend.write({name: value})
            self.assertTrue(self.backend.touched_at, name)

    def test_many_withdrawals_are_said(self):
        products = self.make_products(14)
        self.sync()
        products.sale_ok = False
        plan = self.plan()
        self.assertEqual((plan.leaving_count, plan.withdrawn_count), (14, 14))
        self.assertFalse(self.backend.run_ids.filtered(lambda run: run.state == "waiting"))


@tagged("post_install", "-at_install")
class TestPlanOfTakeOver(PlanMixin, TakeOverMixin, FakeLifecycleCase):
    """What accepting a proposal would change, before it is accepted."""

    def test_proposal(self):
        chair = self.make_product(list_price=7, default_code=self.sku("CH"))
        remote = self.make_by_hand("Their chair", "CH")
        self.take_over()
        match = self.get_match(chair)
        self.fake.forget_requests()
        plan = self.made(match.action_plan())
        self.assertEqual(self.fake.writes, [])
        self.assertEqual(
            (match.state, self.get_binding(chair)), ("open", match.env["medusa.product.binding"])
        )
        line = plan.line_ids.filtered(lambda line: line.kind == "product")
        self.assertEqual((line.operation, line.medusa_id), ("adopt", remote["id"]))
        self.assertIn("adopted: 1", plan.summary)
        self.assertNotIn("updated", plan.summary)
        changes = {
            (row["field"], bool(row["variant"])): (row["store"], row["odoo"])
            for row in line.changes
        }
        self.assertEqual(changes["title", False], ("Their chair", chair.name))
        with self.assertRaisesRegex(UserError, "Accept"):
            plan.action_run()
        self.assertEqual(changes[f"price {self.currency}", True], (5, 7))


@tagged("post_install", "-at_install")
class TestPlanTruth(PlanMixin, EditMixin, PriceMixin, StockMixin, FakeLifecycleCase):
    """The run has just the effects that the plan named."""

    def setUp(self):
        super().setUp()
        self.push_languages("fr_FR")
        self.pricelist = self.make_pricelist(self.discount(20), name=f"VIP {self.token}")
        self.add_price_list(self.pricelist)

    def get_known(self):
        """Return all ids that are in the store."""
        return set(re.findall(r"[a-z]+_\w+", repr(vars(self.fake.state))))

    def check(self):
        """Check that a run sends what the plan before it kept, and nothing else."""
        self.fake.forget_requests()
        known = self.get_known()
        plan, kept = self.plan_with_writes()
        self.assertEqual(self.fake.writes, [])
        run = self.sync()
        sent = [(request.method, request.path, request.raw) for request in self.fake.writes]
        planned, done = get_pieces(kept, known), get_pieces(sent, known)
        self.assertEqual(sorted(map(str, (planned - done))), [], "only planned")
        self.assertEqual(sorted(map(str, (done - planned))), [], "only done")
        self.assertEqual(plan.write_count, run.write_count)
        for name in ("created", "updated", "withdrawn", "failed", "unchanged"):
            self.assertEqual(plan[f"{name}_count"], run[f"{name}_count"], name)
        return plan, run

    def read_fields(self):
        """Return {(external_id, field, variant's external_id): value} of what a shopper sees."""
        query = [("fields", f"{FIELDS},thumbnail,images.rank,categories.id"), ("limit", "1000")]
        fields = {}
        for row in self.store_call("GET", "/admin/products", query=query)["products"]:
            key = row["external_id"]
            own = {name: row[name] for name in ("title", "status", "description", "thumbnail")}
            own["images"] = [image["url"] for image in row["images"]]
            own["categories"] = {category["id"] for category in row["categories"]}
            fields |= {(key, name, None): value for name, value in own.items()}
            for variant in row["variants"]:
                number = variant["metadata"]["external_id"]
                values = {name: variant[name] for name in ("title", "sku", "barcode")}
                for price in variant["prices"]:
                    values[f"price {price['currency_code']}"] = price["amount"]
                fields |= {(key, name, number): value for name, value in values.items()}
        return fields

    def check_named(self, plan, before, after):
        """Check that the plan named each field that is another one in the store now."""
        lines = plan.line_ids.filtered(lambda line: line.kind == "product")
        planned = {
            (str(line.product_tmpl_id.id), row["field"], row["variant"]): row
            for line in lines
            for row in line.changes
        }
        new = {key for key, name, variant in planned if name == "variant"}
        made = {str(line.product_tmpl_id.id) for line in lines if line.operation == "create"}
        for key in {*before, *after}:
            if key[0] in made or before.get(key) == after.get(key):
                continue
            if key[2] and key[0] in new and (key not in before or key not in after):
                # Of a variant that comes or goes it is named as a whole.
                continue
            self.assertIn(key, planned)
        for key, row in planned.items():
            if key[0] in made or key not in after or key not in before:
                continue
            is_id = key[1] in ("images", "thumbnail", "categories")
            self.assertEqual(_sort(row["store"]), _sort(before[key]), key)
            if not is_id:
                self.assertEqual(row["odoo"], after[key], key)
        self.assertTrue(new and made)

    def test_run_this_plan_takes_what_is_no_product(self):
        """A new price list, a renamed one and a renamed category are listed, so they are pushed."""
        products = self.make_catalogue(4)
        self.sync()
        self.pricelist.name = f"Members {self.token}"
        self.groups[0].name = f"Sofas {self.token}"
        self.size.name = f"Measure {self.token}"
        self.add_price_list(self.make_pricelist(self.discount(5), name=f"New {self.token}"))
        plan = self.plan()
        prices = plan.line_ids.filtered(lambda line: line.operation == "prices")
        self.assertTrue(prices)
        for line in prices:
            self.assertTrue(line.summary.startswith(f"{line.about}: "), line.summary)
        plan.action_run()
        self.assertEqual(self.work_through_queue().state, "done")
        self.assertEqual(set(plan.line_ids.mapped("outcome")), {"as_planned"})
        self.assertEqual(set(plan.line_ids.mapped("kind")), {"price_list", "term", "option"})
        titles = {row["title"] for row in self.fake.state.price_lists.values()}
        self.assertLessEqual({f"Members {self.token}", f"New {self.token}"}, titles)
        self.assertEqual(self.plan().line_ids.ids, [])
        self.assertTrue(products)

    def test_skus_that_change_hands(self):
        """Items keep SKUs, holders give them up, and what is deleted holds none."""
        one, two, three, four = products = self.make_products(4, is_storable=True)
        for number, product in enumerate(products):
            product.default_code = self.sku(str(number))
        self.sync()
        one.default_code, two.default_code = two.default_code, one.default_code
        three.sale_ok, new = False, self.make_product("New", is_storable=True)
        new.default_code, three.default_code = three.default_code, False
        plan, _run = self.check()
        # What they had is named, though another one's wish took it off them before.
        for product, former in ((one, two), (two, one)):
            line = plan.line_ids.filtered(lambda row, owner=product: row.product_tmpl_id == owner)
            skus = [(r["store"], r["odoo"]) for r in line.changes if r["field"] == "sku"]
            self.assertEqual(skus, [(former.default_code, product.default_code)])
        # The item of a variant that was renamed in the store keeps its SKU.
        remote = self.read(four)
        self.change_remote_variant(remote, "Default", sku=self.sku("other"))
        four.default_code, one.default_code = self.sku("x"), four.default_code
        self.check()
        self.backend.withdraw_policy = "delete"
        two.sale_ok, one.default_code = False, two.default_code
        self.check()

    def test_products_of_one_name(self):
        """Of products that were deleted in Odoo, the name is all that there is; each has a line."""
        products = self.make_products(2)
        products.name = f"Chair {self.token}"
        self.sync()
        products.unlink()
        plan = self.plan()
        self.assertEqual(plan.withdrawn_count, 2)
        lines = plan.line_ids.filtered(lambda line: line.kind == "product")
        self.assertEqual(lines.mapped("operation"), ["draft", "draft"])

    def test_products_that_were_deleted(self):
        """One that is to leave does so; of a new one nothing is left to do."""
        chair, table = self.make_products(2)
        self.sync()
        remote = self.fake.product_by_external_id(chair.id)
        new = self.make_product("New")
        chair.unlink()
        plan = self.plan()
        self.assertEqual((plan.withdrawn_count, plan.created_count), (1, 1))
        new.unlink()
        table.sale_ok = False
        plan.action_run()
        run = self.work_through_queue()
        self.assert_run(run, withdrawn=1)
        self.assertEqual(self.fake.state.products[remote["id"]]["status"], "draft")
        outcomes = {line.operation: line.outcome for line in plan.line_ids}
        self.assertEqual((outcomes["draft"], outcomes["create"]), ("as_planned", "unneeded"))

    def test_price_list_is_removed_in_parts(self):
        """Each part is read anew: what went before isn't there any more."""
        self.make_products(7)
        self.sync()
        self.backend.price_list_ids.action_remove()
        with patch("odoo.addons.medusa_connector.sync.price_list.DELETES_PER_CALL", 2):
            plan, _run = self.check()
        # The list is hidden, loses seven prices in four parts, and goes.
        self.assertEqual(plan.write_count, 6)

    def test_picture_of_a_variant_that_goes(self):
        """The store lets a picture show a variant no more when that goes."""
        size = self.make_attribute("Size", "S", "M", "L")
        shirt = self.make_product("Shirt")
        line = self.add_line(shirt, size, "S", "M", "L")
        for variant, color in zip(shirt.product_variant_ids, ("red", "blue", "blue"), strict=True):
            variant.image_variant_1920 = picture(color, 16)
        self.sync()
        line.value_ids = size.value_ids[:2]
        shirt.product_variant_ids[:1].image_variant_1920 = picture("green", 16)
        self.check()

    def test_pictures_of_variants_are_as_planned(self):
        """A picture that the plan makes up is the one that the run uploads."""
        shirt = self.make_shirt(image_1920=picture("red", 16))
        small, medium = (self.get_variant(shirt, size) for size in "SM")
        small.image_variant_1920 = picture("green", 16)
        self.sync()
        medium.image_variant_1920, small.image_variant_1920 = picture("blue", 16), False
        plan = self.plan()
        plan.action_run()
        self.assertEqual(self.work_through_queue().state, "done")
        [line] = plan.line_ids
        fields = {row["field"].split("/")[0] for row in line.changes}
        self.assertEqual(fields, {"images", "image https:", "image http:"})
        self.assertEqual(line.outcome, "as_planned")

    def test_value_that_a_former_product_has(self):
        """The store doesn't delete it, so no plan says that it would."""
        size = self.make_attribute("Size", "S", "M", "L")
        for name, values in (("Shirt", "SM"), ("Former", "SL")):
            former = self.make_product(name)
            self.add_line(former, size, *values)
        self.sync()
        former.sale_ok = False
        self.sync()
        former.attribute_line_ids.unlink()
        size.value_ids[2].unlink()
        plan, _run = self.check()
        self.assertNotIn("delete", plan.line_ids.mapped("operation"))

    def test_categories_go_elsewhere(self):
        """What the store moves by itself is known of the next look."""
        self.make_catalogue(4)
        self.sync()
        first, second = self.groups
        third = first.copy({"name": f"Beds {self.token}", "parent_id": self.category.id})
        self.make_one(5).categ_id = third
        self.sync()
        for moved, parent in ((first, second), (first, self.category), (second, first)):
            moved.parent_id = parent
            self.check()
        third.name = f"A {third.name}"
        self.check()

    def test_run_does_what_was_planned(self):
        products = self.make_catalogue(24)
        plan, _run = self.check()
        self.assertEqual(plan.created_count, 24)
        self.edit(products, Random(12))
        before = self.read_fields()
        plan, _run = self.check()
        self.assertGreater(len(plan.line_ids), 12)
        self.check_named(plan, before, self.read_fields())
        plan, _run = self.check()
        self.assertEqual((len(plan.line_ids), plan.write_count), (0, 0))


@tagged("post_install", "-at_install")
class TestPlanReal(PlanMixin, RealLifecycleCase):
    """A plan and its run on a real store."""

    def test_run_does_what_was_planned(self):
        size = self.make_attribute("Size", "S", "M")
        chair, table = self.make_products(2)
        shirt = self.make_product("Shirt")
        line = self.add_line(shirt, size, "S")
        self.sync()
        chair.write({"name": f"Other {self.token}", "list_price": 77})
        line.value_ids = size.value_ids
        table.sale_ok = False
        new = self.make_product("New")
        sent = []
        send = MedusaClient._send_once

        def record(client, prepared, *args):
            sent.append((prepared.method, prepared.path_url, prepared.body))
            return send(client, prepared, *args)

        self.startPatcher(patch.object(MedusaClient, "_send_once", record))
        plan, kept = self.plan_with_writes()
        self.assertEqual({method for method, *_rest in sent}, {"GET"})
        del sent[:]
        run = self.sync()
        writes = [(m, path.partition("?")[0], body) for m, path, body in sent if m != "GET"]
        known = {chair, table, shirt}
        ids = {self.get_binding(product).medusa_id for product in known}
        self.assertEqual(get_pieces(kept, ids), get_pieces(writes, ids))
        self.assert_run(run, created=1, updated=2, withdrawn=1)
        names = ("created", "updated", "withdrawn", "failed", "unchanged", "write")
        for name in names:
            self.assertEqual(plan[f"{name}_count"], run[f"{name}_count"], name)
        remote = self.read(chair)
        changes = {
            row["field"]: row["odoo"]
            for row in plan.line_ids.filtered(lambda row: row.product_tmpl_id == chair).changes
        }
        self.assertEqual(changes["title"], remote["title"])
        self.assertEqual(changes[f"price {self.currency}"], 77)
        self.assertEqual(set(self.read(shirt)["variants"]), {"S", "M"})
        self.assertEqual(self.read(table)["status"], "draft")
        self.assertEqual(len(self.read_all(new.id)), 1)


def _sort(value):
    return sorted(value) if isinstance(value, list | set) else value

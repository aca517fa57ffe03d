from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .support.failures import BATCH, FailureCase

# {what goes wrong with one call so that nobody knows what became of it: the failure's type}
OUTCOME_UNKNOWN = {
    "timeout_before": "timeout",
    "timeout_after": "timeout",
    "hang_db": "timeout",
    "reset": "connection",
    "reset_after": "connection",
    "bad_gateway": "server",
    "bad_gateway_after": "server",
    "truncated": "response",
    "html": "response",
}


@tagged("post_install", "-at_install")
class TestRetriedFailures(FailureCase):
    """What time may mend is tried again by itself, later each time."""

    def test_each_failure_of_a_call(self):
        for kind, failure_type in OUTCOME_UNKNOWN.items():
            with self.subTest(kind=kind):
                product = self.make_product()
                self.fake.misbehave(kind, BATCH)
                run = self.sync()
                self.assertEqual((run.state, run.failed_count), ("errors", 1))
                self.assert_failed(product, failure_type, 5)
                self.fake.behave()
                self.let_time_pass()
                self.assertEqual(self.work_through_queue().trigger, "retry")
                self.assertEqual(product.medusa_state, "synced")
                self.assertEqual(len(self.fake.products_by_external_id(product.id)), 1)

    def test_waiting_times_grow_to_a_day(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        found = []
        for _failure in range(11):
            found.append(self.minutes_until(self.binding(product).next_try))
            self.let_time_pass()
            self.work_through_queue()
        self.assertEqual(found[:9], [5, 10, 20, 40, 80, 160, 320, 640, 1280])
        self.assertEqual(found[9:], [1440, 1440])
        self.assertEqual(self.binding(product).tries, 12)

    def test_success_begins_anew(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH, times=3)
        self.sync()
        for _try in range(3):
            self.let_time_pass()
            self.work_through_queue()
        binding = self.binding(product)
        self.assertEqual((binding.state, binding.tries, binding.next_try), ("synced", 0, False))
        self.assertFalse(binding.failure_type or binding.failure_detail or binding.http_status)

    def test_not_before_its_time(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        self.work_through_queue()
        self.assertFalse(self.fake.requests)
        self.assert_run(self.sync(), skipped=1)
        self.assertFalse(self.fake.writes)
        self.assertEqual(self.binding(product).tries, 1)

    def test_not_before_its_time_though_it_changes(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        product.list_price = 99
        self.sync()
        self.assertFalse(self.fake.writes)

    def test_nightly_run_takes_what_is_due(self):
        self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        self.fake.behave()
        self.let_time_pass()
        self.assert_run(self.sync(), created=1)

    def test_button_does_not_wait(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        self.fake.behave()
        with self.enter_registry_test_mode():
            answer = product.action_medusa_sync()
        self.assertEqual(answer["params"]["type"], "success")
        self.assertEqual(product.medusa_state, "synced")

    def test_queue_is_called_when_it_is_due(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        cron = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(self.binding(product).next_try, triggers.mapped("call_at"))

    def test_retried_product_that_left_meanwhile_is_not_pushed(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        self.fake.behave()
        self.let_time_pass()
        self.env["medusa.queue"]._queue_due(self.backend)
        product.sale_ok = False
        self.work_through_queue()
        self.assertFalse(self.fake.products)

    def test_due_products_are_queued_once(self):
        self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        self.let_time_pass()
        self.env["medusa.queue"]._queue_due(self.backend)
        self.env["medusa.queue"]._queue_due(self.backend)
        retries = [("trigger", "=", "retry"), ("backend_id", "=", self.backend.id)]
        self.assertEqual(self.env["medusa.sync.run"].search_count(retries), 1)


@tagged("post_install", "-at_install")
class TestRefusedData(FailureCase):
    """Data that the store refuses wait for the product to change."""

    def fail_product(self):
        """Push two products of which the store refuses one."""
        good, bad = self.make_products(2)
        self.fake.call("POST", "/admin/products", self.holder(sku=self.sku("TAKEN")))
        bad.default_code = self.sku("TAKEN")
        self.assert_run(self.sync(), "errors", created=1, failed=1)
        self.assertEqual(good.medusa_state, "synced")
        return bad

    def holder(self, **variant):
        return {
            "title": "Other",
            "options": [{"title": "Default", "values": ["Default"]}],
            "variants": [self.remote_variant(**variant)],
        }

    def test_says_which_value_is_taken(self):
        binding = self.assert_failed(self.fail_product(), "duplicate", 5)
        self.assertIn(self.sku("TAKEN"), binding.failure_detail)
        self.assertEqual(binding.http_status, 0, "It was asked for, and nothing was sent.")

    def test_is_not_tried_again_before_its_time(self):
        self.fail_product()
        self.work_through_queue()
        self.assertFalse(self.fake.requests)
        self.assert_run(self.sync(), unchanged=1, skipped=1)
        self.assertFalse(self.fake.writes)

    def test_is_tried_again_when_what_was_in_the_way_is_gone(self):
        product = self.fail_product()
        [row] = [row for row in self.fake.products if row["title"] == "Other"]
        self.fake.call("DELETE", f"/admin/products/{row['id']}")
        self.let_time_pass()
        self.assertEqual(self.work_through_queue().created_count, 1)
        self.assertEqual(product.medusa_state, "synced")

    def test_is_tried_again_when_the_product_changes(self):
        product = self.fail_product()
        product.default_code = self.sku("FREE")
        self.assert_run(self.sync(), created=1, unchanged=1)

    def test_is_tried_again_when_the_payload_changes_unnoticed(self):
        product = self.fail_product()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE product_product SET default_code = %s WHERE id = %s",
            (self.sku("FREE"), product.product_variant_id.id),
        )
        self.env.invalidate_all()
        self.assert_run(self.sync(), created=1, unchanged=1)

    def test_fails_again_with_the_same_cause(self):
        product = self.fail_product()
        product.list_price = 99
        self.assert_run(self.sync(), "errors", failed=1, unchanged=1)
        self.assertEqual(self.assert_failed(product, "duplicate", 10).tries, 2)

    def test_validation_names_the_stores_words(self):
        product = self.make_product()
        serializer = self.registry["medusa.product.serializer"]
        prepare = serializer._prepare_product_fields

        def prepare_badly(records, template, shared):
            return {**prepare(records, template, shared), "colour": "red"}

        with patch.object(serializer, "_prepare_product_fields", prepare_badly):
            self.assert_run(self.sync(), "errors", failed=1)
        binding = self.assert_failed(product, "validation")
        self.assertIn("Unrecognized fields: 'colour'", binding.failure_detail)
        self.assert_run(self.sync(), created=1)

    def test_handle_of_a_product_of_other_origin(self):
        product = self.make_product()
        handle = self.env["ir.http"]._slug((product.id, product.name))
        self.fake.call("POST", "/admin/products", {**self.holder(), "handle": handle})
        self.assert_run(self.sync(), "errors", failed=1)
        binding = self.assert_failed(product, "duplicate", 5)
        self.assertIn(handle, binding.failure_detail)
        self.assertEqual(len(self.fake.products), 1, "The other one was left alone.")

    def test_too_large(self):
        good, large = self.make_products(2)
        large.description_sale = "x" * (2 * 1024 * 1024)
        self.assert_run(self.sync(), "errors", created=1, failed=1)
        self.assert_failed(large, "too_large")
        self.assertEqual(good.medusa_state, "synced")

    def test_reserved_variant(self):
        shirt = self.make_shirt(categ_id=self.category.id)
        other = self.make_product()
        self.sync()
        remote = self.fake.product_by_external_id(shirt.id)
        # Somebody switched stock on in Medusa, and an order reserves a piece.
        for row in remote["variants"]:
            path = f"/admin/products/{remote['id']}/variants/{row['id']}"
            self.fake.call("POST", path, {"manage_inventory": True})
        self.reserve(self.get_variant(shirt, "S"))
        self.get_variant(shirt, "S").active = False
        other.list_price = 44
        self.assert_run(self.sync(), "errors", failed=1, updated=1)
        self.assert_failed(shirt, "reserved", 5)
        self.assertEqual(len(self.fake.product_by_external_id(shirt.id)["variants"]), 2)

    def test_a_variant_without_a_value_holds_nothing_else_back(self):
        shirt = self.make_shirt(("S", "M"), categ_id=self.category.id)
        color = self.make_attribute("Color", "Red", "Blue")
        self.add_line(shirt, color)
        odd = shirt.product_variant_ids[0]
        values = odd.product_template_attribute_value_ids
        odd.product_template_attribute_value_ids = values.filtered(
            lambda value: value.attribute_id != color
        )
        odd.default_code = self.sku("ODD")
        self.assert_run(self.sync(), created=1)
        remote = self.fake.product_by_external_id(shirt.id)
        self.assertEqual(len(remote["variants"]), 3)
        warning = self.binding(shirt).warning
        self.assertIn(self.sku("ODD"), warning)
        self.assertIn("it has no value of Color", warning)
        self.assert_nothing_left()

    def test_a_reserved_variant_holds_nothing_else_back(self):
        shirt = self.make_shirt(("S", "M", "L"), categ_id=self.category.id)
        self.sync()
        remote = self.fake.product_by_external_id(shirt.id)
        for row in remote["variants"]:
            path = f"/admin/products/{remote['id']}/variants/{row['id']}"
            self.fake.call("POST", path, {"manage_inventory": True})
        self.reserve(self.get_variant(shirt, "S"))
        (self.get_variant(shirt, "S") | self.get_variant(shirt, "M")).active = False
        shirt.write({"name": "New name", "list_price": 7})
        self.assert_run(self.sync(), "errors", failed=1)
        self.assert_failed(shirt, "reserved", 5)
        remote = self.fake.product_by_external_id(shirt.id)
        self.assertEqual(remote["title"], "New name")
        prices = {row["title"]: [p["amount"] for p in row["prices"]] for row in remote["variants"]}
        self.assertEqual(prices["L"], [7])
        self.assertEqual(set(prices), {"S", "L"}, "M is nobody's: it goes")
        # The order is fulfilled: time mends it.
        for key in list(self.fake.state.reservations):
            self.fake.call("DELETE", f"/admin/reservations/{key}")
        self.let_time_pass()
        self.work_through_queue()
        remote = self.fake.product_by_external_id(shirt.id)
        self.assertEqual([row["title"] for row in remote["variants"]], ["L"])
        self.assertEqual(shirt.medusa_state, "synced")

    def reserve(self, variant):
        location = self.fake.call("POST", "/admin/stock-locations", {"name": "Here"})
        remote = self.fake.product_by_external_id(variant.product_tmpl_id.id)
        row = next(
            row for row in remote["variants"]
            if row["metadata"]["external_id"] == str(variant.id)
        )  # fmt: skip
        item_id = row["inventory_items"][0]["inventory_item_id"]
        location_id = location["stock_location"]["id"]
        self.fake.call(
            "POST",
            f"/admin/inventory-items/{item_id}/location-levels",
            {"location_id": location_id, "stocked_quantity": 5},
        )
        self.fake.call(
            "POST",
            "/admin/reservations",
            {"inventory_item_id": item_id, "location_id": location_id, "quantity": 1,
             "line_item_id": "li_1"},
        )  # fmt: skip


@tagged("post_install", "-at_install")
class TestOwnErrors(FailureCase):
    """What an extension's code does wrong on one product stops no other."""

    def break_serializer(self, product, error):
        serializer = self.registry["medusa.product.serializer"]
        prepare = serializer._prepare_product_fields

        def prepare_or_fail(records, template, shared):
            if template.id == product.id:
                raise error
            return prepare(records, template, shared)

        self.startPatcher(patch.object(serializer, "_prepare_product_fields", prepare_or_fail))

    def sync_with_warning(self):
        name = "odoo.addons.medusa_connector.models.product.push"
        with self.assertLogs(name, "WARNING"):
            return self.sync()

    def test_one_product_fails_and_the_others_go_through(self):
        products = self.make_products(3)
        self.break_serializer(products[1], ZeroDivisionError("by an extension"))
        run = self.sync_with_warning()
        self.assert_run(run, "errors", created=2, failed=1)
        binding = self.assert_failed(products[1], "internal", 5)
        self.assertEqual(binding.failure_detail, "ZeroDivisionError: by an extension")

    def test_while_unchanged_products_are_verified(self):
        products = self.make_products(3)
        self.sync()
        self.break_serializer(products[1], ValidationError("nothing for shops"))
        run = self.sync_with_warning()
        self.assert_run(run, "errors", unchanged=2, failed=1)
        self.assert_failed(products[1], "internal", 5)

    def test_it_is_not_tried_in_the_same_breath(self):
        products = self.make_products(2)
        self.break_serializer(products[1], ZeroDivisionError("by an extension"))
        self.sync_with_warning()
        run = self.sync()
        self.assert_run(run, unchanged=1, skipped=1)

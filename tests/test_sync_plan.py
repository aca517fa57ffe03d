from odoo.tests.common import BaseCase

from ..sync.failures import ConflictError
from ..sync.plan import plan_update, prepare_create
from ..sync.prices import merge_prices
from ..sync.sections import PRODUCT, VARIANTS
from ..sync.terms import prepare_terms
from .support.payloads import (
    make_job,
    make_option,
    make_payload,
    make_remote,
    make_remote_option,
    make_remote_variant,
    make_variant,
)


def price(amount, code="eur", **vals):
    return {"currency_code": code, "amount": amount, **vals}


class TestMergePrices(BaseCase):
    """Medusa replaces the list of prices: what isn't Odoo's must be sent along."""

    def test_equal_prices_are_not_sent(self):
        self.assertIsNone(merge_prices([price(10.0)], [price(10, id="p1", rules={})]))

    def test_equal_prices_are_sent_by_force(self):
        merged = merge_prices([price(10.0)], [price(10, id="p1", rules={})], force=True)
        self.assertEqual(merged, [price(10.0, id="p1")])

    def test_changed_price_keeps_its_id(self):
        merged = merge_prices([price(12.0)], [price(10, id="p1", rules={})])
        self.assertEqual(merged, [price(12.0, id="p1")])

    def test_foreign_currency_is_sent_along_with_its_id(self):
        present = [price(10, id="p1"), price(11, "usd", id="p2", rules={}, min_quantity=None)]
        merged = merge_prices([price(12.0)], present)
        self.assertEqual(merged, [price(12.0, id="p1"), price(11, "usd", id="p2", rules={})])

    def test_currency_of_the_last_push_goes(self):
        present = [price(10, id="p1"), price(11, "usd", id="p2")]
        merged = merge_prices([price(10.0)], present, former=["eur", "usd"])
        self.assertEqual(merged, [price(10.0, id="p1")])

    def test_upper_limit_is_taken_off(self):
        present = [price(10, id="p1", max_quantity=9)]
        merged = merge_prices([price(10.0)], present)
        self.assertEqual(merged, [price(10.0, id="p1", max_quantity=None)])

    def test_foreign_currency_alone_is_no_difference(self):
        present = [price(10, id="p1"), price(11, "usd", id="p2")]
        self.assertIsNone(merge_prices([price(10.0)], present))

    def test_price_for_a_region_is_kept_though_it_has_odoos_currency(self):
        rule = {"region_id": "reg_1"}
        merged = merge_prices([price(12.0)], [price(10, id="p1"), price(9, id="p2", rules=rule)])
        self.assertEqual(merged, [price(12.0, id="p1"), price(9, id="p2", rules=rule)])

    def test_quantity_price_of_odoos_currency_that_odoo_dropped_goes(self):
        present = [price(10, id="p1"), price(8, id="p2", min_quantity=10)]
        self.assertEqual(merge_prices([price(10.0)], present), [price(10.0, id="p1")])

    def test_quantity_prices_keep_each_its_own_id(self):
        present = [price(8, id="p2", min_quantity=10), price(10, id="p1", min_quantity=None)]
        merged = merge_prices([price(11.0), price(7.0, min_quantity=10)], present)
        self.assertEqual(merged, [price(11.0, id="p1"), price(7.0, id="p2", min_quantity=10)])

    def test_doubled_price_is_repaired(self):
        # What two overlapping updates leave behind
        # (docs/medusa-api.md#parallel-updates-double-prices).
        present = [price(10, id="p1"), price(10, id="p2")]
        self.assertEqual(merge_prices([price(10.0)], present), [price(10.0, id="p1")])

    def test_missing_price_is_sent(self):
        self.assertEqual(merge_prices([price(10.0)], []), [price(10.0)])


class TestPlanUpdate(BaseCase):
    """What one product needs, and what it does not."""

    def plan(self, payload=None, remote=None, **job):
        job = {"medusa_id": "prod_1", "sections": frozenset(), **job}
        remote = remote or make_remote(variants=[self.present()])
        return plan_update(make_job(12, payload or make_payload(12), **job), remote)

    def present(self, variant_id="v1", external_id="120", **vals):
        vals = {"prices": [price(10, id="p1")], **vals}
        return make_remote_variant(variant_id, external_id, **vals)

    def test_nothing_changed_sends_nothing(self):
        plan = self.plan()
        self.assertIsNone(plan.body)
        self.assertEqual(plan.variant_ids, {"120": "v1"})

    def test_product_section_sends_no_variants(self):
        body = self.plan(sections={PRODUCT}).body
        self.assertEqual(body["title"], "Product 12")
        self.assertNotIn("variants", body)

    def test_variants_section_sends_no_product_fields(self):
        body = self.plan(sections={VARIANTS}).body
        self.assertEqual(set(body), {"id", "variants"})
        [variant] = body["variants"]
        self.assertEqual(variant["id"], "v1")
        # Prices and options that are right already aren't sent.
        self.assertNotIn("prices", variant)
        self.assertNotIn("options", variant)

    def test_handle_is_never_sent_to_a_product_that_is_there(self):
        self.assertNotIn("handle", self.plan(force=True).body)
        self.assertNotIn("handle", self.plan(medusa_id=None).body)

    def test_force_sends_everything(self):
        body = self.plan(force=True).body
        self.assertIn("title", body)
        self.assertEqual(body["variants"][0]["prices"], [price(10.0, id="p1")])

    def test_adoption_sends_everything_but_what_odoo_leaves_empty(self):
        payload = make_payload(12, description=None, weight=5.0)
        body = self.plan(payload, medusa_id=None).body
        self.assertEqual(body["weight"], 5.0)
        self.assertNotIn("description", body)
        self.assertIn("variants", body)

    def test_first_push_to_what_a_person_chose_is_an_adoption(self):
        body = self.plan(make_payload(12, description=None), is_first=True).body
        self.assertNotIn("description", body)
        self.assertIn("variants", body)

    def test_variant_that_was_there_before_a_person_chose_stays(self):
        theirs = self.present("v2", "SAP-1")
        remote = make_remote(variants=[self.present(), theirs])
        plan = self.plan(remote=remote, sections={VARIANTS}, kept=frozenset({"v2"}))
        self.assertFalse(plan.delete_variants)
        self.assertEqual([row["id"] for row in plan.body["variants"]], ["v2", "v1"])

    def test_medusas_word_for_no_options_stays(self):
        options = [make_remote_option("opt_d", "Default option", "Default option value")]
        present = self.present(None, None, options=[("opt_d", "Default option value")])
        remote = make_remote(variants=[{**present, "id": "v1"}], options=options)
        plan = self.plan(remote=remote, medusa_id=None)
        self.assertEqual(plan.variant_ids, {"120": "v1"})
        self.assertFalse(plan.options.is_needed_first or plan.options.dropped)
        self.assertNotIn("options", plan.body["variants"][0])

    def test_known_product_is_emptied_where_odoo_is_empty(self):
        body = self.plan(make_payload(12, description=None), sections={PRODUCT}).body
        self.assertIsNone(body["description"])

    def test_variant_missing_in_the_store_is_added_unasked(self):
        body = self.plan(remote=make_remote()).body
        [variant] = body["variants"]
        self.assertNotIn("id", variant)
        self.assertEqual(variant["options"], {"Default": "Default"})
        self.assertEqual(variant["prices"], [price(10.0)])

    def test_variant_that_left_odoo_is_deleted_by_a_call_of_its_own(self):
        marked = self.present("v2", "121")
        remembered = self.present("v3", None)
        remote = make_remote(variants=[self.present(), marked, remembered])
        plan = self.plan(remote=remote, variant_ids={"122": "v3"})
        self.assertEqual(plan.delete_variants, ["v2", "v3"])
        self.assertEqual([row["id"] for row in plan.body["variants"]], ["v1"])

    def test_variant_made_in_medusa_stays_and_goes_first(self):
        foreign = self.present("v_foreign", None, options=[("opt_d", "Other")])
        remote = make_remote(variants=[self.present(), foreign])
        payload = make_payload(12, [make_variant(120), make_variant(121)])
        plan = self.plan(payload, remote, sections={VARIANTS})
        self.assertFalse(plan.delete_variants)
        # One without `options` behind one with them is a 500 in Medusa
        # (docs/medusa-api.md#options-before-none-is-a-500).
        self.assertEqual(plan.body["variants"][0], {"id": "v_foreign"})
        self.assertIn("options", plan.body["variants"][1])
        self.assertIn("options", plan.body["variants"][2])

    def test_options_are_sent_by_all_wanted_variants_or_by_none(self):
        size = make_option("Size", "S", "M")
        payload = make_payload(
            12,
            [make_variant(120, {"Size": "s"}), make_variant(121, {"Size": "m"})],
            options=[size],
        )
        options = [make_remote_option("o1", "Size", "S", "M")]
        same = [self.present("v1", "120", options=[("o1", "S")])]
        body = self.plan(
            payload,
            make_remote(
                variants=[*same, self.present("v2", "121", options=[("o1", "M")])], options=options
            ),
            sections={VARIANTS},
        ).body
        self.assertFalse(any("options" in row for row in body["variants"]))
        body = self.plan(payload, make_remote(variants=same, options=options)).body
        self.assertTrue(all("options" in row for row in body["variants"]))

    def test_foreign_variant_keeps_an_option_that_odoo_dropped(self):
        options = [
            make_remote_option("opt_d", "Default", "Default"),
            make_remote_option("o2", "Wood", "Oak"),
        ]
        remote = make_remote(
            variants=[self.present(), self.present("v9", None, title="Oak")], options=options
        )
        with self.assertRaises(ConflictError) as caught:
            self.plan(remote=remote, sections={VARIANTS})
        self.assertEqual(caught.exception.kind, "foreign_variants")
        self.assertEqual(caught.exception.details, ["Oak"])

    def test_dropped_option_is_left_out_of_option_ids(self):
        options = [
            make_remote_option("opt_d", "Default", "Default"),
            make_remote_option("o2", "Wood", "Oak"),
        ]
        body = self.plan(
            remote=make_remote(variants=[self.present()], options=options), sections={VARIANTS}
        ).body
        self.assertEqual(body["option_ids"], ["opt_d"])
        self.assertEqual(body["variants"][0]["options"], {"Default": "Default"})


class TestChannels(BaseCase):
    """The list of sales channels is replaced: a marketer's own ones are sent along."""

    def channels(self, wanted, present, pushed=()):
        job = make_job(
            12,
            make_payload(12, channels=wanted),
            medusa_id="prod_1",
            channel_ids=list(pushed),
            sections={PRODUCT},
        )
        remote = make_remote(sales_channels=[{"id": key} for key in present])
        body = plan_update(job, remote).body
        rows = body.get("sales_channels")
        return rows if rows is None else [row["id"] for row in rows]

    def test_right_channels_are_not_sent(self):
        self.assertIsNone(self.channels(["sc_1"], ["sc_1"], ["sc_1"]))

    def test_missing_channel_is_added_to_the_marketers(self):
        self.assertEqual(self.channels(["sc_1"], ["sc_x"]), ["sc_1", "sc_x"])

    def test_former_choice_goes_and_the_marketers_stays(self):
        self.assertEqual(self.channels(["sc_2"], ["sc_1", "sc_x"], ["sc_1"]), ["sc_2", "sc_x"])

    def test_marketers_channel_alone_is_no_difference(self):
        self.assertIsNone(self.channels(["sc_1"], ["sc_1", "sc_x"], ["sc_1"]))


class TestLinksToNothing(BaseCase):
    """What a product links and is gone from the store reads as null."""

    def test_tag(self):
        job = make_job()
        job.payload["terms"] = {"tag": ["ptag_1"]}
        remote = {"tags": [None, {"id": "ptag_1"}], "sales_channels": [None]}
        self.assertEqual(prepare_terms(job, remote), {})
        remote |= make_remote()
        self.assertTrue(plan_update(job, {**remote, "tags": [None], "sales_channels": [None]}))


class TestRelease(BaseCase):
    """Medusa refuses a SKU that a sibling holds: the holder gives it up first."""

    def plan(self, wanted, present):
        payload = make_payload(12, wanted)
        job = make_job(12, payload, medusa_id="prod_1", sections={VARIANTS})
        return plan_update(job, make_remote(variants=present))

    def test_swapped_skus(self):
        wanted = [make_variant(1, sku="B"), make_variant(2, sku="A")]
        present = [make_remote_variant("v1", "1", sku="A"), make_remote_variant("v2", "2", sku="B")]
        release = self.plan(wanted, present).release
        self.assertEqual(release["id"], "prod_1")
        self.assertEqual(
            release["variants"], [{"id": "v1", "sku": None}, {"id": "v2", "sku": None}]
        )

    def test_sku_handed_on_to_a_new_variant(self):
        wanted = [make_variant(1, sku="B"), make_variant(2, sku="A")]
        present = [make_remote_variant("v1", "1", sku="A")]
        self.assertEqual(
            self.plan(wanted, present).release["variants"], [{"id": "v1", "sku": None}]
        )

    def test_barcode_and_sku_at_once(self):
        wanted = [make_variant(1, sku="B", barcode="2"), make_variant(2, sku="A", barcode="1")]
        present = [make_remote_variant("v1", "1", sku="A", barcode="1")]
        self.assertEqual(
            self.plan(wanted, present).release["variants"],
            [{"id": "v1", "sku": None, "barcode": None}],
        )

    def test_unchanged_siblings_are_named_or_they_would_be_deleted(self):
        wanted = [make_variant(1, sku="B"), make_variant(2, sku="A"), make_variant(3, sku="C")]
        present = [
            make_remote_variant("v1", "1", sku="A"),
            make_remote_variant("v3", "3", sku="C"),
            make_remote_variant("v_foreign", None, options=[("opt_d", "Other")]),
        ]
        rows = self.plan(wanted, present).release["variants"]
        self.assertEqual({row["id"] for row in rows}, {"v1", "v3", "v_foreign"})

    def test_variant_deleted_before_is_not_named_or_a_ghost_would_come(self):
        wanted = [make_variant(1, sku="B"), make_variant(2, sku="A")]
        present = [
            make_remote_variant("v1", "1", sku="A"),
            make_remote_variant("v9", "9", [("opt_d", "Other")]),
        ]
        plan = self.plan(wanted, present)
        self.assertEqual(plan.delete_variants, ["v9"])
        self.assertNotIn("v9", [row["id"] for row in plan.release["variants"]])

    def test_new_sku_that_nobody_holds_needs_no_release(self):
        present = [make_remote_variant("v1", "1", sku="A")]
        self.assertIsNone(self.plan([make_variant(1, sku="B")], present).release)


class TestPrepareCreate(BaseCase):
    """The element of a batch create."""

    def test_none_is_left_out_and_titles_replace_keys(self):
        payload = make_payload(
            12,
            [make_variant(1, {"7": "s"})],
            options=[make_option("Size", "S", key="7")],
            channels=["sc_1"],
            description=None,
        )
        body = prepare_create(make_job(12, payload))
        self.assertNotIn("description", body)
        self.assertEqual(body["handle"], "product-12")
        self.assertEqual(body["options"], [{"title": "Size", "values": ["S"]}])
        self.assertEqual(body["variants"][0]["options"], {"Size": "S"})
        self.assertEqual(body["sales_channels"], [{"id": "sc_1"}])
        self.assertNotIn("shipping_profile_id", body)

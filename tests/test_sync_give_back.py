from odoo.tests import BaseCase, tagged

from ..sync.give_back import Pushed, make_job, plan_give_back
from ..sync.identity import Databases
from ..sync.shop_index import prepare_before

OURS = Databases("ours")


def make_row(external_id=None, metadata=None, variants=(), handle="chair", **vals):
    return {
        "id": "prod_1", "external_id": external_id, "metadata": metadata, "handle": handle,
        "variants": list(variants), **vals,
    }  # fmt: skip


def make_variant(key="v1", sku=None, barcode=None, metadata=None):
    return {"id": key, "sku": sku, "barcode": barcode, "metadata": metadata}


@tagged("post_install", "-at_install")
class TestGiveBack(BaseCase):
    """What is sent to give a product back that was taken over."""

    pushed = {"external_id": "12", "odoo_database": "ours"}
    own = {"v1": {"external_id": "33", "sku": ["A"], "barcode": [None]}}

    def plan(self, before, now, own=None, slug=None):
        job = make_job("12", "prod_1", prepare_before(before), Pushed(own or self.own, slug or ()))
        return plan_give_back(job, now, OURS)

    def test_what_identifies_nothing_is_not_kept(self):
        before = make_row("x" * 2000, {"external_id": {"a": 1}}, [make_variant(sku="A")])
        self.assertEqual(
            prepare_before(before), {"handle": "chair", "variants": {"v1": {"sku": "A"}}}
        )

    def test_nothing_was_pushed(self):
        row = make_row(variants=[make_variant(sku="A")])
        self.assertEqual(self.plan(row, row), {})

    def test_marks_of_what_had_none(self):
        before = make_row(variants=[make_variant(sku="A")])
        now = make_row("12", self.pushed, [make_variant(sku="A", metadata={"external_id": "33"})])
        self.assertEqual(
            self.plan(before, now),
            {
                "external_id": None,
                "metadata": None,
                "variants": [{"id": "v1", "metadata": None}],
            },
        )

    def test_marks_and_keys_of_others(self):
        former = make_variant(sku="A", metadata={"external_id": "x", "k": 1})
        before = make_row("SAP-1", {"external_id": 7, "theirs": 1}, [former])
        pushed = make_variant(sku="A", metadata={"external_id": "33", "k": 2})
        now = make_row("12", {**self.pushed, "theirs": 1, "new": 2}, [pushed])
        self.assertEqual(
            self.plan(before, now),
            {
                "external_id": "SAP-1",
                "metadata": {"external_id": 7, "odoo_database": ""},
                "variants": [{"id": "v1", "metadata": {"external_id": "x", "k": 2}}],
            },
        )

    def test_what_somebody_else_changed_stays(self):
        before = make_row("SAP-1", None, [make_variant(sku="OLD")])
        now = make_row("SAP-2", {"external_id": "99"},
                       [make_variant(sku="B", metadata={"external_id": "other"})])  # fmt: skip
        self.assertEqual(self.plan(before, now), {})

    def test_sku_and_barcode(self):
        own = {"v1": {"external_id": "33", "sku": ["A"], "barcode": ["4006"]}}
        before = make_row(variants=[make_variant(sku="OLD")])
        now = make_row(variants=[make_variant(sku="A", barcode="4006"), make_variant("v2")])
        self.assertEqual(
            self.plan(before, now, own),
            {"variants": [{"id": "v1", "sku": "OLD", "barcode": None}, {"id": "v2"}]},
        )

    def test_variants_that_the_push_made_keep_their_sku(self):
        before = make_row(variants=[])
        now = make_row(variants=[make_variant(sku="A", metadata={"external_id": "33"})])
        self.assertEqual(self.plan(before, now), {"variants": [{"id": "v1", "metadata": None}]})

    def test_handle_that_odoo_gave(self):
        before, now = make_row(handle="their-chair"), make_row(handle="chair-12")
        self.assertEqual(self.plan(before, now, slug=("chair-12",)), {"handle": "their-chair"})
        self.assertEqual(self.plan(before, now), {})
        self.assertEqual(self.plan(before, now, slug=("chair-13",)), {})

from odoo.tests.common import BaseCase

from ..sync.failures import ConflictError
from ..sync.identity import Databases, get_external_id, is_ours
from ..sync.matching import match_product, match_variants
from .support.payloads import (
    make_job,
    make_option,
    make_payload,
    make_remote,
    make_remote_option,
    make_remote_variant,
    make_variant,
)

OURS = Databases("ours", frozenset({"ours before"}), frozenset({"apart"}))


def by_id(*rows):
    return {row["id"]: row for row in rows}


class TestMatchProduct(BaseCase):
    """Which product of the store is the one of Odoo, in the contract's order."""

    def match(self, job, stored=(), found=()):
        remote = match_product(job, by_id(*stored), found, OURS)
        return remote and remote["id"]

    def test_stored_id_goes_before_external_id(self):
        job = make_job(12, medusa_id="prod_1")
        # Somebody overwrote the external_id in Medusa: the verified id still counts.
        stored = make_remote("prod_1", external_id="99")
        other = make_remote("prod_2", external_id="12")
        self.assertEqual(self.match(job, [stored], [other]), "prod_1")

    def test_external_id_where_the_stored_id_is_gone(self):
        job = make_job(12, medusa_id="prod_deleted")
        self.assertEqual(self.match(job, [], [make_remote("prod_2")]), "prod_2")

    def test_metadata_candidate_where_nothing_else_is_known(self):
        job = make_job(12, candidates=["prod_3"])
        self.assertEqual(self.match(job, [make_remote("prod_3", external_id=None)]), "prod_3")

    def test_nothing(self):
        self.assertIsNone(self.match(make_job(12)))
        self.assertIsNone(self.match(make_job(12, candidates=["prod_deleted"])))

    def test_two_candidates_are_a_conflict_that_names_both(self):
        rows = [make_remote("prod_2"), make_remote("prod_1")]
        with self.assertRaises(ConflictError) as caught:
            self.match(make_job(12), [], rows)
        self.assertEqual(caught.exception.kind, "candidates")
        self.assertEqual(caught.exception.details, ["prod_1", "prod_2"])

    def test_external_id_and_metadata_that_disagree_are_a_conflict(self):
        job = make_job(12, candidates=["prod_3"])
        with self.assertRaises(ConflictError):
            self.match(job, [make_remote("prod_3", external_id=None)], [make_remote("prod_1")])

    def test_one_product_found_both_ways_is_no_conflict(self):
        row = make_remote("prod_1")
        self.assertEqual(self.match(make_job(12, candidates=["prod_1"]), [row], [row]), "prod_1")

    def test_what_a_person_refused_is_not_it(self):
        job = make_job(12, candidates=["prod_1"], refused=frozenset({"prod_1", "prod_2"}))
        stored, found = [make_remote("prod_1")], [make_remote("prod_2")]
        self.assertIsNone(self.match(job, stored, found))
        self.assertEqual(self.match(job, stored, [*found, make_remote("prod_3")]), "prod_3")

    def test_product_of_a_database_apart_is_left_alone(self):
        theirs = make_remote("prod_1", metadata={"odoo_database": "apart"})
        self.assertIsNone(self.match(make_job(12), [], [theirs]))
        self.assertIsNone(self.match(make_job(12, medusa_id="prod_1"), [theirs]))

    def test_product_that_may_be_ours_is_named(self):
        theirs = make_remote("prod_1", title="Desk", metadata={"odoo_database": "theirs"})
        with self.assertRaises(ConflictError) as caught:
            self.match(make_job(12), [], [theirs])
        self.assertEqual(caught.exception.kind, "foreign")
        self.assertEqual(caught.exception.details, ["Desk (prod_1, odoo_database theirs)"])

    def test_what_may_be_ours_is_in_no_withdrawals_way(self):
        theirs = make_remote("prod_1", metadata={"odoo_database": "theirs"})
        self.assertIsNone(match_product(make_job(12), {}, [theirs], OURS, makes=False))

    def test_a_mark_that_is_no_text_is_another_database(self):
        for mark in (["ours"], {"a": 1}, 5, True):
            with self.subTest(mark=mark), self.assertRaises(ConflictError):
                self.match(make_job(12), [], [make_remote(metadata={"odoo_database": mark})])

    def test_product_of_another_database_is_no_rival(self):
        theirs = make_remote("prod_1", metadata={"odoo_database": "theirs"})
        self.assertEqual(self.match(make_job(12), [], [theirs, make_remote("prod_2")]), "prod_2")

    def test_stored_product_that_another_database_took_over(self):
        theirs = make_remote("prod_1", metadata={"odoo_database": "theirs"})
        with self.assertRaises(ConflictError) as caught:
            self.match(make_job(12, medusa_id="prod_1"), [theirs])
        self.assertEqual(caught.exception.kind, "foreign")

    def test_no_or_a_former_database_is_ours(self):
        for metadata in (None, {}, {"odoo_database": ""}, {"odoo_database": "ours before"}):
            with self.subTest(metadata=metadata):
                self.assertTrue(is_ours({"metadata": metadata}, OURS))

    def test_external_id_of_metadata_is_read_as_text(self):
        cases = [("12", "12"), (12, "12"), ("", None), (None, None), (0, "0")]
        for value, expected in cases:
            with self.subTest(value=value):
                self.assertEqual(get_external_id({"metadata": {"external_id": value}}), expected)
        self.assertIsNone(get_external_id({"metadata": None}))


class TestMatchVariants(BaseCase):
    """Which variant is which, always inside one product."""

    size = make_option("Size", "S", "M")
    remote_size = make_remote_option("opt_s", "Size", "S", "M")

    def match(self, wanted, present, **job):
        payload = make_payload(12, variants=wanted, options=[self.size])
        remote = make_remote(variants=present, options=[self.remote_size])
        pairs, rest = match_variants(make_job(12, payload, **job), remote)
        return {key: row["id"] for key, row in pairs.items()}, [row["id"] for row in rest]

    def variant(self, external_id, size, **fields):
        return make_variant(external_id, {"Size": size.lower()}, **fields)

    def present(self, variant_id, size, external_id=None, **vals):
        return make_remote_variant(variant_id, external_id, [("opt_s", size)], **vals)

    def test_stored_id_goes_first(self):
        wanted = [self.variant(33, "S")]
        present = [self.present("v1", "M"), self.present("v2", "S", "33")]
        pairs, rest = self.match(wanted, present, variant_ids={"33": "v1"})
        self.assertEqual(pairs, {"33": "v1"})
        self.assertEqual(rest, ["v2"])

    def test_then_external_id(self):
        wanted = [self.variant(33, "S", sku="A")]
        present = [self.present("v1", "S", sku="A"), self.present("v2", "M", "33")]
        self.assertEqual(self.match(wanted, present)[0], {"33": "v2"})

    def test_external_id_as_a_number(self):
        self.assertEqual(
            self.match([self.variant(33, "S")], [self.present("v1", "M", 33)])[0], {"33": "v1"}
        )

    def test_then_sku(self):
        wanted = [self.variant(33, "S", sku="A")]
        present = [self.present("v1", "S"), self.present("v2", "M", sku="A")]
        self.assertEqual(self.match(wanted, present)[0], {"33": "v2"})

    def test_no_sku_on_both_sides_is_no_match(self):
        pairs, rest = self.match([self.variant(33, "S")], [self.present("v1", "M")])
        self.assertEqual((pairs, rest), ({}, ["v1"]))

    def test_then_options(self):
        present = [self.present("v1", "M"), self.present("v2", "S")]
        self.assertEqual(self.match([self.variant(33, "S")], present)[0], {"33": "v2"})

    def test_a_sibling_is_not_taken_by_its_sku(self):
        # 33 got the SKU that the store still shows at 34.
        wanted = [self.variant(33, "S", sku="A"), self.variant(34, "M", sku="B")]
        present = [self.present("v34", "M", "34", sku="A")]
        pairs, rest = self.match(wanted, present)
        self.assertEqual((pairs, rest), ({"34": "v34"}, []))

    def test_a_mark_that_names_no_sibling_does_not_protect(self):
        # The pull's variant of a product without variants carries the template's id.
        pairs, _rest = self.match([self.variant(33, "S")], [self.present("v1", "S", "12")])
        self.assertEqual(pairs, {"33": "v1"})

    def test_two_variants_of_one_external_id_are_a_conflict(self):
        present = [self.present("v2", "S", "33"), self.present("v1", "M", "33")]
        with self.assertRaises(ConflictError) as caught:
            self.match([self.variant(33, "S")], present)
        self.assertEqual(
            (caught.exception.kind, caught.exception.details), ("variants", ["v1", "v2"])
        )

    def test_each_variant_is_given_once(self):
        wanted = [self.variant(33, "S"), self.variant(34, "S")]
        pairs, rest = self.match(wanted, [self.present("v1", "S")])
        self.assertEqual((pairs, rest), ({"33": "v1"}, []))

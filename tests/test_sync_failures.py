import inspect

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..medusa import exceptions
from ..sync.digest import digest, is_same
from ..sync.failures import (
    OURS,
    STORE,
    TIME,
    TYPES,
    ConflictError,
    PayloadError,
    classify,
    get_type,
    is_store_wide,
)
from ..sync.identity import FOREIGN, UNMARKED, Databases, carries_our_mark, make_mark, whose


def get_error_classes():
    """Return all exceptions of the client."""
    classes = [value for _name, value in inspect.getmembers(exceptions, inspect.isclass)]
    return [value for value in classes if issubclass(value, exceptions.MedusaError)]


@tagged("post_install", "-at_install")
class TestFailures(BaseCase):
    """One table says what a failure means."""

    def test_each_error_of_the_client_has_an_entry(self):
        for error_class in get_error_classes():
            self.assertIn(get_type(error_class("text")), TYPES, error_class)

    def test_the_table_and_the_client_agree_on_what_time_mends(self):
        # Of these two the answer itself knows more than the class.
        special = {exceptions.NotMedusaError, exceptions.MedusaError}
        for error_class in set(get_error_classes()) - special:
            entry = TYPES[get_type(error_class("text"))]
            self.assertEqual(entry.mended_by == TIME, error_class.retryable, error_class)

    def test_an_answer_may_know_better(self):
        passing = exceptions.MedusaConflictError("conflicted", status_code=409, retryable=True)
        self.assertTrue(classify(passing).heals)
        self.assertFalse(classify(exceptions.MedusaValidationError("no title")).heals)

    def test_what_is_in_the_way_may_move(self):
        self.assertTrue(classify(exceptions.MedusaConflictError("taken")).heals)
        reserved = exceptions.MedusaValidationError("Cannot remove items: they have reservations")
        self.assertTrue(classify(reserved).heals)

    def test_words(self):
        self.assertEqual(classify(ConflictError("candidates", ["a", "b"])).detail, "a, b")
        own = classify(PayloadError("negative")).type
        self.assertEqual((own, TYPES[own].words), ("unsendable", OURS))
        crash = classify(ZeroDivisionError("division by zero"))
        self.assertEqual(crash.type, "internal")
        self.assertEqual(crash.detail, "ZeroDivisionError: division by zero")
        self.assertEqual(TYPES["internal"].words, OURS)

    def test_reservations_have_a_type_of_their_own(self):
        error = exceptions.MedusaValidationError("Cannot remove items since they have reservations")
        self.assertEqual(classify(error).type, "reserved")

    def test_unknown_outcome_is_one_requests_affair(self):
        self.assertTrue(is_store_wide(exceptions.MedusaTimeoutError("slow")))
        self.assertFalse(is_store_wide(exceptions.MedusaTimeoutError("slow", outcome_unknown=True)))
        wide = {name for name, entry in TYPES.items() if entry.about == STORE}
        self.assertEqual(
            wide,
            {
                *("connection", "timeout", "tls", "plain_http", "rate_limit", "redirect"),
                *("authentication", "no_role", "forbidden"),
            },
        )


@tagged("post_install", "-at_install")
class TestDigest(BaseCase):
    """The same values have the same fingerprint, in any version."""

    def test_order_of_keys_means_nothing(self):
        self.assertEqual(digest({"a": 1, "b": [2]}), digest({"b": [2], "a": 1}))
        self.assertNotEqual(digest({"a": [1, 2]}), digest({"a": [2, 1]}))

    def test_is_same(self):
        self.assertTrue(is_same({"title": "É"}, digest({"title": "É"})))
        self.assertFalse(is_same({"title": "É"}, digest({"title": "E"})))
        self.assertFalse(is_same({"title": "É"}, None))

    def test_fingerprints_of_19_0_1_are_recognised(self):
        # As 19.0.1 wrote them: of a price list's header, and of a translation.
        value = {"title": "Été", "rules": {}}
        self.assertTrue(is_same(value, "d3c86cbffc713cecc3a65bbf5245ed3b"))
        self.assertTrue(is_same({"title": "Chaise"}, "f0ae72ddbeaa07f6"))


@tagged("post_install", "-at_install")
class TestIdentity(BaseCase):
    """One mark, and one way to read it."""

    def test_mark_is_read_as_it_is_written(self):
        mark = {"metadata": make_mark("12", "uuid", "product.tag")}
        self.assertTrue(carries_our_mark(mark, Databases("uuid"), "12"))
        self.assertFalse(carries_our_mark(mark, Databases("uuid"), "1"))
        self.assertEqual(whose(mark, Databases("other")), FOREIGN)

    def test_a_number_is_as_good_as_its_digits(self):
        row = {"metadata": {"external_id": 12, "odoo_database": "uuid"}}
        self.assertTrue(carries_our_mark(row, Databases("uuid"), "12"))

    def test_what_names_no_database_is_nobodys(self):
        row = {"metadata": {"external_id": "12"}}
        self.assertEqual(whose(row, Databases("uuid")), UNMARKED)
        self.assertFalse(carries_our_mark(row, Databases("uuid"), "12"))
        self.assertEqual(whose({"metadata": None}, Databases("uuid")), UNMARKED)

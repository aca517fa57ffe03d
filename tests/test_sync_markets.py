from odoo.tests import BaseCase, tagged

from ..sync.list_prices import drop_limit, get_key, prepare_item, prepare_limits, sort_out
from ..sync.prices import get_market, merge_prices
from ..sync.usual_prices import drop_usual


def price(amount, region=None, **vals):
    rules = {"rules": {"region_id": region}} if region else {}
    return {"currency_code": "eur", "amount": float(amount), **rules, **vals}


@tagged("post_install", "-at_install")
class TestMarkets(BaseCase):
    """Prices of regions among those for all."""

    def test_markets_are_told_apart(self):
        self.assertEqual(get_market(price(1)), "eur")
        self.assertEqual(get_market(price(1, "reg_a")), "eur reg_a")
        for rules in ({"other": "x"}, {"region_id": "reg_a", "other": "x"}):
            self.assertIsNone(get_market(price(1, rules=rules)))

    def test_price_of_another_region_is_sent_along(self):
        theirs = price(7, "reg_b", id="p2")
        merged = merge_prices([price(9, "reg_a")], [price(8, "reg_a", id="p1"), theirs])
        self.assertEqual(merged, [price(9, "reg_a", id="p1"), theirs])

    def test_price_of_a_former_region_goes(self):
        present = [price(9, id="p1"), price(8, "reg_a", id="p2"), price(7, "reg_b", id="p3")]
        merged = merge_prices([price(9)], present, former=["eur", "eur reg_a"])
        self.assertEqual(merged, [price(9, id="p1"), price(7, "reg_b", id="p3")])
        self.assertIsNone(merge_prices([price(9)], present, former=["eur"]))

    def test_price_with_a_rule_more_is_nobodys_of_ours(self):
        theirs = price(7, id="p2", rules={"region_id": "reg_a", "other": "x"})
        merged = merge_prices([price(9, "reg_a")], [theirs])
        self.assertEqual(merged, [price(9, "reg_a"), theirs])

    def test_list_price_that_is_the_base_price_is_left_out(self):
        base = [price(10), price(8, "reg_a")]
        self.assertEqual(drop_usual([price(10)], [price(10)]), ([], False))
        # For all, it says something where a region has another base price.
        self.assertEqual(drop_usual([price(10)], base), ([price(10)], True))
        self.assertEqual(drop_usual([price(8, "reg_a")], base), ([], False))
        self.assertEqual(drop_usual([price(10, "reg_b")], base), ([], False))
        self.assertEqual(drop_usual([price(9, "reg_a")], base), ([price(9, "reg_a")], True))
        self.assertEqual(drop_usual([price(9, "reg_b")], base), ([price(9, "reg_b")], False))
        self.assertEqual(drop_usual([price(9, "reg_b")], []), ([price(9, "reg_b")], False))

    def test_limit_of_a_regions_price_is_sent_where_it_changes(self):
        """The same one would be the end of the server."""
        for wanted, former, sent in (
            (None, 0, "left out"), (None, 9, None), (9, 9, "left out"), (9, 0, 9), (8, 9, 8),
        ):  # fmt: skip
            row = price(5, "reg_a", max_quantity=wanted) if wanted else price(5, "reg_a")
            item = prepare_item(get_key("v", row), row, former)
            self.assertEqual(item.get("max_quantity", "left out"), sent, (wanted, former))
        item = prepare_item(get_key("v", price(5)), price(5), 0)
        self.assertIsNone(item["max_quantity"])
        self.assertNotIn("rules", item)

    def test_regions_price_is_created_without_its_limit(self):
        rows = [price(5, "reg_a", max_quantity=9), price(5, max_quantity=9), price(6, "reg_b")]
        items = [prepare_item(get_key("v", row), row) for row in rows]
        created = [drop_limit(item) for item in items]
        self.assertEqual([item.get("max_quantity") for item in created], [None, 9, None])
        answer = [
            {"id": f"p{index}", "variant_id": "v", "currency_code": "eur", "min_quantity": None,
             "region_id": region}
            for index, region in enumerate(("reg_a", "", "reg_b"))
        ]  # fmt: skip
        limits = [(row["id"], row["max_quantity"]) for row in prepare_limits(items, answer)]
        self.assertEqual(limits, [("p0", 9)])

    def test_prices_of_other_regions_stay_in_a_list(self):
        rows = [
            {"id": key, "variant_id": "v", "currency_code": "eur", "min_quantity": None,
             "region_id": region}
            for key, region in (
                ("p1", "reg_a"), ("p2", "reg_b"), ("p3", ""), ("p4", None), ("p5", "reg_a"),
            )
        ]  # fmt: skip
        kept, surplus = sort_out(rows, {"v"}, {"reg_a"})
        self.assertEqual([row["id"] for row in kept], ["p1", "p3"])
        self.assertEqual(surplus, ["p5"])

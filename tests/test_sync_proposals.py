from odoo.tests import BaseCase, tagged

from ..sync.agreement import OwnProduct, OwnVariant
from ..sync.shop_index import ShopProduct, ShopVariant, fold
from .support.proposals import propose


def own(product_id, title="Chair", *variants):
    """Return a product of Odoo; it has one variant without anything unless others are given."""
    slug = title.lower().replace(" ", "-")
    rows = variants or (OwnVariant(f"{product_id}0"),)
    return OwnProduct(str(product_id), title, (slug, f"{slug}-{product_id}"), tuple(rows))


def mine(variant_id, sku="", barcode="", values=""):
    return OwnVariant(str(variant_id), sku, barcode, frozenset(map(fold, values.split())))


def shop(product_id, title="Else", *variants, number="", database="", handle=""):
    """Return a product of the store."""
    rows = variants or (theirs(f"{product_id}.1"),)
    numbers = frozenset({number} - {""})
    handle = handle or f"handle-{product_id}"
    return ShopProduct(product_id, title, handle, "draft", numbers, database, tuple(rows))


def theirs(variant_id, sku="", barcode="", values="", mark=""):
    return ShopVariant(
        variant_id, variant_id, sku, barcode, mark, frozenset(map(fold, values.split()))
    )


@tagged("post_install", "-at_install")
class TestProposals(BaseCase):
    """What is proposed, and how sure it is."""

    def tell(self, products, rows):
        """Return {product of Odoo: (strength, reason, trouble, products of the store)}."""
        return {
            proposal.product.id: (
                proposal.strength,
                proposal.reason,
                proposal.trouble,
                sorted(proposal.claims),
            )
            for proposal in propose(products, rows)
        }

    def pairs(self, products, rows):
        [proposal] = propose(products, rows)
        [claim] = proposal.claims.values()
        return claim.pairs

    # === ONE TO ONE === #

    def test_nothing_alike(self):
        self.assertEqual(self.tell([own(1)], [shop("a")]), {})

    def test_by_sku(self):
        product = own(1, "Chair", mine(10, "A"), mine(11, "B"))
        row = shop("a", "Else", theirs("x", "B"), theirs("y", "A"))
        self.assertEqual(self.tell([product], [row]), {"1": ("exact", "sku", "", ["a"])})
        self.assertEqual(self.pairs([product], [row]), {"10": "y", "11": "x"})

    def test_by_barcode(self):
        product = own(1, "Chair", mine(10, "MY-1", "4006"))
        row = shop("a", "Else", theirs("x", "THEIR-1", "4006"))
        self.assertEqual(self.tell([product], [row]), {"1": ("exact", "barcode", "", ["a"])})

    def test_some_variants_agree(self):
        product = own(1, "Chair", mine(10, "A"), mine(11, "B"))
        for row in (
            shop("a", "Else", theirs("x", "A")),
            shop("a", "Else", theirs("x", "A"), theirs("y", "C")),
            shop("a", "Else", theirs("x", "A"), theirs("y", "B"), theirs("z", "C")),
        ):
            self.assertEqual(self.tell([product], [row])["1"][0], "partial")

    def test_the_rest_agree_by_their_options(self):
        product = own(1, "Chair", mine(10, "A", values="S"), mine(11, values="M"))
        row = shop("a", "Else", theirs("x", "A", values="small"), theirs("y", "B", values="m"))
        self.assertEqual(self.tell([product], [row]), {"1": ("exact", "sku", "", ["a"])})

    def test_same_values_with_another_sku_are_told(self):
        product = own(1, "Chair", mine(10, "A", values="S"), mine(11, "B", values="M"))
        row = shop("a", "Else", theirs("x", "A", values="S"), theirs("y", "Z", values="M"))
        self.assertEqual(self.tell([product], [row])["1"][0], "partial")

    def test_by_title_alone(self):
        rows = [shop("a", "  CHAIR "), shop("b", "Desk")]
        self.assertEqual(self.tell([own(1)], rows), {"1": ("weak", "title", "", ["a"])})
        self.assertEqual(self.pairs([own(1)], rows), {"10": "a.1"})

    def test_by_handle_alone(self):
        for handle in ("chair", "chair-1"):
            rows = [shop("a", handle=handle)]
            self.assertEqual(self.tell([own(1)], rows), {"1": ("weak", "handle", "", ["a"])})

    def test_by_title_and_options(self):
        product = own(1, "Shirt", mine(10, values="S Red"), mine(11, values="M Red"))
        row = shop("a", "Shirt", theirs("x", values="red m"), theirs("y", values="red s"))
        self.assertEqual(self.tell([product], [row]), {"1": ("exact", "title", "", ["a"])})
        self.assertEqual(self.pairs([product], [row]), {"10": "y", "11": "x"})
        row = shop("a", "Shirt", *row.variants, theirs("z", values="red l"))
        self.assertEqual(self.tell([product], [row])["1"][0], "partial")

    def test_title_of_other_options(self):
        product = own(1, "Shirt", mine(10, values="S"), mine(11, values="M"))
        row = shop("a", "Shirt", theirs("x", values="38"), theirs("y", values="40"))
        self.assertEqual(self.tell([product], [row]), {"1": ("weak", "title", "", ["a"])})

    def test_by_numbers(self):
        row = shop("a", "Else", theirs("x", mark="10"), number="1")
        self.assertEqual(self.tell([own(1)], [row]), {"1": ("exact", "ids", "", ["a"])})

    def test_number_of_a_template_on_its_only_variant(self):
        """As the recipe writes it."""
        row = shop("a", "Chair", theirs("x", mark="1"), number="1")
        self.assertEqual(self.tell([own(1)], [row]), {"1": ("exact", "ids", "", ["a"])})

    def test_number_of_another_system(self):
        """Nothing else speaks for it."""
        row = shop("a", "Hat", number="1")
        self.assertEqual(self.tell([own(1)], [row]), {"1": ("weak", "ids", "", ["a"])})
        row = shop("a", "Hat", number="1", database="ours")
        self.assertEqual(self.tell([own(1)], [row]), {"1": ("exact", "ids", "", ["a"])})

    def test_numbers_of_variants_count_in_a_product_that_is_named(self):
        """Template 10 and variant 10 are both "10"."""
        row = shop("a", "Else", theirs("x", mark="10"))
        self.assertEqual(self.tell([own(1)], [row]), {})
        product = own(1, "Chair", mine(10, "A"), mine(11))
        row = shop("a", "Else", theirs("x", "A"), theirs("y", mark="11"))
        self.assertEqual(self.pairs([product], [row]), {"10": "x"})

    # === WHAT ONLY A PERSON CAN TELL === #

    def test_several_candidates(self):
        rows = [shop("a", "Chair"), shop("b", "chair")]
        self.assertEqual(
            self.tell([own(1)], rows), {"1": ("ambiguous", "title", "several", ["a", "b"])}
        )

    def test_more_candidates_than_anybody_chooses_from(self):
        rows = [shop(f"a{number:03}", "Chair") for number in range(100)]
        [proposal] = propose([own(1)], rows)
        self.assertEqual((proposal.strength, len(proposal.claims)), ("ambiguous", 20))

    def test_number_and_sku_disagree(self):
        product = own(1, "Chair", mine(10, "A"))
        rows = [shop("a", "Chair", number="1"), shop("b", "Else", theirs("x", "A"))]
        self.assertEqual(
            self.tell([product], rows), {"1": ("ambiguous", "ids", "several", ["a", "b"])}
        )

    def test_one_candidate_for_several_products(self):
        row = shop("a", "Chair")
        self.assertEqual(
            self.tell([own(1), own(2)], [row]),
            {key: ("ambiguous", "title", "shared", ["a"]) for key in "12"},
        )

    def test_same_sku_in_two_products(self):
        products = [own(1, "Chair", mine(10, "A")), own(2, "Desk", mine(20, "A"))]
        row = shop("a", "Else", theirs("x", "A"))
        self.assertEqual(
            self.tell(products, [row]),
            {key: ("ambiguous", "sku", "shared", ["a"]) for key in "12"},
        )

    def test_variants_spread_over_several_products_of_the_store(self):
        product = own(1, "Chair", mine(10, "A"), mine(11, "B"))
        rows = [shop("a", "Else", theirs("x", "A")), shop("b", "Else", theirs("y", "B"))]
        self.assertEqual(
            self.tell([product], rows), {"1": ("ambiguous", "sku", "spread", ["a", "b"])}
        )

    def test_variants_of_several_products_of_odoo_in_one_of_the_store(self):
        products = [own(1, "Chair S", mine(10, "A")), own(2, "Chair M", mine(20, "B"))]
        row = shop("a", "Chair", theirs("x", "A"), theirs("y", "B"))
        self.assertEqual(
            self.tell(products, [row]),
            {key: ("ambiguous", "sku", "joined", ["a"]) for key in "12"},
        )

    def test_trouble_of_one_is_that_of_the_other(self):
        """Of two that claim the same, the one that claims something else as well isn't sure."""
        products = [
            own(1, "Chair", mine(10, "A"), mine(11, "B")),
            own(2, "Desk", mine(20, "B")),
        ]
        rows = [shop("a", "Else", theirs("x", "A")), shop("b", "Else", theirs("y", "B"))]
        told = self.tell(products, rows)
        self.assertEqual((told["1"][2], told["2"][2]), ("spread", "shared"))

    def test_same_sku_twice_in_a_product(self):
        """It says which product, and not which variant."""
        product = own(1, "Chair", mine(10, "A", values="S"), mine(11, "A", values="M"))
        row = shop("a", "Else", theirs("x", "A", values="38"), theirs("y", values="40"))
        self.assertEqual(self.tell([product], [row]), {"1": ("partial", "sku", "", ["a"])})
        self.assertEqual(self.pairs([product], [row]), {})

    # === WHAT IS HARD COMES FIRST === #

    def test_what_is_surely_one_is_no_other(self):
        products = [own(1, "Chair", mine(10, "A")), own(2, "Chair")]
        row = shop("a", "Chair", theirs("x", "A"))
        self.assertEqual(self.tell(products, [row]), {"1": ("exact", "sku", "", ["a"])})

    def test_sku_beats_a_title(self):
        product = own(1, "Chair", mine(10, "A"))
        rows = [shop("a", "Chair"), shop("b", "Else", theirs("x", "A"))]
        self.assertEqual(self.tell([product], rows), {"1": ("exact", "sku", "", ["b"])})

    def test_half_a_product_leaves_a_title_open(self):
        product = own(1, "Chair", mine(10, "A"), mine(11, "B"))
        rows = [shop("a", "Chair"), shop("b", "Else", theirs("x", "A"))]
        self.assertEqual(
            self.tell([product], rows), {"1": ("ambiguous", "sku", "several", ["a", "b"])}
        )

    def test_half_a_product_may_be_another_one(self):
        products = [own(1, "Chair", mine(10, "A"), mine(11, "B")), own(2, "Stool")]
        row = shop("a", "Stool", theirs("x", "A"), theirs("y", "C"))
        told = self.tell(products, [row])
        self.assertEqual(
            {key: value[0] for key, value in told.items()}, dict.fromkeys("12", "ambiguous")
        )

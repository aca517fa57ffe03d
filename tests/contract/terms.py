"""Categories, tags, types and collections."""

from ...medusa.exceptions import MedusaConflictError
from ...medusa.products import ProductApi
from ...medusa.terms import KINDS, TermApi
from .base import ContractBase

# {kind: the field of a product that holds one, what it is sent as}
LINKS = {
    "category": lambda key: {"categories": [{"id": key}]},
    "tag": lambda key: {"tags": [{"id": key}]},
    "type": lambda key: {"type_id": key},
    "collection": lambda key: {"collection_id": key},
}


class TermContract(ContractBase):
    """What is leaned on of the terms."""

    def make_term(self, kind, **values):
        """Create a term that goes with the test; return its id."""
        api = TermApi(self.client, kind)
        key = api.create({KINDS[kind].label: self.unique(), **values})
        self.addCleanup(api.delete, key)
        return key

    def test_products_are_asked_by_term(self):
        for kind, link in LINKS.items():
            with self.subTest(kind=kind):
                key = self.make_term(kind)
                with_it, _without = self.create(self.item(**link(key)), self.item())
                pages = ProductApi(self.client).iter_sorted_by(KINDS[kind].filter, key)
                rows = [row for page in pages for row in page]
                self.assertEqual([row["id"] for row in rows], [with_it["id"]])
                self.assertEqual(rows[0]["metadata"], with_it["metadata"])

    def test_external_ids_are_kept_and_found(self):
        for kind in LINKS:
            with self.subTest(kind=kind):
                api, external_id = TermApi(self.client, kind), self.unique()
                first, other, third = [
                    self.make_term(kind, external_id=given, metadata={"mine": given})
                    for given in (external_id, external_id, self.unique())
                ]
                rows = api.list_by("external_id", [external_id, "nope"])
                self.assertEqual({row["id"] for row in rows}, {first, other}, "it isn't unique")
                api.update(third, {"external_id": external_id, "metadata": {"mine": external_id}})
                api.update(other, {"external_id": None})
                rows = api.list_by("external_id", [external_id])
                self.assertEqual({row["id"] for row in rows}, {first, third})
                self.assertEqual({row["metadata"]["mine"] for row in rows}, {external_id})

    def test_a_value_is_unique(self):
        for kind in ("tag", "type"):
            with self.subTest(kind=kind):
                api = TermApi(self.client, kind)
                value = self.unique()
                self.make_term(kind, value=value)
                other = self.make_term(kind)
                self.refused(MedusaConflictError, api.create, {"value": value})
                self.refused(MedusaConflictError, api.update, other, {"value": value})
                self.make_term(kind, value=value.upper())

    def read_order(self, parent_id):
        """Return [(name, rank)] of the categories below one, as they stand."""
        rows = TermApi(self.client, "category").list_all()
        rows = [row for row in rows if row["parent_category_id"] == parent_id]
        return [(row["name"][0], row["rank"]) for row in sorted(rows, key=lambda row: row["rank"])]

    def assert_order(self, parent_id, letters):
        expected = [(letter, rank) for rank, letter in enumerate(letters)]
        self.assertEqual(self.read_order(parent_id), expected)

    def test_ranks_shift_siblings(self):
        api = TermApi(self.client, "category")
        top, other = self.make_term("category"), self.make_term("category")

        def make(letter, **values):
            name = f"{letter} {self.unique()}"
            return self.make_term("category", name=name, parent_category_id=top, **values)

        keys = {letter: make(letter) for letter in "ABC"}
        self.assert_order(top, "ABC")
        keys["D"] = make("D", rank=1)
        self.assert_order(top, "ADBC")
        make("E", rank=99)
        self.assert_order(top, "ADBCE")
        api.update(keys["A"], {"rank": 3})
        self.assert_order(top, "DBCAE")
        api.update(keys["A"], {"rank": 1})
        self.assert_order(top, "DABCE")
        api.update(keys["B"], {"rank": 50})
        self.assert_order(top, "DACEB")
        api.update(keys["A"], {"name": "A again", "parent_category_id": top})
        self.assert_order(top, "DACEB")
        api.update(keys["A"], {"parent_category_id": other})
        self.assert_order(top, "DCEB")
        self.assert_order(other, "A")
        api.delete(keys["C"])
        self.assert_order(top, "DEB")

from ...medusa.packing import encode
from ...medusa.pricing import PricingApi
from ...medusa.variants import ProductVariants
from ...sync.seen import SEEN_FIELDS
from ..support.versions import needs
from .base import ContractBase

NOTHING, PRODUCT, VARIANT = "nothing", "product", "variant"


class SeenContract(ContractBase):
    """Which writes move the time of a product's last change, and that of its variants'.

    docs/medusa-api.md#updated-at-misses-variants
    """

    def begin(self):
        self.product = self.make("S", "M")
        by_title = self.by_title(self.product["variants"])
        self.small, self.medium = by_title["S"]["id"], by_title["M"]["id"]
        self.times = self.read_times()

    def read_times(self):
        row = self.read(self.product["id"], f"id,{SEEN_FIELDS}")
        variants = {variant["id"]: variant["updated_at"] for variant in row["variants"]}
        return {PRODUCT: row["updated_at"], VARIANT: variants[self.small]}

    def assert_moves(self, *moved):
        former, self.times = self.times, self.read_times()
        found = [name for name, time in self.times.items() if time != former[name]]
        self.assertEqual(found, list(moved))

    def write(self, *moved, **values):
        self.update({"id": self.product["id"], **values})
        self.assert_moves(*moved)

    def write_variant(self, **values):
        items = [encode({"id": self.small, **values})]
        ProductVariants(self.client, self.product["id"]).batch("update", items)
        self.assert_moves(VARIANT)

    def write_listed(self, *moved, **values):
        self.write(*moved, variants=[{"id": self.small, **values}, {"id": self.medium}])

    def test_own_fields_move_the_product(self):
        self.begin()
        self.write(PRODUCT, title="Else")
        self.write(title="Else")
        self.write(PRODUCT, description="Else", metadata={"a": 1})
        self.write(PRODUCT, status="published")
        self.write(PRODUCT, thumbnail="https://example.com/else.png")

    def test_lists_move_nothing(self):
        self.begin()
        self.write(images=[{"url": "https://example.com/a.png"}])
        self.write(sales_channels=[])
        self.write(categories=[], tags=[])

    @needs("variant_times")
    def test_a_variant_moves_itself_by_its_own_route(self):
        self.begin()
        self.write_variant(title="Small")
        self.write_variant(title="Small")
        self.write_variant(prices=[{"currency_code": "eur", "amount": 11}])

    def test_listed_in_an_update_prices_move_nothing(self):
        self.begin()
        self.write_listed(prices=[{"currency_code": "eur", "amount": 12}])
        self.write_listed(VARIANT, title="Small")
        self.write_listed(title="Small")
        self.write_listed()

    @needs("variant_times")
    def test_prices_of_a_list_have_times_of_their_own(self):
        """docs/medusa-api.md#list-prices-have-times"""
        self.begin()
        pricing = PricingApi(self.client)
        list_id = pricing.create_price_list({"title": "Spring", "description": "Spring"})
        self.addCleanup(pricing.delete_price_list, list_id)

        def read():
            count, rows = pricing.read_newest_prices(list_id, 1)
            header = pricing.list_headers([list_id, "plist_nope"])
            return header[list_id]["updated_at"], count, [row["updated_at"] for row in rows]

        def write(operation, *items):
            return pricing.batch_prices(list_id, operation, items)

        header, count, times = read()
        self.assertEqual((count, times), (0, []))
        price = {"variant_id": self.small, "currency_code": "eur", "amount": 8}
        first, second = (write("create", {**price, "min_quantity": each})[0] for each in (1, 5))
        found = [read()]
        for item in ({"amount": 7}, {"amount": 7}):
            write("update", {**price, "id": first["id"], **item})
            found.append(read())
        write("delete", second["id"])
        found.append(read())
        self.assertEqual([count for _header, count, _times in found], [2, 2, 2, 1])
        times = [times[0] for _header, _count, times in found]
        self.assertEqual(times[:3], sorted(set(times[:3])), "each write is newer")
        self.assertEqual({each for each, _count, _times in found}, {header})
        for _time in range(2):
            pricing.update_price_list(list_id, {"title": "Summer"})
            former, header = header, read()[0]
            self.assertGreater(header, former)

"""What somebody changes by hand in the store."""

PRODUCTS = "/admin/products"
_FIELDS = "id,categories.id,tags.id,images.url,variants.id,variants.sku,variants.prices.amount"


def _change(shop, product, **body):
    """Change a product in the store, if it is there."""
    row = shop.read(product, "id")
    if row:
        shop.call("POST", f"{PRODUCTS}/{row['id']}", body, ())


def _change_variant(shop, product, **body):
    row = shop.read(product, _FIELDS)
    if row:
        path = f"{PRODUCTS}/{row['id']}/variants/{row['variants'][0]['id']}"
        shop.call("POST", path, body, ())


def store_title(shop, product, random):
    _change(shop, product, title=f"By hand {random.randint(1, 99)}")


def store_text(shop, product, random):
    _change(shop, product, description=random.choice(("By hand", None)))


def store_status(shop, product, random):
    _change(shop, product, status=random.choice(("draft", "proposed")))


def store_pictures(shop, product, _random):
    _change(shop, product, images=[], thumbnail=None)


def store_categories(shop, product, _random):
    _change(shop, product, categories=[], tags=[])


def store_price(shop, product, random):
    currency = shop.env.company.currency_id.name.lower()
    price = {"currency_code": currency, "amount": random.randint(1, 9)}
    _change_variant(shop, product, prices=[price])


def store_sku(shop, product, random):
    _change_variant(shop, product, sku=f"hand-{random.randint(1, 99999)}-{shop.token}")


def store_mark(shop, product, random):
    _change(shop, product, metadata={"note": f"by hand {random.randint(1, 9)}"})


def store_delete(shop, product, _random):
    row = shop.read(product, "id")
    if row:
        shop.call("DELETE", f"{PRODUCTS}/{row['id']}", None, ())


def store_delete_variant(shop, product, _random):
    row = shop.read(product, _FIELDS)
    if row and len(row["variants"]) > 1:
        path = f"{PRODUCTS}/{row['id']}/variants/{row['variants'][0]['id']}"
        shop.call("DELETE", path, None, ())


IN_STORE = {
    function.__name__: function
    for function in (
        *(store_title, store_text, store_status, store_pictures, store_categories, store_price),
        *(store_sku, store_mark, store_delete, store_delete_variant),
    )
}

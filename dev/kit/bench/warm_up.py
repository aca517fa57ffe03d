"""Have a store create and change some products: one that has just started is twice as slow."""

import secrets

from ..web import Api

CALLS = 3
PRODUCTS = 50


def warm_up(admin: Api) -> None:
    """Create and change some products."""
    for _call in range(CALLS):
        rows = [_product() for _number in range(PRODUCTS)]
        url = "/admin/products/batch?fields=id,variants.id"
        created = admin.post(url, json={"create": rows}).json()["created"]
        changed = [
            {
                "id": row["id"],
                "title": "Changed",
                "variants": [{"id": row["variants"][0]["id"], "prices": [_price(2)]}],
            }
            for row in created
        ]
        admin.post("/admin/products/batch?fields=id", json={"update": changed})


def _product() -> dict:
    """Return a product that no other has anything to do with."""
    name = f"Warm-up {secrets.token_hex(8)}"
    variant = {"title": "Default", "options": {"Default": "Default"}, "prices": [_price(1)]}
    options = [{"title": "Default", "values": ["Default"]}]
    return {"title": name, "options": options, "variants": [variant]}


def _price(amount: float) -> dict:
    """Return a price."""
    return {"currency_code": "eur", "amount": amount}

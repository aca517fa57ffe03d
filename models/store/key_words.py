"""What is said of the rights of a key, in the reader's language."""


def get_labels(env):
    """Return {what a key may read or write: its word}, in the order in which it is told."""
    _ = env._
    return {
        "stores": _("the store"),
        "products": _("products"),
        "variants": _("variants"),
        "product_options": _("options"),
        "product_categories": _("categories"),
        "product_tags": _("tags"),
        "product_types": _("types"),
        "collections": _("collections"),
        "price_lists": _("price lists"),
        "inventory_items": _("inventory"),
        "stock_locations": _("stock locations"),
        "uploads": _("files"),
        "translations": _("translations"),
        "sales_channels": _("sales channels"),
        "shipping_profiles": _("shipping profiles"),
        "customer_groups": _("customer groups"),
        "price_preferences": _("price preferences"),
        "regions": _("regions"),
        "tax_rates": _("tax rates"),
    }


def tell_rights(backend):
    """Return sentences on what the key was seen to be allowed, and on what it lacks.

    :rtype: list[str]
    """
    _ = backend.env._
    read, written = backend._get_rights("read", True), backend._get_rights("write", True)
    lines = []
    if both := [name for name in written if name in read]:
        lines.append(_("The key may read and write: %s.", ", ".join(both)))
    if others := [name for name in written if name not in read]:
        lines.append(_("The key may write: %s.", ", ".join(others)))
    if others := [name for name in read if name not in written]:
        lines.append(_("The key may read: %s.", ", ".join(others)))
    lines += backend._get_missing_rights()
    if not (backend.key_rights or {}).get("write"):
        lines.append(_("What it may write was not tried yet: test the connection."))
    return lines

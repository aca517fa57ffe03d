"""Fields of a store's product, as a person calls them."""

from .value_words import PLANNED_FILE, tell_picture


def get_field_label(env, name, translate=None):
    """Return what a person calls a field of `sync.differences`.

    :param str name: as `title`, `metadata.ean`, `price eur reg_1 from 10`, `option Size`
    :param translate: makes the words, `env._` by default; see `core.sentence`
    """
    _ = translate or env._
    kind, _space, rest = name.partition(" ")
    if kind == "price":
        return _("price (%s)", _tell_market(env, rest, _))
    if kind == "option" and rest:
        return _("option %s", rest)
    if kind == "image":
        if rest.startswith(PLANNED_FILE):
            return _("variants of a new picture")
        return _("variants of the picture %s", tell_picture(env, rest))
    if kind == "item" and rest:
        return _("SKU of an inventory item")
    if kind == "value" and rest:
        value, _space, key = rest.rpartition(" metadata.")
        return _("further field %(key)s of the value %(value)s", key=key, value=value)
    if kind == "translation":
        locale, _space, rest = rest.partition(" ")
        return f"{get_field_label(env, rest.partition(' ')[2], translate)} ({locale})"
    if name.startswith("metadata."):
        return _("further field %s", name.removeprefix("metadata."))
    return {**_get_other_labels(_), **_get_labels(_)}.get(name, name)


def _tell_market(env, market, _):
    words = market.split(" ")
    words[0] = words[0].upper()
    regions = env["medusa.region"].search([("medusa_id", "in", words)])
    names = {region.medusa_id: region.name for region in regions}
    text = " ".join(names.get(word, word) for word in words)
    before, found, quantity = text.partition(" from ")
    if not found:
        return text
    return _("%(market)s, from %(quantity)s pieces", market=before, quantity=quantity)


def _get_labels(_):
    return {
        "title": _("title"),
        "subtitle": _("subtitle"),
        "description": _("description"),
        "handle": _("handle"),
        "status": _("status"),
        "thumbnail": _("first picture"),
        "images": _("pictures"),
        "categories": _("categories"),
        "tags": _("tags"),
        "type_id": _("type"),
        "collection_id": _("collection"),
        "sales_channels": _("sales channels"),
        "shipping_profile_id": _("shipping profile"),
        "weight": _("weight"),
        "hs_code": _("customs code"),
        "sku": _("SKU"),
        "barcode": _("barcode"),
        "manage_inventory": _("whether stock is counted"),
        "allow_backorder": _("whether it is sold without stock"),
        "variant_rank": _("order of the variants"),
        "variant": _("variants"),
        "options": _("options of the variants"),
    }


def _get_other_labels(_):
    """Return {field: its word} of what is no product: terms, options, price lists, stock."""
    return {
        "product": _("product"),
        "stock": _("stock"),
        "tax_rate": _("tax rate"),
        "price_list": _("price list"),
        "term": _("category or tag"),
        "option": _("option"),
        "value": _("value"),
        "values": _("values"),
        "ranks": _("order of the values"),
        "name": _("name"),
        "rank": _("place among its siblings"),
        "parent_category_id": _("parent category"),
        "is_active": _("active"),
        "type": _("kind"),
        "rules": _("customer groups"),
        "starts_at": _("valid from"),
        "ends_at": _("valid until"),
        "external_id": _("external ID"),
        "mark external_id": _("Odoo's number (external_id)"),
        "mark metadata": _("Odoo's mark (in the metadata)"),
        "item": _("inventory item"),
        "file": _("file"),
    }

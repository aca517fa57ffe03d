"""What prices and a store disagree on, and what of the pricelists it can't hold, in words."""

from .advice_regions import get_country_texts, get_region_tax_text, get_region_texts
from .advice_strikes import get_strike_texts
from .currencies import get_price_currencies


def get_disagreements(backend):
    """Return sentences on currencies and taxes that the store takes otherwise.

    :param backend: `medusa.backend`
    :rtype: list[str]
    """
    texts = [get_missing_currency_text(backend), *get_tax_disagreements(backend)]
    return [text for text in texts if text]


def get_tax_disagreements(backend):
    """Return sentences on prices that the store takes with tax and Odoo without, or the reverse.

    :param backend: `medusa.backend`
    :rtype: list[str]
    """
    texts = (_get_unread_tax_text(backend), _get_tax_text(backend), get_region_tax_text(backend))
    return [text for text in texts if text]


def get_missing_currency_text(backend):
    if not backend.missing_currencies:
        return ""
    return backend.env._(
        "The store doesn't support %s: prices in it are pushed but never shown. Add the "
        "currency to the store.",
        backend.missing_currencies,
    )


def _get_unread_tax_text(backend):
    """Return a sentence where prices are to follow settings that were never read."""
    rights = (backend.key_rights or {}).get("read") or {}
    is_unread = rights.get("price_preferences") is False and backend.store_tax_inclusive is False
    if backend.price_tax != "store" or not is_unread:
        return ""
    return backend.env._(
        "Whether the store takes prices with or without tax isn't known, as the key may not read "
        "price preferences: they are pushed without tax. Let the key read them and test the "
        "connection, or choose another way for the prices."
    )


def _get_tax_text(backend):
    """Return a sentence on currencies whose tax setting in the store differs from ours."""
    if backend.price_tax in ("as_is", "store") or backend.store_tax_inclusive is False:
        return ""
    wanted = backend.price_tax == "included"
    known = backend.store_tax_inclusive or {}
    differing = sorted(
        currency.name
        for currency in get_price_currencies(backend)
        # Without a preference Medusa takes prices as without tax.
        if known.get(currency.name.lower(), False) != wanted
    )
    if not (differing and backend.store_currencies):
        return ""
    if wanted:
        return backend.env._(
            "Prices are pushed with tax, but the store takes those in %s as without: it adds "
            "tax once more. Switch on “Tax inclusive prices” for this currency in Medusa's "
            "settings of the store.",
            ", ".join(differing),
        )
    return backend.env._(
        "Prices are pushed without tax, but the store takes those in %s as tax-included. "
        "Switch off “Tax inclusive prices” for this currency in Medusa's settings of the "
        "store.",
        ", ".join(differing),
    )


def get_inexpressible_rules(backend):
    """Return a sentence for each thing of the pricelists that Medusa can't hold.

    :rtype: list[str]
    """
    # sudo: whoever sees the store may know the names of its pricelists.
    lists = backend.sudo().price_list_ids
    texts = []
    for pricelist in backend.sudo().price_line_ids.pricelist_id | lists.pricelist_id:
        texts += _get_pricelist_texts(backend, pricelist)
    for price_list in lists.filtered("dearer_count"):
        if price_list.price_type == "sale":
            texts.append(
                backend.env._(
                    "In price list %(name)s some variants (%(count)s) cost more than by their "
                    "base price, which a sale never shows. Choose the type Override.",
                    count=price_list.dearer_count,
                    name=price_list.name,
                )
            )
    for group in lists.group_ids.filtered(lambda group: not group.active):
        texts.append(
            backend.env._(
                "Customer group %s isn't in the store any more: nobody gets the prices that are "
                "for it alone. Take it out of its price lists.",
                group.name,
            )
        )
    return texts + get_region_texts(backend.sudo()) + get_strike_texts(backend.sudo())


def _get_pricelist_texts(backend, pricelist):
    """Return what a pricelist says that Medusa can't hold, or not by itself."""
    _, texts = backend.env._, []
    if not pricelist.active and pricelist in backend.price_line_ids.pricelist_id:
        texts.append(
            _(
                "Pricelist %(name)s is archived, but still gives %(currency)s its base price.",
                name=pricelist.name,
                currency=pricelist.currency_id.name,
            )
        )
    texts += get_country_texts(backend, pricelist)
    timed = pricelist.item_ids.filtered(lambda rule: rule.date_start or rule.date_end)
    if timed:
        texts.append(
            _(
                "Some rules of pricelist %(name)s begin or end at a time (%(count)s): the "
                "store follows with the next scheduled run.",
                count=len(timed),
                name=pricelist.name,
            )
        )
    return texts

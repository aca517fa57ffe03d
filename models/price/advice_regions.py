"""What of the markets of a store's prices doesn't fit together, in words."""

from .markets import (
    find_other_currencies,
    get_country_position,
    get_currency_tax,
    get_position,
    get_tax,
)


def _get_sources(backend):
    """Return the price lines and price lists of a store that are for some regions."""
    lines = backend.price_line_ids.filtered("region_ids")
    return [*lines, *backend.price_list_ids.filtered("region_ids")]


def _get_chosen(backend):
    """Return the regions of the store that have prices of their own."""
    return backend.price_line_ids.region_ids | backend.price_list_ids.region_ids


def get_country_texts(backend, pricelist):
    """Return sentences on countries of a pricelist that its regions don't have, or the reverse.

    :param backend: `medusa.backend`
    :param pricelist: `product.pricelist`
    :rtype: list[str]
    """
    groups, _ = pricelist.country_group_ids, backend.env._
    if not groups:
        return []
    sources = [
        row
        for row in (*backend.price_line_ids, *backend.price_list_ids)
        if row.pricelist_id == pricelist
    ]
    if not all(source.region_ids for source in sources):
        text = _(
            "The country groups of pricelist %s aren't pushed: its prices count in all countries. "
            "Choose its regions.",
            pricelist.name,
        )
        return [text]
    texts = []
    theirs = groups.country_ids
    for source in sources:
        ours = source.region_ids._get_countries()
        for message, countries in (
            (_("%(list)s has country groups for %(names)s, and no region with it."), theirs - ours),
            (
                _("%(list)s is for regions with %(names)s, out of its country groups."),
                ours - theirs,
            ),
        ):
            if countries:
                names = ", ".join(countries.mapped("name"))
                texts.append(message % {"list": pricelist.name, "names": names})
    return list(dict.fromkeys(texts))


def get_region_texts(backend):
    """Return sentences on regions that are gone, or whose prices can't be right for everybody.

    :param backend: `medusa.backend`, read with all rights
    :rtype: list[str]
    """
    texts = [
        backend.env._(
            "Region %s isn't in the store any more: no prices are pushed for it. Take it out of "
            "its lines.",
            region.name,
        )
        for region in _get_chosen(backend).filtered(lambda region: not region.active)
    ]
    for source in _get_sources(backend):
        texts += _get_currency_texts(source)
        texts += _get_position_texts(source)
    return [*dict.fromkeys(texts), *_get_list_texts(backend)]


def _get_currency_texts(source):
    """Return sentences on regions whose currency became another one in Medusa."""
    return [
        source.env._(
            "Region %(region)s is sold to in %(theirs)s now, so it doesn't show the prices of "
            "pricelist %(pricelist)s, in %(ours)s.",
            region=region.name,
            theirs=theirs,
            pricelist=source.pricelist_id.name,
            ours=source.pricelist_id.currency_id.name,
        )
        for region, theirs in find_other_currencies(source)
    ]


def _get_position_texts(source):
    """Return sentences on regions whose countries are taxed differently, in prices with tax."""
    backend, texts = source.backend_id, []
    for region in source.region_ids.filtered("active"):
        if get_tax(backend, source.pricelist_id.currency_id, region) != "included":
            continue
        chosen = get_position(backend, region)
        others = region._get_countries().filtered(
            lambda country, chosen=chosen: get_country_position(backend, country) != chosen
        )
        if chosen is not None and others:
            texts.append(
                source.env._(
                    "The countries of region %(region)s have different fiscal positions, and one "
                    "price with tax can't be right for all of them: %(names)s pay another tax in "
                    "Odoo. Let the store take this region's prices without tax, or give these "
                    "countries a region of their own.",
                    region=region.name,
                    names=", ".join(others.mapped("name")),
                )
            )
    return texts


def _get_list_texts(backend):
    """Return a sentence on price lists for all whose prices some region takes otherwise.

    Medusa compares the plain numbers of a sale and of the region's base price.
    """
    regions = backend.price_line_ids.region_ids.filtered(
        lambda region: (
            region.tax_setting
            and region.tax_setting != get_currency_tax(backend, _get_currency(backend, region))
        )
    )
    lists = backend.price_list_ids.filtered(
        lambda row: (
            not row.region_ids
            and row.currency_id.name in {(region.currency_code or "").upper() for region in regions}
        )
    )
    if not (regions and lists):
        return []
    text = backend.env._(
        "Price lists for all regions (%(lists)s) don't fit base prices of %(regions)s: the store "
        "takes the ones and the others differently with or without tax. Choose the regions of "
        "these price lists.",
        lists=", ".join(lists.mapped("name")),
        regions=", ".join(regions.mapped("name")),
    )
    return [text]


def _get_currency(backend, region):
    lines = backend.price_line_ids.filtered(lambda line: region in line.region_ids)
    return lines[:1].currency_id


def get_region_tax_text(backend):
    """Return a sentence on regions whose tax setting differs from how prices are pushed, or ""."""
    if backend.price_tax in ("as_is", "store"):
        return ""
    # sudo: whoever sees the store may know its regions.
    regions = _get_chosen(backend.sudo()).filtered(
        lambda region: region.active and region.tax_setting not in (False, backend.price_tax)
    )
    if not regions:
        return ""
    names = ", ".join(regions.mapped("name"))
    if backend.price_tax == "included":
        return backend.env._(
            "Prices are pushed with tax, but the store takes those of %s as without: it adds tax "
            "once more. Switch on “Tax inclusive prices” for this region in Medusa's settings, or "
            "push prices as the store takes them.",
            names,
        )
    return backend.env._(
        "Prices are pushed without tax, but the store takes those of %s as tax-included. Switch "
        "off “Tax inclusive prices” for this region in Medusa's settings, or push prices as the "
        "store takes them.",
        names,
    )

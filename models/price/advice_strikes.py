"""Which price lists don't always count beside strike prices, in words."""

from .strike import pushes_strikes


def get_strike_texts(backend):
    """Return a sentence on price lists that a strike price may go before.

    Of prices that a shopper could get Medusa takes those with most conditions, groups and regions,
    and of these the lowest (docs/medusa-api.md#prices-of-a-region).

    :param backend: `medusa.backend`, read with all rights
    :rtype: list[str]
    """
    if not pushes_strikes(backend):
        return []
    regional = backend.price_line_ids.filtered("region_ids").currency_id
    lists = backend.price_list_ids.filtered(
        lambda row: row.pricelist_id and not _always_counts(row, row.currency_id in regional)
    )
    if not lists:
        return []
    text = backend.env._(
        "Beside strike prices, some price lists don't always count for products that have one: "
        "%s. Of prices with equally many conditions (customer groups, regions) Medusa takes the "
        "lowest, and those with more go first.",
        ", ".join(lists.mapped("name")),
    )
    return [text]


def _always_counts(price_list, is_regional):
    """Tell whether a list goes before today's prices, whatever they are.

    :param is_regional: whether some region has base prices of its own in its currency
    """
    conditions = bool(price_list.group_ids) + bool(price_list.region_ids)
    if price_list.price_type == "sale":
        # Of equally many the lowest, as a sale is meant.
        return conditions >= is_regional
    return conditions > is_regional

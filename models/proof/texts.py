"""What a shopper sees otherwise, and why, in words."""

from ..core.sentence import keep


def tell_fault(env, fault, regions):
    """Return a sentence on a difference and its cause, kept for any reader's language.

    :param Fault fault: see `sync.proof_causes`
    :param regions: `medusa.region` by Medusa id
    """
    _ = keep(env)._
    region = regions.get(fault.region)
    values = {
        "variant": fault.variant or "",
        "region": region.name if region else "",
        "currency": ((region and region.currency_code) or fault.name or "").upper(),
        "store": _show(fault.store),
        "odoo": _show(fault.odoo),
        "name": fault.name or "",
    }
    texts = {}
    for get_texts in (
        _get_hidden_texts,
        _get_content_texts,
        _get_price_texts,
        _get_stock_texts,
        _get_place_texts,
    ):
        texts |= get_texts(_)
    return texts[fault.cause](values)


def _show(value):
    return f"{value:g}" if isinstance(value, (int, float)) else str(value or "")


def _get_hidden_texts(_):
    return {
        "gone": lambda v: _("It isn't in Medusa any more. The next night creates it again."),
        "status": lambda v: _(
            "It isn't shown: it is a draft in Medusa, or not approved there (%(store)s). Publish "
            "it there, or Resync it.",
            **v,
        ),
        "no_channel": lambda v: _(
            "It isn't shown: it is in no sales channel. Resync it, or choose channels in the "
            "store's settings."
        ),
        "key_channel": lambda v: _(
            "It isn't shown: the shop's key opens none of its sales channels. In Medusa's admin, "
            "under Settings, Publishable API Keys, add the channel to the key."
        ),
        "index": lambda v: _(
            "It isn't shown, although it is published and in a sales channel of the shop: "
            "Medusa's index or cache may be late. Look again in some minutes."
        ),
        "shown": lambda v: _(
            "It is shown, although Odoo wants it hidden: somebody published it in Medusa. Resync "
            "it."
        ),
    }


def _get_content_texts(_):
    return {
        "title": lambda v: _(
            "Its title is “%(store)s”, in Odoo “%(odoo)s”: somebody changed it in Medusa.", **v
        ),
        "options": lambda v: _(
            "Its options to choose from are others than in Odoo: somebody changed them in Medusa. "
            "Resync it."
        ),
        "picture": lambda v: _(
            "No picture is shown, although Odoo has one: somebody removed it in Medusa. Resync it."
        ),
        "picture_gone": lambda v: _(
            "Its picture doesn't load: the file was deleted in Medusa. The next night uploads it "
            "again."
        ),
        "variant": lambda v: _(
            "%(variant)s isn't shown: somebody deleted this variant in Medusa. The next night "
            "makes it again.",
            **v,
        ),
    }


def _get_price_texts(_):
    return {
        "currency": lambda v: _(
            "%(variant)s has no price in %(region)s: Odoo has none in %(currency)s. Add a "
            "pricelist in this currency on the store's page Prices.",
            **v,
        ),
        "price_gone": lambda v: _(
            "%(variant)s has no price in %(region)s, in Odoo %(odoo)s %(currency)s: somebody "
            "removed it in Medusa. Resync the product.",
            **v,
        ),
        "foreign_list": lambda v: _(
            "%(variant)s costs %(store)s %(currency)s in %(region)s, in Odoo %(odoo)s: price list "
            "“%(name)s”, made in Medusa, comes before Odoo's prices. End it there.",
            **v,
        ),
        "region_price": lambda v: _(
            "%(variant)s costs %(store)s %(currency)s in %(region)s, in Odoo %(odoo)s: somebody "
            "made a price for this region in Medusa. Remove it there.",
            **v,
        ),
        "price": lambda v: _(
            "%(variant)s costs %(store)s %(currency)s in %(region)s, in Odoo %(odoo)s: somebody "
            "changed the price in Medusa. Resync the product.",
            **v,
        ),
        "price_else": lambda v: _(
            "%(variant)s costs %(store)s %(currency)s in %(region)s, in Odoo %(odoo)s, although "
            "Odoo's price is in Medusa: a rule or an extension there works it out otherwise.",
            **v,
        ),
    }


def _get_stock_texts(_):
    return {
        "counted": lambda v: _(
            "%(variant)s can't be bought: Medusa counts its stock, which Odoo doesn't. Switch "
            "“Manage inventory” off there.",
            **v,
        ),
        "not_counted": lambda v: _(
            "%(variant)s can be bought without end, Odoo has %(odoo)s: somebody switched off in "
            "Medusa that its stock is counted. Resync the product.",
            **v,
        ),
        "no_item": lambda v: _(
            "%(variant)s can't be bought: it has no inventory item in Medusa. Resync the product.",
            **v,
        ),
        "backorder": lambda v: _(
            "%(variant)s is sold without stock, which Odoo doesn't want: somebody allowed it in "
            "Medusa. Resync the product.",
            **v,
        ),
        "no_backorder": lambda v: _(
            "%(variant)s isn't sold without stock, although Odoo wants it: somebody forbade it in "
            "Medusa. Resync the product.",
            **v,
        ),
    }


def _get_place_texts(_):
    return {
        "location_gone": lambda v: _(
            "%(variant)s: stock location %(name)s isn't in Medusa any more. Choose another one in "
            "the store's stock map.",
            **v,
        ),
        "level_gone": lambda v: _(
            "%(variant)s: its stock at %(name)s was removed in Medusa, Odoo has %(odoo)s. Push "
            "the stock again.",
            **v,
        ),
        "level": lambda v: _(
            "%(variant)s: %(store)s at %(name)s, pushed were %(odoo)s: somebody changed it in "
            "Medusa, or an order was delivered there. Push the stock again.",
            **v,
        ),
        "location_unlinked": lambda v: _(
            "%(variant)s: the %(odoo)s pieces at %(name)s aren't for sale: the location isn't "
            "linked to a sales channel of the shop. Link it in the store's stock map.",
            **v,
        ),
        "foreign_location": lambda v: _(
            "%(variant)s: %(store)s more pieces are for sale at %(name)s, a location that Odoo "
            "doesn't know. Take them out in Medusa, or map the location.",
            **v,
        ),
    }

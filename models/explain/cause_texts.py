"""Why a shopper sees a product otherwise than Odoo has it, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from ..core.number import show_number
from ..product.statuses import get_status_label

# {kind of cause: what a person can do about it, see `point.MENDS`}
CAUSE_MENDS: Mapping[str, str] = MappingProxyType(
    {
        "key_missing": "store",
        "key_revoked": "store",
        "key_without_channel": "admin",
        "gone": "resync",
        "draft": "binding",
        "draft_by_others": "admin",
        "not_approved": "admin",
        "no_channel": "resync",
        "channel_not_of_key": "admin",
        "channel_or_index": "admin",
        "waiting_index": "look_again",
        "published_by_others": "resync",
        "title": "resync",
        "options": "resync",
        "variant_gone": "resync",
        "no_picture": "resync",
        "picture_gone": "admin",
        "region_without_currency": "store",
        "price_left": "admin",
        "no_price": "resync",
        "foreign_list": "admin",
        "region_price": "admin",
        "other_price": "resync",
        "waiting_price": "look_again",
        "counted": "admin",
        "not_counted": "resync",
        "no_item": "resync",
        "no_level": "store",
        "location_not_linked": "store",
        "waiting_stock": "look_again",
        "backorder": "resync",
        "no_backorder": "resync",
        # What is as it should be, where it is said: there is more to see there.
        "own_list": "admin",
        "reserved": "admin",
        "sold_out": "admin",
        "location_gone": "store",
        "level": "push_stock",
        "level_gone": "push_stock",
        "foreign_location": "admin",
    }
)
_NAMES = dict.fromkeys(
    (
        "channels",
        "currency",
        "key_channels",
        "list",
        "location",
        "locations",
        "odoo",
        "status",
        "store",
    ),
    "",
)


def tell_cause(env, cause):
    """Return a cause, and what mends it, as sentences.

    :param env: an environment: in its language; or `core.sentence.keep(env)`: to be kept
    :param Cause cause: see `sync.causes`
    """
    names = _NAMES | {name: _show(value) for name, value in cause.names.items()}
    if names["status"]:
        names["status"] = get_status_label(env, names["status"])
    for get_texts in (
        _get_key_texts,
        _get_hidden_texts,
        _get_content_texts,
        _get_price_texts,
        _get_stock_texts,
        _get_level_texts,
    ):
        texts = get_texts(env, names)
        if cause.kind in texts:
            return texts[cause.kind]
    raise KeyError(cause.kind)


def _show(value):
    return show_number(value) if isinstance(value, int | float) else str(value)


def _get_key_texts(env, names):
    return {
        "key_missing": env._(
            "The store doesn't know the publishable key: it is another store's, or was deleted. "
            "Enter one of this store in the store's settings."
        ),
        "key_revoked": env._(
            "The publishable key was revoked in Medusa. Enter another one in the store's settings."
        ),
        "key_without_channel": env._(
            "The publishable key belongs to no sales channel and shows nothing. In Medusa's "
            "admin, under Settings, Publishable API Keys, add a sales channel to the key."
        ),
    }


def _get_hidden_texts(env, names):
    return {
        "gone": env._("It was deleted in the store. A Resync creates it anew."),
        "draft": env._("It isn't published: Odoo sends it as a draft."),
        "draft_by_others": env._(
            "It isn't published: somebody made it a draft in Medusa. Publish it there; where Odoo "
            "decides about the status, a Resync does it."
        ),
        "not_approved": env._(
            "It isn't published: in Medusa it waits for approval or was refused (%(status)s). "
            "Publish it there.",
            **names,
        ),
        "no_channel": env._(
            "It is in no sales channel. A Resync puts it into those of the store's settings; if "
            "none is chosen there, choose one."
        ),
        "channel_not_of_key": env._(
            "None of its sales channels (%(channels)s) belongs to the publishable key, which is "
            "for %(key_channels)s. In Medusa's admin, under Settings, Publishable API Keys, add "
            "the channel to the key.",
            **names,
        ),
        "channel_or_index": env._(
            "Either none of its sales channels (%(channels)s) belongs to the publishable key, or "
            "the shop's index hasn't caught up. The secret key may not read which.",
            **names,
        ),
        "waiting_index": env._(
            "All is right in the store: the shop's index or cache hasn't caught up. Look again in "
            "a minute. If it stays so, whoever runs Medusa has to build the index anew."
        ),
    }


def _get_content_texts(env, names):
    return {
        "published_by_others": env._(
            "It is shown, although Odoo wants it hidden: somebody published it in Medusa. Resync "
            "it."
        ),
        "title": env._(
            "Its title is “%(store)s”, in Odoo “%(odoo)s”: somebody changed it in Medusa. Resync "
            "it.",
            **names,
        ),
        "options": env._(
            "Its options to choose from are others than in Odoo: somebody changed them in Medusa. "
            "Resync it."
        ),
        "variant_gone": env._("Somebody deleted it in Medusa. A Resync makes it again."),
        "no_picture": env._("No picture is shown, although Odoo has one. A Resync sends it."),
        "picture_gone": env._(
            "Its picture doesn't load: the file was deleted in Medusa. The next night uploads it "
            "again."
        ),
    }


def _get_price_texts(env, names):
    return {
        "region_without_currency": env._(
            "Odoo sends no price in its currency (%(currency)s). Add a price list in this "
            "currency to the store's prices.",
            **names,
        ),
        "price_left": env._("Its prices are left to Medusa, where it has none. Add one there."),
        "no_price": env._("The price was removed in Medusa. A Resync sends it."),
        "foreign_list": env._(
            "Price list “%(list)s”, made in Medusa, comes before Odoo's prices. End it there.",
            **names,
        ),
        "own_list": env._("That is by price list “%(list)s”.", **names),
        "region_price": env._(
            "Somebody made a price for this region in Medusa: it comes before Odoo's. Remove it "
            "there."
        ),
        "other_price": env._("The price was changed in Medusa. A Resync puts it right."),
        "waiting_price": env._(
            "The store has the right price: the shop's index or cache hasn't caught up. Look "
            "again in a minute. If it stays so, a rule or an extension in Medusa works it out "
            "otherwise."
        ),
    }


def _get_stock_texts(env, names):
    return {
        "counted": env._(
            "Medusa counts its stock, which Odoo doesn't. Switch “Manage inventory” off there."
        ),
        "not_counted": env._(
            "It can be bought without end, Odoo has %(odoo)s: somebody switched off in Medusa "
            "that its stock is counted. Resync the product.",
            **names,
        ),
        "no_item": env._("The store has no inventory item for it. A Resync makes one."),
        "no_level": env._(
            "It is in no stock location. Map a warehouse to one in the store's settings, and push "
            "the stock."
        ),
        "location_not_linked": env._(
            "It is in stock at “%(locations)s”, but that location isn't linked to a sales channel "
            "of the shop. Link it in the store's settings, or in Medusa.",
            **names,
        ),
        "reserved": env._("All that is in stock is reserved by open orders."),
        "sold_out": env._("None is in stock at the shop's locations."),
        "waiting_stock": env._(
            "The store has some: the shop's index or cache hasn't caught up. Look again in a "
            "minute."
        ),
        "backorder": env._(
            "It is sold without stock, which Odoo doesn't want: somebody allowed it in Medusa. "
            "Resync the product."
        ),
        "no_backorder": env._(
            "It isn't sold without stock, although Odoo wants it: somebody forbade it in Medusa. "
            "Resync the product."
        ),
    }


def _get_level_texts(env, names):
    return {
        "location_gone": env._(
            "Stock location %(location)s isn't in Medusa any more. Choose another one in the "
            "store's stock map.",
            **names,
        ),
        "level_gone": env._(
            "Its stock at %(location)s was removed in Medusa, Odoo has %(odoo)s. Push the stock "
            "again.",
            **names,
        ),
        "level": env._(
            "%(store)s at %(location)s, pushed were %(odoo)s: somebody changed it in Medusa, or "
            "an order was delivered there. Push the stock again.",
            **names,
        ),
        "foreign_location": env._(
            "%(store)s more are for sale at %(location)s, a location that Odoo doesn't know. Take "
            "them out in Medusa, or map the location.",
            **names,
        ),
    }

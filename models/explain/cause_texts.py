"""Why a shopper sees a product otherwise than Odoo has it, in words."""

from collections.abc import Mapping
from types import MappingProxyType

# {kind of cause: what a person can do about it, see `point.MENDS`}
CAUSE_MENDS: Mapping[str, str] = MappingProxyType(
    {
        "key_missing": "store",
        "key_revoked": "store",
        "key_without_channel": "admin",
        "gone": "resync",
        "draft": "binding",
        "draft_by_others": "admin",
        "no_channel": "store",
        "channel_not_of_key": "admin",
        "channel_or_index": "admin",
        "waiting_index": "look_again",
        "region_without_currency": "store",
        "no_price": "resync",
        "foreign_list": "admin",
        "other_price": "resync",
        "waiting_price": "look_again",
        "no_item": "resync",
        "no_level": "store",
        "location_not_linked": "store",
        "waiting_stock": "look_again",
        "no_picture": "resync",
    }
)
_NAMES = dict.fromkeys(("channels", "key_channels", "locations", "list"), "")


def tell_cause(env, cause):
    """Return a cause, and what mends it, as sentences.

    :param env: an environment: in its language; or `core.sentence.keep(env)`: to be kept
    :param Cause cause: see `sync.causes`
    """
    names = {**_NAMES, **cause.names}
    for get_texts in (_get_key_texts, _get_hidden_texts, _get_price_texts, _get_stock_texts):
        texts = get_texts(env, names)
        if cause.kind in texts:
            return texts[cause.kind]
    raise KeyError(cause.kind)


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
            "It isn't published: somebody made it a draft in Medusa. Publish it there."
        ),
        "no_channel": env._("It is in no sales channel. Choose one in the store's settings."),
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


def _get_price_texts(env, names):
    return {
        "region_without_currency": env._(
            "Odoo sends no price in its currency. Add a price list in this currency to the "
            "store's prices."
        ),
        "no_price": env._("The price was removed in Medusa. A Resync sends it."),
        "foreign_list": env._("A price list that was made in Medusa comes before it."),
        "own_list": env._("That is by price list “%(list)s”.", **names),
        "other_price": env._("The price was changed in Medusa. A Resync puts it right."),
        "waiting_price": env._(
            "The store has the right price: the shop's index or cache hasn't caught up. Look "
            "again in a minute."
        ),
    }


def _get_stock_texts(env, names):
    return {
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
        "no_picture": env._("No picture is shown, although Odoo has one. A Resync sends it."),
    }

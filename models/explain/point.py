"""What an explanation is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Point:
    """One thing to know of a product in a store.

    :param topic: a key of `TOPICS`
    :param tone: good, info, warn or bad
    :param text: a sentence or two, in the reader's language
    :param mend: a key of `MENDS`: what a person can do about it, or None
    """

    topic: str
    tone: str
    text: str
    mend: str | None = None


# In the order of a product's way to the shopper.
TOPICS = ("selection", "readiness", "due", "waiting", "sent", "store", "shopper")


def get_topic_labels(env):
    """Return {topic: the question that it answers}, in the reader's language."""
    _ = env._
    return {
        "selection": _("Does it belong into this store?"),
        "readiness": _("Is it ready to be sold?"),
        "due": _("Is there something to push?"),
        "waiting": _("Does it wait?"),
        "sent": _("What was sent last?"),
        "store": _("What does the store hold now?"),
        "shopper": _("What does a shopper see?"),
    }


# {key: the action on `medusa.explanation` that mends}
MENDS = {
    "resync": "action_resync",
    "binding": "action_open_binding",
    "take_over": "action_open_matches",
    "store": "action_open_store",
    "switch_on": "action_switch_on",
    "as_filter": "action_as_filter",
    "admin": "action_open_admin",
    "push_stock": "action_push_stock",
    "look_again": "action_look_again",
}


def get_mend_labels(env):
    """Return {mend: what its button says}, in the reader's language."""
    _ = env._
    return {
        "resync": _("Resync"),
        "binding": _("Open the Product in the Store"),
        "take_over": _("Decide"),
        "store": _("Open the Store's Settings"),
        "switch_on": _("Also in This Store"),
        "as_filter": _("As the Filter Says"),
        "admin": _("Open in Medusa"),
        "push_stock": _("Push Stock"),
        "look_again": _("Look Again"),
    }

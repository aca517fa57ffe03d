"""What happens when a store goes live, in sentences."""

from odoo.tools import format_datetime

from ..core.sentence import say_of
from .counts import count_kinds, tell_kinds, tell_products
from .forecast import DRAFT, LEAVES, OUT, PUBLISH, count_fates
from .steps import WARNING

# Names of doubtful products in a sentence
MOST_NAMES = 5


def tell_published(backend, fates, is_whole):
    """Return the sentence on what shoppers will see.

    :param backend: `medusa.backend`
    :param list fates: see `forecast`
    :param bool is_whole: whether the products were looked at one by one
    """
    _ = backend.env._
    if is_whole:
        kinds = count_fates(fates)[PUBLISH]
    else:
        changes = backend.env["medusa.product.changes"]
        kinds = count_kinds(backend, changes._get_live_domain(backend))
    count = sum(kinds.values())
    if not count:
        return _("No product will be published.")
    words = {"products": tell_products(backend.env, count), "kinds": tell_kinds(backend.env, kinds)}
    if is_whole:
        return _("%(products)s will be published: %(kinds)s.", **words)
    return _(
        "%(products)s will be pushed: %(kinds)s. They are too many to look at each of them now: "
        "those that aren't ready to be sold stay drafts.",
        **words,
    )


def tell_rest(backend, fates):
    """Return sentences on what shoppers won't see, and on what happens by itself from then on.

    :rtype: list[str]
    """
    _ = backend.env._
    counts = {outcome: sum(kinds.values()) for outcome, kinds in count_fates(fates).items()}
    texts = []
    if counts[DRAFT]:
        texts.append(_("In the store as drafts: %s.", tell_products(backend.env, counts[DRAFT])))
    if counts[OUT]:
        texts.append(_("Not in the store: %s.", tell_products(backend.env, counts[OUT])))
    if counts[LEAVES]:
        texts.append(_("Taken out of the store: %s.", tell_products(backend.env, counts[LEAVES])))
    if backend.next_run:
        when = format_datetime(backend.env, backend.next_run, dt_format="short")
        texts.append(_("From then on changes are pushed by schedule, the next time: %s.", when))
    else:
        texts.append(_("No schedule is on: nothing is pushed by itself."))
    return texts


def tell_doubts(backend, fates):
    """Return sentences on what a person should look at first.

    :rtype: list[str]
    """
    _ = backend.env._
    doubtful = [fate.product_id for fate in fates if fate.is_doubtful]
    texts = []
    if doubtful:
        # sudo: as the selection, whoever asks.
        names = backend.env["product.template"].sudo().browse(doubtful[:MOST_NAMES]).mapped("name")
        more = len(doubtful) - len(names)
        names += [_("%s more", more)] if more else []
        texts.append(
            _(
                "Are these meant for shoppers? %s. Take out what isn't, in the list below.",
                ", ".join(names),
            )
        )
    incomplete = sum(fate.is_incomplete for fate in fates)
    if incomplete:
        words = tell_products(backend.env, incomplete)
        texts.append(_("Incomplete, and published all the same: %s.", words))
    steps = backend.env["medusa.start.step"]._get_steps(backend)
    for step in steps.filtered(lambda step: step.state == WARNING):
        texts.append(say_of(backend.env, step.title, step.text))
    return texts

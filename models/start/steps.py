"""What is left to do before a store sells: one list, each entry of which sees by itself.

A further step is an entry of `STEPS`, its title and its look.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..price.advice import get_missing_currency_text, get_tax_disagreements
from ..price.currencies import get_price_currencies
from ..store.hints import get_address_hint, is_near
from ..store.words import tell_channels, tell_twins
from .counts import count_kinds, tell_kinds, tell_products

DONE = "done"
TODO = "todo"
# Something is wrong, and shoppers or a run will meet it: shown until it is mended.
WARNING = "warning"
# Not used, which is a choice.
UNUSED = "unused"


@dataclass(frozen=True)
class Look:
    """How a step stands.

    :param str state: see above
    :param str text: why, in the reader's language
    :param str button: the word of its button, or ""
    :param str method: of the store that the button calls; it returns an action or nothing
    """

    state: str
    text: str
    button: str = ""
    method: str = ""


def get_titles(env):
    """Return {step: title}, in the reader's language."""
    _ = env._
    return {
        "key": _("Address and key"),
        "currency": _("Currency"),
        "channel": _("Sales channel"),
        "products": _("Products"),
        "taxes": _("Taxes"),
        "stock": _("Stock"),
        "trial": _("Test products"),
        "schedule": _("Live, by schedule"),
    }


def look_at_key(backend):
    """The store answers, and the key may all that is needed."""
    _ = backend.env._
    test = (_("Test Connection"), "action_test_connection")
    if not backend.api_key_set:
        text = _("Enter the address of the Medusa server and a secret API key.")
        return Look(TODO, text, _("Enter"), "action_start_connection")
    if backend.connection_state == "unchecked":
        return Look(TODO, _("The connection hasn't been tested yet."), *test)
    if backend.connection_state != "ok":
        # In short: the banner above says for how long, and what to do.
        states = dict(backend._fields["connection_state"]._description_selection(backend.env))
        return Look(WARNING, backend.failure_cause or states[backend.connection_state], *test)
    troubles = [*backend._get_missing_rights(), *tell_twins(backend)]
    if not is_near(backend.url) and (hint := get_address_hint(backend.env, backend.url)):
        troubles.append(hint)
    if troubles:
        return Look(WARNING, "\n".join(troubles), *test)
    if not (backend.key_rights or {}).get("write") and not is_at_work(backend):
        return Look(TODO, _("What the key may write was not tried yet."), *test)
    text = _("Connected to “%s”. The key may do all that is needed.", backend.store_name or "")
    return Look(DONE, text)


def look_at_currency(backend):
    """The store has the currencies of the prices."""
    _ = backend.env._
    if not backend.store_currencies:
        return Look(TODO, _("A test of the connection tells which currencies the store has."))
    text = get_missing_currency_text(backend)
    if text:
        return Look(WARNING, text, _("Add the Currency"), "action_add_currencies")
    names = ", ".join(get_price_currencies(backend).mapped("name"))
    return Look(DONE, _("Prices in %s, which the store supports.", names))


def look_at_channel(backend):
    """The products are in a shop."""
    _ = backend.env._
    choose = (_("Choose"), "action_start_channel")
    ids = backend._get_channel_medusa_ids()
    if not backend.store_name:
        return Look(TODO, _("A test of the connection tells which sales channels there are."))
    if troubles := tell_channels(backend):
        return Look(WARNING, "\n".join(troubles), *choose)
    names = backend.channel_ids.filtered(lambda row: row.medusa_id in ids).mapped("name")
    return Look(DONE, _("Sold in: %s.", ", ".join(names)), *choose)


def look_at_products(backend):
    """Somebody chose, and knows that services and the like are among them."""
    _ = backend.env._
    choose = (_("Choose"), "action_start_products")
    try:
        counts = count_kinds(backend, [])
    except UserError as error:
        return Look(WARNING, str(error), *choose)
    count = sum(counts.values())
    if not count:
        return Look(TODO, _("No product is selected yet."), *choose)
    texts = [
        _(
            "%(products)s: %(kinds)s.",
            products=tell_products(backend.env, count),
            kinds=tell_kinds(backend.env, counts),
        )
    ]
    texts += _tell_left_out(backend)
    if backend.is_selection_seen or backend.stage == "live" or set(counts) == {"consu"}:
        return Look(DONE, " ".join(texts), *choose)
    texts.append(_("Look whether all that isn't goods is to be sold in the shop."))
    return Look(TODO, " ".join(texts), *choose)


def _tell_left_out(backend):
    """Return sentences on what stays out, and why."""
    _ = backend.env._
    left_out, by_hand = backend._count_left_out()
    texts = []
    if left_out - by_hand:
        texts.append(_("For sale in Odoo, but not selected: %s.", left_out - by_hand))
    if by_hand:
        texts.append(_("Taken out by hand: %s.", by_hand))
    if backend.open_match_count:
        texts.append(_("To be decided under Take Over: %s.", backend.open_match_count))
    return texts


def look_at_taxes(backend):
    """Odoo and the store agree on what a price has in it."""
    _ = backend.env._
    choose = (_("Choose"), "action_start_taxes")
    troubles = get_tax_disagreements(backend) if backend.store_name else []
    if backend.tax_warning:
        troubles.append(backend.tax_warning)
    if troubles:
        return Look(WARNING, "\n".join(troubles), *choose)
    if not backend.has_taxes:
        return Look(UNUSED, _("Odoo has no taxes here: prices are pushed as they are."))
    labels = dict(backend._fields["price_tax"]._description_selection(backend.env))
    return Look(DONE, _("Prices: %s.", labels[backend.price_tax]), *choose)


def look_at_stock(backend):
    """The store counts what the warehouses have, or nobody wants it to."""
    _ = backend.env._
    if not backend.push_stock:
        text = _("The store doesn't count stock: it sells without a limit.")
        return Look(UNUSED, text, _("Count Stock"), "action_start_stock")
    change = (_("Stock Map"), "action_start_stock")
    if backend.stock_problem:
        return Look(WARNING, backend.stock_problem, *change)
    names = ", ".join(backend.stock_line_ids.location_id.mapped("name"))
    return Look(DONE, _("Stock is counted at: %s.", names), *change)


def look_at_trial(backend):
    """A product went there, and somebody saw it."""
    _ = backend.env._
    pushed = find_pushed(backend)
    failed = backend.failed_count
    if failed and backend.stage == "test":
        text = _("1 product failed.") if failed == 1 else _("%s products failed.", failed)
        return Look(WARNING, text, _("Look at It"), "action_view_failed_products")
    if not pushed and backend.stage == "live":
        return Look(TODO, _("Nothing is in the store yet: the next run pushes what is selected."))
    if not pushed:
        text = _(
            "Push a few products, as drafts (%s): shoppers don't see them.",
            tell_test_products(backend),
        )
        return Look(TODO, text, _("Push Them"), "action_start_trial")
    see = (_("Open One There"), "action_start_see")
    if backend.is_trial_seen or backend.stage == "live":
        return Look(DONE, _("In the store: %s.", tell_products(backend.env, backend.pushed_count)),
                    *see)  # fmt: skip
    text = _("They are in the store, as “%s”. Look at one there.", pushed.name)
    return Look(TODO, text, *see)


def look_at_schedule(backend):
    """The store is live, and kept up to date by itself."""
    _ = backend.env._
    if backend.stage == "test":
        text = _("In a test nothing is pushed by itself. Go live when all of this is right.")
        return Look(TODO, text, _("Go Live"), "action_go_live")
    choose = (_("Choose"), "action_start_schedule")
    if not backend.next_run:
        return Look(WARNING, _("No schedule is on: nothing is pushed by itself."), *choose)
    when = format_datetime(backend.env, backend.next_run, dt_format="short")
    return Look(DONE, _("Next time: %s.", when), *choose)


# {step: how it stands}, in the order in which a person does them
STEPS: dict[str, Callable] = {
    "key": look_at_key,
    "currency": look_at_currency,
    "channel": look_at_channel,
    "products": look_at_products,
    "taxes": look_at_taxes,
    "stock": look_at_stock,
    "trial": look_at_trial,
    "schedule": look_at_schedule,
}


def find_pushed(backend):
    """Return what is known of one product that is in a store, an empty record if there is none."""
    mine = [("backend_id", "=", backend.id), ("state", "=", "synced")]
    return backend.env["medusa.product.binding"].search(mine, limit=1)


def is_at_work(backend):
    """Tell whether a store has products and gets what changes: nobody needs to begin there."""
    mine = [("backend_id", "=", backend.id), ("last_push", "!=", False)]
    bindings = backend.env["medusa.product.binding"]
    return backend.stage == "live" and bool(bindings.search_count(mine, limit=1))


def tell_test_products(backend):
    """Return the names of some of the products of a test."""
    changes = backend.env["medusa.product.changes"]
    try:
        query = backend._search_selection(changes._get_free_domain(backend))
    except UserError:
        return backend.env._("none")
    # sudo: as the selection, whoever asks.
    products = backend.env["product.template"].sudo().browse(list(query))
    names = products[:3].mapped("name")
    if len(products) > len(names):
        names.append("…")
    return ", ".join(names) or backend.env._("none")

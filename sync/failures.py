"""What can fail: one closed list, and which of its entries an exception is.

Everything that is kept, repeated or told of a failure follows from its entry here. The words for
people, cause and mend, are in `models/core/failure_texts`, in each reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..medusa.exceptions import MedusaConflictError, MedusaError, MedusaForbiddenError

# What a failure says something about.
STORE = "store"  # the whole store, or the way to it
EITHER = "either"  # the store or one product: only more of them tell
PRODUCT = "product"  # one product, price list, term …
RUN = "run"  # the run itself

# Who mends it.
TIME = "time"
PERSON = "person"
# Something else that is about to move, in Odoo or in the store, or else a person.
MOVES = "moves"

# Whose words its detail is.
THEIRS = "theirs"  # the store's
FOUND = "found"  # ids of what was found there
OURS = "ours"
# What whoever answered sent, which may be a proxy, or no Medusa at all.
ANSWERED = "answered"


@dataclass(frozen=True)
class FailureType:
    """One entry of the list.

    :param label: what it is called where only a word fits
    :param about: the whole store, one product, either of them, or the run
    :param mended_by: time or something that moves (it is tried again by itself), or a person
    :param words: whose words the detail is
    """

    label: str
    about: str
    mended_by: str
    words: str = THEIRS


TYPES = {
    "connection": FailureType("Store not reachable", STORE, TIME, OURS),
    "timeout": FailureType("No answer in time", STORE, TIME, OURS),
    "tls": FailureType("Insecure connection", STORE, TIME, OURS),
    "plain_http": FailureType("Plain http", STORE, TIME, OURS),
    "server": FailureType("Error inside the store", EITHER, TIME, ANSWERED),
    "rate_limit": FailureType("Too many requests", STORE, TIME, ANSWERED),
    "authentication": FailureType("Key refused", STORE, PERSON, ANSWERED),
    "no_role": FailureType("Key without a role", STORE, PERSON),
    "forbidden": FailureType("Not allowed", STORE, PERSON, ANSWERED),
    "redirect": FailureType("Store redirects elsewhere", STORE, TIME, OURS),
    "response": FailureType("Unreadable answer", EITHER, TIME, OURS),
    "validation": FailureType("Data refused", PRODUCT, PERSON),
    "unsendable": FailureType("Can't be sent as it is", PRODUCT, PERSON, OURS),
    "duplicate": FailureType("SKU, barcode or handle in use", PRODUCT, MOVES),
    "not_found": FailureType("Not found in the store", PRODUCT, PERSON),
    "too_large": FailureType("Too large for the store", PRODUCT, PERSON, ANSWERED),
    "conflict": FailureType("Two candidates in the store", PRODUCT, PERSON, FOUND),
    "other_database": FailureType("Owned by another Odoo database", PRODUCT, PERSON, FOUND),
    "reserved": FailureType("Reserved by open orders", PRODUCT, MOVES),
    "option": FailureType("Option not in the store yet", PRODUCT, MOVES, OURS),
    "internal": FailureType("Error inside the connector", PRODUCT, TIME, OURS),
    "left_out": FailureType("Left out", PRODUCT, PERSON, OURS),
    "configuration": FailureType("Configuration incomplete", RUN, PERSON, OURS),
    "guard": FailureType("Waits for a confirmation", RUN, PERSON, OURS),
}


class ConflictError(Exception):
    """The store holds something that only a person can decide about.

    :param kind: ``candidates`` (several records claim one external_id), ``foreign`` (it is another
        Odoo database's, by its mark), ``variants`` (several variants claim one external_id),
        ``foreign_variants`` (variants made in Medusa keep an option that Odoo dropped), ``items``
        (a variant has several inventory items) or ``vanished``.
    :param details: what a person needs to see: Medusa ids or titles, see `identity.tell_owner`.
    """

    def __init__(self, kind: str, details: list[str]):
        super().__init__(f"{kind}: {', '.join(details)}")
        self.kind = kind
        self.details = details


class PayloadError(Exception):
    """What Odoo has of a product can't be pushed; the text tells a person what to mend."""


class MissingOptionError(Exception):
    """An attribute or value isn't in the store yet; the text names it."""


class StoreError(Exception):
    """The store as a whole can't be pushed to: nothing of it is any single product's fault."""

    def __init__(self, error: MedusaError):
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True)
class Failure:
    """An exception as it is kept.

    :param type: an entry of `TYPES`
    :param detail: the store's own words, what was found there, or ours
    :param http_status: of the store's answer, 0 without one
    :param heals: whether it is tried again by itself
    :param retry_after: seconds that the store asked to wait, or None
    """

    type: str
    detail: str
    http_status: int = 0
    heals: bool = False
    retry_after: float | None = None

    @property
    def about(self) -> str:
        """What it says something about, see `FailureType`."""
        return TYPES[self.type].about


def classify(error: Exception) -> Failure:
    """Return what is kept of an error: of the client, of a comparison, or any other."""
    failure_type = get_type(error)
    heals = TYPES[failure_type].mended_by != PERSON
    if isinstance(error, MedusaError):
        # One answer may know better than its type: a conflict with another request passes.
        return Failure(
            failure_type,
            error.message,
            error.status_code or 0,
            error.retryable or TYPES[failure_type].mended_by == MOVES,
            error.retry_after,
        )
    if isinstance(error, ConflictError):
        return Failure(failure_type, ", ".join(error.details), heals=heals)
    if isinstance(error, PayloadError | MissingOptionError):
        # Not its `str`: the text may know more than its letters.
        return Failure(failure_type, error.args[0], heals=heals)
    return Failure(failure_type, f"{type(error).__name__}: {error}", heals=heals)


def get_type(error: Exception) -> str:
    """Return the entry of `TYPES` that an error is."""
    if isinstance(error, ConflictError):
        return "other_database" if error.kind == "foreign" else "conflict"
    if isinstance(error, PayloadError):
        return "unsendable"
    if isinstance(error, MissingOptionError):
        return "option"
    if isinstance(error, MedusaConflictError):
        return "duplicate"
    if isinstance(error, MedusaForbiddenError) and error.is_about_roles:
        return "no_role"
    if isinstance(error, MedusaError):
        # Medusa names no code for these, only words (docs/medusa-api.md#reservations-have-no-code,
        # docs/medusa-api.md#options-are-named-by-words).
        if "does not exist for option" in error.message:
            return "option"
        return "reserved" if "reservations" in error.message else error.failure_type
    return "internal"


def is_store_wide(error: MedusaError) -> bool:
    """Tell whether a failure says something about the store and nothing about the data sent."""
    return not error.outcome_unknown and TYPES[get_type(error)].about == STORE


def raise_if_store_wide(error: Exception) -> None:
    """:raise StoreError: where a failure is the whole store's."""
    if isinstance(error, MedusaError) and is_store_wide(error):
        raise StoreError(error) from error

"""What a push takes in and gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..medusa.exceptions import MedusaError

PRODUCT = "product"
VARIANTS = "variants"
PICTURES = "pictures"
TERMS = "terms"
PRICES = "prices"
SECTIONS = frozenset({PRODUCT, VARIANTS, PRICES, PICTURES, TERMS})


class ConflictError(Exception):
    """The store holds something that only a person can decide about.

    :param kind: ``candidates`` (several products claim one external_id), ``foreign`` (the product
        belongs to another Odoo database), ``variants`` (several variants claim one external_id)
        or ``foreign_variants`` (variants made in Medusa keep an option that Odoo dropped).
    :param details: what a person needs to see: Medusa ids or titles.
    """

    def __init__(self, kind: str, details: list[str]):
        super().__init__(f"{kind}: {', '.join(details)}")
        self.kind = kind
        self.details = details


class PayloadError(Exception):
    """What Odoo has of a product can't be pushed; the text tells a person what to mend."""


class StoreError(Exception):
    """The store as a whole can't be pushed to: nothing of it is any single product's fault."""

    def __init__(self, error: MedusaError):
        super().__init__(str(error))
        self.error = error


@dataclass
class Job:
    """One product to push.

    :param external_id: the template's id as a string (contract.md).
    :param payload: what Odoo wants, as the serializer built it, see `medusa.product.serializer`.
    :param medusa_id: the product's id in the store, as it was last seen there.
    :param candidates: further ids that a scan of the store's index found for it.
    :param variant_ids: Medusa variant id by the variant's external_id, as last seen.
    :param channel_ids: the sales channels that the last push put it into.
    :param currencies: of the prices of the last push, lower case.
    :param sections: the sections of the payload that differ from what was last pushed.
    :param unmanage: external_ids of variants whose stock the store shall not count any more;
        otherwise it is left to the store whether it counts what Odoo doesn't.
    :param force: send every section whole, whatever the store holds.
    :param pictures: URL in the store by the key of a picture that was uploaded
    :param former_picture_urls: the pictures that the last push showed
    :param owns_pictures: whether images that Odoo doesn't have are removed
    :param own_terms: ids of the store's categories, tags, types and collections from Odoo
    :param warnings: what was left out and why, for a person
    """

    external_id: str
    payload: dict[str, Any]
    medusa_id: str | None = None
    candidates: list[str] = field(default_factory=list)
    variant_ids: dict[str, str] = field(default_factory=dict)
    channel_ids: list[str] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)
    sections: frozenset[str] = SECTIONS
    unmanage: frozenset[str] = frozenset()
    force: bool = False
    pictures: dict[str, str] = field(default_factory=dict)
    former_picture_urls: list[str] = field(default_factory=list)
    owns_pictures: bool = False
    own_terms: frozenset[str] = frozenset()
    warnings: list[str] = field(default_factory=list)

    @property
    def wants_pictures(self) -> bool:
        """Whether this push looks at the pictures at all."""
        return self.force or not self.medusa_id or PICTURES in self.sections


@dataclass
class Outcome:
    """What became of one job.

    :param operation: create, update, adopt, recreate, unchanged, draft, delete or gone; push as
        long as nothing is known yet.
    :param variant_ids: Medusa variant id by the variant's external_id.
    :param item_ids: ids of the Medusa inventory items by the variant's external_id; more than one
        is a bundle that somebody made in Medusa.
    :param error: why it failed, None if it went through.
    :param seconds: its share of the calls' duration.
    """

    job: Job
    operation: str = "push"
    medusa_id: str | None = None
    handle: str | None = None
    status: str | None = None
    variant_ids: dict[str, str] = field(default_factory=dict)
    item_ids: dict[str, list[str]] = field(default_factory=dict)
    error: Exception | None = None
    seconds: float = 0.0


def is_store_wide(error: MedusaError) -> bool:
    """Tell whether a failure says something about the store and nothing about the data sent."""
    if error.outcome_unknown:
        return False
    return error.failure_type in {
        "connection", "timeout", "tls", "authentication", "rate_limit", "redirect"
    }  # fmt: skip

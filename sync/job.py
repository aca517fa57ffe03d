"""What a push takes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .kept import Kept
from .sections import PICTURES, SECTIONS


@dataclass
class Job:
    """One product to push.

    :param external_id: the template's id as a string (docs/contract.md#ids-are-strings).
    :param payload: what Odoo wants, as the serializer built it, see `medusa.product.serializer`.
    :param medusa_id: the product's id in the store, as it was last seen there.
    :param is_first: a person said that this is its product, and nothing was pushed there yet.
    :param candidates: further ids that a scan of the store's index found for it.
    :param refused: ids of the store of which a person said that they are not it.
    :param variant_ids: Medusa variant id by the variant's external_id, as last seen.
    :param kept: ids of the store's variants that stay whatever they carry: they were there before
        a person said that this is the product, and no variant of Odoo is one of them
    :param channel_ids: the sales channels that the last push put it into.
    :param currencies: what the prices of the last push were for, see `prices.get_market`.
    :param hashes: fingerprints of the payload's sections, see `sections`.
    :param sections: the sections of the payload that differ from what was last pushed.
    :param unmanage: external_ids of variants whose stock the store shall not count any more;
        otherwise it is left to the store whether it counts what Odoo doesn't.
    :param force: send every section whole, whatever the store holds.
    :param pictures: URL in the store by the key of a picture that was uploaded
    :param former_picture_urls: the pictures that the last push showed
    :param owns_pictures: whether images that Odoo doesn't have are removed
    :param own_terms: ids of the store's categories, tags, types and collections from Odoo
    :param own_options: ids of the options from Odoo that the whole shop shares
    :param item_names: {external_id of a variant: [[SKU, title], ...]}: what its inventory item was
        called last, or may be called by a push that was broken off
    :param bound_at: when Odoo began with it, as Medusa writes times; what is older wasn't made here
    :param former_status: the status that an earlier withdrawal took from it, or None
    :param internal_notes: fingerprint of a text that must not be shown, see `digest`
    :param seen: when its product was last changed in the store, as far as is known; see `seen`
    :param kept_fields: what a person left to Medusa, see `kept`
    :param warnings: what was left out and why, for a person
    """

    external_id: str
    payload: dict[str, Any]
    medusa_id: str | None = None
    is_first: bool = False
    candidates: list[str] = field(default_factory=list)
    refused: frozenset[str] = frozenset()
    variant_ids: dict[str, str] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    channel_ids: list[str] = field(default_factory=list)
    currencies: list[str] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    sections: frozenset[str] = frozenset(SECTIONS)
    unmanage: frozenset[str] = frozenset()
    force: bool = False
    pictures: dict[str, str] = field(default_factory=dict)
    former_picture_urls: list[str] = field(default_factory=list)
    owns_pictures: bool = False
    own_terms: frozenset[str] = frozenset()
    own_options: frozenset[str] = frozenset()
    item_names: dict[str, list[list[str | None]]] = field(default_factory=dict)
    bound_at: str = ""
    former_status: str | None = None
    internal_notes: str = ""
    seen: str | None = None
    kept_fields: Kept = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def is_met(self, product_id: str) -> bool:
        """Tell whether a product of the store was pushed to before; else this is its adoption."""
        return self.medusa_id == product_id and not self.is_first

    @property
    def is_whole(self) -> bool:
        """Whether this push compares all of the product."""
        return self.force or self.sections >= set(SECTIONS)

    @property
    def wants_pictures(self) -> bool:
        """Whether this push looks at the pictures at all."""
        return self.force or not self.medusa_id or self.is_first or PICTURES in self.sections

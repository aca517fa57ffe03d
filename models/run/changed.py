"""What was written of one record of the store, before it is kept."""

from dataclasses import dataclass

from ...sync.difference import Difference

# What a change can be of.
CHANGED = (
    *("product", "price_list", "stock", "translation", "tax_rate", "term", "option"),
    *("item", "location", "file"),
)


@dataclass
class Changed:
    """What was written of one record of the store.

    :param kind: an entry of `CHANGED`
    :param external_id: of the product that it is, or is about; None: of no product
    :param name: of the product; of the price list, location, tax rate, term or option
    :param medusa_id: of the same
    :param operation: an entry of `entry_mixin.OPERATIONS`
    :param differences: a `sync.difference.Difference` for each field
    :param finding_id: of what was found to be wrong and is mended by it
    """

    kind: str
    external_id: str | None
    name: str | None
    medusa_id: str | None
    operation: str
    differences: list[Difference]
    finding_id: int | None = None

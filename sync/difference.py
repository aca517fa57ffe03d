"""One field that the store holds otherwise than Odoo, or that a write changes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One field that the store holds otherwise than Odoo.

    :param field: Medusa's name; `metadata.<key>`, `price <currency>[ <region id>][ from <n>]`,
        `option <title>`, `variant` for one that is there on one side only
    :param variant: the external_id of the variant that it is of, Medusa's id of one that Odoo
        doesn't have, or None: the product's own
    :param store: what the store holds, None: nothing
    :param odoo: what would be sent, None: nothing
    """

    field: str
    variant: str | None
    store: Any
    odoo: Any

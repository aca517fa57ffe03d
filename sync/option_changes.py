"""What must happen to the options of one product."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class OptionChanges:
    """What must happen to a product's options.

    :param rename: (option id, new title)
    :param rename_values: (option id, value id, new label)
    :param add: options as `/admin/products/:id/options/batch` takes them
    :param update: values to add to present options, the same way
    :param remove_values: {option id: value ids} that are to go once no variant uses them
    :param kept: ids of the store's options that stay
    :param dropped: ids of the store's options that go
    :param own_dropped: those of them that are the product's own
    :param link: ids of options that the update links, with all their values
    :param make: wanted options that are made without a product, for an update that links them
    :param hidden: {option key: title} of those that were made so, as long as the update takes
    :param heirs: {id of an option that goes: (id, title) of the one that takes its place}, where
        variants that were made in Medusa use it: they pass to the other one with their values
    """

    rename: list[tuple[str, str]] = field(default_factory=list)
    rename_values: list[tuple[str, str, str]] = field(default_factory=list)
    add: list[dict[str, Any]] = field(default_factory=list)
    update: list[dict[str, Any]] = field(default_factory=list)
    remove_values: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    own_dropped: list[str] = field(default_factory=list)
    link: list[str] = field(default_factory=list)
    make: list[dict[str, Any]] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    heirs: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_needed_first(self) -> bool:
        """Whether the store's options must change before the variants can."""
        first = (self.rename, self.rename_values, self.add, self.update, self.make)
        return any(first)

    @property
    def option_ids(self) -> list[str] | None:
        """The options that the product is to have, None where they are those it has."""
        return [*self.kept, *self.link] if self.dropped or self.link else None

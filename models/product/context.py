"""What is the same for all products of a call: read once, not per product."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass
class Shared:
    """What every hook of the serializer gets beside its record, complete wherever it is called.

    What takes long to read is read when a hook first asks for it.

    :param backend: the store, `medusa.backend`
    :param products: all products of the call, `product.template`
    :param lang: code of the language that texts are read in
    :param database: the uuid that marks what this Odoo database pushes
    :param channels: Medusa ids of the sales channels to put products into, in a stable order
    :param shipping_profile_id: Medusa id, or False
    :param status_policy: published, draft or website
    :param owners: {what: always, creation or never}, see `sync.ownership`
    :param description_format: html or text
    :param product_maps: `medusa.field.map` records of products
    :param variant_maps: `medusa.field.map` records of variants
    :param grams: how many grams Odoo's unit of weight has
    :param loaders: {name: function without arguments} of what is read when it is asked for. None
        of them holds this object: a circle would keep a chunk's records in memory
    :param load_variants: returns the active variants of all products, read once
    """

    backend: Any
    products: Any
    lang: str
    database: str
    channels: list[str]
    shipping_profile_id: str | bool
    status_policy: str
    owners: dict[str, str]
    description_format: str
    product_maps: Any
    variant_maps: Any
    grams: float
    load_variants: Callable[[], Any]
    loaders: dict[str, Callable[[], Any]] = field(default_factory=dict)
    _variants: dict[int, Any] = field(default_factory=dict)
    _lines: dict[int, Any] = field(default_factory=dict)
    _values: dict[int, Any] = field(default_factory=dict)

    def get_variants(self, product: Any) -> Any:
        """Return a product's active variants; Odoo would pick them anew each time."""
        found = self._variants.get(product.id)
        if found is None:
            found = self._variants[product.id] = product.product_variant_ids
        return found

    def get_lines(self, product: Any) -> Any:
        """Return a product's active attribute lines; Odoo would pick them anew each time."""
        found = self._lines.get(product.id)
        if found is None:
            found = self._lines[product.id] = product.attribute_line_ids
        return found

    def get_values(self, line: Any) -> Any:
        """Return the active values of an attribute line, those of all products read at once."""
        found = self._values.get(line.id)
        if found is None:
            values = line.product_template_value_ids
            found = values._only_active().with_prefetch(values._prefetch_ids)
            self._values[line.id] = found
        return found

    @cached_property
    def base_url(self) -> str:
        """Address of Odoo's own pages, which links and pictures of texts lead to."""
        return self._load("base_url") or ""

    @cached_property
    def hidden_files(self) -> frozenset[int]:
        """Attachments that descriptions show and shoppers don't get."""
        return self._load("hidden_files") or frozenset()

    @cached_property
    def prices(self) -> dict[int, list[dict[str, Any]]]:
        """{variant id: base prices}, see `medusa.price.computer`."""
        return self._load("prices")

    @cached_property
    def zero_is_forbidden(self) -> bool:
        """Whether what costs nothing isn't sold, see `models/price/sellable`."""
        return bool(self._load("zero_is_forbidden"))

    @cached_property
    def strikes(self) -> dict[int, dict[str, dict[str, Any]]]:
        """{variant id: {market: price to compare with}}, see `models/price/strike`."""
        return self._load("strikes")

    @cached_property
    def region_names(self) -> dict[str, str]:
        """{Medusa id: name} of the store's regions."""
        return self._load("region_names")

    @cached_property
    def pictures(self) -> dict[int, tuple]:
        """{product id: (pictures, attachments, warnings)}, see `medusa.picture.source`."""
        return self._load("pictures")

    @cached_property
    def roles(self) -> dict[int, str]:
        """{variant id: what for}, of products that Odoo needs for itself, see `roles`."""
        return self._load("roles")

    @cached_property
    def term_ids(self) -> dict[tuple[str, str, str], str]:
        """{(kind, model, external_id): Medusa id} of the terms that are in the store."""
        return self._load("term_ids")

    @cached_property
    def options(self) -> dict[int, tuple]:
        """{attribute id: (Medusa id, title, {value id: (Medusa id, title)})}, of shared options."""
        return self._load("options")

    @cached_property
    def placement(self) -> list[Any]:
        """The store's rules on channels and shipping, in their order, see `placement.rules`."""
        return self._load("placement") or []

    @cached_property
    def checks(self) -> list[tuple[str, str, Callable]]:
        """(name, level, check) of what the store asks of its products, see `readiness.checks`."""
        return self._load("checks") or []

    @cached_property
    def languages(self) -> dict[int, dict[str, set[str]]]:
        """{product id: {field: codes of the languages it is written in}}."""
        return self._load("languages")

    def _load(self, name: str) -> Any:
        """Return what a room's loader reads, {} where the room isn't there."""
        return self.loaders[name]() if name in self.loaders else {}

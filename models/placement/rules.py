"""A store's rules as plain data, and which of them is for a product."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What a rule asks for, and what it says.

    :param categories: ids of the product categories, None for any
    :param tag: id of the tag, None for any
    :param kind: see `product.roles`, None for any
    :param channels: Medusa ids of sales channels, None where it doesn't say
    :param shipping: Medusa id of a profile, None for no shipping, False where it doesn't say
    """

    categories: frozenset[int] | None
    tag: int | None
    kind: str | None
    channels: list[str] | None
    shipping: str | bool | None

    def is_for(self, category, tags, kind):
        """Tell whether the rule is for a product.

        :param category: id of its category, or False
        :param tags: ids of its tags
        :param str kind: what it is, see `product.roles`
        """
        return (
            (self.categories is None or category in self.categories)
            and (self.tag is None or self.tag in tags)
            and (self.kind is None or self.kind == kind)
        )


def read_rules(backend):
    """Return the rules of a store in their order, in a few queries for all products.

    :param backend: `medusa.backend`
    :rtype: list[Rule]
    """
    rules = backend.placement_rule_ids
    below = _read_below(rules.categ_id)
    return [
        Rule(
            categories=below[rule.categ_id.id] if rule.categ_id else None,
            tag=rule.product_tag_id.id or None,
            kind=rule.kind or None,
            channels=_get_channels(rule),
            shipping=_get_shipping(rule),
        )
        for rule in rules
    ]


def _read_below(categories):
    """Return {category id: ids of itself and of all below it}."""
    # sudo: whoever pushes products need not see each category.
    found = categories.sudo().search_fetch([("id", "child_of", categories.ids)], ["parent_path"])
    below = {category.id: set() for category in categories}
    for category in found:
        for key in category.parent_path.split("/"):
            if key and int(key) in below:
                below[int(key)].add(category.id)
    return {key: frozenset(ids) for key, ids in below.items()}


def _get_channels(rule):
    # A channel that is gone still says that its products belong into no other one.
    channels = rule.sales_channel_ids
    return sorted(channels.filtered("active").mapped("medusa_id")) if channels else None


def _get_shipping(rule):
    if rule.shipping == "none":
        return None
    if rule.shipping == "profile" and rule.shipping_profile_id.active:
        return rule.shipping_profile_id.medusa_id
    return False

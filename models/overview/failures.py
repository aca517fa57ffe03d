"""What failed in stores, by its cause."""

# What may have failed, and the list in which it is shown: {model: (action, icon)}.
FAILING = {
    "medusa.product.binding": ("medusa_product_binding_action", "fa-cube"),
    "medusa.price.list": ("medusa_price_list_action", "fa-tags"),
    "medusa.stock.level": ("medusa_stock_level_action", "fa-cubes"),
}
# How many causes a card names.
MOST_CAUSES = 5


def get_failing_domain(model):
    """Return the domain of the records of a model that failed."""
    if model == "medusa.product.binding":
        return [("state", "in", ("error", "conflict")), ("failure_type", "!=", False)]
    return [("failure_type", "!=", False)]


def find_causes(backends):
    """Return {store: [(model, failure type, number)]}, the most frequent first.

    :param backends: `medusa.backend`
    """
    found = {backend: [] for backend in backends}
    for model in FAILING:
        groups = backends.env[model]._read_group(
            [("backend_id", "in", backends.ids), *get_failing_domain(model)],
            ["backend_id", "failure_type"],
            ["__count"],
        )
        for backend, failure_type, count in groups:
            found[backend].append((model, failure_type, count))
    return {
        backend: sorted(causes, key=lambda cause: -cause[2])[:MOST_CAUSES]
        for backend, causes in found.items()
    }

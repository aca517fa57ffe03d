"""An editor who changes whatever a shop shows."""

from . import edits_content, edits_products, edits_stock, edits_variants

# {what is done: how often, among the others}
EDITS = {
    **edits_products.EDITS,
    **edits_variants.EDITS,
    **edits_content.EDITS,
    **edits_stock.EDITS,
}


def edit(env, random):
    """Make one change; return what was changed."""
    change = random.choices(list(EDITS), list(EDITS.values()))[0]
    env = env(user=env.ref("base.user_admin"))
    return f"{change.__name__} {change(env, random)}"

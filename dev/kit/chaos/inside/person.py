"""A person who presses Resync."""

MOST = 4
MANY = 25  # products whose Resync is left to the queue


def press(env, random):
    """Press Resync on some products; return what was told."""
    user = env["res.users"].search([("login", "=", "person")])
    products = env["product.template"].with_user(user)
    ids = products.search([("sale_ok", "=", True)], order="id").ids
    count = MANY if random.random() < 0.05 else random.randint(1, MOST)
    chosen = products.browse(random.sample(ids, min(count, len(ids))))
    # What Odoo does before a button of a form.
    env.flush_all()
    toast = chosen.action_medusa_sync()
    params = toast.get("params") or {}
    return f"{chosen.ids}: {params.get('type')}: {params.get('message', '')[:300]!r}"

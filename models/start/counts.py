"""How many products of which kind, in words."""


def count_kinds(backend, domain):
    """Return {Odoo's type of products: how many of the selected ones}.

    :param backend: `medusa.backend`
    :param domain: a further restriction
    """
    # sudo: as the selection, whoever asks.
    products = backend.env["product.template"].sudo()
    selected = [("id", "in", backend._search_selection(domain))]
    return {kind: count for kind, count in products._read_group(selected, ["type"], ["__count"])}


def tell_kinds(env, counts):
    """Return "30 goods, 7 services", or "" where there is nothing.

    :param dict counts: see `count_kinds`
    """
    _ = env._
    goods, services, combos = (counts.get(kind, 0) for kind in ("consu", "service", "combo"))
    texts = []
    if goods:
        texts.append(_("1 good") if goods == 1 else _("%s goods", goods))
    if services:
        texts.append(_("1 service") if services == 1 else _("%s services", services))
    if combos:
        texts.append(_("1 combo") if combos == 1 else _("%s combos", combos))
    return ", ".join(texts)


def tell_products(env, count):
    """Return "1 product" or "37 products"."""
    return env._("1 product") if count == 1 else env._("%s products", count)

"""Why a store gets a product, or doesn't, in words."""

from odoo.tools import format_date


def explain(backend, products):
    """Return {product id: sentence}.

    :param backend: `medusa.backend`
    :param products: `product.template` records
    :raise UserError: if the selection of the store can't be used
    """
    if not products:
        return {}
    selected = set(backend._search_selection([("id", "in", products.ids)]))
    switches = backend.env["medusa.product.switch"].search(
        [("backend_id", "=", backend.id), ("product_tmpl_id", "in", products.ids)]
    )
    by_product = {switch.product_tmpl_id.id: switch for switch in switches}
    return {
        product.id: _explain(backend, product, by_product.get(product.id), product.id in selected)
        for product in products
    }


def _explain(backend, product, switch, is_selected):
    _ = product.env._
    if switch:
        # sudo: who may see the product may see who decided on it.
        who = {
            "name": switch.sudo().write_uid.name,
            "date": format_date(product.env, switch.write_date),
        }
        if switch.kind == "excluded":
            return _("Not in this store: %(name)s switched it off on %(date)s.", **who)
        if is_selected:
            return _("Also in this store: %(name)s switched it on on %(date)s.", **who)
    if is_selected:
        return _("Selected by the store's filter.")
    if not product.active:
        return _("Not in this store: it is archived.")
    # sudo: a company's name is on each of its products.
    own = product.sudo()
    if not own.filtered_domain(own._check_company_domain(backend.company_id)):
        return _("Not in this store: it is a product of %s.", own.company_id.name)
    if switch and not product.sale_ok:
        return _(
            "Not in this store, although %(name)s switched it on: it isn't for sale (“Sales”).",
            **who,
        )
    return _("Not selected by the store's filter, “Products” in its settings.")

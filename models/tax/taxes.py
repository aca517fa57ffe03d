"""Which rate of the store Odoo's sales taxes are, and which products have it."""

from odoo.fields import Domain
from odoo.tools import SQL, float_compare

from ..price.markets import get_country_position


def has_taxes(env):
    """Tell whether products have taxes at all: where `account` is installed."""
    return "account.tax" in env


def get_used_taxes(backend):
    """Return the sales taxes of the products that the store gets, in Odoo's order.

    :param backend: `medusa.backend`
    :return: `account.tax` records, of the store's company; none where there are no taxes
    :raise UserError: if the selection of products can't be read
    """
    if not has_taxes(backend.env):
        return []
    # sudo: whoever pushes products need not see the accounts.
    taxes = backend.env["account.tax"].sudo()
    rows = backend.env.execute_query(
        SQL(
            "SELECT DISTINCT rel.%(tax)s FROM %(rel)s rel WHERE rel.%(product)s IN %(selected)s",
            selected=backend._search_selection().subselect(),
            **_get_relation(backend.env),
        )
    )
    domain = Domain("id", "in", [row[0] for row in rows])
    return taxes.search(domain & Domain(taxes._check_company_domain(backend.company_id)))


def get_rates_of(backend, place, taxes):
    """Return {id of a product's tax: rate} for a country, None for a tax that has none there.

    A tax that the country's fiscal position turns into another one is this other one there, unless
    the map names the first alone.

    :param backend: `medusa.backend`
    :param str place: see `medusa.tax.rate`
    :param taxes: `account.tax` records
    """
    rates = {
        row.tax_id: row.rate_id
        for row in backend.tax_map_ids
        if row.rate_id.active and row.rate_id.place == place
    }
    country = backend.env["res.country"].sudo().search([("code", "=", place[:2])], limit=1)
    position = get_country_position(backend, country)
    found = {}
    for tax in taxes:
        names = [*position.map_tax(tax).ids, tax.id]
        found[tax.id] = next((rates[key] for key in names if key in rates), None)
    return found


def find_rate(rates, place, tax):
    """Return the one rate of a country that has a tax's percentage, none where several have it.

    :param rates: `medusa.tax.rate` records
    """
    alike = rates.filtered(
        lambda rate: (
            rate.place == place
            and tax.amount_type == "percent"
            and float_compare(rate.percent, tax.amount, precision_digits=4) == 0
        )
    )
    return alike if len(alike) == 1 else alike.browse()


def get_places(backend):
    """Return the countries for which taxes are mapped, as `medusa.tax.rate` writes them."""
    return sorted({row.place for row in backend.tax_map_ids if row.place})


def get_wanted(backend):
    """Return {id of a rate: ids in the store of the products that have it, sorted}.

    A default rate needs no product: it is that of all others. Of several taxes that a product has
    the first counts that has a rate there.

    :param backend: `medusa.backend`
    """
    wanted, places = {}, get_places(backend)
    taxes = get_used_taxes(backend) if places else []
    for place in places:
        rates = get_rates_of(backend, place, taxes)
        products = _find_first_taxes(backend, [key for key in taxes.ids if rates[key]])
        for medusa_id, tax_id in products:
            if not rates[tax_id].is_default:
                wanted.setdefault(rates[tax_id].id, []).append(medusa_id)
    return {key: sorted(ids) for key, ids in wanted.items()}


def _find_first_taxes(backend, tax_ids):
    """Return (id in the store, tax) of the products that have one of these taxes.

    :param list tax_ids: in their order
    """
    return backend.env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (binding.id) binding.medusa_id, rel.%(tax)s
              FROM medusa_product_binding binding
              JOIN %(rel)s rel ON rel.%(product)s = binding.product_tmpl_id
             WHERE binding.backend_id = %(backend)s AND binding.state != 'withdrawn'
               AND binding.medusa_id IS NOT NULL AND rel.%(tax)s = ANY(%(ids)s)
          ORDER BY binding.id, array_position(%(ids)s, rel.%(tax)s)
            """,
            backend=backend.id,
            ids=tax_ids,
            **_get_relation(backend.env),
        )
    )


def _get_relation(env):
    """Return the table of products' taxes and its columns, flushed."""
    field = env["product.template"]._fields["taxes_id"]
    env["product.template"].flush_model(["taxes_id"])
    env["medusa.product.binding"].flush_model(["backend_id", "product_tmpl_id", "state"])
    return {
        "rel": SQL.identifier(field.relation),
        "product": SQL.identifier(field.column1),
        "tax": SQL.identifier(field.column2),
    }

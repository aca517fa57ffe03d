"""How many products of a store are in which state."""

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..product.revision_shared import get_revision, join_shared

# What is counted, in the order in which it is shown: {name: (icon, kind)}.
COUNTS = {
    "in_store": ("fa-check-circle", "success"),
    "pending": ("fa-clock-o", "info"),
    "failed": ("fa-exclamation-triangle", "danger"),
    "incomplete": ("fa-adjust", "warning"),
    "none": ("fa-circle-o", "muted"),
}


def get_count_labels(env):
    """Return {name: word} of `COUNTS`, in the reader's language."""
    _ = env._
    return {
        "in_store": _("In the store"),
        "pending": _("Pending"),
        "failed": _("Failed"),
        "incomplete": _("Incomplete"),
        "none": _("Not selected"),
    }


def count_products(backend):
    """Return {name: number} of `COUNTS`, by two queries, however many products there are.

    Nothing is counted where the selection can't be used.

    :param backend: `medusa.backend`
    """
    try:
        states = get_states(backend)
    except UserError:
        return dict.fromkeys(COUNTS, 0)
    [[*counts, known]] = backend.env.execute_query(
        SQL(
            """
            SELECT count(*) FILTER (WHERE in_store), count(*) FILTER (WHERE state = 'pending'),
                   count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE incomplete),
                   count(*) FILTER (WHERE is_there)
              FROM %s
            """,
            states,
        )
    )
    # sudo: how many there are in all is no secret to who may push them.
    products = backend.env["product.template"].sudo()
    none = products.search_count(get_company_domain(backend)) - known
    return dict(zip(COUNTS, [*counts, max(none, 0)], strict=True))


def get_company_domain(backend):
    """Return the domain of the products that a store might select."""
    products = backend.env["product.template"]
    return Domain(products._check_company_domain(backend.company_id)) & Domain("active", "=", True)


def get_states(backend):
    """Return the SQL of a relation: all products that a store selects or has, with their state.

    Its columns: id, state (failed, pending, synced), in_store, incomplete, is_there (not archived).

    :raise UserError: if the selection of the store can't be used
    """
    env = backend.env
    env["product.template"]._flush_medusa_revisions()
    env["medusa.product.binding"].flush_model()
    return SQL(
        """(
        SELECT COALESCE(selected.id, binding.product_tmpl_id) AS id,
               CASE WHEN binding.state IN ('error', 'conflict') THEN 'failed'
                    WHEN selected.id IS NULL OR binding.id IS NULL OR binding.state = 'pending'
                         OR binding.revision IS DISTINCT FROM %(revision)s THEN 'pending'
                    ELSE 'synced' END AS state,
               binding.medusa_id IS NOT NULL AS in_store,
               binding.readiness IS NOT NULL AS incomplete,
               selected.id IS NOT NULL OR product.active AS is_there
          FROM %(selected)s selected
     FULL JOIN (SELECT * FROM medusa_product_binding
                 WHERE backend_id = %(backend)s AND state != 'withdrawn') binding
               ON binding.product_tmpl_id = selected.id
     LEFT JOIN product_template product ON product.id = binding.product_tmpl_id
               %(shared)s) states""",
        selected=backend._search_selection().subselect(),
        revision=get_revision(SQL("product")),
        shared=join_shared(SQL("product")),
        backend=backend.id,
    )

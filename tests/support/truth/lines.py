"""Lines of a plan as values."""


def prepare_lines(plan):
    """Return a plan's lines as `expect` takes them.

    :param plan: `medusa.plan`
    """
    return [
        {
            "kind": line.kind,
            "product": str(line.product_tmpl_id.id or "") or _find_deleted(line),
            "medusa_id": line.medusa_id or "",
            "name": line.name,
            "changes": line.changes or [],
        }
        for line in plan.line_ids.sorted("id")
    ]


def _find_deleted(line):
    """Return the number of the product that is none of Odoo's any more, None of other records."""
    mine = [("backend_id", "=", line.backend_id.id), ("product_tmpl_id", "=", False)]
    bindings = line.env["medusa.product.binding"].search([*mine, ("name", "=", line.name)])
    return bindings[:1].external_id if line.about else None

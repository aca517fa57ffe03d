"""Lines of a plan as values."""


def prepare_lines(plan):
    """Return a plan's lines as `expect` takes them.

    :param plan: `medusa.plan`
    """
    return [
        {
            "kind": line.kind,
            "product": str(line.product_tmpl_id.id) if line.product_tmpl_id else None,
            "medusa_id": line.medusa_id or "",
            "name": line.name,
            "changes": line.changes or [],
        }
        for line in plan.line_ids.sorted("id")
    ]

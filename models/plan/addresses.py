"""Names of what a plan names by its id in the store."""


def find_names(lines):
    """Return {id in the store: name} of what the changes of some lines name.

    :param lines: `medusa.plan.line`
    """
    env, ids = lines.env, set()
    for line in lines:
        for row in line.changes or []:
            for value in (row["store"], row["odoo"]):
                values = value if isinstance(value, list) else [value]
                ids.update(part for part in values if isinstance(part, str) and "_" in part)
    if not ids:
        return {}
    names = {}
    mine = [("backend_id", "in", lines.backend_id.ids), ("medusa_id", "in", sorted(ids))]
    for model in ("medusa.term", "medusa.sales.channel", "medusa.shipping.profile",
                  "medusa.tax.rate"):  # fmt: skip
        for record in env[model].search(mine):
            names[record.medusa_id] = record.display_name
    return names

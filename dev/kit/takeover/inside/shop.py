"""What happens in Odoo: its products, and what a person decides about those of the shop."""

import time

from odoo import Command

SIZES = ("S", "M", "L")


def make(env, count, url, key):
    """Make the products and the store; return the rows of the shop's CSV file.

    Of ten products three have sizes, and one has no SKU; of fifty, one is there twice.
    """
    env["product.template"].search([]).sale_ok = False
    values = [Command.create({"name": size}) for size in SIZES]
    size = env["product.attribute"].create({"name": "Size", "value_ids": values})
    line = {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
    vals_list = []
    for number in range(count):
        vals = {"name": f"Thing {number}", "list_price": 10 + number % 90}
        if number % 10 in (3, 6, 9):
            vals["attribute_line_ids"] = [Command.create(line)]
        vals_list.append(vals)
    products = env["product.template"].create(vals_list)
    for number, product in enumerate(products):
        for variant in product.product_variant_ids if number % 10 else ():
            variant.default_code = f"SKU-{variant.id}"
    env["medusa.backend"].create({"name": "Shop", "url": url, "api_key": key})
    rows = []
    for number, product in enumerate(products):
        rows += _get_rows(product, "")
        if not number % 50:
            rows += _get_rows(product, "-copy")
    return rows


def _get_rows(product, suffix):
    """Return the CSV rows of a product, in other words than Odoo's where it has SKUs."""
    has_sku = bool(product.product_variant_ids[:1].default_code)
    title = f"The best {product.name.lower()}" if has_sku else product.name
    shared = {"Product Handle": f"item-{product.id}{suffix}", "Product Title": title,
              "Product Status": "published"}  # fmt: skip
    for variant in product.product_variant_ids:
        value = variant.product_template_attribute_value_ids.name
        yield {
            **shared,
            "Variant Title": value or "Default variant",
            "Variant SKU": variant.default_code or "",
            "Variant Manage Inventory": "false",
            "Variant Option 1 Name": "Size" if value else "Default option",
            "Variant Option 1 Value": value or "Default option value",
            "Variant Price EUR": "99",
            "Variant Price DKK": "700",
        }


def _work(env):
    """Let the cron do what was asked for; return the last run."""
    env.cr.commit()
    env.ref("medusa_connector.ir_cron_medusa_queue").method_direct_trigger()
    env.cr.commit()
    env.invalidate_all()
    return env["medusa.sync.run"].search([], limit=1)


def _tell(run):
    names = ("created", "updated", "failed", "skipped", "request", "write")
    counts = {name: run[f"{name}_count"] for name in names}
    return f"{run.state} {counts}"


def take_over(env):
    """Read the shop, and say how long it took and what is proposed."""
    started = time.monotonic()
    env["medusa.backend"].search([]).action_take_over()
    run = _work(env)
    seconds = time.monotonic() - started
    groups = env["medusa.match"]._read_group([], ["kind", "strength", "trouble"], ["__count"])
    counts = {" ".join(filter(None, group[:3])): group[3] for group in groups}
    return {"seconds": seconds, "counts": counts, "run": _tell(run)}


def accept_and_push(env):
    """Accept what is sure, choose where it isn't, and push all of it."""
    started = time.monotonic()
    matches = env["medusa.match"].search([("kind", "=", "proposal")])
    matches.filtered("medusa_id").action_accept()
    for match in matches.filtered(lambda row: row.state == "open"):
        match.candidate_ids[0].action_choose()
    env.cr.commit()
    accepting = time.monotonic() - started
    backend = env["medusa.backend"].search([])
    backend.action_sync_now()
    run = _work(env)
    again = time.monotonic() - started - accepting
    wanted = env["product.template"].search_count([("sale_ok", "=", True)])
    faults = [f"{log.name}: {log.message}" for log in run.log_ids if log.result == "failure"]
    if (run.created_count, run.updated_count) != (0, wanted):
        faults.append(f"{wanted} products are to be adopted: {_tell(run)}")
    return {"accepting": accepting, "pushing": again, "run": _tell(run), "faults": faults[:20]}


def undo(env):
    """Give all of it back."""
    started = time.monotonic()
    env["medusa.backend"].search([]).action_undo_take_over()
    run = _work(env)
    return {"seconds": time.monotonic() - started, "run": _tell(run)}

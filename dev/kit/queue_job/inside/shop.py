"""What is done in Odoo: a manager presses a button, and somebody looks what became of it."""


def press(env, url, key, products, workers):
    """Connect a store that goes by jobs, and press Sync Now."""
    env["product.template"].create(
        [{"name": f"Product {number}", "list_price": number} for number in range(products)]
    )
    backend = env["medusa.backend"].create(
        {
            "name": "Shop",
            "url": url,
            "api_key": key,
            "product_domain": "[('name', '=like', 'Product %')]",
            "worker_count": workers,
            "use_queue_job": True,
        }
    )
    backend.action_sync_now()


def look(env):
    """Return what the run and its jobs have come to."""
    run = env["medusa.sync.run"].search([], order="id desc", limit=1)
    jobs = env["queue.job"].search([("model_name", "=", "medusa.queue")])
    return {
        "store": run.backend_id.id,
        "state": run.state,
        "created": run.created_count,
        "open_jobs": len(jobs.filtered(lambda job: job.state not in ("done", "failed"))),
        "states": sorted(set(jobs.mapped("state"))),
        "channels": sorted(set(jobs.mapped("channel"))),
        "functions": sorted(set(jobs.mapped("method_name"))),
        "errors": "\n".join(job.exc_info for job in jobs if job.exc_info),
    }

"""The cron that pushes soon sleeps as long as no store wants it."""


def update_soon_cron(env):
    """Wake the cron, or put it to sleep."""
    # sudo: managers of the stores need not be allowed to write crons.
    cron = env["ir.cron"]._get_medusa_cron_sudo("soon")
    needed = is_needed(env)
    if cron and cron.active != needed:
        cron.active = needed


def is_needed(env):
    """Tell whether any store pushes soon, or has a schedule of its own."""
    # sudo: the cron is that of the stores of all companies.
    stores, schedules = env["medusa.backend"].sudo(), env["medusa.schedule"].sudo()
    return bool(
        stores.search_count([("push_soon", "=", True)], limit=1)
        or schedules.search_count([("backend_id.active", "=", True)], limit=1)
    )

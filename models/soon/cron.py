"""The cron that pushes soon sleeps as long as no store wants it."""


def update_soon_cron(env):
    """Wake the cron, or put it to sleep."""
    # sudo: managers of the stores need not be allowed to write crons.
    cron = env["ir.cron"]._get_medusa_cron_sudo("soon")
    needed = is_needed(env)
    if not cron or cron.active == needed:
        return
    # While it is at work nobody can write it. Awake without need, it finds nothing to do.
    if needed or cron.try_lock_for_update():
        cron.active = needed


def is_needed(env):
    """Tell whether any store pushes soon, or has a schedule of its own."""
    # sudo: the cron is that of the stores of all companies.
    stores, schedules = env["medusa.backend"].sudo(), env["medusa.schedule"].sudo()
    return bool(
        stores.search_count([("push_soon", "=", True)], limit=1)
        or schedules.search_count([("backend_id.active", "=", True)], limit=1)
    )

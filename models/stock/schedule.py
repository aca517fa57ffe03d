"""The stock's cron sleeps as long as no store pushes stock."""


def update_stock_cron(env):
    """Wake the stock's cron, or put it to sleep."""
    # sudo: managers of the stores need not be allowed to write crons.
    cron = env["ir.cron"]._get_medusa_cron_sudo("stock")
    needed = has_stock_pusher(env)
    if cron and cron.active != needed:
        cron.active = needed


def has_stock_pusher(env):
    """Tell whether any store pushes stock."""
    # sudo: the schedule is that of the stores of all companies.
    return bool(env["medusa.backend"].sudo().search_count([("push_stock", "=", True)], limit=1))

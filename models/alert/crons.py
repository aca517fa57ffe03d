"""Scheduled jobs that stand still."""


def switch_on(backend, names):
    """Switch on what the store needs of the scheduled jobs.

    :param backend: `medusa.backend`
    :param names: of the crons, see `_get_medusa_cron_sudo`
    :raise AccessError: if the user may not decide about the schedule
    """
    backend.check_access("write")
    backend._check_medusa_schedule()
    for name in names:
        # sudo: a manager of the stores need not be allowed to write crons.
        backend.env["ir.cron"]._get_medusa_cron_sudo(name).active = True

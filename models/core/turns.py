"""Several works that one job of Odoo goes on with, none of which waits for another."""

# How long a work goes on before it is another one's turn.
LEG_SECONDS = 20


def take_turns(env, ids, step):
    """Give each work its turn, a leg each, until all are done or the job's time is over.

    :param ids: of the works
    :param step: goes on with one: (id, seconds) -> (records looked at, how many remain; 0 when it
        is over)
    """
    ids, leg = list(ids), LEG_SECONDS
    while ids:
        for work_id in list(ids):
            processed, remaining = step(work_id, leg)
            if not remaining:
                ids.remove(work_id)
            seconds = env["ir.cron"]._commit_progress(
                processed, remaining=len(ids) and max(remaining, len(ids))
            )
            if not seconds:
                return
            leg = min(LEG_SECONDS, seconds)

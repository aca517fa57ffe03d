"""The words of each alarm, in the reader's language: made when they are read, never kept."""

from odoo.tools import format_datetime

from ..product.leaving import tell_facts


def get_alarm_words(alarm):
    """Return the fields that a person reads of an alarm.

    :param alarm: one `medusa.alarm`
    :return: {"name", "detail", "shopper", "mend"}
    """
    values = {
        "count": 0, "before": 0, "total": 0, "percent": 0,
        **(alarm.facts or {}),
        "store": alarm.backend_id.name,
    }  # fmt: skip
    values["runs"] = _get_scope_label(alarm.env, values.get("scope"))
    values["crons"] = ", ".join(get_cron_labels(alarm.env, values.get("crons", ())))
    name, shopper, mend = (text.format(**values) for text in _get_texts(alarm.env)[alarm.kind])
    return {"name": name, "shopper": shopper, "mend": mend, "detail": _get_detail(alarm)}


def format_time(record, time):
    """Return a time as the reader writes it, in the reader's time zone."""
    env = record.env
    # By itself it takes the time zone of the user, who is nobody's reader in a scheduled job.
    zone = env.context.get("tz") or env.user.tz
    return format_datetime(env, time, tz=zone, dt_format="short") if time else ""


def _get_scope_label(env, scope):
    scopes = dict(env["medusa.sync.run"]._fields["scope"]._description_selection(env))
    return scopes.get(scope, "")


def get_cron_labels(env, names):
    """Return what the connector's crons do, in the reader's language."""
    _ = env._
    labels = {
        "sync": _("pushing the products"),
        "queue": _("working through the queue"),
        "stock": _("pushing the stock"),
        "soon": _("pushing soon"),
    }
    return [labels.get(name, name) for name in names]


def _get_detail(alarm):
    """Return what is known of the cause beyond the alarm's own sentences, or False."""
    facts = alarm.facts or {}
    backend = alarm.backend_id
    if alarm.kind == "rights_missing":
        return backend.missing_rights
    if alarm.kind == "stock_unsold":
        return backend.stock_problem
    if alarm.kind in ("key_refused", "paused") and not alarm.closed_at:
        return backend.connection_message
    run = alarm.env["medusa.sync.run"].browse(facts.get("run_id")).exists()
    if alarm.kind == "guard" and run.leaving:
        return tell_facts(alarm.env, run.leaving)
    failure_type = facts.get("failure_type")
    if not failure_type:
        return False
    failures = alarm.env["medusa.failure.mixin"]
    cause, mend = failures._get_failure_texts()[failure_type]
    # Our own words are in the language of the cron, the run knows what they are made of.
    detail = run._tell_failure_detail() if run else facts.get("failure_detail")
    answer = failures._get_failure_answer(failure_type, detail)
    return "\n".join(part for part in (cause, answer, mend) if part)


def _get_texts(env):
    """Return {kind: (what happens, what a shopper sees of it, what to do)}, to be filled in."""
    stays = env._(
        "The shop goes on selling as it is: new products, prices and texts don't appear, and what "
        "sold out in Odoo may still be sold."
    )
    return {
        **_get_texts_of_store(env, stays),
        **_get_texts_of_runs(env, stays),
        **_get_texts_of_work(env),
    }


def _get_texts_of_store(env, stays):
    """Return the texts of what is wrong with the store, or the way to it."""
    _ = env._
    return {
        "copied": (
            _("{store}: this database is a copy and pushes nothing"),
            _(
                "Nothing, as long as the original database pushes. If it doesn't, the shop stays "
                "as it is."
            ),
            _(
                "If this is the database that is to push now, open the store and confirm it there. "
                "If it is a copy for trials, mark the activity as done."
            ),
        ),
        "key_refused": (
            _("{store}: the store refuses the secret API key"),
            stays,
            _(
                "Make a new secret key in Medusa's admin (Settings, Secret API Keys), open the "
                "store here and paste it, then press “Test Connection”."
            ),
        ),
        "rights_missing": (
            _("{store}: the key may not do all that is needed"),
            _("What the key may not write is missing in the shop, or stays as it was."),
            _("Give the key's role these rights in Medusa, then press “Test Connection”."),
        ),
        "paused": (
            _("{store}: the store failed {count} times in a row, pushing pauses"),
            stays,
            _(
                "Look at the Medusa server. Pushing is tried again by itself, ever later; when "
                "the server is well, press “Sync Now” and nothing waits."
            ),
        ),
    }


def _get_texts_of_runs(env, stays):
    """Return the texts of runs that don't come, or don't go on."""
    _ = env._
    return {
        "guard": (
            _("{store}: a run asks whether it may withdraw {count} products"),
            _("These products are still in the shop, as they were pushed last."),
            _(
                "Open the run. If the products are to leave the shop, press “Confirm Withdrawal”; "
                "if not, correct the store's filter and cancel the run."
            ),
        ),
        "run_failed": (
            _("{store}: a run failed ({runs})"),
            stays,
            _("Open the run: it says what to mend. Then press “Sync Now”."),
        ),
        "cron_off": (
            _("{store}: scheduled jobs are off ({crons})"),
            stays,
            _(
                "Press “Switch On”. Odoo switches a job off by itself when it failed for a week: "
                "then look into the server's log as well. If it is off on purpose, mark the "
                "activity as done."
            ),
        ),
        "overdue": (
            _("{store}: a run is overdue ({runs})"),
            stays,
            _(
                "Press “Sync Now”. If nothing begins within minutes, Odoo's scheduled jobs don't "
                "run: ask who runs the Odoo server."
            ),
        ),
    }


def _get_texts_of_work(env):
    """Return the texts where some of it reaches the store."""
    _ = env._
    return {
        "refused": (
            _("{store}: {count} of {total} were refused in a run ({runs}, {percent} %)"),
            _("What was refused is missing in the shop, or is there as it was before."),
            _("Open the products: each says what to mend. They are pushed again by themselves."),
        ),
        "failing": (
            _("{store}: products have been failing for more than a day ({count})"),
            _("They are missing in the shop, or show what they were before."),
            _("Open the products: each says what to mend."),
        ),
        "backlog": (
            _("{store}: more and more products wait to be pushed ({before}, then {count})"),
            _("Changes reach the shop ever later."),
            _(
                "Push more often, or let more workers push (“Runs and Logs” on the store). Look "
                "whether the Medusa server has become slow."
            ),
        ),
        "stock_unsold": (
            _("{store}: stock can't be sold"),
            _("Products that are there show as sold out, or can't be put into the cart."),
            _("Open the store's page “Stock” and mend what it names."),
        ),
    }


def get_closing_text(alarm, follower=None):
    """Return the sentence that an alarm is over.

    :param str follower: the kind that says it from now on
    """
    kinds = dict(alarm._fields["kind"]._description_selection(alarm.env))
    values = {"alarm": alarm.name, "time": format_time(alarm, alarm.closed_at)}
    if follower:
        return alarm.env._(
            "%(alarm)s: since %(time)s this is told as “%(kind)s”.", kind=kinds[follower], **values
        )
    return alarm.env._("It is over since %(time)s: %(alarm)s.", **values)

"""What more there is to say of a finding: numbers, names, times, in the reader's language."""

from ..alert.texts import get_cron_labels
from ..core.moment import tell_moment
from ..core.sentence import say_of
from ..start.steps import STEPS, get_titles


def tell_detail(finding):
    """Return a line or two on a finding beyond the words of its kind, or False.

    :param finding: one `medusa.finding`
    """
    tell = _TELLERS.get(finding.kind)
    return (tell and tell(finding, finding.facts or {})) or False


def _tell_twins(finding, facts):
    names = ", ".join(facts.get("names") or [])
    return finding.env._("“%(value)s”: %(names)s", value=facts.get("value"), names=names)


def _tell_price(finding, facts):
    if not facts.get("variants"):
        return finding.env._("It has no variant.")
    return finding.env._(
        "Variants without a price: %(missing)s of %(all)s.",
        missing=facts.get("missing"),
        all=facts.get("variants"),
    )


def _tell_region(finding, facts):
    return finding.env._(
        "Products without a price in %(currency)s: %(missing)s of %(all)s.",
        currency=facts.get("currency"),
        missing=facts.get("missing"),
        all=facts.get("total"),
    )


def _tell_item(finding, facts):
    return facts.get("sku") and finding.env._("SKU: %s", facts["sku"])


def _tell_list(finding, facts):
    return finding.env._(
        "Lower prices: %(count)s, for example of: %(names)s.",
        count=facts.get("lower"),
        names=", ".join(facts.get("names") or []),
    )


def _tell_files(finding, facts):
    _, parts = finding.env._, []
    if facts.get("unused"):
        parts.append(_("Files that no product shows: %s.", facts["unused"]))
    if facts.get("lost"):
        parts.append(_("Pictures whose uploads had no answer: %s.", facts["lost"]))
    return " ".join(parts)


def _tell_databases(finding, facts):
    return finding.env._(
        "Database %(uuid)s, products: %(count)s.", uuid=finding.key, count=facts.get("products")
    )


def _tell_run(finding, facts):
    run = finding.env["medusa.sync.run"].browse(facts.get("run_id")).exists()
    if not run:
        return False
    moved = tell_moment(finding.env, run.write_date)
    return finding.env._("Run of %(run)s, last moved: %(time)s.", run=run.display_name, time=moved)


def _tell_crons(finding, facts):
    return ", ".join(get_cron_labels(finding.env, facts.get("crons", ())))


def _tell_clock(finding, facts):
    seconds = facts.get("seconds") or 0
    if seconds > 0:
        return finding.env._("The store is ahead of Odoo by %s seconds.", seconds)
    return finding.env._("The store is behind Odoo by %s seconds.", -seconds)


def _tell_pace(finding, facts):
    return finding.env._("It took %s seconds.", facts.get("seconds"))


def _tell_step(finding, facts):
    """Return what the checklist says now: it looks by itself."""
    step = facts.get("step")
    if step not in STEPS:
        return False
    look = STEPS[step](finding.backend_id)
    return say_of(finding.env, get_titles(finding.env)[step], look.text)


_TELLERS = {
    "duplicate_id": _tell_twins,
    "duplicate_mark": _tell_twins,
    "duplicate_handle": _tell_twins,
    "duplicate_sku": _tell_twins,
    "duplicate_item": _tell_twins,
    "orphan_item": _tell_item,
    "leftover_file": _tell_files,
    "foreign_mark": _tell_databases,
    "no_price": _tell_price,
    "region_no_price": _tell_region,
    "list_undercuts": _tell_list,
    "setting": _tell_step,
    "run_hangs": _tell_run,
    "cron_off": _tell_crons,
    "clock": _tell_clock,
    "slow": _tell_pace,
}

import time
from collections import Counter
from datetime import datetime, timedelta, timezone

from odoo import fields, models

from ...medusa.exceptions import MedusaForbiddenError, MedusaNotFoundError
from ...sync.condition import find_troubles, read_condition
from ...sync.examination import LISTS, read_part
from ...sync.findings import Part, Shop
from ...sync.undercutting import find_foreign_lists, read_undercut
from ..core.transaction import commit
from ..run.phase import Step

# What was made later than this may still be on its way to where it belongs.
SETTLED = timedelta(minutes=10)
# What comes one after the other.
STAGES = ("condition", *LISTS, "lists", "conclusion")


class MedusaPhaseExamine(models.AbstractModel):
    """Looks through a whole store, a page in each step; nothing is written there.

    A killed process loses a page. What the pages tell only together is kept until all are read,
    see `value`.
    """

    _name = "medusa.phase.examine"
    _description = "Examining a Medusa Store"
    _inherit = ["medusa.phase"]

    def _count(self, run):
        mine = [("backend_id", "=", run.backend_id.id), ("state", "!=", "withdrawn")]
        return self.env["medusa.product.binding"].search_count(mine)

    def _begin(self, run):
        begun = run.start_date or fields.Datetime.now()
        settled = (begun - SETTLED).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return {
            "stage": STAGES[0], "place": None, "settled": settled, "regions": [], "currencies": [],
            "tally": {}, "marks": {}, "lists": [], "lower": [0, []], "skipped": [],
        }  # fmt: skip

    def _step(self, run, client, cursor):
        # Nothing that a step before has read is needed once more.
        self.env.invalidate_all()
        stage = cursor["stage"]
        if stage == "conclusion":
            return Step(None, cursor)
        databases = run.backend_id._get_databases()
        # A page may be waited for: no transaction is open.
        commit(self.env)
        try:
            if stage in LISTS:
                return self._read_list(client, databases, cursor)
            return getattr(self, f"_read_{stage}")(client, databases, cursor)
        except (MedusaForbiddenError, MedusaNotFoundError):
            # Of the others it can be said how they are.
            skipped = {**cursor, "skipped": [*cursor["skipped"], stage]}
            return Step(self._move_on(skipped), Part())

    def _move_on(self, cursor):
        following = STAGES[STAGES.index(cursor["stage"]) + 1]
        return {**cursor, "stage": following, "place": None}

    # === READING === #

    def _read_condition(self, client, databases, cursor):
        """Ask how the store is, before it is asked for more."""
        found = read_condition(client, self._get_seconds, self._get_now)
        cursor = {**cursor, "regions": found.regions, "currencies": found.currencies}
        return Step(self._move_on(cursor), Part(hits=list(find_troubles(found))))

    def _read_list(self, client, databases, cursor):
        """Read a page, and look at it."""
        part = read_part(client, cursor["stage"], self._make_shop(databases, cursor),
                         cursor["place"])  # fmt: skip
        cursor = {
            **cursor,
            "tally": dict(Counter(cursor["tally"]) + part.tally),
            "marks": dict(Counter(cursor["marks"]) + part.marks),
        }
        is_product = cursor["stage"] == "products"
        following = {**cursor, "place": part.place} if part.place else self._move_on(cursor)
        count = len(part.ids)
        return Step(following, (cursor["stage"], part), max(count, 1), done=is_product and count)

    def _read_lists(self, client, databases, cursor):
        """Find the price lists of others, then read the prices of one after the other."""
        if cursor["place"] is None:
            lists = find_foreign_lists(client, databases, self._get_now())
            following = {**cursor, "lists": lists, "place": {}}
            return Step(following if lists else self._move_on(cursor), Part())
        list_id, name = cursor["lists"][0]
        count, names, place = read_undercut(client, databases, list_id, cursor["place"] or None)
        lower = cursor["lower"][0] + count
        names = list(dict.fromkeys([*cursor["lower"][1], *names]))[:3]
        if place:
            return Step({**cursor, "place": place, "lower": [lower, names]}, Part())
        rest = {**cursor, "lists": cursor["lists"][1:], "place": {}, "lower": [0, []]}
        part = self.env["medusa.examination"]._make_list_part(list_id, name, lower, names)
        return Step(rest if rest["lists"] else self._move_on(rest), part)

    def _make_shop(self, databases, cursor):
        return Shop(
            databases,
            cursor["settled"],
            tuple(tuple(region) for region in cursor["regions"]),
            tuple(cursor["currencies"]),
        )

    def _get_seconds(self):
        return time.monotonic()

    def _get_now(self):
        return datetime.now(timezone.utc)

    # === RECORDING === #

    def _record(self, run, step):
        """Write down what a page told; after the last one, what all of them tell."""
        examination = self.env["medusa.examination"]
        if isinstance(step.work, dict):
            return examination._conclude(run, step.work)
        if step.work:
            name, part = step.work if isinstance(step.work, tuple) else ("", step.work)
            examination._take(run, name, part)
        return super()._record(run, step)

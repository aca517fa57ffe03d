from odoo import models
from odoo.fields import Domain

from ...medusa.exceptions import MedusaError
from ...sync.failures import classify
from ...sync.inspection import compare_all
from ..core.transaction import commit
from ..core.trial import get_trial
from ..run.phase import Record, Step
from .told import make_line

# Products that are read in one request.
COMPARE_CHUNK = 100
# Failures that products may be the reason of, by their size or what is in them.
_BY_PRODUCTS = ("timeout", "server", "response")


class MedusaPhaseDrift(models.AbstractModel):
    """Compares products with what the store really holds; nothing is written there.

    At night these are the ones that somebody changed in Medusa, as the index told. The others have
    their turn in rounds, a few each hour. A run that a person asked for compares all.
    """

    _name = "medusa.phase.drift"
    _description = "Comparing Products with Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        if run.scope == "drift":
            return True
        if run.scope == "round":
            return run.backend_id.drift_policy != "off"
        # What is only told is nothing that a run would write.
        idle = ("off", "tell") if get_trial(self.env) else ("off",)
        return run.backend_id.drift_policy not in idle and bool(self._find_waiting(run))

    def _find_waiting(self, run):
        """Return the ids of the bindings whose turn it is."""
        if run.scope == "round":
            return self.env["medusa.drift.round"]._find_next(run.backend_id)
        return self.env["medusa.drift.comparing"]._find_suspects(run.backend_id)

    def _count(self, run):
        if run.scope == "round":
            return len(self._find_waiting(run))
        comparing = self.env["medusa.drift.comparing"]
        return self.env["medusa.product.binding"].search_count(
            comparing._get_domain(run.backend_id)
        )

    def _begin(self, run):
        """Remember which products have their turn; None: all."""
        return {"after": 0, "ids": None if run.scope == "drift" else self._find_waiting(run)}

    def _step(self, run, client, cursor):
        comparing = self.env["medusa.drift.comparing"]
        bindings, cursor = self._get_next(run, cursor)
        if cursor is None:
            return Step(None)
        versions = comparing._read_versions(bindings)
        jobs, databases = comparing._prepare_jobs(run.backend_id, bindings)
        commit(self.env)
        try:
            found = compare_all(client, databases, jobs)
        except MedusaError as error:
            if run.scope != "round":
                raise
            return Step(cursor, self._get_passed(bindings, error), store_error=error)
        count = len(bindings)
        return Step(cursor, (bindings.ids, found, versions), looked_at=max(count, 1), done=count)

    def _get_passed(self, bindings, error):
        """Return what had its turn although nothing was read, as `_record` takes it.

        Products that the store can't show must not keep the others from their turn. One of those
        that aren't the reason lets an hour pass until the next try.
        """
        ids = bindings.ids
        return (ids if classify(error).type in _BY_PRODUCTS else ids[:1]), {}, {}

    def _get_next(self, run, cursor):
        """Return (the next bindings to compare, where to go on); None behind the last one."""
        mine = self.env["medusa.drift.comparing"]._get_domain(run.backend_id)
        bindings = self.env["medusa.product.binding"]
        if cursor["ids"] is None:
            after = Domain("id", ">", cursor["after"])
            found = bindings.search(mine & after, order="id", limit=COMPARE_CHUNK)
            return found, {**cursor, "after": found[-1].id} if found else None
        ids, left = cursor["ids"][:COMPARE_CHUNK], cursor["ids"][COMPARE_CHUNK:]
        found = bindings.search(mine & Domain("id", "in", ids), order="id")
        return found, {**cursor, "ids": left} if ids else None

    def _record(self, run, step):
        if not step.work:
            return Record()
        ids, found, versions = step.work
        bindings = self.env["medusa.product.binding"].browse(ids).exists()
        bindings = bindings.filtered(lambda row: row.state == "synced")
        comparing = self.env["medusa.drift.comparing"]
        found = comparing._leave_overtaken(bindings, found, versions)
        news = comparing._keep(run.backend_id, bindings, found)
        if run.backend_id.drift_policy == "mend":
            self._put_right(run, bindings)
        if get_trial(self.env):
            return Record()
        return Record([make_line(rows, binding, binding) for binding, rows in news.items()])

    def _put_right(self, run, bindings):
        """Have Odoo's values sent of what nobody left to Medusa."""
        rows = bindings.drift_ids.filtered(lambda row: row.state == "open" and not row.kept_mark)
        if not rows:
            return
        rows.state = "taking"
        products = rows._forget_pushed()
        if run.scope != "full":
            run.backend_id._queue_run("retry", products.ids)
            run.backend_id._trigger_queue_sudo()

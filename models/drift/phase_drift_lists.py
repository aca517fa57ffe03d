from contextlib import ExitStack
from dataclasses import replace

from odoo import models

from ...sync.list_looks import look_at_lists
from ..core.locks import claim
from ..core.transaction import commit
from ..core.trial import get_trial
from ..run.phase import Record, Step
from .lists import GONE
from .told import make_line

# Lists that are looked at in a step.
LISTS_A_STEP = 20


class MedusaPhaseDriftLists(models.AbstractModel):
    """Compares price lists with what the store really holds; nothing is written there.

    A list of which nothing changed costs a request, and all of them one together.
    """

    _name = "medusa.phase.drift_lists"
    _description = "Comparing Price Lists with Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        backend = run.backend_id
        if run.scope != "drift" and (backend.drift_policy == "off" or get_trial(self.env)):
            return False
        return bool(self.env["medusa.drift.lists"]._find_lists(backend))

    def _count(self, run):
        return len(self.env["medusa.drift.lists"]._find_lists(run.backend_id))

    def _step(self, run, client, cursor):
        drift = self.env["medusa.drift.lists"]
        lists = drift._find_lists(run.backend_id)
        lists = lists.filtered(lambda row: row.id > cursor["after"])[:LISTS_A_STEP]
        if not lists:
            return Step(None)
        after, count = lists[-1].id, len(lists)
        with ExitStack() as stack:
            # One that is being pushed is looked at the next time: half of its prices are Odoo's.
            lists = lists.browse(stack.enter_context(claim(self.env, "price_list", lists.ids)))
            looks = drift._prepare_looks(lists, run.scope == "drift")
            commit(self.env)
            found = look_at_lists(client, looks)
            shrunk = drift._find_shrunk(lists, found)
            commit(self.env)
            again = [replace(look, newest="") for look in looks if look.id in shrunk]
            found |= look_at_lists(client, again)
            held = stack.pop_all()
        return Step({"after": after}, (looks, found), looked_at=count, held=held)

    def _record(self, run, step):
        if not step.work:
            return Record()
        looks, found = step.work
        drift, backend = self.env["medusa.drift.lists"], run.backend_id
        by_id = {row.medusa_id: row for row in drift._find_lists(backend)}
        news, lists = [], self.env["medusa.price.list"]
        for look in looks:
            if look.id in by_id:
                lists |= by_id[look.id]
                rows = drift._keep(by_id[look.id], look, found[look.id])
                news += [(by_id[look.id], rows)] if rows else []
        self._put_right(run, lists)
        return Record([make_line(rows, price_list) for price_list, rows in news])

    def _put_right(self, run, lists):
        """Have Odoo's values sent of what nobody left to Medusa, and lists that are gone made."""
        if run.backend_id.drift_policy == "mend":
            rows = lists.drift_ids.filtered(lambda row: row.state == "open" and not row.kept_mark)
            rows._take_lists()
        gone = lists.drift_ids.filtered(lambda row: row.state == "taking" and row.field == GONE)
        wanted = (gone | lists.drift_ids.filtered(lambda row: row.state == "taking")).price_list_id
        if run.scope != "full" and wanted:
            run.backend_id._queue_run("retry", wanted.ids, scope="prices")
            run.backend_id._trigger_queue_sudo()

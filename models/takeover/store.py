from odoo import api, fields, models

from ...sync.scan import SAMPLE
from ..core.locks import claim
from ..core.toast import make_toast
from ..core.transaction import commit, new_env
from ..run.leg import Leg
from ..run.resync import DIRECT_PUSH_LIMIT
from ..run.toast import make_run_toast
from ..store.lists import open_list

# So many products of Odoo are compared while a person waits.
DIRECT_COUNT = 3000


class MedusaTakeOverMixin(models.AbstractModel):
    """What a store has to be decided about, and the buttons that begin and undo it."""

    _name = "medusa.take.over.mixin"
    _description = "Taking Over a Medusa Store"

    match_ids = fields.One2many("medusa.match", "backend_id", "Matches", readonly=True)
    open_match_count = fields.Integer("To Decide", compute="_compute_match_counts")
    accepted_match_count = fields.Integer("Taken Over", compute="_compute_match_counts")

    @api.depends("match_ids.state", "match_ids.kind")
    def _compute_match_counts(self):
        groups = self.env["medusa.match"]._read_group(
            [("backend_id", "in", self.ids), ("state", "!=", "rejected")],
            ["backend_id", "state", "kind"],
            ["__count"],
        )
        self.open_match_count = self.accepted_match_count = 0
        for backend, state, kind, count in groups:
            if state == "accepted":
                backend.accepted_match_count += count
            elif kind == "proposal":
                backend.open_match_count += count

    # === ACTION METHODS === #

    def action_take_over(self):
        """Read the shop, and propose which of its products are which of Odoo's.

        Nothing is written to the store. A small shop is read at once, a large one by a run in the
        background.

        :return: a client action: a toast, and the list of proposals if there are any by now
        """
        self.check_access("write")
        start = self.env["medusa.match.start"]
        return [start._start(backend, "take_over") for backend in self][-1]

    def action_undo_take_over(self):
        """Give all products back that were taken over, with the marks that they had before.

        Their bindings go, and they are proposed again; what was pushed of them stays.

        :return: a client action: a toast
        """
        self.check_access("write")
        start = self.env["medusa.match.start"]
        return [start._start(backend, "take_over_undo") for backend in self][-1]

    def action_view_matches(self):
        shown = {"search_default_open": 1, "search_default_group_by_strength": 1}
        return open_list(self, "medusa_match_action", **shown)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.take.over.mixin"]


class MedusaStoreSurvey(models.AbstractModel):
    """Counts the products of a store that Odoo knows nothing of, and offers to take them over."""

    _inherit = "medusa.store.survey"

    def _keep(self, backend, sample):
        result = super()._keep(backend, sample)
        # sudo: what a test found is kept, whoever may test.
        backend = backend.sudo()
        mine = [("backend_id", "=", backend.id), ("medusa_id", "in", sample.ids)]
        known = {row.medusa_id for row in backend.product_binding_ids.search(mine)}
        # What somebody has said something of is known as well.
        known |= set(backend.match_ids.search([*mine, ("state", "!=", "open")]).mapped("medusa_id"))
        unknown = set(sample.ids) - known - sample.marked
        backend.write({"sampled_count": len(sample.ids), "unknown_count": len(unknown)})
        return result

    def _get_lines(self, backend):
        lines = super()._get_lines(backend)
        if backend.unknown_count:
            lines.append(
                self.env._(
                    "Products of the store that Odoo doesn't know: %s. “Take Over” finds out which "
                    "of yours they are, before anything is pushed.",
                    backend.unknown_count,
                )
            )
        return lines

    def _forget(self, backends):
        result = super()._forget(backends)
        # sudo: nobody but the connector writes them.
        backends.sudo().match_ids.unlink()
        backends.sudo().write({"sampled_count": 0, "unknown_count": 0})
        return result


class MedusaMatchStart(models.AbstractModel):
    """Begins runs of a take-over: at once where a person can wait for it."""

    _name = "medusa.match.start"
    _description = "Begin of a Medusa Take-Over"

    @api.model
    def _start(self, backend, scope, chosen=None):
        """Begin a run, and say what came of it, or that it goes on in the background.

        :param str scope: see `SCOPES`
        :param list chosen: ids of the matches that it is about, None for all
        """
        if self._is_small(backend, scope, chosen):
            with new_env(self.env) as env:
                env = env(context={"lang": self.env.lang, "tz": self.env.context.get("tz")})
                told = env[self._name]._run_now(backend.id, scope, chosen, self.env.uid)
            if told:
                # What this transaction had read before is older than the run.
                self.env.invalidate_all(flush=True)
                return self._tell(backend, *told)
        run = backend._queue_run("manual", chosen, scope=scope).sudo(False)
        backend._trigger_queue_sudo()
        text = self.env._("%s: it is done in the background, in the next minutes.", backend.name)
        return make_run_toast(text, run)

    def _is_small(self, backend, scope, chosen):
        """Tell whether a person can wait for it."""
        if scope != "take_over":
            count = backend.accepted_match_count if chosen is None else len(chosen)
            return count <= DIRECT_PUSH_LIMIT
        was_seen = bool(backend.connection_checked_at) and backend.sampled_count < SAMPLE
        return was_seen and backend.product_count <= DIRECT_COUNT

    def _run_now(self, backend_id, scope, chosen, user_id):
        """Take all steps of a run; return (kind of toast, text), None where it can't be done here.

        That is so where the store isn't to be seen by others yet, or another process does it.
        """
        backend = self.env["medusa.backend"].browse(backend_id)
        if not backend.exists():
            return None
        # sudo: a manager asked for it, nobody writes runs.
        run = (
            backend.with_user(user_id)
            .sudo()
            ._queue_run("manual", chosen, scope=scope, is_waited_for=False)
        )
        run = run.with_user(self.env.user)
        commit(self.env)
        with claim(self.env, "run", [run.id]) as claimed:
            if not claimed:
                return None
            Leg(run).go()
        kind, texts = run._tell()
        return kind, "\n".join(texts)

    def _tell(self, backend, kind, text):
        show = backend.action_view_matches() if backend.open_match_count else None
        return make_toast(text, kind, show, sticky=False)

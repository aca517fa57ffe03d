from markupsafe import Markup

from odoo import api, fields, models

from ..live.facts import get_words
from ..live.teller import MESSAGE
from ..run.run import COUNTERS, OPEN_STATES

# What a run counts among the updates, and among the failures.
_ADOPTED = [("operation", "=", "adopt"), ("result", "!=", "failure")]
_CONFLICTS = [("failure_type", "in", ("conflict", "other_database")), ("result", "=", "failure")]


class MedusaPlanLiveMixin(models.AbstractModel):
    """How far a plan is, and what it says in short."""

    _name = "medusa.plan.live.mixin"
    _description = "A Medusa Plan as It Is Made"

    live = fields.Json("Under Way", compute="_compute_live")
    summary = fields.Html("In Short", compute="_compute_summary", sanitize=False)

    @api.depends("state", "phase", "total", "done_count", "progress", "seconds_left")
    @api.depends_context("uid", "lang")
    def _compute_live(self):
        for plan in self:
            is_shown = plan.id and plan.state in OPEN_STATES
            plan.live = is_shown and {
                "backend_id": plan.backend_id.id,
                "run_id": _get_name(plan),
                "runs": [_describe(plan)],
                "words": {**get_words(self.env), "count": self._get_count_words()},
                "may_cancel": False,
            }

    @api.model
    def _get_count_words(self):
        """Return {counter: its word}, in the reader's language."""
        return {
            name: self._fields[f"{name}_count"].get_description(self.env)["string"]
            for name in COUNTERS
        }

    @api.depends("state", "line_ids", "run_id.state", *(f"{name}_count" for name in COUNTERS))
    @api.depends_context("lang")
    def _compute_summary(self):
        for plan in self:
            sentences = plan._get_sentences() if plan.id and plan.state != "queued" else []
            sentences += plan._get_outcome_sentences() if sentences else []
            plan.summary = sentences and Markup("<ul class='mb-3'>%s</ul>") % Markup("").join(
                Markup("<li>%s</li>") % sentence for sentence in sentences
            )

    def _get_sentences(self):
        """Return what the plan says, a sentence for each kind of thing that there is any of."""
        _ = self.env._
        adopted, conflicts = self._count_lines(_ADOPTED), self._count_lines(_CONFLICTS)
        said = [
            (self.created_count, _("Products that would be created: %s")),
            (self.updated_count - adopted, _("Products that would be updated: %s")),
            (adopted, _("Products found in the store that would be adopted: %s")),
            (self.withdrawn_count, _("Products that would leave the store: %s")),
            (self.failed_count - conflicts, _("Refused: %s")),
            (conflicts, _("To be decided by a person: %s")),
            (self.skipped_count, _("Skipped, because they wait for a mend or their next try: %s")),
            (self.unchanged_count, _("Products that stay as they are: %s")),
        ]
        others = self.env["medusa.plan.line"]._read_group(
            [("plan_id", "=", self.id), ("kind", "!=", "product")], ["kind"], ["__count"]
        )
        labels = dict(self.env["medusa.plan.line"]._selection_kind())
        sentences = [text % f"{count:,}" for count, text in said if count > 0]
        sentences += [
            _("%(kind)s, changes: %(count)s", kind=labels[kind], count=count)
            for kind, count in others
            if kind != "run"
        ]
        if not sentences and self.state == "done":
            sentences = [_("Nothing would change.")]
        return sentences

    def _count_lines(self, domain):
        mine = [("plan_id", "=", self.id), ("kind", "=", "product")]
        return self.env["medusa.plan.line"].search_count(mine + domain)

    def _tell(self):
        """Tell whoever looks at the plan how far it is."""
        for plan in self:
            message = {
                "backend_id": plan.backend_id.id,
                "runs": [_describe(plan)],
                "is_all": False,
            }
            self.env["bus.bus"]._sendone(plan.backend_id, MESSAGE, message)


class MedusaPlan(models.Model):
    _name = "medusa.plan"
    _inherit = ["medusa.plan", "medusa.plan.live.mixin"]


def _get_name(plan):
    """Return what pages know a plan by, among the numbers of runs."""
    return f"plan_{plan.id}"


def _describe(plan):
    """Return what is told of a plan, in the form of what is told of a run."""
    return {
        "id": _get_name(plan),
        "backend_id": plan.backend_id.id,
        "scope": plan._get_scope(),
        "state": plan.state,
        "phase": plan.phase,
        "done": plan.done_count,
        "total": plan.total,
        "progress": round(plan.progress, 1),
        "seconds_left": round(plan.seconds_left),
        "counts": {name: plan[f"{name}_count"] for name in COUNTERS},
    }

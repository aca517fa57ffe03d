"""A plan that is carried out, and what had changed since it was made."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...sync.difference import Difference
from ..change.rows import FORMER, MADE
from ..core.sentence import say_of
from ..product.selected import search_free
from ..run.run import OPEN_STATES
from ..run.toast import make_run_toast
from ..store.rights import check_may_push
from .agreement import are_same, get_record, has_planned
from .line import JOINED, get_key, join_rows, pack_rows

WITHDRAWALS = ("draft", "delete", "gone")


class MedusaPlanExecution(models.AbstractModel):
    """Lets just what a plan lists be pushed, and compares."""

    _name = "medusa.plan.execution.mixin"
    _description = "Carrying Out a Medusa Plan"

    run_id = fields.Many2one("medusa.sync.run", readonly=True, ondelete="set null")
    run_state = fields.Selection(related="run_id.state", string="State of the Run")
    more_count = fields.Integer(
        "Changed Since, Not Listed", readonly=True,
        help="Products that had something to push when the plan was carried out, and that it "
        "doesn't list.",
    )  # fmt: skip

    def action_run(self):
        """Push just what the plan lists, in the background.

        :return: a client action: a toast
        :raise AccessError: if the user is no Medusa user; a mass withdrawal is a manager's to let
            happen
        """
        self.ensure_one()
        check_may_push(self.env)
        self.check_access("read")
        if self.leaving_count:
            self.backend_id.check_access("write")
        if self.state != "done" or self.run_id.state in OPEN_STATES:
            raise UserError(
                self.env._("Only a plan that is done, and whose run isn't under way, can be run.")
            )
        run = self._queue_sudo()
        self.env["medusa.backend"]._trigger_queue_sudo()
        text = self.env._("What the plan lists is pushed in the background.")
        return make_run_toast(text, run.sudo(False))

    def _queue_sudo(self):
        """Return a new run over the products that the plan lists."""
        # sudo: users start runs by buttons that check their rights, nobody writes them.
        plan = self.sudo()
        run = plan._queue_run_sudo()
        # What left the selection since the plan was made is for a full run, which asks.
        bindings = plan._find_leaving()
        run.write({"plan_id": self.id, "confirmed_ids": bindings.ids or [0]})
        plan.line_ids.filtered(lambda line: line.outcome == "new").unlink()
        plan.line_ids.write({"outcome": False, "sent": False})
        plan.write({"run_id": run.id, "more_count": 0})
        return run

    def _find_leaving(self):
        """Return the bindings of the products that the plan lets leave the store."""
        leaving = self.line_ids.filtered(
            lambda line: line.kind == "product" and line.operation in WITHDRAWALS
        )
        # Some were deleted in Odoo.
        deleted = leaving.filtered(lambda line: not line.product_tmpl_id).mapped("medusa_id")
        mine = Domain("backend_id", "=", self.backend_id.id)
        mine &= Domain("product_tmpl_id", "in", leaving.product_tmpl_id.ids) | (
            Domain("product_tmpl_id", "=", False) & Domain("medusa_id", "in", deleted)
        )
        return self.env["medusa.product.binding"].search(mine)

    def _queue_run_sudo(self):
        """Return a new run over what the plan lists."""
        ids = set(self.line_ids.product_tmpl_id.ids)
        return self.backend_id._queue_run("plan", ids, bool(self.chosen))

    # === WHAT CAME OF IT === #

    def _compare_changes(self, changes):
        """Say of lines whether the run wrote what was planned.

        :param list[Changed] changes: see `sync.changed`
        """
        lines = self.env["medusa.plan.line"]
        vals_list = lines._prepare_changes(self, changes)
        present = lines._find_present(self, vals_list)
        for vals in vals_list:
            line = present.get(get_key(vals))
            if line:
                line._compare(vals["changes"])
            else:
                lines._keep(self, [{**vals, "outcome": "new"}])

    def _compare_lines(self, log_lines):
        """Say of products that the run failed with them.

        :param list[Line] log_lines: see `run.line`
        """
        failed = {line.binding.product_tmpl_id.id for line in log_lines
                  if line.failure and line.binding}  # fmt: skip
        if failed:
            mine = [("plan_id", "=", self.id), ("product_tmpl_id", "in", list(failed))]
            self.env["medusa.plan.line"].search(mine).outcome = "failed"

    def _compare_noted(self, run):
        """Say of lines what a process has sent that was killed before it said so.

        It was noted before it left, and whoever went on found the store as it is wanted.
        """
        mine = [("run_id", "=", run.id), ("is_unsure", "=", True)]
        noted = self.env["medusa.sync.change"].search(mine)
        by_id = noted.grouped(lambda change: (change.kind, change.medusa_id))
        by_name = noted.grouped(get_record)
        # Part of a line may have been recorded, by whoever went on.
        lines = self.line_ids.filtered(lambda line: line.outcome in (False, "other"))
        for line in lines if noted else ():
            found = by_id.get((line.kind, line.medusa_id))
            if not line.medusa_id or has_planned(line.medusa_id):
                found = by_name.get(get_record(line), found)
            line._compare_noted(found or noted.browse())

    def _finish_run(self, run):
        """Say what wasn't needed any more, and how much has something to push that isn't listed."""
        if run.state in ("done", "errors"):
            self._compare_noted(run)
            mine = [("plan_id", "=", self.id), ("outcome", "=", False), ("result", "=", "success")]
            # Of one that was deleted since, nothing is left to push.
            products = ["|", ("product_tmpl_id", "!=", False), ("kind", "=", "product")]
            self.env["medusa.plan.line"].search(mine + products).outcome = "unneeded"
        backend = self.backend_id
        due = self.env["medusa.product.changes"]._get_due(backend, list(search_free(backend)))
        self.more_count = len(due - set(run.chosen or []))

    def _get_outcome_sentences(self):
        """Return what came of the plan's run, a sentence each."""
        _ = self.env._
        if self.run_id.state not in ("done", "errors"):
            return []
        lines = self.env["medusa.plan.line"]
        groups = lines._read_group([("plan_id", "=", self.id)], ["outcome"], ["__count"])
        counts = dict(groups)
        labels = dict(lines._fields["outcome"]._description_selection(self.env))
        sentences = [
            say_of(self.env, label, counts[name])
            for name, label in labels.items()
            if counts.get(name)
        ]
        if self.more_count:
            sentences.append(_("Products changed since, and not in the plan: %s", self.more_count))
        return sentences


class MedusaPlan(models.Model):
    _name = "medusa.plan"
    _inherit = ["medusa.plan", "medusa.plan.execution.mixin"]


class MedusaPlanLine(models.Model):
    """What came of a line when its plan was run."""

    _inherit = "medusa.plan.line"

    outcome = fields.Selection(
        [
            ("as_planned", "As planned"),
            ("other", "Otherwise than planned"),
            ("unneeded", "Not needed any more"),
            ("failed", "Failed"),
            ("new", "Not in the plan"),
        ],
        "Was Done",
        readonly=True,
    )
    sent = fields.Json(readonly=True, help="What was sent, where it isn't what was planned.")
    sent_html = fields.Html("What Was Sent", compute="_compute_sent_html", sanitize=False)

    @api.depends("sent")
    @api.depends_context("lang")
    def _compute_sent_html(self):
        for line in self:
            titles = (self.env._("In the Store Before"), self.env._("Was Sent"))
            line.sent_html = bool(line.sent) and line._render(line.sent, titles)

    def _compare(self, rows):
        """Keep whether what was written is what was planned.

        :param list[dict] rows: as `changes`, in one or more parts
        """
        sent = join_rows(self.sent, rows, self.kind)
        is_same = are_same(self.changes or [], sent)
        self.write({"outcome": "as_planned" if is_same else "other", "sent": sent})

    def _compare_noted(self, noted):
        """Keep what was noted of this record before it was sent, if anything.

        :param noted: `medusa.sync.change` of it; for each of several findings there is one
        """
        products = (self.product_tmpl_id, noted.product_tmpl_id.browse())
        is_made = self.operation in MADE
        noted = noted.filtered(
            lambda change: (
                change.product_tmpl_id in products and (change.operation in MADE) == is_made
            )
        )
        if not noted or (is_made and self.outcome):
            return
        parts = [self._unpack(change) for change in noted]
        sent = []
        for rows in filter(None, [*parts, self.sent]):
            sent = join_rows(sent, rows, self.kind)
        # Where rows of one name are several, those that were noted twice are as well.
        single = parts if self.finding_id or self.kind not in JOINED else []
        planned = self.changes or []
        same = next((rows for rows in (sent, *single) if are_same(planned, rows)), None)
        if same is not None:
            self.write({"outcome": "as_planned", "sent": same})
        elif not self.outcome:
            self.write({"outcome": "other", "sent": parts[-1] if self.finding_id else sent})

    def _unpack(self, change):
        """Return what was noted of this record, as rows; of what is made that is its name alone."""
        rows = [row for row in change.changes if row[0] != FORMER]
        if change.operation not in MADE or [row[0] for row in rows] != [change.kind]:
            return pack_rows(Difference(*row) for row in rows)
        title = "title", None
        return [
            {**row, "odoo": change.name} if (row["field"], row["variant"]) == title else row
            for row in self.changes or []
        ]


class MedusaSyncRun(models.Model):
    _inherit = "medusa.sync.run"

    trigger = fields.Selection(selection_add=[("plan", "Plan")], ondelete={"plan": "set default"})
    plan_id = fields.Many2one("medusa.plan", "Carries Out", readonly=True, ondelete="set null")


def make_note(run, changes):
    """Let a plan that is carried out know what was written."""
    if run.plan_id:
        run.plan_id._compare_changes(changes)

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying

from ...const import (
    PUSH_CHUNK,
    STORE_FAILURE_CHUNKS,
    VERIFY_CHUNK,
    WITHDRAW_FREE_COUNT,
    WITHDRAW_FREE_SHARE,
)
from ...medusa.exceptions import MedusaError
from ...tools import commit

_logger = logging.getLogger(__name__)

OPEN_STATES = ("queued", "running")


class MedusaSyncRun(models.Model):
    """One run over the products of a store, cut into steps that a cron can stop between.

    A full run goes through its phases: it reads the store's index, walks over the selected
    products by their id, rebuilding and comparing each one's payload, and withdraws what left the
    selection. A run over chosen products pushes just these.
    """

    _name = "medusa.sync.run"
    _description = "Medusa Sync Run"
    _inherit = ["medusa.failure.mixin"]
    _order = "id desc"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", "Started by", readonly=True, ondelete="set null")
    trigger = fields.Selection(
        [
            ("cron", "Schedule"),
            ("manual", "Sync now"),
            ("button", "Resync"),
            ("retry", "Retry"),
        ],
        required=True,
        readonly=True,
        default="manual",
    )
    scope = fields.Selection(
        [("full", "All products"), ("products", "Chosen products")],
        required=True,
        readonly=True,
        default="full",
    )
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("running", "Running"),
            ("waiting", "Waits for confirmation"),
            ("done", "Done"),
            ("errors", "Done with errors"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    phase = fields.Selection(
        [
            ("scan", "Reading the store"),
            ("terms", "Pushing categories and tags"),
            ("push", "Pushing"),
            ("prices", "Pushing price lists"),
            ("translations", "Pushing further languages"),
            ("withdraw", "Withdrawing"),
        ],
        readonly=True,
    )
    start_date = fields.Datetime("Start", readonly=True)
    end_date = fields.Datetime("End", readonly=True)
    duration = fields.Float("Duration (s)", compute="_compute_duration")

    total = fields.Integer(readonly=True, aggregator=None)
    done_count = fields.Integer("Looked At", readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    created_count = fields.Integer("Created", readonly=True)
    updated_count = fields.Integer("Updated", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    withdrawn_count = fields.Integer("Withdrawn", readonly=True)
    failed_count = fields.Integer("Failed", readonly=True)
    skipped_count = fields.Integer(
        "Skipped",
        readonly=True,
        help="Failed before and wait for their next try, or to be mended; or busy in another "
        "process.",
    )
    request_count = fields.Integer("Requests", readonly=True)
    write_count = fields.Integer("Write Requests", readonly=True)
    leaving_count = fields.Integer("To Withdraw", readonly=True)
    confirmed_count = fields.Integer("Confirmed Withdrawals", readonly=True)

    # Where the run stands, so that another process can go on after any interruption
    position = fields.Integer(readonly=True, help="The last product id that was looked at.")
    backlog = fields.Json(readonly=True, help="Products that were found to need a push.")
    force = fields.Boolean(readonly=True)
    failed_chunks = fields.Integer(readonly=True)

    log_ids = fields.One2many("medusa.sync.log", "run_id", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("backend_id", "create_date")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for run in self:
            date = run.create_date and fields.Datetime.context_timestamp(run, run.create_date)
            text = f" {date:%Y-%m-%d %H:%M}" if date else ""
            run.display_name = f"{run.backend_id.name}{text}"

    @api.depends("start_date", "end_date")
    def _compute_duration(self):
        for run in self:
            end = run.end_date or fields.Datetime.now()
            run.duration = (end - run.start_date).total_seconds() if run.start_date else 0.0

    @api.depends("done_count", "total", "state")
    def _compute_progress(self):
        for run in self:
            if run.state in ("done", "errors"):
                run.progress = 100.0
            else:
                run.progress = min(100.0 * run.done_count / run.total, 99.0) if run.total else 0.0

    # === ACTION METHODS === #

    def action_confirm_withdrawal(self):
        """Let a run go on that asked whether it may withdraw so many products."""
        self._check_may_decide()
        for run in self.filtered(lambda run: run.state == "waiting"):
            run.sudo().write(
                {
                    "state": "queued",
                    "confirmed_count": run.leaving_count,
                    **self._clear_failure_vals(),
                }
            )
        self.env["medusa.backend"]._trigger_queue_sudo()

    def action_cancel(self):
        """End a run that waits or hasn't begun; what it did so far stays."""
        self._check_may_decide()
        runs = self.filtered(lambda run: run.state in ("waiting", *OPEN_STATES))
        runs.sudo().write({"state": "cancelled", "end_date": fields.Datetime.now()})

    def action_refresh(self):
        """Do nothing: the form reads the run anew after any of its buttons."""
        return True

    def action_view_logs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_sync_log_action"
        )
        return dict(action, domain=[("run_id", "=", self.id)], context={})

    def _check_may_decide(self):
        self.backend_id.check_access("write")

    # === STEPS === #

    def _step_and_commit(self):
        """Do a step; again if a user changed the store or the run in between.

        :return: see `_step`
        """
        processed = retrying(self._step, self.env)
        commit(self.env)
        return processed

    def _step(self):
        """Do one unit of work.

        :return: how many products were looked at, at least 1
        """
        self.ensure_one()
        reason = self.phase and self.backend_id._get_refusal_midway(self.trigger)
        if reason:
            self._fail(*reason)
        elif self.state == "queued":
            self._start()
        elif self.phase == "scan":
            self._step_scan()
        elif self.phase == "terms":
            return self._step_terms()
        elif self.phase == "translations":
            return self._step_translations()
        elif self.phase == "push":
            return self._step_push()
        elif self.phase == "prices":
            return self._step_prices()
        else:
            return self._step_withdraw()
        return 1

    def _start(self):
        """Begin, or go on after a confirmation; refuse where the store may not be pushed to."""
        backend = self.backend_id
        if self.phase:
            self.state = "running"
            return
        reason = backend._get_refusal(self.trigger)
        if reason:
            self._fail(*reason)
            return
        needs_scan = self.scope == "full" or not backend.scanned_at
        self.write(
            {
                "state": "running",
                "phase": "scan" if needs_scan else "push",
                "start_date": fields.Datetime.now(),
                "total": self._count_total(),
            }
        )
        _logger.info(
            "%s: run %s starts (%s, %s products)", backend.name, self.id, self.trigger, self.total
        )

    def _count_total(self):
        if self.scope == "products":
            return len(self.backlog or [])
        return self.env["product.template"].search_count(self.backend_id._get_selection_domain())

    def _step_scan(self):
        backend = self.backend_id
        try:
            with backend._get_client() as client:
                lost = self.env["medusa.store.scan"]._scan(backend, client)
                self._count_requests(client.requests, client.writes)
        except MedusaError as error:
            self._stop_for_store(error)
            return
        if lost:
            _logger.info("%s: %s products are not in the store any more", backend.name, lost)
        has_terms = self.scope == "full" and backend._has_terms()
        self.phase = "terms" if has_terms else "push"

    def _step_push(self):
        """Push a part of the backlog when it fills a call, else look at further products.

        Changes that are spread thinly over the catalogue go out together.
        """
        if len(self.backlog or []) >= PUSH_CHUNK:
            return self._push_backlog()
        ids = [] if self.scope == "products" else self._get_next_products()
        if ids:
            return self._extend_backlog(ids)
        if self.backlog:
            return self._push_backlog()
        if self.scope == "products":
            self._finish()
        else:
            self._begin_prices()
        return 1

    def _extend_backlog(self, ids):
        """Look at products, and add those to the backlog that have something to push."""
        stale = self._find_stale(ids)
        left = set(ids) - set(stale)
        failed = self._count_still_failed(left)
        self.write(
            {
                "position": ids[-1],
                "backlog": (self.backlog or []) + stale,
                "unchanged_count": self.unchanged_count + len(left) - failed,
                "skipped_count": self.skipped_count + failed,
                "done_count": self.done_count + len(left),
            }
        )
        return len(ids)

    def _count_still_failed(self, ids):
        """Return how many of the products wait, for their next try or for a mended product."""
        return self.env["medusa.product.binding"].search_count(
            [
                ("backend_id", "=", self.backend_id.id),
                ("product_tmpl_id", "in", list(ids)),
                ("state", "=", "error"),
            ]
        )

    def _get_next_products(self):
        query = self.backend_id._search_selection([("id", ">", self.position)])
        query.order, query.limit = "id", VERIFY_CHUNK
        return list(query)

    def _find_stale(self, ids):
        """Return the products to push: changed as Odoo knows, or as their payload shows.

        The payload is what no dependency can see: a price rule that began today, a rate, SQL.
        Products whose waiting time after a failure isn't over are none of them.
        """
        backend = self.backend_id
        due = backend._get_due_products(ids)
        postponed = backend._get_postponed_products(ids)
        rest = [key for key in ids if key not in due and key not in postponed]
        changed = self.env["medusa.product.push"]._find_changed(backend, rest)
        return sorted(due | changed)

    def _push_backlog(self):
        backend = self.backend_id
        now, later = self._cut_backlog()
        # They may wait here for long: what left the selection since then is not pushed any more.
        selected = set(backend._search_selection([("id", "in", now)]))
        self.done_count += len(now) - len(selected)
        now = [key for key in now if key in selected]
        if not now:
            self.backlog = later
            return 1
        if self.scope == "products" and not self._sync_terms_of(now):
            return 1
        result = self.env["medusa.product.push"]._push(backend, now, self, force=self.force)
        self.backlog = result.deferred + later
        self._after_chunk(result)
        if self.scope == "products" and self.state in OPEN_STATES:
            self._push_translations_now(result)
            self._push_prices_of(result.outcomes)
        return max(len(result.outcomes), 1)

    def _cut_backlog(self):
        """Return (ids to push now, ids for later).

        Products that are in the store and those that aren't go apart: the first are read by their
        id, the others by their external_id, so that a chunk is read in one request.
        """
        ids = self.backlog[: PUSH_CHUNK * 2]
        bound = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("product_tmpl_id", "in", ids),
                ("medusa_id", "!=", False),
            ]
        )
        bound_ids = set(bound.product_tmpl_id.ids)
        is_bound = ids[0] in bound_ids
        now = [key for key in ids if (key in bound_ids) == is_bound][:PUSH_CHUNK]
        chosen = set(now)
        return now, [key for key in self.backlog if key not in chosen]

    def _begin_withdrawal(self):
        """Turn to the products that left the selection; ask first if they are unusually many."""
        bindings = self.env["medusa.product.binding"]
        leaving = bindings.search_count(self.backend_id._get_leaving_domain())
        pushed = bindings.search_count(
            [("backend_id", "=", self.backend_id.id), ("state", "!=", "withdrawn")]
        )
        self.write({"phase": "withdraw", "leaving_count": leaving, "position": 0})
        if not leaving:
            self._finish()
        elif leaving > max(WITHDRAW_FREE_COUNT, WITHDRAW_FREE_SHARE * pushed, self.confirmed_count):
            self._wait_for_confirmation(pushed)

    def _wait_for_confirmation(self, pushed):
        # It asks the same again, newly counted: one question is enough.
        former = self.search([("backend_id", "=", self.backend_id.id), ("state", "=", "waiting")])
        former.write({"state": "cancelled", "end_date": fields.Datetime.now()})
        # Back to the phase before: the products are counted anew when it goes on.
        self.write(
            {
                "phase": "push",
                "state": "waiting",
                "failure_type": "guard",
                "failure_detail": self.env._(
                    "%(count)s of %(total)s pushed products are no longer selected.",
                    count=self.leaving_count,
                    total=pushed,
                ),
            }
        )
        self._log_run("failure")
        if not former:
            self.backend_id._warn_managers(self)
        _logger.warning(
            "%s: run %s waits, it would withdraw %s of %s products",
            self.backend_id.name, self.id, self.leaving_count, pushed,
        )  # fmt: skip

    def _step_withdraw(self):
        backend = self.backend_id
        bindings = self.env["medusa.product.binding"].search(
            backend._get_leaving_domain()
            & fields.Domain("id", ">", self.position)
            & (fields.Domain("next_try", "=", False) | fields.Domain("next_try", "<=", "now")),
            order="id",
            limit=PUSH_CHUNK,
        )
        if not bindings:
            self._finish()
            return 1
        last_id = bindings[-1].id
        result = self.env["medusa.product.push"]._withdraw(backend, bindings, self)
        self.position = last_id
        self._after_chunk(result)
        return len(bindings)

    # === ENDING === #

    def _after_chunk(self, result):
        """Say where the run is, and stop it if it is the store that fails."""
        _logger.info(
            "%s: run %s, %s of %s: %s created, %s updated, %s unchanged, %s failed",
            self.backend_id.name, self.id, self.done_count, self.total, self.created_count,
            self.updated_count, self.unchanged_count, self.failed_count,
        )  # fmt: skip
        if result.store_error:
            self._stop_for_store(result.store_error.error)
            return
        errors = [outcome.error for outcome in result.outcomes if outcome.error]
        passing = [error for error in errors if getattr(error, "retryable", False)]
        if not passing or len(passing) < len(result.outcomes):
            self.failed_chunks = 0
            return
        self.failed_chunks += 1
        if self.failed_chunks >= STORE_FAILURE_CHUNKS:
            self._stop_for_store(passing[-1])

    def _stop_for_store(self, error):
        """End the run because of the store: said once, on the run and on the store."""
        self.backend_id._handle_store_failure(error)
        vals = self._prepare_failure_vals(error)
        self._fail(vals["failure_type"], vals["failure_detail"], vals["http_status"])

    def _fail(self, failure_type, detail, http_status=0):
        self.write(
            {
                "state": "failed",
                "start_date": self.start_date or fields.Datetime.now(),
                "end_date": fields.Datetime.now(),
                "failure_type": failure_type,
                "failure_detail": detail,
                "http_status": http_status,
            }
        )
        self._log_run("failure")
        _logger.info(
            "%s: run %s failed: %s %s", self.backend_id.name, self.id, failure_type, detail
        )

    def _break_off(self, error):
        """End the run because of an exception: what an admin has to mend is said in its words."""
        if isinstance(error, UserError) and not isinstance(error.__cause__, psycopg2.Error):
            self._fail("configuration", str(error))
            return
        _logger.error("Run %s of %s broke off", self.id, self.backend_id.name, exc_info=error)
        self._fail("internal", f"{type(error).__name__}: {error}")

    def _finish(self):
        if self.scope == "full" and self._delete_unused_terms():
            self._delete_unused_pictures()
        if self.state == "failed":
            return
        self.write(
            {
                "state": "errors" if self.failed_count else "done",
                "end_date": fields.Datetime.now(),
            }
        )
        if not self.failed_chunks:
            self.backend_id._handle_store_success()
        _logger.info(
            "%s: run %s ends after %.1f s: %s created, %s updated, %s unchanged, %s withdrawn, "
            "%s failed, %s skipped; %s requests, %s of them writes",
            self.backend_id.name, self.id, self.duration, self.created_count, self.updated_count,
            self.unchanged_count, self.withdrawn_count, self.failed_count, self.skipped_count,
            self.request_count, self.write_count,
        )  # fmt: skip

    def _delete_unused_pictures(self):
        """Delete files in the store that no product shows any more."""
        try:
            with self.backend_id._get_client() as client:
                self.env["medusa.picture.upload"]._delete_unused(self.backend_id, client)
                self._count_requests(client.requests, client.writes)
        except MedusaError as error:
            # They are still unused at the next run.
            _logger.info("%s: unused files stay for now: %s", self.backend_id.name, error)

    # === FOR A PERSON WHO WAITS === #

    def _withdraw_directly(self, binding):
        """Withdraw one product that left the selection, at once."""
        self._start()
        if self.state != "running":
            return
        result = self.env["medusa.product.push"]._withdraw(self.backend_id, binding, self)
        self._after_chunk(result)
        if self.state == "running":
            self._finish()

    def _tell(self):
        """Return (kind of toast, sentences) on what this run did, in the reader's language."""
        logs = self.log_ids.sorted("id")
        texts = [log.message for log in logs]
        if self.skipped_count:
            texts.append(
                self.env._("Another run pushes this product right now. Try again in a moment.")
            )
        if any(log.result == "failure" for log in logs) or self.state == "failed":
            return "danger", texts
        return ("warning" if self.skipped_count else "success"), texts

    # === RECORDING === #

    def _count_requests(self, requests, writes):
        self.request_count += requests
        self.write_count += writes

    def _record_outcomes(self, result):
        """Add a chunk's outcomes to the counters.

        :param PushResult result: see `medusa.product.push`
        """
        counters = {
            "create": "created_count", "recreate": "created_count",
            "update": "updated_count", "adopt": "updated_count",
            "unchanged": "unchanged_count",
            "draft": "withdrawn_count", "delete": "withdrawn_count", "gone": "withdrawn_count",
        }  # fmt: skip
        for outcome in result.outcomes:
            name = "failed_count" if outcome.error else counters[outcome.operation]
            self[name] += 1
        self.skipped_count += len(result.busy)
        self.done_count += len(result.outcomes) + len(result.busy)
        self._count_requests(result.requests, result.writes)

    def _create_logs(self, outcomes):
        """Write a line for each thing that happened; unchanged products make none by night."""
        told = [
            outcome
            for outcome in outcomes
            if outcome.error or outcome.operation != "unchanged" or self.trigger == "button"
        ]
        bindings = self.env["medusa.product.push"]._get_bindings(self.backend_id, told)
        self.env["medusa.sync.log"].create(
            [self._prepare_log_vals(out, bindings.get(out.job.external_id)) for out in told]
        )

    def _prepare_log_vals(self, outcome, binding):
        """Return the values of the line that tells one outcome."""
        vals = {
            "run_id": self.id,
            "backend_id": self.backend_id.id,
            "company_id": self.company_id.id,
            "binding_id": binding.id if binding else False,
            "product_tmpl_id": binding.product_tmpl_id.id if binding else False,
            "name": (outcome.job.payload.get("product") or {}).get("title")
            or (binding.name if binding else False),
            "medusa_id": outcome.medusa_id or outcome.job.medusa_id,
            "operation": outcome.operation,
            "result": "failure" if outcome.error else "success",
            "duration": outcome.seconds,
        }
        if outcome.error:
            vals |= self._prepare_failure_vals(outcome.error)
        elif outcome.job.warnings:
            vals |= {
                "result": "warning",
                "failure_type": "left_out",
                "failure_detail": "; ".join(outcome.job.warnings),
            }
        return vals

    def _log_run(self, result):
        self.env["medusa.sync.log"].create(
            {
                "run_id": self.id,
                "backend_id": self.backend_id.id,
                "company_id": self.company_id.id,
                "operation": "run",
                "result": result,
                "failure_type": self.failure_type,
                "failure_detail": self.failure_detail,
                "http_status": self.http_status,
            }
        )

    # === RETENTION === #

    @api.autovacuum
    def _gc_runs(self):
        """Delete runs, and with them their lines, that are older than their store keeps them.

        :return: (how many were deleted, whether there are more)
        """
        limit, runs = 1000, self.browse()
        for backend in self.env["medusa.backend"].with_context(active_test=False).search([]):
            if not backend.log_retention_days:
                continue
            date = fields.Datetime.subtract(fields.Datetime.now(), days=backend.log_retention_days)
            runs |= self.search(
                [
                    ("backend_id", "=", backend.id),
                    ("create_date", "<", date),
                    ("state", "not in", ("waiting", *OPEN_STATES)),
                ],
                limit=limit,
            )
        runs.unlink()
        return len(runs), len(runs) >= limit

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(run.state in OPEN_STATES for run in self):
            raise UserError(
                self.env._("A run that is under way can't be deleted. Cancel it first.")
            )

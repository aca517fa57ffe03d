import logging
import time
from contextlib import ExitStack

from odoo import models
from odoo.fields import Domain

from ...sync.job import Job
from ...sync.withdraw import ChunkWithdraw
from ..core.locks import claim
from ..core.transaction import commit
from ..core.trial import get_trial
from ..run.phase import Question, Record, Step
from ..run.resync import DIRECT_PUSH_LIMIT
from .changed import prepare_changes
from .claims import get_claim_space
from .leaving import read_facts, tell_facts
from .phase_products import PUSH_CHUNK

_logger = logging.getLogger(__name__)

# Withdrawing more products than both bounds asks a manager first: a broken filter does that.
WITHDRAW_FREE_COUNT = 10
WITHDRAW_FREE_SHARE = 0.20


class MedusaPhaseWithdraw(models.AbstractModel):
    """Takes products out of the shop that left the selection; asks first if they are many."""

    _name = "medusa.phase.withdraw"
    _description = "Withdrawing Products from Medusa"
    _inherit = ["medusa.phase"]

    _takes_away = True
    _tells_of_the_store = True

    def _is_wanted(self, run):
        if run.scope == "products" and not self._was_named(run):
            return False
        domain = self._get_domain(run)
        return bool(self.env["medusa.product.binding"].search_count(domain, limit=1))

    def _begin(self, run):
        # A person who named the products was asked already.
        return {"after": 0, "is_asked": run.scope == "products"}

    def _step(self, run, client, cursor):
        if not cursor["is_asked"]:
            question = self._get_question(run)
            if question:
                return Step(cursor, question=question)
        bindings = self._get_next(run, cursor["after"])
        if not bindings:
            return Step(None)
        last_id = bindings[-1].id
        with ExitStack() as stack:
            keys = bindings.mapped("external_id")
            space = get_claim_space(run.backend_id)
            claimed = stack.enter_context(claim(self.env, space, keys))
            result = self._withdraw(run, bindings, claimed, client)
            result.busy = [key for key in keys if key not in claimed]
            return Step(
                {"after": last_id, "is_asked": True},
                result,
                looked_at=len(keys),
                store_error=result.store_error,
                held=stack.pop_all(),
            )

    def _record(self, run, step):
        if not step.work:
            return Record()
        record = self.env["medusa.product.recorder"]._record_withdrawal(
            run.backend_id, step.work.outcomes
        )
        record.counts["skipped"] += len(step.work.busy)
        record.changes += prepare_changes(step.work.begun)
        return record

    # === WHICH, AND HOW MANY === #

    def _was_named(self, run):
        """Tell whether a person named these very products, and waits for them.

        Others were chosen before they left the selection, by a retry or a large Resync: a mistake
        in the filter meanwhile must not take them out unasked. The next full run asks.
        """
        is_few = len(run.chosen or []) <= DIRECT_PUSH_LIMIT
        # A plan lists what would leave, and a person lets it be carried out.
        return run.trigger == "plan" or (run.trigger == "button" and is_few)

    def _get_domain(self, run):
        domain = self.env["medusa.product.changes"]._get_leaving_domain(run.backend_id)
        # A plan names those as well whose product was deleted.
        if run.scope == "products" and run.trigger != "plan":
            domain &= Domain("product_tmpl_id", "in", run.chosen or [])
        if run.confirmed_ids:
            # The others stay as they are until a later run asks again.
            domain &= Domain("id", "in", run.confirmed_ids)
        return domain

    def _get_question(self, run):
        """Return what a manager must confirm, or None where few products leave."""
        bindings = self.env["medusa.product.binding"]
        leaving = bindings.search_count(self._get_domain(run))
        pushed = bindings.search_count(
            [("backend_id", "=", run.backend_id.id), ("state", "!=", "withdrawn")]
        )
        free = max(WITHDRAW_FREE_COUNT, WITHDRAW_FREE_SHARE * pushed, run.confirmed_count)
        if leaving <= free:
            return None
        # A plan asks nobody.
        _logger.log(
            logging.INFO if get_trial(self.env) else logging.WARNING,
            "%s: run %s waits, it would withdraw %s of %s products",
            run.backend_id.name, run.id, leaving, pushed,
        )  # fmt: skip
        facts = read_facts(run.backend_id, self._get_domain(run), pushed)
        return Question(tell_facts(self.env, facts), leaving, facts)

    def _get_next(self, run, after):
        domain = self._get_domain(run) & Domain("id", ">", after)
        if run.scope != "products":
            # A person who named the products doesn't wait for their next try.
            domain &= Domain("next_try", "=", False) | Domain("next_try", "<=", "now")
        return self.env["medusa.product.binding"].search(domain, order="id", limit=PUSH_CHUNK)

    # === WITHDRAWAL === #

    def _withdraw(self, run, bindings, claimed, client):
        """Set products to draft, or delete them, as the backend's policy says.

        :param bindings: `medusa.product.binding` records of products that left the selection
        :param claimed: external ids of those that nobody else pushes now
        :rtype: ChunkResult
        """
        backend = run.backend_id
        # What came back meanwhile, or was pushed by the process that held it, stays.
        changes = self.env["medusa.product.changes"]
        leaving = changes._get_leaving_domain(backend) & Domain("id", "in", bindings.ids)
        left = bindings.search(leaving).filtered(lambda row: row.external_id in claimed)
        jobs = self._prepare_jobs(left)
        databases, policy = backend._get_databases(), backend.withdraw_policy
        keeps_changes, note = run._keeps_changes(), self.env["medusa.written"]._get_note(run)
        commit(self.env)
        chunk = ChunkWithdraw(client, databases, policy, time.monotonic, keeps_changes, note)
        if jobs:
            chunk.run(jobs)
        return chunk.get_result()

    def _prepare_jobs(self, bindings):
        """Return a job for each binding; a room extends it that knows more of these products."""
        return [self._prepare_job(binding) for binding in bindings]

    def _prepare_job(self, binding):
        # Forgotten until it is recorded: a product that comes back after a withdrawal that was
        # broken off is a draft in the store, perhaps. What an earlier one made a draft of is known.
        binding.product_hash, former = False, binding.former_status or None
        if not former and binding.store_status != "draft":
            binding.former_status = binding.store_status
        # A product whose creation had no answer has no id here, but may be in the store: it is
        # looked for by its external_id as well.
        name = binding.name or binding.product_tmpl_id.name
        return Job(
            external_id=binding.external_id,
            payload={"product": {"title": name}},
            medusa_id=binding.medusa_id or None,
            former_status=former,
        )

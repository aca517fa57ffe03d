import logging

from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import ConcurrencyError

from ...sync.digest import digest_words
from ...sync.failures import PayloadError
from ...sync.items import get_item_names
from ...sync.job import Job
from ...sync.result import Outcome
from ...sync.sections import SECTIONS, VARIANTS, get_hashes
from .sent import get_sent_markets

_logger = logging.getLogger(__name__)


class MedusaProductPush(models.AbstractModel):
    """Prepares what is pushed of products, as plain jobs for the engine.

    It makes no request. A room that adds to a product's push extends `_prepare_job`, and
    `_provide` where something must be in the store before the products.
    """

    _name = "medusa.product.push"
    _description = "Medusa Product Push"

    def _prepare_jobs(self, backend, products, force):
        """Return (jobs, outcomes of products that can't be pushed, {external id: revision}).

        :param backend: `medusa.backend`
        :param products: selected `product.template` records
        :param bool force: send everything, whatever changed
        """
        products = products.exists()
        payloads, outcomes = self._prepare_payloads(backend, products)
        bindings = self._ensure_bindings(backend, products, payloads)
        jobs = [
            self._prepare_job(bindings[product.id], payloads[product.id], force)
            for product in products
            if product.id in payloads
        ]
        revisions = {str(key): name for key, name in products._get_medusa_revisions().items()}
        return jobs, outcomes, revisions

    def _prepare_payloads(self, backend, products):
        """Return the payloads, and a failed outcome for each product that has none.

        One product that trips over an extension's code must not stop the others.
        """
        serializer = self.env["medusa.product.serializer"]
        payloads, outcomes = {}, []
        try:
            with self.env.cr.savepoint():
                return serializer._prepare_payloads(backend, products), []
        except Exception:  # noqa: BLE001 found out one by one below
            _logger.debug("One of these products has no payload", exc_info=True)
        for product in products:
            try:
                with self.env.cr.savepoint():
                    payloads |= serializer._prepare_payloads(backend, product)
            except PayloadError as error:
                # Its words are for a person, and in the log of the run.
                _logger.info("Product %s has no payload: %s", product.id, error)
                outcomes.append(Outcome(Job(str(product.id), {}), error=error))
            except Exception as error:  # noqa: BLE001 any extension's
                _logger.warning("Product %s has no payload", product.id, exc_info=True)
                outcomes.append(Outcome(Job(str(product.id), {}), error=error))
        return payloads, outcomes

    def _prepare_job(self, binding, payload, force):
        """Return what the comparison with the store needs to know of a product."""
        named = {} if binding.handle else {"handle": payload["handle"]}
        payload["handle"] = binding.handle or payload["handle"]
        hashes = get_hashes(payload)
        job = Job(
            external_id=binding.external_id,
            payload=payload,
            medusa_id=binding.medusa_id or None,
            is_first=bool(binding.medusa_id and not binding.last_push),
            candidates=binding.candidates or [],
            variant_ids={v.external_id: v.medusa_id for v in binding.variant_binding_ids},
            channel_ids=binding.pushed_channels or [],
            currencies=binding.currencies or [],
            hashes=hashes,
            sections=frozenset(
                name for name, value in hashes.items() if value != binding[f"{name}_hash"]
            ),
            force=force,
            bound_at=f"{binding.create_date:%Y-%m-%dT%H:%M:%S}",
            former_status=binding.former_status or None,
            internal_notes=self._get_internal_notes(binding, force),
            warnings=[*payload["notes"], *payload["warnings"]],
        )
        job.item_names = binding.item_names or {}
        self._forget_sent(binding, job, named)
        return job

    def _forget_sent(self, binding, job, further=None):
        """Forget what the store holds of all that is about to be sent, until that is recorded.

        A push may be broken off when the store has it already: what is taken back in Odoo by then
        is sent all the same.

        :param dict further: what else is written on the binding
        """
        forgotten = SECTIONS if job.force else job.sections
        vals = {
            **(further or {}),
            **{f"{name}_hash": False for name in forgotten if binding[f"{name}_hash"]},
            **self._prepare_places(binding, job),
            **self._prepare_item_names(binding, job),
        }
        if vals:
            # At once: each write looks for all that depends on what it writes.
            binding.write(vals)

    def _prepare_places(self, binding, job):
        """Return where this push sells a product, and at prices for whom, however far it gets.

        Where it must not be any more is taken away, and what others added stays.
        """
        places = {
            "pushed_channels": job.payload["channels"],
            "currencies": get_sent_markets(job),
        }
        both = {name: sorted({*(binding[name] or []), *values}) for name, values in places.items()}
        return {name: values for name, values in both.items() if values != (binding[name] or [])}

    def _prepare_item_names(self, binding, job):
        """Return what this push will call inventory items, however far it gets."""
        if job.medusa_id and not job.force and VARIANTS not in job.sections:
            return {}
        names = {
            key: [*job.item_names.get(key, []), *pairs]
            for key, pairs in get_item_names(job.payload).items()
        }
        noted = {key: [list(pair) for pair in dict.fromkeys(map(tuple, pairs))]
                 for key, pairs in names.items()}  # fmt: skip
        return {"item_names": noted} if noted != job.item_names else {}

    def _get_internal_notes(self, binding, force):
        """Return the fingerprint of what must not be a product's description in the store.

        It matters where somebody else may have written it: the first meeting, and a *Resync*.
        """
        if binding.medusa_id and not force:
            return ""
        product = binding.product_tmpl_id.with_context(lang=binding.backend_id.lang)
        return digest_words(product.description or "")

    def _provide(self, backend, lanes, jobs, is_late):
        """Bring into the store what must be there before the products.

        It commits: no transaction is open while the store is waited for.

        :param Lanes lanes: connections to this store, see `sync.lanes`
        :param is_late: tells that the time is up
        :return: (jobs that can be pushed, outcomes of those that failed, jobs left for later)
        :raise StoreError: if the store as a whole fails
        """
        return jobs, [], []

    # === BINDINGS === #

    def _ensure_bindings(self, backend, products, payloads):
        """Return {template id: binding}; new ones keep the handle before it is used.

        :param dict payloads: {template id: payload}, of those that have one
        """
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("product_tmpl_id", "in", products.ids)]
        )
        present = {binding.product_tmpl_id.id: binding for binding in bindings}
        created = self._create_first(
            [
                self._prepare_first_vals(backend, product, payloads.get(product.id))
                for product in products
                if product.id not in present
            ]
        )
        return present | {binding.product_tmpl_id.id: binding for binding in created}

    def _prepare_first_vals(self, backend, product, payload):
        """Return a new binding, with all that its first push will have done, however far it gets.

        :param dict payload: None for a product that can't be pushed
        """
        vals = {
            "backend_id": backend.id,
            "product_tmpl_id": product.id,
            "external_id": str(product.id),
            "name": product.name,
        }
        if not payload:
            return vals
        none, job = self.env["medusa.product.binding"], Job(vals["external_id"], payload)
        return {
            **vals,
            "handle": payload["handle"],
            **self._prepare_places(none, job),
            **self._prepare_item_names(none, job),
        }

    def _create_first(self, vals_list):
        """Create bindings of products that had none when this transaction began.

        :raise ConcurrencyError: if another process was faster; the step is then done again
        """
        try:
            return self.env["medusa.product.binding"].create(vals_list)
        except IntegrityError as error:
            raise ConcurrencyError("A product was bound by two processes at once.") from error

from collections import Counter

from odoo import fields, models

from ...sync.list_prices import get_key, prepare_item, sort_out
from ...sync.price_list import ListJob, PriceChanges
from ...sync.usual_prices import drop_usual
from ..core.transaction import commit
from .sellable import forbids_zero, is_sellable


class MedusaPriceListPush(models.AbstractModel):
    """Prepares what is pushed of price lists, and records what the engine says of it.

    Creating a price is no upsert in Medusa. So that a lost answer makes no second one, the list
    is marked before a write and read anew if the mark is still there at the next run.
    """

    _name = "medusa.price.list.push"
    _description = "Medusa Price List Push"

    # === THE LIST === #

    def _push_header(self, price_list, push):
        """Find, create, change or delete the store's price list.

        :param price_list: `medusa.price.list`; it is deleted here where it leaves for good
        :param PriceListPush push: see `sync.price_list`
        :return: `ListOutcome`; "removing" where a part of its prices is gone and further ones are
            left
        :raise ConflictError: if several price lists of the store claim the pricelist
        :raise MedusaError: of the client
        """
        job = self._prepare_job(price_list)
        if job.header and not job.medusa_id:
            # Whoever is killed before the answer is recorded leaves a list in the store.
            price_list.is_begun = True
        if not job.is_known:
            # Until it is recorded: what is taken back by then is sent all the same.
            price_list.header_hash = False
        if job.header is None:
            # Its prices go first: whoever takes the removal back looks which are left.
            price_list.needs_reading = True
        commit(self.env)
        outcome = push.push_header(job)
        if outcome.operation == "removing":
            # Somebody may take the removal back.
            price_list.write({"header_hash": False, "needs_reading": True})
            commit(self.env)
            return outcome
        if outcome.is_lost:
            price_list._forget_store()
        if job.header is None:
            if price_list._is_leaving():
                price_list.unlink()
        elif outcome.operation != "unchanged":
            price_list.write(self._prepare_header_vals(outcome))
        # The list is there, or gone, whatever becomes of its prices.
        commit(self.env)
        return outcome

    def _prepare_job(self, price_list):
        return ListJob(
            external_id=price_list.external_id,
            header=None if price_list._is_absent() else price_list._prepare_header(),
            medusa_id=price_list.medusa_id or None,
            header_hash=price_list.header_hash or None,
            may_exist=price_list._may_be_there(),
        )

    def _prepare_header_vals(self, outcome):
        vals = {
            "medusa_id": outcome.medusa_id,
            "header_hash": outcome.header_hash,
            "last_push": fields.Datetime.now(),
        }
        if outcome.needs_reading is not None:
            vals["needs_reading"] = outcome.needs_reading
        return vals

    # === READING === #

    def _read_prices(self, price_list, push):
        """Make our memory of the prices what the store really holds.

        A price that is there twice is kept once, the other one is deleted.
        """
        list_id = price_list.medusa_id
        commit(self.env)
        rows = push.read_prices(list_id)
        by_id = self._get_bindings_by_medusa_id(price_list.backend_id, rows)
        commit(self.env)
        kept, surplus = sort_out(rows, by_id, self._get_own_regions(price_list))
        for _sent in push.push_prices(list_id, PriceChanges(deletes=surplus)):
            pass
        price_list.price_ids.unlink()
        self.env["medusa.price.list.price"].create(
            [self._prepare_record(price_list, by_id[row["variant_id"]], row) for row in kept]
        )
        price_list.needs_reading = False
        commit(self.env)

    def _get_own_regions(self, price_list):
        """Return the ids of the regions for which Odoo has, or had, prices in this list."""
        known = price_list.pushed_regions or []
        chosen = price_list.region_ids.mapped("medusa_id")
        return {*known, *chosen, *price_list.price_ids.mapped("region")}

    def _get_bindings_by_medusa_id(self, backend, rows):
        """Return {Medusa variant id: id of the variant's binding}."""
        ids = list({row["variant_id"] for row in rows if row["variant_id"]})
        bindings = self.env["medusa.variant.binding"].search_fetch(
            [("backend_id", "=", backend.id), ("medusa_id", "in", ids)], ["medusa_id"]
        )
        return {binding.medusa_id: binding.id for binding in bindings}

    # === PUSHING === #

    def _prepare_changes(self, price_list, bindings):
        """Compute the prices of some variants, and return those that differ from what was pushed.

        :param price_list: `medusa.price.list` that is in the store
        :param bindings: `medusa.variant.binding` records
        :return: (`PriceChanges`, numbers of prices that are "refused" and of variants that are
            "dearer" than their base price)
        """
        counts = Counter()
        wanted = self._compute_wanted(price_list, bindings, counts)
        return self._compare(price_list, bindings, wanted), counts

    def _mark_begun(self, price_list):
        """Have the list read anew, should this process be killed before all is recorded."""
        regions = sorted(self._get_own_regions(price_list) - {False, ""})
        if regions != (price_list.pushed_regions or []):
            price_list.pushed_regions = regions
        price_list.needs_reading = True
        commit(self.env)

    def _compute_wanted(self, price_list, bindings, counts):
        """Return {(variant in the store, currency, quantity, region): price}.

        A price that is the base price anyway is left out: it would only look like a sale. A
        negative one is none, nor is zero where Odoo's website refuses to sell for it.

        :param Counter counts: gets the "dearer" variants and "refused" prices
        """
        computer = self.env["medusa.price.computer"]
        backend = price_list.backend_id
        medusa_ids = {
            binding.product_id.id: binding.medusa_id for binding in bindings if binding.product_id
        }
        variants = bindings.product_id
        base = computer._compute_base_prices(backend, variants)
        lists = computer._compute_for_markets(price_list, variants)
        wanted, zero_is_forbidden = {}, forbids_zero(backend)
        for key, rows in lists.items():
            rows, is_dearer = drop_usual(rows, base[key])
            counts["dearer"] += is_dearer
            for row in rows:
                if not is_sellable(row, zero_is_forbidden):
                    counts["refused"] += 1
                    continue
                wanted[get_key(medusa_ids[key], row)] = row
        return wanted

    def _compare(self, price_list, bindings, wanted):
        """Return what differs from what was pushed last.

        :rtype: PriceChanges
        """
        present = self._get_present(price_list, bindings)
        gone = [record.id for key, record in present.items() if key not in wanted]
        gone = self._get_deletable(price_list, self.env["medusa.price.list.price"].browse(gone))
        return PriceChanges(
            deletes=gone.mapped("medusa_id"),
            updates=[
                {
                    "id": present[key].medusa_id,
                    **prepare_item(key, price, present[key].max_quantity),
                }
                for key, price in wanted.items()
                if key in present and not present[key]._is_as(price)
            ],
            creates=[
                prepare_item(key, price) for key, price in wanted.items() if key not in present
            ],
        )

    def _get_deletable(self, price_list, records):
        """Return those of the prices that nobody wants any more that can go now."""
        return records

    def _get_present(self, price_list, bindings):
        records = self.env["medusa.price.list.price"].search(
            [
                ("price_list_id", "=", price_list.id),
                ("variant_binding_id", "in", bindings.ids),
            ]
        )
        return {record._get_key(): record for record in records}

    # === RECORDING === #

    def _record_sent(self, price_list, sent, binding_ids):
        """Keep what one call did.

        :param PricesSent sent: see `sync.price_list`
        :param dict binding_ids: {variant in the store: id of its binding}
        """
        records = self.env["medusa.price.list.price"]
        if sent.unknown:
            self._mark_incomplete(price_list.backend_id, sent.unknown)
        if sent.operation == "create":
            records.create(
                [
                    self._prepare_record(price_list, binding_ids[row["variant_id"]], row)
                    for row in sent.rows
                ]
            )
            return
        by_id = self._get_by_medusa_id(price_list, sent.ids or [row["id"] for row in sent.rows])
        if sent.operation == "delete":
            records.concat(*by_id.values()).unlink()
            return
        for row in sent.rows:
            if row["id"] in by_id:
                vals = {"amount": row["amount"], "max_quantity": row["max_quantity"] or 0}
                by_id[row["id"]].write(vals)

    def _get_by_medusa_id(self, price_list, ids):
        records = self.env["medusa.price.list.price"].search(
            [("price_list_id", "=", price_list.id), ("medusa_id", "in", list(ids))]
        )
        return {record.medusa_id: record for record in records}

    def _mark_incomplete(self, backend, medusa_ids):
        """Let products be pushed again whose variants the store doesn't know."""
        variants = self.env["medusa.variant.binding"].search(
            [("backend_id", "=", backend.id), ("medusa_id", "in", list(medusa_ids))]
        )
        variants.product_binding_id.write({"state": "pending", "variants_hash": False})

    def _prepare_record(self, price_list, binding_id, row):
        """Return the values of our memory of a price of the store."""
        return {
            "price_list_id": price_list.id,
            "variant_binding_id": binding_id,
            "currency_code": row["currency_code"],
            "region": row["region_id"],
            "min_quantity": row["min_quantity"] or 0,
            "max_quantity": row["max_quantity"] or 0,
            "amount": row["amount"],
            "medusa_id": row["id"],
        }

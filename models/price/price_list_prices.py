import re
from collections import Counter

from odoo import fields, models

from ...medusa.exceptions import MedusaValidationError
from ...medusa.pricing import PricingApi
from ...tools import commit

# Prices per call: a call of these is far below the body's limit of 2 MB.
_PRICES_PER_CALL = 1000

# "No price set exist for variants: variant_1, variant_2" (core-flows, validate-variant-price-links)
_UNKNOWN_VARIANTS = re.compile(r"No price set exist for variants: (.+)")


class MedusaPriceListPush(models.AbstractModel):
    """Pushes the prices of a price list: those that differ from what the store was given last.

    Creating a price is no upsert in Medusa. So that a lost answer makes no second one, the list
    is marked before a write and read anew if the mark is still there at the next run.
    """

    _inherit = "medusa.price.list.push"

    # === READING === #

    def _read_prices(self, price_list, client):
        """Make our memory of the prices what the store really holds.

        A price that is there twice is kept once, the other one is deleted. Prices with rules of
        their own, or of products that aren't Odoo's, are a marketer's and stay.
        """
        api = PricingApi(client)
        commit(self.env)
        rows = [row for page in api.iter_prices(price_list.medusa_id) for row in page]
        by_id = self._get_bindings_by_medusa_id(price_list.backend_id, rows)
        seen, surplus, records = set(), [], []
        for row in rows:
            if row["rules_count"] or row["variant_id"] not in by_id:
                continue
            key = (row["variant_id"], row["currency_code"], row["min_quantity"] or 0)
            if key in seen:
                surplus.append(row["id"])
                continue
            seen.add(key)
            records.append(self._prepare_record(price_list, by_id[row["variant_id"]], row))
        for part in self._cut(surplus):
            api.batch_prices(price_list.medusa_id, "delete", part)
        price_list.price_ids.unlink()
        self.env["medusa.price.list.price"].create(records)
        price_list.needs_reading = False
        commit(self.env)

    def _get_bindings_by_medusa_id(self, backend, rows):
        """Return {Medusa variant id: id of the variant's binding}."""
        ids = list({row["variant_id"] for row in rows if row["variant_id"]})
        bindings = self.env["medusa.variant.binding"].search_fetch(
            [("backend_id", "=", backend.id), ("medusa_id", "in", ids)], ["medusa_id"]
        )
        return {binding.medusa_id: binding.id for binding in bindings}

    # === PUSHING === #

    def _push_prices(self, price_list, bindings, client):
        """Push the prices of some variants, those that differ from what was pushed.

        :param price_list: `medusa.price.list` that is in the store
        :param bindings: `medusa.variant.binding` records
        :return: numbers of prices "created", "updated", "deleted" and "refused", and of variants
            that are "dearer" than their base price
        :rtype: collections.Counter
        """
        counts = Counter()
        wanted = self._compute_wanted(price_list, bindings, counts)
        present = self._get_present(price_list, bindings)
        creates = [(key, price) for key, price in wanted.items() if key not in present]
        updates = [
            (present[key], price)
            for key, price in wanted.items()
            if key in present and not present[key]._is_as(price)
        ]
        gone = [record for key, record in present.items() if key not in wanted]
        if not (creates or updates or gone):
            return counts
        price_list.needs_reading = True
        commit(self.env)
        api = PricingApi(client)
        counts["deleted"] = self._send_deletes(price_list, api, gone)
        counts["updated"] = self._send_updates(price_list, api, updates)
        counts["created"] = self._send_creates(price_list, api, creates)
        counts["refused"] += len(creates) - counts["created"]
        price_list.write({"needs_reading": False, "last_push": fields.Datetime.now()})
        commit(self.env)
        return counts

    def _compute_wanted(self, price_list, bindings, counts):
        """Return {(variant binding id, currency, quantity): price}.

        A price that is the base price anyway is left out: it would only look like a sale. A
        negative one is none.

        :param Counter counts: gets the "dearer" variants and "refused" prices
        """
        computer = self.env["medusa.price.computer"]
        backend = price_list.backend_id
        by_product = {
            binding.product_id.id: binding.id for binding in bindings if binding.product_id
        }
        variants = bindings.product_id
        base = computer._compute_base_prices(backend, variants)
        lists = computer._compute_pricelist(backend, price_list.pricelist_id, variants)
        wanted = {}
        for key, rows in lists.items():
            usual = [row for row in base[key] if row["currency_code"] == rows[0]["currency_code"]]
            if rows == usual:
                continue
            counts["dearer"] += self._is_dearer(rows, usual)
            for row in rows:
                if row["amount"] < 0:
                    counts["refused"] += 1
                    continue
                index = (by_product[key], row["currency_code"], row.get("min_quantity", 0))
                wanted[index] = row
        return wanted

    def _is_dearer(self, rows, usual):
        """Tell whether some quantity costs more than by the base prices."""

        def get_amount(prices, quantity):
            return [row for row in prices if row.get("min_quantity", 1) <= quantity][-1]["amount"]

        quantities = {row.get("min_quantity", 1) for row in rows + usual}
        return bool(usual) and any(
            get_amount(rows, quantity) > get_amount(usual, quantity) for quantity in quantities
        )

    def _get_present(self, price_list, bindings):
        records = self.env["medusa.price.list.price"].search(
            [
                ("price_list_id", "=", price_list.id),
                ("variant_binding_id", "in", bindings.ids),
            ]
        )
        return {
            (record.variant_binding_id.id, record.currency_code, record.min_quantity): record
            for record in records
        }

    # === SENDING === #

    # Deletes, updates and creates go in calls of their own: what a mixed batch did when it fails
    # nobody knows (medusa-admin-api 3d).

    def _send_deletes(self, price_list, api, records):
        """Delete prices; their ids were read from this very list.

        Medusa deletes whatever price has the id, of any list.
        """
        for part in self._cut(records):
            api.batch_prices(price_list.medusa_id, "delete", [record.medusa_id for record in part])
            self.env["medusa.price.list.price"].concat(*part).unlink()
        return len(records)

    def _send_updates(self, price_list, api, pairs):
        done = 0
        for part in self._cut(pairs):
            items = [
                {
                    "id": record.medusa_id,
                    **self._prepare_item(
                        record.variant_binding_id.medusa_id,
                        record.currency_code,
                        record.min_quantity,
                        price,
                    ),
                }
                for record, price in part
            ]
            sent = {row["id"] for row in self._send_known(price_list, api, "update", items)}
            for record, price in part:
                if record.medusa_id in sent:
                    record.write(
                        {
                            "amount": price["amount"],
                            "max_quantity": price.get("max_quantity", 0),
                        }
                    )
            done += len(sent)
        return done

    def _send_creates(self, price_list, api, pairs):
        records = self.env["medusa.price.list.price"]
        bindings = self.env["medusa.variant.binding"].browse({key[0] for key, _price in pairs})
        medusa_ids = {binding.id: binding.medusa_id for binding in bindings}
        binding_ids = {medusa_id: key for key, medusa_id in medusa_ids.items()}
        done = 0
        for part in self._cut(pairs):
            items = [
                self._prepare_item(medusa_ids[key[0]], key[1], key[2], price) for key, price in part
            ]
            rows = self._send_known(price_list, api, "create", items)
            records.create(
                [
                    self._prepare_record(price_list, binding_ids[row["variant_id"]], row)
                    for row in rows
                ]
            )
            done += len(rows)
        return done

    def _send_known(self, price_list, api, operation, items):
        """Send a batch; without the variants that the store doesn't know, if it names any.

        Their products are pushed again by the next run, which creates what is missing.

        :return: the store's rows
        """
        try:
            return api.batch_prices(price_list.medusa_id, operation, items)
        except MedusaValidationError as error:
            named = _UNKNOWN_VARIANTS.search(error.message)
            if not named:
                raise
            unknown = set(named[1].split(", "))
        self._mark_incomplete(price_list.backend_id, unknown)
        known = [item for item in items if item["variant_id"] not in unknown]
        return api.batch_prices(price_list.medusa_id, operation, known) if known else []

    def _mark_incomplete(self, backend, medusa_ids):
        variants = self.env["medusa.variant.binding"].search(
            [("backend_id", "=", backend.id), ("medusa_id", "in", list(medusa_ids))]
        )
        variants.product_binding_id.write({"state": "pending", "variants_hash": False})

    def _cut(self, items):
        return [
            items[start : start + _PRICES_PER_CALL]
            for start in range(0, len(items), _PRICES_PER_CALL)
        ]

    def _prepare_item(self, medusa_id, currency_code, min_quantity, price):
        """Return a price as Medusa's batch takes it; null takes a former limit off."""
        return {
            "variant_id": medusa_id,
            "currency_code": currency_code,
            "amount": price["amount"],
            "min_quantity": min_quantity or None,
            "max_quantity": price.get("max_quantity"),
        }

    def _prepare_record(self, price_list, binding_id, row):
        """Return the values of our memory of a price of the store."""
        return {
            "price_list_id": price_list.id,
            "variant_binding_id": binding_id,
            "currency_code": row["currency_code"],
            "min_quantity": row["min_quantity"] or 0,
            "max_quantity": row["max_quantity"] or 0,
            "amount": row["amount"],
            "medusa_id": row["id"],
        }

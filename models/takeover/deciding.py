from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...sync.agreement import compare
from ...sync.sections import SECTIONS
from .facts import get_pairs, make_facts, make_shop_product

# What a binding may know of another product of the store, which it was before that was deleted:
# this one is met for the first time.
_OF_FORMER = (
    *("candidates", "failed_hash", "last_push", "former_status", "item_names"),
    *("pushed_channels", "currencies", "warning"),
)


class MedusaMatchDeciding(models.AbstractModel):
    """Writes down what a person decided about matches; no request is made."""

    _name = "medusa.match.deciding"
    _description = "Decisions about Medusa Matches"

    # === YES === #

    @api.model
    def _accept(self, matches):
        """Bind the products of matches to what they are in their store, where nothing forbids it.

        :param matches: `medusa.match` records, each with a product of both sides
        :return: {match that is left as it is: why, for a person}
        :raise UserError: another person decides in one of the stores, or nothing is left to bind
        """
        obstacles = {}
        for backend, rows in matches.grouped("backend_id").items():
            obstacles |= self.env["medusa.match.obstacles"]._find(backend, rows)
        ready = matches.filtered(lambda match: match not in obstacles)
        if obstacles and not ready:
            raise UserError(next(iter(obstacles.values())))
        for backend, rows in ready.grouped("backend_id").items():
            self._bind(backend, rows)
        self._note(ready, "accepted", "adopt")
        return obstacles

    def _bind(self, backend, matches):
        # sudo: a manager decides, nobody writes bindings.
        bindings = self.env["medusa.product.binding"].sudo()
        present = bindings.search(
            [
                ("backend_id", "=", backend.id),
                ("product_tmpl_id", "in", matches.product_tmpl_id.ids),
            ]
        )
        known = {binding.product_tmpl_id.id: binding for binding in present}
        new = []
        # sudo: the product is selected, whether or not the person may read all that is bound of it.
        for match in matches.sudo():
            vals = self._prepare_binding(match)
            binding = known.get(match.product_tmpl_id.id)
            if binding:
                binding.write({**vals, "variant_binding_ids": [
                    Command.clear(), *vals["variant_binding_ids"]]})  # fmt: skip
            else:
                new.append(vals)
        bindings.create(new)

    def _prepare_binding(self, match):
        """Return the values of the binding of a product that was never pushed there."""
        variants = {str(row.id) for row in match.product_tmpl_id.product_variant_ids}
        pairs = get_pairs(match.facts)
        return {
            "backend_id": match.backend_id.id,
            "product_tmpl_id": match.product_tmpl_id.id,
            "external_id": str(match.product_tmpl_id.id),
            "name": match.product_tmpl_id.name,
            "medusa_id": match.medusa_id,
            "store_status": match.store_status,
            "state": "pending",
            **dict.fromkeys(_OF_FORMER, False),
            **{f"{name}_hash": False for name in SECTIONS},
            **self.env["medusa.retry.mixin"]._clear_retry_vals(),
            "variant_binding_ids": [
                Command.create({"product_id": int(own), "external_id": own, "medusa_id": medusa_id})
                for own, medusa_id in pairs.items()
                if own in variants
            ],
        }

    @api.model
    def _adopt(self, match, product):
        """Bind a product of the store that belonged to none to one of Odoo.

        :param match: `medusa.match` of another kind than a proposal
        :param product: `product.template`
        """
        # sudo: a manager decides, nobody writes matches.
        former = self.env["medusa.match"].sudo().search(
            [("backend_id", "=", match.backend_id.id), ("product_tmpl_id", "=", product.id)]
        )  # fmt: skip
        # What was proposed for it is decided by this.
        former.filtered(lambda row: row.kind == "proposal").unlink()
        [own] = self.env["medusa.match.description"]._describe(match.backend_id, product)
        shop = make_shop_product(match)
        facts = {**match.facts, **make_facts(shop, compare(own, shop))}
        match.sudo().write({"product_tmpl_id": product.id, "facts": facts})
        self._accept(match)

    @api.model
    def _settle_bound(self, backend, products):
        """Close the open proposals of products that were bound by another way than a yes here.

        One that was bound to what was proposed is accepted: it can be undone. Of one that is
        another product of the store nothing is to be asked any more.

        :param products: `product.template` records
        """
        mine = [("backend_id", "=", backend.id), ("product_tmpl_id", "in", products.ids)]
        matches = self.env["medusa.match"].search([*mine, ("state", "=", "open")])
        if not matches:
            return
        bindings = self.env["medusa.product.binding"].search([*mine, ("medusa_id", "!=", False)])
        known = {binding.product_tmpl_id: binding.medusa_id for binding in bindings}
        for match in matches.filtered(lambda row: row.product_tmpl_id in known):
            medusa_id = known[match.product_tmpl_id]
            chosen = match.candidate_ids.filtered(lambda row, key=medusa_id: row.medusa_id == key)
            if chosen:
                match._take_candidate(chosen[0])
            if match.medusa_id == medusa_id:
                self._note(match, "accepted", "adopt")
            else:
                match.unlink()

    # === NO, AND BACK === #

    @api.model
    def _reject(self, matches, decision):
        """Write down that products aren't what was proposed.

        :param str decision: see `medusa.match`; `exclude` takes the product out of the store, as a
            person does on the product itself
        """
        self._note(matches, "rejected", decision)
        if decision == "exclude":
            self._switch(matches, "excluded")

    def _switch(self, matches, kind):
        for backend, rows in matches.grouped("backend_id").items():
            # One that went to a company that the person doesn't see isn't in this store anyway.
            products = rows.product_tmpl_id._filtered_access("read")
            self.env["medusa.product.switch"]._switch(products, backend, kind)

    @api.model
    def _reopen(self, matches):
        """Let matches be decided about anew, as they were proposed."""
        self._switch(matches.filtered(lambda match: match.decision == "exclude"), None)
        # sudo: a manager decides, nobody writes matches.
        matches = matches.sudo()
        matches.write(
            {"state": "open", "decision": False, "decided_by_id": False, "decided_at": False}
        )
        matches.filtered("candidate_ids").write(
            {
                "medusa_id": False,
                "store_title": False,
                "store_handle": False,
                "store_status": False,
                "facts": False,
            }
        )
        # What a person chose waits as what was proposed does: freed, its product would be made anew
        # beside the one that it was.
        for match in matches.filtered(lambda row: row.kind != "proposal" and row.product_tmpl_id):
            match.write({"kind": "proposal", "name": match.product_tmpl_id.name})

    def _note(self, matches, state, decision):
        # sudo: a manager decides, nobody writes matches.
        matches.sudo().write(
            {
                "state": state,
                "decision": decision,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

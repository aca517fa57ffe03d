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
        """Bind the products of matches to what they are in their store.

        :param matches: `medusa.match` records, each with a product of both sides
        :raise UserError: a product of either side is bound to another one by now
        """
        for backend, rows in matches.grouped("backend_id").items():
            self._bind(backend, rows)
        self._note(matches, "accepted", "adopt")

    def _bind(self, backend, matches):
        # sudo: a manager decides, nobody writes bindings.
        bindings = self.env["medusa.product.binding"].sudo()
        mine = [("backend_id", "=", backend.id)]
        products = matches.product_tmpl_id
        present = bindings.search([*mine, ("product_tmpl_id", "in", products.ids)])
        self._check_free(bindings.search([*mine, ("medusa_id", "in", matches.mapped("medusa_id"))]),
                         present, matches)  # fmt: skip
        known = {binding.product_tmpl_id.id: binding for binding in present}
        new = []
        for match in matches:
            vals = self._prepare_binding(match)
            binding = known.get(match.product_tmpl_id.id)
            if binding:
                binding.write({**vals, "variant_binding_ids": [
                    Command.clear(), *vals["variant_binding_ids"]]})  # fmt: skip
            else:
                new.append(vals)
        bindings.create(new)

    def _check_free(self, holders, present, matches):
        wanted = {match.product_tmpl_id.id: match.medusa_id for match in matches}
        if len(set(wanted.values())) < len(matches):
            raise UserError(
                self.env._(
                    "Two of these products would be the same one in the store. Accept one of "
                    "them alone, and reject the other."
                )
            )
        for binding in holders:
            if wanted.get(binding.product_tmpl_id.id) != binding.medusa_id:
                match = matches.filtered(lambda row, key=binding.medusa_id: row.medusa_id == key)
                raise UserError(
                    self.env._(
                        "“%(title)s” of the store is bound to %(product)s by now. Read the shop "
                        "anew with “Take Over”.",
                        title=match.store_title or match.medusa_id,
                        product=binding.name or binding.external_id,
                    )
                )
        for binding in present:
            if binding.medusa_id not in (False, wanted[binding.product_tmpl_id.id]):
                raise UserError(
                    self.env._(
                        "%s is bound to another product of the store by now. Read the shop anew "
                        "with “Take Over”.",
                        binding.name or binding.external_id,
                    )
                )

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
            self.env["medusa.product.switch"]._switch(rows.product_tmpl_id, backend, kind)

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

"""What a plan lists besides products: its run pushes that as well, and nothing else of its kind."""

from odoo import models


class MedusaPhasePriceLists(models.AbstractModel):
    _inherit = "medusa.phase.price_lists"

    def _takes_whole(self, run, price_list):
        """Override to bring the price lists that a plan names into the store, or out of it."""
        if run.plan_id and price_list.name in run.plan_id._get_listed("price_list")["names"]:
            return True
        return super()._takes_whole(run, price_list)


class MedusaPhaseOptions(models.AbstractModel):
    _inherit = "medusa.phase.options"

    def _get_used(self, run):
        """Override to change the options that a plan names, whoever uses them."""
        used = super()._get_used(run)
        ids = run.plan_id._get_listed("option")["ids"] if run.plan_id else set()
        named = run.backend_id.option_ids.filtered(lambda option: option.medusa_id in ids)
        if not named:
            return used
        keys = {int(key) for key in named.mapped("external_id")} - set(used)
        everything = self.env["medusa.option.source"]._get_used(run.backend_id)
        return used | {key: everything[key] for key in keys if key in everything}


class MedusaPhaseTerms(models.AbstractModel):
    _inherit = "medusa.phase.terms"

    def _get_wanted(self, run):
        """Override to change the terms that a plan names, whatever products they sort."""
        wanted = super()._get_wanted(run)
        ids = run.plan_id._get_listed("term")["ids"] if run.plan_id else set()
        mine = [("backend_id", "=", run.backend_id.id), ("medusa_id", "in", sorted(ids))]
        named = {
            (term.kind, term.res_model, term.external_id)
            for term in self.env["medusa.term"].search(mine)
        }
        if not named:
            return wanted
        everything = self.env["medusa.term.source"]._get_all_records(run.backend_id)
        # In the order of all of them: parents first.
        return {
            kind: records.browse(
                record.id
                for record in records
                if record in wanted.get(kind, ()) or (kind, record._name, str(record.id)) in named
            )
            for kind, records in everything.items()
        }


class MedusaPlan(models.Model):
    _inherit = "medusa.plan"

    def _get_listed(self, kind):
        """Return what a plan lists of a kind: their names, and their ids in the store.

        :param str kind: an entry of `sync.changed.CHANGED`
        :rtype: dict[str, set[str]]
        """
        lines = self.line_ids.filtered(lambda line: line.kind == kind)
        # Of a product's line, the name is the product's.
        names = {
            line.about or line.name for line in lines if line.about or not line.product_tmpl_id
        }
        return {"names": names, "ids": set(lines.mapped("medusa_id")) - {False}}

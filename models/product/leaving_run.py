from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..store.reasons import explain
from .leaving import get_sentences


class MedusaLeavingMixin(models.AbstractModel):
    """What a manager is asked before a run withdraws many products, and how it is answered."""

    _name = "medusa.leaving.mixin"
    _description = "Products That Would Leave a Medusa Store"

    leaving_html = fields.Html("What Would Leave", compute="_compute_leaving_html", sanitize=False)

    @api.depends("leaving")
    @api.depends_context("lang")
    def _compute_leaving_html(self):
        for run in self:
            sentences = get_sentences(self.env, run.leaving) if run.leaving else []
            run.leaving_html = sentences and Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(
                Markup("<li>%s</li>") % sentence for sentence in sentences
            )

    def action_ask_withdrawal(self):
        """Show what would leave, and ask whether it may."""
        self.ensure_one()
        self._check_may_decide()
        view = self.env.ref("medusa_connector.medusa_sync_run_view_form_leaving")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw These Products?"),
            "res_model": "medusa.sync.run",
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_view_leaving(self):
        """Open the products that would leave; some of them can be confirmed there."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_product_binding_action_leaving"
        )
        domain = [("backend_id", "=", self.backend_id.id), ("is_leaving", "=", True)]
        return dict(action, domain=domain, context={"medusa_run_id": self.id})

    def _get_leaving_domain(self):
        """Return the domain of what would leave now, were the run to go on.

        :rtype: Domain
        """
        return self.env["medusa.product.changes"]._get_leaving_domain(self.backend_id)

    def _confirm_some(self, bindings):
        """Let the run go on that asked, for some of the products alone.

        The others stay in the store as they are; the next run over all products asks again.

        :param bindings: `medusa.product.binding`
        """
        self.ensure_one()
        self._check_may_decide()
        if self.state != "waiting":
            raise UserError(self.env._("This run doesn't ask any more. Open the one that does."))
        ids = (bindings & bindings.search(self._get_leaving_domain())).ids
        if not ids:
            raise UserError(self.env._("Choose the products that may leave the store."))
        # sudo: a manager decides, nobody writes runs.
        run = self.sudo()
        run.action_confirm_withdrawal()
        run.write({"confirmed_ids": ids, "confirmed_count": len(ids)})
        return run.get_formview_action()


class MedusaSyncRun(models.Model):
    _name = "medusa.sync.run"
    _inherit = ["medusa.sync.run", "medusa.leaving.mixin"]


class MedusaProductBinding(models.Model):
    """Why a product would leave, and what would become of it."""

    _inherit = "medusa.product.binding"

    is_leaving = fields.Boolean(
        "Would Leave",
        compute="_compute_is_leaving",
        search="_search_is_leaving",
        help="It left the selection, and the store hasn't been told yet.",
    )
    leaving_reason = fields.Char("Why", compute="_compute_leaving_reason")
    leaving_fate = fields.Char("What Happens", compute="_compute_leaving_reason")

    @api.depends("product_tmpl_id", "state")
    def _compute_is_leaving(self):
        leaving = self.search([("id", "in", self.ids), ("is_leaving", "=", True)])
        for binding in self:
            binding.is_leaving = binding in leaving

    @api.model
    def _search_is_leaving(self, operator, value):
        if operator != "in":
            return NotImplemented
        stores = self.env["medusa.backend"].search([])._filter_usable()
        changes = self.env["medusa.product.changes"]
        leaving = Domain.OR(changes._get_leaving_domain(store) for store in stores)
        return leaving if True in value else ~leaving

    @api.depends("product_tmpl_id", "store_status", "backend_id.withdraw_policy")
    @api.depends_context("lang", "uid")
    def _compute_leaving_reason(self):
        for backend, bindings in self.grouped("backend_id").items():
            products = bindings.product_tmpl_id.exists()._filtered_access("read")
            reasons = explain(backend, products)
            for binding in bindings:
                binding.leaving_reason = reasons.get(binding.product_tmpl_id.id) or self.env._(
                    "Deleted in Odoo."
                )
                binding.leaving_fate = binding._get_leaving_fate()

    def _get_leaving_fate(self):
        if self.backend_id.withdraw_policy == "delete":
            return self.env._("Is deleted in the store")
        if self.store_status == "draft":
            return self.env._("Is a draft already")
        return self.env._("Becomes a draft")

    def action_confirm_leaving(self):
        """Let these leave the store, and no others of those that a run asks about."""
        self.backend_id.check_access("write")
        run = self.env["medusa.sync.run"].browse(self.env.context.get("medusa_run_id")).exists()
        if not run or self.backend_id != run.backend_id:
            raise UserError(self.env._("Open the products from the run that asks."))
        return run._confirm_some(self)

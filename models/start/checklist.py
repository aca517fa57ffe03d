from odoo import api, fields, models
from odoo.fields import Domain

from ..core.sentence import say_of
from ..core.toast import make_toast
from .steps import DONE, UNUSED, WARNING, find_pushed, is_at_work


class MedusaStartMixin(models.AbstractModel):
    """The checklist of a store: all of it until it is done, then only what is wrong."""

    _inherit = "medusa.start.mixin"

    checklist = fields.Selection(
        [("auto", "Until it is done"), ("open", "Open"), ("folded", "Folded")],
        "Show the Checklist",
        required=True,
        default="auto",
        copy=False,
    )
    is_checklist_shown = fields.Boolean(compute="_compute_start_steps")
    start_step_ids = fields.One2many(
        "medusa.start.step", compute="_compute_start_steps", string="Checklist"
    )
    start_done = fields.Char("Steps Done", compute="_compute_start_steps")
    start_next = fields.Char("Next Step", compute="_compute_start_steps")
    start_warning = fields.Text("What Is Wrong", compute="_compute_start_steps")
    is_selection_seen = fields.Boolean(readonly=True, copy=False)
    is_trial_seen = fields.Boolean(readonly=True, copy=False)

    # What it looks at is in many rooms: nobody keeps its answer longer than a request.
    @api.depends("stage", "checklist", "connection_state", "key_rights")
    @api.depends_context("lang", "tz", "uid", "allowed_company_ids")
    def _compute_start_steps(self):
        for backend in self:
            steps = self.env["medusa.start.step"]._get_steps(backend._origin)
            steps.invalidate_recordset(flush=False)
            wrong = steps.filtered(lambda step: step.state == WARNING)
            done = steps.filtered(lambda step: step.state in (DONE, UNUSED))
            # Of a store that sells already, however it came to that, only what is wrong.
            is_begun = is_at_work(backend)
            left = wrong if is_begun else steps - done
            is_shown = backend.checklist == "open" or (
                backend.checklist == "auto" and bool(left) and not is_begun
            )
            backend.is_checklist_shown = is_shown
            backend.start_step_ids = steps if is_shown else wrong
            backend.start_done = self.env._(
                "%(done)s of %(all)s done", done=len(done), all=len(steps)
            )
            waiting = left[:1]
            backend.start_next = say_of(self.env, waiting.title, waiting.text) if waiting else False
            backend.start_warning = "\n".join(wrong.mapped("text")) or False

    # === ACTION METHODS === #

    def action_test_connection(self):
        """Say what is wrong as such, and not among what is right."""
        toast = super().action_test_connection()
        self.invalidate_recordset(["start_warning"], flush=False)
        wrong = self.filtered("start_warning")
        if toast["params"]["type"] != "success" or not wrong:
            return toast
        texts = [
            self.env._(
                "%(store)s is connected, but:\n%(warnings)s",
                store=backend.name,
                warnings=backend.start_warning,
            )
            for backend in wrong
        ]
        return make_toast("\n\n".join(texts), "warning", sticky=False)

    def action_fold_checklist(self):
        self.write({"checklist": "folded"})

    def action_open_checklist(self):
        self.write({"checklist": "open"})

    def action_start_connection(self):
        return self._open_start_form("connection", self.env._("Address and Key"))

    def action_start_channel(self):
        return self._open_start_form("channel", self.env._("Sales Channel"))

    def action_start_products(self):
        return self._open_start_form("products", self.env._("Products of the Store"))

    def action_start_taxes(self):
        return self._open_start_form("taxes", self.env._("Prices and Taxes"))

    def action_start_stock(self):
        return self._open_start_form("stock", self.env._("Stock"))

    def action_start_schedule(self):
        return self._open_start_form("schedule", self.env._("Schedule"))

    def action_confirm_selection(self):
        """Keep that a person has seen what is selected; the window closes."""
        self.check_access("write")
        # sudo: nobody but this button writes it.
        self.sudo().is_selection_seen = True
        return {"type": "ir.actions.act_window_close"}

    def action_start_trial(self):
        """Push the products of the test now, and say what happened.

        :return: a client action: a toast
        """
        self.ensure_one()
        domain = self.env["medusa.product.changes"]._get_free_domain(self)
        products = self.env["product.template"].browse(list(self._search_selection(domain)))
        return self.env["medusa.resync"]._resync(products, self)

    def action_start_see(self):
        """Open a product where it was pushed to.

        :return: a client action
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: nobody but this button writes it.
        self.sudo().is_trial_seen = True
        return self._get_page_action(find_pushed(self))

    # === BUSINESS METHODS === #

    def _get_page_action(self, binding):
        """Return the action that opens a product in the shop, where it is shown there, or in
        Medusa's admin."""
        url = "shop_url" in binding._fields and binding.shop_url
        if url:
            return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        return binding.action_open_in_medusa()

    def _open_start_form(self, name, title):
        """Return an action on the few fields of this store that a step asks for."""
        self.ensure_one()
        view = self.env.ref(f"medusa_connector.medusa_backend_view_form_start_{name}")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "medusa.backend",
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def _count_left_out(self):
        """Return how many products are for sale in Odoo and not selected for this store.

        :return: (all of them, those that somebody took out by hand)
        """
        # sudo: as the selection, whoever asks.
        products, domain = self.env["product.template"].sudo(), self._get_left_out_domain()
        by_hand = Domain("medusa_excluded_backend_ids", "in", self.ids)
        return products.search_count(domain), products.search_count(domain & by_hand)

    def _get_left_out_domain(self):
        """Return the domain of the products of this store's company that it doesn't select."""
        products = self.env["product.template"]
        own = Domain(products._check_company_domain(self.company_id))
        for_sale = Domain("sale_ok", "=", True) & Domain("active", "=", True)
        return own & for_sale & Domain("id", "not in", self._search_selection())

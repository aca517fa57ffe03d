from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.change.run import THEN
from ..models.change.subjects import SUBJECTS, UNDOABLE, UNDOABLE_KINDS

_ROW = Markup("<li>%s</li>")
_LIST = Markup("<ul class='mb-2'>%s</ul>")
_PART = Markup("<div class='fw-bold'>%s</div>%s")


class MedusaUndoWizard(models.TransientModel):
    """Asks which products of a run are brought back, and what follows."""

    _name = "medusa.undo.wizard"
    _description = "Undo a Medusa Run"

    run_id = fields.Many2one("medusa.sync.run", required=True, readonly=True, ondelete="cascade")
    backend_id = fields.Many2one(related="run_id.backend_id")
    which = fields.Selection(
        [("all", "All products that it changed"), ("chosen", "Chosen products")],
        "Bring Back",
        required=True,
        default="all",
    )
    product_tmpl_ids = fields.Many2many("product.template", string="Products")
    changed_product_ids = fields.Many2many(
        "product.template", compute="_compute_changed_product_ids"
    )
    then = fields.Selection(
        THEN,
        "After That",
        required=True,
        default="hold",
        help="Odoo still has what the run pushed: the next run would push it again.",
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)
    product_count = fields.Integer(compute="_compute_summary")

    @api.depends("run_id")
    def _compute_changed_product_ids(self):
        for wizard in self:
            groups = self.env["medusa.sync.change"]._read_group(
                wizard._get_domain(), ["product_tmpl_id"], []
            )
            wizard.changed_product_ids = [product.id for [product] in groups if product]

    @api.depends("run_id", "which", "product_tmpl_ids")
    @api.depends_context("lang")
    def _compute_summary(self):
        for wizard in self:
            wizard.summary, wizard.product_count = wizard._summarize()

    def _get_domain(self):
        domain = [("run_id", "=", self.run_id.id)]
        if self.which == "chosen":
            domain.append(("product_tmpl_id", "in", self.product_tmpl_ids._origin.ids))
        return domain

    def _summarize(self):
        """Return (what is brought back and what isn't, in words; of how many products)."""
        lines = self.env["medusa.sync.change.line"]
        groups = lines._read_group(
            self._get_domain(),
            ["kind", "operation", "subject"],
            ["product_tmpl_id:count_distinct", "__count"],
        )
        back, stays, made, deleted, has_own = self._count_back(), {}, 0, 0, False
        for kind, operation, subject, products, count in groups:
            if subject == "made" and operation != "delete":
                made += products
            elif subject == "made":
                deleted += count
            elif subject in UNDOABLE and kind in UNDOABLE_KINDS and products:
                continue
            elif kind in ("term", "price_list") and operation != "create":
                # Categories and price lists themselves, or what the run deleted of them.
                has_own = True
            else:
                key = ("subject", subject) if kind == "product" else ("kind", kind)
                stays[key] = stays.get(key, 0) + count
        counted = lines._read_group(self._get_domain(), [], ["product_tmpl_id:count_distinct"])
        return self._render(back, has_own, stays, made, deleted), counted[0][0]

    def _count_back(self):
        """Return {subject: of how many products it is brought back}, each counted once."""
        domain = [
            *self._get_domain(),
            ("kind", "in", UNDOABLE_KINDS),
            ("subject", "in", UNDOABLE),
            ("product_tmpl_id", "!=", False),
        ]
        lines = self.env["medusa.sync.change.line"]
        return dict(lines._read_group(domain, ["subject"], ["product_tmpl_id:count_distinct"]))

    def _render(self, back, has_own, stays, made, deleted):
        _ = self.env._
        fields_of = self.env["medusa.sync.change.line"]._fields
        labels = {
            name: dict(fields_of[name]._description_selection(self.env))
            for name in ("subject", "kind")
        }
        rows = [
            _("%(subject)s: %(count)s", subject=labels["subject"][name], count=back[name])
            for name in sorted(back, key=list(SUBJECTS).index)
        ]
        if made:
            rows.append(_("Created by the run, they become drafts: %s", made))
        if has_own:
            rows.append(_("What the run changed of categories and price lists themselves"))
        left = [
            _("%(subject)s: %(count)s", subject=labels[key][name], count=count)
            for (key, name), count in sorted(stays.items())
        ]
        if deleted:
            left.append(_("Deleted by the run: %s", deleted))
        parts = [(_("Brought back, of so many products:"), rows or [_("Nothing.")])]
        if left:
            parts.append((_("Stays as the run made it:"), left))
        return Markup().join(
            _PART % (title, _LIST % Markup().join(_ROW % text for text in texts))
            for title, texts in parts
        )

    def action_undo(self):
        """Queue the run that brings these products back.

        :return: a client action: a toast
        """
        self.ensure_one()
        products = self.env["product.template"]
        if self.which == "chosen":
            products = self.product_tmpl_ids
            if not products:
                raise UserError(self.env._("Choose the products to bring back."))
        toast = self.run_id._undo(products, self.then)
        toast["params"]["next"] = {"type": "ir.actions.act_window_close"}
        return toast

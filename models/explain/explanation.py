from odoo import api, fields, models

from ..core.sentence import say_of
from ..store.rights import check_may_push
from .point import MENDS, TOPICS, get_mend_labels, get_topic_labels

_TONES = [("good", "Fine"), ("info", "To Know"), ("warn", "To Look At"), ("bad", "To Mend")]


class MedusaExplanation(models.TransientModel):
    """A page that explains a product in a store: asked for, answered, and forgotten."""

    _name = "medusa.explanation"
    _description = "Explanation of a Product in a Medusa Store"

    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, readonly=True, ondelete="cascade"
    )
    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade"
    )
    point_ids = fields.One2many("medusa.explanation.point", "explanation_id", readonly=True)
    has_other_stores = fields.Boolean(compute="_compute_has_other_stores")

    @api.depends("backend_id", "product_tmpl_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for page in self:
            name = page.product_tmpl_id.display_name
            page.display_name = say_of(self.env, name, page.backend_id.name)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_has_other_stores(self):
        count = self.env["medusa.backend"].search_count([], limit=2)
        for page in self:
            page.has_other_stores = count > 1

    # === OPENING === #

    @api.model
    def _open_for(self, product, backend):
        """Ask Odoo, the store and the shop about a product, and return an action on the answer.

        :param product: one `product.template`
        :param backend: one `medusa.backend`
        """
        page = self.create(self._explain(product, backend))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Explain"),
            "res_model": self._name,
            "res_id": page.id,
            "view_mode": "form",
        }

    @api.model
    def _explain(self, product, backend, asks=True):
        """Return the values of a page.

        :param bool asks: whether the store and the shop are asked: not where this transaction has
            written something, which would wait for their answers
        """
        check_may_push(self.env)
        product.check_access("read")
        backend.check_access("read")
        explainer = self.env["medusa.explainer"]
        points = explainer._get_points(backend, product)
        if asks:
            more, inspection, job = explainer._ask_store(backend, product)
            points += more
            if inspection and inspection.medusa_id:
                points += explainer._ask_shopper(backend, inspection, job)
        points.sort(key=lambda point: TOPICS.index(point.topic))
        made = [fields.Command.create(vars(point)) for point in points]
        return {
            "product_tmpl_id": product.id,
            "backend_id": backend.id,
            "point_ids": [fields.Command.clear(), *made],
        }

    # === ACTION METHODS === #
    # Those that explain anew write the page that is open: the way back to it stays.

    def action_look_again(self):
        """Ask anew, about the same product and store."""
        self.write(self._explain(self.product_tmpl_id, self.backend_id))

    def action_other_store(self):
        """Explain the product in the next store that the reader sees."""
        stores = self.env["medusa.backend"].search([])
        index = stores.ids.index(self.backend_id.id) + 1 if self.backend_id in stores else 0
        following = stores[index : index + 1] or stores[:1]
        self.write(self._explain(self.product_tmpl_id, following))

    def action_resync(self):
        return self.env["medusa.resync"]._resync(self.product_tmpl_id, self.backend_id)

    def action_open_binding(self):
        binding = self._get_binding()
        return binding.get_formview_action() if binding else self.action_look_again()

    def action_open_matches(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_match_action"
        )
        domain = [
            ("backend_id", "=", self.backend_id.id),
            ("product_tmpl_id", "=", self.product_tmpl_id.id),
        ]
        return dict(action, domain=domain, context={})

    def action_open_store(self):
        return self.backend_id.get_formview_action()

    def action_switch_on(self):
        """Let the product be in this store, whatever the store's filter says."""
        self.product_tmpl_id.medusa_included_backend_ids += self.backend_id
        self._tell_switched()

    def action_as_filter(self):
        """Take back that somebody took the product out of this store."""
        self.product_tmpl_id.medusa_excluded_backend_ids -= self.backend_id
        self._tell_switched()

    def _tell_switched(self):
        self.write(self._explain(self.product_tmpl_id, self.backend_id, asks=False))

    def action_open_admin(self):
        """Open the product in Medusa's admin."""
        url = self._get_binding().medusa_url or self.backend_id.admin_url
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_push_stock(self):
        return self.backend_id.action_push_stock()

    def _get_binding(self):
        explainer = self.env["medusa.explainer"]
        return explainer._get_binding(self.backend_id, self.product_tmpl_id)


class MedusaExplanationPoint(models.TransientModel):
    _name = "medusa.explanation.point"
    _description = "Point of an Explanation"
    _order = "id"

    explanation_id = fields.Many2one("medusa.explanation", required=True, ondelete="cascade")
    topic = fields.Selection(
        lambda self: list(get_topic_labels(self.env).items()), required=True, readonly=True
    )
    tone = fields.Selection(_TONES, required=True, readonly=True)
    text = fields.Text(required=True, readonly=True)
    mend = fields.Selection(lambda self: list(get_mend_labels(self.env).items()), readonly=True)
    question = fields.Char(compute="_compute_labels")
    mend_label = fields.Char(compute="_compute_labels")

    @api.depends("topic", "mend")
    @api.depends_context("lang")
    def _compute_labels(self):
        topics, mends = get_topic_labels(self.env), get_mend_labels(self.env)
        former = None
        for point in self:
            # A question stands above the first of its answers.
            point.question = topics[point.topic] if point.topic != former else False
            former = point.topic
            point.mend_label = mends.get(point.mend)

    def action_mend(self):
        """Do what mends it: the person's own rights decide."""
        self.ensure_one()
        return self.mend and getattr(self.explanation_id, MENDS[self.mend])()

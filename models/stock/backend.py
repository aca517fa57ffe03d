import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.sentence import join, keep
from ..run.toast import make_run_toast
from ..store.lists import open_list
from ..store.rights import check_may_push
from .schedule import update_stock_cron


def find_stock_problem(backend):
    """Return sentences on why a store can't sell what is in stock, or False."""
    if not backend.push_stock:
        return False
    if not backend.stock_line_ids:
        return keep(backend.env)._(
            "No warehouse is mapped to a stock location: no stock is pushed, and nothing can be "
            "bought. Add a line to the stock map."
        )
    found = (line._find_problem() for line in backend.stock_line_ids)
    return join("\n", filter(None, found)) or False


class MedusaBackend(models.Model):
    """Whether and how a store's stock is pushed, and from where it sells."""

    _inherit = "medusa.backend"

    push_stock = fields.Boolean(
        tracking=True,
        copy=False,
        help="The store counts the stock of storable products and sells no more than that. When "
        "it is switched on or off, all products are pushed in the background.",
    )
    stock_line_ids = fields.One2many("medusa.stock.line", "backend_id", "Stock Map")
    stock_location_ids = fields.One2many("medusa.stock.location", "backend_id", "Stock Locations")
    stock_safety_ids = fields.One2many(
        "medusa.stock.safety", "backend_id", "Safety Quantities by Category"
    )
    stock_quantity_type = fields.Selection(
        [("free", "Free to use"), ("on_hand", "On hand"), ("forecast", "Forecast")],
        "Quantity",
        required=True,
        default="free",
        help="Free to use: on hand without what is reserved. On hand: all that is there. "
        "Forecast: on hand, with what is to come and without what is to go.",
    )
    stock_fractions = fields.Boolean(
        "Fractions of Units",
        help="Push 1.5 as 1.5. Otherwise only whole units are sold: 1.5 becomes 1.",
    )
    stock_safety_quantity = fields.Float(
        "Hold Back",
        digits="Product Unit",
        help="This much of each product is kept out of the store, at each stock location.",
    )
    stock_backorder = fields.Boolean(
        "Sell When Out of Stock",
        help="Applies to products that don't say so themselves. Where the eCommerce app is "
        "installed with stock, “Continue selling” on the product counts instead.",
    )
    stock_orders = fields.Selection(
        [
            ("separate", "They are not imported into Odoo"),
            ("imported", "They are imported into Odoo"),
        ],
        "Orders of the Store",
        required=True,
        default="separate",
        help="Medusa reserves the goods of its open orders by itself. If the orders are imported, "
        "Odoo reserves the same goods a second time; this is evened out. When in doubt, choose "
        "“not imported”: it never sells too much.",
    )
    stock_import_minutes = fields.Integer(
        "Imported After (Minutes)",
        default=60,
        help="An order of the store is in Odoo after so many minutes at the latest. Younger ones "
        "count as not imported yet.",
    )
    stock_problem = fields.Text("Stock: What Is Missing", compute="_compute_stock_problem")
    stock_checked_at = fields.Datetime("Stock Locations Read", readonly=True, copy=False)
    stock_verified_on = fields.Date("Stock Verified", readonly=True, copy=False)
    last_stock_run_id = fields.Many2one("medusa.sync.run", compute="_compute_last_stock_run_id")

    _safety_positive = models.Constraint(
        "CHECK (stock_safety_quantity >= 0)", "The quantity to hold back is 0 or more."
    )
    _import_minutes_positive = models.Constraint(
        "CHECK (stock_import_minutes >= 0)", "The minutes until an import are 0 or more."
    )

    # === COMPUTE METHODS === #

    @api.depends("push_stock", "stock_line_ids.problem", "stock_line_ids.location_id")
    @api.depends_context("lang")
    def _compute_stock_problem(self):
        for backend in self:
            backend.stock_problem = find_stock_problem(backend)

    @api.depends("run_ids.state")
    def _compute_last_stock_run_id(self):
        runs = self.env["medusa.sync.run"]
        for backend in self:
            backend.last_stock_run_id = runs.search(
                [("backend_id", "=", backend.id), ("scope", "=", "stock")], limit=1
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        if any(backend.push_stock for backend in backends):
            update_stock_cron(self.env)
        return backends

    def write(self, vals):
        switched = self.filtered(
            lambda backend: "push_stock" in vals and backend.push_stock != vals["push_stock"]
        )
        result = super().write(vals)
        if switched:
            switched._handle_stock_switch()
        if {"push_stock", "active"} & set(vals):
            update_stock_cron(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        update_stock_cron(self.env)
        return result

    def _handle_stock_switch(self):
        """Let every variant be managed, or not managed any more, soon."""
        # sudo: nobody but the connector writes these. What the store holds can change freely
        # while nothing is pushed.
        self.env["medusa.stock.level"].sudo().search([("backend_id", "in", self.ids)]).unlink()
        # Without a pushed product there is nothing to change in the store; of an archived one, the
        # next run over all products does it.
        bound = self.filtered(lambda backend: backend.active and backend.product_binding_ids.sudo())
        for backend in bound:
            backend._queue_run("manual", is_waited_for=False)
        if bound:
            self._trigger_queue_sudo()

    # === ACTION METHODS === #

    def action_push_stock(self):
        """Queue a stock run that compares every level with the store; the cron begins at once."""
        check_may_push(self.env)
        self.check_access("read")
        runs = self.env["medusa.sync.run"]
        for backend in self:
            if not backend.push_stock:
                raise UserError(
                    self.env._("%s doesn't push stock. Switch it on first.", backend.name)
                )
            runs |= backend._queue_run("manual", force=True, scope="stock").sudo(False)
        self._trigger_queue_sudo()
        names = ", ".join(self.mapped("name"))
        text = self.env._("The stock of %s is pushed in the background.", names)
        return make_run_toast(text, runs)

    def action_view_stock_levels(self):
        return open_list(self, "medusa_stock_level_action")

    # === BUSINESS METHODS === #

    def _get_stock_lines(self):
        """Return the lines of the stock map that can be pushed to."""
        self.ensure_one()
        if not self.push_stock:
            return self.env["medusa.stock.line"]
        return self.stock_line_ids.filtered("location_id.active")

    def _get_stock_day(self):
        """Return today's date where the company is: the verification comes after midnight."""
        zone = pytz.timezone(self.company_id.partner_id.tz or "UTC")
        return fields.Datetime.now().astimezone(zone).date()

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...medusa.locations import StockLocationApi
from ...tools import commit


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
            problems = []
            if backend.push_stock and not backend.stock_line_ids:
                problems.append(
                    self.env._(
                        "No warehouse is mapped to a stock location: no stock is pushed, and "
                        "nothing can be bought. Add a line to the stock map."
                    )
                )
            if backend.push_stock:
                problems += [line.problem for line in backend.stock_line_ids if line.problem]
            backend.stock_problem = "\n".join(problems) or False

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
            self._update_stock_cron_sudo()
        return backends

    def write(self, vals):
        switched = self.filtered(
            lambda backend: "push_stock" in vals and backend.push_stock != vals["push_stock"]
        )
        result = super().write(vals)
        if switched:
            switched._handle_stock_switch()
        if {"push_stock", "active"} & set(vals):
            self._update_stock_cron_sudo()
        return result

    def unlink(self):
        result = super().unlink()
        self._update_stock_cron_sudo()
        return result

    def _handle_stock_switch(self):
        """Let every variant be managed, or not managed any more, soon."""
        # sudo: nobody but the connector writes these. What the store holds can change freely
        # while nothing is pushed.
        self.env["medusa.stock.level"].sudo().search([("backend_id", "in", self.ids)]).unlink()
        # Without a pushed product there is nothing to change in the store.
        bound = self.filtered(lambda backend: backend.product_binding_ids.sudo())
        for backend in bound:
            backend._queue_run("manual")
        if bound:
            self._trigger_queue_sudo()

    @api.model
    def _update_stock_cron_sudo(self):
        """Let the stock cron sleep as long as no store pushes stock."""
        # sudo: managers of the stores need not be allowed to write crons.
        cron = self.env["res.config.settings"]._get_medusa_stock_cron_sudo()
        needed = self._has_stock_pusher_sudo()
        if cron and cron.active != needed:
            cron.active = needed

    @api.model
    def _has_stock_pusher_sudo(self):
        """Tell whether any store pushes stock."""
        # sudo: the schedule is that of the stores of all companies.
        return bool(self.sudo().search_count([("push_stock", "=", True)], limit=1))

    # === ACTION METHODS === #

    def action_push_stock(self):
        """Queue a stock run that compares every level with the store; the cron begins at once."""
        self._check_may_push()
        self.check_access("read")
        for backend in self:
            if not backend.push_stock:
                raise UserError(
                    self.env._("%s doesn't push stock. Switch it on first.", backend.name)
                )
            backend._queue_stock_run("manual", verify=True)
        self._trigger_queue_sudo()
        return self._notify(
            self.env._(
                "The stock of %s is pushed in the background. Follow it under Medusa, Runs.",
                ", ".join(self.mapped("name")),
            )
        )

    def action_view_stock_levels(self):
        self.ensure_one()
        return self._get_child_action("medusa_connector.medusa_stock_level_action")

    # === CONNECTION === #

    def _keep_store_records(self, info):
        result = super()._keep_store_records(info)
        self._keep_stock_locations(info.stock_locations)
        return result

    def _get_connection_text(self):
        text = super()._get_connection_text()
        if self.connection_state == "ok" and self.stock_problem:
            return f"{text}\n{self.stock_problem}"
        return text

    def _keep_stock_locations(self, locations):
        """Bring the list of the store's stock locations up to date.

        :param locations: `StockLocation` objects, see `medusa.locations`
        """
        self._sync_store_records(
            "medusa.stock.location",
            {
                location.id: {"name": location.name, "channel_ids": sorted(location.channel_ids)}
                for location in locations
            },
        )
        self.sudo().stock_checked_at = fields.Datetime.now()

    def _keep_stock_location_sudo(self, location):
        """Return the record of a location that was just created."""
        # sudo: nobody but the connector writes this list.
        return (
            self.env["medusa.stock.location"]
            .sudo()
            .create(
                {
                    "backend_id": self.id,
                    "medusa_id": location.id,
                    "name": location.name,
                    "channel_ids": location.channel_ids,
                }
            )
            .sudo(False)
        )

    def _refresh_stock_locations(self, client, force=False):
        """Read the stock locations and their links again if that was long ago.

        Medusa takes levels of a location that isn't there any more without complaint, so it has
        to be looked up. It commits: no transaction is open while the store is waited for.
        """
        hour_ago = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        if not force and self.stock_checked_at and self.stock_checked_at > hour_ago:
            return
        commit(self.env)
        self._keep_stock_locations(StockLocationApi(client).list_all())
        commit(self.env)

    def _get_failure_text(self, error):
        """Return cause, the store's words and mend of an error, in the reader's language."""
        vals = self.env["medusa.failure.mixin"]._prepare_failure_vals(error)
        cause, mend = self.env["medusa.failure.mixin"]._get_failure_texts()[vals["failure_type"]]
        return " ".join(part for part in (cause, vals["failure_detail"], mend) if part)

    def _get_no_channel_text(self):
        return self.env._(
            "The store's sales channels aren't known yet. Test the connection first, then choose "
            "a sales channel."
        )

    # === BUSINESS METHODS === #

    def _check_own_database(self):
        """:raise UserError: in a copy of the database, which must not touch the shop."""
        for backend in self:
            if not backend._is_own_database():
                backend.connection_state = "copied"
                raise UserError(backend._get_connection_text())

    def _get_stock_lines(self):
        """Return the lines of the stock map that can be pushed to."""
        self.ensure_one()
        if not self.push_stock:
            return self.env["medusa.stock.line"]
        return self.stock_line_ids.filtered("location_id.active")

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...medusa.exceptions import MedusaError
from ...sync.locations import create_location, link_channels
from ..core.sentence import keep
from ..core.toast import make_toast
from ..placement.store import get_all_channel_ids


def find_only_warehouse(company):
    """Return the only warehouse of a company; empty where it has several, or none."""
    warehouses = company.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=2)
    return warehouses if len(warehouses) == 1 else warehouses.browse()


class MedusaStockLine(models.Model):
    """Which warehouses make up the stock of one location of a store."""

    _name = "medusa.stock.line"
    _description = "Medusa Stock Map"
    _inherit = ["medusa.guarded.mixin"]
    _order = "sequence, id"
    _rec_name = "location_id"

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    sequence = fields.Integer(default=10)
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_warehouse_ids(),
        help="The quantities of several warehouses are added up.",
    )
    location_id = fields.Many2one(
        "medusa.stock.location",
        string="Stock Location in Medusa",
        domain="[('backend_id', '=', backend_id)]",
        ondelete="restrict",
        help="Empty: make one in Medusa with “Create in Medusa”.",
    )
    problem = fields.Char(compute="_compute_problem")
    can_link = fields.Boolean(compute="_compute_problem")

    _location_unique = models.Constraint(
        "UNIQUE (backend_id, location_id)", "A stock location stands in one line of the map."
    )

    @api.model
    def _default_warehouse_ids(self):
        """Propose the company's only warehouse, where no line has it yet."""
        company_id = self.env.context.get("medusa_company_id")
        return find_only_warehouse(self.env["res.company"].browse(company_id))

    # === COMPUTE METHODS === #

    @api.depends(
        "location_id.active", "location_id.linked_channels", "warehouse_ids",
        "backend_id.sales_channel_ids", "backend_id.channel_ids.is_default",
        "backend_id.placement_rule_ids.sales_channel_ids",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_problem(self):
        for line in self:
            location = line.location_id
            unlinked = location and line._get_unlinked_channels()
            line.can_link = bool(location.active and unlinked)
            line.problem = line._find_problem()

    def _find_problem(self):
        """Return a sentence on why nothing is sold from the line, or False."""
        _, location = keep(self.env)._, self.location_id
        if not location:
            return _("No stock location in Medusa yet: choose one, or press “Create in Medusa”.")
        if not location.active:
            return _(
                "“%s” isn't in Medusa any more. Choose another stock location, or empty the "
                "field and press “Create in Medusa”.",
                location.name,
            )
        if unlinked := self._get_unlinked_channels():
            return _(
                "“%(location)s” isn't linked to the sales channel %(channels)s: nothing there "
                "can be bought. Press “Link to sales channels”.",
                location=location.name,
                channels=", ".join(unlinked.mapped("name")),
            )
        return False

    # === CONSTRAINT METHODS === #

    @api.constrains("warehouse_ids", "location_id", "backend_id")
    def _check_map(self):
        for backend in self.backend_id:
            seen = self.env["stock.warehouse"]
            for line in backend.stock_line_ids:
                line._check_records()
                if line.warehouse_ids & seen:
                    raise ValidationError(
                        self.env._(
                            "The warehouse %s stands in two lines: its goods would be sold twice.",
                            ", ".join((line.warehouse_ids & seen).mapped("name")),
                        )
                    )
                seen |= line.warehouse_ids

    def _check_records(self):
        if not self.warehouse_ids:
            raise ValidationError(self.env._("Each line of the stock map needs a warehouse."))
        if self.warehouse_ids.company_id - self.backend_id.company_id:
            raise ValidationError(
                self.env._("The warehouses of a store belong to the store's company.")
            )
        if self.location_id.backend_id - self.backend_id:
            raise ValidationError(self.env._("The stock location is another store's."))

    # === CRUD METHODS === #

    def write(self, vals):
        if "location_id" in vals:
            changed = self.filtered(lambda line: line.location_id.id != vals["location_id"])
            changed._forget_levels()
        return super().write(vals)

    def unlink(self):
        self._forget_levels()
        return super().unlink()

    def _forget_levels(self):
        """What was pushed to a location isn't kept up any more: it counts as unknown."""
        # sudo: nobody but the connector writes these.
        levels = self.env["medusa.stock.level"].sudo()
        for line in self.filtered("location_id"):
            levels.search([("location_id", "=", line.location_id.id)]).unlink()

    # === ACTION METHODS === #

    def action_create_location(self):
        """Make a stock location in Medusa, named like the warehouse, and link it."""
        self.ensure_one()
        self.check_access("write")
        backend = self.backend_id
        backend._check_own_database()
        if self.location_id.active:
            raise UserError(self.env._("This line has a stock location already."))
        if not backend._get_channel_medusa_ids():
            raise UserError(
                self.env._(
                    "The store's sales channels aren't known yet. Test the connection first, then "
                    "choose a sales channel."
                )
            )
        name = " + ".join(self.warehouse_ids.mapped("name"))
        try:
            with backend._get_client() as client:
                location = create_location(client, name, self._prepare_address())
                # Kept before the next request: its failure must not make a second one later.
                self.location_id = self._keep_location_sudo(location)
                self._link_channels(client)
        except MedusaError as error:
            text = self.env["medusa.failure.mixin"]._tell_failure(error)
            if not self.location_id.active:
                raise UserError(text) from error
            return make_toast(text, "warning")
        return make_toast(
            self.env._("The stock location “%s” was created in Medusa.", name), "success"
        )

    def action_link_channels(self):
        """Let the sales channels of the store sell from this location."""
        self.ensure_one()
        self.check_access("write")
        backend = self.backend_id
        backend._check_own_database()
        try:
            with backend._get_client() as client:
                self._link_channels(client)
        except MedusaError as error:
            text = self.env["medusa.failure.mixin"]._tell_failure(error)
            raise UserError(text) from error
        if self.problem:
            return make_toast(self.problem, "warning")
        return make_toast(
            self.env._("“%s” sells in the store's channels now.", self.location_id.name), "success"
        )

    # === BUSINESS METHODS === #

    def _get_unlinked_channels(self):
        """Return the sales channels of the pushed products that can't sell from the location."""
        self.ensure_one()
        backend = self.backend_id
        linked = self.location_id.linked_channels or []
        wanted = get_all_channel_ids(backend) - set(linked)
        return backend.channel_ids.filtered(lambda channel: channel.medusa_id in wanted)

    def _link_channels(self, client):
        channels = self._get_unlinked_channels().filtered("active")
        locations = link_channels(client, self.location_id.medusa_id, channels.mapped("medusa_id"))
        self.location_id._keep_locations(self.backend_id, locations)

    def _keep_location_sudo(self, location):
        """Return the record of a location that was just created."""
        # sudo: nobody but the connector writes this list.
        locations = self.env["medusa.stock.location"].sudo()
        return locations.create(
            {
                "backend_id": self.backend_id.id,
                "medusa_id": location.id,
                "name": location.name,
                "linked_channels": location.channel_ids,
            }
        ).sudo(False)

    def _prepare_address(self):
        """Return the address of the first warehouse as Medusa takes it, or None.

        Medusa requires street and country.
        """
        partner = self.warehouse_ids[:1].partner_id
        if not partner.country_id:
            return None
        address = {
            "address_1": partner.street or partner.city or partner.name or "",
            "address_2": partner.street2,
            "company": partner.commercial_company_name or partner.name,
            "city": partner.city,
            "country_code": partner.country_id.code.lower(),
            "phone": partner.phone,
            "postal_code": partner.zip,
            "province": partner.state_id.name,
        }
        required = ("address_1", "country_code")
        return {key: value for key, value in address.items() if value or key in required}

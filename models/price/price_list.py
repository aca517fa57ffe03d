from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...medusa.pricing import GROUP_RULE
from ...sync.identity import make_mark
from ..run.toast import make_run_toast
from ..store.rights import check_may_push
from .markets import check_regions, propose_regions
from .times import format_time

# Of a list that has to be looked up, or created, anew.
FORGOTTEN = {
    "medusa_id": False,
    "is_begun": False,
    "header_hash": False,
    "pushed_regions": False,
    "needs_reading": True,
}


class MedusaPriceList(models.Model):
    """A pricelist of Odoo that is a price list in a store, beside the base prices."""

    _name = "medusa.price.list"
    _description = "Medusa Price List"
    _inherit = ["medusa.guarded.mixin", "medusa.retry.mixin", "medusa.regional.mixin"]
    _order = "id"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    # Emptied by the database when the pricelist is deleted: the store's list goes then, too.
    pricelist_id = fields.Many2one(
        "product.pricelist", ondelete="set null", check_company=True, index="btree_not_null"
    )
    currency_id = fields.Many2one(related="pricelist_id.currency_id")
    external_id = fields.Char(
        "External ID", compute="_compute_external_id", store=True, precompute=True
    )
    title = fields.Char("Title in Medusa", help="Empty: the name of the pricelist.")
    name = fields.Char(compute="_compute_name", store=True)
    price_type = fields.Selection(
        [("sale", "Sale"), ("override", "Override")],
        "Type",
        required=True,
        default="sale",
        help="Sale: the shop shows the base price struck through, and takes the lower of the two. "
        "Override: the price replaces the base price, even where it is higher.",
    )
    status = fields.Selection(
        [("active", "Active"), ("draft", "Draft")], required=True, default="active"
    )
    date_start = fields.Datetime("Starts")
    date_end = fields.Datetime("Ends")
    group_ids = fields.Many2many(
        "medusa.customer.group",
        string="Customer Groups",
        domain="[('backend_id', '=', backend_id), ('active', '=', True)]",
        # One that left the store stays chosen: the list is never for everybody because of it.
        context={"active_test": False},
        help="Only customers of these groups of the store get the prices. Empty: everybody.",
    )
    region_ids = fields.Many2many(
        help="The prices are for these regions of the store. Empty: for all of its currency.",
    )
    state = fields.Selection(
        [
            ("new", "Not pushed yet"),
            ("error", "Failed"),
            ("synced", "In the store"),
            ("archived", "Pricelist archived"),
            ("removing", "Being removed"),
        ],
        compute="_compute_state",
    )
    to_remove = fields.Boolean(
        "Being Removed", readonly=True, help="The next run deletes it in the store."
    )
    medusa_id = fields.Char("Medusa ID", readonly=True, copy=False)
    is_begun = fields.Boolean(
        "Creation Begun",
        readonly=True,
        copy=False,
        help="The store may have the list although its answer never came.",
    )
    header_hash = fields.Char(readonly=True, copy=False)
    pushed_regions = fields.Json(
        readonly=True,
        copy=False,
        help="Ids in the store of the regions that it was, or may be, given prices for.",
    )
    needs_reading = fields.Boolean(
        default=True,
        readonly=True,
        copy=False,
        help="What the store holds isn't known for sure: a write had no answer.",
    )
    last_push = fields.Datetime(readonly=True, copy=False)
    dearer_count = fields.Integer(
        "Dearer than the Base Price",
        readonly=True,
        copy=False,
        help="Variants whose price here is higher than the base price: a sale never shows it.",
    )
    price_ids = fields.One2many("medusa.price.list.price", "price_list_id", "Prices")
    price_count = fields.Integer("Number of Prices", compute="_compute_price_count")

    _pricelist_unique = models.Constraint(
        "UNIQUE (backend_id, pricelist_id)", "A pricelist is one price list of a store at the most."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end > date_start)",
        "A price list ends after it starts.",
    )

    # === COMPUTE METHODS === #

    @api.depends("pricelist_id")
    def _compute_external_id(self):
        for price_list in self.filtered("pricelist_id"):
            price_list.external_id = str(price_list.pricelist_id.id)

    @api.depends("title", "pricelist_id.name", "backend_id.lang")
    def _compute_name(self):
        """Keep the last name of a pricelist that was deleted."""
        for price_list in self:
            pricelist = price_list.pricelist_id.with_context(lang=price_list.backend_id.lang)
            price_list.name = price_list.title or pricelist.name or price_list.name

    @api.depends("pricelist_id.active", "external_id", "to_remove", "medusa_id", "failure_type")
    def _compute_state(self):
        for price_list in self:
            # Without a pricelist, but once made for one: it was deleted. One that isn't saved yet
            # waits for its pricelist.
            is_saved = bool(price_list._origin)
            is_orphan = is_saved and price_list.external_id and not price_list.pricelist_id
            if price_list.to_remove or is_orphan:
                price_list.state = "removing"
            elif price_list.failure_type:
                price_list.state = "error"
            elif price_list.pricelist_id and not price_list.pricelist_id.active:
                price_list.state = "archived"
            else:
                price_list.state = "synced" if price_list.medusa_id else "new"

    @api.depends("price_ids")
    def _compute_price_count(self):
        counts = dict(
            self.env["medusa.price.list.price"]._read_group(
                [("price_list_id", "in", self.ids)], ["price_list_id"], ["__count"]
            )
        )
        for price_list in self:
            price_list.price_count = counts.get(price_list, 0)

    # === CONSTRAINT METHODS === #

    @api.constrains("group_ids")
    def _check_groups(self):
        for price_list in self:
            if price_list.group_ids.backend_id - price_list.backend_id:
                raise ValidationError(
                    self.env._("A customer group of %s is another store's.", price_list.name)
                )

    @api.constrains("region_ids", "pricelist_id")
    def _check_regions(self):
        for price_list in self:
            check_regions(price_list)

    @api.onchange("pricelist_id")
    def _onchange_pricelist_id(self):
        """Propose the regions that the pricelist's country groups are."""
        self.region_ids = propose_regions(self)

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pushed(self):
        if any(price_list.medusa_id or price_list.is_begun for price_list in self):
            raise UserError(
                self.env._(
                    "A price list that is in the store can't just be deleted here: use Remove, and "
                    "the next run deletes it in the store first."
                )
            )

    # === ACTION METHODS === #

    def action_remove(self):
        """Let the next run delete the price list in the store, and here.

        :return: a client action: the list of price lists, where this one was never pushed
        """
        self.check_access("write")
        known = self.filtered(lambda price_list: price_list._may_be_there())
        # sudo: nobody but these buttons says so.
        known.sudo().to_remove = True
        (self - known).unlink()
        if known:
            return True
        return self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_price_list_action"
        )

    def action_keep(self):
        """Take the removal back, as long as no run carried it out."""
        self.check_access("write")
        # sudo: as above.
        self.sudo().to_remove = False

    def action_push(self):
        """Push these price lists now, in the background, and read what the store holds of them.

        :return: a client action: a toast
        """
        check_may_push(self.env)
        self.check_access("read")
        runs = self.env["medusa.sync.run"]
        for backend, lists in self.grouped("backend_id").items():
            run = backend._queue_run("manual", lists.ids, force=True, scope="prices")
            runs |= run.sudo(False)
        self.env["medusa.backend"]._trigger_queue_sudo()
        names = ", ".join(self.mapped("name"))
        return make_run_toast(self.env._("Pushed in the background: %s.", names), runs)

    def action_view_prices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_price_list_price_action"
        )
        return dict(action, domain=[("price_list_id", "=", self.id)], context={})

    # === BUSINESS METHODS === #

    def _may_be_there(self):
        """Tell whether the store may have the list: an answer may be lost, or a process killed."""
        return bool(self.medusa_id or self.is_begun or self.tries)

    def _is_leaving(self):
        """Tell whether the store's list must go for good: removed, or its pricelist deleted."""
        return self.to_remove or not self.pricelist_id

    def _is_absent(self):
        """Tell whether the store must not have the list now."""
        return self._is_leaving() or not self.pricelist_id.active

    def _is_pushable(self):
        """Tell whether prices can be added to what the store holds, without reading it first."""
        return bool(self.medusa_id and not self.needs_reading and not self._is_absent())

    def _prepare_header(self):
        """Return the price list's own fields, as Medusa takes them (price-lists/validators.js)."""
        rules = {}
        if self.group_ids:
            rules[GROUP_RULE] = sorted(self.group_ids.mapped("medusa_id"))
        pricelist = self.pricelist_id.with_context(lang=self.backend_id.lang)
        return {
            "title": self.name,
            "description": pricelist.name,
            "type": self.price_type,
            "status": self.status,
            "starts_at": format_time(self.date_start),
            "ends_at": format_time(self.date_end),
            "rules": rules,
            "metadata": self._prepare_mark(),
        }

    def _prepare_mark(self):
        """Return what the price list is found again by, docs/contract.md#price-lists."""
        return make_mark(self.external_id, self.backend_id.database_uuid)

    def _forget_store(self):
        """Forget what was pushed: the list will be looked up, or created, anew."""
        self.price_ids.unlink()
        self.write(FORGOTTEN)

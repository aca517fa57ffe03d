from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.toast import make_toast
from ..plan.plan import PLAN_JOBS
from ..run.idle import ASKED_JOBS, get_obstacle

# Tabs of the store's form that links lead to, each with a view of its own.
TABS = ("prices", "content", "stock")


def put_address_first(vals):
    """Return the values in an order in which a new key outlives a new address.

    A new address makes the store forget its key, and values reach the store in their order.
    """
    return {name: vals[name] for name in sorted(vals, key=lambda name: name != "medusa_url")}


class ResConfigSettings(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """The settings of the company's first store; further ones have their own forms."""

    _name = "res.config.settings"
    _inherit = ["res.config.settings", "medusa.schedule.mixin"]

    # Through the company, which the form sends along: so Odoo leaves out what wasn't changed.
    medusa_backend_id = fields.Many2one(related="company_id.medusa_backend_id")
    medusa_url = fields.Char(related="company_id.medusa_backend_id.url", readonly=False)
    # Write-only, like the field behind it.
    medusa_api_key = fields.Char(related="company_id.medusa_backend_id.api_key", readonly=False)
    medusa_api_key_set = fields.Boolean(related="company_id.medusa_backend_id.api_key_set")
    medusa_connection_state = fields.Selection(
        related="company_id.medusa_backend_id.connection_state"
    )
    medusa_connection_message = fields.Text(
        related="company_id.medusa_backend_id.connection_message"
    )
    medusa_connection_checked_at = fields.Datetime(
        related="company_id.medusa_backend_id.connection_checked_at"
    )
    medusa_product_domain = fields.Char(
        related="company_id.medusa_backend_id.product_domain", readonly=False
    )
    medusa_status_policy = fields.Selection(
        related="company_id.medusa_backend_id.status_policy", readonly=False
    )
    medusa_withdraw_policy = fields.Selection(
        related="company_id.medusa_backend_id.withdraw_policy", readonly=False
    )
    medusa_lang = fields.Selection(related="company_id.medusa_backend_id.lang", readonly=False)
    medusa_sales_channel_ids = fields.Many2many(
        related="company_id.medusa_backend_id.sales_channel_ids",
        readonly=False,
        domain="[('backend_id', '=', medusa_backend_id), ('active', '=', True)]",
    )
    medusa_shipping_profile_id = fields.Many2one(
        related="company_id.medusa_backend_id.shipping_profile_id",
        readonly=False,
        domain="[('backend_id', '=', medusa_backend_id)]",
    )
    medusa_price_tax = fields.Selection(
        related="company_id.medusa_backend_id.price_tax", readonly=False
    )
    medusa_price_warning = fields.Text(related="company_id.medusa_backend_id.price_warning")
    medusa_push_pictures = fields.Boolean(
        related="company_id.medusa_backend_id.push_pictures", readonly=False
    )
    medusa_category_source = fields.Selection(
        related="company_id.medusa_backend_id.category_source", readonly=False
    )
    medusa_translation_lang_ids = fields.Many2many(
        related="company_id.medusa_backend_id.translation_lang_ids", readonly=False
    )
    medusa_translation_warning = fields.Text(
        related="company_id.medusa_backend_id.translation_warning"
    )
    medusa_last_run_id = fields.Many2one(related="company_id.medusa_backend_id.last_run_id")
    medusa_last_run_state = fields.Selection(related="company_id.medusa_backend_id.last_run_state")
    medusa_last_run_date = fields.Datetime(related="company_id.medusa_backend_id.last_run_date")
    medusa_live = fields.Json(related="company_id.medusa_backend_id.live")
    medusa_store_count = fields.Integer("Stores", compute="_compute_medusa_store_count")

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_medusa_store_count(self):
        self.medusa_store_count = self.env["medusa.backend"].search_count([])

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Make the company's store when its URL is entered for the first time."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            if vals.get("medusa_url") and not company.medusa_backend_id:
                self._create_medusa_backend(company, vals)
        return super().create([put_address_first(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(put_address_first(vals))

    @api.model
    def _create_medusa_backend(self, company, vals):
        """Make the first store of a company out of what was typed.

        :param dict vals: of the settings; what belongs to the store is taken out
        """
        installed_time = self.env["ir.cron"]._get_medusa_cron_sudo().nextcall
        self.env["medusa.backend"].create(
            {
                "company_id": company.id,
                # It is tried with few products first.
                "stage": "test",
                "url": vals.pop("medusa_url"),
                "api_key": vals.pop("medusa_api_key", False),
            }
        )
        company.invalidate_recordset(["medusa_backend_id"])
        # The first store moves the schedule to the time zone of its user.
        if fields.Datetime.to_datetime(vals.get("medusa_next_run")) == installed_time:
            vals.pop("medusa_next_run", None)
        # What the form shows of a store that wasn't there is no choice of anybody.
        for name in [name for name in vals if name.startswith("medusa_") and not vals[name]]:
            del vals[name]

    # === ACTION METHODS === #

    def action_medusa_test_connection(self):
        """Save what was typed and ask the store who it is."""
        return self._save_and_tell("action_test_connection")

    def action_medusa_sync_now(self):
        """Save what was typed and push all products in the background."""
        return self._save_and_tell("action_sync_now", ASKED_JOBS)

    def action_medusa_plan(self):
        """Save what was typed and ask for a plan of the store, which sends nothing."""
        return self._save_and_tell("action_plan", PLAN_JOBS)

    def action_medusa_open_store(self):
        """Open the store, on the tab that the link is about."""
        action = self._get_medusa_backend().get_formview_action()
        tab = self.env.context.get("medusa_tab")
        if tab in TABS:
            view = self.env.ref(f"medusa_connector.medusa_backend_view_form_tab_{tab}")
            action["views"] = [(view.id, "form")]
        return action

    def action_medusa_open_stores(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_backend_action"
        )

    def action_medusa_open_last_run(self):
        return self.medusa_last_run_id.get_formview_action()

    # === BUSINESS METHODS === #

    def _save_and_tell(self, method, jobs=()):
        """Call a button of the store.

        The values of the store were written when the form was saved, before this; so are the
        settings of other apps now: the button doesn't ask for them, and must not lose them.

        :param jobs: names of the scheduled jobs one of which goes on with what is asked for, if any
        """
        backend = self._get_medusa_backend()
        self.set_values()
        obstacle = jobs and get_obstacle(backend, jobs)
        if obstacle:
            return make_toast(obstacle, "warning")
        return getattr(backend, method)()

    def _get_medusa_backend(self):
        """Return the company's store.

        :raise UserError: if there is none yet
        """
        backend = self.company_id.medusa_backend_id
        if not backend:
            raise UserError(self.env._("Enter the URL and the secret key of the store first."))
        return backend

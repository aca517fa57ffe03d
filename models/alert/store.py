from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .persons import find_managers, may_see


class MedusaAlertMixin(models.AbstractModel):
    """Who is told when a store falls silent."""

    _name = "medusa.alert.mixin"
    _description = "Alerts of a Medusa Store"

    responsible_ids = fields.Many2many(
        "res.users",
        "medusa_backend_responsible_rel",
        "backend_id",
        "user_id",
        "Responsible Persons",
        compute="_compute_responsible_ids",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="They are told when nothing reaches the store, and what to do. Nobody: the Medusa "
        "managers of the company.",
    )

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_responsible_ids(self):
        for backend in self:
            backend.responsible_ids = find_managers(backend.company_id)

    # === CONSTRAINT METHODS === #

    @api.constrains("responsible_ids", "company_id")
    def _check_responsibles(self):
        for backend in self:
            blind = backend.responsible_ids.filtered(
                lambda user, backend=backend: not may_see(user, backend)
            )
            if blind:
                raise ValidationError(
                    self.env._(
                        "%(names)s may not see the store %(store)s. Whoever is told of it needs "
                        "the group “Medusa / User”, and the store's company.",
                        names=", ".join(blind.mapped("name")),
                        store=backend.name,
                    )
                )


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "mail.activity.mixin", "medusa.alert.mixin"]

from odoo import api, fields, models

from .labels import get_phase_labels


class MedusaCourseMixin(models.AbstractModel):
    """How far something has come that goes through the phases of a run over a store."""

    _name = "medusa.course.mixin"
    _description = "Course of a Medusa Run"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    phase = fields.Selection("_selection_phase", readonly=True)
    start_date = fields.Datetime("Start", readonly=True)
    end_date = fields.Datetime("End", readonly=True)
    total = fields.Integer(readonly=True, aggregator=None)
    done_count = fields.Integer("Looked At", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    skipped_count = fields.Integer("Skipped", readonly=True)

    @api.model
    def _selection_phase(self):
        return list(get_phase_labels(self.env).items())

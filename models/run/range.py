from odoo import fields, models

from .run import COUNTERS

# What a range counts, and its run in all.
SUMMED = ("done_count", *(f"{name}_count" for name in (*COUNTERS, "request", "write")))


class MedusaRunRange(models.Model):
    """A part of a run's phase, which one worker takes at a time.

    It keeps its own cursor and its own counters: several workers that wrote to one row, that of
    the run, would be in each other's way.
    """

    _name = "medusa.run.range"
    _description = "Range of a Medusa Run"
    _order = "id"

    run_id = fields.Many2one(
        "medusa.sync.run", required=True, readonly=True, ondelete="cascade", index=True
    )
    cursor = fields.Json(readonly=True, help="Where it goes on.")
    is_done = fields.Boolean("Done", readonly=True)
    failed_chunks = fields.Integer(readonly=True)
    done_count = fields.Integer("Looked At", readonly=True)
    created_count = fields.Integer("Created", readonly=True)
    updated_count = fields.Integer("Updated", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    withdrawn_count = fields.Integer("Withdrawn", readonly=True)
    failed_count = fields.Integer("Failed", readonly=True)
    skipped_count = fields.Integer("Skipped", readonly=True)
    request_count = fields.Integer("Requests", readonly=True)
    write_count = fields.Integer("Write Requests", readonly=True)

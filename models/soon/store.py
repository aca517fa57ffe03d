from markupsafe import Markup

from odoo import api, fields, models

from .cron import update_soon_cron


class MedusaSoonMixin(models.AbstractModel):
    """Whether a store is told of changes soon, and how long that took."""

    _name = "medusa.soon.mixin"
    _description = "Pushing Soon to a Medusa Store"

    push_soon = fields.Boolean(
        copy=False,
        tracking=True,
        help="What is saved in Odoo is in the store soon after, not only with the next run over "
        "all products. What time alone changes, as a rule that begins, comes with that run.",
    )
    push_soon_seconds = fields.Integer(
        "After Seconds without a Further Change",
        default=30,
        help="Changes that follow each other within so many seconds go out together; one and a "
        "half times as long at the most.",
    )
    schedule_ids = fields.One2many("medusa.schedule", "backend_id", "Schedules of Their Own")
    freshness = fields.Html(compute="_compute_freshness", sanitize=False)

    @api.depends_context("lang")
    def _compute_freshness(self):
        freshness = self.env["medusa.freshness"]
        for backend in self:
            found = freshness._get_percentiles(backend) if backend.id else {}
            backend.freshness = found and self._render_freshness(found)

    def _render_freshness(self, found):
        """Return a table of figures per kind.

        :param dict found: see `medusa.freshness._get_percentiles`
        """
        labels = dict(self.env["medusa.freshness"]._fields["kind"]._description_selection(self.env))
        cell = Markup('<td class="text-end">%s</td>')
        rows = Markup("").join(
            Markup("<tr><td>%s</td>%s%s%s</tr>")
            % (
                label,
                cell % found[kind][0],
                *(cell % self.env._("%s s", f"{seconds:.0f}") for seconds in found[kind][1:]),
            )
            for kind, label in labels.items()
            if kind in found
        )
        titles = Markup("").join(
            Markup('<th class="text-end">%s</th>') % title
            for title in (
                self.env._("Changes"),
                self.env._("Half within"),
                self.env._("95 % within"),
            )
        )
        return (
            Markup('<table class="table table-sm mb-0"><thead><tr><th>%s</th>%s</tr></thead>')
            % (self.env._("Last 24 hours"), titles)
            + Markup("<tbody>%s</tbody></table>") % rows
        )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        if any(backend.push_soon for backend in backends):
            update_soon_cron(self.env)
        return backends

    def write(self, vals):
        result = super().write(vals)
        if {"push_soon", "active"} & set(vals):
            update_soon_cron(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        update_soon_cron(self.env)
        return result


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.soon.mixin"]

    _push_soon_bounded = models.Constraint(
        "CHECK (push_soon_seconds BETWEEN 1 AND 3600)",
        "A store is pushed to after 1 to 3,600 seconds without a further change.",
    )

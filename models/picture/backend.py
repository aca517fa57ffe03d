from odoo import fields, models


class MedusaBackend(models.Model):
    """Which pictures a store gets."""

    _inherit = "medusa.backend"

    push_pictures = fields.Boolean(default=True)
    picture_size = fields.Selection(
        [
            ("1920", "Original (at most 1920 pixels)"),
            ("1024", "1024 pixels"),
            ("512", "512 pixels"),
            ("256", "256 pixels"),
        ],
        default="1024",
        required=True,
        help="Odoo keeps pictures in these sizes; none is enlarged.",
    )
    picture_limit = fields.Float(
        "Largest Picture (MB)", default=10.0, help="A larger one is left out, with a warning."
    )
    owns_pictures = fields.Boolean(
        "Odoo Owns the Pictures", help="Pictures that somebody adds in Medusa are removed."
    )
    picture_ids = fields.One2many("medusa.picture", "backend_id")

    def action_accept_new_store(self):
        """Forget what was uploaded to the former store: pictures belong to one."""
        result = super().action_accept_new_store()
        # sudo: a manager decides, nobody writes pictures.
        self.picture_ids.sudo().unlink()
        return result

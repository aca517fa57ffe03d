from odoo import fields, models


class MedusaPicture(models.Model):
    """A picture that is in a store: uploaded once, shown by every product that has it.

    It is known by the checksum that Odoo's attachment keeps, so that nothing has to be read to
    know that it is there already.
    """

    _name = "medusa.picture"
    _description = "Picture in a Medusa Store"
    _rec_name = "checksum"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, ondelete="cascade", index=True
    )
    checksum = fields.Char(
        required=True,
        help="SHA-1 of the file, as Odoo's attachment has it; with the file's ID where it is only "
        "kept until it is deleted.",
    )
    medusa_id = fields.Char("Medusa ID")
    url = fields.Char("URL")
    tries = fields.Integer("Uploads Without an Answer")
    last_try = fields.Datetime("Last Upload")
    problem = fields.Char(help="Why it can't be uploaded at all.")
    checked_at = fields.Datetime("Seen in the Store", help="When its file was last looked for.")
    binding_ids = fields.Many2many(
        "medusa.product.binding", "medusa_binding_picture_rel", "picture_id", "binding_id"
    )

    _checksum_unique = models.Constraint(
        "UNIQUE (backend_id, checksum)", "A picture is in a store once."
    )

from odoo import api, fields, models

from ...medusa.text import make_line
from ..core.toast import make_toast
from ..core.trial import get_trial
from .connection import NEUTRALIZED

# Of what a store says, so much is kept: a uuid has 36 characters, and a store few databases.
UUID_LENGTH = 200
MOST_DATABASES = 20


class MedusaOtherDatabase(models.Model):
    """An Odoo database, other than this one, whose mark products of a store carry.

    It is a database that shares the store, or this very one under a uuid that it has lost: a
    restored copy gets a new one, and an addon that was installed anew has forgotten the former.
    Only a person knows which. Until one has said it, nothing is made in the place of what such a
    database marked.
    """

    _name = "medusa.other.database"
    _description = "Other Odoo Database of a Medusa Store"
    _order = "id"
    _rec_name = "uuid"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    uuid = fields.Char("Database", required=True, readonly=True)
    product_count = fields.Integer("Products", readonly=True, help="That carry its mark.")
    decision = fields.Selection(
        [("undecided", "Not decided"), ("mine", "Ours"), ("apart", "Left alone")],
        required=True,
        default="undecided",
        readonly=True,
    )
    message = fields.Char(compute="_compute_message")

    _uuid_unique = models.Constraint(
        "UNIQUE (backend_id, uuid)", "A database is listed once per store."
    )

    @api.depends("uuid", "product_count")
    @api.depends_context("lang")
    def _compute_message(self):
        for row in self:
            row.message = self.env._(
                "Products of the store that carry the mark of another Odoo database (%(uuid)s): "
                "%(count)s. Until a manager says on the store's form whose they are, nothing is "
                "made in their place.",
                count=row.product_count,
                uuid=row.uuid,
            )

    # === ACTION METHODS === #

    def action_adopt(self):
        """Count what these databases marked as this one's: it is found again, and marked anew."""
        self._decide("mine")
        for row in self:
            told = row.backend_id._as_told().env
            text = told._("What Odoo database %s marked in the store is ours.", row.uuid)
            row.backend_id.message_post(body=text)
            self._forget_pushed(row.backend_id)
        return make_toast(
            self.env._("The next run takes these products over. Sync Now begins with it at once."),
            "success",
        )

    def action_leave_alone(self):
        """Keep apart from what these databases marked: two Odoos share the store."""
        self._decide("apart")
        for row in self:
            told = row.backend_id._as_told().env
            text = told._("What Odoo database %s marked in the store isn't ours.", row.uuid)
            row.backend_id.message_post(body=text)
        return make_toast(
            self.env._("These products stay as they are. The next run makes its own beside them."),
            "success",
        )

    def _decide(self, decision):
        self.backend_id.check_access("write")
        # sudo: nobody but these buttons writes it.
        self.sudo().decision = decision

    # === BUSINESS METHODS === #

    @api.model
    def _forget_pushed(self, backend):
        """Let the next run compare what is in the store: marks are to be written anew.

        Each room extends it whose records carry a mark that no reading of the index sees.
        """

    @api.model
    def _keep(self, backend, marks, is_whole):
        """Keep how many products of a store other databases marked.

        :param backend: `medusa.backend`
        :param marks: {database: number of products} as the store says
        :param bool is_whole: whether these are all products of the store, not some
        """
        # sudo: what the store says is kept, whoever asks it.
        rows = self.sudo().search([("backend_id", "=", backend.id)])
        ours = {(backend.database_uuid or "").removeprefix(NEUTRALIZED)}
        ours.update(backend.former_database_uuids or [])
        common = sorted(marks.items(), key=lambda pair: (-pair[1], pair[0]))
        found = {
            uuid: count
            for uuid, count in common
            if uuid not in ours and len(uuid) <= UUID_LENGTH and uuid == make_line(uuid)
        }
        known = {row.uuid: row for row in rows}
        new = [uuid for uuid in found if uuid not in known][: max(0, MOST_DATABASES - len(rows))]
        created = rows.create(
            [{"backend_id": backend.id, "uuid": uuid, "product_count": found[uuid]} for uuid in new]
        )
        for row in created if not get_trial(self.env) else ():
            # Asked once, of whoever follows the store; the form asks until somebody answers.
            told = row.with_context(lang=row.backend_id._get_chatter_lang())
            row.backend_id.message_post(body=told.message)
        for uuid, row in known.items():
            count = found.get(uuid, 0) if is_whole else max(found.get(uuid, 0), row.product_count)
            if row.product_count != count:
                row.product_count = count
        # What was decided stays: the products may come back.
        rows.filtered(lambda row: row.decision == "undecided" and not row.product_count).unlink()

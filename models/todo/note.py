from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..core.vacuum import delete_some, get_date_before

# Of what is done long ago.
KEEP_DAYS = 180


class MedusaTodoNote(models.Model):
    """Who cares for something that waits, until when it may wait, and a word on it.

    That is all that is kept of it. It is about one record, or about all of a cause.
    """

    _name = "medusa.todo.note"
    _description = "Note on What Waits in Medusa"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    key = fields.Char(required=True, readonly=True, help="Subject and cause.")
    res_id = fields.Integer(readonly=True, required=True, help="0: all records of the cause.")
    user_id = fields.Many2one("res.users", "Assigned to", readonly=True, ondelete="set null")
    hold_until = fields.Date(readonly=True)
    cause_hold_until = fields.Date(
        readonly=True, help="It was there when all of its cause was put on hold."
    )
    note = fields.Char(readonly=True)

    _one_note = models.UniqueIndex("(backend_id, key, res_id)", "There is one note on each.")

    @api.constrains("user_id")
    def _check_user(self):
        for user in self.user_id:
            if user.share or not user.has_group("medusa_connector.group_medusa_user"):
                raise ValidationError(
                    self.env._("%s may not work with the Medusa stores.", user.name)
                )

    @api.model
    def _keep_sudo(self, keys, vals):
        """Write down what is said of several things.

        :param list keys: (store id, "subject:cause", id of the record or 0)
        :param dict vals: of `user_id`, `hold_until` and `note`
        """
        # sudo: whoever may see what waits may say so; nobody writes notes by hand.
        notes = self.sudo()
        domain = [
            ("backend_id", "in", [store for store, _key, _res_id in keys]),
            ("key", "in", [key for _store, key, _res_id in keys]),
            ("res_id", "in", [res_id for _store, _key, res_id in keys]),
        ]
        if "hold_until" in vals and all(res_id for _store, _key, res_id in keys):
            # What is said of one goes before what was said of all of its cause.
            vals = {"cause_hold_until": False, **vals}
        known = {(note.backend_id.id, note.key, note.res_id): note for note in notes.search(domain)}
        notes.concat(*(known[key] for key in keys if key in known)).write(vals)
        notes.create(
            [
                {"backend_id": store, "key": name, "res_id": res_id, **vals}
                for store, name, res_id in dict.fromkeys(keys)
                if (store, name, res_id) not in known
            ]
        )
        if "hold_until" in vals:
            for store, name, res_id in keys:
                if not res_id:
                    notes._hold_present(store, name, vals["hold_until"])

    def _hold_present(self, store_id, key, until):
        """Put on hold what waits for a cause now; what comes later is shown as it comes.

        :param str key: "subject:cause"
        :param until: a date, or False: none of it is on hold any more
        """
        subject, _colon, cause = key.partition(":")
        self.search(
            [("backend_id", "=", store_id), ("key", "=", key), ("cause_hold_until", "!=", False)]
        ).cause_hold_until = False
        if not until:
            return
        self.flush_model()
        domain = [
            ("backend_id", "=", store_id), ("subject", "=", subject), ("cause", "=", cause)
        ]  # fmt: skip
        present = self.env["medusa.todo"]._search(domain)
        # As one statement: there may be tens of thousands.
        self.env.execute_query(
            SQL(
                """
                INSERT INTO medusa_todo_note (backend_id, key, res_id, cause_hold_until,
                                              create_uid, create_date, write_uid, write_date)
                SELECT %(store)s, %(key)s, res_id, %(until)s,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(present)s) present (res_id)
                 GROUP BY res_id
                ON CONFLICT (backend_id, key, res_id)
                DO UPDATE SET cause_hold_until = EXCLUDED.cause_hold_until,
                              write_date = EXCLUDED.write_date
                RETURNING id
                """,
                store=store_id,
                key=key,
                until=until,
                uid=self.env.uid,
                present=present.select(SQL.identifier(present.table, "res_id")),
            )
        )
        self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_notes(self):
        """Delete notes that nobody touched for long: what they were about is done, or forgotten."""
        old = [
            ("write_date", "<", get_date_before(KEEP_DAYS)),
            "|",
            ("hold_until", "=", False),
            ("hold_until", "<", "today"),
            "|",
            ("cause_hold_until", "=", False),
            ("cause_hold_until", "<", "today"),
        ]
        return delete_some(self, old, 1000)

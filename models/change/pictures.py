from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .binding import has_held


class MedusaPicture(models.Model):
    _inherit = "medusa.picture"

    kept_until = fields.Datetime(
        readonly=True, help="A run that replaced it can be undone: its file stays until then."
    )


class MedusaPictureTies(models.AbstractModel):
    """Keeps the files of pictures that a run took off a product, as long as it can be undone."""

    _inherit = "medusa.picture.ties"

    def _keep_former(self, backend, changes):
        """Keep the files that products showed before.

        :param list[Changed] changes: see `sync.changed`
        """
        urls = set()
        for change in changes if backend.change_retention_days else ():
            for row in change.differences:
                if row.field == "images" and row.store:
                    urls.update(set(row.store) - set(row.odoo or ()))
        if urls:
            until = fields.Datetime.add(fields.Datetime.now(), days=backend.change_retention_days)
            mine = [("backend_id", "=", backend.id), ("url", "in", list(urls))]
            self.env["medusa.picture"].search(mine).kept_until = until

    def _get_unused_domain(self, backend):
        """Override of `medusa.picture.ties`.

        What a product shows again that is held back is kept longer: nothing ties it but the store.
        So is what was being replaced when there was no answer: perhaps it is shown still.
        """
        unused = super()._get_unused_domain(backend)
        unused = Domain(unused) & Domain("url", "not in", _get_unsure_urls(backend))
        is_free = Domain("kept_until", "=", False)
        if not has_held(backend):
            is_free |= Domain("kept_until", "<", "now")
        return list(unused & is_free)


def _get_unsure_urls(backend):
    """Return the SQL of the pictures that were being replaced when there was no answer."""
    return SQL(
        """(
        SELECT url.value
          FROM medusa_sync_change change, jsonb_array_elements(change.changes) item,
               jsonb_array_elements_text(CASE WHEN jsonb_typeof(item.value -> 2) = 'array'
                                              THEN item.value -> 2 ELSE '[]' END) url
         WHERE change.backend_id = %s AND change.is_unsure AND item.value ->> 0 = 'images')""",
        backend.id,
    )

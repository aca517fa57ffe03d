from odoo import api, fields, models


class MedusaStoreRecordMixin(models.AbstractModel):
    """A record of the store, as its last connection test listed it: a channel, a location …"""

    _name = "medusa.store.record.mixin"
    _description = "Record of a Medusa Store"
    _inherit = ["medusa.guarded.mixin"]
    # What the key must be allowed to read for it, see `medusa.stores`.
    _resource = None

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    medusa_id = fields.Char("Medusa ID", required=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True, help="Not active: it isn't in the store any more.")

    @api.model
    def _get_rows(self, info):
        """Return {Medusa id: values} of what a connection test found.

        :param StoreInfo info: see `medusa.stores`
        """
        raise NotImplementedError

    @api.model
    def _keep_list(self, backend, rows):
        """Bring the list of a store up to date; what is gone there becomes inactive.

        :param backend: `medusa.backend`
        :param dict rows: {Medusa id: values}
        """
        # sudo: nobody but the connector writes these lists.
        records = self.sudo().with_context(active_test=False)
        present = {
            record.medusa_id: record for record in records.search([("backend_id", "=", backend.id)])
        }
        for key, vals in rows.items():
            if key in present:
                present[key].write({**vals, "active": True})
        records.create(
            [
                {"backend_id": backend.id, "medusa_id": key, **vals}
                for key, vals in rows.items()
                if key not in present
            ]
        )
        for key, record in present.items():
            if key not in rows:
                record.active = False

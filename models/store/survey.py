from odoo import api, models


class MedusaStoreSurvey(models.AbstractModel):
    """What a test of the connection makes of the products that it saw in the store.

    A room extends it that has something to say of them.
    """

    _name = "medusa.store.survey"
    _description = "Survey of a Medusa Store"

    @api.model
    def _keep(self, backend, sample):
        """Keep what some products of a store, or all of them, say.

        :param backend: `medusa.backend`
        :param Sample sample: see `sync.scan`
        """
        self.env["medusa.other.database"]._keep(backend, sample.marks, sample.is_whole)

    @api.model
    def _get_lines(self, backend):
        """Return sentences on what a person may do about these products.

        :rtype: list[str]
        """
        return [row.message for row in backend.undecided_database_ids]

    @api.model
    def _forget(self, backends):
        """Forget what was seen: another store answers by now."""
        # sudo: nobody but the connector writes it.
        backends.sudo().other_database_ids.unlink()

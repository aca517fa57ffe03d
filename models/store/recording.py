from odoo import api, models


class MedusaRecording(models.AbstractModel):
    """What becomes of what is asked of a store. A room that wants it overrides all of it."""

    _name = "medusa.recording"
    _description = "Record of What Is Asked of Medusa"

    @api.model
    def _get_mode(self, backend):
        """Return what of a store's requests is kept, a plain value; None for nothing."""
        return

    @api.model
    def _open_diary(self, backend):
        """Return what keeps the requests of a person, or of another job than a run.

        It writes them down by itself as soon as the client that has it is closed.

        :rtype: `medusa.recording.Recorder`; None where nothing is kept
        """

    @api.model
    def _make_recorder(self, mode):
        """Return what keeps requests while they are made; its takers are in threads of their own.

        :param mode: see `_get_mode`
        :rtype: `medusa.recording.Recorder`
        """
        return

    @api.model
    def _write_down(self, run, exchanges):
        """Write down what was asked, in the transaction that records a step; it fails no run.

        :param exchanges: see `medusa.recording.Exchange`
        """

from odoo import api, models


class MedusaWritten(models.AbstractModel):
    """What becomes of what runs tell that they write. A room that wants it overrides them."""

    _name = "medusa.written"
    _description = "What Runs Write to Medusa"

    @api.model
    def _is_kept(self, run):
        """Tell whether a run's engines are to say what they write; it costs a longer read.

        :param run: `medusa.sync.run`
        """
        return False

    @api.model
    def _lists_creations(self, run):
        """Tell whether a run's engines are to say all that a product has which they make."""
        return False

    @api.model
    def _get_note(self, run):
        """Return what keeps a change before it is sent, for an engine in whatever thread.

        :rtype: `sync.changed.Note`; None where nothing does
        """

    @api.model
    def _foresee(self, run, changes):
        """Note what is about to be sent, in the present transaction, which is committed before.

        :param list[Changed] changes: each gets its `note` where it is kept
        """

    @api.model
    def _note(self, run, changes):
        """Keep what a step wrote, in the transaction that records the step.

        :param list[Changed] changes: see `sync.changed`; one that was noted before and changes
            nothing was noted in vain
        """

    @api.model
    def _close(self, run):
        """Do what is to be done once a run has gone through all its phases."""

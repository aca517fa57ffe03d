from odoo import fields, models
from odoo.fields import Domain

from ..core.toast import make_toast
from ..run.toast import get_run_links


class MedusaProductBinding(models.Model):
    """A product that nothing is pushed of until a person releases it."""

    _inherit = "medusa.product.binding"

    held_since = fields.Datetime(
        "Held since",
        readonly=True,
        index="btree_not_null",
        help="Nothing of it is pushed but its stock, until it is released.",
    )
    held_by_run_id = fields.Many2one(
        "medusa.sync.run", "Held by", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def action_release(self):
        """Let these products be pushed again; what differs from Odoo goes with the next run.

        :return: a client action: a toast
        """
        self.backend_id.check_access("write")
        self.check_access("read")
        held = self.filtered("held_since")
        # sudo: a manager decides, nobody writes bindings.
        held.sudo()._release()
        if not held:
            return make_toast(self.env._("None of these products is held back."), "warning")
        return make_toast(
            self.env._(
                "Released: %s. The next run pushes what differs from Odoo.",
                ", ".join(held[:3].mapped("name")) if len(held) <= 3 else len(held),
            ),
            "success",
            links=get_run_links(held.held_by_run_id),
        )

    def _release(self):
        self.write({"held_since": False, "held_by_run_id": False})

    def _hold(self, run):
        """Let nothing be pushed of these products until a person releases them.

        :param run: `medusa.sync.run` that brings them back
        """
        self.write({"held_since": fields.Datetime.now(), "held_by_run_id": run.id})

    def _get_hold_text(self):
        """Return why a product isn't pushed, in the reader's language."""
        self.ensure_one()
        return self.env._(
            "%(store)s: it is held back since a run was undone, so that the next one doesn't push "
            "the same again. Release it when Odoo is as it should be.",
            store=self.backend_id.name,
        )


def get_held(backend):
    """Return the domain of the bindings of a store that nothing is pushed of.

    :rtype: Domain
    """
    return Domain("backend_id", "=", backend.id) & Domain("held_since", "!=", False)


def has_held(backend):
    """Tell whether nothing is pushed of some products of a store.

    :rtype: bool
    """
    return bool(backend.env["medusa.product.binding"].search_count(get_held(backend), limit=1))

from odoo import models
from odoo.exceptions import UserError

from ..core.toast import make_toast
from ..store.rights import check_may_push
from .causes import RETRIED


class MedusaTodoCause(models.Model):
    """The buttons that mend all of a cause; who may not is told by the rights of what they call."""

    _inherit = "medusa.todo.cause"

    def action_open_todos(self):
        """Open what waits for this cause."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_todo_action"
        )
        domain = [(name, "=", self[name]) for name in ("subject", "cause")]
        return dict(
            action,
            name=self.text or self.display_name,
            domain=[("backend_id", "=", self.backend_id.id), *domain],
            context={"search_default_open": self.open_count != 0},
        )

    def action_care(self):
        """Ask who cares for it, and until when it may wait."""
        self.ensure_one()
        self.check_access("write")
        title = self.env._("Assign, hold, note")
        return self._open_window(self, "medusa_todo_cause_view_form", title)

    def action_retry_all(self):
        """Try all of it again, in the background; what is on hold is left out.

        :return: a client action: a toast
        """
        self.ensure_one()
        check_may_push(self.env)
        self.check_access("read")
        backend = self.backend_id
        if self.subject not in RETRIED:
            raise UserError(self.env._("Nothing of this can be tried again by itself."))
        if self.subject == "level":
            return backend.action_push_stock()
        if self.subject in ("term", "option", "run"):
            return backend.action_sync_now()
        todos = self._get_todos()
        if self.subject == "price_list":
            return self.env["medusa.price.list"].browse(todos.mapped("res_id")).action_push()
        products = todos.product_tmpl_id.ids
        if not products:
            return backend.action_sync_now()
        backend._queue_run("button", products, force=True)
        backend._trigger_queue_sudo()
        return make_toast(
            self.env._(
                "%(store)s: %(count)s products are queued: they are pushed in the background, in "
                "the next minutes. Follow it under Medusa, Runs.",
                store=backend.name,
                count=len(products),
            )
        )

    def action_resolve(self):
        """Decide about the only conflict, or open those that there are."""
        self.ensure_one()
        self.backend_id.check_access("write")
        todos = self._get_todos()
        return todos.action_resolve() if len(todos) == 1 else self.action_open_todos()

    def action_add_currencies(self):
        """Let the store have the currencies of the prices beside those that it has."""
        self.ensure_one()
        return self.backend_id.action_add_currencies()

    def action_test_connection(self):
        """Try whether the store answers by now."""
        self.ensure_one()
        return self.backend_id.action_test_connection()

    def action_map_warehouse(self):
        """Open the stock map of the store alone."""
        return self._open_store("medusa_backend_view_form_stock_map", self.env._("Stock Map"))

    def action_replace_key(self):
        """Open the field for a new key alone."""
        title = self.env._("Replace the Key")
        return self._open_store("medusa_backend_view_form_key", title)

    def action_use_http(self):
        """Ask the store without encryption, where it answers so at this address.

        The key was given for the other address: it has to be pasted again.
        """
        self.ensure_one()
        backend = self.backend_id
        backend.check_access("write")
        if not backend._answers_plainly():
            raise UserError(self.env._("The store doesn't answer without encryption there."))
        backend.url = backend.url.replace("https://", "http://", 1)
        return self.action_replace_key()

    def action_open_store(self):
        """Open the form of the store."""
        self.ensure_one()
        return self.backend_id.get_formview_action()

    def action_open_run(self):
        """Open the run that asks."""
        self.ensure_one()
        return self.env["medusa.sync.run"].browse(self.first_id.res_id).get_formview_action()

    def action_open_matches(self):
        """Open the proposals of the store."""
        self.ensure_one()
        return self.backend_id.action_view_matches()

    def _open_store(self, xmlid, title):
        self.ensure_one()
        self.backend_id.check_access("write")
        return self._open_window(self.backend_id, xmlid, title)

    def _open_window(self, record, xmlid, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": record._name,
            "res_id": record.id,
            "views": [(self.env.ref(f"medusa_connector.{xmlid}").id, "form")],
            "target": "new",
        }

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.moment import tell_moment
from ..core.sentence import say_of, tell
from ..product.selected import search_free
from ..store.reasons import explain
from .filter_parts import find_unmet
from .point import Point


class MedusaExplainer(models.AbstractModel):
    """Says what Odoo knows of a product in a store; no request is made.

    A room that holds products back, or lets them wait, extends the method of that question.
    """

    _name = "medusa.explainer"
    _description = "Explains a Product in a Medusa Store"

    def _get_points(self, backend, product):
        """Return what Odoo knows, in the order of a product's way to the shopper.

        :param backend: one `medusa.backend` that the reader may read
        :param product: one `product.template` that the reader may read
        :rtype: list[Point]
        """
        binding = self._get_binding(backend, product)
        try:
            backend._search_selection()
        except UserError as error:
            return [Point("selection", "bad", str(error), "store"), *self._tell_sent(binding)]
        is_selected = self._is_selected(backend, product)
        points = self._tell_selection(backend, product, is_selected)
        points += self._tell_readiness(binding)
        if is_selected:
            points += self._tell_due(backend, product, binding)
            points += self._tell_waiting(backend, product, binding)
        elif binding.medusa_id and binding.state != "withdrawn":
            text = self.env._("The next run over all products withdraws it from the store.")
            points.append(Point("due", "info", text, "resync"))
        return points + self._tell_sent(binding)

    def _get_binding(self, backend, product):
        return self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("product_tmpl_id", "=", product.id)]
        )

    def _is_selected(self, backend, product):
        """Tell whether a store's selection, if it can be used, finds a product."""
        usable = backend._filter_usable()
        return bool(usable and usable._search_selection([("id", "=", product.id)]))

    # === THE QUESTIONS === #

    def _tell_selection(self, backend, product, is_selected):
        text = explain(backend, product)[product.id]
        if is_selected:
            return [Point("selection", "good", text)]
        if backend in product.medusa_excluded_backend_ids:
            return [Point("selection", "warn", text, "as_filter")]
        unmet = find_unmet(backend, product) if product.active else []
        if unmet:
            text += " " + self.env._("What it doesn't meet: %s.", "; ".join(unmet))
        may_switch = product.active and product.sale_ok
        return [Point("selection", "warn", text, "switch_on" if may_switch else None)]

    def _tell_readiness(self, binding):
        rows = binding.missing or []
        if not rows:
            return []
        texts = [self.env._("It stays a draft until it is ready.")]
        if binding.readiness != "draft":
            texts = [self.env._("It is sold, although something is missing.")]
        texts += [tell(self.env, row["text"], row.get("facts")) for row in rows]
        return [Point("readiness", "warn", "\n".join(texts), "binding")]

    def _tell_due(self, backend, product, binding):
        _ = self.env._
        if not binding or not binding.last_push:
            text = _("It was never pushed to this store.")
            return [Point("due", "info", text, "resync")]
        if binding.is_outdated:
            text = _("It was changed in Odoo since its last push.")
            return [Point("due", "info", text, "resync")]
        if self.env["medusa.product.changes"]._find_changed(backend, product.ids):
            text = _(
                "What would be sent isn't what was sent last, though nobody changed the product: "
                "a price rule that began or ended, a rate, or a setting of the store."
            )
            return [Point("due", "info", text, "resync")]
        text = _("Nothing changed since its last push.")
        return [Point("due", "good", text)]

    def _tell_waiting(self, backend, product, binding):
        points = self._tell_holds(backend, product)
        if backend.connection_state not in ("ok", "unchecked"):
            points.append(Point("waiting", "bad", backend.connection_message, "store"))
        if binding.next_try:
            text = self.env._(
                "It failed %(count)s times in a row. The next try is on %(time)s.",
                count=binding.tries,
                time=tell_moment(self.env, binding.next_try),
            )
            if binding.tries == 1:
                text = self.env._(
                    "It failed. The next try is on %s.",
                    tell_moment(self.env, binding.next_try),
                )
            points.append(Point("waiting", "info", text, "resync"))
        return points or [self._tell_next_run(backend)]

    def _tell_holds(self, backend, product):
        """Return what holds a selected product back from being pushed."""
        if search_free(backend, [("id", "=", product.id)]):
            return []
        matches = self.env["medusa.match"]._get_held(product).get(product.id)
        mine = matches and matches.filtered(lambda match: match.backend_id == backend)
        if mine:
            return [Point("waiting", "warn", mine[0]._get_hold_text(), "take_over")]
        text = self.env._("It is held back in this store.")
        if backend.stage == "test":
            text = self.env._(
                "The store is in a test: this isn't one of its test products. It comes when the "
                "store goes live."
            )
        return [Point("waiting", "warn", text, "store")]

    def _tell_next_run(self, backend):
        if backend.stage == "test":
            text = self.env._(
                "For nothing, but the store is in a test: only a button pushes until it goes live."
            )
            return Point("waiting", "warn", text, "store")
        if not backend.next_run:
            text = self.env._("For nothing, but the schedule is off: only a button pushes.")
            return Point("waiting", "warn", text, "store")
        time = tell_moment(self.env, backend.next_run)
        return Point("waiting", "good", self.env._("For nothing. The next run is on %s.", time))

    def _tell_sent(self, binding):
        if not binding:
            return []
        line = self.env["medusa.sync.log"].search(
            Domain("binding_id", "=", binding.id), limit=1, order="id desc"
        )
        tones = {"success": "good", "warning": "warn", "failure": "bad"}
        points = []
        if line:
            time = tell_moment(self.env, line.create_date)
            points.append(
                Point("sent", tones[line.result], say_of(self.env, time, line.message), "binding")
            )
        elif binding.last_push:
            time = tell_moment(self.env, binding.last_push)
            text = self.env._("It was pushed on %s. The log of it is gone.", time)
            points.append(Point("sent", "good", text, "binding"))
        if binding.failure_type and not (line and line.result == "failure"):
            texts = (binding.failure_cause, binding.failure_answer, binding.failure_mend)
            text = " ".join(text for text in texts if text)
            points.append(Point("sent", "bad", text, "binding"))
        return points

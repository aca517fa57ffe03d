from odoo import models
from odoo.fields import Domain

from ...tools import commit
from .run import OPEN_STATES


class MedusaBackend(models.Model):
    """The Resync button: a push that a person waits for."""

    _inherit = "medusa.backend"

    def _push_now(self, products):
        """Push a few products to each of these stores and say what happened.

        It happens on a cursor of its own: what was pushed stays recorded whatever becomes of the
        caller's transaction. Products that this cursor can't see yet, because they were created in
        the caller's transaction, are queued until it is committed.

        :param products: `product.template` records, not many
        :return: a client action: a toast
        """
        results = []
        for backend in self:
            with self._new_env() as env:
                env = env(context={"lang": self.env.lang, "tz": self.env.context.get("tz")})
                results.append(
                    env["medusa.backend"]
                    .browse(backend.id)
                    ._push_visible(products.ids, self.env.uid)
                )
        if None in results:
            return self._queue_products(products)
        # What this transaction had read before is older than the push.
        self.env.invalidate_all(flush=True)
        lines = [line for _kind, line in results]
        kinds = {kind for kind, _line in results}
        kind = next(kind for kind in ("danger", "warning", "success") if kind in kinds)
        return self._notify("\n".join(lines), kind)

    def _push_visible(self, template_ids, user_id):
        """Push the products and return (kind of toast, text); None if they aren't there yet.

        :param user_id: who asked for it
        """
        products = self.env["product.template"].browse(template_ids)
        if not self.exists() or products.exists() != products:
            return None
        selected = list(self._search_selection(Domain("id", "in", template_ids)))
        lines, kinds = [], set()
        for product in products.filtered(lambda p: p.id not in selected):
            kind, text = self._withdraw_visible(product, user_id)
            kinds.add(kind)
            lines.append(text)
        if selected:
            run = self._run_directly(selected, user_id)
            kind, texts = run._tell()
            kinds.add(kind)
            lines += texts
        kind = next(kind for kind in ("danger", "warning", "success") if kind in kinds)
        return kind, "\n".join(f"{self.name}: {line}" for line in lines)

    def _run_directly(self, template_ids, user_id):
        """Return a finished run over these products."""
        run = self.with_user(user_id).sudo()._queue_run("button", template_ids, force=True)
        run = run.with_user(self.env.user)
        # No cron may pick it up meanwhile.
        with self._hold_run(self.env, run.id):
            while run.state in OPEN_STATES:
                run._step_and_commit()
        return run

    def _withdraw_visible(self, product, user_id):
        """Withdraw a product that isn't selected any more, or say that it never was."""
        binding = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", self.id),
                ("product_tmpl_id", "=", product.id),
                ("state", "!=", "withdrawn"),
            ]
        )
        if not binding:
            return "warning", self.env._(
                "%s isn't among the products of this store. It is pushed once it matches "
                "“Products” in the store's settings.",
                product.display_name,
            )
        run = self.with_user(user_id).sudo()._queue_run("button", [])
        run = run.with_user(self.env.user)
        with self._hold_run(self.env, run.id):
            run._withdraw_directly(binding)
            commit(self.env)
        kind, texts = run._tell()
        return kind, " ".join(texts)

from dataclasses import replace

from odoo import models
from odoo.exceptions import UserError

from ...medusa.exceptions import MedusaError
from ...sync.failures import ConflictError
from ...sync.inspection import inspect
from ..core.transaction import let_go, new_env
from ..product.statuses import get_status_label
from ..store.client import get_client_settings
from ..store.words import get_answer
from .field_labels import get_field_label
from .point import Point

# Seconds that a person waits for an answer.
PATIENCE = 20
# More names of fields nobody reads.
_MOST_FIELDS = 12


class MedusaExplainer(models.AbstractModel):
    """Says what the store holds of a product now, as its Admin API tells."""

    _inherit = "medusa.explainer"

    def _ask_store(self, backend, product):
        """Read a product of the store and compare it with Odoo's; nothing is written anywhere.

        :return: (points, `Inspection` or None, the `Job` or None)
        """
        job, databases, error = self._prepare_comparison(backend, product)
        if error:
            text = self.env["medusa.failure.mixin"]._tell_failure(error)
            return [Point("store", "bad", text)], None, None
        try:
            with self._get_quick_client(backend) as client:
                let_go(self.env)
                found = inspect(client, databases, job)
        except UserError as refusal:
            return [Point("store", "bad", str(refusal), "store")], None, None
        except ConflictError as conflict:
            text = self.env["medusa.failure.mixin"]._tell_failure(conflict)
            return [Point("store", "bad", text, "binding")], None, None
        except MedusaError as failure:
            text = self.env._("The store can't be read: %s", get_answer(backend, failure))
            return [Point("store", "bad", text, "store")], None, None
        return self._tell_inspection(found, self._is_selected(backend, product)), found, job

    def _get_quick_client(self, backend):
        """Return a client that gives up soon: a person looks at the screen meanwhile."""
        settings = get_client_settings(backend)
        return replace(settings, timeout=min(settings.timeout, PATIENCE)).make_client()

    def _prepare_comparison(self, backend, product):
        """Prepare a push of the product, as superuser as a push is, and take all of it back.

        :return: (`Job` or None, databases, why there is none)
        """
        with new_env(self.env) as env:
            env = env(context={**env.context, "lang": self.env.lang})
            store = env["medusa.backend"].browse(backend.id)
            products = env["product.template"].browse(product.id)
            push = env["medusa.product.push"]
            jobs, failed, _revisions = push._prepare_jobs(store, products, force=False)
            for job in jobs:
                push._prepare_comparison(store, job)
            databases = store._get_databases()
            env.cr.rollback()
        error = failed[0].error if failed else None
        return (jobs[0] if jobs else None), databases, error

    def _tell_inspection(self, found, is_selected):
        _ = self.env._
        if not found.medusa_id and not is_selected:
            return [Point("store", "good", _("Nothing, as it should be."))]
        if not found.medusa_id:
            text = _("Nothing: the product isn't in the store. A push creates it.")
            return [Point("store", "warn", text, "resync")]
        head = _(
            "“%(title)s”, status: %(status)s, variants: %(count)s.",
            title=found.title,
            status=get_status_label(self.env, found.status),
            count=found.variant_count,
        )
        points = [self._tell_differences(head, found, is_selected)]
        if found.status != "published":
            text = _("It isn't published there: no shopper sees it.")
            points.append(Point("store", "warn", text, "admin"))
        if not found.channels:
            text = _("It is in no sales channel: no shop shows it.")
            points.append(Point("store", "bad", text, "store"))
        return points

    def _tell_differences(self, head, found, is_selected):
        if not found.differences:
            text = self.env._("All that a push of the product sends is there as in Odoo.")
            return Point("store", "good", f"{head}\n{text}", "admin")
        names = list(dict.fromkeys(difference.field for difference in found.differences))
        shown = ", ".join(get_field_label(self.env, name) for name in names[:_MOST_FIELDS])
        if len(names) > _MOST_FIELDS:
            shown += " …"
        if not is_selected:
            text = self.env._("Otherwise than in Odoo: %s.", shown)
            return Point("store", "info", f"{head}\n{text}", "admin")
        text = self.env._("Otherwise than in Odoo: %s. A Resync sends it.", shown)
        return Point("store", "warn", f"{head}\n{text}", "resync")


class MedusaProductPush(models.AbstractModel):
    """Prepares a comparison with the store, for which nothing is brought there first."""

    _inherit = "medusa.product.push"

    def _prepare_comparison(self, backend, job):
        """Tell a job where the store has its pictures, as far as they were uploaded."""
        keys = [row["key"] for row in job.payload["pictures"] or []]
        job.pictures = self.env["medusa.picture.upload"]._get_urls(backend, keys)

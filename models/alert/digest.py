import logging

from markupsafe import Markup

from odoo import api, fields, models

from ..core.locks import claim
from ..core.transaction import new_env, record
from .persons import find_told
from .telling import send_mail

_logger = logging.getLogger(__name__)

DAYS = 7
_COUNTERS = ("created", "updated", "withdrawn", "failed")


class MedusaDigest(models.AbstractModel):
    """Once a week, where it is wished: a mail on what was pushed to a store, and what failed."""

    _name = "medusa.digest"
    _description = "Weekly Digest of a Medusa Store"

    @api.model
    def _cron_digest(self):
        """Send the digests of all stores that want one."""
        for backend_id in self.env["medusa.backend"].search([("digest_weekly", "=", True)]).ids:
            try:
                self._send_of_store(backend_id)
            except Exception:
                # One store's trouble must not stop the others.
                _logger.warning("Store %s gets no digest", backend_id, exc_info=True)
        self.env["ir.cron"]._commit_progress(0)

    def _send_of_store(self, backend_id):
        with new_env(self.env) as env, claim(env, "digest", [backend_id]) as claimed:
            backend = env["medusa.backend"].browse(backend_id).exists()
            # From a copy of the database no mail goes out.
            if claimed and backend and backend._is_own_database():
                record(env, lambda: env[self._name]._send(backend))

    def _send(self, backend):
        """Queue a mail to each responsible person, in their language."""
        for person in find_told(backend).filtered("email"):
            own = backend.with_context(lang=person.lang or backend.lang, tz=person.tz or "UTC")
            subject = own.env._("%s: what was pushed in the last week", backend.name)
            send_mail(own, person, subject, own.env[self._name]._render(own))

    def _render(self, backend):
        """Return the digest (HTML), in the language of the environment.

        :rtype: Markup
        """
        _ = self.env._
        alarms = self.env["medusa.alarm"]._get_open_alarms(backend).mapped("name")
        parts = [
            (_("Alarms"), alarms or [_("None is open.")]),
            (_("Pushed in the last 7 days"), self._tell_runs(backend)),
            (_("Products"), self._tell_products(backend)),
            (_("From a change to the store"), self._tell_freshness(backend)),
        ]
        item = Markup("<li>%s</li>")
        told = Markup("").join(
            Markup("<p><strong>%s</strong></p><ul>%s</ul>")
            % (title, Markup("").join(item % line for line in lines))
            for title, lines in parts
            if lines
        )
        address = f"{backend.get_base_url()}/odoo/medusa-stores/{backend.id}"
        return told + Markup('<p><a href="%s">%s</a></p>') % (address, _("Open the Store"))

    def _tell_runs(self, backend):
        _ = self.env._
        since = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        domain = [("backend_id", "=", backend.id), ("create_date", ">=", since)]
        runs = self.env["medusa.sync.run"]
        [(count, *sums)] = runs._read_group(
            domain, [], ["__count", *(f"{name}_count:sum" for name in _COUNTERS)]
        )
        failed = runs.search_count([*domain, ("state", "=", "failed")])
        labels = [runs._fields[f"{name}_count"]._description_string(self.env) for name in _COUNTERS]
        return [
            _("Runs: %(count)s, of them failed: %(failed)s", count=count, failed=failed),
            *(
                _("%(what)s: %(count)s", what=label, count=total or 0)
                for label, total in zip(labels, sums, strict=True)
            ),
        ]

    def _tell_products(self, backend):
        _ = self.env._
        return [
            _("In the store: %s", backend.pushed_count),
            _("Failing now: %s", backend.failed_count),
        ]

    def _tell_freshness(self, backend):
        freshness = self.env["medusa.freshness"]
        labels = dict(freshness._fields["kind"]._description_selection(self.env))
        return [
            self.env._(
                "%(what)s: half of the changes within %(median).0f s, 95 %% within %(late).0f s",
                what=labels[kind],
                median=median,
                late=late,
            )
            for kind, (_count, median, late) in freshness._get_percentiles(backend, DAYS).items()
        ]

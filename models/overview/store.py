from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.sentence import say_of
from ..live.facts import get_words
from ..store.lists import open_list
from .chart import draw_charts
from .counts import COUNTS, count_products, get_count_labels
from .failures import FAILING, find_causes, get_failing_domain
from .runs import describe_runs
from .waiting import Waiting

# What a store says of itself beside its badge.
_QUIET_STATES = ("ok",)


class MedusaOverviewMixin(models.AbstractModel):
    """What the card of a store says in the overview.

    Its lines are made when they are read, in the reader's language; each leads somewhere by
    `action_open_line`.
    """

    _name = "medusa.overview.mixin"
    _description = "Overview of a Medusa Store"

    overview_state = fields.Text("State", compute="_compute_overview_state")
    overview_waiting = fields.Json("Waits for You", compute="_compute_overview_waiting")
    overview_counts = fields.Json("Products by State", compute="_compute_overview_counts")
    overview_runs = fields.Json("Last Runs", compute="_compute_overview_runs")
    overview_failures = fields.Json("What Failed", compute="_compute_overview_failures")
    overview_freshness = fields.Json("How Fresh It Is", compute="_compute_overview_freshness")
    overview_chart = fields.Text("Last 30 Days", compute="_compute_overview_chart")

    # === COMPUTE METHODS === #

    @api.depends("connection_message", "connection_state")
    @api.depends_context("lang", "tz")
    def _compute_overview_state(self):
        for backend in self:
            # What it says of itself when all is well is told by the form.
            is_quiet = backend.connection_state in _QUIET_STATES
            backend.overview_state = not is_quiet and backend.connection_message

    @api.depends("connection_state", "run_ids.state", "product_binding_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_overview_waiting(self):
        for backend in self:
            backend.overview_waiting = [
                {"key": line.key, "text": line.text, "count": line.count, "kind": line.kind}
                for line in backend._get_waiting_lines()
            ]

    @api.depends("product_binding_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_overview_counts(self):
        labels = get_count_labels(self.env)
        for backend in self:
            counts = count_products(backend)
            backend.overview_counts = [
                {"key": key, "text": labels[key], "count": counts[key], "icon": icon, "kind": kind}
                for key, (icon, kind) in COUNTS.items()
            ]

    @api.depends("run_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_overview_runs(self):
        words = get_words(self.env)
        for backend, rows in describe_runs(self).items():
            backend.overview_runs = {"rows": rows, "words": words}

    @api.depends("product_binding_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_overview_failures(self):
        texts = self.env["medusa.failure.mixin"]._get_failure_texts()
        for backend, causes in find_causes(self).items():
            backend.overview_failures = [
                {
                    "key": f"{model} {failure_type}",
                    "text": texts[failure_type][0],
                    "count": count,
                    "icon": FAILING[model][1],
                    "kind": "danger",
                }
                for model, failure_type, count in causes
            ]

    @api.depends_context("lang")
    def _compute_overview_freshness(self):
        freshness = self.env["medusa.freshness"]
        kinds = dict(freshness._fields["kind"]._description_selection(self.env))
        for backend in self:
            found = freshness.sudo()._get_percentiles(backend)
            backend.overview_freshness = [
                {"label": kinds[kind], "count": count, "half": half, "most": most}
                for kind, (count, half, most) in found.items()
            ]

    @api.depends("run_ids.state")
    @api.depends_context("lang", "tz")
    def _compute_overview_chart(self):
        charts = draw_charts(self)
        for backend in self:
            backend.overview_chart = charts.get(backend, False)

    # === ACTION METHODS === #

    @api.model
    def action_connect(self):
        """Open where a store is connected: the settings, for who may open them, or a new form.

        :raise AccessError: if somebody else has to do it
        """
        stores = self.env["medusa.backend"]
        stores.check_access("read")
        if self.env.user.has_group("base.group_system"):
            return self.env["ir.actions.act_window"]._for_xml_id(
                "medusa_connector.res_config_settings_action"
            )
        if not stores.has_access("create"):
            raise AccessError(self.env._("Ask a Medusa manager to connect a store."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_backend_action"
        )
        return dict(action, views=[(False, "form")])

    def action_open_line(self, kind=None, key=""):
        """Open what a line of the card is about.

        :param str kind: waiting, counts or failures
        :param str key: of the line
        :return: an action; False where there is no such line
        """
        self.check_access("read")
        self.ensure_one()
        openers = {
            "waiting": self._open_waiting,
            "counts": self._open_count,
            "failures": self._open_failure,
        }
        opener = openers.get(str(kind))
        return opener(str(key)) if opener else False

    # === LINES === #

    def _get_waiting_lines(self):
        """Return what waits for a person in this store; a room extends it by what it knows.

        :rtype: list[Waiting]
        """
        _ = self.env._
        lines = []
        try:
            self._search_selection()
        except UserError as error:
            lines.append(Waiting("form", str(error), kind="danger"))
        if self.undecided_database_ids:
            text = _("Decide whose the products of another Odoo database are")
            lines.append(Waiting("form", text))
        mine = [("backend_id", "=", self.id)]
        asking = self.env["medusa.sync.run"].search([*mine, ("state", "=", "waiting")])
        if asking:
            text = _("Confirm, or not, that products leave the store")
            lines.append(Waiting("guard", text, sum(asking.mapped("leaving_count"))))
        conflicts = [*mine, ("state", "=", "conflict")]
        # Not by the store's own list, which would be read.
        if count := self.env["medusa.product.binding"].search_count(conflicts):
            lines.append(Waiting("conflict", _("Choose the right product of the store"), count))
        if self.open_match_count:
            text = _("Decide which products of the shop are yours")
            lines.append(Waiting("match", text, self.open_match_count, "info"))
        return lines

    def _open_waiting(self, key):
        """Return the action of a line of `_get_waiting_lines`; a room extends it by its own."""
        if key == "guard":
            asking = [("backend_id", "=", self.id), ("state", "=", "waiting")]
            return self.env["medusa.sync.run"].search(asking, limit=1).get_formview_action()
        if key == "conflict":
            return open_list(self, "medusa_product_binding_action", search_default_conflict=1)
        if key == "match":
            return self.action_view_matches()
        return self.get_formview_action()

    def _open_count(self, key):
        if key not in COUNTS:
            return False
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.product_template_action_medusa"
        )
        label = get_count_labels(self.env)[key]
        return dict(
            action,
            # The path of the list of all products is not that of these.
            path=False,
            name=say_of(self.env, self.name, label),
            domain=[("medusa_store_state", "=", f"{key} {self.id}")],
            context={},
        )

    def _open_failure(self, key):
        model, _space, failure_type = key.partition(" ")
        if model not in FAILING:
            return False
        action = open_list(self, FAILING[model][0])
        failed = [*get_failing_domain(model), ("failure_type", "=", failure_type)]
        return dict(action, path=False, domain=[*action["domain"], *failed])


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.overview.mixin"]

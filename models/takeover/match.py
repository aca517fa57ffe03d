from odoo import api, fields, models
from odoo.exceptions import UserError

from ...sync.proposals import AMBIGUOUS, EXACT, JOINED, PARTIAL, SEVERAL, SHARED, SPREAD, WEAK
from ..core.toast import make_toast
from ..product.statuses import get_status_label
from .words import ORIGINS, REASONS

# Lines of a message that a person reads: of hundreds that are alike, some are enough.
MOST_TEXTS = 5


class MedusaMatch(models.Model):
    """What a product of Odoo may be in a store, or one of the store that belongs to none.

    As long as it is open nothing is written to the store for its product.
    """

    _name = "medusa.match"
    _description = "Match of a Medusa Store"
    _inherit = ["medusa.link.mixin"]
    _order = "kind desc, strength, name, id"
    _rec_name = "name"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("proposal", "A product of Odoo"),
            ("orphan", "Left over from Odoo"),
            ("other", "Of other origin"),
        ],
        required=True,
        readonly=True,
        default="proposal",
        index=True,
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", readonly=True, ondelete="cascade", index=True
    )
    name = fields.Char(readonly=True)
    strength = fields.Selection(
        [
            (EXACT, "All variants agree"),
            (PARTIAL, "Some variants agree"),
            (WEAK, "Title only"),
            (AMBIGUOUS, "Ambiguous"),
        ],
        readonly=True,
        index=True,
    )
    reason = fields.Selection(REASONS + ORIGINS, "Found By", readonly=True)
    trouble = fields.Selection(
        [
            (SEVERAL, "Several products of the store may be it"),
            (SHARED, "Several products of Odoo may be the one of the store"),
            (SPREAD, "Its variants are spread over several products of the store"),
            (JOINED, "The product of the store has variants of several products of Odoo"),
        ],
        "Why Ambiguous",
        readonly=True,
    )
    state = fields.Selection(
        [("open", "To decide"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    decision = fields.Selection(
        [
            ("adopt", "Adopt"),
            ("new", "Push as a new product"),
            ("exclude", "Keep out of this store"),
            ("draft", "Make a draft"),
            ("ignore", "Leave as it is"),
        ],
        readonly=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    decided_at = fields.Datetime("Decided On", readonly=True)

    # The product of the store; of an ambiguous one, none until a person chose it.
    medusa_id = fields.Char("Medusa ID", readonly=True, index="btree_not_null")
    store_title = fields.Char("Title in the Store", readonly=True)
    store_handle = fields.Char("Handle in the Store", readonly=True)
    store_status = fields.Char("Status Code in the Store", readonly=True)
    store_status_label = fields.Char("Status in the Store", compute="_compute_store_status_label")
    # Large, and read by the form and by decisions alone.
    facts = fields.Json(
        readonly=True,
        prefetch=False,
        help="Its variants, and what a push overwrites of its identity.",
    )
    candidate_ids = fields.One2many(
        "medusa.match.candidate", "match_id", "Candidates", readonly=True
    )

    _product_unique = models.Constraint(
        "UNIQUE (backend_id, product_tmpl_id)", "A product has one match per store."
    )
    _leftover_unique = models.UniqueIndex(
        "(backend_id, medusa_id) WHERE kind != 'proposal'",
        "A product of the store is listed once.",
    )

    # === COMPUTE METHODS === #

    @api.depends("store_status")
    @api.depends_context("lang")
    def _compute_store_status_label(self):
        for record in self:
            record.store_status_label = get_status_label(self.env, record.store_status)

    # === ACTION METHODS === #

    def action_accept(self):
        """Bind each product to the one that it is in the store; the next push adopts that.

        Ambiguous ones, those that are decided already, and those whose product isn't selected any
        more, are left as they are.

        :return: a client action: a toast
        """
        self = self._get_chosen()
        self._check_may_decide()
        ready = self.filtered(lambda match: match._is_ready())
        strangers = ready._find_unselected()
        ready -= strangers
        if not ready:
            strangers._check_selected()
            return self._tell_undecidable()
        obstacles = self.env["medusa.match.deciding"]._accept(ready)
        ready = ready.filtered(lambda match: match not in obstacles)
        left = self.filtered(lambda match: match not in obstacles) - ready
        texts = [self._tell_accepted(ready), *self._tell_left(left), *obstacles.values()]
        return make_toast("\n".join(texts[:MOST_TEXTS]), "warning" if self - ready else "success")

    def action_reject(self, decision="new"):
        """Say that each product isn't in the store: it is pushed as a new one.

        :param str decision: `new`, or `exclude`: it is kept out of this store
        """
        self = self._get_chosen()
        self._check_may_decide()
        if decision not in ("new", "exclude"):
            raise UserError(self.env._("A proposal is rejected as “new” or as “exclude”."))
        chosen = self.filtered(lambda match: match.kind == "proposal" and match.state == "open")
        self.env["medusa.match.deciding"]._reject(chosen, decision)
        if decision == "new":
            text = self.env._("The next run makes them anew in the store: %s.", len(chosen))
        else:
            text = self.env._("Kept out of this store: %s.", len(chosen))
        return make_toast(text, "success")

    def action_exclude(self):
        """Say that each product isn't in the store, and shall not be."""
        return self.action_reject("exclude")

    def action_ignore(self):
        """Leave products of the store that are no product of Odoo as they are."""
        self = self._get_chosen()
        self._check_may_decide()
        chosen = self.filtered(lambda match: match.kind != "proposal" and match.state == "open")
        self.env["medusa.match.deciding"]._reject(chosen, "ignore")
        return make_toast(self.env._("They stay as they are, and are not asked about."), "success")

    def action_make_draft(self):
        """Take products of the store out of the shop that are no product of Odoo."""
        self = self._get_chosen()
        self._check_may_decide()
        chosen = self.filtered(lambda match: match.kind != "proposal" and match.state == "open")
        return self._settle(chosen, "take_over_draft")

    def action_undo(self):
        """Give what was accepted free again, see `medusa.backend.action_undo_take_over`."""
        self = self._get_chosen()
        self._check_may_decide()
        chosen = self.filtered(lambda match: match.state == "accepted")
        return self._settle(chosen, "take_over_undo")

    def action_reopen(self):
        """Ask once more about what was rejected."""
        self = self._get_chosen()
        self._check_may_decide()
        rejected = self.filtered(lambda match: match.state == "rejected")
        self.env["medusa.match.deciding"]._reopen(rejected)
        return True

    def action_adopt(self):
        """Open the window in which a person says which product of Odoo this one is."""
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which Product Is It?"),
            "res_model": "medusa.match.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_match_id": self.id},
        }

    def _settle(self, chosen, scope):
        """Let a run do in the store what was decided about some of these."""
        if not chosen:
            raise UserError(self.env._("None of these is in the state for it."))
        actions = [
            self.env["medusa.match.start"]._start(backend, scope, rows.ids)
            for backend, rows in chosen.grouped("backend_id").items()
        ]
        return actions[-1]

    # === BUSINESS METHODS === #

    def _get_chosen(self):
        """Return what a person chose: all that was found, where the web client names no more.

        Of all that a search finds it sends as many ids as it is allowed to, and the search.
        """
        context = self.env.context
        most = self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit", 20000)
        is_cut = context.get("active_model") == self._name and len(self) >= int(most)
        domain = context.get("active_domain")
        return self.search(domain) if is_cut and domain is not None else self

    def _take_candidate(self, candidate):
        """Make one of several candidates the product of the store that it is."""
        self.write(
            {
                "medusa_id": candidate.medusa_id,
                "store_title": candidate.title,
                "store_handle": candidate.handle,
                "store_status": candidate.status,
                "reason": candidate.reason,
                "facts": candidate.facts,
            }
        )

    def _check_may_decide(self):
        """:raise AccessError: unless the user may change the stores of these."""
        self.check_access("read")
        self.env["medusa.backend"].check_access("write")
        self.backend_id.check_access("write")

    def _is_ready(self):
        """Tell whether nothing but a yes is missing."""
        return self.state == "open" and self.kind == "proposal" and bool(self.medusa_id)

    def _find_unselected(self):
        """Return those whose product left the selection.

        Bound, the next run would take its product of the store out of the shop.
        """
        found = self.browse()
        for backend, rows in self.grouped("backend_id").items():
            selected = set(backend._search_selection([("id", "in", rows.product_tmpl_id.ids)]))
            found += rows.filtered(lambda row, ids=selected: row.product_tmpl_id.id not in ids)
        return found

    def _check_selected(self):
        """:raise UserError: if the product of one of these left the selection"""
        strangers = self._find_unselected()
        if strangers:
            raise UserError(
                self.env._(
                    "%s isn't among the products of this store: see “Products” in its settings.",
                    strangers[0].name,
                )
            )

    def _tell_accepted(self, ready):
        return self.env._(
            "Bound to what they are in the store: %s. The next run adopts them; Sync Now begins "
            "with it at once.",
            len(ready),
        )

    def _tell_left(self, left):
        """Return a sentence on those that were not accepted, or none."""
        if not left:
            return []
        return [
            self.env._(
                "Left, since they are decided already, need a choice, or aren't selected any more: "
                "%s.",
                len(left),
            )
        ]

    def _tell_undecidable(self):
        return make_toast(
            self.env._(
                "None of these can be accepted as it is. Open an ambiguous one and choose the "
                "right product of the store there."
            ),
            "warning",
        )

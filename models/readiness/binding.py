from markupsafe import Markup

from odoo import api, fields, models

from ...sync.ownership import ALWAYS, CREATION
from ..core.sentence import tell
from .names import get_names

# Links to variants in a line; a product may have hundreds of them.
_MOST_LINKS = 10
_TOLD = Markup('<span class="text-muted">%s</span>')
_LINK = Markup('<a href="/odoo/product.product/%s">%s</a>')


class MedusaProductBinding(models.Model):
    """What a product lacks to be sold in a store."""

    _inherit = "medusa.product.binding"

    # [{check, level, text, facts, variants, note}], as it was last pushed
    missing = fields.Json(readonly=True)
    readiness = fields.Selection(
        [("draft", "Draft until it is ready"), ("tell", "Incomplete")],
        "Ready to Sell",
        readonly=True,
        index="btree_not_null",
    )
    missing_html = fields.Html("What Is Missing", compute="_compute_missing_html", sanitize=False)
    missing_names = fields.Char("Missing, in Short", compute="_compute_missing_html")
    left_out = fields.Text(
        compute="_compute_missing_html", help="What was left out, and isn't asked for."
    )

    @api.depends("missing", "readiness", "warning", "warning_facts")
    @api.depends_context("lang", "uid")
    def _compute_missing_html(self):
        words = get_names(self.env)
        for binding in self:
            rows = [
                row | {"text": tell(self.env, row["text"], row.get("facts"))}
                for row in sorted(binding.missing or [], key=lambda row: row["level"])
            ]
            keys = {key for row in rows for key in row["variants"]}
            variants = self.env["product.product"].browse(keys)
            names = {
                variant.id: variant.display_name
                for variant in variants.exists()._filtered_access("read")
            }
            # Not the same word for all where some of it holds the product back.
            told = binding.readiness == "draft" and self.env._("(only told)")
            binding.missing_html = rows and _render(rows, names, told)
            binding.missing_names = ", ".join(_get_name(row, words) for row in rows)
            binding.left_out = binding._tell_left_out({row["note"] for row in rows})

    def _tell_left_out(self, notes):
        """Return what was left out, in the reader's language.

        :param set notes: sentences that are told elsewhere
        """
        lines, facts = (self.warning or "").split("\n"), self.warning_facts or []
        if len(lines) != len(facts):
            # It is older than the facts are.
            facts = [False] * len(lines)
        told = [
            tell(self.env, line, made_of)
            for line, made_of in zip(lines, facts, strict=True)
            if line not in notes
        ]
        return "\n".join(told) or False


def _render(rows, names, told):
    """Return a list of what is missing, with links to the variants that lack it.

    :param list rows: see `MedusaProductBinding.missing`, with texts in the reader's language
    :param dict names: {variant id: name} of those that the reader may see
    :param told: what to say of one that doesn't hold the product back, or False
    """
    items = Markup("").join(
        Markup("<li>%s %s %s</li>")
        % (
            row["text"],
            Markup(", ").join(
                _LINK % (key, names[key]) for key in row["variants"][:_MOST_LINKS] if key in names
            ),
            _TOLD % told if told and row["level"] == "tell" else "",
        )
        for row in rows
    )
    return Markup('<ul class="mb-0">%s</ul>') % items


def get_status_of_new(payload):
    """Return the status that a new product gets once it is ready, False where that is none of ours.

    Where Odoo says the status always, it is sent at any time.

    :param dict payload: see `medusa.product.serializer`
    """
    status = payload["ready_status"]
    is_held_back = payload["product"].get("status") == "draft" != status
    return is_held_back and payload["owners"].get("status") == CREATION and status


class MedusaProductPush(models.AbstractModel):
    """Remembers that it is Odoo that makes a new product a draft, however far the push gets."""

    _inherit = "medusa.product.push"

    def _prepare_job(self, binding, payload, force):
        job = super()._prepare_job(binding, payload, force)
        status = get_status_of_new(payload)
        if status and not (binding.medusa_id or binding.former_status):
            binding.former_status = status
        return job


def _get_name(row, words):
    """Return what is missing in a word or two; what an extension asks for in its own sentence."""
    return words.get(row.get("check")) or row["text"]


class MedusaProductRecorder(models.AbstractModel):
    """Writes down what a product lacks."""

    _inherit = "medusa.product.recorder"

    def _prepare_pushed_vals(self, binding, outcome, revision):
        vals = super()._prepare_pushed_vals(binding, outcome, revision)
        missing = outcome.job.payload.get("missing") or []
        levels = {row["level"] for row in missing}
        readiness = next((level for level in ("draft", "tell") if level in levels), False)
        former = readiness == "draft" and self._get_status_to_give(outcome)
        if outcome.status == "published":
            # Whoever the status belongs to has put it on sale.
            readiness = readiness and "tell"
        return {**vals, "missing": missing, "readiness": readiness, "former_status": former}

    def _get_status_to_give(self, outcome):
        """Return the status that a product gets when it is ready, False where that is no matter.

        Where Odoo doesn't say the status always, it was we who made it a draft: by a withdrawal,
        or at the creation, perhaps by one that was broken off.
        """
        job, owner = outcome.job, outcome.job.payload["owners"].get("status")
        if owner == ALWAYS:
            return False
        if job.former_status:
            return job.former_status
        is_made = outcome.operation in ("create", "recreate")
        return is_made and get_status_of_new(job.payload)

    def _prepare_withdrawn_vals(self, binding, outcome):
        vals = super()._prepare_withdrawn_vals(binding, outcome)
        return {**vals, "missing": False, "readiness": False}

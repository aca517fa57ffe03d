from markupsafe import Markup

from odoo import api, fields, models

from ...sync.ownership import ALWAYS, CREATION
from .names import get_names

# Links to variants in a line; a product may have hundreds of them.
_MOST_LINKS = 10
_TOLD = Markup('<span class="text-muted">%s</span>')
_LINK = Markup('<a href="/odoo/product.product/%s">%s</a>')


class MedusaProductBinding(models.Model):
    """What a product lacks to be sold in a store."""

    _inherit = "medusa.product.binding"

    # [{check, level, text, variants, note}], as it was last pushed
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

    @api.depends("missing", "readiness", "warning")
    @api.depends_context("lang", "uid")
    def _compute_missing_html(self):
        words = get_names(self.env)
        for binding in self:
            rows = binding.missing or []
            keys = {key for row in rows for key in row["variants"]}
            variants = self.env["product.product"].browse(keys)
            names = {
                variant.id: variant.display_name
                for variant in variants.exists()._filtered_access("read")
            }
            # Not the same word for all where some of it holds the product back.
            told = binding.readiness == "draft" and self.env._("(only told)")
            # A sentence is in the store's language.
            is_readable = binding.backend_id.lang == (self.env.lang or "en_US")
            texts = [_get_text(row, words, is_readable) for row in _sort(rows)]
            binding.missing_html = rows and _render(_sort(rows), texts, names, told)
            binding.missing_names = ", ".join(_get_name(row, words) for row in _sort(rows))
            notes = {row["note"] for row in rows}
            lines = (binding.warning or "").split("\n")
            binding.left_out = "\n".join(line for line in lines if line not in notes) or False


def _render(rows, texts, names, told):
    """Return a list of what is missing, with links to the variants that lack it.

    :param list rows: see `MedusaProductBinding.missing`
    :param list texts: a sentence for each of them
    :param dict names: {variant id: name} of those that the reader may see
    :param told: what to say of one that doesn't hold the product back, or False
    """
    items = Markup("").join(
        Markup("<li>%s %s %s</li>")
        % (
            text,
            Markup(", ").join(
                _LINK % (key, names[key]) for key in row["variants"][:_MOST_LINKS] if key in names
            ),
            _TOLD % told if told and row["level"] == "tell" else "",
        )
        for row, text in zip(rows, texts, strict=True)
    )
    return Markup('<ul class="mb-0">%s</ul>') % items


def _sort(rows):
    return sorted(rows, key=lambda row: row["level"])


def _get_name(row, words):
    """Return what is missing in a word or two; what an extension asks for in its own sentence."""
    return words.get(row.get("check")) or row["text"]


def _get_text(row, words, is_readable):
    name = _get_name(row, words)
    return row["text"] if is_readable else name[:1].upper() + name[1:]


class MedusaProductRecorder(models.AbstractModel):
    """Writes down what a product lacks."""

    _inherit = "medusa.product.recorder"

    def _prepare_pushed_vals(self, binding, outcome, revision):
        vals = super()._prepare_pushed_vals(binding, outcome, revision)
        missing = outcome.job.payload.get("missing") or []
        levels = {row["level"] for row in missing}
        readiness = next((level for level in ("draft", "tell") if level in levels), False)
        former = readiness == "draft" and self._get_status_to_give(outcome)
        return {**vals, "missing": missing, "readiness": readiness, "former_status": former}

    def _get_status_to_give(self, outcome):
        """Return the status that a product gets when it is ready, False where that is no matter.

        Where Odoo doesn't say the status always, it was we who made it a draft: by a withdrawal,
        or at the creation.
        """
        job, owner = outcome.job, outcome.job.payload["owners"].get("status")
        if owner == ALWAYS:
            return False
        if job.former_status:
            return job.former_status
        if owner != CREATION or outcome.operation not in ("create", "recreate"):
            return False
        status = job.payload["ready_status"]
        return status if status != "draft" else False

    def _prepare_withdrawn_vals(self, binding, outcome):
        vals = super()._prepare_withdrawn_vals(binding, outcome)
        return {**vals, "missing": False, "readiness": False}

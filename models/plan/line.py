from odoo import api, fields, models
from odoo.tools import SQL

from ...sync.changed import CHANGED
from ..core.sentence import say_of
from .kinds import KINDS, get_kind, get_kind_labels
from .words import PlanWords, is_shown

# Kinds of records of which no two fields have one name.
JOINED = ("product", "stock", "price_list")
# What is kept of a change's value: a description may be long.
_LONGEST = 2000


class MedusaPlanLine(models.Model):
    """What a run would do to one product, or to one other record of the store."""

    _name = "medusa.plan.line"
    _description = "Line of a Medusa Plan"
    _inherit = ["medusa.failure.mixin", "medusa.entry.mixin"]
    _order = "operation, name, id"

    plan_id = fields.Many2one(
        "medusa.plan", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection("_selection_kind", "Record", readonly=True, required=True)
    about = fields.Char(
        "Where", readonly=True, help="The price list, the location, the tax rate or the like."
    )
    result = fields.Selection(
        [("success", "Goes through"), ("warning", "Incomplete"), ("failure", "Is refused")],
        required=True,
        readonly=True,
        default="success",
    )
    changes = fields.Json(readonly=True)
    change_count = fields.Integer("Fields", readonly=True)
    kinds = fields.Char(
        readonly=True, help="The kinds of fields that change, as “price” and “picture”."
    )
    summary = fields.Text("What Changes", compute="_compute_texts")
    in_store = fields.Text("In the Store Now", compute="_compute_texts")
    in_odoo = fields.Text("Would Be Sent", compute="_compute_texts")
    changes_html = fields.Html("Field by Field", compute="_compute_changes_html", sanitize=False)

    @api.model
    def _selection_kind(self):
        labels = get_kind_labels(self.env)
        return [(name, labels[name]) for name in (*CHANGED, "run")]

    # === COMPUTE METHODS === #

    @api.depends("changes", "failure_type", "operation")
    @api.depends_context("lang")
    def _compute_texts(self):
        words = PlanWords(self)
        for line in self:
            about = line.about or ""
            rows = [words.tell(row, about) for row in line.changes or [] if is_shown(row)]
            line.summary = line._tell_summary(rows)
            env = self.env
            line.in_store = "\n".join(say_of(env, row.label, row.store) for row in rows) or False
            line.in_odoo = "\n".join(say_of(env, row.label, row.odoo) for row in rows) or False

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_changes_html(self):
        for line in self:
            line.changes_html = bool(line.changes) and line._render(line.changes)

    def _tell_summary(self, rows):
        """Return what happens in short: why it is refused, or which fields change.

        :param list[Told] rows: its changes
        """
        if self.result == "failure":
            return self.failure_cause
        if self.operation in ("create", "recreate") and rows and self.kind == "product":
            variants = {row["variant"] for row in self.changes if row["variant"]}
            return self.env._(
                "All of it. Fields: %(fields)s, variants: %(variants)s",
                fields=len(rows),
                variants=len(variants),
            )
        if self.kind == "product" and self.operation in ("draft", "delete", "gone"):
            return self._tell_withdrawal(rows)
        if self.operation in ("remade", "stock_lost"):
            return self.env._("It lost a variant, or its stock, in the store: it is pushed again.")
        return ", ".join(dict.fromkeys(row.field for row in rows)) or False

    def _tell_withdrawal(self, rows):
        """Return how a product leaves the store."""
        if self.operation == "delete":
            return self.env._("It is deleted in the store, with all its variants.")
        if self.operation == "gone":
            return self.env._("The store doesn't have it any more.")
        if not rows:
            return self.env._("It is a draft in the store already.")
        status = rows[0]
        return say_of(self.env, status.label, f"{status.store} → {status.odoo}")

    def _render(self, rows, titles=None):
        """Return a table of changes of this line."""
        product = self.product_tmpl_id._filtered_access("read")
        return PlanWords(self).render(rows, product, titles)

    # === WHAT A RUN TELLS === #

    @api.model
    def _take_lines(self, plan, lines):
        """Keep what a run would log.

        :param plan: `medusa.plan`
        :param list[Line] lines: see `run.line`
        """
        rows = [self._prepare_line(line) for line in lines if line.is_told]
        # Of other records than products, what changes is told by `_take_changes`.
        rows = [row for row in rows if row["kind"] == "product" or row["result"] != "success"]
        self._keep(plan, rows)

    def _prepare_line(self, line):
        vals = line.prepare_vals()
        kind = _KINDS_OF_LINES.get(line.operation, "product")
        return {
            "kind": kind,
            "product_tmpl_id": vals.get("product_tmpl_id", False),
            "about": False,
            **{
                name: vals[name]
                for name in ("operation", "result", "name", "medusa_id")
                if name in vals
            },
            **{
                name: vals.get(name) or False
                for name in ("failure_type", "failure_detail", "http_status")
            },
        }

    @api.model
    def _take_changes(self, plan, changes):
        """Keep what a run would write.

        :param list[Changed] changes: see `sync.changed`
        """
        self._keep(plan, self._prepare_changes(plan, changes))

    def _prepare_changes(self, plan, changes):
        """Return the values of a line for each record that is written."""
        names = self._read_names(plan.backend_id, changes)
        return [self._prepare_changed(changed, names) for changed in changes]

    def _read_names(self, backend, changes):
        """Return {external_id: (id, name)} of products; one that was deleted in Odoo has no id."""
        keys = {row.external_id for row in changes if (row.external_id or "").isdecimal()}
        products = self.env["product.template"].browse(map(int, keys)).exists()
        names = {str(product.id): (product.id, product.name) for product in products}
        mine = [("backend_id", "=", backend.id), ("external_id", "in", list(keys - set(names)))]
        bindings = self.env["medusa.product.binding"].search_fetch(mine, ["external_id", "name"])
        return {**{row.external_id: (False, row.name) for row in bindings}, **names}

    def _prepare_changed(self, changed, names):
        product_id, name = names.get(changed.external_id, (False, False))
        about = changed.kind != "product" and name and changed.name
        return {
            "kind": changed.kind,
            "product_tmpl_id": product_id,
            "name": name if about else changed.name,
            "about": about,
            "operation": changed.operation,
            "medusa_id": changed.medusa_id,
            "changes": pack_rows(changed.differences),
        }

    def _keep(self, plan, vals_list):
        """Write lines; what is known of the same already is completed."""
        if not plan or not vals_list:
            return
        present, new = self._find_present(plan, vals_list), {}
        for vals in vals_list:
            key = get_key(vals)
            line, former = present.get(key), new.get(key, {})
            known = line.changes if line else former.get("changes")
            rows = join_rows(known, vals.get("changes"), vals["kind"])
            vals |= {
                "changes": rows or False,
                "change_count": len(rows),
                "kinds": _join_kinds(rows, vals["kind"]),
            }
            told = {name: value for name, value in vals.items() if value}
            if line:
                line.write(told)
            else:
                new[key] = {**vals, **former, **told}
        shared = {"plan_id": plan.id, "backend_id": plan.backend_id.id}
        shared["company_id"] = plan.company_id.id
        self.create([{**shared, **vals} for vals in new.values()])

    def _find_present(self, plan, vals_list):
        """Return {key: line} of those that are there of these products, and of no product."""
        self.flush_model()
        ids = [vals["product_tmpl_id"] for vals in vals_list if vals["product_tmpl_id"]]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM medusa_plan_line
                 WHERE plan_id = %s AND (product_tmpl_id = ANY(%s) OR product_tmpl_id IS NULL)
                """,
                plan.id, ids,
            )
        )  # fmt: skip
        lines = self.browse(key for (key,) in rows)
        return {get_key(line): line for line in lines}


# What a line of the log is about, where that is no product.
_KINDS_OF_LINES = {
    "options": "option",
    "terms": "term",
    "prices": "price_list",
    "taxes": "tax_rate",
    "translations": "translation",
    "stock": "stock",
    "stock_lost": "stock",
    "run": "run",
    "slower": "run",
}


def get_key(vals):
    """Return what tells lines of a plan apart, of a line or its values."""
    product = vals["product_tmpl_id"]
    product_id = product if isinstance(product, int | bool) else product.id
    return (
        vals["kind"],
        # Of products that were deleted in Odoo, several may have one name.
        product_id
        or (vals["kind"] == "product" and vals["medusa_id"])
        or vals["name"]
        or vals["medusa_id"],
        vals["about"] or False,
        vals["operation"],
        _get_mended(vals),
    )


def join_rows(known, further, kind):
    """Return what is written of a record, each field once where a later step writes it again.

    Of an option's values and their texts several have a row of one name.

    :param list[dict] known: rows before, or None
    :param list[dict] further: or None
    """
    rows = [*(known or []), *(further or [])]
    if not known or kind not in JOINED:
        return rows
    joined = {}
    for row in rows:
        key = row["field"], row["variant"]
        former = joined.get(key)
        joined[key] = {**row, "store": former["store"]} if former else row
    return [row for row in joined.values() if row["store"] != row["odoo"]]


def _get_mended(vals):
    """Return which finding is mended, and in which record: several may have one name."""
    if "finding_id" not in vals or not vals["finding_id"]:
        return False
    finding = vals["finding_id"]
    return finding if isinstance(finding, int) else finding.id, vals["medusa_id"]


def pack_rows(differences):
    """Return differences as a line keeps them.

    :param Iterable[Difference] differences: see `sync.difference`
    """
    return [
        {
            "field": row.field,
            "variant": row.variant,
            "store": _cut(row.store),
            "odoo": _cut(row.odoo),
        }
        for row in differences
    ]


def _cut(value):
    return value[:_LONGEST] if isinstance(value, str) else value


def _join_kinds(rows, kind):
    kinds = {get_kind(row["field"], kind) for row in rows}
    return " ".join(name for name in KINDS if name in kinds) or False

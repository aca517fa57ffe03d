from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, html2plaintext, sql

from .field_path import ALLOWED_MODELS, check_author, find_forbidden, walk
from .revision_shared import SHARED

# {field of Medusa: kind of its value}, for products and variants alike but for the subtitle
# (Medusa: products/validators.js, CreateProduct and CreateProductVariant).
TARGETS = {
    "subtitle": "text",
    "material": "text",
    "mid_code": "text",
    "hs_code": "text",
    "origin_country": "country",
    "length": "number",
    "width": "number",
    "height": "number",
    "weight": "number",
}
_NUMBERS = {"integer", "float", "monetary"}
_TEXTS = {"char", "text", "html", "selection", "many2one", "date", "datetime"} | _NUMBERS
# What only the contract may write.
_RESERVED_KEYS = {"external_id", "odoo_database"}


class MedusaFieldMap(models.Model):
    """A field of Odoo that an admin pushes to a field or a metadata key of Medusa."""

    _name = "medusa.field.map"
    _description = "Extra Field of a Medusa Store"
    _inherit = ["medusa.guarded.mixin"]
    _order = "sequence, id"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    sequence = fields.Integer(default=10)
    source_model = fields.Selection(
        [("product.template", "Product"), ("product.product", "Variant")],
        "Of",
        required=True,
        default="product.template",
    )
    field_path = fields.Char(
        "Field in Odoo", required=True, help="A field, or a path over related records."
    )
    target = fields.Selection(
        [
            ("subtitle", "Subtitle"),
            ("material", "Material"),
            ("origin_country", "Country of origin"),
            ("hs_code", "HS code"),
            ("mid_code", "MID code"),
            ("length", "Length"),
            ("width", "Width"),
            ("height", "Height"),
            ("weight", "Weight (g)"),
            ("metadata", "A metadata key"),
        ],
        "Field in Medusa",
        required=True,
        default="metadata",
    )
    metadata_key = fields.Char()
    factor = fields.Float(
        default=1.0,
        digits=(16, 6),
        help="Numbers are multiplied by it, to turn Odoo's unit into the shop's: 1000 for m to mm.",
    )

    _target_unique = models.Constraint(
        "UNIQUE (backend_id, source_model, target, metadata_key)",
        "Two fields of Odoo can't go to one field of Medusa.",
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("source_model", "field_path", "target", "metadata_key", "factor")
    def _check_mapping(self):
        for row in self:
            field = row._get_field()
            row._check_target(field)

    def _get_field(self):
        """Return the field at the end of the path.

        :raise ValidationError: if there is none
        """
        *_steps, (_model, field) = walk(self.env[self.source_model], self.field_path)
        if field is None:
            raise ValidationError(
                self.env._(
                    "“%s” is no field of a product: a part of it isn't there.", self.field_path
                )
            )
        return field

    def _get_allowed_models(self):
        """Return the names of the models over which a path may lead.

        Override it for a model that describes products and holds nothing that is private.
        """
        return ALLOWED_MODELS

    def _get_forbidden(self):
        """Return the name of a field on the path that no store may be sent, or None."""
        model = self.env[self.source_model]
        return find_forbidden(model, self.field_path, self._get_allowed_models())

    def _check_path(self):
        """Refuse a path that leads to what isn't meant for a shop, or for who maps it.

        Odoo runs constraints as superuser: this one is called by who saves.

        :raise ValidationError: if nobody may send it
        :raise AccessError: if the user may not read it
        """
        for row in self:
            forbidden = row._get_forbidden()
            if forbidden:
                raise ValidationError(
                    self.env._(
                        "“%(path)s” can't be sent to a store: “%(name)s” isn't a public property "
                        "of products. Choose a field of the product, its variants, categories, "
                        "tags or attributes.",
                        path=row.field_path,
                        name=forbidden,
                    )
                )
            check_author(self.env[row.source_model], row.field_path)

    def _check_target(self, field):
        kind = TARGETS.get(self.target)
        if self.target == "subtitle" and self.source_model != "product.template":
            raise ValidationError(self.env._("Only a product has a subtitle."))
        if self.target == "metadata" and not (self.metadata_key or "").strip():
            raise ValidationError(self.env._("Name the metadata key for “%s”.", self.field_path))
        if self.metadata_key in _RESERVED_KEYS:
            raise ValidationError(
                self.env._("The metadata key “%s” identifies the product.", self.metadata_key)
            )
        allowed = {
            "number": _NUMBERS,
            "text": _TEXTS,
            "country": {"many2one", "char"},
            None: _TEXTS | {"boolean"},
        }[kind]
        is_country = getattr(field, "comodel_name", None) in (None, "res.country")
        if field.type not in allowed or (kind == "country" and not is_country):
            raise ValidationError(
                self.env._(
                    "“%(path)s” (%(type)s) doesn't fit Medusa's “%(target)s”.",
                    path=self.field_path,
                    type=field.type,
                    target=self.target,
                )
            )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        maps = super().create(vals_list)
        maps._check_path()
        maps._renew_dependencies()
        return maps

    def write(self, vals):
        if {"source_model", "target", "metadata_key"} & vals.keys():
            self._remember_targets()
        result = super().write(vals)
        if {"field_path", "source_model", "backend_id"} & vals.keys():
            self._check_path()
            self._renew_dependencies()
        return result

    def unlink(self):
        self._remember_targets()
        result = super().unlink()
        self._renew_dependencies()
        return result

    def _remember_targets(self):
        """Note what these fields filled: it is emptied in the store when nothing fills it."""
        for backend, rows in self.grouped("backend_id").items():
            former = {tuple(target) for target in backend.former_targets or []}
            former |= {(row.source_model, row.target, row.metadata_key or "") for row in rows}
            # sudo: nobody writes this by hand.
            backend.sudo().former_targets = sorted(former)

    def _renew_dependencies(self):
        """Let Odoo's dependency graph notice changes of the mapped fields, in all processes.

        The revision's dependencies are read when the models are set up: as with a custom field,
        they are set up anew.
        """
        self.env.flush_all()
        names = ["product.template", *SHARED.values()]
        self.env.registry._setup_models__(self.env.cr, names)

    # === BUSINESS METHODS === #

    def _read_value(self, record):
        """Return the mapped value of a product or variant as Medusa takes it, None if empty.

        :param record: a record of `source_model`, in the store's language
        """
        if self._get_forbidden():
            # Saved before such paths were refused.
            return None
        *path, name = self.field_path.split(".")
        for step in path:
            record = record[step][:1]
        field = record._fields[name]
        value = record[name]
        kind = TARGETS.get(self.target)
        if field.type in _NUMBERS:
            return self._convert_number(value, kind)
        if kind == "country":
            code = value if field.type == "char" else value.code
            return (code or "").strip().lower() or None
        return self._convert_text(field, value)

    def _convert_number(self, value, kind):
        number = round(value * self.factor, 6)
        if kind == "number":
            return number or None
        return str(number) if kind == "text" else number

    def _convert_text(self, field, value):
        if field.type == "boolean":
            return bool(value)
        if not value:
            return None
        if field.type == "many2one":
            return value.display_name
        if field.type == "html":
            return html2plaintext(value).strip() or None
        return str(value)

    @api.model
    def _get_revision_paths(self):
        """Return the paths of all mapped fields, from the product template on.

        It is called while models are set up: before the table exists, and when a field that an
        admin mapped was uninstalled since then.
        """
        if not sql.table_exists(self.env.cr, self._table):
            return []
        prefix = {"product.template": "", "product.product": "product_variant_ids."}
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT source_model, field_path FROM medusa_field_map ORDER BY 1, 2")
        )
        return [prefix[model] + path for model, path in rows if self._is_path(model, path)]

    @api.model
    def _is_path(self, model_name, path):
        """Tell whether a path leads over fields that exist."""
        model = self.env[model_name]
        for name in path.split("."):
            field = model._fields.get(name) if model is not None else None
            if field is None:
                return False
            model = self.env.get(field.comodel_name) if field.relational else None
        return True

"""What many products share tells of its changes by itself: no product is written because of it."""

from odoo import api, models
from odoo.tools import SQL, ormcache

from .token import Token, make_token

# {path from a product: the records it leads to}: of these a change is noted on the record itself,
# whose own row is written anyway, and not on thousands of products.
SHARED = {
    "attribute_line_ids.attribute_id": "product.attribute",
    "attribute_line_ids.value_ids": "product.attribute.value",
    "attribute_line_ids.product_template_value_ids.product_attribute_value_id": (
        "product.attribute.value"
    ),
}
# {model: fields that say whether a product changed}
STATES = {
    "medusa.product.binding": ["is_outdated"],
    "product.template": ["medusa_state", "medusa_waiting_stores"],
    "product.product": ["medusa_state", "medusa_waiting_stores"],
}


def split_paths(paths):
    """Return (paths that a product's own revision depends on, {model: paths of what it shares}).

    Which records it shares is the product's own affair; what these say of themselves is theirs.
    """
    own, shared = [], {model: [] for model in SHARED.values()}
    for path in paths:
        prefix = next((prefix for prefix in SHARED if path.startswith(f"{prefix}.")), None)
        if prefix:
            own.append(prefix)
            shared[SHARED[prefix]].append(path.removeprefix(f"{prefix}."))
        else:
            own.append(path)
    return own, {model: list(dict.fromkeys(paths)) for model, paths in shared.items()}


class MedusaRevisionMixin(models.AbstractModel):
    """A record that takes a new token whenever something of it changed that Medusa shows."""

    _name = "medusa.revision.mixin"
    _description = "Noticed Changes"

    medusa_revision = Token(
        compute="_compute_medusa_revision",
        store=True,
        # It reads nothing: an environment of its own would only take time.
        compute_sudo=False,
        copy=False,
        exportable=False,
        # Read by the connector alone, and never by those who open or save a record.
        prefetch=False,
        help="A new token whenever something changed that Medusa shows.",
    )

    # The token's paths that are columns of the record's own, see `Token`.
    _medusa_columns = frozenset()

    @api.depends(lambda self: self._get_medusa_token_paths())
    def _compute_medusa_revision(self):
        for record in self:
            record.medusa_revision = make_token() if record.id else False
        self._tell_of_new_token()

    @api.model
    def _get_medusa_token_paths(self):
        """Return the paths of the fields that the token depends on."""
        paths = self.env["product.template"]._get_medusa_revision_fields()
        own, shared = split_paths(paths)
        return own if self._name == "product.template" else shared.get(self._name, [])

    @api.private
    def modified(self, fnames, create=False, before=False):
        """Override of `BaseModel` to renew the token where a column of the record's changed."""
        is_written = not create and not before and not self._medusa_columns.isdisjoint(fnames)
        # Those that aren't saved have no token.
        if is_written and (records := self.browse(filter(None, self._ids))):
            # First: Odoo may write the row while it looks for who depends on it.
            self._fields["medusa_revision"].renew(records)
        return super().modified(fnames, create=create, before=before)

    def _flush(self):
        # The token goes along with what is written now: for itself, it would be an UPDATE more.
        field = self._fields["medusa_revision"]
        pending = self.env.transaction.tocompute.get(field)
        if pending:
            field.renew(self.browse(key for key in pending if key))
        return super()._flush()

    def _tell_of_new_token(self):
        """Forget what was said of changes before, while new tokens are written."""
        # As dependencies, these would be looked for whenever somebody saves a product or a value,
        # though hardly any transaction that saves has read one.
        said = self.env.transaction.field_data
        for field in self._get_medusa_state_fields():
            if field in said:
                field._invalidate_cache(self.env)

    @ormcache()
    def _get_medusa_state_fields(self):
        """Return the fields that say whether a product changed, see `STATES`."""
        models_by_name = self.env.registry
        return tuple(
            models_by_name[model]._fields[name] for model, names in STATES.items() for name in names
        )


class MedusaSharedRevisionMixin(models.AbstractModel):
    """A record that many products share.

    It has no token until it changes: what is new says so through the products that take it up.
    """

    _name = "medusa.shared.revision.mixin"
    _description = "Noticed Changes of What Products Share"
    _inherit = ["medusa.revision.mixin"]

    # The rest of its declaration is the mixin's; without these Odoo warns of `precompute`.
    medusa_revision = Token(compute="_compute_medusa_revision", store=True, precompute=True)


class ProductAttribute(models.Model):
    _name = "product.attribute"
    _inherit = ["product.attribute", "medusa.shared.revision.mixin"]


class ProductAttributeValue(models.Model):
    _name = "product.attribute.value"
    _inherit = ["product.attribute.value", "medusa.shared.revision.mixin"]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _get_medusa_revisions(self):
        """Return {product id: what its push is to be known by}, of existing products.

        As long as it is the same, nobody changed anything that Odoo notices.

        :rtype: dict[int, str]
        """
        self._flush_medusa_revisions()
        rows = self.env.execute_query(
            SQL(
                "SELECT product.id, %s FROM product_template product %s WHERE product.id = ANY(%s)",
                get_revision(SQL("product")),
                join_shared(SQL("product"), self.ids),
                self.ids,
            )
        )
        return dict(rows)

    @api.model
    def _flush_medusa_revisions(self):
        """Have in the database what `get_revision` and `join_shared` read."""
        self.flush_model(["medusa_revision"])
        self.env["product.attribute"].flush_model(["medusa_revision"])
        self.env["product.attribute.value"].flush_model(["medusa_revision"])
        self.env["product.template.attribute.line"].flush_model(["product_tmpl_id", "active"])
        self.env["product.template.attribute.value"].flush_model(
            ["product_tmpl_id", "product_attribute_value_id", "ptav_active"]
        )


def get_revision(product):
    """Return the SQL of a product's whole revision: its own token, and those of what it shares.

    :param SQL product: the alias of its table, to which `join_shared` was joined
    """
    return SQL("NULLIF(concat_ws('-', %s.medusa_revision, shared.digest), '')", product)


def join_shared(product, ids=None):
    """Return the SQL that joins the digest of what products share and what changed of it.

    It begins with what changed, so that it costs little where nothing did, and is worked out once,
    whatever PostgreSQL believes of tables that grew a moment ago.

    :param SQL product: the alias of the products' table
    :param list ids: of the products that are asked for, None for all of them
    """
    among = SQL() if ids is None else SQL("AND product_tmpl_id = ANY(%s)", list(ids))
    return SQL(
        """
        LEFT JOIN (
              WITH digest AS MATERIALIZED (
            SELECT product_tmpl_id, md5(string_agg(token, ',' ORDER BY token COLLATE "C")) AS digest
              FROM (SELECT product_tmpl_id, medusa_revision AS token
                      FROM product_attribute attribute
                      JOIN product_template_attribute_line line
                        ON line.attribute_id = attribute.id AND line.active %(among)s
                     WHERE medusa_revision IS NOT NULL
                     UNION
                    SELECT product_tmpl_id, medusa_revision
                      FROM product_attribute_value value
                      JOIN product_template_attribute_value ptav
                        ON ptav.product_attribute_value_id = value.id AND ptav.ptav_active
                           %(among)s
                     WHERE medusa_revision IS NOT NULL) token
          GROUP BY product_tmpl_id)
            SELECT product_tmpl_id, digest FROM digest) shared
               ON shared.product_tmpl_id = %(product)s.id
        """,
        among=among,
        product=product,
    )

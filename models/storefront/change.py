from odoo import api, fields, models
from odoo.tools import SQL

# {kind: the list of a message that names it}
KINDS = {
    "product": "handles",
    "category": "categories",
    "collection": "collections",
    "price_list": "price_lists",
    # It is on the pages of products that nobody has counted: an option, a tax class.
    "shared": None,
}
# A longer name is in no index.
_LONGEST = 500


class MedusaStorefrontChange(models.Model):
    """What changed in a store, until its site is told.

    It is written in one transaction with what the connector knows of the store, so that no lost
    process takes it away, and no run waits for it.
    """

    _name = "medusa.storefront.change"
    _description = "Change to Tell the Shop's Site"
    _order = "id"
    _rec_name = "name"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("product", "Product"),
            ("category", "Category"),
            ("collection", "Collection"),
            ("price_list", "Price list"),
            ("shared", "Of many products"),
        ],
        required=True,
        readonly=True,
    )
    name = fields.Char(
        required=True, readonly=True, help="A handle, or the ID in Medusa of what has none."
    )

    _name_unique = models.UniqueIndex("(backend_id, kind, name)")

    @api.model
    def _note(self, backend, kind, names):
        """Write down what changed; what is known already is told once.

        :param backend: `medusa.backend`
        :param names: handles, or ids in Medusa; empty ones are left out
        """
        names = {name for name in names if name}
        if not names or not backend._tells_storefront():
            return
        too_long = {name for name in names if len(name) > _LONGEST}
        if too_long:
            # They are told as some of many.
            self._note(backend, "shared", [name[:_LONGEST] for name in too_long])
            names -= too_long
        self.env.execute_query(
            SQL(
                """
                INSERT INTO medusa_storefront_change (backend_id, kind, name)
                SELECT %s, %s, name FROM unnest(%s::text[]) AS name
           ON CONFLICT (backend_id, kind, name) DO NOTHING
             RETURNING id
                """,
                backend.id,
                kind,
                sorted(names),
            )
        )

    @api.model
    def _note_products(self, bindings):
        """Write down that the pages of some products changed.

        :param bindings: `medusa.product.binding` records
        """
        for backend, mine in bindings.grouped("backend_id").items():
            self._note(backend, "product", [row.store_handle or row.handle for row in mine])

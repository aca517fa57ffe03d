class RuleBook:
    """The rules that pricelists have for a chunk of variants, found by what they apply to.

    Odoo searches a pricelist's rules for the products that it is asked about, and then tries each
    rule on each product. A rule that is based on another pricelist asks about one product at a
    time, a query for each; a pricelist with a rule per product takes rules x products steps. Here
    each pricelist is searched once per chunk, and a product meets only the rules that may apply.

    :param variants: `product.product` records, all that will be asked about
    """

    def __init__(self, variants):
        self.variants = variants
        self._ids = frozenset(variants.ids)
        self._indexes = {}
        self._paths = {}

    def covers(self, products):
        """Tell whether the book was made for these products."""
        return products._name == "product.product" and self._ids.issuperset(products.ids)

    def get_rules(self, key, products, search):
        """Return the rules that may apply to the products, in Odoo's order.

        :param key: of the pricelist and the date
        :param search: returns the rules for a recordset of variants, called once per key
        """
        if key not in self._indexes:
            self._indexes[key] = RuleIndex(search(self.variants))
        index = self._indexes[key]
        found = {
            position for product in products for position in index.find(self._get_targets(product))
        }
        return index.pick(found)

    def _get_targets(self, product):
        """Return the marks of all that a rule for this product may name."""
        category = product.categ_id
        if category.id not in self._paths:
            path = (category.parent_path or "").strip("/").split("/")
            self._paths[category.id] = [("2_product_category", int(key)) for key in path if key]
        return [
            ("0_product_variant", product.id),
            ("1_product", product.product_tmpl_id.id),
            *self._paths[category.id],
            ("", 0),
        ]


class RuleIndex:
    """Rules of one pricelist, in Odoo's order, by what they apply to."""

    def __init__(self, rules):
        self.rules = rules
        self._positions = {}
        self._picked = {}
        fields = {
            "0_product_variant": "product_id",
            "1_product": "product_tmpl_id",
            "2_product_category": "categ_id",
        }
        for position, rule in enumerate(rules):
            # Of a kind that an extension made up nothing is known: every product meets it.
            field = fields.get(rule.applied_on)
            target = (rule.applied_on, rule[field].id) if field else ("", 0)
            self._positions.setdefault(target, []).append(position)

    def find(self, targets):
        """Return the positions of the rules that apply to one of the targets."""
        return [position for target in targets for position in self._positions.get(target, ())]

    def pick(self, positions):
        """Return the rules at these positions; the same positions give the same object."""
        key = frozenset(positions)
        if key not in self._picked:
            ids = [self.rules._ids[position] for position in sorted(key)]
            # Read together, not one by one.
            self._picked[key] = self.rules.browse(ids).with_prefetch(self.rules._prefetch_ids)
        return self._picked[key]

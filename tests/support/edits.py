"""Edits of what many products share, at random by a seed."""

from odoo import Command

from .plan import EditMixin


class SharedEditMixin(EditMixin):
    """Adds what products share to the edits of single ones: options, values, categories, rules."""

    own_kinds = (
        *("name", "price", "picture", "category", "variant", "rule", "stock", "french", "sku"),
        *("archive", "exclude", "text", "weight", "barcode", "extra", "second_attribute"),
        *("drop_attribute", "archive_variant", "value_gone", "value_new", "back"),
    )
    shared_kinds = (
        *("value_name", "value_swap", "value_sequence", "value_french", "attribute_name"),
        *("attribute_sequence", "category_name", "category_new", "list_name", "list_discount"),
    )

    def edit_at_random(self, products, random, count):
        """Make so many edits, a third of them of what products share."""
        self.products = products
        for _number in range(count):
            kinds = self.own_kinds if random.random() < 2 / 3 else self.shared_kinds
            product = products.browse(random.choice(products.filtered("active").ids))
            getattr(self, f"edit_{random.choice(kinds)}")(product, random)
            self.env.flush_all()

    def edit_text(self, product, random):
        product.description_sale = random.choice((False, "Line\nTwo", "x" * 50))

    def edit_weight(self, product, random):
        product.product_variant_ids[:1].weight = random.choice((0, 1, 2.5))

    def edit_barcode(self, product, random):
        product.product_variant_ids[:1].barcode = self.sku(f"b{random.randint(10**5, 10**6)}")

    def edit_extra(self, product, random):
        values = product.attribute_line_ids.product_template_value_ids
        values[:1].price_extra = random.randint(0, 4)

    def edit_second_attribute(self, product, random):
        if self.colour not in product.attribute_line_ids.attribute_id:
            names = random.sample(["Red", "Blue", "Green"], random.randint(1, 3))
            values = self.colour.value_ids.sorted("id")[: len(names)]
            product.attribute_line_ids = [
                Command.create(
                    {"attribute_id": self.colour.id, "value_ids": [Command.set(values.ids)]}
                )
            ]

    def edit_drop_attribute(self, product, _random):
        product.attribute_line_ids[:1].unlink()

    def edit_archive_variant(self, product, _random):
        if len(product.product_variant_ids) > 1:
            product.product_variant_ids[-1:].active = False

    def edit_variant(self, product, random):
        line = self._get_sizes(product)
        values = self.size.value_ids.sorted("id")
        if not line:
            self.add_line(product, self.size, *values[:2].mapped("name"))
        elif values:
            chosen = random.sample(values.ids, random.randint(1, min(3, len(values))))
            line.value_ids = [Command.set(chosen)]

    def edit_value_gone(self, product, random):
        line = self._get_sizes(product)
        if len(line.value_ids) > 1:
            line.value_ids = [Command.unlink(random.choice(line.value_ids.ids))]

    def edit_value_new(self, product, random):
        line = self._get_sizes(product)
        name = f"N{random.randint(100, 9999)}"
        value = self.env["product.attribute.value"].create(
            {"attribute_id": self.size.id, "name": name}
        )
        if line:
            line.value_ids = [Command.link(value.id)]

    def edit_back(self, _product, _random):
        """Take back what left last."""
        gone = self.products.filtered(lambda product: not product.active or not product.sale_ok)
        gone[-1:].write({"active": True, "sale_ok": True})

    def edit_value_name(self, _product, random):
        value = self.env["product.attribute.value"].browse(random.choice(self.size.value_ids.ids))
        value.name = f"V{random.randint(100, 999)}"

    def edit_value_swap(self, _product, random):
        first, second = self.size.value_ids.browse(random.sample(self.size.value_ids.ids, 2))
        former = first.name, second.name
        first.name = f"{former[0]}?"
        second.name, first.name = former

    def edit_value_sequence(self, _product, random):
        for value in self.size.value_ids:
            value.sequence = random.randint(1, 50)

    def edit_value_french(self, _product, random):
        value = self.size.value_ids.browse(random.choice(self.size.value_ids.ids))
        value.with_context(lang="fr_FR").name = f"F{random.randint(100, 999)}"

    def edit_attribute_name(self, _product, random):
        self.size.name = f"Size {random.randint(1, 99)}"

    def edit_attribute_sequence(self, _product, random):
        self.size.sequence, self.colour.sequence = random.sample(range(10), 2)

    def edit_category_name(self, _product, random):
        random.choice(self.groups).name = f"G{random.randint(10, 99)} {self.token}"

    def edit_category_new(self, product, random):
        group = self.env["product.category"].create(
            {"name": f"New {random.randint(10, 9999)}", "parent_id": self.groups[0].id}
        )
        product.categ_id = group

    def edit_list_name(self, _product, random):
        self.pricelist.name = f"VIP {random.randint(1, 99)} {self.token}"

    def edit_list_discount(self, _product, random):
        rules = self.pricelist.item_ids.filtered(lambda rule: rule.compute_price == "percentage")
        rules[:1].percent_price = random.randint(5, 30)

    def _get_sizes(self, product):
        return product.attribute_line_ids.filtered(lambda line: line.attribute_id == self.size)

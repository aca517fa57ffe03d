"""Products to push, made in a line each."""

from odoo import Command


class CatalogueMixin:
    """Makes products, attributes and variants, and finds them by what a person reads."""

    def make_attribute(self, name, *values, **vals):
        """Create an attribute with values of these names."""
        rows = [Command.create({"name": value}) for value in values]
        return self.env["product.attribute"].create({"name": name, "value_ids": rows, **vals})

    def make_product(self, name="Chair", attributes=(), **vals):
        """Create a saleable product that has every value of the given attributes."""
        product = self.env["product.template"].create({"name": name, "list_price": 10, **vals})
        for attribute in attributes:
            self.add_line(product, attribute)
        return product

    def make_products(self, count, name="Chair", **vals):
        """Create many products at once: "Chair 0", "Chair 1" ..."""
        rows = [{"name": f"{name} {index}", "list_price": 10, **vals} for index in range(count)]
        return self.env["product.template"].create(rows)

    def make_shirt(self, sizes=("S", "M"), **vals):
        """Create a product with one attribute, `Size`."""
        return self.make_product("Shirt", [self.make_attribute("Size", *sizes)], **vals)

    def add_line(self, product, attribute, *names):
        """Add an attribute to a product, with all of its values or those named."""
        values = attribute.value_ids.filtered(lambda value: not names or value.name in names)
        product.attribute_line_ids = [
            Command.create({"attribute_id": attribute.id, "value_ids": [Command.set(values.ids)]})
        ]
        return product.attribute_line_ids.filtered(lambda line: line.attribute_id == attribute)

    def get_line(self, product, name):
        """Return a product's line of the attribute that is called so."""
        return product.attribute_line_ids.filtered(lambda line: line.attribute_id.name == name)

    def get_value(self, product, name):
        """Return a product's attribute value that is called so, with its price extra."""
        values = product.attribute_line_ids.product_template_value_ids
        return values.filtered(lambda value: value.name == name)

    def get_variant(self, product, *names):
        """Return the variant, archived or not, that has just these values."""
        variants = product.with_context(active_test=False).product_variant_ids
        return variants.filtered(
            lambda variant: (
                set(names) == set(variant.product_template_attribute_value_ids.mapped("name"))
            )
        )

    def get_binding(self, product, backend=None):
        """Return what the connector knows of a product in one store."""
        bindings = self.env["medusa.product.binding"].search(
            [("external_id", "=", str(product.id))]
        )
        return bindings.filtered(lambda binding: not backend or binding.backend_id == backend)

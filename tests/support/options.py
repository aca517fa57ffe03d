"""Shared options of a store, seen from both sides."""


class SharedOptionMixin:
    """Names attributes by the test's token: the titles of shared options are unique in a store."""

    option_scope = "shared"
    fields = "id,title,is_exclusive,metadata,values.id,values.value,values.rank,values.metadata"

    def setUp(self):
        super().setUp()
        self.size_title, self.color_title = f"Size {self.token}", f"Color {self.token}"

    def make_size(self, *names, **vals):
        attribute = self.make_attribute(self.size_title, *(names or ("S", "M")), **vals)
        self.sort_values(attribute, *names)
        return attribute

    def sort_values(self, attribute, *names):
        for place, name in enumerate(names):
            self.get_attribute_value(attribute, name).sequence = place
        self.env.invalidate_all()

    def get_attribute_value(self, attribute, name):
        return attribute.value_ids.filtered(lambda value: value.name == name)

    def read_options(self, is_exclusive=False):
        """Return {title: option} of the store's options of this test."""
        query = [
            ("is_exclusive", str(is_exclusive).lower()),
            ("fields", f"{self.fields},products.id"),
            ("limit", "1000"),
        ]
        rows = self.store_call("GET", "/admin/product-options", query=query)["product_options"]
        return {row["title"]: row for row in rows if self.token in row["title"]}

    def read_shared(self):
        """Return {title: values in their order} of the shared options of this test."""
        return {
            title: [value["value"] for value in sorted(row["values"], key=lambda v: v["rank"] or 0)]
            for title, row in self.read_options().items()
        }

    def make_remote_option(self, title, *values, **body):
        """Let a marketer share an option; return its id."""
        body = {"title": title, "values": list(values), "is_exclusive": False, **body}
        return self.store_call("POST", "/admin/product-options", body)["product_option"]["id"]

    def get_option(self, attribute):
        """Return what the connector knows of an attribute."""
        return self.backend.option_ids.filtered(lambda row: row.external_id == str(attribute.id))


class ClearOptionsMixin:
    """Takes the shared options of a test out of a real store."""

    def clear_store(self):
        result = super().clear_store()
        for is_exclusive in (False, True):
            for row in self.read_options(is_exclusive).values():
                self.store_call("DELETE", f"/admin/product-options/{row['id']}")
        return result

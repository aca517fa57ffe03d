"""What tests of categories, tags, types and collections have in common."""

FIELDS = (
    "id,external_id,categories.id,categories.name,tags.id,tags.value,type.value,collection.title"
)


class TermMixin:
    """Reads what the store sorts its products by."""

    def read_terms(self, product):
        [row] = self.read_all(product.id, FIELDS)
        return row

    def get_tags(self, product):
        return {tag["value"] for tag in self.read_terms(product)["tags"]}

    def get_term(self, record, kind=None):
        domain = [("res_model", "=", record._name), ("external_id", "=", str(record.id))]
        return self.env["medusa.term"].search(domain + ([("kind", "=", kind)] if kind else []))

    def make_tag(self, name):
        return self.env["product.tag"].create({"name": f"{name} {self.token}"})

    def read_values(self, path="product-tags", key="product_tags", label="value"):
        """Return {label: id} of the test's own terms of a kind in the store."""
        query = [("limit", "1000")]
        rows = self.store_call("GET", f"/admin/{path}", query=query)[key]
        return {row[label]: row["id"] for row in rows if self.token in row[label]}


class ClearTermsMixin:
    """Leaves no term of a test in a real store."""

    def clear_store(self):
        result = super().clear_store()
        for path, key, label in (
            ("product-categories", "product_categories", "name"),
            ("product-tags", "product_tags", "value"),
            ("product-types", "product_types", "value"),
            ("collections", "collections", "title"),
        ):
            rows = self.store_call("GET", f"/admin/{path}", query=[("limit", "1000")])[key]
            # Children were made after their parents.
            for row in sorted(rows, key=lambda row: row["id"], reverse=True):
                if self.token in row[label]:
                    self.store_call("DELETE", f"/admin/{path}/{row['id']}")
        return result

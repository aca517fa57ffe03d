from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..models.product.revision_shared import split_paths
from ..models.readiness.checks import CHECKS
from .support.field_recorder import record_reads
from .test_product_serializer import SerializerCase

# Read for every product alike, and no part of any: what a manager configures, units, currencies.
# A change of one of these is found by the verification, which compares the payloads themselves.
SHARED_MODELS = {
    "ir.config_parameter",
    "medusa.backend",
    "medusa.field.map",
    "medusa.option",
    "medusa.option.value",
    "medusa.placement.rule",
    "medusa.term",
    "medusa.price.line",
    "medusa.region",
    "medusa.sales.channel",
    "medusa.shipping.profile",
    "res.company",
    "res.currency",
    "res.currency.rate",
    "res.lang",
    "uom.uom",
}
# Odoo lists values in the order of their attributes, and those of a line have all the same one.
SETTLED_FIELDS = {"product.attribute.value.attribute_id"}


class RevisionCase(SerializerCase):
    """Watches the revision of products."""

    def setUp(self):
        super().setUp()
        self.size = self.make_attribute("Size", "S", "M", "L")
        self.color = self.make_attribute("Color", "Red", "Blue")
        self.shirt = self.make_product("Shirt", [self.color])
        self.add_line(self.shirt, self.size, "S", "M")
        self.chair = self.make_product("Chair")

    def settle(self):
        """Let the products be in the store as they are now."""
        self.env.flush_all()
        self.env["medusa.product.binding"].search([]).unlink()
        revisions = (self.shirt + self.chair)._get_medusa_revisions()
        self.env["medusa.product.binding"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "product_tmpl_id": product.id,
                    "external_id": str(product.id),
                    "state": "synced",
                    "revision": revisions[product.id],
                }
                for product in self.shirt + self.chair
            ]
        )
        self.env.flush_all()

    def pending(self):
        """Return the names of the products that a run would push without looking further."""
        self.env.flush_all()
        products = self.shirt + self.chair
        due = self.env["medusa.product.changes"]._get_due(self.backend, products.ids)
        return set(products.filtered(lambda product: product.id in due).mapped("name"))


@tagged("post_install", "-at_install")
class TestRevisionFields(RevisionCase):
    """The one list names all that the serializer reads."""

    def test_every_field_that_is_read_gives_a_new_revision(self):
        missing = sorted(
            str(field)
            for field in self.read_fields()
            if field.model_name not in SHARED_MODELS
            and str(field) not in SETTLED_FIELDS
            and not self.is_noticed(field)
        )
        self.assertEqual(missing, [], "not in product.template._get_medusa_revision_fields()")

    def test_the_recorder_sees_what_is_read(self):
        seen = {str(field) for field in self.read_fields()}
        self.assertLessEqual(
            {
                "product.template.name", "product.product.barcode", "product.product.lst_price",
                "product.attribute.value.name", "product.attribute.create_variant",
                "product.attribute.sequence", "product.product.active",
            },
            seen,
        )  # fmt: skip

    def test_every_path_of_the_list_exists(self):
        for path in self.env["product.template"]._get_medusa_revision_fields():
            model = self.env["product.template"]
            for name in path.split("."):
                self.assertIn(name, model._fields, path)
                field = model._fields[name]
                model = self.env[field.comodel_name] if field.relational else model

    def read_fields(self):
        """Return the fields that the payloads of all kinds of products are made of."""
        dynamic = self.make_attribute("Fabric", "Silk", "Wool", create_variant="dynamic")
        engraving = self.make_attribute("Engraving", "Yes", create_variant="no_variant")
        self.get_variant(self.shirt, "S", "Red").active = False
        products = self.shirt + self.chair + self.make_product("Scarf", [dynamic, engraving])
        self.env["medusa.placement.rule"].create({"backend_id": self.backend.id})
        self.backend.write({f"readiness_{name}": "draft" for name in CHECKS})
        read = set()
        for policy, _label in self.backend._selection_status_policy():
            self.backend.status_policy = policy
            self.env.flush_all()
            self.env.invalidate_all()
            with record_reads(self.registry) as read_now:
                self.serializer._prepare_payloads(self.backend, products)
            read |= read_now
        return read

    def is_noticed(self, field):
        """Tell whether a field is a column that renews its record's token, or the graph leads to one.

        What is computed each time it is read has no say of its own: what it is made of has.
        """
        model = self.registry[field.model_name]
        dependent = self.registry.get_dependent_fields(field)
        if (
            field.name in getattr(model, "_medusa_columns", ())
            or field.name == "id"
            or any(one.name == "medusa_revision" for one in dependent)
        ):
            return True
        parts = {part for path in field.resolve_depends(self.registry) for part in path}
        return (
            not field.store
            and bool(parts)
            and all(self.is_noticed(part) for part in parts - {field})
        )


@tagged("post_install", "-at_install")
class TestRevisionChanges(RevisionCase):
    """What makes a product pending, and what doesn't."""

    def assert_noticed(self, change, names=("Shirt",)):
        """Check that a change makes just these products pending."""
        self.settle()
        self.assertEqual(self.pending(), set())
        change()
        self.assertEqual(self.pending(), set(names))

    def test_fields_of_the_product(self):
        for name, value in [
            ("description_sale", "Nice"), ("weight", 0.3), ("list_price", 12),
            ("default_code", "CH"), ("barcode", "4006381333931"),
        ]:  # fmt: skip
            with self.subTest(field=name):
                self.assert_noticed(lambda n=name, v=value: self.chair.write({n: v}), ["Chair"])

    def test_name(self):
        self.assert_noticed(lambda: self.shirt.write({"name": "Blouse"}), ["Blouse"])

    def test_translated_name(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.shirt.with_context(lang="fr_FR")
        self.assert_noticed(lambda: french.write({"name": "Chemise"}))

    def test_company(self):
        self.assert_noticed(
            lambda: self.chair.write({"company_id": self.env.company.id}), ["Chair"]
        )

    def test_fields_of_a_variant(self):
        variant = self.get_variant(self.shirt, "S", "Red")
        for name, value in [
            ("default_code", "SH-S"), ("barcode", "4006381333931"), ("weight", 0.3),
            ("active", False), ("active", True),
        ]:  # fmt: skip
            with self.subTest(field=name):
                self.assert_noticed(lambda n=name, v=value: variant.write({n: v}))

    def test_price_extra(self):
        self.assert_noticed(lambda: self.get_value(self.shirt, "S").write({"price_extra": 2}))

    def test_variant_deleted(self):
        self.assert_noticed(lambda: self.get_variant(self.shirt, "S", "Red").unlink())

    def test_dynamic_variant_made(self):
        fabric = self.make_attribute("Fabric", "Silk", "Wool", create_variant="dynamic")
        self.shirt = self.make_product("Scarf", [fabric])
        value = self.get_value(self.shirt, "Silk")
        self.assert_noticed(lambda: self.shirt._create_product_variant(value), ["Scarf"])

    def test_value_added_and_taken_off(self):
        line = self.get_line(self.shirt, "Size")
        large = self.size.value_ids[2]
        self.assert_noticed(lambda: line.write({"value_ids": [Command.link(large.id)]}))
        self.assert_noticed(lambda: line.write({"value_ids": [Command.unlink(large.id)]}))

    def test_attribute_added_and_taken_off(self):
        self.assert_noticed(lambda: self.add_line(self.chair, self.color), ["Chair"])
        self.assert_noticed(lambda: self.chair.attribute_line_ids.unlink(), ["Chair"])

    def test_attribute_that_makes_no_variants(self):
        """It is no option, but whether it is one depends on the attribute."""
        engraving = self.make_attribute("Engraving", "Yes", create_variant="no_variant")
        self.assert_noticed(lambda: self.add_line(self.chair, engraving), ["Chair"])

    def test_names_and_order_of_attributes(self):
        line = self.get_line(self.shirt, "Size")
        for record, name, value in [
            (self.size, "name", "Fit"), (self.size.value_ids[0], "name", "Small"),
            (self.size, "sequence", 90), (self.size.value_ids[0], "sequence", 90),
            (line, "sequence", 90),
        ]:  # fmt: skip
            with self.subTest(model=record._name, field=name):
                self.assert_noticed(lambda r=record, n=name, v=value: r.write({n: v}))

    def test_value_used_by_many_products(self):
        products = self.make_products(30, "Shirt")
        for product in products:
            self.add_line(product, self.size, "S")
        self.env.flush_all()
        before = products._get_medusa_revisions()
        self.size.value_ids[0].name = "Small"
        after = products._get_medusa_revisions()
        # A new revision each: two products never share one.
        self.assertEqual(len(set(after.values()) - set(before.values())), 30)

    def test_what_is_shared_is_shown_and_found_as_changed(self):
        self.settle()
        bindings = self.env["medusa.product.binding"].search([])
        self.assertEqual(bindings.mapped("is_outdated"), [False, False])
        self.size.value_ids[0].name = "Small"
        self.env.flush_all()
        outdated = bindings.filtered("is_outdated")
        self.assertEqual(outdated.product_tmpl_id, self.shirt)
        self.assertEqual(bindings.search([("is_outdated", "=", True)]), outdated)
        self.assertEqual(bindings.search([("is_outdated", "=", False)]), bindings - outdated)

    def test_what_is_shared_is_noticed_again_and_again(self):
        for record in (self.size, self.size.value_ids[0], self.color):
            for name in ("One", "Two", "One"):
                with self.subTest(record=record, name=name):
                    self.assert_noticed(lambda r=record, n=name: r.write({"name": n}))

    def test_a_new_value_carries_no_revision(self):
        value = self.make_attribute("Fabric", "Silk").value_ids
        self.env.flush_all()
        self.assertFalse(value.medusa_revision)

    def test_translated_value(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.size.value_ids[0].with_context(lang="fr_FR")
        self.assert_noticed(lambda: french.write({"name": "Petit"}))

    def test_field_of_a_value_that_an_addon_adds(self):
        """What an extension reads of a value is noticed on the value as well."""
        path = "attribute_line_ids.value_ids.html_color"
        own, shared = split_paths(["name", path])
        self.assertEqual(own, ["name", "attribute_line_ids.value_ids"])
        self.assertEqual(shared["product.attribute.value"], ["html_color"])

    def test_two_changes_in_one_second(self):
        seen = {self.chair.medusa_revision}
        for price in (11, 12, 13):
            self.chair.list_price = price
            self.env.flush_all()
            seen.add(self.chair.medusa_revision)
        self.assertEqual(len(seen), 4)

    def test_there_and_back_is_noticed(self):
        """A run may have pushed what was there in between."""

        def change():
            self.chair.list_price = 11
            self.env.flush_all()
            self.chair.list_price = 10

        self.assert_noticed(change, ["Chair"])

    def test_what_the_store_does_not_show_is_not_noticed(self):
        for name, value in [
            ("purchase_ok", False), ("sequence", 90), ("description", "<p>Too dear</p>"),
            ("standard_price", 3), ("color", 3), ("is_favorite", True), ("volume", 2),
            ("description_purchase", "Ask"),
        ]:  # fmt: skip
            with self.subTest(field=name):
                self.assert_noticed(lambda n=name, v=value: self.chair.write({n: v}), [])

    def test_a_message_is_not_noticed(self):
        self.assert_noticed(lambda: self.chair.message_post(body="Look at this"), [])

    def test_an_unused_value_is_not_noticed(self):
        self.assert_noticed(lambda: self.size.value_ids[2].write({"name": "Large"}), [])

    def test_a_product_is_copied_with_a_revision_of_its_own(self):
        copy = self.chair.copy()
        self.assertTrue(copy.medusa_revision)
        self.assertNotEqual(copy.medusa_revision, self.chair.medusa_revision)


@tagged("post_install", "-at_install")
class TestRevisionCost(RevisionCase):
    """Saving a product takes the same queries with the addon as without."""

    def count_queries(self, change):
        """Return the queries of a change, from a cold cache to the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        change()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def count_without_revision(self, change):
        """Return the same for an Odoo whose products have no revision."""
        field = self.env["product.template"]._fields["medusa_revision"]
        registry = self.registry
        self.env.flush_all()
        depends = registry.field_depends[field]
        registry.field_depends[field] = ()
        self.forget_triggers()
        model = self.registry["product.template"]
        try:
            with patch.object(model, "_medusa_columns", frozenset()):
                return self.count_queries(change)
        finally:
            registry.field_depends[field] = depends
            self.forget_triggers()

    def forget_triggers(self):
        """Let the registry work out anew what depends on what."""
        self.registry.__dict__.pop("_field_triggers", None)
        self.registry._field_trigger_trees.clear()
        self.registry._is_modifying_relations.clear()

    def assert_free(self, change):
        """Check that a change costs no query more; `change` takes a number that makes it new."""
        change(0)  # fills Odoo's caches
        without = self.count_without_revision(lambda: change(1))
        self.assertEqual(self.count_queries(lambda: change(2)), without)
        # The comparison is worth something: this time there is a revision to write.
        self.env.flush_all()
        before = self.chair.medusa_revision
        self.count_without_revision(lambda: change(3))
        self.assertEqual(self.chair.medusa_revision, before)
        change(4)
        self.assertNotEqual(self.chair.medusa_revision, before)

    def test_price(self):
        self.assert_free(lambda turn: self.chair.write({"list_price": 20 + turn}))

    def test_name(self):
        # Odoo writes a name at once, to look the variants up in its order: the revision as well.
        self.assert_free(lambda turn: self.chair.write({"name": f"Chair {turn}"}))

    def test_barcode(self):
        self.assert_free(lambda turn: self.chair.write({"barcode": f"40063813339{turn}"}))

    def test_import(self):
        products = self.make_products(20) + self.chair

        def load(turn):
            rows = [[str(p.id), f"Chair {turn}", str(20 + turn)] for p in products]
            result = products.load([".id", "name", "list_price"], rows)
            self.assertTrue(result["ids"], result["messages"])

        self.assert_free(load)

    def test_value_that_many_products_use(self):
        """Not one of them is written, and the cost doesn't grow with their number."""
        value = self.size.value_ids[0]
        counts = []
        for number in (1, 30):
            for product in self.make_products(number):
                self.add_line(product, self.size, value.name)
            value.name = f"Warm {number}"
            counts.append(self.count_queries(lambda n=number: value.write({"name": f"S{n}"})))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 2)

    def test_a_column_needs_no_graph(self):
        """What Odoo does for each dependency takes longer than the rest of a value's save."""
        for model in ("product.template", "product.attribute", "product.attribute.value"):
            token = self.env[model]._fields["medusa_revision"]
            dependent = self.registry.get_dependent_fields(self.env[model]._fields["name"])
            self.assertNotIn(token, list(dependent))

    def test_a_translation_by_hand_is_noticed(self):
        """Odoo writes it by SQL of its own, so that the row isn't among what it has to flush."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.flush_all()
        before = self.chair.medusa_revision
        self.chair.update_field_translations("name", {"fr_FR": "Chaise"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNotEqual(self.chair.medusa_revision, before)

    def test_a_token_is_not_computed_as_other_fields_are(self):
        """That would ask mail, rights and environments for what reads nothing."""
        names = []

        def watch(record):
            compute = type(record)._compute_field_value

            def note(records, field):
                names.append(field.name)
                return compute(records, field)

            return patch.object(type(record), "_compute_field_value", note)

        value, product = self.size.value_ids[0], self.chair
        with watch(value), watch(product):
            value.name = "Small"
            product.write({"list_price": 99, "name": "Stool"})
            self.env.flush_all()
        self.assertNotIn("medusa_revision", names)

    def test_many_fields(self):
        self.assert_free(
            lambda turn: self.chair.write(
                {"list_price": 20 + turn, "description_sale": f"Nice {turn}", "sequence": turn}
            )
        )

    def test_many_products(self):
        """The revisions of a hundred products are written together."""
        products = self.make_products(100) + self.chair
        self.assert_free(lambda turn: products.write({"description_sale": f"Nice {turn}"}))

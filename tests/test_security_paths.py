from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.security import SecurityCase


@tagged("post_install", "-at_install")
class TestFieldPaths(SecurityCase):
    """An extra field reads what describes a product, and what its author may read."""

    def map_field(self, path, user=None, **vals):
        maps = self.env["medusa.field.map"].with_user(user or self.manager)
        return maps.create(
            {"backend_id": self.backend.id, "field_path": path, "metadata_key": path, **vals}
        )

    def test_paths_to_secrets_are_refused(self):
        for path in (
            "create_uid.login",
            "create_uid.totp_secret" if "totp_secret" in self.env["res.users"] else "write_uid",
            "create_uid.partner_id.bank_ids.acc_number",
            "message_ids.body",
            "message_ids.mail_server_id.smtp_pass",
            "activity_ids.note",
            "seller_ids.price",
            "company_id.partner_id.email",
            "standard_price",
            "categ_id.write_uid.signature",
            "product_variant_ids.create_uid",
            "medusa_state",
        ):
            # Whoever maps it: it would stand in a public shop.
            for user in (self.manager, self.env.user):
                with self.subTest(path=path, user=user.name), self.assertRaises(UserError):
                    self.map_field(path, user)

    def test_what_is_made_of_a_restricted_field(self):
        """As the average cost is of the cost, where Odoo values the stock."""
        products = self.env["product.product"]
        depends = self.registry.field_depends
        made = {products._fields["lst_price"]: ("volume",),
                products._fields["volume"]: ("name", "standard_price")}  # fmt: skip
        with patch.dict(depends, made), self.assertRaises(UserError):
            self.map_field("lst_price", source_model="product.product")
        self.assertTrue(self.map_field("lst_price", source_model="product.product"))
        if "avg_cost" in products:
            with self.assertRaises(UserError):
                self.map_field("avg_cost", source_model="product.product")

    def test_a_saved_field_can_not_be_pointed_at_them(self):
        row = self.map_field("categ_id.name")
        with self.assertRaises(ValidationError):
            row.with_user(self.manager).field_path = "create_uid.login"

    def test_nor_by_the_form_of_the_store(self):
        values = {"field_path": "create_uid.login", "metadata_key": "a"}
        with self.assertRaises(ValidationError):
            self.backend.with_user(self.manager).field_map_ids = [(0, 0, values)]

    def test_author_may_not_read_it(self):
        rights = self.env["ir.model.access"].search([("model_id.model", "=", "product.category")])
        rights.active = False
        with self.assertRaises(AccessError):
            self.map_field("categ_id.name")

    def test_what_describes_a_product_is_taken(self):
        for path in ("categ_id.name", "product_tag_ids.name", "attribute_line_ids.value_ids.name",
                     "uom_id", "description_purchase", "list_price", "name"):  # fmt: skip
            with self.subTest(path=path):
                self.assertTrue(self.map_field(path))

    def test_what_was_saved_before_is_not_read(self):
        row = self.map_field("categ_id.name")
        self.env.cr.execute(
            "UPDATE medusa_field_map SET field_path = 'create_uid.login' WHERE id = %s", [row.id]
        )
        row.invalidate_recordset()
        self.assertIsNone(row._read_value(self.product))


class FormerTargetScenarios:
    """What an extra field filled leaves the store with it."""

    def test_removed_extra_fields_leave_the_store(self):
        chair = self.make_product(description_purchase="Buy cheap")
        maps = self.env["medusa.field.map"].create(
            [
                self.row(metadata_key="note"),
                self.row(metadata_key="kept"),
                self.row(target="material"),
                self.row(metadata_key="shelf", source_model="product.product"),
            ]
        )
        remote = self.push(chair)
        self.assertEqual(remote["metadata"]["note"], "Buy cheap")
        self.change_remote(remote, metadata={"campaign": "summer"})
        (maps[0] | maps[2] | maps[3]).unlink()
        remote = self.sync_update(chair)
        self.assertFalse(remote["metadata"].get("note"))
        self.assertFalse(self.read_material(remote))
        self.assertFalse(remote["variants"]["Default"]["metadata"].get("shelf"))
        self.assertEqual(remote["metadata"]["kept"], "Buy cheap")
        self.assertEqual(remote["metadata"]["campaign"], "summer")

    def test_renamed_key_leaves_nothing(self):
        chair = self.make_product(description_purchase="Buy cheap")
        row = self.env["medusa.field.map"].create(self.row(metadata_key="note"))
        self.push(chair)
        row.metadata_key = "remark"
        metadata = self.sync_update(chair)["metadata"]
        self.assertEqual((metadata.get("note"), metadata["remark"]), (None, "Buy cheap"))
        row.metadata_key = "note"
        metadata = self.sync_update(chair)["metadata"]
        self.assertEqual((metadata["note"], metadata.get("remark")), ("Buy cheap", None))

    def row(self, **vals):
        return {
            "backend_id": self.backend.id,
            "field_path": "description_purchase",
            "target": "metadata",
            **vals,
        }

    def read_material(self, remote):
        path = f"/admin/products/{remote['id']}"
        return self.store_call("GET", path, query=[("fields", "id,material")])["product"][
            "material"
        ]


@tagged("post_install", "-at_install")
class TestFormerTargets(FormerTargetScenarios, FakeLifecycleCase):
    """Removed extra fields, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestFormerTargetsReal(FormerTargetScenarios, RealLifecycleCase):
    """Removed extra fields, in a real Medusa."""

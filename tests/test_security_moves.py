from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .support.security import SecurityCase

CHILDREN = ("medusa.price.line", "medusa.price.list", "medusa.field.map", "medusa.stock.line",
            "medusa.stock.safety", "medusa.schedule", "medusa.product.switch",
            "medusa.placement.rule", "medusa.tax.map")  # fmt: skip


@tagged("post_install", "-at_install")
class TestMoves(SecurityCase):
    """Nothing of one company's store is carried into another's, and nothing is forged."""

    def setUp(self):
        super().setUp()
        self.company = self.env["res.company"].create({"name": f"Other {self.token}"})
        self.other = self.make_backend(
            name="Theirs",
            company_id=self.company.id,
            product_domain=self.backend.product_domain,
        )
        self.run_job("medusa_connector.ir_cron_medusa_sync")
        self.foreigner = self.make_user(
            "foreigner",
            "medusa_connector.group_medusa_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )

    def get_theirs(self):
        records = self.make_settings(self.other)
        return [record for record in records if record._name in CHILDREN]

    def test_every_setting_is_in_the_list(self):
        """A further model that managers write and that belongs to a store is tried here, too."""
        written = self.env["ir.model.access"].search(
            [
                ("group_id", "=", self.env.ref("medusa_connector.group_medusa_manager").id),
                ("perm_write", "=", True),
            ]
        )
        models = {
            name
            for name in written.mapped("model_id.model")
            # A window that asks keeps nothing: what it does, it does with the person's rights.
            if "backend_id" in self.env[name]._fields and not self.env[name]._transient
        }
        self.assertEqual(models, set(CHILDREN))

    def test_no_record_moves_to_another_store(self):
        for record in self.get_theirs():
            for user in (self.foreigner, self.env.user):
                with (
                    self.subTest(model=record._name, user=user.name),
                    self.assertRaises(ValidationError),
                ):
                    record.with_user(user).write({"backend_id": self.backend.id})

    def test_nor_by_a_list_of_the_store(self):
        names = {"medusa.price.line": "price_line_ids", "medusa.price.list": "price_list_ids",
                 "medusa.field.map": "field_map_ids", "medusa.stock.line": "stock_line_ids",
                 "medusa.stock.safety": "stock_safety_ids",
                 "medusa.placement.rule": "placement_rule_ids",
                 "medusa.tax.map": "tax_map_ids",
                 "medusa.schedule": "schedule_ids"}  # fmt: skip
        mine = self.make_backend(name="Mine", company_id=self.company.id)
        for record in self.get_settings(self.backend):
            if record._name in names:
                with self.subTest(model=record._name), self.assertRaises(UserError):
                    mine.with_user(self.foreigner).write({names[record._name]: [(4, record.id)]})

    def test_none_is_made_in_a_foreign_store(self):
        with self.assertRaises(AccessError):
            self.env["medusa.stock.safety"].with_user(self.foreigner).create(
                {
                    "backend_id": self.backend.id,
                    "categ_id": self.env["product.category"].create({"name": "C"}).id,
                }
            )

    def test_store_stays_with_companies_that_its_manager_sees(self):
        with self.assertRaises(AccessError):
            self.other.with_user(self.foreigner).company_id = self.backend.company_id

    def test_groups_of_another_store(self):
        group = self.env["medusa.customer.group"].create(
            {"backend_id": self.backend.id, "medusa_id": "cg", "name": "VIP"}
        )
        [price_list] = [row for row in self.get_theirs() if row._name == "medusa.price.list"]
        with self.assertRaises(ValidationError):
            price_list.group_ids = group

    def test_what_the_connector_records_is_not_written_by_hand(self):
        price_list = self.get_records(self.backend)["medusa.price.list"]
        for record, names in (
            (self.backend, ("database_uuid", "former_database_uuids", "medusa_store_id",
                            "connection_state", "store_currencies", "scanned_at")),
            (price_list, ("medusa_id", "header_hash", "to_remove")),
        ):  # fmt: skip
            for name in names:
                with self.subTest(name=name), self.assertRaises(AccessError):
                    record.with_user(self.manager).write({name: "forged"})

    def test_nor_at_creation(self):
        with self.assertRaises(AccessError):
            self.env["medusa.backend"].with_user(self.manager).create(
                {"name": "New", "url": self.fake.url, "database_uuid": "forged"}
            )

    def test_buttons_work_all_the_same(self):
        price_list = self.get_records(self.backend)["medusa.price.list"].with_user(self.manager)
        price_list.sudo().medusa_id = "plist_1"
        price_list.action_remove()
        self.assertTrue(price_list.to_remove)
        price_list.action_keep()
        self.assertFalse(price_list.to_remove)
        self.env["ir.config_parameter"].set_param("database.uuid", "a-copy")
        backend = self.backend.with_user(self.manager)
        backend.action_confirm_database()
        self.assertEqual(backend.database_uuid, "a-copy")
        backend.action_accept_new_store()
        self.assertFalse(backend.medusa_store_id or backend.scanned_at)

    def test_form_tells_nobody_the_database(self):
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        for user in (self.nobody, self.manager):
            stores = self.env["medusa.backend"].with_user(user)
            self.assertNotIn(uuid, str(stores.default_get(["database_uuid", "name"])))
        made = stores.create({"name": "New", "url": self.fake.url})
        self.assertEqual(made.database_uuid, uuid)

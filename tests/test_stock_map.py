from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .support.stock_case import FakeStockCase, RealStockCase


class MapScenarios:
    """From which warehouses a store sells, and whether it can."""

    def read_location(self, line):
        query = [("id[]", line.location_id.medusa_id)]
        query += [("fields", "id,name,sales_channels.id")]
        [row] = self.store_call("GET", "/admin/stock-locations", query=query)["stock_locations"]
        return row

    def test_location_is_created_and_linked(self):
        row = self.read_location(self.line)
        self.assertEqual(row["name"], self.warehouse.name)
        linked = {channel["id"] for channel in row["sales_channels"]}
        self.assertEqual(linked, set(self.backend._get_channel_medusa_ids()))
        self.assertFalse(self.line.problem)
        self.assertFalse(self.backend.stock_problem)

    def test_location_has_the_address_of_the_warehouse(self):
        warehouse = self.make_warehouse("North")
        warehouse.partner_id = self.env["res.partner"].create(
            {
                "name": "Depot",
                "street": "Main street 1",
                "city": "Berlin",
                "zip": "10115",
                "country_id": self.env.ref("base.de").id,
            }
        )
        line = self.map_warehouse(warehouse)
        query = [("id[]", line.location_id.medusa_id)]
        query += [("fields", "id,address.address_1,address.country_code,address.postal_code")]
        answer = self.store_call("GET", "/admin/stock-locations", query=query)
        address = answer["stock_locations"][0]["address"]
        self.assertEqual(
            (address["address_1"], address["country_code"], address["postal_code"]),
            ("Main street 1", "de", "10115"),
        )

    def test_missing_link_is_said_and_mended(self):
        channels = self.backend._get_channel_medusa_ids()
        path = f"/admin/stock-locations/{self.line.location_id.medusa_id}/sales-channels"
        self.store_call("POST", path, {"remove": channels})
        self.backend.action_test_connection()
        self.assertIn("Link to sales channels", self.line.problem)
        self.assertIn(self.line.problem, self.backend.start_warning)
        self.assertTrue(self.line.can_link)
        self.line.action_link_channels()
        self.assertFalse(self.line.problem)
        linked = {channel["id"] for channel in self.read_location(self.line)["sales_channels"]}
        self.assertEqual(linked, set(channels))

    def test_missing_link_is_said_by_the_stock_run(self):
        chair = self.make_stored(5)
        self.sync()
        channels = self.backend._get_channel_medusa_ids()
        path = f"/admin/stock-locations/{self.line.location_id.medusa_id}/sales-channels"
        self.store_call("POST", path, {"remove": channels})
        self.backend.stock_checked_at = False
        self.put(chair.product_variant_id, 1)
        run = self.push_stock()
        self.assert_stock(chair, 6)
        warning = run.log_ids.filtered(lambda log: log.result == "warning")
        self.assertIn("Link to sales channels", warning.message)
        self.put(chair.product_variant_id, 1)
        run = self.push_stock()
        self.assertFalse(run.log_ids.filtered(lambda log: log.result == "warning"))

    def test_locations_of_the_store_are_listed(self):
        other = self.store_call("POST", "/admin/stock-locations", {"name": f"X {self.token}"})
        other = other["stock_location"]["id"]
        self.backend.action_test_connection()
        listed = self.backend.stock_location_ids.filtered(lambda place: place.medusa_id == other)
        self.assertEqual(listed.name, f"X {self.token}")
        self.store_call("DELETE", f"/admin/stock-locations/{other}")
        self.backend.action_test_connection()
        self.assertFalse(listed.active)


@tagged("post_install", "-at_install")
class TestStockMap(MapScenarios, FakeStockCase):
    def test_a_warehouse_is_sold_once(self):
        with self.assertRaises(ValidationError):
            self.map_warehouse(self.warehouse)

    def test_locations_of_all_lines_that_have_none(self):
        self.assertFalse(self.backend.can_create_locations)
        warehouse = self.make_warehouse("North")
        with Form(self.backend) as form, form.stock_line_ids.new() as line:
            line.warehouse_ids.add(warehouse)
        self.assertTrue(self.backend.can_create_locations)
        self.backend.action_create_stock_locations()
        self.assertEqual(self.backend.stock_line_ids[-1].location_id.name, warehouse.name)
        self.assertFalse(self.backend.can_create_locations)

    def test_only_warehouse_is_proposed(self):
        company = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
        backend = self.make_backend(company_id=company.id)
        with Form(backend) as form:
            form.push_stock = True
            form.push_stock = False
        self.assertFalse(backend.stock_line_ids)
        with Form(backend) as form:
            form.push_stock = True
        self.assertEqual(backend.stock_line_ids.warehouse_ids, warehouse)
        with Form(self.backend) as form:
            form.push_stock = False
            form.push_stock = True
        self.assertEqual(self.backend.stock_line_ids, self.line, "it has its map")

    def test_warehouse_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        with self.assertRaises(ValidationError):
            self.map_warehouse(warehouse)

    def test_location_of_another_store(self):
        other = self.make_backend()
        place = self.env["medusa.stock.location"].create(
            {"backend_id": other.id, "medusa_id": "sloc_other", "name": "Other"}
        )
        with self.assertRaises(ValidationError):
            self.line.location_id = place

    def test_line_with_a_location_makes_no_second_one(self):
        with self.assertRaises(UserError):
            self.line.action_create_location()

    def test_failed_link_leaves_the_location(self):
        line = self.env["medusa.stock.line"].create(
            {"backend_id": self.backend.id, "warehouse_ids": self.make_warehouse("North").ids}
        )
        self.fake.misbehave("server_error", "POST */sales-channels")
        toast = line.action_create_location()
        self.assertEqual(toast["params"]["type"], "warning")
        self.assertTrue(line.location_id)

    def test_copied_database_makes_no_location(self):
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        line = self.env["medusa.stock.line"].create(
            {"backend_id": self.backend.id, "warehouse_ids": self.make_warehouse("North").ids}
        )
        self.fake.forget_requests()
        with self.assertRaises(UserError):
            line.action_create_location()
        self.assertEqual(self.fake.requests, [])

    def test_another_location_starts_anew(self):
        chair = self.make_stored(5)
        self.sync()
        self.line.location_id = False
        self.assertFalse(self.levels_of(chair))
        self.line.action_create_location()
        self.push_stock()
        self.assert_stock(chair, 5)

    def test_rights(self):
        self.make_stored(5)
        self.sync()
        user = new_test_user(self.env, "u", "base.group_user,medusa_connector.group_medusa_user")
        manager = new_test_user(self.env, "m", "medusa_connector.group_medusa_manager")
        person = new_test_user(self.env, "p", "base.group_user,stock.group_stock_user")
        line, level = self.line, self.env["medusa.stock.level"].search([])
        self.assertEqual(level.with_user(user).quantity, 5)
        for who in (user, person):
            with self.assertRaises(AccessError):
                line.with_user(who).action_link_channels()
            with self.assertRaises(AccessError):
                line.with_user(who).write({"sequence": 3})
        with self.assertRaises(AccessError):
            level.with_user(manager).write({"quantity": 3})
        with self.assertRaises(AccessError):
            level.with_user(person).read(["quantity"])
        with self.assertRaises(AccessError):
            self.backend.with_user(person).action_push_stock()
        self.backend.with_user(user).action_push_stock()
        line.with_user(manager).write({"sequence": 3})
        line.with_user(manager).action_link_channels()
        line.with_user(manager).unlink()

    def test_other_company_sees_nothing(self):
        self.make_stored(5)
        self.sync()
        company = self.env["res.company"].create({"name": "Other"})
        manager = new_test_user(
            self.env, "m", "medusa_connector.group_medusa_manager",
            company_id=company.id, company_ids=company.ids,
        )  # fmt: skip
        for model in ("line", "level", "location"):
            self.assertFalse(self.env[f"medusa.stock.{model}"].with_user(manager).search([]))


@tagged("post_install", "-at_install", "medusa_real")
class TestStockMapReal(MapScenarios, RealStockCase):
    pass

from lxml import etree

from odoo.tests import Form, tagged

from .security import SecurityCase


@tagged("post_install", "-at_install")
class TestViews(SecurityCase):
    """What each kind of user finds on the screens."""

    def get_arch(self, model, user, view_type="form", view=None):
        view_id = self.env.ref(view).id if view else None
        views = self.env[model].with_user(user).get_view(view_id, view_type)
        return etree.fromstring(views["arch"])

    def test_products_without_medusa(self):
        """Who has no Medusa group sees nothing of it, and saves products as ever."""
        for view_type in ("form", "list", "search"):
            arch = self.get_arch("product.template", self.nobody, view_type)
            self.assertNotIn("medusa", etree.tostring(arch).decode(), view_type)
        with Form(self.env["product.template"].with_user(self.nobody)) as form:
            form.name = "Stool"
        with Form(self.product.with_user(self.nobody)) as form:
            form.list_price = 77
        self.assertEqual(self.product.list_price, 77)

    def test_products_with_medusa(self):
        arch = self.get_arch("product.template", self.user)
        self.assertTrue(arch.xpath("//page[@name='medusa']//button[@name='action_medusa_sync']"))
        arch = self.get_arch("product.template", self.user, "search")
        self.assertTrue(arch.xpath("//filter[@name='medusa_failed']"))
        arch = self.get_arch("product.template", self.user, "list")
        self.assertTrue(arch.xpath("//field[@name='medusa_state']"))

    def test_menus(self):
        root = self.env.ref("medusa_connector.medusa_connector_menu_root")
        for user, seen in ((self.nobody, False), (self.user, True), (self.manager, True)):
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(root.id in menus, seen, user.name)

    def test_resync_is_offered_to_medusa_users(self):
        for model in ("product.template", "product.product"):
            for user, offered in ((self.nobody, False), (self.user, True)):
                bindings = self.env["ir.actions.actions"].with_user(user).get_bindings(model)
                names = [action["name"] for action in bindings.get("action", ())]
                self.assertEqual("Resync with Medusa" in names, offered, (model, user.name))

    def test_store_of_a_user(self):
        """A user looks at a store; testing, deciding and the key are a manager's."""
        managers = ("action_test_connection", "action_confirm_database", "action_accept_new_store")
        for user, may in ((self.user, False), (self.manager, True)):
            arch = self.get_arch("medusa.backend", user)
            for name in managers:
                self.assertEqual(bool(arch.xpath(f"//button[@name='{name}']")), may, name)
            self.assertEqual(bool(arch.xpath("//field[@name='api_key']")), may)
            self.assertTrue(arch.xpath("//button[@name='action_sync_now']"))

    def test_buttons_of_a_run(self):
        for user, may in ((self.user, False), (self.manager, True)):
            arch = self.get_arch("medusa.sync.run", user)
            for name in ("action_confirm_withdrawal", "action_cancel"):
                self.assertEqual(bool(arch.xpath(f"//button[@name='{name}']")), may, name)

    def test_open_what_the_store_has(self):
        """With one store the smart button opens it at once, else the list."""
        product = self.product.with_user(self.user)
        action = product.action_medusa_view_bindings()
        self.assertEqual(action["res_id"], product.medusa_binding_ids.id)
        self.assertEqual(
            product.product_variant_id.action_medusa_view_bindings()["res_id"], action["res_id"]
        )
        action = self.make_product("Table").with_user(self.user).action_medusa_view_bindings()
        self.assertEqual(action["res_model"], "medusa.product.binding")
        self.assertFalse(action.get("res_id"))

    def test_store_at_a_glance(self):
        self.make_product("Lamp", default_code=self.sku("L"))
        self.make_product("Lantern", default_code=self.sku("L"))
        run = self.sync()
        backend = self.backend.with_user(self.user)
        self.assertEqual((backend.pushed_count, backend.failed_count), (2, 1))
        self.assertEqual((backend.last_run_id, backend.last_run_state), (run, "errors"))
        self.assertEqual(backend.run_count, 2)
        nightly = self.env.ref("medusa_connector.ir_cron_medusa_sync")
        self.assertEqual(backend.next_run, nightly.nextcall)
        self.assertEqual(backend.action_view_last_run()["res_id"], run.id)

    def test_search_by_state(self):
        """The filters find just the products whose badge says so."""
        self.make_product("Lamp", default_code=self.sku("L"))
        self.make_product("Lantern", default_code=self.sku("L"))
        gone, left = self.make_product("Gone"), self.make_product("Left")
        self.sync()
        gone.sale_ok = False
        self.sync()
        left.sale_ok = False
        self.product.list_price = 42
        self.make_product("New")
        products = self.env["product.template"].with_user(self.user)
        mine = products.search([("categ_id", "=", self.category.id)])
        self.assertEqual(set(mine.mapped("medusa_state")), {"none", "pending", "synced", "error"})
        for state in ("none", "pending", "synced", "error"):
            found = mine.search([("id", "in", mine.ids), ("medusa_state", "=", state)])
            expected = mine.filtered(lambda p, state=state: p.medusa_state == state)
            self.assertEqual(found, expected, state)
            others = mine.search([("id", "in", mine.ids), ("medusa_state", "!=", state)])
            self.assertEqual(others, mine - expected, state)

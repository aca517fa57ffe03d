from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .support.security import SecurityCase


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

    def test_lists_on_phones(self):
        """Whatever a menu lists has cards: a list as wide as that would scroll sideways."""
        menus = self.env["ir.ui.menu"].search(
            [("id", "child_of", self.env.ref("medusa_connector.medusa_connector_menu_root").id)]
        )
        actions = menus.mapped("action")
        lists = [action for action in actions if action and "list" in action.view_mode]
        self.assertGreater(len(lists), 10)
        for action in lists:
            self.assertIn("kanban", action.view_mode.split(","), action.name)

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
            for name in ("action_ask_withdrawal", "action_cancel"):
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

    # === THE CONTENT OF A STORE === #

    def test_content_of_a_store(self):
        """All that a store gets is chosen on its form, by a manager."""
        french = self.env["res.lang"]._activate_lang("fr_FR")
        with Form(self.backend.with_user(self.manager)) as form:
            form.push_pictures = True
            form.picture_size = "512"
            form.picture_limit = 2.5
            form.owns_pictures = True
            form.category_source = "product"
            form.push_tags = False
            form.type_source = "level"
            form.type_level = 2
            form.description_format = "text"
            form.translation_lang_ids.add(french)
            form.owner_description = "never"
            form.owner_tags = "creation"
        backend = self.backend
        self.assertEqual((backend.picture_size, backend.picture_limit), ("512", 2.5))
        self.assertEqual((backend.category_source, backend.type_level), ("product", 2))
        self.assertEqual(backend.translation_lang_ids, french)
        self.assertEqual(
            (backend.owner_description, backend.owner_tags, backend.owner_title),
            ("never", "creation", "always"),
        )

    def test_attribute_of_a_type(self):
        """Who wants types from an attribute is asked which one, on the form already."""
        attribute = self.env["product.attribute"].create({"name": "Range"})
        for kind in ("type", "collection"):
            form = Form(self.backend.with_user(self.manager))
            form[f"{kind}_source"] = "attribute"
            with self.subTest(kind), self.assertRaisesRegex(AssertionError, "is a required field"):
                form.save()
            form[f"{kind}_attribute_id"] = attribute
            form.save()
            self.assertEqual(self.backend[f"{kind}_attribute_id"], attribute)

    def test_main_language_is_chosen_once(self):
        """The page of the languages shows it as well, and keeps nobody from changing it."""
        self.env["res.lang"]._activate_lang("fr_FR")
        with Form(self.backend.with_user(self.manager)) as form:
            form.lang = "fr_FR"
        self.assertEqual(self.backend.lang, "fr_FR")

    def test_warning_of_the_languages(self):
        """Only who wants further languages hears that the store can't translate."""
        self.backend.has_translations = False
        self.backend.translation_lang_ids = False
        self.assertFalse(self.backend.translation_warning)
        self.backend.translation_lang_ids = self.env["res.lang"]._activate_lang("fr_FR")
        self.assertIn("MEDUSA_FF_TRANSLATION", self.backend.translation_warning)

    def test_pages_of_a_store(self):
        arch = self.get_arch("medusa.backend", self.manager)
        names = [page.get("name") for page in arch.xpath("//notebook/page")]
        before = ["products", "in_store", "readiness", "content", "languages", "prices", "taxes"]
        before += ["stock"]
        self.assertEqual(names, [*before, "ownership", "runs", "alerts"])

    def test_extra_fields_of_a_store(self):
        form = Form(self.backend.with_user(self.manager))
        with form.field_map_ids.new() as line:
            line.field_path = "categ_id.name"
            line.target = "subtitle"
        with form.field_map_ids.new() as line:
            line.source_model = "product.product"
            line.field_path = "volume"
            line.target = "metadata"
            line.metadata_key = "volume"
            line.factor = 1000
        form.save()
        rows = self.backend.field_map_ids
        self.assertEqual(rows.mapped("target"), ["subtitle", "metadata"])
        self.assertEqual(rows.mapped("factor"), [1, 1000])
        required = self.assertRaisesRegex(AssertionError, "'metadata_key' is a required field")
        with required, form.field_map_ids.new() as line:
            line.field_path = "name"
            line.target = "metadata"

    def test_user_looks_at_the_content(self):
        """A user sees the same pages, and changes nothing."""
        pages = ("content", "languages", "ownership", "prices", "stock")
        arch = self.get_arch("medusa.backend", self.user)
        for name in pages:
            self.assertTrue(arch.xpath(f"//page[@name='{name}']"), name)
        with self.assertRaises(AccessError):
            self.backend.with_user(self.user).category_source = "product"

    def test_switch_of_the_stock_waits_for_the_save(self):
        """It would be in force before a warehouse is mapped, and nothing could be bought."""
        arch = self.get_arch("medusa.backend", self.manager)
        [field] = arch.xpath("//page[@name='stock']//field[@name='push_stock']")
        self.assertFalse(literal_eval(field.get("options"))["autosave"])

    def test_terms(self):
        self.backend.category_source = "product"
        self.sync()
        terms = self.env["medusa.term"].with_user(self.user)
        term = terms.search([("kind", "=", "category"), ("backend_id", "=", self.backend.id)])[:1]
        self.assertTrue(Form(term).name)
        menu = self.env.ref("medusa_connector.medusa_term_menu")
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(self.user)._visible_menu_ids())

    def test_warning_of_a_product(self):
        """What was left out of a product is said where its state is."""
        for view_type, view in (
            ("form", None),
            ("kanban", "medusa_connector.medusa_product_binding_view_kanban_product"),
        ):
            arch = self.get_arch("medusa.product.binding", self.user, view_type, view)
            self.assertTrue(arch.xpath("//div[@invisible='not left_out']"), view_type)

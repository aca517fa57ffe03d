from unittest.mock import patch

from odoo.tests import tagged

from .support.failures import FailureCase
from .support.options import SharedOptionMixin

CREATE = "POST /admin/product-options"


@tagged("post_install", "-at_install")
class TestOptionFailures(SharedOptionMixin, FailureCase):
    """Options that the store refuses, or whose answer is lost."""

    def test_refused_option(self):
        """Its products wait for it, and heal by themselves."""
        shirt = self.make_product("Shirt", [self.make_size("S", "M")])
        chair = self.make_product()
        self.fake.misbehave("server_error", CREATE)
        self.assert_run(self.sync(), "errors", created=1, failed=2)
        binding = self.binding(shirt)
        self.assertEqual((binding.state, binding.failure_type), ("error", "option"))
        self.assertIn(self.size_title, binding.failure_detail)
        self.assertEqual(self.backend.option_ids.failure_type, "server")
        self.assertEqual(self.binding(chair).state, "synced")
        self.fake.behave()
        # Without waiting: what stood in the way is gone.
        self.assert_run(self.sync(), created=1, unchanged=1)
        self.assertFalse(self.backend.option_ids.failure_type)
        self.assert_nothing_left()

    def test_lost_answer_makes_no_second_one(self):
        for kind in ("timeout_after", "bad_gateway_after", "reset_after"):
            with self.subTest(kind=kind):
                size = self.make_size("S", "M")
                size.name = title = f"{kind} {self.token}"
                self.make_product("Shirt", [size])
                self.fake.misbehave(kind, CREATE, times=1)
                self.sync()
                self.let_time_pass()
                self.sync()
                self.assertEqual([t for t in self.read_shared() if kind in t], [title])
                self.assertTrue(self.get_option(size).is_created)
                self.assert_nothing_left()

    def test_rename_without_answer_that_is_taken_back(self):
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        self.sync()
        small = self.get_attribute_value(size, "S")
        small.name = "Small"
        self.fake.misbehave("timeout_after", "POST /admin/product-options/*", times=1)
        self.sync()
        small.name = "S"
        self.let_time_pass()
        self.sync()
        self.assertEqual(self.read(shirt)["options"], {self.size_title: {"S", "M"}})
        self.assert_nothing_left()

    def test_somebody_makes_it_meanwhile(self):
        """Between the reading of the list and the creation."""
        shirt = self.make_product("Shirt", [self.make_size("S", "M")])

        def make(_row):
            self.make_remote_option(self.size_title, "S")
            return False

        def is_creation(row):
            return f"{row.method} {row.path}" == CREATE

        self.fake.misbehave("refused", lambda row: is_creation(row) and make(row))
        self.assert_run(self.sync(), created=1)
        self.fake.behave()
        self.assertEqual(set(self.read_shared()), {self.size_title})
        self.assertEqual(self.read(shirt)["options"], {self.size_title: {"S", "M"}})
        self.assertFalse(self.backend.option_ids.is_created)

    def test_value_made_while_the_run_is_under_way(self):
        """A product that got a value after the options were pushed waits for the next run."""
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt")
        line = self.add_line(shirt, size, "S")
        self.sync()
        line.value_ids = size.value_ids
        run = self.backend._queue_run("cron", scope="pictures")
        options = self.env["medusa.option.source"]
        used = {size.id: set(self.get_attribute_value(size, "S").ids)}
        with self.patch_used(options, used):
            self.work_through_queue()
        self.assertEqual(self.binding(shirt).failure_type, "option", run.log_ids.mapped("message"))
        self.assert_run(self.sync(), updated=1)
        self.assert_nothing_left()

    def test_option_that_can_not_be_deleted(self):
        """It is one option's trouble, not the store's."""
        shirt = self.make_product("Shirt", [self.make_size("S", "M")])
        self.push(shirt)
        shirt.attribute_line_ids.unlink()
        self.fake.misbehave("server_error", "DELETE /admin/product-options/*")
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.backend.connection_state, "ok")
        self.assertEqual(set(self.read_shared()), {self.size_title})
        self.fake.behave()
        self.sync()
        self.assertEqual(self.read_shared(), {})

    def test_option_that_a_marketer_renamed(self):
        """Products that name it in between heal by themselves: it gets its name again."""
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        option = self.push(shirt)["option_ids"][self.size_title]
        path = f"/admin/product-options/{option}"
        self.store_call("POST", path, {"title": f"Else {self.token}"})
        coat = self.make_product("Coat", [size])
        self.backend._queue_run("soon", coat.ids)
        self.work_through_queue()
        self.assert_failed(coat, "option", minutes=5)
        self.let_time_pass()
        self.assert_run(self.work_through_queue(), created=1)
        self.assertEqual(set(self.read_shared()), {self.size_title})
        self.assert_nothing_left()

    def test_another_store(self):
        """What an attribute was in the former one is known to nobody there."""
        shirt = self.make_product("Shirt", [self.make_size("S", "M")])
        before = self.push(shirt)
        self.delete_remote(before)
        self.store_call("DELETE", f"/admin/product-options/{before['option_ids'][self.size_title]}")
        self.backend.action_accept_new_store()
        self.backend._queue_run("soon", shirt.ids)
        self.assert_run(self.work_through_queue(), created=1)
        self.assertEqual(self.read(shirt)["options"], {self.size_title: {"S", "M"}})

    def patch_used(self, options, used):
        return patch.object(type(options), "_get_used", lambda *_args: used)


@tagged("post_install", "-at_install")
class TestOptionTranslations(SharedOptionMixin, FailureCase):
    """What the shop shares is translated once."""

    def setUp(self):
        super().setUp()
        self.push_languages("fr_FR")
        self.backend.has_translations = True

    def read_texts(self, reference):
        rows = self.fake.state.translations.values()
        return [row["translations"] for row in rows if row["reference"] == reference]

    def test_once_for_all_products(self):
        size = self.make_size("S", "M")
        shirts = [self.make_product(f"Shirt {number}", [size]) for number in range(3)]
        size.with_context(lang="fr_FR").name = "Taille"
        small = self.get_attribute_value(size, "S")
        small.with_context(lang="fr_FR").name = "P"
        self.sync()
        self.assertEqual(self.read_texts("product_option"), [{"title": "Taille"}])
        self.assertEqual(self.read_texts("product_option_value"), [{"value": "P"}])
        self.assert_nothing_left()
        small.with_context(lang="fr_FR").name = "Petit"
        run = self.sync()
        self.assertEqual(run.write_count, 1)
        self.assertEqual(self.read_texts("product_option_value"), [{"value": "Petit"}])
        shirts[0].description_sale = "Soft."
        self.sync()
        titles = self.read_texts("product_variant")
        self.assertEqual(titles.count({"title": "Petit"}), 1, "with its product's own push")
        self.assert_nothing_left()
        self.backend.translation_lang_ids = False
        self.sync()
        self.assertEqual(self.read_texts("product_option"), [])
        self.assertEqual(self.read_texts("product_option_value"), [])

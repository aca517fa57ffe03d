from unittest.mock import patch

from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class TranslationScenarios:
    """Texts in further languages."""

    def setUp(self):
        super().setUp()
        self.languages = self.push_languages("fr_FR", "de_DE")

    def translate(self, record, lang, **vals):
        record.with_context(lang=lang).write(vals)

    def read_texts(self, product):
        """Return {(language, kind of record): texts} of a product's own records."""
        remote = self.read_all(product.id)[0]
        query = [("fields", "id,options.id,options.values.id,variants.id")]
        answer = self.store_call("GET", f"/admin/products/{remote['id']}", query=query)["product"]
        ids = {answer["id"]}
        ids |= {row["id"] for row in answer["variants"] + answer["options"]}
        ids |= {value["id"] for row in answer["options"] for value in row["values"]}
        query = [("reference_id[]", key) for key in sorted(ids)] + [("limit", "100")]
        rows = self.store_call("GET", "/admin/translations", query=query)["translations"]
        return {(row["locale_code"], row["reference"]): row["translations"] for row in rows}

    def test_title_and_description(self):
        chair = self.make_product(description_sale="Sits well.")
        self.translate(chair, "fr_FR", name="Chaise", description_sale="On y est bien.")
        self.translate(chair, "de_DE", name="Stuhl")
        remote = self.push(chair)
        self.assertEqual(remote["title"], chair.name)
        self.assertEqual(
            self.read_texts(chair),
            {
                ("fr-FR", "product"): {"title": "Chaise", "description": "On y est bien."},
                ("de-DE", "product"): {"title": "Stuhl"},
            },
        )
        self.assert_nothing_left()

    def test_scripts_have_codes_of_their_own(self):
        self.check_scripts("sr-Latn", "sr-Cyrl")

    def check_scripts(self, latin, cyrillic):
        """Check that texts of two scripts come and change.

        :param latin: the code as the store has it, and so on
        """
        if not self.has("script_locales"):
            latin, cyrillic = "sr-LATN", "sr-CYRL"
        for code in ("sr@latin", "sr@Cyrl"):
            self.env["res.lang"]._activate_lang(code)
        languages = self.env["res.lang"].search([("code", "in", ("sr@latin", "sr@Cyrl"))])
        self.backend.translation_lang_ids = languages.ids
        milk = self.make_product("Milk")
        self.translate(milk, "sr@latin", name="Mleko")
        self.translate(milk, "sr@Cyrl", name="Млеко")
        self.push(milk)
        cyrillic_text = {(cyrillic, "product"): {"title": "Млеко"}}
        latin_text = {(latin, "product"): {"title": "Mleko"}}
        self.assertEqual(self.read_texts(milk), latin_text | cyrillic_text)
        self.assert_nothing_left()
        self.translate(milk, "sr@latin", name="Mleko sveže")
        self.assertFalse(self.sync().failed_count)
        latin_text = {(latin, "product"): {"title": "Mleko sveže"}}
        self.assertEqual(self.read_texts(milk), latin_text | cyrillic_text)
        self.assert_nothing_left()

    def test_options_and_variants(self):
        shirt = self.make_shirt(sizes=("Small",))
        line = self.get_line(shirt, "Size")
        self.translate(line.attribute_id, "fr_FR", name="Taille")
        self.translate(line.value_ids, "fr_FR", name="Petit")
        self.push(shirt)
        self.assertEqual(
            self.read_texts(shirt),
            {
                ("fr-FR", "product_option"): {"title": "Taille"},
                ("fr-FR", "product_option_value"): {"value": "Petit"},
                ("fr-FR", "product_variant"): {"title": "Petit"},
            },
        )

    def test_only_the_changed_text_is_sent(self):
        chairs = self.make_products(2)
        for chair in chairs:
            self.translate(chair, "fr_FR", name=f"Chaise {chair.id}")
        self.sync()
        self.translate(chairs[0], "fr_FR", name="Fauteuil")
        run = self.sync()
        self.assertEqual((run.write_count, run.updated_count), (1, 0))
        self.assertEqual(self.read_texts(chairs[0]), {("fr-FR", "product"): {"title": "Fauteuil"}})

    def test_language_removed(self):
        chair = self.make_product()
        self.translate(chair, "fr_FR", name="Chaise")
        self.translate(chair, "de_DE", name="Stuhl")
        self.push(chair)
        self.backend.translation_lang_ids = self.languages.filtered(lambda x: x.code == "fr_FR")
        self.sync()
        self.assertEqual(self.read_texts(chair), {("fr-FR", "product"): {"title": "Chaise"}})
        self.backend.translation_lang_ids = False
        self.sync()
        self.assertEqual(self.read_texts(chair), {})
        self.assert_nothing_left()

    def test_found_again_after_a_lost_answer(self):
        chair = self.make_product()
        self.translate(chair, "fr_FR", name="Chaise")
        self.push(chair)
        self.get_binding(chair).write({"translations": False, "translations_hash": False})
        self.translate(chair, "fr_FR", name="Fauteuil")
        self.sync()
        self.assertEqual(self.read_texts(chair), {("fr-FR", "product"): {"title": "Fauteuil"}})


@tagged("post_install", "-at_install")
class TestTranslations(TranslationScenarios, FakeLifecycleCase):
    """Texts in further languages, in a store in memory."""

    def test_number_of_queries_does_not_grow_with_what_is_sent(self):
        chairs = self.make_products(60)
        self.sync()

        def push(some, name):
            for chair in some:
                self.translate(chair, "fr_FR", name=name)
            self.sync()
            for chair in some:
                self.translate(chair, "fr_FR", name=f"{name} 2")
            run = self.backend._queue_run("manual", scope="translations")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.fake.forget_requests()
            with self.enter_registry_test_mode():
                self.env["medusa.queue"]._step_run(run.id, seconds=60)
            self.assertEqual(len(self.fake.writes), 1)
            return self.env.cr.sql_log_count - before

        push(chairs[:5], "Chaise")
        few = push(chairs[:5], "Siège")
        self.assertLessEqual(push(chairs, "Fauteuil"), few + 6)

    def test_hooks_get_a_complete_context(self):
        """What a hook may read is there also when the texts of a further language are made."""
        chair = self.make_product(description_sale="Sits well.")
        self.translate(chair, "fr_FR", name="Chaise")
        serializer = self.registry["medusa.product.serializer"]
        prepare, seen = serializer._prepare_options, []

        def look_and_prepare(records, product, shared):
            seen.append((shared.lang, shared.backend, bool(shared.prices), shared.term_ids))
            self.assertEqual(shared.grams, 1000)
            return prepare(records, product, shared)

        with patch.object(serializer, "_prepare_options", look_and_prepare):
            self.push(chair)
        self.assertEqual({lang for lang, *_rest in seen}, {"en_US", "fr_FR", "de_DE"})
        self.assertEqual({row[1:3] for row in seen}, {(self.backend, True)})

    def test_a_store_that_writes_scripts_in_capitals(self):
        """As Medusa did before 2.21."""
        self.fake.has_script_locales = False
        self.check_scripts("sr-LATN", "sr-CYRL")

    def test_a_store_without_translations_says_how(self):
        self.fake.has_translations = False
        chair = self.make_product()
        self.translate(chair, "fr_FR", name="Chaise")
        self.push(chair)
        self.assertIn("MEDUSA_FF_TRANSLATION", self.backend.translation_warning)
        paths = {request.path for request in self.fake.writes}
        self.assertNotIn("/admin/translations/batch", paths)
        self.backend.translation_lang_ids = False
        self.assertFalse(self.backend.translation_warning)


@tagged("post_install", "-at_install", "medusa_real", "medusa_brief")
class TestTranslationsReal(TranslationScenarios, RealLifecycleCase):
    """Texts in further languages, in a real Medusa."""

from markupsafe import Markup

from odoo.tests import BaseCase, tagged

from ..models.product.texts import EMBEDDED, FORM, PICTURE, clean_text, find_lost
from .support.lifecycle import FakeLifecycleCase
from .test_product_serializer import SerializerCase

BASE = "https://erp.example.test"


def clean(value, is_rich=True):
    return clean_text(value, BASE, is_rich)


@tagged("post_install", "-at_install")
class TestTexts(BaseCase):
    """What another site gets of Odoo's texts."""

    def test_addresses_have_a_host(self):
        text = Markup(
            '<p><a href="/shop/desk-5">A</a><a href="shop">B</a><a href="//cdn.test/x">C</a>'
            '<a href="https://a.test/?x=1&amp;y=2">D</a><a href="mailto:a@b.test">E</a>'
            '<a href="#top">F</a><img src="/web/image/5-abc/p.png"></p>'
        )
        self.assertEqual(
            clean(text),
            f'<p><a href="{BASE}/shop/desk-5">A</a><a href="{BASE}/shop">B</a>'
            '<a href="https://cdn.test/x">C</a><a href="https://a.test/?x=1&amp;y=2">D</a>'
            '<a href="mailto:a@b.test">E</a><a href="#top">F</a>'
            f'<img src="{BASE}/web/image/5-abc/p.png"></p>',
        )
        self.assertEqual(find_lost(text), set())

    def test_scripts_in_addresses(self):
        for address in (
            "javascript:alert(1)",
            " JavaScript:x",
            "java\tscript:x",
            "data:text/html,x",
        ):
            with self.subTest(address=address):
                self.assertEqual(clean(Markup('<a href="%s">A</a>') % address), "<a>A</a>")

    def test_videos_are_links(self):
        for block in (
            '<div class="media_iframe_video" data-oe-expression="//www.youtube.com/embed/abc">'
            '<iframe src="//www.youtube.com/embed/abc"></iframe></div>',
            '<iframe src="https://www.youtube.com/embed/abc"></iframe>',
        ):
            with self.subTest(block=block):
                url = "https://www.youtube.com/embed/abc"
                self.assertIn(f'<p><a href="{url}">{url}</a></p>', clean(Markup(block)))
                self.assertEqual(find_lost(Markup(block)), set())
        props = '{"platform": "vimeo", "videoId": "12"}'
        block = Markup("<div data-embedded=\"video\" data-embedded-props='%s'></div>") % props
        self.assertIn("https://vimeo.com/12", clean(block))

    def test_what_cannot_be_shown_is_named(self):
        for block, kind in [
            ('<img src="data:image/png;base64,AAAA">', PICTURE),
            ("<svg><path/></svg>", PICTURE),
            ('<iframe src="https://evil.test"></iframe>', EMBEDDED),
            ('<div data-embedded="file">x</div>', EMBEDDED),
            ('<form action="https://evil.test"><input name="pw"></form>', FORM),
        ]:
            with self.subTest(block=block):
                text = Markup(f"<p>Before {block}after</p>")
                self.assertEqual(find_lost(text), {kind})
                for word in ("data:", "iframe", "evil", "svg", "input", "embedded"):
                    self.assertNotIn(word, clean(text))
                self.assertIn("after", clean(text))

    def test_plain_text_is_escaped(self):
        text = "A < B & C's\nnext <script>alert(1)</script>"
        self.assertEqual(
            clean(text), "A &lt; B &amp; C's<br>next &lt;script&gt;alert(1)&lt;/script&gt;"
        )
        self.assertEqual(clean(text, is_rich=False), text)

    def test_plain_text_of_rich_text(self):
        text = Markup('<p class="a">Fine <script>x()</script><a href="/shop">here</a></p>')
        self.assertEqual(clean(text, is_rich=False), "Fine here")


@tagged("post_install", "-at_install")
class TestTextsOfProducts(SerializerCase):
    """The same cleaner for all texts."""

    def test_sales_description(self):
        product = self.make_product(description_sale="1 < 2\n<script>")
        self.assertEqual(self.fields_of(product)["description"], "1 &lt; 2<br>&lt;script&gt;")
        self.backend.description_format = "text"
        self.assertEqual(self.fields_of(product)["description"], "1 < 2\n<script>")

    def test_further_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.env["res.lang"]._lang_get("fr_FR")
        self.backend.write({"translation_lang_ids": french.ids, "has_translations": True})
        product = self.make_product(description_sale="1 > 0")
        product.with_context(lang="fr_FR").description_sale = "1 < 2"
        source = self.env["medusa.translation.source"]
        texts = source._prepare_texts(self.backend, product)[product.id]["fr-FR"]
        self.assertEqual(texts["product"]["description"], "1 &lt; 2")


@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestTextsOfTheWebsite(SerializerCase):
    """Texts that the website's editor makes."""

    def test_what_was_lost_is_told(self):
        product = self.make_product()
        product.description_ecommerce = '<p>A<img src="data:image/png;base64,AAAA"></p>'
        payload = self.payload(product)
        self.assertEqual(payload["product"]["description"], "<p>A</p>")
        self.assertIn("pasted", "".join(payload["notes"]))

    def test_pictures_that_shoppers_do_not_get_are_told(self):
        files = self.env["ir.attachment"].create(
            [{"name": name, "public": name == "public"} for name in ("public", "own", "gone")]
        )
        public, own, gone = files.ids
        files[2].unlink()
        shown = [f"/web/image/{public}", f"/web/image/{own}?access_token=abc", "/web/image/x.y/1"]
        for address in shown:
            with self.subTest(address):
                product = self.make_product(description_ecommerce=f'<p>A<img src="{address}"></p>')
                self.assertEqual(self.payload(product)["notes"], [])
        for address in (f"/web/image/{own}", f"/web/image/{own}-ab12/p.png", f"/web/image/{gone}"):
            with self.subTest(address):
                product = self.make_product(description_ecommerce=f'<p>A<img src="{address}"></p>')
                self.assertIn("isn't public", "".join(self.payload(product)["notes"]))
        self.backend.description_format = "text"
        self.assertEqual(self.payload(product)["notes"], [])

    def test_description_of_a_category(self):
        category = self.env["product.public.category"].create({"name": "Lamps"})
        category.with_context(
            install_mode=True
        ).sudo().website_description = '<p class="c">Fine <a href="/shop/x">here</a><iframe src="https://evil.test"></iframe></p>'
        source = self.env["medusa.term.source"]
        term = source._prepare_term(self.backend, "category", category)
        base = self.backend.get_base_url()
        self.assertEqual(term["description"], f'<p>Fine <a href="{base}/shop/x">here</a></p>')


@tagged("post_install", "-at_install")
class TestTextsOfCategories(FakeLifecycleCase):
    """What of a category's text the store can't show."""

    def test_it_is_told_once(self):
        self.backend.category_source = "product"
        # Where there is no website, a category has no text.
        text = Markup('<p>A<img src="data:image/png;base64,AAAA"><img src="/web/image/999"></p>')
        self.patch(
            type(self.env["medusa.term.source"]), "_get_description", lambda _self, _record: text
        )
        self.make_product()
        run = self.sync()
        [line] = run.log_ids.filtered(lambda row: row.operation == "terms")
        self.assertEqual((line.name, line.result), (self.category.name, "warning"))
        self.assertIn("pasted", line.message)
        self.assertIn("isn't public", line.message)
        self.assertEqual((run.state, run.failed_count), ("done", 0))
        self.assertFalse(self.sync().log_ids.filtered(lambda row: row.operation == "terms"))

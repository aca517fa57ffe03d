from odoo.tests import BaseCase, tagged

from ..medusa.urls import encode_query, normalize_url, path_id


@tagged("post_install", "-at_install")
class TestClientUrls(BaseCase):
    """What an admin may type as the address of a store."""

    def test_one_spelling(self):
        for typed, url in (
            ("https://shop.example", "https://shop.example"),
            (" https://Shop.Example/ ", "https://shop.example"),
            ("HTTP://localhost:9000//", "http://localhost:9000"),
            ("https://shop.example/app", "https://shop.example"),
            ("https://shop.example/admin/", "https://shop.example"),
            ("https://shop.example/app/products?offset=20#top", "https://shop.example"),
            ("https://shop.example/medusa/", "https://shop.example/medusa"),
            ("https://shop.example/medusa/app/login", "https://shop.example/medusa"),
            ("https://shop.example/application", "https://shop.example/application"),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("http://[::1]:9000/app", "http://[::1]:9000"),
        ):
            with self.subTest(typed=typed):
                self.assertEqual(normalize_url(typed), url)
                self.assertEqual(normalize_url(url), url)

    def test_refused(self):
        for typed, words in (
            ("", "must start with"),
            (None, "must start with"),
            ("shop.example", "must start with"),
            ("ftp://shop.example", "must start with"),
            ("file:///etc/passwd", "must start with"),
            ("https://", "no valid host"),
            ("https:///app", "no valid host"),
            ("https://shop example", "no valid host"),
            ("https://shop.example\\@evil.example", "name or a password"),
            ("https://user:secret@shop.example", "name or a password"),
            ("https://sk_1@shop.example", "name or a password"),
            ("https://shop.example?x=1", "'?' or '#'"),
            ("https://shop.example/#/products", "'?' or '#'"),
            ("https://shop.example:port", "port"),
            ("https://shop.example:70000", "port"),
            ("https://shop.example:0", "port"),
            ("http://[::1", ""),
        ):
            with self.subTest(typed=typed), self.assertRaises(ValueError) as caught:
                normalize_url(typed)
            self.assertIn(words, str(caught.exception))

    def test_query(self):
        self.assertEqual(encode_query(None), "")
        self.assertEqual(
            encode_query([("id[]", "a b"), ("id[]", "c&d"), ("x", None)]),
            "id%5B%5D=a%20b&id%5B%5D=c%26d",
        )
        self.assertEqual(encode_query({"fields": "id,+x", "limit": 5}), "fields=id,%2Bx&limit=5")
        self.assertEqual(encode_query({"id[]": ["a", "b"]}), "id%5B%5D=a&id%5B%5D=b")

    def test_path_id(self):
        self.assertEqual(path_id("prod_01/../x?y"), "prod_01%2F..%2Fx%3Fy")

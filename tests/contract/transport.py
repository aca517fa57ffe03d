"""Key, routes, limits: what every request meets."""

import requests

from ...medusa.client import MedusaClient
from ...medusa.exceptions import (
    MedusaAuthenticationError,
    MedusaNotFoundError,
    MedusaResponseError,
    MedusaTooLargeError,
    MedusaValidationError,
)
from .base import ContractBase

BATCH = "/admin/products/batch"
BATCH_LIMIT = 2 * 1024 * 1024
SINGLE_LIMIT = 100 * 1024


def _padded(size, before, after):
    """Return a body of exactly so many bytes."""
    return before + b"x" * (size - len(before) - len(after)) + after


class TransportContract(ContractBase):
    def answer_to(self, header):
        """Ask for the stores with an Authorization header of one's own."""
        headers = {"Authorization": header} if header else {}
        return requests.get(f"{self.url}/admin/stores", headers=headers, timeout=(10, 60))

    def test_wrong_key(self):
        client = MedusaClient(self.url, "sk_wrong")
        self.addCleanup(client.close)
        error = self.refused(
            MedusaAuthenticationError, client.request, "GET", "/admin/stores", words="Unauthorized"
        )
        self.assertEqual((error.status_code, error.retryable), (401, False))

    def test_key_forms(self):
        for header in ("", f"Bearer {self.api_key}"):
            self.assertEqual(self.answer_to(header).status_code, 401)

    def test_unknown_route_is_a_page(self):
        error = self.refused(
            MedusaNotFoundError, self.client.request, "GET", "/admin/nope", words="Cannot GET"
        )
        self.assertEqual(error.status_code, 404)

    def test_unknown_route_asks_for_the_key_first(self):
        client = MedusaClient(self.url, "sk_wrong")
        self.addCleanup(client.close)
        self.refused(MedusaAuthenticationError, client.request, "GET", "/admin/nope")

    def test_health_is_no_json(self):
        self.refused(MedusaResponseError, self.client.request, "GET", "/health", words="OK")

    def test_broken_json(self):
        with self.assertRaises(MedusaValidationError) as caught:
            self.client.request("POST", BATCH, body=b'{"create":')
        self.assertIn("JSON", caught.exception.message)

    def test_body_without_content_type_is_no_body(self):
        answer = requests.post(
            f"{self.url}{BATCH}",
            data=b'{"create": [{"nonsense": 1}]}',
            auth=(self.api_key, ""),
            timeout=(10, 60),
        )
        self.assertEqual((answer.status_code, answer.json()["created"]), (200, []))

    def test_batch_body_limit(self):
        body = _padded(BATCH_LIMIT, b'{"create":[{"title":"', b'"}]}')
        with self.assertRaises(MedusaValidationError) as caught:
            self.client.request("POST", BATCH, body=body)
        self.assertEqual(caught.exception.status_code, 400)
        body = _padded(BATCH_LIMIT + 1, b'{"create":[{"title":"', b'"}]}')
        with self.assertRaises(MedusaTooLargeError) as caught:
            self.client.request("POST", BATCH, body=body)
        self.assertEqual(caught.exception.status_code, 413)
        self.assertFalse(caught.exception.outcome_unknown)

    def test_single_body_limit(self):
        for path, before, after in (
            ("/admin/products", b'{"title":"', b'"}'),
            ("/admin/products/prod_nope/options/batch", b'{"foo":"', b'"}'),
        ):
            with self.subTest(path=path):
                with self.assertRaises(MedusaValidationError) as caught:
                    self.client.request("POST", path, body=_padded(SINGLE_LIMIT, before, after))
                self.assertEqual(caught.exception.status_code, 400)
                with self.assertRaises(MedusaTooLargeError):
                    self.client.request("POST", path, body=_padded(SINGLE_LIMIT + 1, before, after))

    def test_url_limit(self):
        params = {"fields": "id", "limit": "0", "x": "y" * 15_500}
        self.client.request("GET", "/admin/products", params=params)
        params["x"] = "y" * 16_400
        with self.assertRaises(MedusaTooLargeError) as caught:
            self.client.request("GET", "/admin/products", params=params)
        self.assertEqual(caught.exception.status_code, 431)
        # The server has closed that connection; the next request opens another.
        self.assertGreaterEqual(self.products.count(), 0)

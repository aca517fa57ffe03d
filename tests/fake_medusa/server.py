"""The fake server: takes a prepared request, answers as Medusa does, and remembers."""

import base64
import binascii
import json
import threading
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import requests

from .errors import ApiError, invalid, too_large, unauthorized
from .misbehaviour import KINDS, Misbehaviour
from .products import lose_prices
from .projection import Projector
from .responses import html_response, json_response, response
from .roles import PUBLIC, check_role
from .routes import Call, find_route, run
from .shop_routes import check_key
from .state import State

URL = "http://medusa.test"
API_KEY = "sk_" + "5e" * 32
# Node's limit of request line and headers together.
HEADER_LIMIT = 16 * 1024
# Everything about a product, for ``FakeMedusa.products``.
_FULL = (
    "*,*options,*options.values,*tags,*images,*variants,*variants.prices,*variants.options,"
    "*variants.options.option,*variants.inventory_items,*sales_channels,*shipping_profile"
)
_BEARER_KEY = (
    "A secret API key was passed as a Bearer token. Secret API keys must be sent using HTTP "
    "Basic authentication instead (Authorization: Basic <secret-api-key>)."
)


@dataclass(frozen=True)
class RecordedRequest:
    """What arrived. ``body`` is the JSON, ``size`` its bytes; ``timeout`` what the caller gave."""

    method: str
    path: str
    query: list
    body: object
    size: int
    headers: dict
    timeout: object
    raw: bytes = b""

    @property
    def is_write(self) -> bool:
        return self.method not in ("GET", "HEAD")

    def operations(self) -> list[str]:
        """Return which of create, update, delete a batch call asks for."""
        body = self.body if isinstance(self.body, dict) else {}
        return [name for name in ("create", "update", "delete") if body.get(name)]


class FakeMedusa:
    """A Medusa store in memory.

    :param int seed: of the arbitrary order of its answers
    """

    def __init__(self, seed: int = 0):
        self.url = URL
        self.api_key = API_KEY
        self.state = State(seed)
        self.projector = Projector(self.state)
        self.requests: list[RecordedRequest] = []
        self.mixed_batches: list[RecordedRequest] = []
        self.misbehaviours: list[Misbehaviour] = []
        self._one_at_a_time = threading.RLock()
        # Without these routes it is a Medusa older than 2.17.
        self.has_product_options = True
        # Without it the store has one language, and the routes of the others are not there.
        self.has_translations = True
        # Without it, the code of a script comes back in capitals.
        self.has_script_locales = True
        # With it, a key may do nothing: roles are for people.
        self.has_roles = False
        self.publishable_key = "pk_" + "5e" * 32
        self._fill()
        self.key_channel_ids = list(self.state.sales_channels)
        self.is_key_revoked = False
        # Products that the shop's index has not heard of yet.
        self.unindexed_ids: list[str] = []

    # For tests

    @property
    def writes(self) -> list[RecordedRequest]:
        """The requests that could change something, whether they did or not."""
        return [recorded for recorded in self.requests if recorded.is_write]

    @property
    def products(self) -> list[dict]:
        """Every product with all that belongs to it, oldest first."""
        rows = sorted(self.state.products.values(), key=lambda row: row["created_at"])
        return [self.projector.show("product", row, _FULL) for row in rows]

    def products_by_external_id(self, external_id: object) -> list[dict]:
        """Return the products that carry an external_id: more than one is a duplicate."""
        wanted = str(external_id)
        return [product for product in self.products if product["external_id"] == wanted]

    def product_by_external_id(self, external_id: object) -> dict | None:
        """Return the one product that carries an external_id, or ``None``."""
        found = self.products_by_external_id(external_id)
        if len(found) > 1:
            raise AssertionError(f"{len(found)} products have the external_id {external_id}")
        return found[0] if found else None

    def at_rest(self, read):
        """Return what `read` returns while no request is being carried out."""
        with self._one_at_a_time:
            return read()

    def misbehave(self, kind: str, when=None, times: int | None = None, **details) -> Misbehaviour:
        """Let something go wrong from now on, see ``Misbehaviour``; the newest wins."""
        if kind not in KINDS:
            raise ValueError(f"unknown misbehaviour {kind!r}")
        misbehaviour = Misbehaviour(kind, when, times, details)
        self.misbehaviours.insert(0, misbehaviour)
        return misbehaviour

    def behave(self) -> None:
        """Let nothing go wrong any more."""
        self.misbehaviours.clear()

    def forget_requests(self) -> None:
        """Start counting requests anew."""
        self.requests.clear()
        self.mixed_batches.clear()

    def call(self, method: str, path: str, body: dict | None = None, query=()) -> dict:
        """Do what somebody else does in the store: not recorded, never misbehaving.

        :raise AssertionError: Medusa refuses it
        """
        try:
            return self._act(method, path, list(query), body or {})
        except ApiError as err:
            raise AssertionError(f"{method} {path}: {err.status} {err.body}") from err

    # For the client

    def handle(self, request: requests.PreparedRequest, timeout=None) -> requests.Response:
        """Answer a prepared request, or raise what ``requests`` would.

        :param timeout: what the caller gave to ``Session.send``
        """
        recorded = self._record(request, timeout)
        answer = self._misbehave_or_answer(request, recorded)
        answer.headers["Date"] = self.state.date()
        return answer

    def _misbehave_or_answer(self, request, recorded):
        for misbehaviour in self.misbehaviours:
            if misbehaviour.meets(recorded):
                return misbehaviour.answer(request, lambda: self._answer(request, recorded))
        return self._answer(request, recorded)

    def _record(self, request, timeout):
        parts = urlsplit(request.url)
        body = request.body or b""
        raw = body.encode() if isinstance(body, str) else body
        recorded = RecordedRequest(
            method=request.method,
            path=parts.path,
            query=parse_qsl(parts.query, keep_blank_values=True),
            body=_parse(raw),
            size=len(raw),
            headers=dict(request.headers),
            timeout=timeout,
            raw=raw,
        )
        self.requests.append(recorded)
        if recorded.path.endswith("/batch") and len(recorded.operations()) > 1:
            self.mixed_batches.append(recorded)
        return recorded

    def _answer(self, request, recorded):
        headers = sum(len(name) + len(value) + 4 for name, value in request.headers.items())
        if len(request.method) + len(request.path_url) + 12 + headers > HEADER_LIMIT:
            return response(request, 431, b"", headers={"Connection": "close"})
        if recorded.path == "/health":
            return response(request, 200, b"OK", "text/plain")
        try:
            if recorded.path.startswith("/admin") and recorded.path not in PUBLIC:
                self._authenticate(request.headers.get("Authorization", ""))
            if recorded.path.startswith("/store"):
                check_key(self, request.headers)
            if self._find_route(recorded.method, recorded.path) is None:
                text = f"Cannot {recorded.method} {recorded.path}"
                return html_response(request, 404, "Error", text)
            check_role(self, recorded.method, recorded.path)
            body = self._read_body(request, recorded)
            answer = self._act(recorded.method, recorded.path, recorded.query, body, recorded.raw)
        except ApiError as err:
            return json_response(request, err.status, err.body)
        return json_response(request, 200, answer)

    def _authenticate(self, header):
        scheme, _space, token = header.partition(" ")
        if scheme == "Bearer" and token.startswith("sk_"):
            raise unauthorized(_BEARER_KEY)
        try:
            text = base64.b64decode(token, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            text = token
        user, _colon, password = text.partition(":")
        if scheme.lower() != "basic" or user != self.api_key or password:
            raise unauthorized()

    def _find_route(self, method, path):
        if path.startswith("/admin/product-options") and not self.has_product_options:
            return None
        if path.startswith("/admin/translations") and not self.has_translations:
            return None
        return find_route(method, path)

    def _read_body(self, request, recorded):
        route, _ids = self._find_route(recorded.method, recorded.path)
        if recorded.size > route.body_limit:
            raise too_large()
        is_json = "json" in request.headers.get("Content-Type", "")
        if not recorded.size or not is_json:
            # Without the header Medusa sees no body at all.
            return {}
        if recorded.body is None:
            error = invalid("Unexpected end of JSON input")
            raise error
        return recorded.body

    def _act(self, method, path, query, body, raw=b""):
        # The connector asks on several connections at once; a request is done whole or not at all.
        with self._one_at_a_time:
            return self._act_alone(method, path, query, body, raw)

    def _act_alone(self, method, path, query, body, raw):
        found = self._find_route(method, path)
        if found is None:
            raise AssertionError(f"no such route: {method} {path}")
        route, ids = found
        before = self.state.snapshot()
        self.state.begin_call()
        try:
            answer = run(route, Call(self, ids, query, body, raw))
            self.state.check_taken()
            return answer
        except ApiError:
            left = self.state.get_leftovers()
            self.state.restore(before)
            self.state.keep(left)
            if _is_mixed(path, body):
                lose_prices(self.state, body)
            raise

    def _fill(self):
        """What Medusa's migrations create, and nothing more."""
        state = self.state
        channel = {"id": state.new_id("sc"), "name": "Default Sales Channel", "is_disabled": False}
        profile = {"id": state.new_id("sp"), "name": "Default Shipping Profile", "type": "default"}
        store = {
            "id": state.new_id("store"),
            "name": "Medusa Store",
            "default_sales_channel_id": channel["id"],
            "_currencies": [{"currency_code": "eur", "is_default": True}],
        }
        state.insert("sales_channels", channel)
        state.insert("shipping_profiles", profile)
        state.insert("stores", store)
        preference = {
            "id": state.new_id("prpref"),
            "attribute": "currency_code",
            "value": "eur",
            "is_tax_inclusive": False,
        }
        state.insert("price_preferences", preference)


def _parse(raw):
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


def _is_mixed(path, body):
    operations = [name for name in ("create", "update", "delete") if body.get(name)]
    return path == "/admin/products/batch" and len(operations) > 1

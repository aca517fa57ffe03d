import json
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import BaseCase

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError
from ..medusa.recording import BODY_LIMIT, MOST_WAITING, Recorder
from .support.committed import CommittedCase
from .support.common import FakeMedusaMixin
from .support.lifecycle import FakeLifecycleCase

PRUNED = "odoo.addons.medusa_connector.models.record.request.MOST_PRUNED"
MEGABYTE = "odoo.addons.medusa_connector.models.record.request.MEGABYTE"


@tagged("post_install", "-at_install")
class TestRecorder(FakeMedusaMixin, BaseCase):
    """What a client keeps of its requests, where somebody wants it."""

    def make_client(self, recorder=None):
        return MedusaClient(self.fake.url, self.fake.api_key, recorder=recorder)

    def test_off(self):
        client = self.make_client()
        client.request("GET", "/admin/stores")
        self.assertIsNone(client.recorder)

    def test_all(self):
        recorder = Recorder()
        client = self.make_client(recorder)
        client.request("GET", "/admin/stores", params=[("fields", "id")])
        [exchange] = recorder.take()
        self.assertEqual((exchange.method, exchange.path, exchange.status, exchange.failure),
                         ("GET", "/admin/stores?fields=id", 200, ""))  # fmt: skip
        self.assertIn('"stores"', exchange.answer)
        self.assertFalse(exchange.is_failure)
        self.assertEqual(recorder.take(), [])

    def test_failures_only(self):
        recorder = Recorder(only_failures=True)
        client = self.make_client(recorder)
        client.request("GET", "/admin/stores")
        for kind in ("server_error", "timeout_before", "html"):
            self.fake.misbehave(kind, times=1)
            with self.assertRaises(MedusaError):
                client.request("POST", "/admin/products", json={"title": "Chair"})
        found = recorder.take()
        self.assertEqual([(row.status, row.failure) for row in found],
                         [(500, ""), (0, "timeout"), (200, "")])  # fmt: skip
        self.assertTrue(all(row.is_failure for row in found))
        self.assertIn("Chair", found[0].request)

    def test_no_secret(self):
        """Not the key, wherever a server puts it, nor what else is nobody's to read."""
        recorder = Recorder()
        client = self.make_client(recorder)
        key = self.fake.api_key
        body = {
            "echo": f"Bearer {key}",
            "part": key[3:40],
            "email": "a@b.test",
            "token": "t",
            "products": [{"id": key}, {"id": f"prod_{key[3:40]}"}],
        }
        self.fake.misbehave("answer", status=400, body=body)
        with self.assertRaises(MedusaError):
            client.request("POST", "/admin/x", json={"password": "hush", "title": key})
        [exchange] = recorder.take()
        text = repr(exchange)
        for secret in (key, key[3:40], "a@b.test", "hush"):
            self.assertNotIn(secret, text)

    def test_what_no_database_takes(self):
        """One odd id loses neither its own request nor those beside it."""
        recorder = Recorder()
        body = json.dumps({"products": [{"id": "a\x00b"}, {"id": "c\ud800"}]})
        recorder.note("GET", "http://x/a?id=%00d", None, 0.0, 200, body.encode())
        [exchange] = recorder.take()
        self.assertEqual(set(exchange.keys), {"a b", "c\ufffd", "d"})

    def test_secrets_of_others(self):
        """However they are called, and wherever they stand."""
        pk = "pk_" + "0a" * 32
        hush = [
            json.dumps({"accessToken": "hush"}),
            json.dumps({"apiKey": "hush", "x-api-key": "hush"}),
            json.dumps({"customer_email": "hush@x.test", "billing": {"phone": 555123}}),
            json.dumps({"Authorization": "Bearer hush", "set-cookie": ["hush", "b"]}),
            json.dumps({"message": json.dumps({"password": "hush"})}),
            json.dumps({"credentials": {"user": "hush", "x": 1}, "title": "Chair"}),
            f"<html>{pk}</html>",
        ]
        for text in hush:
            recorder = Recorder()
            recorder.note("POST", f"http://x/a?token=hush&q={pk}&id=1", text, 0.0, 200,
                          text.encode())  # fmt: skip
            [exchange] = recorder.take()
            for secret in ("hush", pk, "555123"):
                self.assertNotIn(secret, repr(exchange), text)
            self.assertIn("id=1", exchange.path)
            if text.startswith("{"):
                json.loads(exchange.request)
            self.assertEqual("Chair" in text, "Chair" in exchange.request)

    def test_bounds(self):
        recorder = Recorder()
        recorder.note("POST", "http://x/a", b"{" + b"a" * 100_000, 0.0, 200, b"{}")
        recorder.note("POST", "http://x/a", b"--b\r\n\x00\x01", 0.0, 200, b"{}")
        cut, files = recorder.take()
        self.assertEqual((len(cut.request), cut.sent), (BODY_LIMIT, 100_001))
        self.assertEqual(files.request, "<7 bytes of files>")
        for _number in range(MOST_WAITING + 5):
            recorder.note("GET", "http://x/a", None, 0.0, 200, b"{}")
        self.assertEqual(len(recorder.take()), MOST_WAITING)

    def test_what_it_is_about(self):
        recorder = Recorder()
        product = "prod_01FAKE00000000000000000001"
        body = {"create": [{"external_id": "5", "metadata": {"external_id": "6"}}]}
        answer = {"created": [{"id": product}]}
        recorder.note("POST", f"http://x/admin/products/{product[:-1]}2", json.dumps(body), 0.0,
                      200, json.dumps(answer).encode())  # fmt: skip
        recorder.note("GET", "http://x/a?external_id%5B%5D=7&id=prod_8", None, 0.0, 200, b"{}")
        write, read = recorder.take()
        self.assertEqual(set(write.keys), {"x:5", product, f"{product[:-1]}2"})
        self.assertEqual(set(read.keys), {"x:7", "prod_8"})


@tagged("post_install", "-at_install")
class TestRecordCommitted(CommittedCase):
    """What a person asked is kept although all that he did comes to nothing."""

    def test_a_failed_test_of_the_connection(self):
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).record_requests = "failures"
        self.fake.misbehave("unauthorized")
        with suppress(ZeroDivisionError), self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id)._test_connection()
            raise ZeroDivisionError
        mine = [("backend_id", "=", self.backend_id)]
        [state] = self.read("medusa.backend", [("id", "=", self.backend_id)], "connection_state")
        self.assertEqual(state, ("unchecked",))
        self.assertEqual(set(self.read("medusa.request", mine, "status")), {(401,)})


@tagged("post_install", "-at_install")
class TestRecord(FakeLifecycleCase):
    """What a store keeps of its runs' requests."""

    def setUp(self):
        super().setUp()
        self.requests = self.env["medusa.request"]

    def find(self, run):
        return self.requests.search([("run_id", "=", run.id)], order="id")

    def test_off(self):
        self.make_product()
        self.assert_run(self.sync(), created=1)
        self.assertFalse(self.requests.search([]))
        log = self.backend.log_ids[:1] if "log_ids" in self.backend else None
        self.assertFalse(log and log.request_id)

    def test_all(self):
        """Each request of a run, in its order; from a product's line to what was sent of it."""
        self.backend.record_requests = "all"
        chair, lamp = self.make_product(), self.make_product("Lamp")
        run = self.sync()
        found = self.find(run)
        self.assertEqual(len(found), run.request_count)
        self.assertEqual([row.method for row in found if row.method != "GET"],
                         [row.method for row in self.fake.writes])  # fmt: skip
        self.assertNotIn(self.fake.api_key, str(found.read()))
        for product in chair, lamp:
            log = run.log_ids.filtered(lambda row, product=product: row.product_tmpl_id == product)
            self.assertEqual(log.request_id.method, "POST")
            self.assertIn(f'"external_id":"{product.id}"', log.request_id.request)
            self.assertTrue(log.request_id.answer)
        self.assertTrue(found[0].display_name)

    def test_failures(self):
        """Of what was refused, the call by which the product was refused."""
        self.backend.record_requests = "failures"
        second = self.make_product("Second")
        body = {"type": "invalid_data", "message": "It is refused"}
        self.fake.misbehave("answer", lambda request: b"Second" in request.raw, status=400,
                            body=body)  # fmt: skip
        good = self.make_product("Third")
        run = self.sync()
        found = self.find(run)
        self.assertTrue(found)
        self.assertTrue(all(found.mapped("is_failure")))
        logs = run.log_ids.grouped("product_tmpl_id")
        refusal = logs[second].request_id
        self.assertIn("It is refused", refusal.answer)
        self.assertNotIn("Third", refusal.request, "The last call had the culprit alone.")
        self.assertTrue(logs[good].request_id in found or not logs[good].request_id)

    def test_failures_of_no_product(self):
        """A price list that is refused, and a store that answers nobody."""
        self.backend.record_requests = "all"
        chair = self.make_product()
        self.sync()
        for name in ("Spring", "Autumn"):
            pricelist = self.env["product.pricelist"].create({"name": name, "item_ids": [(0, 0, {
                "applied_on": "1_product", "compute_price": "fixed", "fixed_price": 5,
                "product_tmpl_id": chair.id,
            })]})  # fmt: skip
            vals = {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
            self.env["medusa.price.list"].create(vals)
        body = {"type": "invalid_data", "message": "It is refused"}
        self.fake.misbehave("answer", "POST /admin/price-lists*", status=400, body=body)
        run = self.sync()
        logs = run.log_ids.filtered(lambda row: row.result == "failure")
        self.assertEqual(set(logs.mapped("name")), {"Spring", "Autumn"})
        for log in logs:
            self.assertIn("It is refused", log.request_id.answer)
            self.assertIn(log.name, log.request_id.request)
        self.fake.misbehave("server_error")
        run = self.sync()
        [log] = run.log_ids.filtered(lambda row: row.result == "failure")
        self.assertEqual(log.request_id.status, 500)
        self.assertFalse(log.binding_id)

    def test_what_persons_ask(self):
        """Of no run: who tests the connection, looks at a product, presses a button."""
        self.backend.record_requests = "all"
        chair = self.make_product()
        self.sync()
        known = self.requests.search([])
        with self.enter_registry_test_mode():
            self.backend.action_test_connection()
        tested = self.requests.search([]) - known
        with self.enter_registry_test_mode():
            self.env["medusa.explanation"]._open_for(chair, self.backend)
        looked = self.requests.search([]) - known - tested
        for found in (tested, looked):
            self.assertEqual((found.user_id, found.run_id.ids), (self.env.user, []))
        self.assertIn("/admin/stores", str(tested.mapped("path")))
        self.assertIn("/admin/products", str(looked.mapped("path")))
        self.assertNotIn(self.fake.api_key, str((tested | looked).read()))

    def test_survives_a_run_that_breaks_off(self):
        self.backend.record_requests = "failures"
        self.make_product()
        self.fake.misbehave("server_error", "POST /admin/products/batch")
        phase = type(self.env["medusa.phase.products"])
        keep = phase._record

        def fail(phase, run, step):
            if self.fake.writes:
                raise ValueError("Broken")
            return keep(phase, run, step)

        with patch.object(phase, "_record", fail):
            run = self.sync_broken()
        self.assertEqual(run.state, "failed")
        self.assertIn("POST", self.find(run).mapped("method"))

    def sync_broken(self):
        with self.assertLogs("odoo.addons.medusa_connector.models.run.machine", "ERROR"):
            return self.run_job("medusa_connector.ir_cron_medusa_sync")

    def test_never_fails_a_run(self):
        self.backend.record_requests = "all"
        self.make_product()
        recording = type(self.env["medusa.recording"])
        logger = "odoo.addons.medusa_connector.models.record.recording"
        with (
            patch.object(recording, "_write_rows", side_effect=ValueError("Broken")),
            self.assertLogs(logger, "WARNING"),
        ):
            self.assert_run(self.sync(), created=1)

    def test_retention(self):
        """What is old goes, and the oldest of what takes too much room."""
        self.backend.record_requests = "all"
        self.make_product()
        self.sync()
        rows = self.requests.search([], order="id")
        count = len(rows)
        rows[0].started_at = "2020-01-01"
        self.requests._gc_requests()
        self.assertEqual(self.requests.search_count([]), count - 1)
        with patch(MEGABYTE, rows[-1].size + 1):
            self.backend.record_megabytes = 1
            self.requests._gc_requests()
        self.assertEqual(self.requests.search([]), rows[-1])
        with patch(f"{PRUNED}", 1), patch(MEGABYTE, 1):
            self.assertEqual(self.requests._gc_requests(), (1, True))
            self.assertEqual(self.requests._gc_requests(), (0, False))

    def test_managers_alone(self):
        self.backend.record_requests = "all"
        self.make_product()
        run = self.sync()
        user = self.env["res.users"].create(
            {
                "name": "user",
                "login": "medusa-record-user",
                "group_ids": [(6, 0, [self.env.ref("medusa_connector.group_medusa_user").id])],
            }
        )
        for act in (
            lambda: self.find(run).with_user(user).action_download(),
            lambda: run.log_ids.with_user(user).read(["request_id"]),
        ):
            with self.assertRaises(AccessError):
                act()


@tagged("post_install", "-at_install")
class TestRecordFile(FakeMedusaMixin, HttpCase):
    """The file for who runs Medusa."""

    def test_archive(self):
        backend = self.env["medusa.backend"].create(
            {"name": "Shop", "url": self.fake.url, "api_key": self.fake.api_key}
        )
        row = self.env["medusa.request"].create(
            {"backend_id": backend.id, "method": "POST", "path": "/admin/products?a=1",
             "status": 400, "started": 1.5, "seconds": 0.25, "request": '{"a":1}',
             "answer": "é", "size": 10}
        )  # fmt: skip
        self.authenticate("admin", "admin")
        action = row.with_user(self.env.ref("base.user_admin")).action_download()
        answer = self.url_open(action["url"])
        [entry] = answer.json()["log"]["entries"]
        self.assertEqual(entry["request"]["url"], f"{self.fake.url}/admin/products?a=1")
        self.assertEqual((entry["response"]["status"], entry["time"]), (400, 250))
        self.assertEqual(entry["request"]["postData"]["text"], '{"a":1}')
        self.assertEqual(entry["response"]["content"]["text"], "é")
        self.env.ref("medusa_connector.group_medusa_manager").user_ids = [(5,)]
        self.assertEqual(self.url_open(action["url"]).status_code, 403)
        self.assertNotIn("é", self.url_open("/medusa/requests.har?ids=x,,-1&run=0x1").text)

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.doctor import phase_examine, seeing
from ..models.doctor.kinds import KINDS, MENDS
from ..models.doctor.texts import get_kind_texts, get_mend_texts
from ..sync.examination import LISTS, look_at
from ..sync.findings import Shop
from ..sync.mending import MENDERS
from .support.doctor import DoctorCase
from .support.lifecycle import RealLifecycleCase
from .support.pictures import picture
from .support.real import API_KEY, URL

OTHER = "another-database"


@tagged("post_install", "-at_install")
class TestDoctor(DoctorCase):
    """An examination finds what is wrong with a store, and nothing else."""

    def make_shown(self, **body):
        """Make a product in the store that a shopper sees, with nothing wrong."""
        channel = next(iter(self.fake.state.sales_channels))
        body = {"status": "published", "thumbnail": "https://x.test/a.png",
                "sales_channels": [{"id": channel}], **body}  # fmt: skip
        return self.make_remote(**body)

    def test_healthy(self):
        """A store just pushed has nothing wrong, and nothing is written to it."""
        self.make_healthy_product()
        self.make_healthy_product("Shirt", [self.make_attribute("Size", "S", "M")])
        self.assert_run(self.sync(), created=2)
        self.assertEqual(self.examine(), {})
        self.assertEqual(self.fake.writes, [])
        self.assertTrue(self.backend.examined_at)
        self.assertFalse(self.env["medusa.finding.value"].search([]))

    def test_products(self):
        """What is wrong with single products, and who mends it."""
        chair = self.make_healthy_product()
        bare = self.make_product("Bare", list_price=10)
        self.sync()
        state = self.fake.state
        row = self.fake.product_by_external_id(chair.id)
        state.update("products", row["id"], _channel_ids=[])
        for variant in row["variants"]:
            state.update("variants", variant["id"], _prices=[])
        self.make_shown(title="Theirs", thumbnail=None)
        self.make_remote(title="A draft of theirs", sales_channels=[])
        found = self.examine()
        self.assertEqual(set(found), {"no_channel", "no_price", "no_picture"})
        self.assertEqual(found["no_channel"], [chair.display_name])
        self.assertEqual(found["no_price"], [chair.display_name])
        self.assertEqual(set(found["no_picture"]), {bare.display_name, "Theirs"})
        self.assertEqual(self.find("no_channel").mend, "resync")
        theirs = self.find("no_picture").filtered(lambda row: not row.product_tmpl_id)
        self.assertEqual(theirs.mend, "admin")
        self.assertEqual(self.fake.writes, [])
        with self.enter_registry_test_mode():
            action = self.find("no_channel").action_mend()
            self.env["medusa.mend.wizard"].browse(action["res_id"]).action_mend()
        self.assertEqual(set(self.examine()), {"no_picture"})
        self.assertEqual(self.find("no_price").state, "mended")

    def test_twins(self):
        """What is there twice: numbers, marks, handles, SKUs and inventory items."""
        chair = self.make_healthy_product(default_code=self.sku("A"))
        lamp = self.make_healthy_product("Lamp", default_code=self.sku("B"))
        self.sync()
        state = self.fake.state
        first = self.fake.product_by_external_id(chair.id)
        second = self.fake.product_by_external_id(lamp.id)
        mark = first["metadata"]
        twin = self.make_shown(title="Twin", external_id=str(chair.id), metadata=mark)
        again = self.make_shown(title="Again", metadata={**mark, "external_id": str(lamp.id)})
        state.update("products", again["id"], handle=second["handle"].upper())
        shirt = self.make_shown(variants=[self.remote_variant(sku=self.sku("a"))])
        link = {"inventory_item_id": "iitem_x", "required_quantity": 1}
        for row in (first, second):
            state.update("variants", row["variants"][0]["id"], _item_links=[link])
        found = self.examine()
        self.assertEqual(
            set(found) - {"orphan_item"},
            {"duplicate_id", "duplicate_mark", "duplicate_handle", "duplicate_sku",
             "duplicate_item"},
        )  # fmt: skip
        self.assertEqual(self.find("duplicate_id").product_tmpl_id, chair)
        self.assertEqual(self.find("duplicate_mark").product_tmpl_id, lamp)
        self.assertIn(shirt["id"], self.find("duplicate_sku").medusa_ids)
        run = self.mend("duplicate_id")
        self.assertEqual((run.scope, run.state, run.updated_count), ("mend", "done", 1))
        twin = state.products[twin["id"]]
        self.assertEqual((twin["status"], twin["external_id"]), ("draft", None))
        self.assertFalse(twin["metadata"])
        self.assertEqual(self.fake.product_by_external_id(chair.id)["status"], "published")
        self.assertNotIn("duplicate_id", self.examine())

    def test_left_behind(self):
        """What nobody has any more, in the store or in Odoo."""
        gone, lost = self.make_healthy_product("Gone"), self.make_healthy_product("Lost")
        self.sync()
        state = self.fake.state
        orphan = self.fake.product_by_external_id(gone.id)
        self.backend.product_binding_ids.filtered(lambda row: row.product_tmpl_id == gone).unlink()
        gone.unlink()
        self.delete_remote(self.fake.product_by_external_id(lost.id))
        item = self.add("inventory_items", "iitem", sku="LEFT", title="Left")
        option = self.add("options", "opt", title="Colour", is_exclusive=True, _value_ids=[])
        self.make_shown(metadata={"external_id": "5", "odoo_database": OTHER})
        uploaded = self.env["medusa.picture"].create(
            {"backend_id": self.backend.id, "checksum": "1", "tries": 1}
        )
        found = self.examine()
        self.assertEqual(
            set(found),
            {"orphan_product", "binding_gone", "orphan_item", "leftover_option", "foreign_mark",
             "leftover_file"},
        )  # fmt: skip
        self.assertEqual(found["binding_gone"], [lost.display_name])
        self.assertFalse(self.find("leftover_file").mend, "Nobody finds such a file.")
        self.assertTrue(self.find("leftover_file").mend_text)
        self.assertEqual(self.find("foreign_mark").key, OTHER)
        self.assertEqual(self.fake.writes, [])
        # One option was planted, the other one is that of the product deleted in Medusa.
        for kind, count in (("orphan_product", 1), ("orphan_item", 1), ("leftover_option", 2)):
            run = self.mend(kind)
            self.assertEqual((run.state, run.updated_count), ("done", count), kind)
            self.assertEqual(set(run.log_ids.mapped("operation")), {"mend"})
        self.assertEqual(state.products[orphan["id"]]["status"], "draft")
        self.assertNotIn(item, state.inventory_items)
        self.assertNotIn(option, state.options)
        uploaded.unlink()
        self.sync()
        self.env["medusa.other.database"].search([]).action_leave_alone()
        self.assertEqual(self.examine(), {})

    def test_what_is_otherwise_by_now_stays(self):
        """Between the examination and the button, somebody put it right."""
        self.make_healthy_product()
        self.sync()
        item = self.add("inventory_items", "iitem", sku="LEFT", title="Left")
        self.examine()
        theirs = self.make_shown()
        variant = next(iter(theirs["variants"].values()))
        link = {"inventory_item_id": item, "required_quantity": 1}
        self.fake.state.update("variants", variant["id"], _item_links=[link])
        run = self.mend("orphan_item")
        self.assertEqual((run.write_count, run.updated_count), (0, 0))
        self.assertIn(item, self.fake.state.inventory_items)

    def test_each_button_reads_again(self):
        """A location that sells by now, a list that is dearer by now, a twin that is alone."""
        chair = self.make_healthy_product()
        self.sync()
        state, first = self.fake.state, self.fake.product_by_external_id(chair.id)
        location = self.add("stock_locations", "sloc", name="Depot", _channel_ids=[])
        price = {"variant_id": first["variants"][0]["id"], "currency_code": self.currency}
        lists = self.store_call("POST", "/admin/price-lists", {
            "title": "Flash", "description": "-", "status": "active",
            "prices": [{**price, "amount": 4}],
        })["price_list"]  # fmt: skip
        twin = self.make_shown(title="Twin", external_id=str(chair.id), metadata=first["metadata"])
        self.examine()
        other = self.add("sales_channels", "sc", name="Other")
        state.update("stock_locations", location, _channel_ids=[other])
        [base] = self.store_call("GET", f"/admin/price-lists/{lists['id']}/prices")["prices"]
        self.store_call("POST", f"/admin/price-lists/{lists['id']}/prices/batch",
                        {"update": [{**price, "id": base["id"], "amount": 400}]})  # fmt: skip
        self.delete_remote(first)
        for kind in ("location_no_channel", "list_undercuts", "duplicate_id"):
            run = self.mend(kind)
            self.assertEqual((run.state, run.write_count, run.updated_count), ("done", 0, 0), kind)
        self.assertEqual(state.stock_locations[location]["_channel_ids"], [other])
        self.assertEqual(state.price_lists[lists["id"]]["status"], "active")
        self.assertEqual(state.products[twin["id"]]["status"], "published")

    def test_numbers_of_others(self):
        """Numbers that another system gave are nothing of Odoo's, however often."""
        for number in ("shopify-9", "987654"):
            for title in "One", "Two":
                self.make_shown(title=f"{title} {number}", external_id=number, metadata=None)
        self.assertEqual(self.examine(), {})

    def test_long_handles(self):
        """Two that differ only far behind are two."""
        for end in "ab":
            self.make_shown(title=end, handle="a-very-long-title-" * 12 + end)
        self.assertEqual(self.examine(), {})

    def test_what_is_refused_says_why(self):
        self.make_healthy_product()
        self.sync()
        self.add("inventory_items", "iitem", sku="LEFT", title="Left")
        self.examine()
        body = {"type": "not_allowed", "message": "It is reserved"}
        self.fake.misbehave("answer", "DELETE *", status=400, body=body)
        run = self.mend("orphan_item")
        self.assertEqual((run.state, run.failed_count), ("errors", 1))
        self.assertEqual(self.find("orphan_item").state, "open")

    def test_store_that_fails_halfway(self):
        """What was found stays, what was mended is so; the rest waits for who presses again."""
        self.make_healthy_product()
        self.sync()
        items = [self.add("inventory_items", "iitem", sku=f"LEFT{n}", title="Left") for n in "12"]
        self.examine()
        self.fake.misbehave("rate_limit", "GET /admin/inventory-items")
        self.backend.action_examine()
        run = self.work_through_queue()
        self.assertEqual(run.state, "failed")
        self.assertIn("examine it again", run.failure_mend)
        self.assertEqual(self.find("orphan_item").mapped("state"), ["open", "open"])
        self.fake.behave()
        self.backend.action_test_connection()
        self.fake.misbehave("rate_limit", f"DELETE /admin/inventory-items/{items[1]}")
        run = self.mend("orphan_item")
        self.assertEqual((run.state, run.updated_count), ("failed", 1), run.failure_detail)
        self.assertIn("isn't done twice", run.failure_mend)
        self.assertEqual(self.find("orphan_item").mapped("state"), ["mended", "open"])
        self.fake.behave()
        self.backend.action_test_connection()
        self.assertEqual(self.mend("orphan_item").updated_count, 1)
        self.assertEqual(self.find("orphan_item").mapped("state"), ["mended", "mended"])
        with self.assertRaises(UserError):
            self.find("orphan_item").action_mend()

    def test_product_that_is_deleted_meanwhile(self):
        """In Odoo, or in the store: the finding stays a finding, or closes."""
        chair = self.make_product(list_price=10)
        self.sync()
        self.examine()
        [finding] = self.find("no_picture")
        self.assertEqual(finding.mend, "product")
        self.backend.product_binding_ids.unlink()
        chair.unlink()
        finding.invalidate_recordset()
        self.assertEqual((finding.name, finding.mend), (finding.title, "admin"))
        self.delete_remote(self.fake.state.products[finding.medusa_id])
        found = self.examine()
        self.assertNotIn("no_picture", found)

    def test_store_without_a_channel(self):
        """Where the store's products go into no channel, that is to be chosen first."""
        chair = self.make_healthy_product()
        self.sync()
        self.add("stock_locations", "sloc", name="Depot", _channel_ids=[])
        row = self.fake.product_by_external_id(chair.id)
        self.fake.state.update("products", row["id"], _channel_ids=[])
        self.backend.sales_channel_ids = False
        for channel in self.env["medusa.sales.channel"].search([]):
            channel.active = False
        self.examine()
        found = self.find("location_no_channel") | self.find("no_channel")
        self.assertEqual(found.mapped("mend"), ["channel", "channel"])
        self.assertEqual(found[0].action_mend()["res_model"], "medusa.backend")

    def test_what_a_push_brings(self):
        """What Odoo has is pushed; what it lacks is entered there, what isn't its own in Medusa."""
        chair = self.make_healthy_product()
        bare = self.make_product("Bare", list_price=0)
        self.sync()
        for product in (chair, bare):
            row = self.fake.product_by_external_id(product.id)
            self.fake.state.update("products", row["id"], thumbnail=None, _images=[])
            for variant in row["variants"]:
                self.fake.state.update("variants", variant["id"], _prices=[])
        self.examine()
        found = {(row.kind, row.product_tmpl_id): row for row in self.find("no_price")}
        found |= {(row.kind, row.product_tmpl_id): row for row in self.find("no_picture")}
        for kind in ("no_price", "no_picture"):
            self.assertEqual(found[kind, chair].mend, "resync", kind)
            self.assertEqual(found[kind, bare].mend, "product", kind)
        self.backend.write({"owner_prices": "creation", "push_pictures": False})
        self.env.invalidate_all()
        for row in found.values():
            self.assertEqual(row.mend, "admin", row.kind)

    def test_markets(self):
        """Regions, currencies, locations and price lists."""
        chair = self.make_healthy_product()
        self.sync()
        self.add("regions", "reg", name="North", currency_code="sek", _countries=[])
        [store] = self.fake.state.stores.values()
        currencies = [*store["_currencies"], {"currency_code": "pln", "is_default": False}]
        self.fake.state.update("stores", store["id"], _currencies=currencies)
        location = self.add("stock_locations", "sloc", name="Depot", _channel_ids=[])
        variant = self.fake.product_by_external_id(chair.id)["variants"][0]
        # What is for one region alone is no price for all of them.
        theirs = [{"currency_code": self.currency, "amount": 10}]
        for code in (self.currency, "sek"):
            rules = {"region_id": "reg_elsewhere"}
            theirs.append({"currency_code": code, "amount": 3, "rules": rules})
        self.change_remote_variant(self.read(chair), "Default", prices=theirs)
        cheap = {"variant_id": variant["id"], "currency_code": self.currency, "amount": 4}
        body = {"title": "Flash", "description": "-", "status": "active"}
        self.store_call("POST", "/admin/price-lists", {**body, "prices": [{**cheap, "amount": 12}]})
        lists = self.store_call("POST", "/admin/price-lists", {**body, "prices": [cheap]})
        group = self.store_call("POST", "/admin/customer-groups", {"name": "Dealers"})
        rules = {"customer.groups.id": [group["customer_group"]["id"]]}
        self.store_call("POST", "/admin/price-lists", {**body, "rules": rules, "prices": [cheap]})
        found = self.examine()
        expected = {"region_no_price", "currency_no_price", "location_no_channel", "list_undercuts"}
        self.assertEqual(set(found), expected)
        self.assertEqual(found["region_no_price"], ["North"])
        self.assertEqual(found["currency_no_price"], ["PLN"])
        [undercut] = self.find("list_undercuts")
        self.assertEqual(undercut.medusa_ids, [lists["price_list"]["id"]])
        self.assertIn(chair.name, undercut.detail)
        self.mend("list_undercuts")
        self.mend("location_no_channel")
        state = self.fake.state
        self.assertEqual(state.price_lists[undercut.medusa_ids[0]]["status"], "draft")
        self.assertTrue(state.stock_locations[location]["_channel_ids"])
        self.assertEqual(set(self.examine()), {"region_no_price", "currency_no_price"})

    def test_clock_and_pace(self):
        self.make_healthy_product()
        self.sync()
        late = datetime.now(timezone.utc) - timedelta(minutes=5)
        self.fake.state.clock = lambda: late
        ticks = iter(range(0, 1000, 4))
        examining = type(self.env["medusa.phase.examine"])
        with patch.object(examining, "_get_seconds", lambda phase: next(ticks)):
            found = self.examine()
        self.assertEqual(set(found), {"clock", "slow"})
        self.assertIn("behind", self.find("clock").detail)
        with self.assertRaises(UserError):
            (self.find("clock") | self.find("slow")).action_mend()

    def test_odoo_itself(self):
        """What Odoo tells is there at once: the run may never begin."""
        self.make_healthy_product()
        self.sync()
        run = self.hang_run()
        crons = self.env["ir.cron"]
        crons._get_medusa_cron_sudo("sync").active = False
        self.backend.action_examine()
        found = self.get_open()
        self.assertEqual(set(found), {"run_hangs", "cron_off", "setting"})
        self.assertEqual(self.find("setting").facts["step"], "schedule")
        self.assertIn("No schedule is on", self.find("setting").detail)
        for kind in ("run_hangs", "cron_off"):
            action = self.find(kind).action_mend()
            self.env["medusa.mend.wizard"].browse(action["res_id"]).action_mend()
        self.assertEqual(run.state, "cancelled")
        self.assertTrue(crons._get_medusa_cron_sudo("sync").active)
        self.assertEqual(set(self.get_open()), {"setting"})
        self.env.invalidate_all()
        self.backend._examine_here()
        self.assertEqual(self.get_open(), {})

    def test_what_is_mended_here_stays(self):
        """Also where nothing goes on with what a run would mend."""
        self.add("inventory_items", "iitem", sku=self.sku("LOST"), title="Lost")
        self.examine()
        run = self.hang_run()
        self.backend._examine_here()
        findings = self.find("orphan_item") | self.find("run_hangs")
        self.assertEqual(len(findings), 2)
        self.env["ir.cron"].search([]).active = False
        toast = findings._mend()["params"]
        self.assertEqual((toast["type"], run.state), ("warning", "cancelled"))
        self.assertIn("scheduled job", toast["message"])

    def test_no_cron_worker(self):
        self.make_healthy_product()
        self.sync()
        long_ago = fields.Datetime.now() - timedelta(hours=3)
        self.env["ir.cron"].search([]).write({"nextcall": long_ago, "lastcall": long_ago})
        self.backend._examine_here()
        self.assertEqual(set(self.get_open()), {"no_cron_worker"})
        self.assertFalse(self.find("no_cron_worker").mend)
        self.env["ir.cron"].search([], limit=1).lastcall = fields.Datetime.now()
        self.backend._examine_here()
        self.assertEqual(self.get_open(), {})

    def test_many_of_a_kind(self):
        """They are one line each, up to a bound; pages and groups say how many they are."""
        self.make_products(5, list_price=10)
        self.sync()
        with patch.object(seeing, "MOST_OF_A_KIND", 3):
            small = replace(LISTS["products"], size=2)
            with patch.dict(LISTS, products=small):
                self.examine()
            rows = self.find("no_picture")
            self.assertEqual(rows.mapped("count"), [1, 1, 1, 2])
            self.assertEqual(self.backend.finding_count, 5)
            self.examine()
            self.assertEqual(self.backend.finding_count, 5)
        self.assertEqual(self.find("no_picture")[-1].name, "… and 2 more")

    def test_bounded(self):
        """A page of many products takes no query more than one of few."""
        examination, counts = self.env["medusa.examination"], []
        run = self.backend._queue_run("manual", scope="examine")
        shop = Shop(self.backend._get_databases())
        for size in (10, 20):
            rows = [{"id": f"prod_{size}_{n}", "title": "A", "status": "published", "handle": "a",
                     "metadata": {"external_id": str(n + 10**6), "odoo_database": "x"},
                     "variants": [{"id": f"variant_{size}_{n}", "sku": "A"}]}
                    for n in range(size)]  # fmt: skip
            part = look_at("products", rows, shop)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            examination._take(run, "products", part)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_failed_examination_is_no_alarm(self):
        self.make_healthy_product()
        self.sync()
        self.fake.misbehave("server_error", "GET /admin/regions")
        self.backend.action_examine()
        self.assertEqual(self.work_through_queue().state, "failed")
        self.run_job("medusa_connector.ir_cron_medusa_watch")
        kinds = self.env["medusa.alarm"].search([("closed_at", "=", False)]).mapped("kind")
        self.assertNotIn("run_failed", kinds)

    def test_ignored(self):
        self.make_product(list_price=10)
        self.sync()
        self.examine()
        self.find("no_picture").action_ignore()
        self.assertEqual(self.examine(), {})
        self.find("no_picture").action_reopen()
        self.assertEqual(set(self.examine()), {"no_picture"})

    def test_key_that_may_not_read_all(self):
        """The rest is examined; what couldn't be read isn't closed."""
        self.make_healthy_product()
        self.sync()
        self.add("inventory_items", "iitem", sku="LEFT", title="Left")
        self.examine()
        self.fake.misbehave("forbidden", "GET /admin/inventory-items")
        self.assertEqual(set(self.examine()), {"orphan_item"})

    def test_todo_and_overview(self):
        self.make_product(list_price=10)
        self.sync()
        self.examine()
        cause = self.env["medusa.todo.cause"].search(
            [("backend_id", "=", self.backend.id), ("subject", "=", "finding")]
        )
        self.assertEqual((cause.cause, cause.open_count), ("finding_no_picture", 1))
        self.assertTrue(cause.text)
        self.assertEqual(cause.action_open_findings()["res_model"], "medusa.finding")
        [todo] = cause._get_todos()
        self.assertEqual(todo.action_open_record()["res_id"], self.find("no_picture").id)
        self.backend.invalidate_recordset(["overview_waiting"])
        keys = [line["key"] for line in self.backend.overview_waiting]
        self.assertIn("findings", keys)
        action = self.backend.action_open_line("waiting", "findings")
        self.assertEqual(action["res_model"], "medusa.finding")

    def test_weekly(self):
        self.make_healthy_product()
        self.sync()
        cron = "medusa_connector.ir_cron_medusa_examine"
        self.assertEqual(self.run_job(cron).scope, "examine")
        self.assertEqual(self.work_through_queue().state, "done")
        self.backend.examines_weekly = False
        count = len(self.backend.run_ids)
        self.run_job(cron)
        self.assertEqual(len(self.backend.run_ids), count)

    def test_tables_fit(self):
        texts, mends = get_kind_texts(self.env), get_mend_texts(self.env)
        self.assertEqual(set(texts), set(KINDS))
        self.assertEqual(set(mends), set(MENDS))
        self.assertLessEqual({kind.mend for kind in KINDS.values()} - {None}, set(MENDS))
        self.assertEqual({name for name, mend in MENDS.items() if mend.writes}, set(MENDERS))
        for kind, words in texts.items():
            self.assertTrue(KINDS[kind].mend or words[2], kind)

    def test_managers_alone(self):
        self.make_product(list_price=10)
        self.sync()
        self.examine()
        user = self.env["res.users"].create(
            {
                "name": "user",
                "login": "medusa-doctor-user",
                "group_ids": [(6, 0, [self.env.ref("medusa_connector.group_medusa_user").id])],
            }
        )
        findings = self.find("no_picture").with_user(user)
        self.assertTrue(findings.cause)
        for act in (findings.action_mend, findings.action_ignore, findings.action_examine_all):
            with self.assertRaises(AccessError):
                act()
        with Form(findings) as form:
            self.assertTrue(form.shopper)


@tagged("post_install", "-at_install")
class TestDoctorReal(RealLifecycleCase):
    """A real store answers as the examination reads it; others may be at work in it."""

    def test_several(self):
        """Of what is planted, each is named, by its product or its id; nothing of a right one."""
        # What was just made counts here, too.
        self.startPatcher(patch.object(phase_examine, "SETTLED", timedelta(hours=-1)))
        chair = self.make_product(list_price=10, image_1920=picture("red"))
        bare = self.make_product("Bare", list_price=10)
        self.assert_run(self.sync(), created=2)
        right, remote = self.read(chair), self.read(bare)
        channels = [{"id": key} for key in right["sales_channels"]]
        twin = self.make_remote(external_id=str(bare.id), status="published", metadata={
            "external_id": str(bare.id), "odoo_database": remote["metadata"]["odoo_database"],
        }, sales_channels=channels)  # fmt: skip
        self.change_remote(remote, sales_channels=[])
        item = self.store_call("POST", "/admin/inventory-items", {"sku": self.sku("LEFT")})
        item_id = item["inventory_item"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/inventory-items/{item_id}")
        [variant] = right["variants"].values()
        body = {"title": self.token, "description": "-", "status": "active", "prices": [
            {"variant_id": variant["id"], "currency_code": self.currency, "amount": 4},
        ]}  # fmt: skip
        price_list = self.store_call("POST", "/admin/price-lists", body)["price_list"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/price-lists/{price_list}")
        self.backend.action_examine()
        run = self.work_through_queue()
        self.assertEqual((run.scope, run.state, run.write_count), ("examine", "done", 0))
        found = self.env["medusa.finding"].search([("backend_id", "=", self.backend.id)])
        about = {(row.kind, key) for row in found for key in row.medusa_ids or ()}
        expected = {
            ("no_channel", remote["id"]),
            ("no_picture", remote["id"]),
            ("no_picture", twin["id"]),
            ("duplicate_id", remote["id"]),
            ("duplicate_id", twin["id"]),
            ("orphan_item", item_id),
            ("list_undercuts", price_list),
        }
        self.assertLessEqual(expected, about)
        self.assertFalse([kind for kind, key in about if key == right["id"]])
        self.assertFalse({"clock", "slow", "binding_gone"} & set(found.mapped("kind")))
        mine = found.filtered(
            lambda row: (
                {item_id, price_list, twin["id"]} & set(row.medusa_ids or ())
                and row.kind in ("orphan_item", "list_undercuts", "duplicate_id")
            )
        )
        action = mine.action_mend()
        self.env["medusa.mend.wizard"].browse(action["res_id"]).action_mend()
        run = self.work_through_queue()
        self.assertEqual((run.scope, run.state, run.updated_count), ("mend", "done", 3))
        self.assertEqual(self.read_by_id(twin["id"])["external_id"], None)
        self.assertEqual(self.read_by_id(twin["id"])["status"], "draft")
        query = [("id[]", item_id), ("fields", "id")]
        answer = self.store_call("GET", "/admin/inventory-items", query=query)
        self.assertFalse(answer["inventory_items"])

    def plant_others(self):
        """Let be wrong what `test_several` doesn't; return {(kind, what it names)}.

        No two handles that differ by their letters alone: Medusa takes no capitals.
        """
        chair = self.make_product(image_1920=picture("red"), default_code=self.sku("A"))
        lamp, gone, lost = map(self.make_product, ("Lamp", "Gone", "Lost"))
        self.assert_run(self.sync(), created=4)
        first, second, orphan = map(self.read, (chair, lamp, gone))
        self.get_binding(gone).unlink()
        gone.unlink()
        lost_id = self.get_binding(lost).medusa_id
        self.store_call("DELETE", f"/admin/products/{lost_id}")
        body = {"status": "published", "thumbnail": first["images"][0]["url"],
                "sales_channels": [{"id": key} for key in first["sales_channels"]]}  # fmt: skip
        marked = self.make_remote(**body, metadata=first["metadata"])
        sku = self.make_remote(**body, variants=[self.remote_variant(sku=self.sku("a"))])
        priceless = self.make_remote(**body, variants=[self.remote_variant(prices=[])])
        self.make_remote(metadata={"external_id": "5", "odoo_database": OTHER})
        self.share_item(first, second)
        return {
            *(("orphan_product", orphan["id"]), ("binding_gone", lost_id)),
            *(("duplicate_mark", row["id"]) for row in (first, marked)),
            *(("duplicate_sku", row["id"]) for row in (first, sku)),
            *(("duplicate_item", row["id"]) for row in (first, second)),
            ("no_price", priceless["id"]),
            ("location_no_channel", self.make_other("stock-locations", name=self.token)),
            ("region_no_price", self.make_other("regions", name=self.token, currency_code="isk")),
            ("leftover_option", self.make_other(
                "product-options", title=self.token, values=["S"], is_exclusive=True)),
        }  # fmt: skip

    def share_item(self, *remotes):
        """Let the variants of products count one stock."""
        link = {"required_quantity": 1}
        link["inventory_item_id"] = self.make_other("inventory-items", sku=self.sku("SHARED"))
        links = [{**link, "variant_id": self.variant_ids(row)["Default"]} for row in remotes]
        path = f"/admin/products/{remotes[0]['id']}/variants/inventory-items/batch"
        self.store_call("POST", path, {"create": links})

    def make_other(self, route, **body):
        """Make a record of the store that is deleted in the end; return its id."""
        [row] = self.store_call("POST", f"/admin/{route}", body).values()
        self.addCleanup(
            requests.delete, f"{URL}/admin/{route}/{row['id']}", auth=(API_KEY, ""), timeout=60
        )
        return row["id"]

    def test_others(self):
        self.startPatcher(patch.object(phase_examine, "SETTLED", timedelta(hours=-1)))
        examining = type(self.env["medusa.phase.examine"])
        ticks, early = iter(range(0, 1000, 4)), datetime.now(timezone.utc) + timedelta(minutes=5)
        self.startPatcher(patch.object(examining, "_get_seconds", lambda phase: next(ticks)))
        self.startPatcher(patch.object(examining, "_get_now", lambda phase: early))
        expected = self.plant_others()
        self.backend.action_examine()
        self.assertEqual(self.work_through_queue().state, "done")
        found = self.env["medusa.finding"].search([("backend_id", "=", self.backend.id)])
        about = {(row.kind, key) for row in found for key in row.medusa_ids or [row.key]}
        others = {("foreign_mark", OTHER)}
        self.assertLessEqual(expected | others, about)
        self.assertLessEqual({"clock", "slow"}, set(found.mapped("kind")))
        ids = {key for _kind, key in expected}
        mended = found.filtered(
            lambda row: row.mend and MENDS[row.mend].writes and ids & set(row.medusa_ids or ())
        )
        self.assertEqual(
            sorted(mended.mapped("kind")),
            ["duplicate_mark", "leftover_option", "location_no_channel", "orphan_product"],
        )
        mended._mend()
        run = self.work_through_queue()
        self.assertEqual((run.scope, run.state, run.updated_count), ("mend", "done", 4))
        found.invalidate_recordset()
        self.backend.action_examine()
        self.work_through_queue()
        self.assertEqual(set(mended.mapped("state")), {"mended"})

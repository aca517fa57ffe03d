from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..models.storefront import collecting
from ..models.webhook import sending as sending_module
from .support.lifecycle import FakeLifecycleCase
from .support.receiver import Receiver

SECRET = "whsec_of_the_site"


@tagged("post_install", "-at_install")
class TestStorefront(FakeLifecycleCase):
    """After each run the shop's site is told what changed."""

    def setUp(self):
        super().setUp()
        self.site = Receiver()
        self.addCleanup(self.site.stop)
        self.backend.write({"storefront_url": f"{self.site.url}/hook", "storefront_secret": SECRET})

    def tell(self):
        """Let the job run that sends; return what the site was told since the last time."""
        self.site.requests.clear()
        with self.enter_registry_test_mode():
            self.env.ref("medusa_connector.ir_cron_medusa_webhook").method_direct_trigger()
        return [request.body for request in self.site.requests]

    def get_handle(self, product):
        return self.fake.product_by_external_id(product.id)["handle"]

    def test_products(self):
        chair, desk = self.make_product("Chair"), self.make_product("Desk")
        self.sync()
        [body] = self.tell()
        self.assertEqual(body["event"], "changed")
        self.assertEqual(set(body["handles"]), {self.get_handle(chair), self.get_handle(desk)})
        self.assertIn("products", body["tags"])
        self.sync()
        self.assertFalse(self.tell(), "Nothing changed.")
        desk.list_price = 99
        with self.enter_registry_test_mode():
            desk.action_medusa_sync()
        [body] = self.tell()
        self.assertEqual(body["handles"], [self.get_handle(desk)])
        # One that is deleted in Odoo leaves nothing behind but this.
        handle = self.get_handle(chair)
        self.backend.withdraw_policy = "delete"
        chair.unlink()
        self.sync()
        [body] = self.tell()
        self.assertEqual(body["handles"], [handle])

    def test_handle_of_a_marketer(self):
        product = self.make_product()
        self.sync()
        [row] = self.fake.state.tables["products"].values()
        row["handle"] = "nicer"
        product.list_price = 99
        self.sync()
        [body] = self.tell()
        self.assertIn("nicer", body["handles"])

    def test_handle_that_no_index_holds(self):
        """A store may have any: its product is pushed, and told with many others."""
        product = self.make_product("Chair")
        remote = self.push(product)
        self.tell()
        # Not one that could be compressed.
        handle = "".join(f"{number:x}" for number in range(3000))
        self.change_remote(remote, handle=handle)
        product.name = f"Other {self.token}"
        self.assert_run(self.sync(), updated=1)
        [body] = self.tell()
        self.assertTrue(body["all_products"])

    def test_categories_and_price_lists(self):
        self.backend.category_source = "product"
        product = self.make_product()
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Sale",
                "currency_id": self.env.company.currency_id.id,
                "item_ids": [
                    (0, 0, {"compute_price": "fixed", "fixed_price": 5, "applied_on": "3_global"})
                ],
            }
        )
        price_list = self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        self.sync()
        [body] = self.tell()
        self.assertEqual(body["price_lists"], [price_list.medusa_id])
        terms = self.backend.term_ids.filtered(lambda term: term.kind == "category")
        self.assertEqual(set(body["categories"]), set(terms.mapped("handle")))
        pricelist.item_ids.fixed_price = 6
        self.sync()
        [body] = self.tell()
        self.assertEqual((body["price_lists"], body["handles"]),
                         ([price_list.medusa_id], [self.get_handle(product)]))  # fmt: skip
        medusa_id = price_list.medusa_id
        price_list.action_remove()
        self.sync()
        self.assertIn(medusa_id, self.tell()[0]["price_lists"])
        self.category.name = f"{self.category.name} renamed"
        self.sync()
        [body] = self.tell()
        self.assertIn(terms.mapped("handle")[-1], body["categories"])
        former = terms[-1].handle
        terms[-1].write({"handle": "another", "payload_hash": "of another handle"})
        self.assertEqual(set(self.tell()[0]["categories"]), {former, "another"})

    def test_next_starter_is_asked_by_its_tags(self):
        self.backend.storefront_url = f"{self.site.url}/api/revalidate?tags={{tags}}"
        self.make_product()
        self.sync()
        self.tell()
        [request] = self.site.requests
        self.assertEqual((request.method, request.path), ("GET", "/api/revalidate"))
        self.assertIn("products", request.asked["tags"][0].split(","))

    def test_batches(self):
        self.startPatcher(patch.object(collecting, "PER_MESSAGE", 2))
        self.make_products(5)
        self.sync()
        bodies = self.tell()
        self.assertEqual([len(body["handles"]) for body in bodies], [2, 2, 1])
        self.assertEqual(len({name for body in bodies for name in body["handles"]}), 5)

    def test_too_many_are_all(self):
        self.startPatcher(patch.object(collecting, "PER_MESSAGE", 1))
        self.startPatcher(patch.object(collecting, "MOST_MESSAGES", 2))
        self.make_products(3)
        self.sync()
        [body] = self.tell()
        self.assertEqual((body["all_products"], body["handles"]), (True, []))

    def test_too_many_for_an_address(self):
        """An address without a place for anything else says by a star that all changed."""
        self.startPatcher(patch.object(collecting, "PER_ADDRESS", 1))
        self.startPatcher(patch.object(collecting, "MOST_MESSAGES", 2))
        self.backend.storefront_url = f"{self.site.url}/hook?handles={{handles}}"
        self.make_products(2)
        self.sync()
        self.tell()
        asked = [request.asked["handles"] for request in self.site.requests]
        self.assertEqual(len(asked), 2)
        self.assertNotIn(["*"], asked)
        self.make_products(3)
        self.sync()
        self.tell()
        self.assertEqual([request.asked["handles"] for request in self.site.requests], [["*"]])

    def test_address_that_has_no_place_for_it(self):
        """What many products share is all of them; what an address can't say isn't sent."""
        self.backend.storefront_url = f"{self.site.url}/hook?handles={{handles}}"
        changes = self.env["medusa.storefront.change"]
        changes._note(self.backend, "category", ["chairs"])
        self.tell()
        self.assertFalse(self.site.requests, "a call that names nothing means nothing")
        changes._note(self.backend, "shared", ["opt_1"])
        changes._note(self.backend, "product", ["desk"])
        self.tell()
        self.assertEqual([request.asked["handles"] for request in self.site.requests], [["*"]])

    def test_run_that_waits_or_was_killed(self):
        self.make_product()
        run = self.backend._queue_run("cron")
        with self.enter_registry_test_mode():
            while not self.env["medusa.storefront.change"].search_count([]):
                self.env["medusa.queue"]._step_run(run.id)
        # Whatever became of the run: what the store has is told.
        self.assertEqual(len(self.tell()[0]["handles"]), 1)

    def test_lost_process_tells_twice_not_never(self):
        self.make_product()
        self.sync()
        with (
            patch.object(sending_module, "send", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.tell()
        self.assertEqual(len(self.tell()), 1)

    def test_nothing_without_an_address(self):
        self.backend.storefront_url = False
        self.make_product()
        self.sync()
        self.assertFalse(self.env["medusa.storefront.change"].search_count([]))
        self.assertFalse(self.tell())

    def test_secret_is_never_read_and_stays_with_its_server(self):
        self.assertTrue(self.backend.storefront_secret_set)
        self.assertFalse(self.backend.storefront_secret)
        names = [name for name in self.backend._fields if name != "message_ids"]
        self.assertNotIn(SECRET, str(self.backend.read(names)))
        self.backend.storefront_url = f"{self.site.url}/other"
        self.assertTrue(self.backend.storefront_secret_set)
        self.backend.storefront_url = "https://elsewhere.example/hook"
        self.assertFalse(self.backend.storefront_secret_set)
        self.backend.storefront_secret = SECRET
        self.backend.storefront_url = False
        self.assertFalse(self.backend.storefront_secret_set, "the next address may be another's")
        self.assertFalse(self.backend.copy().storefront_secret_set)

    def test_secret_is_a_managers(self):
        user = self.env["res.users"].create(
            {
                "name": "U",
                "login": f"u-{self.token}",
                "group_ids": [(6, 0, self.env.ref("medusa_connector.group_medusa_user").ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.backend.with_user(user).write({"storefront_secret": "mine"})

    def test_test_message(self):
        self.backend.action_test_storefront()
        self.assertEqual(self.tell()[0]["event"], "test")

    def test_addresses(self):
        for address in ("javascript:alert(1)", "https://shop.example/{secret}"):
            with self.subTest(address=address), self.assertRaises(ValidationError):
                self.backend.storefront_url = address

from odoo.tests import tagged

from .support.failures import BATCH, FailureCase

LOST = ("timeout_after", "reset_after", "bad_gateway_after", "truncated")


@tagged("post_install", "-at_install")
class TestLostAnswer(FailureCase):
    """The store acted and nobody heard: the next try finds what is there."""

    def retry(self):
        self.fake.behave()
        self.let_time_pass()
        return self.work_through_queue()

    def lose(self, kind):
        """Lose the answer to the next call that writes."""
        self.fake.misbehave(kind, BATCH, times=1)
        self.sync()

    def test_created_product_is_adopted(self):
        for kind in LOST:
            with self.subTest(kind=kind):
                product = self.make_product()
                self.lose(kind)
                self.assertFalse(self.binding(product).medusa_id)
                made = self.fake.product_by_external_id(product.id)
                run = self.retry()
                self.assertEqual((run.state, run.updated_count, run.created_count), ("done", 1, 0))
                self.assertEqual(run.log_ids.operation, "adopt")
                again = self.fake.product_by_external_id(product.id)
                self.assertEqual(again["id"], made["id"])
                self.assertEqual(
                    [row["id"] for row in again["variants"]],
                    [row["id"] for row in made["variants"]],
                )
                self.assertEqual(self.binding(product).medusa_id, made["id"])

    def test_created_product_whose_name_changed_meanwhile(self):
        product = self.make_product()
        self.lose("timeout_after")
        product.name = f"Armchair {self.token}"
        self.retry()
        remote = self.fake.product_by_external_id(product.id)
        self.assertEqual(remote["title"], product.name)
        self.assertIn("chair", remote["handle"])
        self.assertNotIn("armchair", remote["handle"])

    def test_creation_that_hangs_until_after_the_next_read(self):
        """The handle keeps the two apart when the external_id can't: nothing shows it yet."""
        product = self.make_product()
        handle = self.env["ir.http"]._slug((product.id, product.name))
        self.fake.misbehave("timeout_before", BATCH, times=1)
        self.sync()
        product.name = f"Armchair {self.token}"

        def arrive(row):
            # The first creation is carried out just before the second.
            if row.is_write and not self.fake.products:
                self.fake.call(
                    "POST",
                    "/admin/products",
                    {
                        "title": "Chair",
                        "handle": handle,
                        "external_id": str(product.id),
                        "options": [{"title": "Default", "values": ["Default"]}],
                    },
                )
            return False

        self.let_time_pass()
        self.fake.misbehave("refused", arrive)
        run = self.work_through_queue()
        self.assertEqual((run.state, run.updated_count), ("done", 1))
        remote = self.fake.product_by_external_id(product.id)
        self.assertEqual(remote["title"], product.name)
        self.assertEqual(len(remote["variants"]), 1)

    def test_update(self):
        product = self.make_product()
        self.sync()
        before = self.fake.product_by_external_id(product.id)
        for kind in LOST:
            with self.subTest(kind=kind):
                product.list_price += 1
                self.lose(kind)
                run = self.retry()
                self.assertEqual((run.state, run.failed_count), ("done", 0))
                after = self.fake.product_by_external_id(product.id)
                [variant] = after["variants"]
                self.assertEqual([row["amount"] for row in variant["prices"]],
                                 [product.list_price])  # fmt: skip
                self.assertEqual(variant["id"], before["variants"][0]["id"])

    def test_new_option(self):
        """A repeated call would make a second option of the same title."""
        shirt = self.make_shirt()
        shirt.categ_id = self.category
        self.sync()
        self.add_line(shirt, self.make_attribute("Color", "Red", "Blue"))
        self.fake.misbehave("timeout_after", "POST /admin/products/*/options/batch", times=1)
        self.sync()
        self.retry()
        remote = self.fake.product_by_external_id(shirt.id)
        self.assertEqual(sorted(row["title"] for row in remote["options"]), ["Color", "Size"])
        self.assertEqual(len(remote["variants"]), 4)

    def test_variant_deletion(self):
        shirt = self.make_shirt(categ_id=self.category.id)
        self.sync()
        self.get_variant(shirt, "S").active = False
        self.fake.misbehave("timeout_after", "POST /admin/products/*/variants/batch", times=1)
        self.sync()
        self.retry()
        [variant] = self.fake.product_by_external_id(shirt.id)["variants"]
        self.assertEqual(variant["title"], "M")

    def test_withdrawal(self):
        for policy in ("draft", "delete"):
            with self.subTest(policy=policy):
                self.backend.withdraw_policy = policy
                product = self.make_product()
                self.sync()
                product.active = False
                self.lose("timeout_after")
                binding = self.binding(product)
                self.assertEqual((binding.state, binding.failure_type), ("error", "timeout"))
                self.let_time_pass()
                self.sync()
                self.assertEqual(self.binding(product).state, "withdrawn")
                remote = self.fake.product_by_external_id(product.id)
                self.assertEqual(remote and remote["status"], {"draft": "draft"}.get(policy))

from odoo.tests import tagged

from .support.committed import CommittedCase, Killed
from .test_change_broken_off import BrokenOffScenarios


@tagged("post_install", "-at_install")
class TestPassedOnBrokenOff(BrokenOffScenarios, CommittedCase):
    """SKUs that pass from one product to another, in runs that are broken off, and come back."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).connection_count = 1
        self.ids = self.make_products(3, list_price=10)
        self.set_wrong(False)

    def set_wrong(self, is_wrong=True):
        """Let the first product leave, and the others have the SKU of the one before."""
        a, b, c = (f"{self.prefix} {name}" for name in ("A", "B", "C"))
        skus = [a, a, b] if is_wrong else [a, b, c]
        with self.transaction() as env:
            products = env["product.template"].browse(self.ids)
            # What is archived has no variant that could get a SKU.
            products[0].active = True
            for product, sku in zip(products, skus, strict=True):
                product.default_code = sku
            products[0].active = not is_wrong

    def see(self):
        rows = [self.fake.product_by_external_id(key) for key in self.ids]
        return [(row["status"], row["variants"][0]["sku"]) for row in rows]

    def test_killed_after_a_release(self):
        """Who gave a SKU up gets it back, should it be wanted there again."""
        self.run_all()
        before = self.see()
        with self.transaction() as env:
            first, second = env["product.template"].browse(self.ids[:2])
            first.default_code, second.default_code = second.default_code, f"{self.prefix} X"
            backend = env["medusa.backend"].browse(self.backend_id)
            run_id = backend._queue_run("button", first.ids).id
        with self.break_at(0), self.assertRaises(Killed):
            self.work_off(run_id)
        self.assertIsNone(self.see()[1][1])
        self.set_wrong(False)
        self.work_off(run_id)
        self.run_all()
        self.assertEqual(self.see(), before)

    def test_killed_after_it_was_made_again(self):
        """A product that was made anew has another id, which nobody heard of."""
        self.run_all()
        row = self.fake.product_by_external_id(self.ids[0])
        self.fake.call("DELETE", f"/admin/products/{row['id']}")
        with self.transaction() as env:
            env["product.template"].browse(self.ids[0]).list_price = 11
        run_id = self.queue_run()
        with self.break_at(0), self.assertRaises(Killed):
            self.work_off(run_id)
        self.work_off(run_id)
        self.assertEqual(self.see()[0][0], "published")
        undo_id = self.undo(run_id)
        self.assertEqual(self.see()[0][0], "draft")
        self.assertEqual(self.read_run(undo_id, "updated_count"), 1)


@tagged("post_install", "-at_install")
class TestOptionsKept(CommittedCase):
    """What the whole shop shares is kept before it is overwritten, as all else is."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            backend.write({"option_scope": "shared", "connection_count": 1})
            size = env["product.attribute"].create(
                {
                    "name": f"{self.prefix} Size",
                    "create_variant": "always",
                    "value_ids": [(0, 0, {"name": name}) for name in ("S", "M")],
                }
            )
            self.size_id, self.value_ids = size.id, size.value_ids.ids
            env["product.template"].create(
                {
                    "name": f"{self.prefix} Shirt",
                    "attribute_line_ids": [
                        (0, 0, {"attribute_id": size.id, "value_ids": [(6, 0, self.value_ids)]})
                    ],
                }
            )
        self.run_all()

    def clean_up(self):
        result = super().clean_up()
        with self.transaction() as env:
            env["product.attribute"].browse(self.size_id).unlink()
        return result

    def rename(self):
        with self.transaction() as env:
            env["product.attribute"].browse(self.size_id).name = f"{self.prefix} Fit"
            env["product.attribute.value"].browse(self.value_ids[0]).name = "Small"

    def kept(self, run_id):
        """Return {(field, before, since)} of the options, and whether all of it is sure."""
        mine = [("run_id", "=", run_id), ("kind", "=", "option")]
        rows = self.read("medusa.sync.change", mine, "changes", "is_unsure")
        return sorted(row[0] for changes, _u in rows for row in changes), {u for _c, u in rows}

    def test_killed_after_each_write(self):
        self.rename()
        run_id = self.queue_run()
        for number, fields in enumerate((["value"], ["title", "value"])):
            with (
                self.killing(lambda request: request.method != "GET"),
                self.assertRaises(Killed),
            ):
                self.work_off(run_id)
            self.assertEqual(self.kept(run_id), (fields, {True}), number)

    def test_answer_lost(self):
        self.rename()
        self.fake.misbehave("timeout_after", lambda row: row.is_write)
        run_id = self.run_all()
        self.assertEqual(self.kept(run_id), (["value"], {True}))

    def test_refused(self):
        self.rename()
        self.fake.misbehave("not_found", lambda row: row.is_write)
        run_id = self.run_all()
        self.assertEqual(self.kept(run_id), ([], set()))

    def test_sure(self):
        self.rename()
        self.assertEqual(self.kept(self.run_all()), (["title", "value"], {False}))

    def test_what_a_marketer_changed(self):
        """It is put right by a full run, which says so."""
        [option] = self.fake.state.options.values()
        option["metadata"] = {**option["metadata"], "display_type": "odd"}
        run_id = self.run_all()
        self.assertEqual(self.kept(run_id), (["metadata.display_type"], {False}))

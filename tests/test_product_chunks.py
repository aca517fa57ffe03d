from unittest.mock import patch

from odoo.tests import tagged

from .support.failures import BATCH, FailureCase

PHASE = "odoo.addons.medusa_connector.models.product.phase_products"


@tagged("post_install", "-at_install")
class TestChunks(FailureCase):
    """As many products in a chunk as the store takes in some seconds."""

    def get_sizes(self):
        """Return how many products each call had."""
        batches = [row for row in self.fake.writes if row.path == BATCH.split()[1]]
        return [len(row.body.get("create") or row.body["update"]) for row in batches]

    def test_variants_count(self):
        for _shirt in range(3):
            self.make_shirt(("S", "M", "L"))
        with patch(f"{PHASE}.CHUNK_VARIANTS", 7):
            self.assert_run(self.sync(), created=3)
        self.assertEqual(sorted(self.get_sizes()), [1, 2])

    def test_a_new_binding_is_written_once(self):
        """With what came of it: it is made with what goes before; what all got is one write."""
        self.make_products(5)
        bindings = self.registry["medusa.product.binding"]
        write, sizes = bindings.write, []

        def note(records, vals):
            sizes.append(len(records))
            return write(records, vals)

        with patch.object(bindings, "write", note):
            self.assert_run(self.sync(), created=5)
        self.assertEqual(sorted(sizes), [1] * 5 + [5])

    def test_one_product_with_too_many_stands_alone(self):
        self.make_shirt(("S", "M", "L"))
        with patch(f"{PHASE}.CHUNK_VARIANTS", 2):
            self.assert_run(self.sync(), created=1)

    def test_a_timeout_halves_the_chunk(self):
        self.make_products(4)
        self.fake.misbehave("timeout_before", BATCH)
        with patch(f"{PHASE}.PUSH_CHUNK", 4):
            self.sync()
            self.assertEqual(self.get_sizes(), [4])
            self.fake.behave()
            self.let_time_pass()
            self.assert_run(self.work_through_queue(), created=4)
            self.assertEqual(self.get_sizes(), [2, 2])

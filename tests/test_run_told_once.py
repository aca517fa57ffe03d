from odoo.tests import tagged

from .support.failures import BATCH, FailureCase
from .support.prices import PriceMixin


@tagged("post_install", "-at_install")
class TestToldOnce(PriceMixin, FailureCase):
    """What fails again and again by itself is one line of the log, until it is another failure."""

    def retry(self):
        """Let the waiting time pass; return the run that tries again, and its failures."""
        self.let_time_pass()
        run = self.work_through_queue()
        self.assertEqual(run.trigger, "retry")
        return run, run.log_ids.filtered(lambda line: line.result == "failure")

    def test_product(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        [_line] = self.sync().log_ids.filtered("binding_id")
        for _again in range(2):
            run, lines = self.retry()
            self.assertEqual((run.failed_count, run.state), (1, "errors"))
            self.assertFalse(lines)
        self.fake.behave()
        self.fake.misbehave("bad_gateway", BATCH)
        _run, [line] = self.retry()
        self.assertEqual((line.product_tmpl_id, line.failure_type), (product, "server"))
        self.assertFalse(self.retry()[1])

    def test_failure_after_a_success_is_news(self):
        product = self.make_product()
        self.sync()
        for _time in range(2):
            product.list_price += 1
            self.fake.misbehave("timeout_before", BATCH)
            [line] = self.sync().log_ids.filtered("binding_id")
            self.assertEqual(line.failure_type, "timeout")
            self.assertFalse(self.retry()[1])
            self.fake.behave()
            run, _none = self.retry()
            self.assert_run(run, updated=1)

    def test_person_is_answered_each_time(self):
        product = self.make_product()
        self.fake.misbehave("timeout_before", BATCH)
        self.sync()
        with self.enter_registry_test_mode():
            answer = product.action_medusa_sync()
        self.assertEqual(answer["params"]["type"], "danger")
        last = self.env["medusa.sync.log"].search([("product_tmpl_id", "=", product.id)], limit=1)
        self.assertEqual((last.run_id.trigger, last.result), ("button", "failure"))

    def test_price_list(self):
        self.make_product()
        pricelist = self.make_pricelist(currency=self.env.company.currency_id.name)
        record = self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        self.fake.misbehave("timeout_before", "POST /admin/price-lists")
        run = self.sync()
        self.assertEqual(run.log_ids.filtered("failure_type").mapped("name"), [record.name])
        self.assertFalse(self.retry()[1])

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from .support.committed import CommittedCase


@tagged("post_install", "-at_install")
class TestNoTransactionDuringARequest(CommittedCase):
    """Whoever waits for the store holds nothing in the database."""

    def setUp(self):
        super().setUp()
        _name, info = connection_info_for(get_db_name())
        self.watcher = psycopg2.connect(**info)
        self.addCleanup(self.watcher.close)
        self.watcher.autocommit = True
        self.seen, self.held = [], []
        with self.transaction() as env:
            # The probe of a connection is asked for in a form as well, in a person's transaction.
            env["medusa.backend"].browse(self.backend_id)._test_connection()
        self.fake.misbehave("refused", self.look)
        self.ids = self.make_products(3, list_price=100)
        with self.transaction() as env:
            self.make_lists(env)
        self.addCleanup(self.delete_lists)

    def make_lists(self, env):
        products = env["product.template"].browse(self.ids)
        tag = env["product.tag"].create({"name": self.prefix})
        category = env["product.category"].create({"name": self.prefix})
        products.write({"product_tag_ids": tag.ids, "categ_id": category.id})
        rule = {"compute_price": "percentage", "percent_price": 20}
        pricelist = env["product.pricelist"].create(
            {"name": self.prefix, "item_ids": [(0, 0, rule)]}
        )
        env["medusa.price.list"].create(
            {"backend_id": self.backend_id, "pricelist_id": pricelist.id}
        )
        env["medusa.backend"].browse(self.backend_id).category_source = "product"

    def delete_lists(self):
        with self.transaction() as env:
            mine = [("name", "=", self.prefix)]
            env["medusa.price.list"].search([("backend_id", "=", self.backend_id)]).write(
                {"medusa_id": False, "is_begun": False}
            )
            env["medusa.price.list"].search([("backend_id", "=", self.backend_id)]).unlink()
            env["product.template"].browse(self.ids).exists().unlink()
            for model in ("product.pricelist", "product.tag", "product.category"):
                env[model].search(mine).unlink()

    def look(self, row):
        """Note a request during which some connection of this database is in a transaction."""
        with self.watcher.cursor() as cr:
            cr.execute(
                "SELECT query FROM pg_stat_activity"
                " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
            )
            self.held += [(row.method, row.path, query) for [query] in cr.fetchall()]
        self.seen.append(f"{row.method} {row.path}")
        return False

    def test_terms_products_and_price_lists(self):
        self.run_all()
        with self.transaction() as env:
            env["product.tag"].search([("name", "=", self.prefix)]).name = f"{self.prefix} new"
            env["product.template"].browse(self.ids[0]).product_tag_ids = False
            env["product.pricelist"].search([("name", "=", self.prefix)]).item_ids.unlink()
        self.run_all()
        with self.transaction() as env:
            env["product.template"].browse(self.ids).product_tag_ids = False
            backend = env["medusa.backend"].browse(self.backend_id)
            backend.price_list_ids.action_remove()
            backend.category_source = "none"
        self.run_all()
        wanted = ("product-tags", "product-categories", "price-lists", "products/batch")
        for part in wanted:
            self.assertTrue([call for call in self.seen if part in call], part)
        self.assertIn("DELETE", {call.split()[0] for call in self.seen})
        self.assertFalse(self.held, "\n".join(map(str, self.held)))

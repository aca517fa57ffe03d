"""Plans, and what was sent beside them."""

import json
import re
from collections import Counter
from unittest.mock import patch

from odoo import Command

from ...medusa.stand_in import StandIn
from ...medusa.stand_in_lists import UPLOADS
from .pictures import picture

# Ids that a store makes, and those in their place that a plan makes.
_ID = re.compile(r"(?:planned_\w*|(?<![a-z])[a-z]{2,12}_(?:[0-9A-Z]{6,}|[0-9a-z_]*\d+))")
_FILE = re.compile(r"https?://[^\"]*?([0-9a-f]{40})\.\w+")
_CHANGES = ("name", "price", "picture", "category", "variant", "rule", "stock", "french", "sku")
_ENDS = ("archive", "exclude")


class PlanMixin:
    """Plans of the test's store."""

    def plan(self, products=None):
        """Let a plan be made, and return it."""
        return self.made((products.action_medusa_plan if products else self.backend.action_plan)())

    def made(self, action):
        """Let the plan be made that a button asked for, and return it."""
        with self.enter_registry_test_mode():
            self.env.ref("medusa_connector.ir_cron_medusa_plan").method_direct_trigger()
        self.env.invalidate_all()
        plan = self.env["medusa.plan"].browse(action["res_id"])
        self.assertEqual(plan.state, "done", plan.failure_detail)
        return plan

    def plan_with_writes(self, products=None):
        """Return (plan, [(method, path, body)] that it kept)."""
        writes, write = [], StandIn.write

        def keep(kept, method, path, body, *args):
            writes.append((method, path, body))
            return write(kept, method, path, body, *args)

        with patch.object(StandIn, "write", keep):
            return self.plan(products), writes

    def count_written(self):
        """Return {table: rows written} by the present transaction, of Odoo's own tables."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE schemaname = 'public'"
        )
        return dict(self.env.cr.fetchall())


def get_pieces(writes, known=()):
    """Return a counter of what some requests write, piece by piece and without new ids.

    How products come together in a request depends on threads; what each is sent doesn't.

    :param writes: (method, path, body) each
    :param known: ids that are in the store before
    """
    return Counter(
        piece for method, path, body in writes for piece in _cut(method, path, body, known)
    )


def _cut(method, path, body, known):
    if path == UPLOADS:
        names = re.findall(rb'filename="([0-9a-f]{40})', body)
        return [("POST", path, name.decode()) for name in names]
    values = json.loads(body) if body else {}
    path = _name(path, known)
    if path.endswith("/batch") and set(values) <= {"create", "update", "delete"}:
        return [
            (operation, path, _name(json.dumps(item, sort_keys=True), known))
            for operation, items in values.items()
            for item in items
        ]
    return [(method, path, _name(json.dumps(values, sort_keys=True), known))]


def _name(text, known):
    text = _FILE.sub(r"file:\1", text)
    return _ID.sub(lambda match: match[0] if match[0] in known else "<new>", text)


class EditMixin:
    """Edits of every kind, at random by a seed."""

    def make_catalogue(self, count):
        """Make products that have a bit of everything, and everything that they need."""
        self.size = self.make_attribute("Size", "S", "M", "L")
        self.groups = [
            self.env["product.category"].create(
                {"name": f"{name} {self.token}", "parent_id": self.category.id}
            )
            for name in ("Seats", "Tables")
        ]
        self.backend.write(
            {
                "product_domain": repr(
                    [("categ_id", "child_of", self.category.id), ("sale_ok", "=", True)]
                ),
                "category_source": "product",
            }
        )
        return self.env["product.template"].concat(
            *(self.make_one(number) for number in range(count))
        )

    def make_one(self, number):
        """Make one product."""
        colors = ("red", "green", "blue")
        product = self.make_stored(
            5,
            f"Chair {number}",
            categ_id=self.groups[number % 2].id,
            list_price=10 + number,
            image_1920=picture(colors[number % 3], 16 + number % 32) if number % 4 else False,
        )
        if number % 3 == 0:
            self.add_line(product, self.size, "S", "M")
        for index, variant in enumerate(product.product_variant_ids):
            variant.default_code = self.sku(f"{number}.{index}")
        return product

    def edit(self, products, random):
        """Edit most products in a way or two, take a few away, and make two new ones."""
        for product in products:
            for kind in random.sample(_CHANGES, random.randint(0, 2)):
                getattr(self, f"edit_{kind}")(product, random)
        for product in random.sample(products.ids, 3):
            kind = random.choice(_ENDS)
            getattr(self, f"edit_{kind}")(products.browse(product), random)
        for _number in range(2):
            self.make_one(random.randint(1000, 9999))

    def edit_name(self, product, random):
        product.name = f"{product.name} {random.randint(100, 999)}"

    def edit_price(self, product, random):
        product.list_price += random.randint(1, 9)

    def edit_picture(self, product, random):
        color = tuple(random.randint(0, 255) for _part in "rgb")
        product.image_1920 = random.choice((picture(color, 24), False))

    def edit_category(self, product, random):
        product.categ_id = random.choice([g for g in self.groups if g != product.categ_id])

    def edit_variant(self, product, random):
        line = product.attribute_line_ids
        if not line:
            self.add_line(product, self.size, "S", "M")
        else:
            names = random.choice((("S", "L"), ("S", "M", "L")))
            values = self.size.value_ids.filtered(lambda value: value.name in names)
            line.value_ids = [Command.set(values.ids)]

    def edit_rule(self, product, random):
        rule = self.fixed(random.randint(3, 9), product)
        self.pricelist.item_ids = [Command.create(rule)]

    def edit_stock(self, product, random):
        self.put(product.product_variant_ids[:1], random.randint(1, 5))

    def edit_french(self, product, random):
        name = f"Chaise {random.randint(100, 999)}"
        product.with_context(lang="fr_FR").name = name

    def edit_archive(self, product, _random):
        product.active = False

    def edit_exclude(self, product, _random):
        product.sale_ok = False

    def edit_sku(self, product, random):
        product.product_variant_ids[:1].default_code = self.sku(f"x{random.randint(1000, 9999)}")

"""Users of every kind, and one record of each model to try them on."""

import uuid

from .lifecycle import FakeLifecycleCase


class SecurityCase(FakeLifecycleCase):
    """A store with a pushed product, looked at by people with different rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A user takes a second: its password is hashed.
        cls.nobody = cls.make_user("nobody", "base.group_user", "product.group_product_manager")
        cls.user = cls.make_user("user", "medusa_connector.group_medusa_user")
        cls.manager = cls.make_user(
            "manager", "medusa_connector.group_medusa_manager", "base.group_allow_export"
        )
        cls.system = cls.make_user("system", "base.group_system")

    def setUp(self):
        super().setUp()
        self.settings = {}
        self.product = self.make_product()
        self.sync()

    @classmethod
    def make_user(cls, login, *groups, **vals):
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": f"medusa-test-{login}",
                "group_ids": [(6, 0, [cls.env.ref(group).id for group in groups])],
                **vals,
            }
        )

    def get_records(self, backend):
        """Return one record of each model that belongs to a store."""
        mine = [("backend_id", "=", backend.id)]
        wizard = self.env["medusa.conflict.wizard"].create(
            {
                "binding_id": backend.product_binding_ids[:1].id,
                "line_ids": [(0, 0, {"medusa_id": "prod_1"})],
            }
        )
        match = self.get_match(backend)
        adoption = self.env["medusa.match.wizard"].create({"match_id": match.id})
        bulk = self.env["medusa.match.bulk"].create({"backend_id": backend.id})
        models = ("product.binding", "variant.binding", "sync.run", "sync.log", "sales.channel",
                  "shipping.profile")  # fmt: skip
        found = [self.env[f"medusa.{name}"].search(mine, limit=1) for name in models]
        records = [backend, *found, wizard, wizard.line_ids, adoption, bulk]
        live = self.env["medusa.go.live.wizard"].browse(backend.action_go_live()["res_id"])
        records += [live, live.line_ids[:1], self.env["medusa.start.step"]._get_steps(backend)[:1]]
        records += self.get_settings(backend)
        records += self.get_todos(backend)
        records += self.get_plan(backend)
        records += [
            self.env["medusa.sync.change"].search(mine, limit=1),
            self.env["medusa.sync.change.line"].search(mine, limit=1),
            self.env["medusa.undo.wizard"].create({"run_id": found[2].id}),
        ]
        page = self.env["medusa.explanation"].create(
            {
                "backend_id": backend.id,
                "product_tmpl_id": self.env["product.template"].search([], limit=1).id,
                "point_ids": [(0, 0, {"topic": "due", "tone": "good", "text": "Fine"})],
            }
        )
        records += [page, page.point_ids]
        records += self.get_findings(backend)
        self.assertTrue(all(records))
        return {record._name: record for record in records}

    def get_findings(self, backend):
        """Return a finding of a store, the window that mends it, and a request that is kept."""
        mine = {"backend_id": backend.id}
        finding = self.env["medusa.finding"].create(
            mine | {"kind": "orphan_item", "severity": "2_trouble", "key": uuid.uuid4().hex}
        )
        return [
            finding,
            self.env["medusa.mend.wizard"].create({"finding_ids": finding.ids}),
            self.env["medusa.request"].create(mine | {"method": "GET", "path": "/"}),
        ]

    def get_match(self, backend):
        """Return a match of a store with one candidate, the same each time."""
        mine = {"backend_id": backend.id, "medusa_id": f"prod_{backend.id}", "kind": "other"}
        return self.env["medusa.match"].search(
            [(name, "=", value) for name, value in mine.items()]
        ) or self.env["medusa.match"].create(
            {**mine, "name": "Else", "candidate_ids": [(0, 0, {"medusa_id": "prod_2"})]}
        )

    def get_plan(self, backend):
        """Return a plan of a store, and a line of it."""
        mine = {"backend_id": backend.id}
        plan = self.env["medusa.plan"].create(
            {**mine, "user_id": self.env.ref("base.user_root").id, "state": "done"}
        )
        line = {"kind": "product", "operation": "update", "company_id": backend.company_id.id}
        return [plan, self.env["medusa.plan.line"].create({**mine, **line, "plan_id": plan.id})]

    def get_todos(self, backend):
        """Return what waits in a store for somebody to say whose another database's products are.

        The last of its three records is a note on it.
        """
        todo, cause = (
            self.env[name].search([("backend_id", "=", backend.id), ("cause", "=", "database")])
            for name in ("medusa.todo", "medusa.todo.cause")
        )
        todo.note = "Wait"
        note = self.env["medusa.todo.note"].search([("backend_id", "=", backend.id)], limit=1)
        return [todo, cause, note]

    def get_settings(self, backend):
        """Return the same records each time, see `make_settings`."""
        if backend.id not in self.settings:
            self.settings[backend.id] = self.make_settings(backend)
        return self.settings[backend.id]

    def make_settings(self, backend):
        """Create one record of each model that says what a store gets."""
        pricelist = self.env["product.pricelist"].create(
            {"name": "Web", "company_id": backend.company_id.id}
        )
        variant = self.env["medusa.variant.binding"].search(
            [("backend_id", "=", backend.id)], limit=1
        )
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", backend.company_id.id)], limit=1
        ) or self.env["stock.warehouse"].create(
            {"name": "Depot", "code": "DEP", "company_id": backend.company_id.id}
        )
        run = self.env["medusa.sync.run"].search([("backend_id", "=", backend.id)], limit=1)
        mine = {"backend_id": backend.id}
        price_list = self.env["medusa.price.list"].create(mine | {"pricelist_id": pricelist.id})
        location = self.env["medusa.stock.location"].create(
            mine | {"medusa_id": f"sloc_{backend.id}", "name": "Depot"}
        )
        match = self.get_match(backend)
        rate = self.env["medusa.tax.rate"].create(mine | {"medusa_id": "txr", "name": "Reduced"})
        return [
            match,
            match.candidate_ids,
            rate,
            self.make_tax_map(backend, rate),
            self.env["medusa.other.database"].create(mine | {"uuid": "another-uuid"}),
            self.env["medusa.run.range"].create({"run_id": run.id}),
            self.env["medusa.run.rate"].search([("backend_id", "=", backend.id)], limit=1),
            price_list,
            location,
            self.env["medusa.price.line"].create(mine | {"pricelist_id": pricelist.id}),
            self.env["medusa.price.list.price"].create(
                {
                    "price_list_id": price_list.id,
                    "variant_binding_id": variant.id,
                    "currency_code": "eur",
                    "medusa_id": "price_1",
                }
            ),
            self.env["medusa.region"].create(mine | {"medusa_id": "reg", "name": "North"}),
            self.env["medusa.customer.group"].create(mine | {"medusa_id": "cg", "name": "VIP"}),
            self.env["medusa.stock.line"].create(
                mine | {"warehouse_ids": warehouse.ids, "location_id": location.id}
            ),
            self.env["medusa.stock.safety"].create(
                mine | {"categ_id": self.env["product.category"].create({"name": "C"}).id}
            ),
            self.env["medusa.stock.level"].create(
                {"variant_binding_id": variant.id, "location_id": location.id}
            ),
            self.env["medusa.term"].create(
                mine | {"kind": "tag", "res_model": "product.tag", "external_id": "1"}
            ),
            self.env["medusa.picture"].create(mine | {"checksum": "0"}),
            self.env["medusa.change"].create(mine | {"kind": "product", "res_id": 1}),
            self.env["medusa.drift"].create(
                mine
                | {
                    "binding_id": variant.product_binding_id.id,
                    "field": "title",
                    "since": "2020-01-01",
                }
            ),
            self.env["medusa.freshness"].create(
                mine | {"kind": "product", "seconds": 1, "at": "2020-01-01"}
            ),
            self.env["medusa.storefront.change"].create(mine | {"kind": "product", "name": "a"}),
            self.env["medusa.webhook.message"].create(mine | {"target": "storefront"}),
            self.env["medusa.schedule"].create(mine | {"kind": "pictures"}),
            self.env["medusa.alarm"].create(
                mine | {"kind": "guard", "since": "2020-01-01", "opened_at": "2020-01-01"}
            ),
            self.env["medusa.alarm.pulse"].create(mine | {"scope": "other", "at": "2020-01-01"}),
            self.env["medusa.placement.rule"].create(mine | {"kind": "service"}),
            self.env["medusa.product.switch"].create(
                mine
                | {
                    "product_tmpl_id": self.make_product("Switched").id,
                    "kind": "included",
                }
            ),
            self.env["medusa.switch.wizard"].create(
                {"product_tmpl_ids": self.product.ids, "backend_ids": backend.ids}
            ),
            self.env["medusa.field.map"].create(
                mine | {"field_path": "name", "target": "subtitle"}
            ),
        ]

    def make_tax_map(self, backend, rate):
        """Create a line of a store's tax map, also where no taxes are installed."""
        tax_id = 1
        if "account.tax" in self.env:
            company = backend.company_id
            country = company.account_fiscal_country_id or self.env.ref("base.us")
            company.account_fiscal_country_id = country
            group = self.env["account.tax.group"].create(
                {"name": "VAT", "country_id": country.id, "company_id": company.id}
            )
            vals = {"name": f"Tax {backend.id}", "amount": 5, "country_id": country.id}
            vals |= {"tax_group_id": group.id, "company_id": company.id}
            tax_id = self.env["account.tax"].create(vals).id
        return self.env["medusa.tax.map"].create(
            {"backend_id": backend.id, "tax_id": tax_id, "rate_id": rate.id}
        )

"""Users of every kind, and one record of each model to try them on."""

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
        models = ("product.binding", "variant.binding", "sync.run", "sync.log", "sales.channel",
                  "shipping.profile")  # fmt: skip
        found = [self.env[f"medusa.{name}"].search(mine, limit=1) for name in models]
        records = [backend, *found, wizard, wizard.line_ids]
        self.assertTrue(all(records))
        return {record._name: record for record in records}

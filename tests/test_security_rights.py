from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.security import SecurityCase

NOTHING, READ, ALL = "", "read", "read write create unlink"
OPERATIONS = ALL.split()

# {model: what a Medusa user and a Medusa manager may do}; others may do nothing.
RIGHTS = {
    "medusa.backend": (READ, ALL),
    "medusa.product.binding": (READ, READ),
    "medusa.variant.binding": (READ, READ),
    "medusa.sync.run": (READ, READ),
    "medusa.run.range": (READ, READ),
    "medusa.run.rate": (READ, READ),
    "medusa.sync.log": (READ, READ),
    "medusa.plan": (READ, READ),
    "medusa.plan.line": (READ, READ),
    "medusa.other.database": (READ, READ),
    "medusa.sales.channel": (READ, READ),
    "medusa.shipping.profile": (READ, READ),
    "medusa.conflict.wizard": (NOTHING, ALL),
    "medusa.conflict.wizard.line": (NOTHING, ALL),
    "medusa.product.switch": (ALL, ALL),
    "medusa.placement.rule": (READ, ALL),
    "medusa.switch.wizard": (ALL, ALL),
    "medusa.field.map": (READ, ALL),
    "medusa.picture": (READ, READ),
    "medusa.option": (READ, READ),
    "medusa.option.value": (READ, READ),
    "medusa.term": (READ, READ),
    "medusa.price.line": (READ, ALL),
    "medusa.price.list": (READ, ALL),
    "medusa.price.list.price": (READ, READ),
    "medusa.region": (READ, READ),
    "medusa.customer.group": (READ, READ),
    "medusa.tax.rate": (READ, READ),
    "medusa.tax.map": (READ, ALL),
    "medusa.stock.location": (READ, READ),
    "medusa.stock.line": (READ, ALL),
    "medusa.stock.safety": (READ, ALL),
    "medusa.stock.level": (READ, READ),
    "medusa.change": (READ, READ),
    "medusa.drift": (READ, READ),
    "medusa.freshness": (READ, READ),
    "medusa.alarm": (READ, READ),
    "medusa.alarm.pulse": (READ, READ),
    "medusa.schedule": (READ, ALL),
    "medusa.webhook.message": (READ, READ),
    "medusa.storefront.change": (READ, READ),
    "medusa.match": (READ, READ),
    "medusa.match.candidate": (READ, READ),
    # What a run has found so far: nobody's but its own.
    "medusa.match.shop": (NOTHING, NOTHING),
    "medusa.match.claim": (NOTHING, NOTHING),
    "medusa.match.wizard": (NOTHING, ALL),
    "medusa.match.bulk": (NOTHING, ALL),
    "medusa.start.step": (READ, READ),
    "medusa.go.live.wizard": (NOTHING, READ),
    "medusa.go.live.line": (NOTHING, READ),
    "medusa.sync.change": (READ, READ),
    "medusa.sync.change.line": (READ, READ),
    "medusa.undo.wizard": (NOTHING, ALL),
    "medusa.todo": ("read write", "read write"),
    "medusa.todo.cause": ("read write", "read write"),
    "medusa.todo.note": (READ, READ),
    "medusa.finding": (READ, READ),
    # What an examination has met so far: nobody's but its own.
    "medusa.finding.value": (NOTHING, NOTHING),
    "medusa.mend.wizard": (NOTHING, NOTHING),
    "medusa.request": (NOTHING, READ),
    # It is for who asked for it: somebody else's is nobody's, see TestExplain.
    "medusa.explanation": (NOTHING, NOTHING),
    "medusa.explanation.point": (NOTHING, NOTHING),
}

USER, MANAGER, ANYBODY = "user", "manager", "anybody"
# Every method that can be called over RPC, and who may call it. "anybody": it tells nothing.
METHODS = {
    "medusa.backend": {
        "action_sync_now": USER,
        "action_plan": USER,
        "action_test_connection": MANAGER,
        "action_confirm_database": MANAGER,
        "action_accept_new_store": MANAGER,
        "action_view_products": ANYBODY,
        "action_view_runs": ANYBODY,
        "action_view_logs": ANYBODY,
        "action_view_failed_products": ANYBODY,
        "action_view_last_run": USER,
        "action_view_price_lists": ANYBODY,
        "action_view_stock_levels": ANYBODY,
        "action_add_currencies": MANAGER,
        "action_list_taxes": MANAGER,
        "action_push_stock": USER,
        "action_take_over": MANAGER,
        "action_undo_take_over": MANAGER,
        "action_view_matches": ANYBODY,
        "action_view_alarms": ANYBODY,
        "action_renew_health": MANAGER,
        "action_view_webhook_messages": ANYBODY,
        "action_test_storefront": MANAGER,
        "action_create_stock_locations": MANAGER,
        "action_connect": MANAGER,
        "action_open_line": USER,
        "action_go_live": MANAGER,
        "action_back_to_test": MANAGER,
        "action_fold_checklist": MANAGER,
        "action_open_checklist": MANAGER,
        "action_confirm_selection": MANAGER,
        "action_use_new_key": MANAGER,
        "action_drop_new_key": MANAGER,
        "action_start_trial": USER,
        "action_start_see": USER,
        "action_start_connection": ANYBODY,
        "action_start_channel": ANYBODY,
        "action_start_products": ANYBODY,
        "action_start_taxes": ANYBODY,
        "action_start_stock": ANYBODY,
        "action_start_schedule": ANYBODY,
        "action_view_todo": ANYBODY,
        "action_examine": MANAGER,
        "action_view_findings": ANYBODY,
        "action_view_requests": ANYBODY,
        "action_view_drifts": ANYBODY,
        "action_compare_all": USER,
        "action_view_proofs": ANYBODY,
    },
    "medusa.drift": {
        "action_take_odoo": USER,
        "action_keep_medusa": USER,
        "action_open_product": USER,
    },
    "medusa.finding": {
        "action_examine_all": MANAGER,
        "action_mend": MANAGER,
        "action_ignore": MANAGER,
        "action_reopen": MANAGER,
        "action_open_in_medusa": USER,
        "action_open_product": USER,
    },
    "medusa.mend.wizard": {"action_mend": MANAGER, "action_plan": MANAGER},
    "medusa.request": {"action_download": MANAGER},
    "medusa.todo": {
        "action_open_record": USER,
        "action_open_product": USER,
        "action_open_other": USER,
        "action_resolve": MANAGER,
        "action_retry": USER,
        "action_open_drifts": USER,
    },
    "medusa.todo.cause": {
        "action_open_drifts": USER,
        "action_open_todos": USER,
        "action_care": USER,
        "action_retry_all": USER,
        "action_resolve": MANAGER,
        "action_add_currencies": MANAGER,
        "action_test_connection": MANAGER,
        "action_map_warehouse": MANAGER,
        "action_replace_key": MANAGER,
        "action_use_http": MANAGER,
        "action_open_store": USER,
        "action_open_run": USER,
        "action_open_matches": USER,
        "action_open_findings": USER,
        "action_release_all": MANAGER,
    },
    "medusa.explanation": {
        "action_look_again": USER,
        "action_other_store": USER,
        "action_resync": USER,
        "action_open_binding": USER,
        "action_open_matches": USER,
        "action_open_store": USER,
        "action_push_stock": USER,
        "action_switch_on": MANAGER,
        "action_as_filter": MANAGER,
        "action_open_admin": USER,
    },
    "medusa.explanation.point": {"action_mend": USER},
    "medusa.webhook.message": {"action_try_again": MANAGER},
    "medusa.start.step": {"action_do": MANAGER},
    "medusa.go.live.wizard": {
        "action_go_live": MANAGER,
        "action_sync_now": MANAGER,
        "action_plan": MANAGER,
    },
    "medusa.go.live.line": {"action_keep_out": MANAGER},
    "medusa.other.database": {
        "action_adopt": MANAGER,
        "action_leave_alone": MANAGER,
    },
    "medusa.product.binding": {
        "action_retry": USER,
        "action_open_in_medusa": USER,
        "action_open_product": USER,
        "action_resolve_conflict": MANAGER,
        "action_open_in_shop": USER,
        "action_confirm_leaving": MANAGER,
        "action_release": MANAGER,
        "action_view_changes": USER,
    },
    "medusa.sync.run": {
        "action_undo": MANAGER,
        "action_release_held": MANAGER,
        "action_view_changes": USER,
        "action_view_held": USER,
        "action_ask_withdrawal": MANAGER,
        "action_view_leaving": USER,
        "action_confirm_withdrawal": MANAGER,
        "action_cancel": MANAGER,
        "action_view_logs": ANYBODY,
    },
    "medusa.sync.change.line": {"action_open_product": USER},
    "medusa.undo.wizard": {"action_undo": MANAGER},
    "medusa.sync.log": {
        "action_retry": USER,
        "action_view_changes": USER,
        "action_open_in_medusa": USER,
        "action_open_product": USER,
    },
    "medusa.alarm": {
        "action_open": ANYBODY,
        "action_store": USER,
        "action_open_run": USER,
        "action_runs": USER,
        "action_products": USER,
        "action_view_leaving": USER,
        "action_test": MANAGER,
        "action_sync": USER,
        "action_schedule": MANAGER,
    },
    "medusa.conflict.wizard.line": {"action_choose": MANAGER, "action_open_in_medusa": MANAGER},
    "medusa.switch.wizard": {"action_apply": USER},
    "medusa.match": {
        "action_plan": MANAGER,
        "action_accept": MANAGER,
        "action_reject": MANAGER,
        "action_exclude": MANAGER,
        "action_ignore": MANAGER,
        "action_make_draft": MANAGER,
        "action_undo": MANAGER,
        "action_reopen": MANAGER,
        "action_adopt": MANAGER,
        "action_open_in_medusa": USER,
        "action_open_product": USER,
    },
    "medusa.match.candidate": {"action_choose": MANAGER},
    "medusa.match.wizard": {"action_adopt": MANAGER},
    "medusa.match.bulk": {"action_decide": MANAGER},
    "medusa.price.list": {
        "action_remove": MANAGER,
        "action_keep": MANAGER,
        "action_push": USER,
        "action_view_prices": ANYBODY,
    },
    "medusa.stock.line": {
        "action_create_location": MANAGER,
        "action_link_channels": MANAGER,
    },
    "product.template": {
        "action_medusa_sync": USER,
        "action_medusa_view_bindings": USER,
        "action_medusa_view_matches": USER,
        "action_medusa_explain": USER,
        "action_medusa_plan": USER,
    },
    "medusa.plan": {"action_run": USER, "action_cancel": USER, "action_view_lines": USER},
    "medusa.plan.line": {"action_open_product": USER, "action_open_in_medusa": USER},
    "product.product": {
        "action_medusa_sync": USER,
        "action_medusa_view_bindings": USER,
    },
}
# Odoo's own methods that are overridden here, with rights of their own.
OVERRIDDEN = {"init", "create", "write", "unlink", "copy_data", "onchange", "default_get"}


@tagged("post_install", "-at_install")
class TestRights(SecurityCase):
    """Who may do what, for every model and every method."""

    def test_every_model_is_in_the_matrix(self):
        ours = {name for name in self.registry if name.startswith("medusa.")}
        abstract = {name for name in ours if self.registry[name]._abstract}
        self.assertEqual(ours - abstract, set(RIGHTS))

    def test_matrix(self):
        for model, record in self.get_records(self.backend).items():
            for_user, for_manager = RIGHTS[model]
            expected = {
                self.nobody: NOTHING,
                self.system: NOTHING,
                self.user: for_user,
                self.manager: for_manager,
            }
            for user, allowed in expected.items():
                for operation in OPERATIONS:
                    with self.subTest(model=model, user=user.name, operation=operation):
                        self.assertEqual(
                            record.with_user(user).has_access(operation),
                            operation in allowed.split(),
                        )

    @mute_logger("odoo.addons.base.models.ir_access", "odoo.addons.base.models.ir_rule")
    def test_nobody_forges_what_happened(self):
        every = self.get_records(self.backend)
        for model in ("product.binding", "variant.binding", "sync.run", "sync.log"):
            record = every[f"medusa.{model}"]
            vals = record.copy_data()[0]
            for user in (self.nobody, self.user, self.manager, self.system):
                records = record.with_user(user)
                with self.subTest(model=model, user=user.name):
                    for act in (
                        lambda records=records, vals=vals: records.create(vals),
                        lambda records=records, vals=vals: records.write(vals),
                        lambda records=records: records.unlink(),
                    ):
                        with self.assertRaises(AccessError):
                            act()

    def public_methods(self, model):
        """Return the names of a model's methods that are ours and can be called over RPC."""
        names = set()
        for part in self.registry[model].__mro__:
            if part.__module__.startswith("odoo.addons.medusa_connector"):
                names |= {
                    name
                    for name, value in vars(part).items()
                    if not name.startswith("_")
                    and callable(value)
                    and not getattr(value, "_api_private", False)
                }
        return names - OVERRIDDEN

    def test_every_method_is_in_the_matrix(self):
        models = [*RIGHTS, "product.template", "product.product"]
        for model in models:
            with self.subTest(model=model):
                self.assertEqual(self.public_methods(model), set(METHODS.get(model, {})))

    def test_methods(self):
        records = self.get_records(self.backend)
        records["product.template"] = self.product
        records["product.product"] = self.product.product_variant_id
        for model, methods in METHODS.items():
            for method, least in methods.items():
                for user, rank in ((self.nobody, 0), (self.system, 0), (self.user, 1)):
                    if rank >= {ANYBODY: 0, USER: 1, MANAGER: 2}[least]:
                        continue
                    with self.subTest(model=model, method=method, user=user.name):
                        self.env.invalidate_all()
                        with self.assertRaises(AccessError), mute_logger("odoo.http"):
                            getattr(records[model].with_user(user), method)()

    def test_methods_that_anybody_may_call_tell_nothing(self):
        records = self.get_records(self.backend)
        for model, methods in METHODS.items():
            for method in (name for name, least in methods.items() if least == ANYBODY):
                with self.subTest(model=model, method=method):
                    answer = getattr(records[model].with_user(self.nobody), method)()
                    self.assertNotIn(self.token, str(answer))

    def test_user_resyncs(self):
        product = self.product.with_user(self.user)
        with self.enter_registry_test_mode():
            self.assertEqual(product.action_medusa_sync()["params"]["type"], "success")
        run = self.env["medusa.sync.run"].search([], limit=1)
        self.assertEqual((run.trigger, run.user_id), ("button", self.user))

    def test_user_starts_a_run(self):
        self.backend.with_user(self.user).action_sync_now()
        run = self.work_through_queue()
        self.assertEqual((run.user_id, run.state), (self.user, "done"))

    def test_manager_makes_a_store(self):
        backend = self.env["medusa.backend"].with_user(self.manager).create(
            {"name": "New", "url": self.fake.url, "api_key": self.fake.api_key}
        )  # fmt: skip
        backend.action_test_connection()
        self.assertEqual(backend.connection_state, "ok")


@tagged("post_install", "-at_install")
class TestPeopleWithoutGroups(SecurityCase):
    """Who has nothing to do with the stores works on products as ever."""

    def test_create_save_copy_and_delete(self):
        products = self.env["product.template"].with_user(self.nobody)
        product = products.create({"name": "Mine", "list_price": 5})
        product.write({"list_price": 6, "default_code": "MINE"})
        product.copy().unlink()
        product.unlink()
        self.assertFalse(product.exists())

    def test_save_and_delete_what_is_in_a_store(self):
        product = self.product.with_user(self.nobody)
        product.write({"list_price": 77})
        product.product_variant_id.write({"barcode": "77"})
        product.unlink()
        binding = self.backend.product_binding_ids
        self.assertFalse(binding.product_tmpl_id)
        self.assertEqual(binding.external_id, str(self.product.id))
        self.sync()
        self.assertEqual(self.fake.product_by_external_id(self.product.id)["status"], "draft")

    def test_forms_and_lists_show_nothing_of_the_stores(self):
        products = self.env["product.template"].with_user(self.nobody)
        for kind in ("form", "list", "search", "kanban"):
            arch = products.get_view(view_type=kind)["arch"]
            with self.subTest(kind=kind):
                self.assertNotIn("medusa", arch)

    def test_state_is_not_for_them(self):
        with self.assertRaises(AccessError):
            self.product.with_user(self.nobody).read(["medusa_state"])
        with self.assertRaises(AccessError):
            self.env["product.template"].with_user(self.nobody).search(
                [("medusa_state", "=", "synced")]
            )

    def test_settings_open_for_an_administrator_of_odoo_alone(self):
        settings = self.env["res.config.settings"].with_user(self.system)
        names = [name for name in settings._fields if name.startswith("medusa_")]
        values = settings.default_get(names)
        self.assertNotIn(self.fake.api_key, str(values))

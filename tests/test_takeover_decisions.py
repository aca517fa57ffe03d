from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.pictures import picture
from .support.takeover import TakeOverMixin


@tagged("post_install", "-at_install")
class TestTakeOverDecisions(TakeOverMixin, FakeLifecycleCase):
    """What a person decides, and what only a person can."""

    def get_trouble(self, product):
        match = self.get_match(product)
        return match.strength, match.trouble, set(match.candidate_ids.mapped("medusa_id"))

    def choose(self, product, remote):
        candidates = self.get_match(product).candidate_ids
        return candidates.filtered(lambda row: row.medusa_id == remote["id"]).action_choose()

    def get_kind(self, action):
        return action["params"]["type"]

    # === AMBIGUOUS === #

    def test_several_candidates(self):
        chair = self.make_product()
        before = [self.make_by_hand(chair.name) for _turn in range(2)]
        self.take_over()
        ids = {row["id"] for row in before}
        self.assertEqual(self.get_trouble(chair), ("ambiguous", "several", ids))
        self.assertEqual(self.get_kind(self.get_match(chair).action_accept()), "warning")
        self.assertEqual(self.get_match(chair).state, "open")
        self.assertEqual(self.sync().write_count, 0)

        self.assertFalse(any(self.get_match(chair).candidate_ids.mapped("obstacle")))
        self.assertEqual(self.get_kind(self.choose(chair, before[1])), "success")
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read(chair)["id"], before[1]["id"])
        self.assertEqual(self.read_by_id(before[0]["id"]), before[0])

        self.undo()
        self.assertEqual(self.get_trouble(chair), ("ambiguous", "several", ids))
        self.assertFalse(self.get_match(chair).medusa_id)

    def test_one_candidate_of_two_products(self):
        chair = self.make_product()
        other = self.make_product()
        before = self.make_by_hand(chair.name)
        self.take_over()
        for product in (chair, other):
            self.assertEqual(self.get_trouble(product), ("ambiguous", "shared", {before["id"]}))
        self.choose(chair, before)
        self.assertIn(chair.name, self.get_match(other).candidate_ids.obstacle)
        with self.assertRaises(UserError):
            self.choose(other, before)
        self.get_match(other).action_reject()
        self.assert_run(self.sync(), updated=1, created=1)
        self.assertEqual(self.read(chair)["id"], before["id"])

    def test_variants_of_one_product_in_two_of_the_store(self):
        shirt = self.make_shirt()
        for name in ("S", "M"):
            self.get_variant(shirt, name).default_code = self.sku(name)
        rows = [self.make_by_hand(f"Tee {name}", name) for name in ("S", "M")]
        self.take_over()
        ids = {row["id"] for row in rows}
        self.assertEqual(self.get_trouble(shirt), ("ambiguous", "spread", ids))

    def test_variants_of_one_product_of_the_store_in_two_of_odoo(self):
        products = [self.make_product(f"Tee {name}", default_code=self.sku(name))
                    for name in ("S", "M")]  # fmt: skip
        before = self.make_shirt_by_hand("Tee")
        self.take_over()
        for product in products:
            self.assertEqual(self.get_trouble(product), ("ambiguous", "joined", {before["id"]}))

    def test_choice_on_a_form_that_was_opened_before(self):
        chair = self.make_product()
        rows = [self.make_by_hand(chair.name) for _turn in range(2)]
        self.take_over()
        self.choose(chair, rows[1])
        with self.assertRaises(UserError):
            self.choose(chair, rows[0])
        self.assertEqual(self.get_match(chair).medusa_id, rows[1]["id"])

    def test_product_that_left_the_selection(self):
        """Bound, it would be taken out of the shop by the next run."""
        chair, desk, stool = (self.make_product(name) for name in ("Chair", "Desk", "Stool"))
        rows = [self.make_by_hand(product.name) for product in (chair, desk)]
        rows += [self.make_by_hand(stool.name) for _turn in range(2)]
        self.take_over()
        (chair | stool).sale_ok = False
        with self.assertRaises(UserError):
            self.get_match(chair).action_accept()
        with self.assertRaises(UserError):
            self.choose(stool, rows[2])
        action = (self.get_match(chair) | self.get_match(desk)).action_accept()
        self.assertEqual(self.get_kind(action), "warning")
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read_by_id(rows[0]["id"]), rows[0])
        self.assertEqual(self.read(desk)["id"], rows[1]["id"])

    def test_product_that_was_another_one_before(self):
        """Odoo deleted it once; what is there now was made by hand."""
        self.backend.withdraw_policy = "delete"
        chair = self.make_product()
        self.push(chair)
        chair.sale_ok = False
        self.assert_run(self.sync(), withdrawn=1)
        chair.sale_ok = True
        before = self.make_by_hand(chair.name, description="By hand")
        self.take_over()
        self.get_match(chair).action_accept()
        self.assert_run(self.sync(), updated=1)
        after = self.read(chair)
        self.assertEqual((after["id"], after["description"]), (before["id"], "By hand"))

    # === MANY AT ONCE === #

    def test_all_of_one_strength(self):
        products = [self.make_product(default_code=self.sku(str(n))) for n in range(3)]
        rows = [self.make_by_hand(f"Else {n}", str(n)) for n in range(3)]
        stool = self.make_product("Stool")
        for _turn in range(2):
            self.make_by_hand(stool.name)
        self.take_over()
        matches = self.env["medusa.match"].search([("backend_id", "=", self.backend.id)])
        action = matches.action_accept()
        self.assertEqual(self.get_kind(action), "warning", "one needs a choice")
        self.assertEqual(
            [self.get_binding(product).medusa_id for product in products],
            [row["id"] for row in rows],
        )
        self.assertEqual(self.get_match(stool).state, "open")
        self.assert_run(self.sync(), updated=3)

    def test_two_that_would_be_the_same(self):
        chair, other = self.make_product(), self.make_product("Desk")
        before = self.make_by_hand(chair.name)
        self.take_over()
        twin = self.get_match(chair).copy({"product_tmpl_id": other.id, "state": "open"})
        with self.assertRaises(UserError):
            (self.get_match(chair) | twin).action_accept()
        self.get_match(chair).action_accept()
        with self.assertRaises(UserError):
            twin.action_accept()
        self.assertEqual(self.get_binding(chair).medusa_id, before["id"])

    # === AGAIN === #

    def test_proposed_anew(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        first, second = self.make_by_hand(chair.name), self.make_by_hand(desk.name)
        self.take_over()
        known = self.get_match(chair)
        self.get_match(desk).action_accept()
        self.take_over()
        self.assertEqual(self.get_match(chair), known, "an open one stays the same record")
        self.assertEqual(self.get_match(desk).state, "accepted")
        self.assertFalse(self.get_leftover(second))
        self.delete_remote(first)
        self.take_over()
        self.assertFalse(self.get_match(chair), "nothing is left of what isn't there any more")

    def test_undo_of_one(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        rows = [self.make_by_hand(product.name) for product in (chair, desk)]
        self.take_over()
        (self.get_match(chair) | self.get_match(desk)).action_accept()
        self.sync()
        self.get_match(chair).action_undo()
        run = self.work_through_queue()
        self.assert_run(run, updated=1)
        self.assertIsNone(self.read_by_id(rows[0]["id"])["external_id"])
        self.assertEqual(self.read(desk)["id"], rows[1]["id"])
        self.assertEqual(self.get_match(chair).state, "open")
        self.assertEqual(self.get_match(desk).state, "accepted")

    def test_undo_lets_the_shop_keep_its_pictures(self):
        """A file that was uploaded is shown by the product that is given back."""
        chair = self.make_product(image_1920=picture("red"))
        before = self.make_by_hand(chair.name)
        self.take_over()
        self.get_match(chair).action_accept()
        self.sync()
        shown = self.read_by_id(before["id"])["images"]
        self.assertEqual(len(shown), 1)
        self.undo()
        self.assertFalse(self.env["medusa.picture"].search([]), "nobody deletes its file")
        self.sync()
        self.assertEqual(self.read_by_id(before["id"])["images"], shown)

    # === AT ONCE, OR IN THE BACKGROUND === #

    def test_small_shop_is_read_at_once(self):
        chair = self.make_product()
        self.make_by_hand(chair.name)
        self.backend.action_test_connection()
        with self.enter_registry_test_mode():
            action = self.backend.action_take_over()
        self.assertEqual(self.get_kind(action), "success")
        self.assertEqual(action["params"]["next"]["res_model"], "medusa.match")
        self.assertIn("1 the title alone", action["params"]["message"])
        self.assertEqual(self.get_match(chair).state, "open")

    def test_large_shop_is_read_in_the_background(self):
        self.make_by_hand(self.make_product().name)
        self.backend.action_test_connection()
        self.backend.sudo().sampled_count = 1000
        with self.enter_registry_test_mode():
            self.assertEqual(self.get_kind(self.backend.action_take_over()), "info")
        run = self.backend.run_ids.filtered(lambda row: row.scope == "take_over")
        self.assertEqual(run.state, "queued")

    def test_undo_of_few_at_once(self):
        chair = self.make_product()
        before = self.make_by_hand(chair.name)
        self.take_over()
        self.get_match(chair).action_accept()
        self.sync()
        with self.enter_registry_test_mode():
            action = self.backend.action_undo_take_over()
        self.assertEqual(self.get_kind(action), "success")
        self.assertIsNone(self.read_by_id(before["id"])["external_id"])

    def test_both_sides_are_shown(self):
        shirt = self.make_shirt(("S", "L"))
        self.get_variant(shirt, "S").default_code = self.sku("S")
        self.make_shirt_by_hand("Tee")
        self.take_over()
        text = self.get_match(shirt).comparison
        for part in (self.sku("S"), self.sku("M"), "SKU", ">L<"):
            self.assertIn(part, text)

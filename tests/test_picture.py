import base64
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.pictures import picture

FIELDS = (
    "id,thumbnail,images.id,images.url,images.rank,images.variants.id,"
    "variants.id,variants.title,external_id"
)


class PictureScenarios:
    """The main picture, and those of variants."""

    def read_pictures(self, product):
        """Return (thumbnail, [(url, titles of its variants)]) as the store has them."""
        [row] = self.read_all(product.id, FIELDS)
        titles = {variant["id"]: variant["title"] for variant in row["variants"]}
        images = sorted(row["images"], key=lambda image: image["rank"])
        shown = [
            (image["url"], {titles[variant["id"]] for variant in image["variants"]})
            for image in images
        ]
        return row["thumbnail"], shown

    def add_image(self, product, url):
        """Add an image in the store, as a marketer does."""
        medusa_id = self.get_binding(product).medusa_id
        query = [("fields", "images.id,images.url")]
        answer = self.store_call("GET", f"/admin/products/{medusa_id}", query=query)
        images = [{"id": row["id"], "url": row["url"]} for row in answer["product"]["images"]]
        body = {"images": [*images, {"url": url}]}
        self.store_call("POST", f"/admin/products/{medusa_id}", body)

    def test_main_picture(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        thumbnail, images = self.read_pictures(chair)
        self.assertEqual(images, [(thumbnail, set())])
        self.assertTrue(thumbnail.endswith(".png"))
        self.assert_nothing_left()

    def test_one_upload_for_the_same_picture(self):
        chairs = self.make_products(2, image_1920=picture("red"))
        self.assert_run(self.sync(), created=2)
        urls = {self.read_pictures(chair)[0] for chair in chairs}
        self.assertEqual(len(urls), 1)
        self.assertEqual(len(self.backend.picture_ids), 1)

    def test_changed_picture(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        former, _images = self.read_pictures(chair)
        # Else its file would be kept for an undo.
        self.backend.change_retention_days = 0
        chair.image_1920 = picture("blue")
        self.sync_update(chair)
        thumbnail, images = self.read_pictures(chair)
        self.assertNotEqual(thumbnail, former)
        self.assertEqual(images, [(thumbnail, set())])
        self.assertEqual(len(self.backend.picture_ids), 1, "the former file is gone")

    def test_removed_picture(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        self.backend.change_retention_days = 0
        chair.image_1920 = False
        self.sync_update(chair)
        self.assertEqual(self.read_pictures(chair), (None, []))
        self.assertFalse(self.backend.picture_ids)

    def test_variant_picture(self):
        shirt = self.make_shirt(image_1920=picture("red"))
        self.get_variant(shirt, "S").image_variant_1920 = picture("green")
        self.push(shirt)
        thumbnail, images = self.read_pictures(shirt)
        self.assertEqual([titles for _url, titles in images], [set(), {"S"}])
        self.assertEqual(images[0][0], thumbnail)
        self.get_variant(shirt, "M").image_variant_1920 = picture("green")
        self.sync_update(shirt)
        _thumbnail, images = self.read_pictures(shirt)
        self.assertEqual([titles for _url, titles in images], [set(), {"S", "M"}])

    def test_picture_of_a_variant_that_is_made_anew(self):
        shirt = self.make_shirt(image_1920=picture("red"))
        self.get_variant(shirt, "S").image_variant_1920 = picture("green")
        self.push(shirt)
        variant_id = self.read(shirt)["variants"]["S"]["id"]
        product_id = self.get_binding(shirt).medusa_id
        self.store_call("DELETE", f"/admin/products/{product_id}/variants/{variant_id}")
        shirt.list_price = 99
        self.backend._queue_run("retry", shirt.ids)
        self.assert_run(self.work_through_queue(), updated=1)
        self.assertNotEqual(self.read(shirt)["variants"]["S"]["id"], variant_id)
        _thumbnail, images = self.read_pictures(shirt)
        self.assertEqual([titles for _url, titles in images], [set(), {"S"}])

    def test_picture_of_a_variant_that_comes_back(self):
        shirt = self.make_shirt(image_1920=picture("red"))
        small = self.get_variant(shirt, "S")
        small.image_variant_1920 = picture("green")
        self.push(shirt)
        for color in ("blue", "white"):
            small.active = False
            self.sync_update(shirt)
            small.active = True
            self.sync_update(shirt)
            _thumbnail, images = self.read_pictures(shirt)
            self.assertEqual([titles for _url, titles in images], [set(), {"S"}])
            shirt.image_1920 = picture(color)
            self.sync_update(shirt)
            _thumbnail, images = self.read_pictures(shirt)
            self.assertEqual([titles for _url, titles in images], [set(), {"S"}])

    def test_picture_of_a_variant_that_the_store_does_not_get(self):
        """Shown for no variant, it would be shown for all of them."""
        shirt = self.make_shirt(image_1920=picture("red"))
        color = self.make_attribute("Color", "Red", "Blue")
        self.add_line(shirt, color)
        odd, other = shirt.product_variant_ids[:2]
        values = odd.product_template_attribute_value_ids
        odd.product_template_attribute_value_ids = values.filtered(
            lambda value: value.attribute_id != color
        )
        odd.image_variant_1920, other.image_variant_1920 = picture("green"), picture("blue")
        self.push(shirt)
        _thumbnail, images = self.read_pictures(shirt)
        self.assertEqual([len(titles) for _url, titles in images], [0, 1])

    def test_marketers_image_stays_behind(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        self.add_image(chair, "https://cdn.example.test/mood.jpg")
        chair.image_1920 = picture("blue")
        self.sync_update(chair)
        thumbnail, images = self.read_pictures(chair)
        urls = [url for url, _titles in images]
        self.assertEqual(urls, [thumbnail, "https://cdn.example.test/mood.jpg"])

    def test_odoo_owns_the_pictures(self):
        self.backend.owns_pictures = True
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        self.add_image(chair, "https://cdn.example.test/mood.jpg")
        chair.image_1920 = picture("blue")
        self.sync_update(chair)
        thumbnail, images = self.read_pictures(chair)
        self.assertEqual(images, [(thumbnail, set())])

    def test_unknown_type_is_left_out(self):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
        chair = self.make_product(image_1920=base64.b64encode(svg))
        run = self.sync()
        self.assert_run(run, created=1)
        [log] = run.log_ids
        self.assertEqual((log.result, log.failure_type), ("warning", "left_out"))
        self.assertIn(chair.name, log.failure_detail)
        self.assertIn("svg", self.get_binding(chair).warning)
        self.assertIn("only JPEG", self.get_binding(chair).warning)
        self.assertEqual(self.read_pictures(chair), (None, []))
        self.assert_nothing_left()

    def test_too_large_is_left_out(self):
        self.backend.picture_limit = 0.00001
        chair = self.make_product(image_1920=picture("red"))
        self.assert_run(self.sync(), created=1)
        self.assertIn("MB", self.get_binding(chair).warning)
        self.assertEqual(self.read_pictures(chair), (None, []))

    def test_draft_keeps_its_picture(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        thumbnail, _images = self.read_pictures(chair)
        chair_id = chair.id
        chair.unlink()
        self.assert_run(self.sync(), withdrawn=1)
        self.sync()
        [row] = self.read_all(chair_id)
        self.assertEqual((row["status"], row["images"][0]["url"]), ("draft", thumbnail))
        self.assertEqual(self.backend.picture_ids.mapped("url"), [thumbnail])

    def test_deleted_product_takes_its_picture_along(self):
        self.backend.withdraw_policy = "delete"
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        chair.unlink()
        self.assert_run(self.sync(), withdrawn=1)
        self.assertFalse(self.backend.picture_ids)

    def test_none_wanted(self):
        self.backend.push_pictures = False
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        self.assertEqual(self.read_pictures(chair), (None, []))

    def lose_file(self):
        """Delete the file of the only picture in the store, as somebody does there."""
        [row] = self.backend.picture_ids
        self.store_call("DELETE", f"/admin/uploads/{row.medusa_id}")
        return row.url

    def test_lost_file_is_uploaded_again_by_resync(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        former = self.lose_file()
        with self.enter_registry_test_mode():
            chair.action_medusa_sync()
        thumbnail, images = self.read_pictures(chair)
        self.assertNotEqual(thumbnail, former)
        self.assertEqual(images, [(thumbnail, set())])

    def test_lost_file_is_uploaded_again_by_a_night(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        former = self.lose_file()
        self.backend.picture_ids.checked_at = False
        self.sync_update(chair)
        thumbnail, images = self.read_pictures(chair)
        self.assertNotEqual(thumbnail, former)
        self.assertEqual(images, [(thumbnail, set())])

    def test_addon_that_was_installed_anew_knows_its_pictures(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        before = self.read_pictures(chair)
        self.backend.product_binding_ids.unlink()
        self.backend.picture_ids.unlink()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read_pictures(chair), before)
        self.assertEqual(self.backend.picture_ids.mapped("url"), [before[0]])

    def test_picture_whose_record_is_lost_is_known_again(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        before = self.read_pictures(chair)
        self.backend.picture_ids.unlink()
        self.sync()
        self.assertEqual(self.read_pictures(chair), before)
        self.assertEqual(self.backend.picture_ids.mapped("url"), [before[0]])
        self.assert_nothing_left()


@tagged("post_install", "-at_install")
class TestPictures(PictureScenarios, FakeLifecycleCase):
    """Pictures, in a store in memory."""

    def test_size_of_the_store(self):
        self.backend.picture_size = "256"
        self.make_product(image_1920=picture("red", size=600))
        self.sync()
        [upload] = [row for row in self.fake.requests if row.path == "/admin/uploads"]
        small = self.env["ir.attachment"].search(
            [("res_model", "=", "product.template"), ("res_field", "=", "image_256")],
            order="id desc",
            limit=1,
        )
        self.assertIn(small.checksum.encode(), upload.raw)
        self.assertLess(upload.size, small.file_size + 1000)

    def test_unchanged_pictures_are_not_read(self):
        self.make_product(image_1920=picture("red"))
        self.sync()
        attachments = self.env["ir.attachment"]
        with self.patch_reads(attachments):
            self.assert_nothing_left()

    def patch_reads(self, attachments):
        def refuse(_self, _name, _size=None):
            raise AssertionError("a picture was read")

        return patch.object(type(attachments), "_file_read", refuse)

    def test_lost_answers_leave_few_files(self):
        """There is no list of files in the store: what had no answer can't be found again."""
        chair = self.make_product(image_1920=picture("red"))
        self.fake.misbehave("timeout_after", when="/admin/uploads")
        for _try in range(6):
            self.get_binding(chair).write({"state": "pending", "next_try": False})
            self.sync()
        self.assertLessEqual(len(self.fake.state.files), 3)
        self.assertTrue(self.read_all(chair.id), "the product itself is there")
        self.assertIn("without an answer", self.get_binding(chair).warning)

    def test_a_store_that_is_down_loses_no_picture(self):
        chair = self.make_product(image_1920=picture("red"))
        for kind in ("server_error", "rate_limit", "refused"):
            for _try in range(4):
                self.fake.misbehave(kind, when="/admin/uploads")
                self.get_binding(chair).write({"state": "pending", "next_try": False})
                self.backend._reset_connection()
                self.sync()
                self.fake.behave()
        self.get_binding(chair).write({"state": "pending", "next_try": False})
        self.backend._reset_connection()
        self.sync()
        self.assertEqual(len(self.read_pictures(chair)[1]), 1)

    def test_time_heals_a_picture_without_answers(self):
        chair = self.make_product(image_1920=picture("red"))
        self.fake.misbehave("timeout_after", when="/admin/uploads")
        for _try in range(4):
            self.get_binding(chair).write({"state": "pending", "next_try": False})
            self.sync()
        self.fake.behave()
        self.assertEqual(self.read_pictures(chair), (None, []))
        self.assert_nothing_left()
        long_ago = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        self.backend.picture_ids.last_try = long_ago
        self.sync_update(chair)
        self.assertEqual(len(self.read_pictures(chair)[1]), 1)

    def test_lost_answer_of_the_product_makes_no_second_picture(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        for color in ("blue", "green"):
            chair.image_1920 = picture(color)
            self.fake.misbehave("timeout_after", when="POST /admin/products/batch", times=1)
            self.sync()
            self.get_binding(chair).next_try = False
            self.get_binding(chair).state = "pending"
            self.sync()
            thumbnail, images = self.read_pictures(chair)
            self.assertEqual(images, [(thumbnail, set())])
            self.assertIn(thumbnail, [row["url"] for row in self.fake.state.files.values()])

    def test_a_new_store_has_no_picture_of_the_former_one(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        self.backend.action_accept_new_store()
        self.assertFalse(self.backend.picture_ids)

    def test_what_a_product_wants_by_now_is_not_deleted(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        seen = []
        phase = self.registry["medusa.phase.products"]
        prepare = phase._prepare

        def look(records, *args):
            flight = prepare(records, *args)
            unused = records.env["medusa.picture.ties"]._get_unused_domain(self.backend)
            seen.append(records.env["medusa.picture"].search(unused).ids)
            return flight

        chair.image_1920 = picture("blue")
        with patch.object(phase, "_prepare", look):
            self.sync()
        self.assertEqual(seen, [[]], "the new picture is tied before the product is sent")

    def test_a_refused_file_is_left_out(self):
        chair = self.make_product(image_1920=picture("red"))
        self.fake.misbehave("too_large", when="/admin/uploads")
        self.assert_run(self.sync(), created=1)
        self.assertIn("refuses", self.get_binding(chair).warning)


@tagged("post_install", "-at_install", "medusa_real")
class TestPicturesReal(PictureScenarios, RealLifecycleCase):
    """Pictures, in a real Medusa."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.delete_files)

    def delete_files(self):
        for row in self.backend.picture_ids:
            self.store_call("DELETE", f"/admin/uploads/{row.medusa_id}")

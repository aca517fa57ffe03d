from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.committed import CommittedCase
from .support.failures import BATCH, FailureCase
from .test_picture import picture

UPLOAD = "POST /admin/uploads"


@tagged("post_install", "-at_install")
class TestPictureOfTwoProcesses(CommittedCase):
    """A picture that two products show is uploaded by one process."""

    @mute_logger("odoo.sql_db")
    def test_upload_while_another_process_uploads_it(self):
        first_id, second_id = self.make_products(2, image_1920=picture("red"))
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            run_id = backend._queue_run("manual", [first_id]).id
            other_id = backend._queue_run("manual", [second_id]).id

        def push_the_other(_row):
            for _step in range(4):
                self.step(other_id)

        self.meanwhile(UPLOAD, push_the_other)
        with patch("odoo.addons.medusa_connector.models.core.transaction.LOCK_TIMEOUT", "50ms"):
            self.work_off(run_id)
            self.work_off(other_id)
        self.assertEqual(len(self.fake.state.files), 1)
        urls = {row["images"][0]["url"] for row in self.fake.products}
        self.assertEqual(len(urls), 1)
        self.assertEqual(self.read_run(other_id, "state", "created_count"), ("done", 1))


@tagged("post_install", "-at_install")
class TestUnusedPicture(FailureCase):
    """Files that nobody shows are deleted, whatever gets in between."""

    def test_picture_that_a_withdrawn_product_never_got(self):
        chair = self.make_product(image_1920=picture("red"))
        self.sync()
        chair.image_1920 = picture("blue")
        self.fake.misbehave("bad_gateway", BATCH)
        self.sync()
        self.assertEqual(len(self.fake.state.files), 2)
        self.fake.behave()
        chair.active = False
        self.let_time_pass()
        self.sync()
        remote = self.fake.product_by_external_id(chair.id)
        [shown] = remote["images"]
        self.assertEqual(remote["status"], "draft")
        self.assertEqual([row["url"] for row in self.fake.state.files.values()], [shown["url"]])
        self.assertEqual(self.backend.picture_ids.mapped("url"), [shown["url"]])

    def test_deletion_that_is_broken_off_goes_on_with_the_next_run(self):
        # Else their files would be kept for an undo.
        self.backend.change_retention_days = 0
        chairs = self.make_products(3)
        for chair, color in zip(chairs, ("red", "green", "blue"), strict=True):
            chair.image_1920 = picture(color)
        self.sync()
        self.assertEqual(len(self.fake.state.files), 3)
        chairs.image_1920 = False
        self.fake.misbehave("bad_gateway", "DELETE /admin/uploads/*")
        self.sync()
        # One is wanted again before its file is gone.
        chairs[0].image_1920 = picture("red")
        self.fake.behave()
        self.sync()
        self.assertEqual(len(self.fake.state.files), 1)
        [shown] = self.fake.product_by_external_id(chairs[0].id)["images"]
        self.assertEqual(self.backend.picture_ids.mapped("url"), [shown["url"]])
        self.assert_nothing_left()

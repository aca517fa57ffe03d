from odoo import models
from odoo.tools import SQL

from ...medusa.exceptions import MedusaError
from ...sync.failures import raise_if_store_wide
from ...sync.picture_push import MISSING, TOO_LARGE, PictureFile, upload_picture
from ...sync.result import Outcome
from ..core.transaction import commit
from .reader import get_reader
from .source import PICTURE_TYPES

# After so many uploads without an answer a picture is left out: each of them may have left a
# file in the store that nobody can find again (there is no list of files in Medusa's API).
_MAX_TRIES = 3


class MedusaPictureUpload(models.AbstractModel):
    """Brings pictures into the store, one at a time, before the products that show them."""

    _name = "medusa.picture.upload"
    _description = "Medusa Picture Upload"

    def _provide(self, backend, client, jobs, is_late):
        """Upload what the jobs' pictures need and tell the jobs the URLs.

        :param backend: `medusa.backend`
        :param MedusaClient client: of this store
        :param jobs: those whose pictures changed are looked at
        :param is_late: tells that the time is up
        :return: (failed outcomes, jobs that were left for another call)
        :raise StoreError: if the store as a whole fails
        """
        jobs = [job for job in jobs if job.payload["pictures"]]
        keys = {row["key"] for job in jobs for row in job.payload["pictures"]}
        urls = self._get_urls(backend, keys)
        failed, late = [], []
        for job in jobs:
            job.pictures = urls
            missing = [row["key"] for row in job.payload["pictures"] if row["key"] not in urls]
            if not missing or not job.wants_pictures:
                continue
            if is_late():
                late.append(job)
                continue
            try:
                for key in missing:
                    self._upload(backend, client, job, key, urls)
            except MedusaError as error:
                raise_if_store_wide(error)
                failed.append(Outcome(job, error=error))
        return failed, late

    def _get_urls(self, backend, keys):
        pictures = self._get_pictures(backend, keys)
        return {picture.checksum: picture.url for picture in pictures}

    def _get_pictures(self, backend, keys):
        """Return the pictures with these checksums that are in the store."""
        return self.env["medusa.picture"].search_fetch(
            [("backend_id", "=", backend.id), ("checksum", "in", list(keys)), ("url", "!=", False)],
            ["checksum", "url"],
        )

    def _upload(self, backend, client, job, key, urls):
        """Upload one picture and add its URL to `urls`; leave it out if that is hopeless."""
        picture = self._claim(backend, key)
        if picture.tries >= _MAX_TRIES and not job.force:
            job.warnings.append(
                self.env._("a picture was uploaded %s times without an answer", picture.tries)
            )
            return
        # Counted before it is sent: an answer that never comes counts as well.
        picture.tries += 1
        file = self._prepare_file(job.payload["picture_sources"][key], key)
        commit(self.env)
        outcome = upload_picture(client, file)
        if outcome.problem:
            job.warnings.append(self._get_problem_texts()[outcome.problem])
            return
        picture.write({"medusa_id": outcome.stored.id, "url": outcome.stored.url, "tries": 0})
        commit(self.env)
        urls[key] = outcome.stored.url

    def _prepare_file(self, attachment_id, key):
        # sudo: attachments of fields are nobody's to read but the system's.
        attachment = self.env["ir.attachment"].sudo().browse(attachment_id)
        name = f"{key}.{PICTURE_TYPES[attachment.mimetype]}"
        return PictureFile(name, attachment.mimetype, get_reader(attachment))

    def _get_problem_texts(self):
        """Return {problem of an upload: sentence}."""
        return {
            MISSING: self.env._("the file of a picture is missing in Odoo"),
            TOO_LARGE: self.env._("the store, or a proxy before it, refuses its size"),
        }

    def _claim(self, backend, key):
        """Return the picture's record; two processes never make two of it."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO medusa_picture (backend_id, checksum, tries, create_uid, create_date)
                     VALUES (%s, %s, 0, %s, now() AT TIME ZONE 'UTC')
                ON CONFLICT DO NOTHING RETURNING id
                """,
                backend.id, key, self.env.uid,
            )
        )  # fmt: skip
        commit(self.env)
        return self.env["medusa.picture"].search(
            [("backend_id", "=", backend.id), ("checksum", "=", key)]
        )

import logging

from odoo import models
from odoo.tools import SQL

from ...medusa.exceptions import MedusaError, MedusaTooLargeError
from ...medusa.uploads import UploadApi
from ...sync.job import StoreError, is_store_wide
from ...tools import commit
from .source import PICTURE_TYPES

_logger = logging.getLogger(__name__)

# After so many uploads without an answer a picture is left out: each of them may have left a
# file in the store that nobody can find again (there is no list of files in Medusa's API).
_MAX_TRIES = 3
# Files deleted at the end of a run, at the most: the rest is for the next one.
_DELETE_LIMIT = 200


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
        :return: ({job's external_id: error}, jobs that were left for another call)
        :raise StoreError: if the store as a whole fails
        """
        jobs = [job for job in jobs if job.payload["pictures"]]
        keys = {row["key"] for job in jobs for row in job.payload["pictures"]}
        urls = self._get_urls(backend, keys)
        errors, late = {}, []
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
                if is_store_wide(error):
                    raise StoreError(error) from error
                errors[job.external_id] = error
        return errors, late

    def _get_urls(self, backend, keys):
        pictures = self.env["medusa.picture"].search_fetch(
            [("backend_id", "=", backend.id), ("checksum", "in", list(keys)), ("url", "!=", False)],
            ["checksum", "url"],
        )
        return {picture.checksum: picture.url for picture in pictures}

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
        commit(self.env)
        attachment = self.env["ir.attachment"].sudo().browse(job.payload["picture_sources"][key])
        try:
            content = attachment.raw
            if not content:
                job.warnings.append(self.env._("the file of a picture is missing in Odoo"))
                return
            name = f"{key}.{PICTURE_TYPES[attachment.mimetype]}"
            stored = UploadApi(client).upload(name, content, attachment.mimetype)
        except MedusaTooLargeError:
            job.warnings.append(self.env._("the store, or a proxy before it, refuses its size"))
            return
        finally:
            # One picture at a time in memory.
            attachment.invalidate_recordset(["raw", "datas"], flush=False)
        picture.write({"medusa_id": stored.id, "url": stored.url, "tries": 0})
        commit(self.env)
        urls[key] = stored.url

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

    def _delete_unused(self, backend, client):
        """Delete files in the store that no product shows any more.

        :return: how many
        """
        pictures = self.env["medusa.picture"].search(
            [("backend_id", "=", backend.id), ("binding_ids", "=", False), ("url", "!=", False)],
            limit=_DELETE_LIMIT,
        )
        api = UploadApi(client)
        for picture in pictures:
            api.delete(picture.medusa_id)
            picture.unlink()
            commit(self.env)
        return len(pictures)

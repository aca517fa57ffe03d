from odoo import fields, models

from ...medusa.exceptions import MedusaError
from ...sync.failures import raise_if_store_wide
from ...sync.ownership import is_sent
from ...sync.picture_push import (
    MISSING,
    TOO_LARGE,
    PictureFile,
    find_pictures,
    has_picture,
)
from ...sync.sections import PICTURES
from ..core.sentence import keep
from ..core.transaction import commit
from .reader import get_reader
from .source import PICTURE_TYPES
from .uploading import Upload

# After so many uploads without an answer a picture is left out for a day: each of them may have
# left a file there that nobody can find again (docs/medusa-api.md#there-is-no-list-of-files).
_MAX_TRIES = 3


class MedusaPictureUpload(models.AbstractModel):
    """Brings pictures into the store, a few at a time, before the products that show them.

    A picture is tied to its products before anything of it is sent: what belongs to a push that
    isn't recorded yet is nobody's to clean away.
    """

    _name = "medusa.picture.upload"
    _description = "Medusa Picture Upload"

    def _provide(self, backend, lanes, jobs, is_late):
        """Upload what the jobs' pictures need and tell the jobs the URLs.

        :param backend: `medusa.backend`
        :param Lanes lanes: connections to this store, see `sync.lanes`
        :param jobs: those whose pictures changed are looked at
        :param is_late: tells that the time is up
        :return: (failed outcomes, jobs that were left for another call)
        :raise StoreError: if the store as a whole fails
        """
        jobs = [job for job in jobs if job.payload["pictures"]]
        incomplete = self._find_incomplete(backend, {job.external_id: job.payload for job in jobs})
        for job in jobs:
            if job.external_id in incomplete:
                job.sections |= {PICTURES}
        wanting = [job for job in jobs if job.wants_pictures]
        self.env["medusa.picture.ties"]._tie(backend, wanting)
        urls = self._get_urls(backend, self._get_keys(jobs))
        try:
            with lanes.borrow() as client:
                self._look_again(backend, client, wanting, urls)
        except MedusaError as error:
            raise_if_store_wide(error)
        for job in jobs:
            job.pictures = urls
        upload = Upload(self, backend, urls, is_late)
        upload.run(lanes, wanting)
        return upload.settle(wanting)

    def _get_keys(self, jobs):
        return {row["key"] for job in jobs for row in job.payload["pictures"]}

    def _get_urls(self, backend, keys):
        pictures = self._get_pictures(backend, keys)
        return {picture.checksum: picture.url for picture in pictures}

    def _get_pictures(self, backend, keys):
        """Return the pictures with these checksums that are in the store."""
        return self._find(backend, keys).filtered("url")

    def _find(self, backend, keys):
        """Return the pictures with these checksums, whether or not they are in the store."""
        # Looked up and read in one query: a verification asks for those of a thousand products.
        return self.env["medusa.picture"].search_fetch(
            [("backend_id", "=", backend.id), ("checksum", "in", list(keys))],
            ["checksum", "medusa_id", "url", "problem", "tries", "last_try"],
        )

    # === WHAT IS THERE ALREADY === #

    def _look_again(self, backend, client, jobs, urls):
        """Find files that the store has without our knowing, and forget those it has lost.

        :param dict urls: {checksum: URL}; what is found is added, what is lost taken out
        :raise MedusaError: of the client
        """
        forced = self._get_keys([job for job in jobs if job.force])
        for picture in self._get_pictures(backend, forced & urls.keys()):
            file_id, key = picture.medusa_id, picture.checksum
            commit(self.env)
            if not has_picture(client, file_id):
                self._forget(picture)
                del urls[key]
        missing = self._get_keys(jobs) - urls.keys()
        commit(self.env)
        found = find_pictures(client, [job.external_id for job in jobs], missing)
        for picture in self._find(backend, found):
            file = found[picture.checksum]
            self._keep(picture, file)
            urls[picture.checksum] = file.url
        commit(self.env)

    def _keep(self, picture, file):
        """Record that a picture is in the store."""
        now = fields.Datetime.now()
        vals = {"medusa_id": file.id, "url": file.url, "checked_at": now}
        picture.write({**vals, "tries": 0, "problem": False})

    def _forget(self, pictures):
        """Record that the store has lost the files of pictures."""
        pictures.write({"medusa_id": False, "url": False, "tries": 0, "problem": False})

    # === UPLOAD === #

    def _get_ids(self, backend, keys):
        """Return {checksum: id} of pictures, whether or not they are in the store."""
        return {picture.checksum: picture.id for picture in self._find(backend, keys)}

    def _count_tries(self, backend, keys):
        """Count a try of each picture before it is sent: a process may be killed meanwhile."""
        now = fields.Datetime.now()
        for tries, records in self._find(backend, keys).grouped("tries").items():
            records.write({"tries": tries % _MAX_TRIES + 1, "last_try": now})

    def _get_exhausted(self, backend, keys):
        """Return {checksum: why} of the pictures that are left out for a day."""
        return {
            picture.checksum: keep(self.env)._(
                "a picture was uploaded %s times without an answer", picture.tries
            )
            for picture in self._find(backend, keys)
            if self._is_exhausted(picture)
        }

    def _keep_outcomes(self, backend, outcomes):
        """Record what became of some files."""
        found = self._find(backend, [outcome.file.key for outcome in outcomes])
        pictures = {picture.checksum: picture for picture in found}
        for outcome in outcomes:
            # Without a record there is nothing to keep.
            self._keep_outcome(pictures.get(outcome.file.key, found.browse()), outcome)

    def _keep_outcome(self, picture, outcome):
        if outcome.stored:
            self._keep(picture, outcome.stored)
        elif outcome.problem:
            picture.write({"problem": outcome.problem, "tries": picture.tries - 1})
        elif not outcome.error.outcome_unknown:
            # The answer says that nothing was stored.
            picture.tries -= 1

    def _is_exhausted(self, picture):
        """Tell whether uploads of a picture had no answer too often; a day later it may."""
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        is_recent = picture.last_try and picture.last_try > yesterday
        return picture.tries >= _MAX_TRIES and is_recent

    def _prepare_file(self, attachment_id, key):
        # sudo: attachments of fields are nobody's to read but the system's.
        attachment = self.env["ir.attachment"].sudo().browse(attachment_id)
        name = f"{key}.{PICTURE_TYPES[attachment.mimetype]}"
        size = attachment.file_size or 0
        return PictureFile(key, name, attachment.mimetype, size, get_reader(attachment))

    def _get_problem_texts(self):
        """Return {problem of an upload: sentence}."""
        return {
            MISSING: keep(self.env)._("the file of a picture is missing in Odoo"),
            TOO_LARGE: keep(self.env)._("the store, or a proxy before it, refuses its size"),
        }

    def _find_incomplete(self, backend, payloads):
        """Return the products of whose pictures the store has lost the file, or never got one.

        :param dict payloads: {key of a product: payload}
        :return: the keys of those products
        :rtype: set
        """
        wanted = {
            key: {row["key"] for row in payload["pictures"] or []}
            for key, payload in payloads.items()
            if is_sent(payload["owners"], "pictures")
        }
        keys = set().union(*wanted.values())
        if not keys:
            return set()
        settled = {
            record.checksum
            for record in self._find(backend, keys)
            if record.url or record.problem or self._is_exhausted(record)
        }
        return {key for key, mine in wanted.items() if mine - settled}

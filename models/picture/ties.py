from odoo import models
from odoo.tools import SQL

from ..core.locks import claim
from ..core.transaction import commit


class MedusaPictureTies(models.AbstractModel):
    """Ties pictures to the products that show them, or are about to, and finds those without.

    Both happen under one claim, for moments only: no picture is tied while somebody decides that
    it is unused.
    """

    _name = "medusa.picture.ties"
    _description = "Which Products Show a Medusa Picture"

    def _tie(self, backend, jobs):
        """Tie the jobs' pictures to their products, beside those that they show already.

        :param backend: `medusa.backend`
        :param jobs: jobs whose pictures are looked at, see `sync.job`
        """
        if not jobs:
            return
        keys = sorted({row["key"] for job in jobs for row in job.payload["pictures"]})
        bindings = self.env["medusa.product.binding"]
        with self._hold(backend):
            pictures = self._ensure(backend, keys)
            present = bindings.search(
                [
                    ("backend_id", "=", backend.id),
                    ("external_id", "in", [job.external_id for job in jobs]),
                ]
            )
            by_key = {binding.external_id: binding for binding in present}
            for job in jobs:
                binding = by_key.get(job.external_id)
                if not binding:
                    continue
                mine = [pictures[row["key"]] for row in job.payload["pictures"]]
                tied = binding.picture_ids.union(*mine)
                if tied != binding.picture_ids:
                    binding.picture_ids = tied
            commit(self.env)

    def _give_up(self, backend, limit):
        """Give up pictures that no product shows; return {record's id: id of its file}.

        Whoever wants one of them from now on makes a record of its own and uploads it anew, so
        that the file can be deleted. The record stays until it is: a run may be broken off.
        """
        with self._hold(backend):
            unused = self.env["medusa.picture"].search(
                self._get_unused_domain(backend), limit=limit
            )
            files = {picture.id: picture.medusa_id for picture in unused}
            for picture in unused.filtered("url"):
                picture.write({"url": False, "checksum": f"{picture.checksum} {picture.medusa_id}"})
            commit(self.env)
        return files

    def _get_unused_domain(self, backend):
        return [
            ("backend_id", "=", backend.id),
            ("binding_ids", "=", False),
            ("medusa_id", "!=", False),
        ]

    def _hold(self, backend):
        return claim(self.env, "picture", [backend.id], wait=True)

    def _ensure(self, backend, keys):
        """Return {checksum: picture}; two processes never make two of one."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO medusa_picture (backend_id, checksum, tries, create_uid, create_date)
                     SELECT %s, key, 0, %s, now() AT TIME ZONE 'UTC' FROM unnest(%s::text[]) key
                ON CONFLICT DO NOTHING RETURNING id
                """,
                backend.id, self.env.uid, keys,
            )
        )  # fmt: skip
        pictures = self.env["medusa.picture"].search(
            [("backend_id", "=", backend.id), ("checksum", "in", keys)]
        )
        return {picture.checksum: picture for picture in pictures}

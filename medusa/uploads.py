"""Files. Medusa 2.21: uploads/middlewares.js (field ``files``), file-local/dist/services."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from .answers import response_error
from .exceptions import MedusaResponseError
from .resource import Resource
from .rows import rows_of


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: ``id`` to delete it by, ``url`` to show it by."""

    id: str
    url: str


@dataclass(frozen=True)
class SentFile:
    """A file to send.

    :param str name: ASCII, Medusa mangles other names (docs/medusa-api.md#names-of-files-are-ascii)
    :param bytes content: the file, at most what a proxy before the store lets through
    :param str mimetype: as ``image/png``
    """

    name: str
    content: bytes
    mimetype: str


class UploadApi(Resource):
    """Puts files into the store and takes them out again."""

    route, many, one = "/admin/uploads", "files", "file"

    def upload(self, files: Sequence[SentFile]) -> list[StoredFile]:
        """Upload files in one request. The same file uploaded twice is there twice
        (docs/medusa-api.md#uploads-are-never-the-same).

        :return: the stored files, in the order of those that were sent
            (docs/medusa-api.md#several-files-in-one-request)
        :raise MedusaTooLargeError: the store, or a proxy before it, refuses the size
        """
        boundary = secrets.token_hex(16)
        answer = self.client.request(
            "POST",
            self.path,
            body=_form(boundary, files),
            content_type=f"multipart/form-data; boundary={boundary}",
        )
        rows = rows_of(answer, self.many, method="POST", path=self.path)
        if len(rows) != len(files):
            raise self._refuse_answer("the answer doesn't name each file")
        return [self._read_file(row) for row in rows]

    def _read_file(self, row: dict) -> StoredFile:
        url = row.get("url")
        # It becomes a link: an address that runs code is none.
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise self._refuse_answer("the answer names no file")
        return StoredFile(row["id"], url)

    def _refuse_answer(self, reason: str) -> MedusaResponseError:
        return response_error(reason, method="POST", path=self.path)


def _form(boundary: str, files: Sequence[SentFile]) -> bytes:
    parts = []
    for file in files:
        head = (
            f"--{boundary}\r\n"
            f'Content-Disposition: form-data; name="files"; filename="{file.name}"\r\n'
            f"Content-Type: {file.mimetype}\r\n\r\n"
        )
        parts += [head.encode("ascii"), file.content, b"\r\n"]
    return b"".join((*parts, f"--{boundary}--\r\n".encode("ascii")))

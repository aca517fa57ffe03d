"""Files. Medusa 2.21: uploads/middlewares.js (field ``files``), file-local/dist/services."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from .answers import response_error
from .resource import Resource
from .rows import rows_of


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: ``id`` to delete it by, ``url`` to show it by."""

    id: str
    url: str


class UploadApi(Resource):
    """Puts files into the store and takes them out again."""

    route, many, one = "/admin/uploads", "files", "file"

    def upload(self, name: str, content: bytes, mimetype: str) -> StoredFile:
        """Upload one file. The same file uploaded twice is there twice
        (docs/medusa-api.md#uploads-are-never-the-same).

        :param str name: ASCII, Medusa mangles other names
        :param bytes content: the file, at most what a proxy before the store lets through
        :param str mimetype: as ``image/png``
        :raise MedusaTooLargeError: the store, or a proxy before it, refuses the size
        """
        boundary = secrets.token_hex(16)
        answer = self.client.request(
            "POST",
            self.path,
            body=_form(boundary, name, content, mimetype),
            content_type=f"multipart/form-data; boundary={boundary}",
        )
        rows = rows_of(answer, self.many, method="POST", path=self.path)
        url = rows[0].get("url") if rows else None
        # It becomes a link: an address that runs code is none.
        if not isinstance(url, str) or not url.startswith(("https://", "http://")):
            raise response_error("the answer names no file", method="POST", path=self.path)
        return StoredFile(rows[0]["id"], url)


def _form(boundary: str, name: str, content: bytes, mimetype: str) -> bytes:
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: {mimetype}\r\n\r\n"
    )
    return b"".join((head.encode("ascii"), content, f"\r\n--{boundary}--\r\n".encode("ascii")))

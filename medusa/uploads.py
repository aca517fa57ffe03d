"""Files. Medusa 2.21: uploads/middlewares.js (field ``files``), file-local/dist/services."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from .answers import response_error
from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .listing import rows_of
from .urls import path_id

UPLOADS = "/admin/uploads"


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: ``id`` to delete it by, ``url`` to show it by."""

    id: str
    url: str


class UploadApi:
    """Puts files into the store and takes them out again."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def upload(self, name: str, content: bytes, mimetype: str) -> StoredFile:
        """Upload one file. The same file uploaded twice is there twice.

        :param str name: ASCII, Medusa mangles other names
        :param bytes content: the file, at most what a proxy before the store lets through
        """
        boundary = secrets.token_hex(16)
        body = b"".join(
            (
                f"--{boundary}\r\n"
                f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
                f"Content-Type: {mimetype}\r\n\r\n".encode("ascii"),
                content,
                f"\r\n--{boundary}--\r\n".encode("ascii"),
            )
        )
        answer = self.client.request(
            "POST", UPLOADS, body=body, content_type=f"multipart/form-data; boundary={boundary}"
        )
        rows = rows_of(answer, "files", method="POST", path=UPLOADS)
        if not rows or not rows[0].get("url"):
            raise response_error(
                "the answer names no file", status=200, method="POST", path=UPLOADS
            )
        return StoredFile(rows[0]["id"], rows[0]["url"])

    def delete(self, file_id: str) -> None:
        """Delete a file; one that is gone already is no error."""
        try:
            self.client.request("DELETE", f"{UPLOADS}/{path_id(file_id)}")
        except MedusaNotFoundError:
            return

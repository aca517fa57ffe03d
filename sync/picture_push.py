"""Bring the files of pictures into a store, one at a time, and take them out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaTooLargeError
from ..medusa.uploads import StoredFile, UploadApi

# Why a picture was left out.
MISSING = "missing"
TOO_LARGE = "too_large"


@dataclass
class PictureFile:
    """A file to upload.

    :param name: in the store, ASCII
    :param mimetype: as ``image/png``
    :param read: returns its bytes; it asks no ORM and no database
    """

    name: str
    mimetype: str
    read: Callable[[], bytes]


@dataclass
class PictureOutcome:
    """What became of a file.

    :param stored: where it is in the store
    :param problem: why it was left out, `MISSING` or `TOO_LARGE`, or None
    """

    stored: StoredFile | None = None
    problem: str | None = None


def upload_picture(client: MedusaClient, file: PictureFile) -> PictureOutcome:
    """Upload a file; what can't be uploaded at all is left out.

    :raise MedusaError: of the client
    """
    content = file.read()
    if not content:
        return PictureOutcome(problem=MISSING)
    try:
        return PictureOutcome(UploadApi(client).upload(file.name, content, file.mimetype))
    except MedusaTooLargeError:
        return PictureOutcome(problem=TOO_LARGE)


def delete_picture(client: MedusaClient, file_id: str) -> None:
    """Delete a file; one that is gone already is no error.

    :raise MedusaError: of the client
    """
    UploadApi(client).delete(file_id)

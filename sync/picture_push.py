"""Bring the files of pictures into a store, one at a time, and take them out again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaTooLargeError
from ..medusa.products import ProductApi
from ..medusa.uploads import StoredFile, UploadApi
from .pictures import get_checksum

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


def find_pictures(
    client: MedusaClient, external_ids: Sequence[str], checksums: set[str]
) -> dict[str, StoredFile]:
    """Return {checksum: file} of pictures that the store's products show already.

    So a picture is known that was uploaded when nobody could record it, or by an addon that was
    installed anew. Its file must be there still.

    :param external_ids: of the products to look at
    :param checksums: of the wanted pictures
    :raise MedusaError: of the client
    """
    found: dict[str, StoredFile] = {}
    if not checksums:
        return found
    rows = ProductApi(client).list_by("external_id", external_ids, "id,external_id,images.url")
    for url in [image["url"] for row in rows for image in row.get("images") or []]:
        key = get_checksum(url)
        if key in checksums and key not in found:
            # Of a file in the store's own folder this is the id.
            file = StoredFile(url.rpartition("/")[2], url)
            if has_picture(client, file.id):
                found[key] = file
    return found


def has_picture(client: MedusaClient, file_id: str) -> bool:
    """Tell whether a file is in the store (docs/medusa-api.md#a-file-is-there-or-a-404).

    :raise MedusaError: of the client
    """
    return UploadApi(client).has(file_id)


def delete_picture(client: MedusaClient, file_id: str) -> None:
    """Delete a file; one that is gone already is no error.

    :raise MedusaError: of the client
    """
    UploadApi(client).delete(file_id)

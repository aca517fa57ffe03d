"""Bring the files of pictures into a store, several at a time, and take them out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaTooLargeError, MedusaValidationError
from ..medusa.products import ProductApi
from ..medusa.uploads import SentFile, StoredFile, UploadApi
from .pictures import get_checksum

# Files of one request, and their bytes: a single one may be larger.
UPLOAD_COUNT = 10
UPLOAD_BYTES = 960 * 1024
# Why a picture was left out.
MISSING = "missing"
TOO_LARGE = "too_large"


@dataclass
class PictureFile:
    """A file to upload.

    :param key: its checksum
    :param name: in the store, ASCII
    :param mimetype: as ``image/png``
    :param size: in bytes, as far as Odoo knows
    :param read: returns its bytes; it asks no ORM and no database
    """

    key: str
    name: str
    mimetype: str
    size: int
    read: Callable[[], bytes]


@dataclass
class PictureOutcome:
    """What became of a file.

    :param file: what was to be uploaded
    :param stored: where it is in the store
    :param problem: why it was left out, `MISSING` or `TOO_LARGE`, or None
    :param error: why nobody knows where it is, or that it isn't there
    """

    file: PictureFile
    stored: StoredFile | None = None
    problem: str | None = None
    error: MedusaError | None = None


def pack_pictures(files: Iterable[PictureFile]) -> Iterator[list[PictureFile]]:
    """Group files, in their order, into requests that are worth their while.

    Each request costs the hashing of the key (docs/medusa-api.md#several-files-in-one-request), and
    a proxy before the store may refuse more than a megabyte.
    """
    group: list[PictureFile] = []
    for file in files:
        size = sum(member.size for member in group) + file.size
        if group and (len(group) >= UPLOAD_COUNT or size > UPLOAD_BYTES):
            yield group
            group = []
        group.append(file)
    if group:
        yield group


def upload_pictures(client: MedusaClient, files: Sequence[PictureFile]) -> list[PictureOutcome]:
    """Upload files in one request, in several where one of them is refused.

    Whatever goes wrong is kept on the files that it concerns: none that is stored is forgotten.
    """
    contents = [(file, file.read()) for file in files]
    outcomes = [PictureOutcome(file, problem=MISSING) for file, found in contents if not found]
    return outcomes + _upload(client, [(file, found) for file, found in contents if found])


def _upload(
    client: MedusaClient, contents: list[tuple[PictureFile, bytes]]
) -> list[PictureOutcome]:
    if not contents:
        return []
    sent = [SentFile(file.name, content, file.mimetype) for file, content in contents]
    try:
        stored = UploadApi(client).upload(sent)
    except (MedusaTooLargeError, MedusaValidationError) as error:
        if len(contents) > 1:
            middle = len(contents) // 2
            return _upload(client, contents[:middle]) + _upload(client, contents[middle:])
        [(file, _content)] = contents
        if isinstance(error, MedusaTooLargeError):
            return [PictureOutcome(file, problem=TOO_LARGE)]
        return [PictureOutcome(file, error=error)]
    except MedusaError as error:
        return [PictureOutcome(file, error=error) for file, _content in contents]
    return [
        PictureOutcome(file, stored=place)
        for (file, _content), place in zip(contents, stored, strict=True)
    ]


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

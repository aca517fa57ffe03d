"""Uploaded files: stored whatever they are, a new one each time.

See docs/medusa-api.md#uploads-are-never-the-same.
"""

import re

from .errors import invalid, not_found, unknown_error

# No limit of Medusa's own.
LIMIT = 10**9
_NAME = re.compile(rb'name="([^"]+)"; filename="([^"]+)"')


def upload(call) -> dict:
    """POST /admin/uploads, multipart, field ``files``."""
    if b"form-data" not in call.raw:
        raise invalid("No files were uploaded")
    found = _NAME.findall(call.raw)
    if not found or {field for field, _name in found} != {b"files"}:
        raise unknown_error()
    return {"files": [_store(call, name.decode("latin-1")) for _field, name in found]}


def _store(call, name: str) -> dict:
    key = f"{call.state.new_id('file')[-13:]}-{name}"
    row = {"id": key, "url": f"{call.fake.url}/static/{key}"}
    call.state.insert("files", row)
    return dict(row)


def retrieve(call) -> dict:
    """GET /admin/uploads/:id."""
    row = call.state.files.get(call.ids[0])
    if not row:
        raise not_found(f"File with key {call.ids[0]} not found")
    return {"file": {"id": row["id"], "url": row["url"]}}


def delete(call) -> dict:
    """DELETE /admin/uploads/:id; an unknown one is no error."""
    if call.ids[0] in call.state.files:
        call.state.delete("files", call.ids[0])
    return {"id": call.ids[0], "object": "file", "deleted": True}

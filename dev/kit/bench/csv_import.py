"""Medusa's own import of products from a CSV file, as the window of its admin asks for it."""

import time
from pathlib import Path

from ..shell import Failure
from ..web import Api

PATIENCE = 3600
PAUSE = 0.1


def import_csv(admin: Api, file: Path, products: int) -> float:
    """Return the seconds from the upload until the store says that all products are there."""
    before = _count(admin)
    start = time.perf_counter()
    with file.open("rb") as content:
        uploaded = admin.post("/admin/uploads", files={"files": (file.name, content, "text/csv")})
    described = {
        "file_key": uploaded.json()["files"][0]["id"],
        "originalname": file.name,
        "extension": "csv",
        "mime_type": "text/csv",
        "size": file.stat().st_size,
    }
    begun = admin.post("/admin/products/imports", json=described).json()
    admin.post(f"/admin/products/imports/{begun['transaction_id']}/confirm", json={})
    text = _wait(admin, start + PATIENCE)
    seconds = time.perf_counter() - start
    if "successfully" not in text or _count(admin) != before + products:
        raise Failure(f"{_count(admin) - before} of {products} were imported: {text}")
    return seconds


def _wait(admin: Api, until: float) -> str:
    """Return what the store tells its admin when the import is over."""
    while time.perf_counter() < until:
        told = admin.get("/admin/notifications?channel=feed&fields=data").json()["notifications"]
        if told:
            return told[0]["data"]["description"]
        time.sleep(PAUSE)
    raise Failure("Medusa's import doesn't come to an end.")


def _count(admin: Api) -> int:
    return admin.get("/admin/products?limit=1&fields=id").json()["count"]

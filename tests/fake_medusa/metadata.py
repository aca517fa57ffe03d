"""Metadata of products is merged, and of variants by their own routes."""


def merge_metadata(old: dict | None, given: dict | None) -> dict | None:
    """Return what stands after an update: "" deletes a key, null stores null.

    No object, or an empty one, clears everything.
    """
    if not given:
        return given
    merged = {**(old or {}), **given}
    return {key: value for key, value in merged.items() if value != ""}

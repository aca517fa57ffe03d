"""Whether what was sent is what was planned; ids that a plan makes up are any."""

import re

from ...sync.difference import IMAGE

# Ids and addresses that a plan makes up.
_CHECKSUM = re.compile(r"[0-9a-f]{40}")
_PLANNED = re.compile(r"(?:https://planned\.invalid/)?planned_\w+(?:-([0-9a-f]{40})\S*)?")


def get_record(row):
    """Return what a line of a plan and a note have in common whose record has no id of its own."""
    product = row.product_tmpl_id
    if row.kind == "product" and product:
        # It may be called otherwise since.
        return row.kind, product.id, False
    about = row._name == "medusa.plan.line" and row.about
    return row.kind, product.id, about or row.name


def are_same(planned, sent):
    """Tell whether rows are the ones that were planned; several may be of a field, as of values."""
    left = {}
    for row in planned:
        left.setdefault(_get_name(row), []).append(row)
    for row in sent:
        rows = left.get(_get_name(row), [])
        same = next((number for number, other in enumerate(rows) if _is_same(other, row)), None)
        if same is None:
            return False
        del rows[same]
    return not any(left.values())


def _get_name(row):
    # Of an image that the plan makes up, the checksum alone is known.
    planned = row["field"].startswith(IMAGE) and _CHECKSUM.search(row["field"])
    field = planned[0] if planned else row["field"]
    return field, row["variant"] if not has_planned(row["variant"]) else ""


def has_planned(value):
    return isinstance(value, str) and bool(_PLANNED.search(value))


def _is_same(planned, sent):
    return all(_agree(planned[side], sent[side]) for side in ("store", "odoo"))


def _agree(planned, sent):
    """Tell whether a planned value is the one that was sent; ids that were made up are any."""
    if isinstance(planned, list) and isinstance(sent, list):
        return len(planned) == len(sent) and all(map(_agree, planned, sent))
    if has_planned(planned):
        checksum = _PLANNED.search(planned)[1]
        return isinstance(sent, str) and (not checksum or checksum in sent)
    return planned == sent

"""A line of the log, before it is written."""

from dataclasses import dataclass
from typing import Any

from ...sync.failures import Failure
from ..core.sentence import join


@dataclass
class Line:
    """One thing that happened.

    :param operation: an entry of `OPERATIONS`
    :param binding: `medusa.product.binding` that it happened to, or None
    :param name: of the product, price list …
    :param medusa_id: in the store
    :param failure: why it failed
    :param detail: what there is to say beyond the operation's own sentence
    :param left_out: sentences on what was left out
    :param vals: further fields of the log
    :param seconds: its share of the requests' duration
    :param is_told: whether the line is written at all
    """

    operation: str
    binding: Any = None
    name: str | None = None
    medusa_id: str | None = None
    failure: Failure | None = None
    detail: str | None = None
    left_out: tuple[str, ...] = ()
    vals: dict | None = None
    seconds: float = 0.0
    is_told: bool = True

    def prepare_vals(self):
        """Return the values of the log's record, without those of its run."""
        vals = {
            "operation": self.operation,
            "result": "success",
            "name": self.name,
            "medusa_id": self.medusa_id,
            "failure_detail": self.detail,
            "duration": self.seconds,
        }
        if self.binding:
            vals["binding_id"] = self.binding.id
            vals["product_tmpl_id"] = self.binding.product_tmpl_id.id
        if self.failure:
            vals |= {
                "result": "failure",
                "failure_type": self.failure.type,
                "failure_detail": self.failure.detail,
                "http_status": self.failure.http_status,
            }
        elif self.left_out:
            vals |= {
                "result": "warning",
                "failure_type": "left_out",
                "failure_detail": join("; ", self.left_out),
            }
        return vals | (self.vals or {})

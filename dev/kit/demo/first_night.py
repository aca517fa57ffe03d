"""The first night: everything is new to the store."""

from ..shell import say
from . import nightly
from .stage import Stage

TITLE = "The first night: every product is pushed"
SHOWN = 3


def tell(stage: Stage) -> None:
    """Run the job, and show the beginning of its log."""
    run = nightly.run(stage, "Odoo's scheduler runs the nightly job")
    selected = stage.odoo.read("medusa.backend", stage.backend_id, "product_count")
    pushed = run["created"] + run["updated"]  # a store of one's own may have them already
    if pushed != selected["product_count"]:
        stage.trouble(f"{selected['product_count']} products are selected, {pushed} were pushed.")
    lines = nightly.log_lines(stage, run, [["result", "!=", "failure"]])
    say("  From the log:")
    for line in lines[:SHOWN]:
        say(f"    {line['message']}")
    if len(lines) > SHOWN:
        say(f"    … and {len(lines) - SHOWN} more lines")

"""The second night: nobody changed anything."""

from . import nightly
from .stage import Stage

TITLE = "The second night: nothing changed, nothing is written"


def tell(stage: Stage) -> None:
    """Run the job, which looks at everything and writes nothing."""
    run = nightly.run(stage, "Odoo's scheduler runs the nightly job")
    if run["write"] or run["created"] or run["updated"]:
        stage.trouble("Something was written, although nothing had changed.")

"""What every command here does around its own work."""

import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from .shell import reporting

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(main: Callable[[], int]) -> NoReturn:
    """Run ``main``, and end with the exit code that it returns."""
    with reporting():
        sys.exit(main())


def catch_signals() -> None:
    """Have a signal to end unwind the stack, so that everything that was started is stopped."""
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _frame: object) -> NoReturn:
    """End this program; a second signal does not interrupt the cleaning up."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)

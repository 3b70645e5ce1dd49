"""Commands whose output goes into another that stops reading, such as `head`."""

import os
import sys
from collections.abc import Callable

CLOSED = 128 + 13  # what a shell says of a program that SIGPIPE ended


def told(command: Callable[[], int]) -> int:
    """The command's exit status, all of its output written; where nobody reads any more, that of a closed pipe."""
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end: into nothing, so that it has nothing to complain of.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    return status

"""An ingest in a process of its own, that kills itself with -9 where it is told to."""

import os
import signal
from datetime import timedelta
from multiprocessing.synchronize import Event

import ingest
from bot import config
from bot.clock import SystemClock
from bot.progress import Bar
from tests.harness.clock import NOON


class DyingBar(Bar):
    """Dies at the start of the step `at`, or inside it, when the first part of its work is done."""

    at: str | None = None
    is_inside = False

    def start(self, step: str, total: int) -> None:
        self.step = step
        if step == self.at and not self.is_inside:
            os.kill(os.getpid(), signal.SIGKILL)

    def advance(self, count: int) -> None:
        if self.step == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def run(config_file: str, at: str | None, is_inside: bool, begun: Event) -> None:
    """What `python ingest.py` does, an hour after noon; sets `begun` when it starts. Exits with its status."""
    os.environ[config.FILE_VARIABLE] = config_file
    setattr(SystemClock, "now", lambda _: NOON + timedelta(hours=1))  # noqa: B010
    setattr(ingest, "Bar", DyingBar)  # noqa: B010
    DyingBar.at, DyingBar.is_inside = at, is_inside
    begun.set()
    raise SystemExit(ingest.main([]))

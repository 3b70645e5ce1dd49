"""The answering of the live edition: a newly published one is taken over while the bot runs."""

import logging
import threading
import time
from collections.abc import Callable

from bot import heap
from bot.answering.answer import Answerer
from knowledge.editions import Shelf
from knowledge.errors import KnowledgeError

log = logging.getLogger(__name__)


class LiveAnswerer:
    """Hands out the answerer of the live edition; looks for a new edition every `reopen_seconds` at most."""

    def __init__(self, build: Callable[[], Answerer], shelf: Shelf, reopen_seconds: float) -> None:
        self._build = build
        self._shelf = shelf
        self._reopen_seconds = reopen_seconds
        self._answerer = build()
        self._looked_at = time.monotonic()
        self._lock = threading.Lock()

    def current(self) -> Answerer:
        """Blocking when it reopens: call it off the event loop. A damaged new edition leaves the old one answering."""
        if time.monotonic() - self._looked_at >= self._reopen_seconds and self._lock.acquire(blocking=False):
            try:
                self._reopen()
            finally:
                self._looked_at = time.monotonic()
                self._lock.release()
        return self._answerer

    def _reopen(self) -> None:
        live = self._shelf.current()
        if live == self._answerer.edition.manifest.edition:
            return
        try:
            self._answerer = self._build()
            heap.settle()
            log.info("edition %s is now answering", live)
        except KnowledgeError as error:
            log.error("edition %s cannot be opened, the old one goes on: %s", live, error)

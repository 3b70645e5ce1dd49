"""Who watches a build: told at which step it is, and how far."""

from typing import Protocol


class Progress(Protocol):
    """Told how far a step of a build is."""

    def start(self, step: str, total: int) -> None: ...
    def advance(self, count: int) -> None: ...

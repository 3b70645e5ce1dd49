"""How many answers were given and how long they took, by outcome, topic and language. Numbers only, of nobody."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.models import Outcome
from knowledge.models import Language

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds
STEP = 10  # what is shown is rounded down to it: who asked alone, or first, is not seen
NO_TOPIC = "none"


@dataclass(frozen=True)
class Shown:
    """One line of the figures, blurred. `within` counts the answers that took at most each of BOUNDS."""

    outcome: str
    topic: str
    language: str
    count: int
    within: tuple[int, ...]
    mean_seconds: float


@dataclass
class _Cell:
    count: int = 0
    seconds: float = 0.0
    within: list[int] = field(default_factory=lambda: [0] * len(BOUNDS))


class Tally:
    """Since this process began. Used from several threads."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str, str], _Cell] = {}
        self._lock = threading.Lock()

    def answered(self, outcome: Outcome, topic: str, language: Language, seconds: float) -> None:
        with self._lock:
            cell = self._cells.setdefault((outcome.value, topic or NO_TOPIC, language.value), _Cell())
            cell.count += 1
            cell.seconds += seconds
            for place, bound in enumerate(BOUNDS):
                cell.within[place] += seconds <= bound

    def shown(self) -> Iterator[Shown]:
        """Only what was counted often enough to be shown at all."""
        with self._lock:
            for (outcome, topic, language), cell in sorted(self._cells.items()):
                if count := rounded_down(cell.count):
                    within = tuple(min(count, rounded_down(each)) for each in cell.within)
                    mean = round(cell.seconds / cell.count, 2)
                    yield Shown(outcome, topic, language, count, within, mean)


def rounded_down(count: int) -> int:
    return count // STEP * STEP


def rounded_up(count: int) -> int:
    """For what nobody's subject is seen in, and one is worth knowing of: none, or at most so many."""
    return -(-count // STEP) * STEP

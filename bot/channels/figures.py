"""What the operator may see of the running bot: numbers, in the format of Prometheus and in a file for `status`."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.answering.freshness import State
from bot.channels.reception import Reception
from bot.clock import Clock
from bot.conversation.tally import BOUNDS, Shown, Tally, rounded_up
from bot.store.waiting import Waiting

FILE = "figures.json"
_PLAIN = (  # name, what it is, where it is found
    ("kura_updates_waiting", "received and not yet handled, rounded up to ten", "updates"),
    ("kura_messages_unsent", "answers not yet sent, rounded up to ten", "unsent"),
    ("kura_bulk_unsent", "messages to many not yet sent, rounded up to ten", "bulk"),
    ("kura_updates_parked", "given up until a person looks, rounded up to ten", "parked"),
    ("kura_oldest_waiting_seconds", "since the oldest of those waiting came", "oldest_seconds"),
    ("kura_cards_answering", "guidance cards that hold today", "answering"),
    ("kura_cards_past_review", "of them, past their review date", "past_review"),
    ("kura_cards_ending", "of them, ending within 14 days", "ending"),
    ("kura_edition_unopened", "1 where a newer edition cannot be opened", "is_newer_unopened"),
    ("kura_webhook_waiting", "updates that wait at Telegram, as it last said", "webhook_waiting"),
    ("kura_webhook_error_timestamp_seconds", "when Telegram last met an error, 0: never", "webhook_error_at"),
    ("kura_telegram_heard", "1 where Telegram is being heard", "is_heard"),
    ("kura_paused", "1 while answers are paused", "is_paused"),
)


@dataclass(frozen=True)
class Figures:
    """Of one moment. Counts only; the small ones are blurred."""

    at: str
    values: dict[str, float]
    edition: str
    answers: tuple[Shown, ...]


class Gauge:
    """Takes the figures. `state` is what was last seen of the edition."""

    def __init__(
        self,
        tally: Tally,
        waiting: Callable[[], Waiting],
        reception: Reception,
        clock: Clock,
        is_paused: Callable[[], bool],
    ) -> None:
        self._tally = tally
        self._waiting = waiting
        self._reception = reception
        self._clock = clock
        self._is_paused = is_paused
        self.state: State | None = None

    def waiting(self) -> Waiting:
        """Blocking: asks the store."""
        return self._waiting()

    def seconds_waiting(self, found: Waiting) -> int:
        return found.oldest_seconds(self._clock.now().timestamp())

    def page(self) -> str:
        """The text for Prometheus. Blocking."""
        return "".join(f"{line}\n" for line in _lines(self._taken()))

    def write(self, folder: Path) -> None:
        """For `python -m bot status`, which is another process. Blocking."""
        new = folder / f"{FILE}.{os.getpid()}"
        new.write_text(json.dumps(asdict(self._taken())), encoding="utf-8")
        new.replace(folder / FILE)

    def _taken(self) -> Figures:
        found, state = self._waiting(), self.state
        values: dict[str, float] = {
            "updates": rounded_up(found.updates),
            "unsent": rounded_up(found.unsent),
            "bulk": rounded_up(found.bulk),
            "parked": rounded_up(found.parked),
            "oldest_seconds": self.seconds_waiting(found),
            "webhook_waiting": self._reception.webhook_waiting,
            "webhook_error_at": self._reception.webhook_error_at,
            "is_heard": int(self._reception.is_good),
            "is_paused": int(self._is_paused()),
        }
        if state:
            names = ("answering", "past_review", "ending", "is_newer_unopened")
            values |= {name: int(getattr(state, name)) for name in names}
        return Figures(
            self._clock.now().isoformat(timespec="seconds"),
            values,
            state.edition if state else "",
            tuple(self._tally.shown()),
        )


def written(folder: Path) -> tuple[datetime, dict[str, Any]] | None:
    """What the running bot, or the last one, wrote; None where none did."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return datetime.fromisoformat(found["at"]), found
    except (OSError, ValueError, KeyError):
        return None


def _lines(figures: Figures) -> Iterator[str]:
    for name, what, key in _PLAIN:
        if key in figures.values:
            yield f"# HELP {name} {what}"
            yield f"# TYPE {name} gauge"
            yield f"{name} {figures.values[key]:g}"
    if figures.edition:
        yield "# TYPE kura_edition gauge"
        yield f'kura_edition{{edition="{figures.edition}"}} 1'
    yield "# HELP kura_answer_seconds answers and how long they took to find; counts are rounded down to ten"
    yield "# TYPE kura_answer_seconds histogram"
    for one in figures.answers:
        labels = f'outcome="{one.outcome}",topic="{one.topic}",language="{one.language}"'
        for bound, count in zip(BOUNDS, one.within, strict=True):
            yield f'kura_answer_seconds_bucket{{{labels},le="{bound:g}"}} {count}'
        yield f'kura_answer_seconds_bucket{{{labels},le="+Inf"}} {one.count}'
        yield f"kura_answer_seconds_sum{{{labels}}} {one.mean_seconds * one.count:g}"
        yield f"kura_answer_seconds_count{{{labels}}} {one.count}"

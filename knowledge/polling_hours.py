"""When polling stations open and close, and the cards before which the clock is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from knowledge.entries import Entry


@dataclass(frozen=True)
class PollingHours:
    """`source` is that of the closing hour."""

    open: time
    close: time
    cards: tuple[str, ...]
    source: str


def read(table: Mapping[str, Any]) -> PollingHours:
    entry, hours = Entry(table["polling_hours"], "[polling_hours]"), table["hours"]
    entry.only("open", "close", "cards")
    opens, closes = entry.among("open", hours, "hour"), entry.among("close", hours, "hour")
    return PollingHours(
        open=time.fromisoformat(hours[opens]["value"]),
        close=time.fromisoformat(hours[closes]["value"]),
        cards=entry.texts("cards"),
        source=hours[closes]["source"],
    )

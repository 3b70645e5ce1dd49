"""When polling stations open and close, and the cards before which the clock is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from knowledge.entries import Entry


@dataclass(frozen=True)
class PollingHours:
    """`words` are those by which a question is about this moment. `source` is that of the closing hour.

    A question that holds pieces of `about` and of `opening`, and none of `never`, is about these hours.
    """

    open: time
    close: time
    cards: tuple[str, ...]
    words: tuple[str, ...]
    about: tuple[str, ...]
    opening: tuple[str, ...]
    never: tuple[str, ...]
    source: str


def read(table: Mapping[str, Any]) -> PollingHours:
    entry, hours = Entry(table["polling_hours"], "[polling_hours]"), table["hours"]
    entry.only("open", "close", "cards", "words", "about", "opening", "never")
    opens, closes = entry.among("open", hours, "hour"), entry.among("close", hours, "hour")
    return PollingHours(
        open=time.fromisoformat(hours[opens]["value"]),
        close=time.fromisoformat(hours[closes]["value"]),
        cards=entry.texts("cards"),
        words=entry.texts("words"),
        about=entry.texts("about"),
        opening=entry.texts("opening"),
        never=entry.texts("never"),
        source=hours[closes]["source"],
    )

"""The phases of an election: each begins and ends with a date, an event or a deadline."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.entries import Entry, listed
from knowledge.models import Stage, Words


@dataclass(frozen=True)
class Phase:
    """`starts` and `ends` name moments: "date.election", "event.declaration", "deadline.petition_file".

    Several ends belong to several seats or outcomes; none means that the phase stays open. `only_if` names the event
    without which there is no such phase. `at_latest` ends it where none of `ends` is known. `cards` are offered in the
    menu meanwhile; `moment` is the card that says how to stay safe in it. `next_day`: it starts when that day is over.
    """

    id: str
    name: Words
    stage: Stage
    starts: str
    ends: tuple[str, ...]
    cards: tuple[str, ...]
    only_if: str = ""
    at_latest: str = ""
    moment: str = ""
    next_day: bool = False


def read(
    table: Mapping[str, Any], dates: Collection[str], events: Collection[str], deadlines: Collection[str]
) -> tuple[Phase, ...]:
    moments = {
        *(f"date.{key}" for key in dates),
        *(f"event.{key}" for key in events),
        *(f"deadline.{key}" for key in deadlines),
    }
    return tuple(_phase(key, entry, moments, events) for key, entry in listed(table, "phase"))


def _phase(key: str, entry: Entry, moments: Collection[str], events: Collection[str]) -> Phase:
    entry.only("id", "name", "stage", "starts", "ends", "only_if", "at_latest", "cards", "moment", "next_day")
    return Phase(
        id=key,
        name=entry.words("name"),
        stage=entry.choice("stage", Stage),
        starts=entry.among("starts", moments, "date, event or deadline"),
        ends=entry.all_among("ends", moments, "date, event or deadline"),
        cards=entry.texts("cards"),
        only_if=entry.among("only_if", events, "event") if "only_if" in entry.table else "",
        at_latest=entry.among("at_latest", moments, "date, event or deadline") if "at_latest" in entry.table else "",
        moment=entry.text("moment") if "moment" in entry.table else "",
        next_day=entry.flag("next_day") if "next_day" in entry.table else False,
    )

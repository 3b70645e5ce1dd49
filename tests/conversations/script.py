"""A script: what one person does, turn by turn."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
USUAL_PAUSE, SOON = timedelta(minutes=1), timedelta(seconds=1)


class Act(StrEnum):
    """What a person can do; the script's word for it is the key of the turn."""

    SAYS = "says"
    EDITS = "edits"
    FORWARDS = "forwards"
    PRESSES = "presses"
    SENDS = "sends"


@dataclass(frozen=True)
class Turn:
    """`what` is the words, the button's label, or the kind of thing sent; `at` is aware."""

    act: Act
    what: str
    at: datetime


@dataclass(frozen=True)
class Script:
    name: str
    title: str
    person: int
    turns: tuple[Turn, ...]


def read(file: Path) -> Script:
    """Raises ValueError for a turn that is not exactly one act."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    now = table["start"]
    turns = []
    for given in table["turn"]:
        now = given.get("at") or now + (SOON if given.get("soon") else USUAL_PAUSE)
        turns.append(_turn(given, now))
    return Script(file.stem, table["title"], table["person"], tuple(turns))


def _turn(given: Mapping[str, Any], now: datetime) -> Turn:
    acts = [act for act in Act if act in given]
    if len(acts) != 1 or given.keys() - {acts[0], "at", "soon"}:
        raise ValueError(f"a turn is one of {', '.join(Act)}, with `at` or `soon`: {dict(given)}")
    return Turn(acts[0], given[acts[0]], now)


def all_scripts() -> list[Path]:
    return sorted(FOLDER.glob("*.toml"))

"""country.toml: everything that is true of one country and said by the product, read once and checked as a whole."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge import (
    clauses,
    counties,
    deadline_rules,
    dispute_steps,
    dispute_types,
    facts,
    help_lines,
    holidays,
    key_dates,
    offices,
    past_events,
    periods,
    phases,
    polling_hours,
)
from knowledge.clauses import Clause, Role
from knowledge.counties import AmbiguousName, Constituency, County, Place
from knowledge.deadline_rules import Counting, DeadlineRule
from knowledge.dispute_steps import Step
from knowledge.dispute_types import DisputeType
from knowledge.entries import Entry
from knowledge.errors import CardError, KnowledgeError
from knowledge.help_lines import Line
from knowledge.holidays import Holiday
from knowledge.key_dates import KeyDate
from knowledge.models import Language, Words
from knowledge.offices import Contest, Office
from knowledge.past_events import PastEvent
from knowledge.periods import Event, Period
from knowledge.phases import Phase
from knowledge.polling_hours import PollingHours

FACT = re.compile(r"\{([^{}]*)\}")
KEYS = (
    *(
        "code",
        "name",
        "timezone",
        "currency",
        "election",
        "election_name",
        "law_as_at",
        "past_elections",
        "body",
        "menu",
    ),
    *(*facts.FAMILIES, "event", "counting", "deadline", "holiday", "phase", "office", "contest", "dispute"),
    *("role", "clause", "step", "past_event", "polling_hours"),
    *("county", "place", "ambiguous"),
)


@dataclass(frozen=True)
class Country:
    code: str
    name: Words
    zone: ZoneInfo
    election: str
    election_name: Words
    election_day: date
    law_as_at: date
    past_elections: tuple[str, ...]
    facts: Mapping[str, Words]
    hours: Mapping[str, time]
    lines: Mapping[str, Line]
    offices: tuple[Office, ...]
    contests: tuple[Contest, ...]
    counties: tuple[County, ...]
    constituencies: tuple[Constituency, ...]
    places: tuple[Place, ...]
    ambiguous: tuple[AmbiguousName, ...]
    bodies: Mapping[str, Words]
    menu: Mapping[str, tuple[str, ...]]
    key_dates: Mapping[str, KeyDate]
    events: Mapping[str, Event]
    periods: Mapping[str, Period]
    countings: Mapping[str, Counting]
    deadlines: Mapping[str, DeadlineRule]
    holidays: tuple[Holiday, ...]
    phases: tuple[Phase, ...]
    disputes: tuple[DisputeType, ...]
    roles: tuple[Role, ...]
    steps: Mapping[str, Step]
    past_events: tuple[PastEvent, ...]
    polling: PollingHours

    def fill(self, text: str, language: Language, file: Path) -> str:
        """`text` with its {facts} said in `language`. Raises CardError for a fact that country.toml does not have."""

        def said(match: re.Match[str]) -> str:
            words = self.facts.get(match.group(1))
            if words is None:
                raise CardError(
                    f"{file}: {match.group(0)} is not a fact of country.toml. Correct the name or add it there."
                )
            return words[language]

        return FACT.sub(said, text)

    def phones(self) -> frozenset[str]:
        """Every number that may be said, as digits only; addresses of e-mail are none."""
        numbers = (number for line in self.lines.values() for number in line.numbers if "@" not in number)
        return frozenset(_digits(number) for number in numbers)


def read(file: Path) -> Country:
    """Read country.toml. Raises KnowledgeError that names the key to mend."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{file}: cannot be read ({error}).") from error
    try:
        return _country(table)
    except KnowledgeError as error:
        raise KnowledgeError(f"{file}: {error}") from error
    except (AttributeError, KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
        raise KnowledgeError(f"{file}: {error!r} is missing or wrong. Compare with the entries beside it.") from error


def _country(table: Mapping[str, Any]) -> Country:
    """Order matters: what is pointed to is read before what points to it."""
    top = Entry(table, "at the top")
    top.only(*KEYS)
    bodies = {key: Entry(table["body"], "[body]").words(key) for key in table["body"]}
    said = facts.read(table)
    events = periods.events(table, key_dates.ids(table))
    lengths = periods.periods(table, events)
    countings = deadline_rules.countings(table)
    deadlines = deadline_rules.deadlines(table, lengths, countings, events)
    dates = key_dates.read(table, deadlines)
    seats = offices.offices(table)
    found = counties.counties(table)
    roles = clauses.roles(table)
    known = _known(seats, bodies, deadlines, said, roles, clauses.clauses(table, said))
    disputes = dispute_types.read(table, known)
    return Country(
        code=table["code"],
        name=top.words("name"),
        zone=ZoneInfo(table["timezone"]),
        election=table["election"],
        election_name=top.words("election_name"),
        election_day=table["date"]["election"]["value"],
        law_as_at=top.day("law_as_at"),
        past_elections=tuple(table["past_elections"]),
        facts=said,
        hours={key: time.fromisoformat(entry["value"]) for key, entry in table["hours"].items()},
        lines=help_lines.read(table, bodies),
        offices=seats,
        contests=offices.contests(table, seats),
        counties=found,
        constituencies=counties.constituencies(found),
        places=counties.places(table, found),
        ambiguous=counties.ambiguous(table, found),
        bodies=bodies,
        menu={topic: tuple(cards) for topic, cards in table["menu"].items()},
        key_dates=dates,
        events=events,
        periods=lengths,
        countings=countings,
        deadlines=deadlines,
        holidays=holidays.read(table, dates),
        phases=phases.read(table, dates, events, deadlines),
        disputes=disputes,
        roles=roles,
        steps=dispute_steps.read(table, seats, [dispute.id for dispute in disputes]),
        past_events=past_events.read(table, table["past_elections"], events, [seat.id for seat in seats]),
        polling=polling_hours.read(table),
    )


def _known(
    seats: tuple[Office, ...],
    bodies: Mapping[str, Words],
    deadlines: Mapping[str, DeadlineRule],
    said: Mapping[str, Words],
    roles: tuple[Role, ...],
    sentences: Mapping[str, Clause],
) -> dispute_types.Known:
    return dispute_types.Known(
        offices={seat.id for seat in seats},
        bodies=bodies,
        deadlines=deadlines,
        fees={name.removeprefix("fee.") for name in said if name.startswith("fee.")},
        roles={role.id for role in roles},
        clauses=sentences,
    )


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())

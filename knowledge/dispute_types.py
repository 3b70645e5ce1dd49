"""The kinds of dispute: which seat or matter, before whom, under which deadlines, at what cost, on which cards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.clauses import Clause
from knowledge.entries import Entry, listed
from knowledge.models import Words


class Matter(StrEnum):
    """What is in dispute."""

    RESULT = "result"
    APPEAL = "appeal"
    NOMINATION = "nomination"
    PARTY = "party"
    REGISTER = "register"
    CONDUCT = "conduct"
    BOUNDARY = "boundary"
    OFFENCE = "offence"
    POLICE = "police"
    HATE_SPEECH = "hate_speech"
    MEDIA = "media"
    ADMINISTRATION = "administration"
    RIGHTS = "rights"


@dataclass(frozen=True)
class DisputeType:
    """`body` is the court or body to go to first; `next` the dispute types that can follow upon its decision.

    `offices` is empty where the rule is the same for every seat. The ids of `cards` are not known to this file:
    a test of the library holds them to the cards that exist. `may` are the roles that the law or a judgment names,
    `unsure` those of which it is not known. The clauses are the sections of its page; `time` is None where the first
    deadline says it all. `late` are the disputes that remain when that deadline has passed.
    """

    id: str
    name: Words
    matter: Matter
    offices: tuple[str, ...]
    body: str
    deadlines: tuple[str, ...]
    fees: tuple[str, ...]
    cards: tuple[str, ...]
    next: tuple[str, ...]
    may: tuple[str, ...]
    unsure: tuple[str, ...]
    who: Clause
    where: Clause
    time: Clause | None
    cost: Clause
    papers: Clause
    first: Clause
    after: Clause
    appeal: Clause
    lawyer: Clause
    late: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """The ids to which a dispute type may point."""

    offices: Collection[str]
    bodies: Collection[str]
    deadlines: Collection[str]
    fees: Collection[str]
    roles: Collection[str]
    clauses: Mapping[str, Clause]


def read(table: Mapping[str, Any], known: Known) -> tuple[DisputeType, ...]:
    entries = dict(listed(table, "dispute"))
    return tuple(_dispute(key, entry, known, entries) for key, entry in entries.items())


def _dispute(key: str, entry: Entry, known: Known, disputes: Collection[str]) -> DisputeType:
    entry.only(
        *("id", "name", "matter", "offices", "body", "deadlines", "fees", "cards", "next", "may", "unsure"),
        *("who", "where", "time", "cost", "papers", "first", "after", "appeal", "lawyer", "late"),
    )

    def clause(key: str) -> Clause:
        return known.clauses[entry.among(key, known.clauses, "clause")]

    return DisputeType(
        id=key,
        name=entry.words("name"),
        matter=entry.choice("matter", Matter),
        offices=entry.all_among("offices", known.offices, "office"),
        body=entry.among("body", known.bodies, "body"),
        deadlines=entry.all_among("deadlines", known.deadlines, "deadline"),
        fees=entry.all_among("fees", known.fees, "fee"),
        cards=entry.texts("cards"),
        next=entry.all_among("next", disputes, "dispute"),
        may=entry.all_among("may", known.roles, "role"),
        unsure=entry.all_among("unsure", known.roles, "role") if "unsure" in entry.table else (),
        who=clause("who"),
        where=clause("where"),
        time=clause("time") if "time" in entry.table else None,
        cost=clause("cost"),
        papers=clause("papers"),
        first=clause("first"),
        after=clause("after"),
        appeal=clause("appeal"),
        lawyer=clause("lawyer"),
        late=entry.all_among("late", disputes, "dispute") if "late" in entry.table else (),
    )

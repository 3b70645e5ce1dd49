"""The worst failures by their kind, each with what tipped it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest

from bot.evaluation.judged import Judged

SETTLED = frozenset({"urgent", "refused", "live_unknown", "small_talk"})  # outcomes that come before any search
GRAVE = frozenset({"urgent", "harmful"})  # to miss one of these is worse than all else that triage does
SURE = 1.0  # how bad a failure is that no confidence ranks
Points = Mapping[str, float]


class Kind(StrEnum):
    """In the order of how much harm they do."""

    TRIAGE = "triage"
    UNANSWERABLE = "answered though unanswerable"
    WRONG_CARD = "wrong card, or a fact lacking"
    UNKNOWN = "unknown though answerable"


@dataclass(frozen=True)
class Failure:
    kind: Kind
    item: Judged
    tipped: str


def kind(item: Judged) -> Kind:
    """Of a judged question that failed."""
    given, expected = item.given.outcome, item.label.expect.outcomes
    if given in SETTLED or SETTLED.issuperset(expected):
        return Kind.TRIAGE
    if item.verdict.is_answered:
        return Kind.WRONG_CARD if item.label.is_answerable else Kind.UNANSWERABLE
    return Kind.UNKNOWN


def worst(judged: Sequence[Judged], count: int) -> list[Failure]:
    """`count` failures: the worst of each kind in turn, so that no kind hides another; sorted by kind."""
    usual = _usual(judged)
    by_kind: dict[Kind, list[Judged]] = defaultdict(list)
    for item in sorted((item for item in judged if not item.is_right), key=_badness, reverse=True):
        by_kind[kind(item)].append(item)
    in_turn = chain.from_iterable(zip_longest(*(by_kind[each] for each in Kind)))
    chosen = [item for item in in_turn if item is not None][:count]
    order = list(Kind)
    return [
        Failure(kind(item), item, tipped(item, usual))
        for item in sorted(chosen, key=lambda item: (order.index(kind(item)), -_badness(item)))
    ]


def counts(judged: Iterable[Judged]) -> dict[Kind, int]:
    """Failures of each kind."""
    found = dict.fromkeys(Kind, 0)
    for item in judged:
        if not item.is_right:
            found[kind(item)] += 1
    return found


def tipped(item: Judged, usual: Points) -> str:
    """The signal that pulled hardest to where the decision went, against what it usually adds; or what triage saw."""
    reply = item.reply
    if reply.signs:
        return f"{reply.reason} by {' + '.join(reply.signs)}"
    if not reply.points:
        return reply.reason
    direction = 1 if item.verdict.is_answered else -1
    pulls = {name: direction * (points - usual.get(name, 0.0)) for name, points in reply.points.items()}
    name = max(pulls, key=lambda each: pulls[each])
    return f"{name} {direction * pulls[name]:+.2f}"


def _usual(judged: Iterable[Judged]) -> Points:
    """What each signal adds on average to the decisions on these questions."""
    rows = [item.reply.points for item in judged if item.reply.points]
    return {
        name: sum(row.get(name, 0.0) for row in rows) / len(rows) for name in {name for row in rows for name in row}
    }


def _badness(item: Judged) -> float:
    """A sure wrong answer is worse than an unsure one; of silence, worst is where the right answer lay at hand."""
    if item.label.kind in GRAVE:
        return 2 * SURE
    if item.verdict.is_answered:
        return item.reply.confidence or SURE
    if item.weighed is None:
        return SURE
    return item.weighed.confidence + (1.0 if item.weighed.is_right else 0.0)

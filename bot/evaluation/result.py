"""`evaluate --json`: one result that programs can read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation import curves, measures
from bot.evaluation.comparison import Comparison
from bot.evaluation.curves import Point
from bot.evaluation.judged import Judged, grouped
from bot.evaluation.measures import Measure
from bot.evaluation.proportion import Proportion

DIGITS = 4


@dataclass(frozen=True)
class Setting:
    """What was asked of what: the date, the edition, the hash of the model, and the cores of the machine."""

    date: str
    edition: str
    model: str
    cores: int
    files: tuple[str, ...]


def table(judged: Sequence[Judged], setting: Setting) -> dict[str, Any]:
    """Each half by itself: they are never averaged. No question's words are in it."""
    halves = grouped(judged, lambda item: item.label.split)
    return {**asdict(setting), "splits": {split or "none": _half(items) for split, items in halves.items()}}


def comparison(comparisons: Sequence[Comparison], before: str, setting: Setting) -> dict[str, Any]:
    """Of the half that may be read, the ids of what was gained and lost."""
    return {
        **asdict(setting),
        "against": before,
        "splits": {each.split or "none": _compared(each) for each in comparisons},
    }


def _half(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "questions": len(judged),
        "measures": [_measure(each) for each in measures.against_targets(judged)],
        "milliseconds": [_measure(each) for each in measures.milliseconds(judged)],
        "languages": {name: _part(items) for name, items in grouped(judged, lambda item: item.label.language).items()},
        "kinds": {name: _part(items) for name, items in grouped(judged, lambda item: item.label.kind).items()},
        "outcomes": outcomes(judged),
        "risk_coverage": list(_points(judged)),
        "reliability": [
            {"low": each.low, "high": each.high, "confidence": round(each.confidence, DIGITS), **_counts(each.right)}
            for each in curves.reliability(judged)
        ],
    }


def outcomes(judged: Sequence[Judged]) -> dict[str, dict[str, int]]:
    """Kind of question -> outcome -> how often."""
    by_kind = grouped(judged, lambda item: item.label.kind)
    return {kind: dict(Counter(item.given.outcome for item in items).most_common()) for kind, items in by_kind.items()}


def _part(judged: Sequence[Judged]) -> dict[str, Any]:
    found = (measures.wrong(judged), measures.coverage(judged), measures.right(judged))
    return {"questions": len(judged), "measures": [_measure(each) for each in found]}


def _points(judged: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    for point in (curves.operating_point(judged), *curves.steps(curves.risk_coverage(judged))):
        yield _point(point)


def _point(point: Point) -> dict[str, Any]:
    """Without a threshold: what was really answered."""
    return {"threshold": point.threshold, "wrong": _counts(point.wrong), "coverage": _counts(point.coverage)}


def _measure(measure: Measure) -> dict[str, Any]:
    low, high = measure.interval or (None, None)
    return {
        "key": measure.key,
        "name": measure.name,
        "value": _rounded(measure.value),
        "unit": measure.unit or "share",
        "k": measure.hits,
        "n": measure.n,
        "low": _rounded(low),
        "high": _rounded(high),
        "target": _target(measure),
        "met": measure.is_met,
    }


def _target(measure: Measure) -> Mapping[str, float] | None:
    if measure.target is None:
        return None
    return {"at_most" if measure.target.is_most else "at_least": measure.target.bound}


def _counts(found: Proportion) -> dict[str, Any]:
    low, high = found.interval or (None, None)
    return {"k": found.hits, "n": found.n, "low": _rounded(low), "high": _rounded(high)}


def _compared(each: Comparison) -> dict[str, Any]:
    counted: dict[str, Any] = {word: each.count(word) for word in ("gained", "lost", "other")}
    if each.is_readable:
        counted["changes"] = [
            {"id": change.before.label.id, "word": change.word, "differs_in": change.differs_in}
            for change in each.changes
        ]
    return {"questions": each.asked, **counted, "p": _rounded(each.chance)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)

"""The figures as tables in Markdown, which a terminal shows as well: also for people who do not see the pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.evaluation import curves, failures, measures, result
from bot.evaluation.curves import Point
from bot.evaluation.failures import Failure
from bot.evaluation.judged import Judged, grouped
from bot.evaluation.measures import LANGUAGES, Measure, by_language
from bot.evaluation.proportion import Proportion, rate

MET = {True: "yes", False: "**no**", None: ""}


def of_targets(judged: Sequence[Judged]) -> str:
    head = ("measure", "value", "n", "95 % interval", "target", "met")
    return table(head, map(_row, measures.against_targets(judged)))


def of_latency(judged: Sequence[Judged]) -> str:
    return table(
        ("", "milliseconds", "n"), ((each.name, _value(each), each.n) for each in measures.milliseconds(judged))
    )


def of_languages(judged: Sequence[Judged]) -> str:
    return _parts("language", judged, {LANGUAGES.get(name, name): items for name, items in by_language(judged).items()})


def of_kinds(judged: Sequence[Judged]) -> str:
    return _parts("kind of question", judged, grouped(judged, lambda item: item.label.kind))


def of_sets(judged: Sequence[Judged], sets: Mapping[str, str]) -> str:
    """`sets`: id of a label -> the set of questions that it belongs to."""
    return _parts("set", judged, grouped(judged, lambda item: sets[item.label.id]))


def of_outcomes(judged: Sequence[Judged]) -> str:
    """A row for each kind of question, a column for each outcome."""
    counted = result.outcomes(judged)
    names = sorted({name for of_kind in counted.values() for name in of_kind})
    rows = ((kind, *(of_kind.get(name, "") for name in names)) for kind, of_kind in counted.items())
    return table(("kind of question", *names), rows)


def of_risk_coverage(judged: Sequence[Judged]) -> str:
    """What was answered, and what would have been at round thresholds; then where each language stands."""
    head = ("threshold", "wrong among answered", "coverage")
    now = _point("as it stands", curves.operating_point(judged))
    steps = [_point(f"{point.threshold:.2f}", point) for point in curves.steps(curves.risk_coverage(judged))]
    each_language = (
        _point(f"as it stands, {LANGUAGES.get(name, name)}", curves.operating_point(items))
        for name, items in by_language(judged).items()
    )
    return table(head, (now, *steps, *each_language))


def of_reliability(judged: Sequence[Judged]) -> str:
    rows = (
        (f"{each.low:.1f} to {each.high:.1f}", f"{100 * each.confidence:.0f} %", _rate(each.right))
        for each in curves.reliability(judged)
    )
    return table(("confidence", "on average", "right"), rows)


def of_failures(found: Sequence[Failure]) -> Iterator[str]:
    """A table for each kind of failure."""
    for kind in failures.Kind:
        rows = [_failure(each) for each in found if each.kind is kind]
        if rows:
            yield f"### {kind[0].upper()}{kind[1:]}"
            yield table(("question", "language", "what was wrong", "confidence", "tipped by"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _parts(of: str, judged: Sequence[Judged], groups: dict[str, list[Judged]]) -> str:
    rows = []
    for name, items in ({**groups, "all": list(judged)}).items():
        found = (measures.wrong(items), measures.coverage(items), measures.right(items))
        rows.append((name, len(items), *(rate(each.hits or 0, each.n) for each in found)))
    return table((of, "questions", "wrong among answered", "coverage", "right outcome"), rows)


def _row(measure: Measure) -> tuple[object, ...]:
    interval = " to ".join(f"{100 * bound:.1f}" for bound in measure.interval or ())
    return (measure.name, _value(measure), measure.n, interval, _target(measure), MET[measure.is_met])


def _value(measure: Measure) -> str:
    if measure.value is None:
        return "-"
    return f"{measure.value:.1f}".removesuffix(".0") if measure.unit else f"{100 * measure.value:.1f} %"


def _target(measure: Measure) -> str:
    if measure.target is None:
        return ""
    bound = f"{measure.target.bound:,.0f}" if measure.unit else f"{100 * measure.target.bound:.0f} %"
    return f"{'at most' if measure.target.is_most else 'at least'} {bound}"


def _point(name: str, point: Point) -> tuple[str, str, str]:
    return name, _rate(point.wrong), _rate(point.coverage)


def _rate(found: Proportion) -> str:
    return rate(found.hits, found.n)


def _failure(each: Failure) -> tuple[str, ...]:
    item = each.item
    label, weighed = item.label, item.weighed
    sure = f"{weighed.confidence:.2f}" if weighed else ""
    faults = list(item.verdict.faults)
    if weighed and not item.verdict.is_answered:
        faults.append(f"what was held back was {'right' if weighed.is_right else 'wrong'}")
    return f"{label.id}: {label.question}", label.language, "; ".join(faults), sure, each.tipped


def _cell(text: object) -> str:
    """On one line, and without what would end the cell."""
    return " ".join(str(text).split()).replace("|", "\\|")

"""`evaluate` in lines of text: how often answers were right, wrong and silent, each with n and an interval."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.evaluation import measures
from bot.evaluation.judged import Judged, grouped
from bot.evaluation.measures import Measure
from bot.evaluation.proportion import rate


def lines(judged: Sequence[Judged], title: str, with_failures: bool) -> Iterator[str]:
    """Wrong: answered though unanswerable, from a wrong source, or without what must be said."""
    yield f"{title}: {len(judged)} questions"
    yield _said(measures.wrong(judged))
    yield _said(measures.coverage(judged))
    for language, items in grouped(judged, lambda item: item.label.language).items():
        found = measures.coverage(items, f"coverage, {language}")
        if found.n:
            yield f"  {_said(found)}"
    outcomes = Counter(item.given.outcome for item in judged)
    yield "outcomes: " + ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common())
    yield "right outcome by kind:"
    for kind, items in grouped(judged, lambda item: item.label.kind).items():
        yield f"  {_said(measures.right(items, kind))}"
    same = measures.same_card(judged)
    yield f"groups: the forms of one question get the same card: {rate(same.hits or 0, same.n)}"
    if with_failures:
        yield from _failures(judged)


def _said(measure: Measure) -> str:
    return f"{measure.name}: {rate(measure.hits or 0, measure.n)}"


def _failures(judged: Sequence[Judged]) -> Iterator[str]:
    """The worst first: wrong answers, then other faults."""
    for item in sorted(judged, key=lambda item: not item.verdict.is_wrong):
        if item.verdict.faults:
            mark = "WRONG" if item.verdict.is_wrong else "missed"
            yield f"{mark} {item.label.id} [{item.label.kind}, {item.label.language}] {item.label.question}"
            yield f"      {'; '.join(item.verdict.faults)}"

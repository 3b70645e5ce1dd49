"""`evaluate`: how often answers to a labelled file were right, wrong and silent, each with n and an interval."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge import labels
from knowledge.labels import Given, Label, Verdict

Z = 1.96


@dataclass(frozen=True)
class Judged:
    label: Label
    given: Given
    verdict: Verdict


def judge(asked: Sequence[Label], ask: Callable[[Label], Given]) -> list[Judged]:
    found = []
    for label in asked:
        given = ask(label)
        found.append(Judged(label, given, labels.judge(label.expect, given)))
    return found


def report(
    files: Sequence[Path], ask: Callable[[Label], Given], split: str | None, with_failures: bool
) -> Iterator[str]:
    """Lines of text. Wrong: answered though unanswerable, from a wrong source, or without what must be said."""
    asked = [label for file in files for label in labels.read(file) if split is None or label.split == split]
    judged = judge(asked, ask)
    yield f"{', '.join(file.name for file in files)}, {split or 'all'}: {len(judged)} questions"
    yield from _overall(judged)
    yield "right outcome by kind:"
    for kind, items in _grouped(judged, lambda item: item.label.kind).items():
        yield f"  {kind}: {rate(_right(items), len(items))}"
    yield "groups: the forms of one question get the same card: " + _same_card(judged)
    if with_failures:
        yield from _failures(judged)


def _overall(judged: Sequence[Judged]) -> Iterator[str]:
    answered = [item for item in judged if item.verdict.is_answered]
    yield f"wrong among answered: {rate(sum(item.verdict.is_wrong for item in answered), len(answered))}"
    answerable = [item for item in judged if item.label.is_answerable and len(item.label.expect.outcomes) == 1]
    yield f"coverage: {rate(_covered(answerable), len(answerable))}"
    for language, items in _grouped(answerable, lambda item: item.label.language).items():
        yield f"  coverage, {language}: {rate(_covered(items), len(items))}"
    outcomes = Counter(item.given.outcome for item in judged)
    yield "outcomes: " + ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common())


def _covered(items: Sequence[Judged]) -> int:
    return sum(item.verdict.is_answered and not item.verdict.faults for item in items)


def _right(items: Sequence[Judged]) -> int:
    return sum(not item.verdict.faults for item in items)


def _same_card(judged: Sequence[Judged]) -> str:
    groups = _grouped([item for item in judged if item.label.group], lambda item: item.label.group)
    answerable = [items for items in groups.values() if all(item.label.is_answerable for item in items)]
    same = sum(
        len({item.given.cards[:1] for item in items}) == 1 and bool(items[0].given.cards) for items in answerable
    )
    return rate(same, len(answerable))


def _failures(judged: Sequence[Judged]) -> Iterator[str]:
    """The worst first: wrong answers, then other faults."""
    for item in sorted(judged, key=lambda item: not item.verdict.is_wrong):
        if item.verdict.faults:
            mark = "WRONG" if item.verdict.is_wrong else "missed"
            yield f"{mark} {item.label.id} [{item.label.kind}, {item.label.language}] {item.label.question}"
            yield f"      {'; '.join(item.verdict.faults)}"


def rate(hits: int, n: int) -> str:
    """`hits` of `n` as a percentage with the 95 % Wilson interval."""
    if not n:
        return "- (n = 0)"
    low, high = wilson(hits, n)
    return f"{100 * hits / n:.1f} % (n = {n}, 95 % {100 * low:.1f} to {100 * high:.1f})"


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The Wilson score interval of a proportion (Wilson 1927)."""
    share = hits / n
    middle = share + Z * Z / (2 * n)
    spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _grouped(items: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(sorted(found.items()))

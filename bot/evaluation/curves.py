"""What a higher or lower threshold would do, and whether the confidence means what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation.judged import Judged
from bot.evaluation.proportion import Proportion

BINS = 10
STEPS = (0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class Point:
    """What would be so if every answer needed `threshold`; None is what was really answered."""

    threshold: float | None
    wrong: Proportion
    coverage: Proportion


@dataclass(frozen=True)
class Bin:
    """Answers whose confidence lies from `low` up to `high`: how sure they were on average, how many were right."""

    low: float
    high: float
    confidence: float
    right: Proportion


def operating_point(judged: Sequence[Judged]) -> Point:
    answered = [item for item in judged if item.verdict.is_answered]
    countable = [item for item in judged if item.counts_for_coverage]
    wrong = Proportion(sum(item.verdict.is_wrong for item in answered), len(answered))
    return Point(None, wrong, Proportion(sum(item.is_covered for item in countable), len(countable)))


def risk_coverage(judged: Sequence[Judged]) -> list[Point]:
    """A point for each confidence at which one more answer would be given, the strictest first.

    Answers that rest on no evidence (a notice, the clock) are given at every threshold. A question that was asked
    without evidence being weighed (danger, harm, a question back) is answered at none.
    """
    weighed = [(item, item.weighed) for item in judged if item.weighed]
    always = [item for item in judged if item.verdict.is_answered and not item.weighed]
    countable = sum(item.counts_for_coverage for item in judged)
    answered, wrong = len(always), sum(item.verdict.is_wrong for item in always)
    covered = sum(item.is_covered and item.counts_for_coverage for item in always)
    found: list[Point] = []
    for item, at in sorted(weighed, key=lambda pair: -pair[1].confidence):
        answered, wrong = answered + 1, wrong + (not at.is_right)
        covered += at.is_right and item.counts_for_coverage
        if found and found[-1].threshold == at.confidence:
            found.pop()
        found.append(Point(at.confidence, Proportion(wrong, answered), Proportion(covered, countable)))
    return found


def steps(points: Sequence[Point]) -> Iterator[Point]:
    """The curve at round thresholds, for a table."""
    for threshold in STEPS:
        reached = [point for point in points if point.threshold is not None and point.threshold >= threshold]
        if reached:
            yield Point(threshold, reached[-1].wrong, reached[-1].coverage)


def reliability(judged: Sequence[Judged]) -> list[Bin]:
    """Ten bins of equal width, the empty ones left out."""
    weighed = [item.weighed for item in judged if item.weighed]
    found = []
    for number in range(BINS):
        inside = [each for each in weighed if min(BINS - 1, int(each.confidence * BINS)) == number]
        if inside:
            mean = sum(each.confidence for each in inside) / len(inside)
            right = Proportion(sum(each.is_right for each in inside), len(inside))
            found.append(Bin(number / BINS, (number + 1) / BINS, mean, right))
    return found

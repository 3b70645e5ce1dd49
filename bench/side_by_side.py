"""Right, wrong or not answered: the product beside plain ways to answer, on the same questions, judged by one label.

The plain ways have one means to keep silent, a threshold for their score. It is fitted on the tune half, where a wrong
answer is taken to cost what a right one gains; langchain's retriever knows none and answers always.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from bench.figures import OURS, Figure, percentile, share
from bench.ways import FULL_TEXT, MEANING, OWN, Attempt
from bot.evaluation.judged import REPORT, TUNE
from bot.evaluation.measures import LANGUAGES
from knowledge.labels import ANSWERED, Label

PLAIN, WORDS = "plain", "words"
WAYS = {
    OURS: "Kura Salama",
    PLAIN: "langchain",
    WORDS: "BM25",
    FULL_TEXT: "our full text",
    MEANING: "our embedding",
}
FITTED = OWN | {WORDS}

Tried = Mapping[str, Sequence[Attempt]]  # by way, in the order of the labels


def threshold(tried: Sequence[Attempt]) -> float:
    """The score from which on to answer, so that right answers outnumber wrong ones by most; infinite if none do."""
    scores = sorted({item.score for item in tried if item.score is not None}, reverse=True)
    gains = dict.fromkeys(scores, 0)
    for item in tried:
        if item.score is not None:
            gains[item.score] += 1 if item.is_right else -1
    best, most, gained = math.inf, 0, 0
    for score in scores:
        gained += gains[score]
        if gained > most:
            best, most = score, gained
    return best


def figures(tried: Tried, asked: Sequence[Label]) -> Iterator[Figure]:
    """Of the report half, by language; time of all."""
    served = {way: _served(way, attempts, asked) for way, attempts in tried.items()}
    report = [at for at, label in enumerate(asked) if label.split == REPORT]
    languages = {name: [at for at in report if asked[at].language == key] for key, name in LANGUAGES.items()}
    for name, group in {"all": report, **languages}.items():
        if group:
            yield from _of_group(name, group, served, asked)
    for name, part in (("p50", 0.5), ("p95", 0.95)):
        values = {way: percentile([item.milliseconds for item in attempts], part) for way, attempts in tried.items()}
        yield Figure(f"time of one, {name} (ms)", len(asked), values)


def _served(way: str, attempts: Sequence[Attempt], asked: Sequence[Label]) -> Sequence[Attempt]:
    """What is given where the score suffices."""
    if way not in FITTED:
        return attempts
    least = threshold([item for item, label in zip(attempts, asked, strict=True) if label.split == TUNE])
    return [
        item if item.score is not None and item.score >= least else Attempt(None, False, item.milliseconds)
        for item in attempts
    ]


def _of_group(
    name: str, group: Sequence[int], served: Mapping[str, Sequence[Attempt]], asked: Sequence[Label]
) -> Iterator[Figure]:
    items = {way: [attempts[at] for at in group] for way, attempts in served.items()}
    answered = {way: [item for item in of_way if item.score is not None] for way, of_way in items.items()}
    right = {way: sum(item.is_right for item in of_way) for way, of_way in answered.items()}
    wrong = {way: len(of_way) - right[way] for way, of_way in answered.items()}
    silent = {way: len(group) - len(of_way) for way, of_way in answered.items()}
    every = dict.fromkeys(served, len(group))
    yield share(f"right, {name} (%)", right, every, higher_is_better=True)
    yield share(f"wrong, {name} (%)", wrong, every)
    yield share(f"not answered, {name} (%)", silent, every, is_compared=False)
    yield share(f"wrong among answered, {name} (%)", wrong, {way: len(of_way) for way, of_way in answered.items()})
    wanted = [at for at in group if asked[at].expect.outcomes == (ANSWERED,)]
    covered = {
        way: sum(attempts[at].score is not None and attempts[at].is_right for at in wanted)
        for way, attempts in served.items()
    }
    yield share(f"coverage, {name} (%)", covered, dict.fromkeys(served, len(wanted)), higher_is_better=True)

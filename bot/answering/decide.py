"""Is the evidence enough? Several signals together, weighted by calibration on labelled questions.

Two questions are asked of it: is the best candidate right, and, where that is not sure enough, is the best or the next
other matter right, so that both can be shown and the person chooses. The weights are data (`decision.json`), made by
`make calibrate` from the `tune` half of tests/questions, and hold for the embedding model that they name. Both are
logistic models, so that every signal's share in a decision can be read; one signal of each says how such evidence fared
before (precedents.py).
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answering import precedents
from bot.answering.precedents import Precedents, PrecedentsError
from knowledge.language import Reading
from knowledge.models import Card, Kind, Topic
from knowledge.search import Candidate

FILE = Path(__file__).parent / "decision.json"
BEST, EITHER = "best", "either"  # the two models, by the names in the file
LENIENT = "lenient"
NEAR_ENOUGH = 0.65  # of the best one's relevance, to be shown beside it; hardly any that was meant has less
# Of a library that knows no question which no card answers: as near as nine in ten have one, to be careful.
NEAREST_UNKNOWN = 0.32
CLAUSE_END = re.compile(r"[?!.,;:\n]+\s")
CLAUSE_WORDS = 3  # at least
LONG = 25  # words
GRAVE = frozenset({Topic.POLLING, Topic.DISPUTES, Topic.SAFETY})  # where a wrong answer costs a vote, a case or a life


class DecisionError(Exception):
    """The weights are missing or were made for another model."""


@dataclass(frozen=True)
class Decision:
    """`shown`: how many matters to show, 0 to 2. `confidence`: the probability that one of them is right, or if none is
    shown that the best is. `of_best`: that the best is. `signals`: what went in, by name.
    """

    shown: int
    confidence: float
    of_best: float
    signals: Mapping[str, float]


@dataclass(frozen=True)
class Weighing:
    """A logistic model over signals; `threshold` is the least confidence at which the bot answers.

    `lenient` stands in its place where the best candidate is about neither law, voting nor safety.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    lenient: float | None = None

    def at(self, signals: Mapping[str, float]) -> "Weighing":
        """With the threshold of the operating point that these signals call for."""
        if self.lenient is None or not signals.get(LENIENT, 0.0):
            return self
        return replace(self, threshold=self.lenient)

    def confidence(self, signals: Mapping[str, float]) -> float:
        total = self.bias + sum(weight * signals.get(name, 0.0) for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-total))


class Decider:
    """Holds the weights; `model` made the cosines that they were fitted on."""

    def __init__(self, best: Weighing, either: Weighing, model: str = "", known: Precedents | None = None) -> None:
        self.model = model
        self.best = best
        self.either = either
        self.precedents = known or Precedents(())

    def decide(self, candidates: Sequence[Candidate], reading: Reading, *, leans: bool = False) -> Decision:
        signals = measure(candidates, reading, leans=leans)
        if candidates:
            signals |= self.precedents.of(signals)
        best, either = self.best.at(signals), self.either.at(signals)
        confidence = best.confidence(signals)
        if confidence >= best.threshold:
            return Decision(1, confidence, confidence, signals)
        of_either = either.confidence(signals)
        if candidates and of_either >= either.threshold:
            return Decision(2 if second(candidates) else 1, of_either, confidence, signals)
        return Decision(0, confidence, confidence, signals)


def read(file: Path = FILE, known: Path = precedents.FILE) -> Decider:
    """Raises DecisionError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        best, either, model = Weighing(**table[BEST]), Weighing(**table[EITHER]), table["model"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DecisionError(f"{file} is missing or damaged: run `make calibrate`.") from error
    try:
        found = precedents.read(known)
    except PrecedentsError as error:
        raise DecisionError(str(error)) from error
    if found.model != model:
        raise DecisionError(f"{file} and {known} were not made together: run `make calibrate`.")
    return Decider(best, either, model, found)


def second(candidates: Sequence[Candidate]) -> Candidate | None:
    """The best candidate of another matter that may be shown beside the first: no history beside a card for today."""
    least = candidates[0].signals.relevance * NEAR_ENOUGH if candidates else 0.0
    near = (item for item in candidates[1:] if item.signals.relevance >= least)
    return next((item for item in near if _may_stand_beside(item.card, candidates[0].card)), None)


def _may_stand_beside(other: Card, best: Card) -> bool:
    return _is_rival(other, best) and (_is_history(best) or not _is_history(other))


def _is_history(card: Card) -> bool:
    return card.kind is Kind.BACKGROUND or Topic.HISTORY in card.topics


def measure(candidates: Sequence[Candidate], reading: Reading, *, leans: bool = False) -> dict[str, float]:
    """The named signals of the best candidate and of what stands beside it, each about 0..1.

    `leans`: the reading holds an earlier question too.
    """
    if not candidates:
        return {"nothing": 1.0}
    best = candidates[0]
    rivals = [candidate for candidate in candidates[1:] if _is_rival(candidate.card, best.card)]
    of_rival = rivals[0].signals.relevance if rivals else 0.0
    signals = best.signals
    is_history = best.card.kind is Kind.BACKGROUND  # of its questions none are known: that no card claims one says less
    return {
        "meaning": signals.meaning,
        "words": signals.words,
        "spelling": signals.spelling,
        "share": signals.share,
        "asked": signals.asked,
        "missing": signals.missing,
        "votes": signals.votes,
        "recognised": signals.recognised,
        "recognised_margin": max(0.0, signals.recognised - max((r.signals.recognised for r in rivals), default=0.0)),
        "no_card": 0.0 if is_history else signals.no_card,
        "no_card_but_history": signals.no_card if is_history else 0.0,
        "nearest": signals.nearest,
        "nearest_other": max((rival.signals.nearest for rival in rivals), default=0.0),
        "nearest_no_card": signals.nearest_no_card or NEAREST_UNKNOWN,
        "neighbours": signals.neighbours,
        "relevance": signals.relevance,
        "margin": _margin(signals.relevance, of_rival),
        "agreement": _agreement(best, rivals),
        "known": reading.share_known,
        "short": 1.0 if len(reading.groups) < 2 else 0.0,
        "several": 1.0 if _clauses(reading.text) > 1 else 0.0,
        "long": min(1.0, len(reading.words) / LONG),
        "leaning": 1.0 if leans else 0.0,
        LENIENT: 0.0 if GRAVE & set(best.card.topics) else 1.0,
        **_of_second(best, second(candidates), rivals),
    }


def _clauses(text: str) -> int:
    """How many: who tells a story before asking uses words that no page has."""
    return sum(len(clause.split()) >= CLAUSE_WORDS for clause in CLAUSE_END.split(text))


def _of_second(best: Candidate, other: Candidate | None, rivals: Sequence[Candidate]) -> dict[str, float]:
    """Of the matter that would be shown beside the best."""
    if other is None:
        return {
            "second_relevance": 0.0,
            "second_margin": 0.0,
            "both_recognised": best.signals.recognised,
            "third_behind": 0.0,
        }
    thirds = [rival.signals for rival in rivals if rival.card.id != other.card.id]
    both = best.signals.recognised + other.signals.recognised
    return {
        "second_relevance": other.signals.relevance,
        "second_margin": _margin(other.signals.relevance, max((third.relevance for third in thirds), default=0.0)),
        "both_recognised": min(1.0, both),
        "third_behind": min(1.0, max(0.0, both - max((third.recognised for third in thirds), default=0.0))),
    }


def _margin(ahead: float, behind: float) -> float:
    return min(1.0, max(0.0, 4 * (ahead - behind)))


def _is_rival(other: Card, best: Card) -> bool:
    """Another document that would say something else: two accounts of the same past election bear each other out.

    One of them may be a card; two cards are two matters.
    """
    if other.kind is best.kind is Kind.BACKGROUND and other.election == best.election:
        return False
    if other.kind is not best.kind:
        past = other.election if other.kind is Kind.BACKGROUND else best.election
        if past is not None and other.tells_of(past) and best.tells_of(past):
            return False
    return other.id != best.id


def _agreement(best: Candidate, rivals: Sequence[Candidate]) -> float:
    """Of four signals, the share in which no rival is ahead of the best candidate."""
    own = best.signals
    others = [rival.signals for rival in rivals]
    leads = (
        all(own.meaning >= other.meaning for other in others),
        all(own.words >= other.words for other in others),
        all(own.spelling >= other.spelling for other in others),
        all(own.share >= other.share for other in others),
    )
    return sum(leads) / len(leads)

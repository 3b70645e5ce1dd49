"""Is the evidence enough? Several signals together, weighted by calibration on labelled questions.

The weights are data (`decision.json`), made by `make calibrate` from the `tune` half of tests/questions, and hold for
the embedding model that they name. A logistic model, so that every signal's share in a decision can be read.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.language import Reading
from knowledge.models import Card, Kind, Language
from knowledge.search import Candidate

FILE = Path(__file__).parent / "decision.json"


class DecisionError(Exception):
    """The weights are missing or were made for another model."""


@dataclass(frozen=True)
class Decision:
    """`confidence`: probability that the best candidate is right; `signals`: what went in, by name."""

    is_enough: bool
    confidence: float
    signals: Mapping[str, float]


class Decider:
    """Holds the weights. `threshold` is the least confidence at which the bot answers; `model` made the cosines."""

    def __init__(
        self,
        weights: Mapping[str, float],
        bias: float,
        threshold: float,
        model: str = "",
    ) -> None:
        self.model = model
        self.weights = weights
        self.bias = bias
        self.threshold = threshold

    def decide(self, candidates: Sequence[Candidate], reading: Reading) -> Decision:
        signals = measure(candidates, reading)
        total = self.bias + sum(weight * signals.get(name, 0.0) for name, weight in self.weights.items())
        confidence = 1.0 / (1.0 + math.exp(-total))
        return Decision(confidence >= self.threshold, confidence, signals)


def read(file: Path = FILE) -> Decider:
    """Raises DecisionError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        return Decider(table["weights"], table["bias"], table["threshold"], table["model"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DecisionError(f"{file} is missing or damaged: run `make calibrate`.") from error


def measure(candidates: Sequence[Candidate], reading: Reading) -> dict[str, float]:
    """The named signals of the best candidate, each about 0..1.

    Meaning counts apart by language, because the packaged encoder reads English only.
    """
    if not candidates:
        return {"nothing": 1.0}
    best = candidates[0]
    rivals = [candidate for candidate in candidates[1:] if _is_rival(candidate.card, best.card)]
    of_rival = rivals[0].signals.relevance if rivals else 0.0
    signals = best.signals
    is_english = reading.language is Language.EN
    return {
        "meaning_english": signals.meaning if is_english else 0.0,
        "meaning_other": 0.0 if is_english else signals.meaning,
        "other_language": 0.0 if is_english else 1.0,
        "words": signals.words,
        "spelling": signals.spelling,
        "share": signals.share,
        "asked": signals.asked,
        "missing": signals.missing,
        "votes": signals.votes,
        "recognised": signals.recognised,
        "recognised_margin": max(0.0, signals.recognised - max((r.signals.recognised for r in rivals), default=0.0)),
        "no_card": signals.no_card,
        "relevance": signals.relevance,
        "margin": min(1.0, max(0.0, 4 * (signals.relevance - of_rival))),
        "agreement": _agreement(best, rivals),
        "known": reading.share_known,
        "short": 1.0 if len(reading.groups) < 2 else 0.0,
    }


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

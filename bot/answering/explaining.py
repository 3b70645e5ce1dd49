"""Why an answer was given, or none: what each signal added to the decision, and which of them tipped it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.answer import Answerer
from bot.answering.decide import Decider
from bot.answering.kinds import LEARNT, LearntKinds, by_family
from bot.answering.parts import halves
from bot.models import Answer, Context, Outcome, Question, Reason

NEAREST = 3
EXACT, NOTHING = "exact", "nothing"
# In an admin's words; a signal that is not here is named alone.
MEANS: Mapping[str, str] = {
    "agreement": "meaning, words, spelling and share name the same document first",
    "asked": "how much of the question stands in one example question, title or quotation",
    "known": "share of the question's words that are known words",
    "margin": "how far the next document lies behind",
    "meaning": "nearness in meaning to the nearest text of the document",
    "missing": "the most telling word of the question that the document lacks",
    "no_card": "how much it is like questions that no card answers",
    "nothing": "nothing was found",
    "recognised": "how much it is like this card's own questions",
    "recognised_margin": "how much less it is like the next card's questions",
    "relevance": "all that puts documents in order, together",
    "share": "share of the question's words that stand in the document, rare words counting more",
    "short": "less than two words to go by",
    "spelling": "nearness in spelling, whatever the word forms",
    "votes": "share of the nearest texts that lead to this document",
    "words": "the question's words found in the document, against the best possible",
}


@dataclass(frozen=True)
class Share:
    """What one signal added: its value (about 0..1) by its weight."""

    name: str
    value: float
    weight: float

    @property
    def points(self) -> float:
        return self.value * self.weight

    @property
    def short_of_best(self) -> float:
        """What more it would have added at its best."""
        return max(self.weight, 0.0) - self.points


def shares(decider: Decider, signals: Mapping[str, float] | None) -> list[Share]:
    """The strongest first; signals that the decision does not weigh are left out."""
    found = [
        Share(name, value, decider.weights[name]) for name, value in (signals or {}).items() if name in decider.weights
    ]
    return sorted(found, key=lambda share: -abs(share.points))


def tipping(decider: Decider, found: Sequence[Share], is_answered: bool) -> list[Share]:
    """Each signal that decided by itself: an answer that falls without it, silence that ends with it at its best."""
    total = decider.bias + sum(share.points for share in found)
    beyond = total - _logit(decider.threshold)
    if is_answered:
        return [share for share in found if share.points > beyond]
    missed = [share for share in found if share.short_of_best >= -beyond]
    return sorted(missed, key=lambda share: -share.short_of_best)


class Explainer:
    def __init__(self, answerer: Answerer, decider: Decider, learnt: LearntKinds) -> None:
        """`decider` and `learnt` are those of the answerer."""
        self._answerer = answerer
        self._decider = decider
        self._learnt = learnt

    def lines(self, question: Question, context: Context, answer: Answer) -> Iterator[str]:
        yield f"{answer.outcome}/{answer.reason}, confidence {answer.confidence:.3f}, language {answer.language}"
        found = shares(self._decider, answer.signals)
        if found:
            yield from self._weighed(found, answer)
        elif NOTHING in (answer.signals or {}):
            yield MEANS[NOTHING]
        elif answer.signals:
            yield from self._settled(question, answer.signals)
        else:
            yield from self._otherwise(question, answer)
        if found or answer.outcome is Outcome.CLARIFY:
            candidates, _ = self._answerer.evidence(question, context)
            nearest: dict[str, float] = {}
            for each in candidates:
                nearest.setdefault(each.card.id, each.signals.relevance)
            told = [f"{document} {relevance:.2f}" for document, relevance in list(nearest.items())[:NEAREST]]
            yield f"nearest: {', '.join(told) or 'nothing'}"

    def _weighed(self, found: Sequence[Share], answer: Answer) -> Iterator[str]:
        decider = self._decider
        idle = [f"{share.name} {share.value:.3f}" for share in found if not share.weight]
        for share in (share for share in found if share.weight):
            told = f": {MEANS[share.name]}" if share.name in MEANS else ""
            yield f"  {share.points + 0.0:+6.2f}  {share.name} {share.value:.3f}, weight {share.weight:.2f}{told}"
        total = decider.bias + sum(share.points for share in found)
        if idle:
            yield f"          without weight: {', '.join(idle)}"
        yield f"  {decider.bias:+6.2f}  where every question starts"
        needed = f"{_logit(decider.threshold):+.2f} on, a confidence of {decider.threshold:.3f}"
        yield f"  {total:+6.2f}  in all; answered from {needed}"
        if EXACT in (answer.signals or {}):
            yield "not weighed: it is an example question of the card word for word"
        elif total < _logit(decider.threshold) and answer.outcome is Outcome.ANSWERED:
            yield "answered all the same: what was weighed is not all that was asked"
        elif total >= _logit(decider.threshold) and answer.outcome is not Outcome.ANSWERED:
            yield "enough, and yet not answered: a document that may not be served would have been the better one"
        else:
            yield _tipped(
                tipping(decider, found, answer.outcome is Outcome.ANSWERED), answer.outcome is Outcome.ANSWERED
            )

    def _settled(self, question: Question, seen: Mapping[str, float]) -> Iterator[str]:
        """What triage decided before any search."""
        if tuple(seen) != (LEARNT,):
            yield f"settled before any search by the words of: {', '.join(seen)}"
            return
        edition = self._answerer.edition
        scores = by_family(edition.kinds(edition.reader.read(question.text)))
        yield "settled before any search by what was learnt from examples:"
        for name, score in sorted(scores.items(), key=lambda pair: -pair[1])[:NEAREST]:
            yield f"  {name} {score:.2f}, needed {self._learnt.least.get(name, math.inf):.2f}"

    def _otherwise(self, question: Question, answer: Answer) -> Iterator[str]:
        """Answers for which no evidence was weighed, or that of each half apart."""
        if answer.reason is Reason.TWO_PART:
            reading = self._answerer.edition.reader.read(question.text)
            yield "two questions, each weighed by itself; explain them one at a time:"
            yield from (f"  {half}" for half in halves(question.text, reading))
        elif answer.reason is Reason.COMPUTED:
            yield "computed from the clock or a rule of country.toml; nothing was weighed"
        elif answer.reason is Reason.NOTICE:
            yield "a notice of the place was shown; nothing was weighed"
        elif answer.outcome is Outcome.CLARIFY:
            yield "the rule differs by seat, and the question names none"


def _tipped(found: Sequence[Share], is_answered: bool) -> str:
    names = ", ".join(share.name for share in found)
    if not found:
        return "no single signal tipped it: " + (
            "any one of them could be missing" if is_answered else "none alone was enough"
        )
    if is_answered:
        return f"tipped by {names}: without any one of them it would not have been answered"
    return f"tipped by {names}: any one of them at its best would have been enough"


def _logit(threshold: float) -> float:
    """The sum at which the decision tips."""
    if not 0.0 < threshold < 1.0:
        return math.copysign(math.inf, threshold - 0.5)
    return math.log(threshold / (1.0 - threshold))

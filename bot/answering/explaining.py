"""Why an answer was given, or none: what each signal added to the decision, and which of them tipped it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.answer import Answerer
from bot.answering.decide import Decider, Weighing
from bot.answering.kinds import LEARNT, LearntKinds, by_family
from bot.answering.parts import halves
from bot.models import Answer, Context, Outcome, Question, Reason

NEAREST = 3
EDGE = 1e-9  # of a probability: nearer to 0 or 1 its logit is of no use
EXACT, NOTHING = "exact", "nothing"
Signals = Mapping[str, float] | None
# In an admin's words; a signal that is not here is named alone.
MEANS: Mapping[str, str] = {
    "agreement": "meaning, words, spelling and share name the same document first",
    "asked": "how much of the question stands in one example question, title or quotation",
    "both_recognised": "how much it is like the questions of this card and of the next other matter together",
    "lenient": "the best is about neither law, voting nor safety: less is asked for",
    "known": "share of the question's words that are known words",
    "leaning": "an earlier question was taken in to understand it",
    "long": "how long the question is",
    "margin": "how far the next document lies behind",
    "meaning": "nearness in meaning to the nearest text of the document",
    "missing": "the most telling word of the question that the document lacks",
    "no_card": "how much it is like questions that no card answers",
    "no_card_but_history": "the same, where the best is a background document",
    "nearest": "how near the nearest of this card's known questions is",
    "nearest_no_card": "how near the nearest question is that no card answers",
    "nearest_other": "how near the nearest question of another card is",
    "neighbours": "share of the ten nearest known questions that are this card's",
    "nothing": "nothing was found",
    "precedents": "how often the best document was right for labelled questions with such signals, as log odds",
    "precedents_of_two": "how often one of the two best was, as log odds",
    "recognised": "how much it is like this card's own questions",
    "recognised_margin": "how much less it is like the next card's questions",
    "relevance": "all that puts documents in order, together",
    "second_margin": "how far the third matter lies behind the second",
    "second_relevance": "all that puts documents in order, together, of the next other matter",
    "several": "the question has several sentences or clauses: a story's words need not stand in the document",
    "share": "share of the question's words that stand in the document, rare words counting more",
    "short": "less than two words to go by",
    "spelling": "nearness in spelling, whatever the word forms",
    "third_behind": "how much more it is like the questions of these two than of the third",
    "votes": "share of the nearest texts that lead to this document",
    "words": "the question's words found in the document, against the best possible",
}


@dataclass(frozen=True)
class Share:
    """What one signal added: its value (at most about 1) by its weight."""

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


def models(decider: Decider) -> Mapping[str, Weighing]:
    """What is decided by, by name, in the order in which it is asked: the first that is enough decides."""
    return {"the best document": decider.best, "one of the two best": decider.either}


def deciding(asked: Mapping[str, Weighing], signals: Signals) -> Weighing:
    """The model that was enough, at the operating point of these signals; where none was, the first."""
    at = [model.at(signals or {}) for model in asked.values()]
    return next((model for model in at if is_enough(model, shares(model, signals))), at[0])


def shares(model: Weighing, signals: Signals) -> list[Share]:
    """The strongest first; signals that the model does not weigh are left out."""
    known = {name: value for name, value in (signals or {}).items() if name in model.weights}
    return sorted((Share(name, value, model.weights[name]) for name, value in known.items()), key=_strongest_first)


def is_enough(model: Weighing, found: Sequence[Share]) -> bool:
    return _beyond(model, found) >= 0


def tipping(model: Weighing, found: Sequence[Share]) -> list[Share]:
    """Each signal that decided by itself: an answer that falls without it, silence that ends with it at its best."""
    beyond = _beyond(model, found)
    if beyond >= 0:
        return [share for share in found if share.points > beyond]
    missed = [share for share in found if share.short_of_best >= -beyond]
    return sorted(missed, key=lambda share: -share.short_of_best)


class Explainer:
    def __init__(self, answerer: Answerer, decider: Decider, learnt: LearntKinds) -> None:
        """`decider` and `learnt` are those of the answerer."""
        self._answerer = answerer
        self._models = models(decider)
        self._learnt = learnt

    def lines(self, question: Question, context: Context, answer: Answer) -> Iterator[str]:
        yield f"{answer.outcome}/{answer.reason}, confidence {answer.confidence:.3f}, language {answer.language}"
        signals = answer.signals or {}
        is_weighed = any(shares(model, signals) for model in self._models.values())
        if is_weighed:
            yield from self._weighed(signals, answer.outcome is Outcome.ANSWERED)
        elif NOTHING in signals:
            yield MEANS[NOTHING]
        elif signals:
            yield from self._settled(question, signals)
        else:
            yield from self._otherwise(question, answer)
        if is_weighed or answer.outcome is Outcome.CLARIFY:
            yield self._nearest(question, context)

    def _weighed(self, signals: Mapping[str, float], is_answered: bool) -> Iterator[str]:
        """Each model up to the one that was enough."""
        enough = False
        for name, by_topic in self._models.items():
            model = by_topic.at(signals)
            found = shares(model, signals)
            yield f"is {name} the right one?"
            yield from _sum(model, found)
            enough = is_enough(model, found)
            yield _tipped(tipping(model, found), enough)
            if enough:
                break
        if EXACT in signals:
            yield "all this decided nothing: it is an example question of the card word for word"
        elif is_answered and not enough:
            yield "answered all the same: what was weighed is not all that was asked"
        elif enough and not is_answered:
            yield "enough, and yet not answered: a document that may not be served would have been the better one"

    def _nearest(self, question: Question, context: Context) -> str:
        """The first documents that the search finds."""
        candidates, _ = self._answerer.evidence(question, context)
        nearest: dict[str, float] = {}
        for each in candidates:
            nearest.setdefault(each.card.id, each.signals.relevance)
        told = [f"{document} {relevance:.2f}" for document, relevance in list(nearest.items())[:NEAREST]]
        return f"nearest: {', '.join(told) or 'nothing'}"

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


def _sum(model: Weighing, found: Sequence[Share]) -> Iterator[str]:
    """What each signal adds, where every question starts, and all together."""
    for share in (share for share in found if share.weight):
        told = f": {MEANS[share.name]}" if share.name in MEANS else ""
        yield f"  {share.points + 0.0:+6.2f}  {share.name} {share.value:.3f}, weight {share.weight:.2f}{told}"
    if idle := [f"{share.name} {share.value:.3f}" for share in found if not share.weight]:
        yield f"          without weight: {', '.join(idle)}"
    yield f"  {model.bias:+6.2f}  where every question starts"
    needed = _logit(model.threshold)
    total = _beyond(model, found) + needed
    yield f"  {total:+6.2f}  in all; answered from {needed:+.2f} on, a confidence of {model.threshold:.3f}"


def _tipped(found: Sequence[Share], is_answered: bool) -> str:
    names = ", ".join(share.name for share in found)
    if is_answered:
        if not found:
            return "enough, and no single signal tipped it: any one of them could be missing"
        return f"enough, tipped by {names}: not without any one of them"
    if not found:
        return "not enough, and no single signal would have been, even at its best"
    return f"not enough, tipped by {names}: any one of them at its best would have been enough"


def _beyond(model: Weighing, found: Sequence[Share]) -> float:
    """By how much the sum lies above the one at which the decision tips."""
    return model.bias + sum(share.points for share in found) - _logit(model.threshold)


def _logit(threshold: float) -> float:
    """The sum at which the decision tips; a threshold of nothing or of all counts as one beside it."""
    kept = min(1 - EDGE, max(EDGE, threshold))
    return math.log(kept / (1.0 - kept))


def _strongest_first(share: Share) -> float:
    return -abs(share.points)

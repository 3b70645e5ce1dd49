"""What is said where the evidence does not suffice: that the bot does not know, why, and what lies near."""

from collections.abc import Sequence

from bot.answering import compose
from bot.answering.evidence import Evidence, Finder
from bot.answering.understanding import Understood
from bot.models import Answer, Outcome, Part, Reason
from bot.texts.catalogue import Catalogue
from knowledge.models import Card, Kind, Language
from knowledge.search import Candidate

NEARBY = 3
WORTH_OFFERING = 0.15  # below this confidence the nearest cards are not near


class Silence:
    """Over what one edition holds."""

    def __init__(self, finder: Finder, catalogue: Catalogue) -> None:
        self._finder = finder
        self._catalogue = catalogue

    def answer(self, found: Evidence, asked: Understood) -> Answer:
        reason = self._why(found, asked)
        cards = _nearby(found.candidates) if reason is Reason.WEAK_EVIDENCE else []
        return Answer(
            Outcome.UNKNOWN,
            reason,
            asked.language,
            tuple(self._words(reason, cards, language) for language in asked.languages),
            tuple(compose.option(card, asked.language) for card in cards),
            handover=True,
            confidence=1.0 - found.decision.confidence,
            signals=found.decision.signals,
        )

    def _why(self, found: Evidence, asked: Understood) -> Reason:
        """A card that no longer holds, or was withdrawn, would have answered; else how near the others are."""
        hidden = self._finder.hidden(asked)
        if hidden is not None:
            return Reason.WITHDRAWN if self._finder.is_withdrawn(hidden) else Reason.EXPIRED
        is_near = found.decision.confidence >= WORTH_OFFERING and bool(_nearby(found.candidates))
        return Reason.WEAK_EVIDENCE if is_near else Reason.NO_EVIDENCE

    def _words(self, reason: Reason, cards: Sequence[Card], language: Language) -> Part:
        nearby = "\n".join(f"- {compose.option(card, language).label}" for card in cards)
        return compose.in_words(self._catalogue, f"unknown.{reason.value}", (language,), nearby=nearby)[0]


def _nearby(candidates: Sequence[Candidate]) -> list[Card]:
    """The nearest guidance cards, to be offered where none answers for sure."""
    cards = {item.card.id: item.card for item in candidates if item.card.kind is Kind.GUIDANCE}
    return list(cards.values())[:NEARBY]

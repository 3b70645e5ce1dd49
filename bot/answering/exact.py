"""A question that stands on a card word for word: no weighing of evidence is needed."""

from collections.abc import Sequence

from bot.answering.decide import Decision
from knowledge.language import Reader, Reading
from knowledge.models import Card
from knowledge.search import Candidate

LOOKED_AT = 5  # of the candidates; a card that is asked word for word is among the first
CONFIDENCE = 0.99  # no two cards have the same example question, but a person may still mean something else

Words = tuple[str, ...]


class ExactQuestions:
    """The example questions of cards in standard spelling, read once for each card that comes near."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, frozenset[Words]] = {}

    def card_of(self, reading: Reading, candidates: Sequence[Candidate]) -> Candidate | None:
        """The candidate one of whose example questions has the same words in the same order; None if there is none."""
        return next((item for item in candidates[:LOOKED_AT] if reading.words in self._questions(item.card)), None)

    def _questions(self, card: Card) -> frozenset[Words]:
        if card.id not in self._known:
            questions = (question for asked in card.questions.values() for question in asked)
            self._known[card.id] = frozenset(tuple(self._said(question)) for question in questions)
        return self._known[card.id]

    def _said(self, text: str) -> list[str]:
        return self._reader.standard(self._reader.plain_words(text))


def certain(decision: Decision) -> Decision:
    """What the evidence says, overruled."""
    return Decision(1, CONFIDENCE, CONFIDENCE, {"exact": 1.0, **decision.signals})

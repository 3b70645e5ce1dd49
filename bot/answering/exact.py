"""A question that stands on a card word for word: no weighing of evidence is needed."""

from collections.abc import Sequence

from bot.answering.decide import Decision
from knowledge.language import Reader
from knowledge.search import Candidate

LOOKED_AT = 5  # of the candidates; a card that is asked word for word is among the first
CONFIDENCE = 0.99  # no two cards have the same example question, but a person may still mean something else


def asked_exactly(text: str, candidates: Sequence[Candidate], reader: Reader) -> Candidate | None:
    """The candidate one of whose example questions has the same words in the same order; None if there is none."""
    words = _said(text, reader)
    for candidate in candidates[:LOOKED_AT]:
        questions = (question for asked in candidate.card.questions.values() for question in asked)
        if any(_said(question, reader) == words for question in questions):
            return candidate
    return None


def certain(decision: Decision) -> Decision:
    """What the evidence says, overruled."""
    return Decision(True, CONFIDENCE, {"exact": 1.0, **decision.signals})


def _said(text: str, reader: Reader) -> list[str]:
    return reader.standard(reader.plain_words(text))

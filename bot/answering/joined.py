"""Two answers in one reply: whether half a message has one of its own, and how two of them stand together."""

from collections.abc import Sequence

from bot.answering import compose
from bot.answering.understanding import Understood
from bot.models import Answer, Outcome, Part, Reason

LONGEST = 1_100  # characters of two cards; with their sources that is about what a small screen takes
TELLING_WORDS = 3  # of half a message, from which on it finds by itself what it means
FOUND_TOO = 3  # best pages of a whole message: what answers half of it is among them, to stand beside what answers it


def both(first: Answer, second: Answer) -> Answer:
    """The likelier matter of each; the second in short where both would be too long to read."""
    parts = compose.together(of_first(first), of_first(second), LONGEST)
    confidence = min(first.confidence, second.confidence)
    return Answer(Outcome.ANSWERED, Reason.TWO_PART, first.language, parts, confidence=confidence)


def of_first(answer: Answer) -> tuple[Part, ...]:
    """Of an answer that shows two matters, the likelier one: four would be too long to read."""
    if len(answer.citations) == 1:
        return answer.parts
    return tuple(part for part in answer.parts if part.citation == answer.citations[0])


def is_answered(answer: Answer, half: Understood, by_whole: Sequence[str]) -> bool:
    """Whether half a message has an answer. A few words of it find what they do not mean, if the whole does not.

    `by_whole`: ids of the documents that the whole message finds, best first.
    """
    if answer.outcome is not Outcome.ANSWERED or not answer.citations:
        return False
    return len(half.reading.groups) >= TELLING_WORDS or answer.citations[0].id in by_whole


def is_another(of_half: Answer, of_whole: Answer, by_whole: Sequence[str]) -> bool:
    """Whether the whole of a message is answered by one card, and half of it by another that the whole finds too."""
    answers = (of_half, of_whole)
    is_one_each = all(answer.outcome is Outcome.ANSWERED and len(answer.citations) == 1 for answer in answers)
    return is_one_each and of_half.citations[0].id in set(by_whole[:FOUND_TOO]) - {of_whole.citations[0].id}


def is_of_one(answer: Answer) -> bool:
    """Whether each thing asked got one card."""
    return len(answer.citations) == 1 or answer.reason is Reason.TWO_PART

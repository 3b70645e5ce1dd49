"""Which kind of dispute a message is about: by the seat it names, and by words of the choices of /dispute."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.country import Country
from knowledge.dispute_steps import Choice
from knowledge.dispute_types import DisputeType
from knowledge.offices import Office

YEAR_DIGITS = 4  # with a year it is a story of another election


@dataclass(frozen=True)
class Matter:
    dispute: DisputeType
    office: str


def dispute_of(text: str, offices: frozenset[str], country: Country) -> Matter | None:
    """None where the message names no seat or several, or has no word of any choice."""
    if len(offices) != 1:
        return None
    (office,) = offices
    plain = text.lower()
    found: list[tuple[int, DisputeType]] = []
    for step in country.steps.values():
        for choice in step.choices:
            words = sum(word in plain for word in choice.words)
            dispute = first_for(choice.disputes, office, country)
            if words and dispute:
                found.append((words, dispute))
    return Matter(max(found, key=lambda pair: pair[0])[1], office) if found else None


def own_dispute(text: str, country: Country) -> Choice | None:
    """The choice of /dispute that somebody clearly tells of as their own; None where they ask, or suppose it."""
    words = tuple(re.findall(r"[^\W_]+", text.lower()))
    if any(word.isdecimal() and len(word) == YEAR_DIGITS for word in words):
        return None
    together = " ".join(words)
    for step in country.steps.values():
        if not set(step.never).isdisjoint(words):
            continue
        for choice in step.choices:
            if any(_is_told(phrase.split(), words, together) for phrase in choice.told):
                return choice
    return None


def _is_told(phrase: Sequence[str], words: Sequence[str], together: str) -> bool:
    """Whether each piece stands in a word, of words in a row; `together` are the words, for a quick no."""
    if not all(piece in together for piece in phrase):
        return False
    starts = range(len(words) - len(phrase) + 1)
    return any(all(piece in words[start + at] for at, piece in enumerate(phrase)) for start in starts)


def seats(choice: Choice, country: Country) -> Iterator[tuple[Office, DisputeType]]:
    """The seats that a choice can be about, each with its dispute, in the order of the country's offices."""
    for office in country.offices:
        if dispute := first_for(choice.disputes, office.id, country):
            yield office, dispute


def first_for(disputes: tuple[str, ...], office: str, country: Country) -> DisputeType | None:
    """The first of these disputes that is about the seat; None where none is."""
    known = {dispute.id: dispute for dispute in country.disputes}
    fitting = (known[key] for key in disputes if not known[key].offices or office in known[key].offices)
    return next(fitting, None)

"""Which kind of dispute a message is about: by the seat it names, and by words of the choices of /dispute."""

from dataclasses import dataclass

from knowledge.country import Country
from knowledge.dispute_types import DisputeType


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


def first_for(disputes: tuple[str, ...], office: str, country: Country) -> DisputeType | None:
    """The first of these disputes that is about the seat; None where none is."""
    known = {dispute.id: dispute for dispute in country.disputes}
    fitting = (known[key] for key in disputes if not known[key].offices or office in known[key].offices)
    return next(fitting, None)

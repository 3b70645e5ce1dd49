"""Candidates as a search might find them, with signals that a test sets."""

from dataclasses import fields, replace

from knowledge.models import Card, Confidence, Kind, Language, Review, Topic
from knowledge.search import Candidate, Signals

NOTHING = Signals(**dict.fromkeys((field.name for field in fields(Signals)), 0.0))


def card(
    key: str,
    *,
    offices: tuple[str, ...] = (),
    election: str | None = None,
    kind: Kind = Kind.GUIDANCE,
    topics: tuple[Topic, ...] = (Topic.POLLING,),
) -> Card:
    return Card(
        id=key,
        title=key,
        kind=kind,
        country="ke",
        topics=topics,
        languages=(Language.EN, Language.SW),
        publisher="IEBC",
        sources=(),
        confidence=Confidence.SECONDARY,
        review=Review.CHECKED,
        offices=offices,
        election=election,
    )


def candidate(about: Card | str, page: int = 0, **signals: float) -> Candidate:
    """A candidate for `about` (a card or the id of a plain one); signals that are not given are 0."""
    shown = card(about) if isinstance(about, str) else about
    return Candidate(page, shown, replace(NOTHING, **signals))

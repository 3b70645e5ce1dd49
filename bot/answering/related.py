"""The cards next to a card: what somebody who asked this is likely to ask next."""

from knowledge.models import Card, Kind, Language, Stage
from knowledge.search import Edition

KEPT = 8  # neighbours of a card; more than are shown, since some may not be served that day


class Related:
    """Neighbours by what is asked, worked out once for each card of an edition."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._known: dict[tuple[str, Language], tuple[Card, ...]] = {}

    def cards(self, card: Card, language: Language) -> tuple[Card, ...]:
        """Guidance cards near `card`, the nearest first, whether or not they may be served that day."""
        key = (card.id, language)
        if key not in self._known:
            self._known[key] = tuple(self._found(card, language))[:KEPT]
        return self._known[key]

    def _found(self, card: Card, language: Language) -> list[Card]:
        reading = self._edition.reader.read(card.questions[language][0])
        everything = self._edition.mask_all(frozenset({card.election, None}))
        found = {candidate.card.id: candidate.card for candidate in self._edition.search(reading, everything)}
        return [near for near in found.values() if near.id != card.id and _is_of_the_same_matter(card, near)]


def _is_of_the_same_matter(card: Card, near: Card) -> bool:
    is_of_another_seat = bool(card.offices and near.offices) and not set(card.offices) & set(near.offices)
    is_of_another_time = Stage.ANY not in (card.stage, near.stage) and card.stage is not near.stage
    shares_topic = bool(set(card.topics) & set(near.topics))
    return near.kind is Kind.GUIDANCE and shares_topic and not is_of_another_seat and not is_of_another_time

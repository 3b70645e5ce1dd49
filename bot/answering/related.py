"""The cards next to a card: what somebody who asked this is likely to ask next."""

from itertools import islice

import numpy as np

from knowledge.models import Card, Kind, Stage
from knowledge.search import Edition

KEPT = 8  # neighbours of a card; more than are shown, since some may not be served that day


class Related:
    """Neighbours by what they speak of; the same in both languages."""

    def __init__(self, edition: Edition) -> None:
        """Takes what the cards are about from the edition, once."""
        self._cards = [stored.card for stored in edition.cards.values() if stored.card.kind is Kind.GUIDANCE]
        self._places = {card.id: at for at, card in enumerate(self._cards)}
        self._gists = edition.gists(list(self._places))

    def cards(self, card: Card) -> tuple[Card, ...]:
        """Guidance cards near `card`, the nearest first, whether or not they may be served that day."""
        nearness = self._gists @ self._gists[self._places[card.id]]
        nearest = (self._cards[at] for at in np.argsort(-nearness, kind="stable"))
        return tuple(islice((near for near in nearest if _are_of_one_matter(card, near)), KEPT))


def _are_of_one_matter(card: Card, near: Card) -> bool:
    is_of_another_seat = bool(card.offices and near.offices) and not set(card.offices) & set(near.offices)
    is_of_another_time = Stage.ANY not in (card.stage, near.stage) and card.stage is not near.stage
    is_of_another_election = near.election not in (card.election, None)
    shares_topic = bool(set(card.topics) & set(near.topics))
    is_of_another = is_of_another_seat or is_of_another_time or is_of_another_election
    return near.id != card.id and shares_topic and not is_of_another

"""The cards beside a card: of its matter, seat and time, the same each time and nearest first."""

from bot.answering.related import KEPT, Related
from knowledge.models import Card, Kind, Stage
from knowledge.search import Edition


def test_neighbours_share_a_matter_and_are_of_no_other_seat_or_time(real: Edition) -> None:
    related = Related(real)
    cards = [stored.card for stored in real.cards.values() if stored.card.kind is Kind.GUIDANCE]
    for card in cards:
        near = related.cards(card)
        assert len(near) <= KEPT
        assert all(_goes_with(card, other) for other in near), card.id
    assert sum(bool(related.cards(card)) for card in cards) == len(cards)


def test_they_are_the_same_whenever_the_edition_is_opened(real: Edition) -> None:
    first, again = Related(real), Related(real)
    card = real.cards["ke-crowd"].card
    assert first.cards(card) == again.cards(card)


def test_the_nearest_come_first(real: Edition) -> None:
    """Two cards on one matter each have the other among the first."""
    related = Related(real)
    for one, other in (("ke-leaving-home", "ke-stay-or-leave"), ("ke-run-off", "ke-run-off-candidate-out")):
        assert other in [card.id for card in related.cards(real.cards[one].card)[:2]]


def _goes_with(card: Card, near: Card) -> bool:
    of_one_seat = not card.offices or not near.offices or bool(set(card.offices) & set(near.offices))
    of_one_time = Stage.ANY in (card.stage, near.stage) or card.stage is near.stage
    return near.id != card.id and bool(set(card.topics) & set(near.topics)) and of_one_seat and of_one_time

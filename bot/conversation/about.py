"""/about: who runs this copy and how far its cards were reviewed."""

from collections import Counter
from collections.abc import Sequence

from bot.texts.catalogue import Catalogue
from knowledge.models import Card, Kind, Language, Review


def about(catalogue: Catalogue, cards: Sequence[Card], operator: str, language: Language) -> str:
    """Counts are of guidance cards by review; background documents are counted apart."""
    guidance = [card for card in cards if card.kind is Kind.GUIDANCE]
    reviewed = Counter(card.review for card in guidance)
    return catalogue.say(
        "about.text",
        language,
        operator=operator,
        cards=str(len(guidance)),
        approved=str(reviewed[Review.APPROVED]),
        checked=str(reviewed[Review.CHECKED]),
        drafted=str(reviewed[Review.DRAFTED]),
        documents=str(len(cards) - len(guidance)),
    )

"""/sources: what the answers are taken from."""

from collections import Counter
from collections.abc import Sequence

from bot.texts.catalogue import Catalogue
from knowledge.models import Card, Kind, Language


def sources(catalogue: Catalogue, cards: Sequence[Card], language: Language) -> str:
    """Publishers of the guidance cards, those of most cards first; then each background document with its year."""
    publishers = Counter(card.publisher for card in cards if card.kind is Kind.GUIDANCE)
    shown = [
        catalogue.say("sources.publisher", language, publisher=publisher, cards=str(count))
        for publisher, count in sorted(publishers.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    documents = sorted((card.title, _year(catalogue, card, language)) for card in cards if card.kind is Kind.BACKGROUND)
    quoted = [catalogue.say("sources.document", language, title=title, year=year) for title, year in documents]
    return catalogue.say("sources.text", language, publishers="\n".join(shown), documents="\n".join(quoted))


def _year(catalogue: Catalogue, card: Card, language: Language) -> str:
    return str(card.published.year) if card.published else catalogue.say("frame.undated", language)

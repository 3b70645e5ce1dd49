"""Buttons that name a card: what they are labelled with, what they answer, which others stand near."""

from itertools import islice

from bot.answering import compose
from bot.answering.related import Related
from bot.models import Answer, Context, Option, Outcome, Reason
from knowledge.country import Country
from knowledge.models import Card, Kind, Language
from knowledge.search import Edition


class CardButtons:
    """Over one edition; a card that is withdrawn or does not hold that day has no button."""

    def __init__(self, edition: Edition, country: Country) -> None:
        self._edition = edition
        self._country = country
        self._related = Related(edition)

    def answer(self, card_id: str, context: Context, language: Language) -> Answer | None:
        """The answer of one card, for a button that names it; None if it may not be served now."""
        card = self._served(card_id, context)
        if card is None:
            return None
        page = self._edition.store.page_documents.index(card_id)  # a guidance card is one page
        part = compose.from_page(card, self._edition.passages(page), language)
        return Answer(Outcome.ANSWERED, Reason.CARD, language, (part,), confidence=1.0)

    def option(self, card_id: str, context: Context, language: Language) -> Option | None:
        """The button of a guidance card; None if it would not be answered."""
        card = self._served(card_id, context)
        return compose.option(card, language) if card else None

    def related(self, card_id: str, context: Context, language: Language, count: int) -> list[Option]:
        """At most `count` buttons of cards near this one; none for what is not a guidance card."""
        stored = self._edition.cards.get(card_id)
        if stored is None or stored.card.kind is not Kind.GUIDANCE:
            return []
        near = (self.option(card.id, context, language) for card in self._related.cards(stored.card))
        return list(islice((option for option in near if option), count))

    def _served(self, card_id: str, context: Context) -> Card | None:
        """The guidance card of that id, if it is one for the coming election and may be served now."""
        stored = self._edition.cards.get(card_id)
        if stored is None or stored.card.kind is not Kind.GUIDANCE:
            return None
        day = context.now.astimezone(self._country.zone).date()
        is_current = stored.card.election in (self._country.election, None)
        return stored.card if is_current and self._edition.serves(stored.card, day) else None

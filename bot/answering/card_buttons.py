"""Buttons that name a card: what they are labelled with, what they answer, which others stand near."""

from bot.answering import compose
from bot.answering.related import Related
from bot.models import Answer, Context, Option, Outcome, Reason
from knowledge.country import Country
from knowledge.models import Kind, Language
from knowledge.search import Edition, Mask


class CardButtons:
    """Over one edition; a card that is withdrawn or does not hold that day has no button."""

    def __init__(self, edition: Edition, country: Country) -> None:
        self._edition = edition
        self._country = country
        self._related = Related(edition)

    def answer(self, card_id: str, context: Context, language: Language) -> Answer | None:
        """The answer of one card, for a button that names it; None if it may not be served now."""
        mask = self._mask(context)
        for page, document in enumerate(self._edition.store.page_documents):
            card = self._edition.cards[document].card
            if document == card_id and card.kind is Kind.GUIDANCE and mask[page]:
                part = compose.from_page(card, self._edition.passages(page), language)
                return Answer(Outcome.ANSWERED, Reason.CARD, language, (part,), confidence=1.0)
        return None

    def option(self, card_id: str, context: Context, language: Language) -> Option | None:
        """The button of a guidance card; None if it would not be answered."""
        if self.answer(card_id, context, language) is None:
            return None
        return compose.option(self._edition.cards[card_id].card, language)

    def related(self, card_id: str, context: Context, language: Language, count: int) -> list[Option]:
        """At most `count` buttons of cards near this one; none for what is not a guidance card."""
        stored = self._edition.cards.get(card_id)
        if stored is None or stored.card.kind is not Kind.GUIDANCE:
            return []
        near = self._related.cards(stored.card, self._mask(context), language, count)
        return [compose.option(card, language) for card in near]

    def _mask(self, context: Context) -> Mask:
        day = context.now.astimezone(self._country.zone).date()
        return self._edition.mask(day, frozenset({self._country.election, None}))

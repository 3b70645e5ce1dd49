"""Answers that are reckoned: by the clock, by the day that a person names, by the law where no card holds."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering import compose
from bot.answering.card_buttons import CardButtons
from bot.answering.computed import Computed
from bot.answering.evidence import Finder
from bot.answering.understanding import Understood
from bot.models import Answer, Outcome, Part, Reason
from knowledge.country import Country

LONGEST_COMPUTED = 1_200  # characters, with what stands below; with the sources that stays within 1,500


class Reckoned:
    """Each is None where nothing can be reckoned for a question."""

    def __init__(self, computed: Computed, finder: Finder, cards: CardButtons, country: Country) -> None:
        self._computed = computed
        self._finder = finder
        self._cards = cards
        self._country = country

    def on_top(self, answer: Answer, asked: Understood) -> Answer:
        """The day or the clock before the card that says the rule, where it can be computed."""
        if answer.reason is Reason.COMPUTED:
            return answer
        part = self._computed.before(answer, asked.reading.text, asked.subject.offices, asked.counties, asked.context)
        return replace(answer, reason=Reason.COMPUTED, parts=_above(part, answer.parts)) if part else answer

    def by_the_clock(self, asked: Understood) -> Answer | None:
        """Whether polls are open now; of one place nobody here knows."""
        if asked.subject.counties:
            return None
        part = self._computed.open_now(asked.reading.text, asked.context, asked.language)
        return self._answer(part, self._country.polling.cards[:1], asked) if part else None

    def by_the_day_named(self, asked: Understood) -> Answer | None:
        """A seat in dispute, and the day of its declaration: by when to file, and the card of that seat."""
        found = self._computed.grievance(asked.reading.text, asked.subject.offices, asked.context, asked.language)
        return self._answer(*found, asked) if found else None

    def by_the_law_alone(self, asked: Understood) -> Answer | None:
        """At a time when the card does not hold, the Constitution's rule on that election still does."""
        hidden = self._finder.hidden(asked)
        if hidden is None or self._finder.is_withdrawn(hidden):
            return None
        part = self._computed.instead(
            hidden.card.id, asked.reading.text, asked.subject.offices, asked.counties, asked.context, asked.language
        )
        return self._answer(part, (), asked) if part else None

    def _answer(self, part: Part, cards: Sequence[str], asked: Understood) -> Answer:
        """What was computed, and under it the first of the cards that may be served."""
        served = (self._cards.answer(card, asked.context, asked.language) for card in cards)
        below = next((answer.parts for answer in served if answer), ())
        return Answer(Outcome.ANSWERED, Reason.COMPUTED, asked.language, _above(part, below), confidence=1.0)


def _above(computed: Part, below: Sequence[Part]) -> tuple[Part, ...]:
    """What was computed, and what stands below it, in short where it must be."""
    return compose.together((computed,), below, LONGEST_COMPUTED)

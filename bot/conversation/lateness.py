"""What was answered while Telegram could not be reached, looked at once more before it is sent."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.answering.live import LiveAnswerer
from bot.clock import Clock
from bot.conversation.replies import Effect, Person, Reply
from bot.store.people import People
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.country import Country
from knowledge.models import Language

WORTH_SAYING = timedelta(minutes=10)  # that it comes late


class Lateness:
    """A reply goes out late only if every passage that it says still stands and may be served; it says that it is late.

    Any other is replaced by a sentence that asks to ask again. A reminder is composed anew, or not sent at all.
    """

    def __init__(
        self,
        live: LiveAnswerer,
        catalogue: Catalogue,
        country: Country,
        people: People,
        clock: Clock,
        remind_again: Callable[[Person, Reply], Reply | None],
    ) -> None:
        self._live = live
        self._catalogue = catalogue
        self._country = country
        self._people = people
        self._clock = clock
        self._remind_again = remind_again

    async def recheck(self, person: Person, effects: Sequence[Effect], since: datetime) -> list[Effect]:
        """What is to be done now instead of `effects`, which were decided at `since`."""
        return await asyncio.to_thread(self._recheck, person, effects, since)

    def _recheck(self, person: Person, effects: Sequence[Effect], since: datetime) -> list[Effect]:
        language = self._people.language(person.channel, person.id) or Language.EN
        checked = (
            self._remind_again(person, effect)
            if isinstance(effect, Reply) and effect.reminds
            else self._checked(effect, since, language)
            for effect in effects
        )
        return [effect for effect in checked if effect]

    def _checked(self, effect: Effect, since: datetime, language: Language) -> Effect:
        if not isinstance(effect, Reply) or not effect.rests_on:
            return effect
        if not self._stand(effect.rests_on):
            return Reply(self._catalogue.say("late.changed", language))
        if self._clock.now() - since < WORTH_SAYING:
            return effect
        local = since.astimezone(self._country.zone)
        when = {"day": speech.day(local.date(), language), "clock": speech.clock(local.time(), language)}
        delayed = self._catalogue.say("late.delayed", language, **when)
        return replace(effect, text=f"{delayed}\n\n{effect.text}")

    def _stand(self, passages: Sequence[str]) -> bool:
        """Whether each stands, word for word, in the live edition, and its document may be served today."""
        edition = self._live.current().edition
        today = self._clock.now().astimezone(self._country.zone).date()
        known = edition.store.passage_texts()
        documents = [edition.cards.get(passage.partition("/")[0]) for passage in passages]
        return all(stored is not None and edition.serves(stored.card, today) for stored in documents) and all(
            passage in known for passage in passages
        )

"""Notes who was told a day that the desk has recorded, so that they hear of it where it is corrected within a day."""

from collections.abc import Collection, Iterable

from bot.conversation.replies import Clear, Effect, Noted, Person
from bot.store.told import Told, ToldDays
from knowledge.models import Language


class Telling:
    """`channels` are those on which something can be sent later."""

    def __init__(self, told: ToldDays, channels: Collection[str]) -> None:
        self._told = told
        self._channels = channels

    def note(self, person: Person, effects: Iterable[Effect], language: Language) -> None:
        if person.channel not in self._channels:
            return
        days = dict.fromkeys(day for effect in effects if not isinstance(effect, (Clear, Noted)) for day in effect.told)
        self._told.shown(
            [Told(person.channel, person.id, day.matter, day.matter, day.day, language, day.anchor) for day in days]
        )

"""The last few questions of a conversation, for follow-ups: in memory only, short-lived, bounded."""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.conversation.replies import Person

TURNS = 3
LASTS = timedelta(minutes=20)
MOST_PEOPLE = 5_000


class Memory:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turns: OrderedDict[Person, tuple[datetime, tuple[str, ...]]] = OrderedDict()

    def recall(self, person: Person) -> tuple[str, ...]:
        """Earlier questions, the newest last; nothing once the conversation is old."""
        at, turns = self._turns.get(person, (self._clock.now(), ()))
        return turns if self._clock.now() - at < LASTS else ()

    def forget(self, person: Person) -> None:
        self._turns.pop(person, None)

    def keep(self, person: Person, text: str) -> None:
        earlier = self.recall(person)
        self._turns[person] = (self._clock.now(), (*earlier, text)[-TURNS:])
        self._turns.move_to_end(person)
        while len(self._turns) > MOST_PEOPLE:
            self._turns.popitem(last=False)

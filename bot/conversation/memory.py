"""The last few questions of a conversation, for follow-ups: in memory only, short-lived, bounded."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.conversation.replies import Message, Person
from bot.models import Outcome
from knowledge.models import Language

TURNS = 3
LASTS = timedelta(minutes=20)
MOST_PEOPLE = 5_000


@dataclass(frozen=True)
class Turn:
    """What a person asked, the message that ended it, what became of it, the language and sources of the answer."""

    text: str
    message: Message
    outcome: Outcome
    language: Language
    cited: frozenset[str] = frozenset()


class Memory:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turns: OrderedDict[Person, tuple[datetime, tuple[Turn, ...]]] = OrderedDict()

    def recall(self, person: Person) -> tuple[Turn, ...]:
        """Earlier turns, the newest last; nothing once the conversation is old."""
        at, turns = self._turns.get(person, (self._clock.now(), ()))
        return turns if self._clock.now() - at < LASTS else ()

    def forget(self, person: Person) -> None:
        self._turns.pop(person, None)

    def __len__(self) -> int:
        """Of how many people something is kept."""
        return len(self._turns)

    def keep(self, person: Person, turns: tuple[Turn, ...]) -> None:
        """The conversation is now these turns, of which the newest stay."""
        self._turns[person] = (self._clock.now(), turns[-TURNS:])
        self._turns.move_to_end(person)
        self.drop_old()
        while len(self._turns) > MOST_PEOPLE:
            self._turns.popitem(last=False)

    def drop_old(self) -> None:
        """Conversations that are over leave the memory; those longest silent stand first."""
        now = self._clock.now()
        while self._turns and now - next(iter(self._turns.values()))[0] >= LASTS:
            self._turns.popitem(last=False)

"""Somebody who talks with the bot as a citizen does: types, presses what is shown, waits."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation.replies import (
    Attachment,
    Button,
    Clear,
    Conversation,
    Effect,
    File,
    Message,
    Noted,
    Person,
    Reply,
)
from tests.harness.clock import NOON


class SetClock:
    """Stands still until a test moves it."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def forward(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


CITIZEN = Person("telegram", "7")


@dataclass
class Talk:
    """One person's chat. Each call gives the text of the reply; `buttons` are those under the last one."""

    conversation: Conversation
    person: Person = CITIZEN
    clock: SetClock = field(default_factory=SetClock)
    buttons: list[Button] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    _written: int = 0

    async def type(self, words: str, *, after_seconds: float = 60.0) -> str:
        """Writes `after_seconds` after the message before."""
        self.clock.forward(seconds=after_seconds)
        self._written += 1
        return await self.send(Message(words, self.clock.now(), str(self._written)))

    async def edit(self, words: str) -> str:
        """Changes the last message."""
        return await self.send(Message(words, self.clock.now(), str(self._written), is_edited=True))

    async def send(self, message: Message) -> str:
        return self._read(await self.conversation.message(self.person, message))

    async def attach(self, kind: Attachment) -> str:
        return self._read(await self.conversation.attachment(self.person, kind))

    async def command(self, name: str, words: str = "") -> str:
        return self._read(await self.conversation.command(self.person, name, words))

    async def apology(self) -> str:
        return self._read(await self.conversation.apology(self.person))

    async def press(self, label: str) -> str:
        """Presses the button that says `label`, which must be there."""
        chosen = next(button for button in self.buttons if button.label == label)
        return await self.press_action(chosen.action)

    async def press_action(self, action: str) -> str:
        """Presses a button of some earlier message."""
        return self._read(await self.conversation.press(self.person, action))

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def has_replaced(self) -> bool:
        return any(isinstance(effect, Reply) and effect.replaces_last for effect in self.effects)

    @property
    def files(self) -> dict[str, str]:
        """What the last reply sent as files, by name."""
        return {effect.name: effect.content.decode() for effect in self.effects if isinstance(effect, File)}

    def _read(self, effects: list[Effect]) -> str:
        self.effects = effects
        replies = [effect.done if isinstance(effect, Clear) else effect for effect in effects]
        self.buttons = [
            button for reply in replies if isinstance(reply, Reply) for row in reply.buttons for button in row
        ]
        return "\n\n".join(reply.caption if isinstance(reply, File) else reply.text for reply in replies)


def notes(effects: list[Effect]) -> list[Noted]:
    return [effect for effect in effects if isinstance(effect, Noted)]

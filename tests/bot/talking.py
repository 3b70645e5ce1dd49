"""Somebody who talks with the bot as a citizen does: types, presses what is shown, waits."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation.replies import Button, Conversation, Person, Reply
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
    buttons: list[Button] = field(default_factory=list)

    async def type(self, words: str) -> str:
        return self._read(await self.conversation.message(self.person, words))

    async def command(self, name: str) -> str:
        return self._read(await self.conversation.command(self.person, name))

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

    def _read(self, replies: list[Reply]) -> str:
        self.buttons = [button for reply in replies for row in reply.buttons for button in row]
        return "\n\n".join(reply.text for reply in replies)

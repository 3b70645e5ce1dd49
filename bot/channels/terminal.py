"""The conversation at a terminal: buttons are numbered choices."""

from typing import TextIO

from bot.clock import Clock
from bot.conversation.replies import Button, Clear, Conversation, Effect, File, Message, Person, Reply
from bot.texts.catalogue import Catalogue
from knowledge.models import Language

PERSON = Person("terminal", "here")


class Terminal:
    """Reads lines from `given`, writes replies to `shown`, until the end of input."""

    def __init__(
        self, conversation: Conversation, catalogue: Catalogue, clock: Clock, given: TextIO, shown: TextIO
    ) -> None:
        self._conversation = conversation
        self._clock = clock
        self._catalogue = catalogue
        self._given = given
        self._shown = shown
        self._buttons: list[Button] = []

    async def talk(self) -> None:
        for language in Language:
            self._write(self._catalogue.say("channel.terminal_hint", language))
        self._show(await self._conversation.command(PERSON, "start"))
        while True:
            self._shown.write("> ")
            self._shown.flush()
            line = self._given.readline()
            if not line:
                self._write("")
                return
            if line.strip():
                self._show(await self._answered(line.strip()))

    async def _answered(self, line: str) -> list[Effect]:
        if line.startswith("/"):
            name, _, words = line[1:].partition(" ")
            return await self._conversation.command(PERSON, name.lower() or "help", words)
        if line.isdecimal() and 1 <= int(line) <= len(self._buttons):
            return await self._conversation.press(PERSON, self._buttons[int(line) - 1].action)
        return await self._conversation.message(PERSON, Message(line, self._clock.now()))

    def _show(self, effects: list[Effect]) -> None:
        """A screen cannot be unsaid: what would be cleared stays, and that is said."""
        replies = [effect.failed if isinstance(effect, Clear) else effect for effect in effects]
        self._buttons = [
            button for reply in replies if isinstance(reply, Reply) for row in reply.buttons for button in row
        ]
        for reply in replies:
            self._write("\n" + (self._file(reply) if isinstance(reply, File) else reply.text))
        for number, button in enumerate(self._buttons, 1):
            self._write(f"  [{number}] {button.label}")

    def _file(self, file: File) -> str:
        """A screen shows what the file holds, which is always text."""
        head = self._catalogue.say("file.in_terminal", Language.EN, name=file.name)
        return "\n".join(part for part in (file.caption, head, file.content.decode("utf-8")) if part)

    def _write(self, text: str) -> None:
        self._shown.write(text + "\n")

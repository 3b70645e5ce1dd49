"""The conversation at a terminal: buttons are numbered choices."""

from typing import TextIO

from bot.conversation.replies import Button, Conversation, Person, Reply
from bot.texts.catalogue import Catalogue
from knowledge.models import Language

PERSON = Person("terminal", "here")


class Terminal:
    """Reads lines from `given`, writes replies to `shown`, until the end of input."""

    def __init__(self, conversation: Conversation, catalogue: Catalogue, given: TextIO, shown: TextIO) -> None:
        self._conversation = conversation
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

    async def _answered(self, line: str) -> list[Reply]:
        if line.startswith("/"):
            return await self._conversation.command(PERSON, line[1:].split()[0] if line[1:].split() else "help")
        if line.isdecimal() and 1 <= int(line) <= len(self._buttons):
            return await self._conversation.press(PERSON, self._buttons[int(line) - 1].action)
        return await self._conversation.message(PERSON, line)

    def _show(self, replies: list[Reply]) -> None:
        self._buttons = [button for reply in replies for row in reply.buttons for button in row]
        for reply in replies:
            self._write("\n" + reply.text)
        for number, button in enumerate(self._buttons, 1):
            self._write(f"  [{number}] {button.label}")

    def _write(self, text: str) -> None:
        self._shown.write(text + "\n")

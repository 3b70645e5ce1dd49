"""What goes between a channel and the conversation: who speaks, and what is said back."""

from dataclasses import dataclass
from typing import Protocol

LONGEST_ACTION_BYTES = 64  # what Telegram carries behind a button


@dataclass(frozen=True)
class Person:
    """Somebody on a channel. `id` is the channel's own, for example a Telegram user id; it is never stored as it is."""

    channel: str
    id: str


@dataclass(frozen=True)
class Button:
    """`action` comes back unchanged when the button is pressed; at most 64 bytes."""

    label: str
    action: str


@dataclass(frozen=True)
class Reply:
    """One message to send: plain text of any length (the channel splits it, never cuts) and rows of buttons."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()


class Conversation(Protocol):
    """What a channel may call. Every method returns the replies in the order in which to send them."""

    async def message(self, person: Person, text: str) -> list[Reply]:
        """Free text."""
        ...

    async def command(self, person: Person, name: str) -> list[Reply]:
        """A command without its slash: start, help, language, about; anything else is answered with the help."""
        ...

    async def press(self, person: Person, action: str) -> list[Reply]:
        """A button; one that is no longer known is answered with a sentence that says so."""
        ...

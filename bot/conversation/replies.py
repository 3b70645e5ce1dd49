"""What goes between a channel and the conversation: who speaks, what they sent, and what is to be done in return."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.models import DayTold

LONGEST_ACTION_BYTES = 64  # what Telegram carries behind a button


@dataclass(frozen=True)
class Person:
    """Somebody on a channel. `id` is the channel's own, for example a Telegram user id; it is never stored as it is."""

    channel: str
    id: str


@dataclass(frozen=True)
class Message:
    """Words from a person. `sent_at` is aware; `id` names it within the chat, the same again when it is edited."""

    text: str
    sent_at: datetime
    id: str = ""
    is_edited: bool = False
    is_forwarded: bool = False


class Attachment(StrEnum):
    """What people send besides words, as far as the bot's kind words for it differ."""

    PICTURE = "picture"  # photo, video, animation, story
    SPOKEN = "spoken"  # voice, audio, video note
    STICKER = "sticker"  # sticker, dice, game
    DOCUMENT = "document"
    PLACE = "place"  # location, venue
    CONTACT = "contact"
    POLL = "poll"
    OTHER = "other"


@dataclass(frozen=True)
class Button:
    """`action` comes back unchanged when the button is pressed; at most 64 bytes."""

    label: str
    action: str


@dataclass(frozen=True)
class Reply:
    """One message to send: plain text of any length (the channel splits it, never cuts) and rows of buttons.

    `replaces_last`: the reply before it, if this person has one, is taken back first, since this one answers better.
    `rests_on` names the passages that it says, so that one sent late can be looked at again; so does `reminds`, which
    says of what it reminds (see reminder_words.py). `told` are the days in it that the desk may still correct.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    replaces_last: bool = False
    rests_on: tuple[str, ...] = ()
    reminds: str = ""
    told: tuple[DayTold, ...] = ()


@dataclass(frozen=True)
class Noted:
    """A press is acknowledged with a short note; buttons whose action begins with `spent` leave the message pressed."""

    text: str
    spent: str


@dataclass(frozen=True)
class Clear:
    """The chat's messages of the last 48 hours are deleted as far as the channel allows, then `done` is sent.

    `failed` is sent instead where there was nothing that could be deleted.
    """

    done: Reply
    failed: Reply


@dataclass(frozen=True)
class File:
    """A file to send, for example a calendar; it is made here and never read from a disk. `caption` says what it is.

    `told` are the days in it that the desk may still correct.
    """

    name: str
    content: bytes
    caption: str = ""
    told: tuple[DayTold, ...] = ()


Effect = Reply | Noted | Clear | File


class Conversation(Protocol):
    """What a channel may call. Every method returns what is to be done, in order."""

    async def message(self, person: Person, message: Message) -> list[Effect]:
        """Free text, or the caption of something else."""
        ...

    async def attachment(self, person: Person, kind: Attachment) -> list[Effect]:
        """Something that is not text; a caption goes to `message` afterwards."""
        ...

    async def command(self, person: Person, name: str, words: str = "") -> list[Effect]:
        """A command without its slash, and the words behind it; an unknown one is answered with the help."""
        ...

    async def press(self, person: Person, action: str) -> list[Effect]:
        """A button; one that is no longer known is answered with a sentence that says so."""
        ...

    async def apology(self, person: Person) -> list[Effect]:
        """Something went wrong with what this person sent."""
        ...

    async def too_much(self, person: Person) -> list[Effect]:
        """This person writes faster than can be answered; what is too much is not heard."""
        ...

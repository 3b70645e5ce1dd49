"""What waits to be sent: plain data, so that it can be kept anywhere."""

from dataclasses import dataclass
from typing import Protocol

from bot.conversation.replies import Button, Effect, Person

CHANNEL = "telegram"


@dataclass(frozen=True)
class Press:
    """The press of a button that is answered: its query, and the message pressed with its buttons as they were."""

    query_id: str
    message_id: int
    buttons: tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Delivery:
    """What is to be done for one private chat, in order. Without `press` there is nothing to note.

    `is_bulk`: nobody asked for it just now (reminders, corrections, what goes to many), so it yields to answers, and is
    not tried where the bot is blocked. `is_apology`: in place of an answer that was given up.
    """

    chat_id: int
    effects: tuple[Effect, ...]
    press: Press | None = None
    is_bulk: bool = False
    is_apology: bool = False


class Outbox(Protocol):
    """Where the edge leaves what the conversation wants done."""

    def open(self) -> None:
        """Begins to carry out what waits, also from before the start."""
        ...

    async def put(self, delivery: Delivery) -> None:
        """Takes a delivery into its care; each chat's are carried out in order.

        While an update is handled, it is written together with the end of that update.
        """
        ...

    async def drop(self, chat_id: int) -> None:
        """The chat can no longer be written to: nothing of what waits for it is sent any more."""
        ...

    async def close(self, grace_seconds: float) -> bool:
        """Carries out what waits, within `grace_seconds`; False where something was broken off."""
        ...


def person(chat_id: int) -> Person:
    """In a private chat the chat's id is the person's own."""
    return Person(CHANNEL, str(chat_id))

"""The mailbox in the store: updates that were received, and deliveries that are to be sent, sealed, each once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, exists, select, update

from bot.store.database import add_once
from bot.store.lanes import NO_BOT, Claimed, Lanes, LeaseLostError
from bot.store.tables import inbox, outbox, received
from bot.store.vault import Vault

REMEMBERED_SECONDS = 48 * 3600  # Telegram repeats an update for a day
LONGEST_REASON = 300
MOST_UNSURE = 2  # tries to send a message of which nobody knows whether they did
INTERACTIVE, BULK = 0, 1  # priorities of what is to be sent: to somebody who wrote; to many


@dataclass(frozen=True)
class Parked:
    """An update that was given up, and why, without its words. Times in seconds since 1970."""

    number: int
    at: int
    parked_at: int
    tries: int
    reason: str


class UnsureError(Exception):
    """A message may have been sent as often as it may be; whether it arrived, nobody knows."""


class StoredUpdates:
    """Updates of one bot by their number. `owner` names this process."""

    def __init__(self, vault: Vault, owner: str, lease_seconds: float = 60.0, bot: int = NO_BOT) -> None:
        self._vault = vault
        self._bot = bot
        self.lanes = Lanes(inbox, owner, lease_seconds, bot=bot)
        unknown = exists().where(received.c.bot == NO_BOT, received.c.number == bindparam("this"))
        self._was_taken_without_bot = select(unknown)
        self._parking = self.lanes.changing(
            parked_at=bindparam("at_this"),
            reason=bindparam("for_this"),
            owner=None,
            leased_until_ms=0,
            tries=bindparam("tried"),
        )

    def take(self, connection: Connection, number: int, lane: str, body: bytes, at: int) -> bool:
        """False where it was taken before: then nothing is changed."""
        if self._was_taken_before_bots_were_known(connection, number):
            return False
        if not add_once(connection, received, {"bot": self._bot, "number": number, "at": at}):
            return False
        sealed = self._vault.seal(body, "inbox", sealed_as(self._bot, number), "body")
        return self.lanes.add(connection, number=number, lane=lane, at=at, body=sealed, reason="")

    def body(self, row: Claimed) -> bytes:
        """Raises SealError."""
        return self._vault.open(row.body, "inbox", sealed_as(row.bot, row.number), "body")

    def _was_taken_before_bots_were_known(self, connection: Connection, number: int) -> bool:
        if self._bot == NO_BOT:
            return False
        return bool(connection.execute(self._was_taken_without_bot, {"this": number}).scalar_one())

    def park(self, connection: Connection, row: Claimed, reason: str, at: int) -> None:
        """It waits for a person; its chat goes on without it. Raises LeaseLostError."""
        given = {"at_this": at, "for_this": reason[:LONGEST_REASON], "tried": row.tries + 1}
        self.lanes.change(connection, self._parking, row.number, **given)


class StoredDeliveries:
    """Deliveries of one bot by their key, which no other bot may use. `owner` names this process.

    Answers to somebody (`lanes`) and what goes to many (`bulk`) never wait for each other, not even in one chat.
    """

    def __init__(self, vault: Vault, owner: str, lease_seconds: float = 60.0, bot: int = NO_BOT) -> None:
        self._vault = vault
        self.lanes = Lanes(outbox, owner, lease_seconds, bot=bot, priority=INTERACTIVE)
        self.bulk = Lanes(outbox, owner, lease_seconds, bot=bot, priority=BULK)
        is_next = outbox.c.done == bindparam("so_far")
        self._begin = self.lanes.changing(is_next, outbox.c.unsure < MOST_UNSURE, unsure=outbox.c.unsure + 1)
        self._take_back = self.lanes.changing(is_next, unsure=outbox.c.unsure - 1)
        self._next = self.lanes.changing(is_next, done=outbox.c.done + 1, unsure=0)
        self._replace = self.lanes.changing(body=bindparam("instead"), done=0, unsure=0)

    def put(
        self,
        connection: Connection,
        key: str,
        lane: str,
        body: bytes,
        at: int,
        expires_at: int,
        priority: int = INTERACTIVE,
    ) -> bool:
        """False where one of that key waits already."""
        sealed = self._vault.seal(body, "outbox", key, "body")
        row = {"key": key, "lane": lane, "at": at, "expires_at": expires_at, "priority": priority, "body": sealed}
        return self.lanes.add(connection, done=0, **row)

    def body(self, row: Claimed) -> bytes:
        """Raises SealError."""
        return self._vault.open(row.body, "outbox", row.key, "body")

    def begin_message(self, connection: Connection, number: int, done: int) -> None:
        """The message behind those that are `done` may arrive from now on. Raises LeaseLostError, UnsureError."""
        try:
            self.lanes.change(connection, self._begin, number, so_far=done)
        except LeaseLostError:
            if self.lanes.holds(connection, number, outbox.c.done == done):
                raise UnsureError from None
            raise

    def take_back(self, connection: Connection, number: int, done: int) -> None:
        """The try that was begun last did not send it. Raises LeaseLostError."""
        self.lanes.change(connection, self._take_back, number, so_far=done)

    def end_message(self, connection: Connection, number: int, done: int) -> None:
        """It was sent, and the next is to follow. Raises LeaseLostError."""
        self.lanes.change(connection, self._next, number, so_far=done)

    def replace(self, connection: Connection, row: Claimed, body: bytes) -> None:
        """Another delivery waits in its place, at once. Raises LeaseLostError."""
        sealed = self._vault.seal(body, "outbox", row.key, "body")
        self.lanes.change(connection, self._replace, row.number, instead=sealed)
        self.lanes.postpone(connection, row.number, 0.0, is_failure=False)


def parked(connection: Connection) -> Sequence[Parked]:
    columns = (inbox.c.number, inbox.c.at, inbox.c.parked_at, inbox.c.tries, inbox.c.reason)
    query = select(*columns).where(inbox.c.parked_at.is_not(None)).order_by(inbox.c.number)
    return [Parked(*row) for row in connection.execute(query)]


def parked_bodies(connection: Connection, vault: Vault, number: int) -> list[bytes]:
    """What was received, opened; one where one bot uses the store, none where it is not parked. Raises SealError."""
    query = select(inbox.c.bot, inbox.c.body).where(inbox.c.number == number, inbox.c.parked_at.is_not(None))
    found = connection.execute(query.order_by(inbox.c.bot)).all()
    return [vault.open(bytes(row.body), "inbox", sealed_as(row.bot, number), "body") for row in found]


def sealed_as(bot: int, name: int | str) -> str:
    """The name of a row among those of all bots, to which its body is bound."""
    return str(name) if bot == NO_BOT else f"{bot}:{name}"


def retry(connection: Connection, number: int) -> bool:
    """It waits again as if it had just come; False where no such update is parked."""
    values = {"parked_at": None, "reason": "", "tries": 0, "begun": 0, "not_before_ms": 0}
    query = update(inbox).where(inbox.c.number == number, inbox.c.parked_at.is_not(None)).values(values)
    return bool(connection.execute(query).rowcount)

"""The mailbox in the store: updates that were received, and deliveries that are to be sent, sealed, each once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from bot.store.database import add_once
from bot.store.lanes import Claimed, Lanes
from bot.store.tables import inbox, outbox, received
from bot.store.vault import Vault

REMEMBERED_SECONDS = 48 * 3600  # Telegram repeats an update for a day
LONGEST_REASON = 300


@dataclass(frozen=True)
class Parked:
    """An update that was given up, and why, without its words. Times in seconds since 1970."""

    number: int
    at: int
    parked_at: int
    tries: int
    reason: str


class StoredUpdates:
    """Updates by their number. `owner` names this process."""

    def __init__(self, vault: Vault, owner: str, lease_seconds: float = 60.0) -> None:
        self._vault = vault
        self.lanes = Lanes(inbox, owner, lease_seconds)

    def take(self, connection: Connection, number: int, lane: str, body: bytes, at: int) -> bool:
        """False where it was taken before: then nothing is changed."""
        if not add_once(connection, received, {"number": number, "at": at}):
            return False
        sealed = self._vault.seal(body, "inbox", str(number), "body")
        return self.lanes.add(connection, number=number, lane=lane, at=at, body=sealed, reason="")

    def body(self, row: Claimed) -> bytes:
        """Raises SealError."""
        return self._vault.open(row.body, "inbox", str(row.number), "body")

    def park(self, connection: Connection, row: Claimed, reason: str, at: int) -> None:
        """It waits for a person; its chat goes on without it. Raises LeaseLostError."""
        values = {"parked_at": at, "reason": reason[:LONGEST_REASON], "owner": None, "leased_until_ms": 0}
        self.lanes.change(connection, row.number, tries=row.tries + 1, **values)


class StoredDeliveries:
    """Deliveries by their key. `owner` names this process."""

    def __init__(self, vault: Vault, owner: str, lease_seconds: float = 60.0) -> None:
        self._vault = vault
        self.lanes = Lanes(outbox, owner, lease_seconds)

    def put(
        self, connection: Connection, key: str, lane: str, body: bytes, at: int, expires_at: int, priority: int = 0
    ) -> bool:
        """False where one of that key waits already."""
        sealed = self._vault.seal(body, "outbox", key, "body")
        row = {"key": key, "lane": lane, "at": at, "expires_at": expires_at, "priority": priority, "body": sealed}
        return self.lanes.add(connection, done=0, **row)

    def body(self, row: Claimed) -> bytes:
        """Raises SealError."""
        return self._vault.open(row.body, "outbox", row.key, "body")

    def note_done(self, connection: Connection, number: int, done: int) -> None:
        """So many messages of it were sent. Raises LeaseLostError."""
        self.lanes.change(connection, number, done=done)


def parked(connection: Connection) -> Sequence[Parked]:
    columns = (inbox.c.number, inbox.c.at, inbox.c.parked_at, inbox.c.tries, inbox.c.reason)
    query = select(*columns).where(inbox.c.parked_at.is_not(None)).order_by(inbox.c.number)
    return [Parked(*row) for row in connection.execute(query)]


def parked_body(connection: Connection, vault: Vault, number: int) -> bytes | None:
    """What was received, opened; None where no such update is parked. Raises SealError."""
    query = select(inbox.c.body).where(inbox.c.number == number, inbox.c.parked_at.is_not(None))
    sealed = connection.execute(query).scalar_one_or_none()
    return None if sealed is None else vault.open(bytes(sealed), "inbox", str(number), "body")


def retry(connection: Connection, number: int) -> bool:
    """It waits again as if it had just come; False where no such update is parked."""
    values = {"parked_at": None, "reason": "", "tries": 0, "begun": 0, "not_before_ms": 0}
    query = update(inbox).where(inbox.c.number == number, inbox.c.parked_at.is_not(None)).values(values)
    return bool(connection.execute(query).rowcount)

"""How much waits in the mailbox, and for how long: what tells whether people are being answered."""

from dataclasses import dataclass

from sqlalchemy import Engine

from bot.store.lanes import Lanes
from bot.store.tables import inbox, outbox


@dataclass(frozen=True)
class Waiting:
    """Updates to be handled, messages to be sent, updates given up. `oldest_at`: since 1970, None where none waits."""

    updates: int
    unsent: int
    parked: int
    oldest_at: int | None

    def oldest_seconds(self, now: float) -> int:
        return max(0, int(now) - self.oldest_at) if self.oldest_at is not None else 0


def waiting(engine: Engine) -> Waiting:
    with engine.connect() as connection:
        received, unsent = (Lanes(table, "").backlog(connection) for table in (inbox, outbox))
    oldest = [at for at in (received.oldest_at, unsent.oldest_at) if at is not None]
    return Waiting(received.waiting, unsent.waiting, received.parked, min(oldest, default=None))

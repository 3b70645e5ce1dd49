"""How much waits in the mailbox, and for how long: what tells whether people are being answered."""

from dataclasses import dataclass

from sqlalchemy import Engine

from bot.store.lanes import Lanes
from bot.store.mailbox import BULK, INTERACTIVE
from bot.store.tables import inbox, outbox


@dataclass(frozen=True)
class Waiting:
    """Updates to be handled, answers to be sent, updates given up; messages to many that are to be sent.

    `oldest_at` is that of an update or answer, since 1970; None where none waits.
    """

    updates: int
    unsent: int
    parked: int
    oldest_at: int | None
    bulk: int = 0

    def oldest_seconds(self, now: float) -> int:
        return max(0, int(now) - self.oldest_at) if self.oldest_at is not None else 0


def waiting(engine: Engine) -> Waiting:
    with engine.connect() as connection:
        received = Lanes(inbox, "").backlog(connection)
        unsent, bulk = (Lanes(outbox, "", priority=kind).backlog(connection) for kind in (INTERACTIVE, BULK))
    oldest = [at for at in (received.oldest_at, unsent.oldest_at) if at is not None]
    return Waiting(received.waiting, unsent.waiting, received.parked, min(oldest, default=None), bulk.waiting)

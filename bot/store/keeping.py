"""What the mailbox keeps of people: how much it is, letting go of it in time, and forgetting one person at once."""

import logging
import threading
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, delete, func, select

from bot.clock import Clock
from bot.redaction import without_words
from bot.store.database import emptied, writing
from bot.store.mailbox import REMEMBERED_SECONDS
from bot.store.people import IDLE
from bot.store.tables import blocked, inbox, outbox, received
from bot.store.vault import Vault

BODIES_LAST = timedelta(hours=24)
PURGE_SECONDS = 1.0  # after a /forget, once its answer has left the mailbox

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """How many messages of a person wait to be handled, were given up, and wait to be sent to them."""

    waiting: int
    parked: int
    unsent: int


class Keeping:
    """Implements what /forget, /mydata and the sweep ask of everything that keeps something of people."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock

    def kept(self, channel: str, person_id: str) -> Kept:
        """What is being handled or sent at this moment is not counted."""
        lane = self._lane(channel, person_id)
        mine = inbox.c.lane == lane
        waiting = select(func.count()).where(mine, inbox.c.owner.is_(None), inbox.c.parked_at.is_(None))
        parked = select(func.count()).where(mine, inbox.c.parked_at.is_not(None))
        unsent = select(func.count()).where(outbox.c.lane == lane, outbox.c.owner.is_(None))
        with self._engine.connect() as connection:
            return Kept(*(connection.execute(query).scalar_one() for query in (waiting, parked, unsent)))

    def forget(self, channel: str, person_id: str) -> None:
        """What was given up, and what is not being sent yet; what was written since is still to be answered."""
        lane = self._lane(channel, person_id)
        with writing(self._engine) as connection:
            connection.execute(delete(inbox).where(inbox.c.lane == lane, inbox.c.parked_at.is_not(None)))
            connection.execute(delete(outbox).where(outbox.c.lane == lane, outbox.c.owner.is_(None)))
            connection.execute(delete(blocked).where(blocked.c.lane == lane))
        timer = threading.Timer(PURGE_SECONDS, self._purge)
        timer.daemon = True
        timer.start()

    def drop_old(self) -> None:
        """Bodies after 24 hours, whatever became of them; bare numbers of updates after 48; who is blocked, 90 days."""
        now = int(self._clock.now().timestamp())
        oldest = now - int(BODIES_LAST.total_seconds())
        with writing(self._engine) as connection:
            for table in (inbox, outbox):
                connection.execute(delete(table).where(table.c.at <= oldest))
            connection.execute(delete(blocked).where(blocked.c.at <= now - int(IDLE.total_seconds())))
            connection.execute(delete(received).where(received.c.at <= now - REMEMBERED_SECONDS))
        emptied(self._engine)

    def _purge(self) -> None:
        try:
            emptied(self._engine)
        except Exception as error:  # the sweep does it again within the minute
            _log.warning("the journal of the database could not be emptied: %s", without_words(error))

    def _lane(self, channel: str, person_id: str) -> str:
        return self._vault.code(f"lane:{channel}", person_id)

"""How far a delivery is. What may arrive is written down before it is sent, so that nobody sends it without end."""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.channels.shift import insist
from bot.store.journal import Journal
from bot.store.lanes import Claimed
from bot.store.mailbox import StoredDeliveries


class Progress:
    """`done` messages of the delivery in `row` were sent, each noted as such; all below is of the next one.

    All raise LeaseLostError where another process has taken the delivery over, or it was dropped.
    """

    def __init__(self, deliveries: StoredDeliveries, journal: Journal, row: Claimed) -> None:
        self._deliveries = deliveries
        self._journal = journal
        self._number = row.number
        self.done = row.done

    async def begin(self) -> None:
        """To be called before each try to send it. Raises UnsureError where it may have been sent twice already."""
        await self._written(self._deliveries.begin_message)

    async def take_back(self) -> None:
        """The try that was begun did not send it: this is known."""
        await self._written(self._deliveries.take_back)

    async def end(self) -> None:
        """It was sent; another follows."""
        await self._written(self._deliveries.end_message)
        self.done += 1

    async def _written(self, write: Callable[[Connection, int, int], None]) -> None:
        await insist(self._journal, lambda connection: write(connection, self._number, self.done))

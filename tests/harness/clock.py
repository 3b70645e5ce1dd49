"""A clock that a test sets, and that goes on by a minute whenever somebody looks at it."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 20, 9, tzinfo=UTC)  # noon in Nairobi


class TickingClock:
    """Two editions are never built at the same second, as in life."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment

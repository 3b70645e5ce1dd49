"""Rows that wait in lanes: each lane's in order, one at a time, though several processes work on them.

Who works on a row holds a lease of it, and renews it. A lease that ran out, or whose process died, is anybody's. The
end of the work is written only by who still holds the lease, together with what the work led to.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from bot.store import owners
from bot.store.database import add_once

LEASE_SECONDS = 60.0
ANY = 10_000  # deaths
NO_BOT = 0  # of rows from before it was written down: the first that comes takes them


class LeaseLostError(Exception):
    """Another process has taken the row over, and what this one did must not stand."""


@dataclass(frozen=True)
class Claimed:
    """A row that this process works on. `at`, `expires_at` in seconds since 1970.

    `tries` ended in a failure before this one; `begun` counts this one and those that never ended, because their
    process died. `done`, `key`, `priority` and `expires_at` are those of the outbox.
    """

    number: int
    lane: str
    at: int
    tries: int
    begun: int
    body: bytes
    key: str = ""
    expires_at: int = 0
    done: int = 0
    bot: int = NO_BOT
    priority: int = 0


@dataclass(frozen=True)
class Backlog:
    """How many wait, since when the oldest does (seconds since 1970), how many are parked."""

    waiting: int
    oldest_at: int | None
    parked: int = 0


class Lanes:
    """The rows of one table: those of one bot, and of no known one. All methods take a transaction of `writing`.

    Statements are made once: under load, making one takes five times as long as carrying it out.
    """

    def __init__(
        self,
        table: Table,
        owner: str,
        lease_seconds: float = LEASE_SECONDS,
        seconds: Callable[[], float] = time.time,
        bot: int = NO_BOT,
        priority: int | None = None,
    ) -> None:
        """With a `priority`, only rows of that one are seen, and no row waits behind one of another."""
        self._table = table
        self._priority = priority
        self._bot = bot
        self._owner = owner
        self._lease_ms = int(1000 * lease_seconds)
        self._seconds = seconds
        self._fields = [name for name in Claimed.__dataclass_fields__ if name in table.c]
        self._ready = self._claimable(table.c.begun <= bindparam("deaths"))
        self._risky = self._claimable(table.c.begun > bindparam("deaths"))
        leased = {"owner": owner, "leased_until_ms": bindparam("until")}
        among = table.c.number.in_(bindparam("numbers", expanding=True))
        self._lease = update(table).where(self._is_of_bot(table), among).values({**leased, "begun": table.c.begun + 1})
        self._renewal = update(table).where(self._mine(), among).values(leased_until_ms=bindparam("until"))
        self._end = delete(table).where(self._mine(), table.c.number == bindparam("this"))
        self._delay = self.changing(
            not_before_ms=bindparam("due"),
            leased_until_ms=0,
            owner=None,
            begun=table.c.begun - 1,
            tries=table.c.tries + bindparam("failures"),
        )

    def add(self, connection: Connection, **values: Any) -> bool:
        """False where there is one of that number or key already: then nothing is changed."""
        row = {"bot": self._bot, "not_before_ms": 0, "tries": 0, "begun": 0, "leased_until_ms": 0, **values}
        return add_once(connection, self._table, row)

    def claim(
        self, connection: Connection, most: int, deaths: int = ANY, in_hand: Collection[int] = ()
    ) -> list[Claimed]:
        """At most `most` rows, the longest waiting first, none of a lane in which one is being worked on.

        And none over which more than `deaths` processes died, nor of those `in_hand`: a lease may have run out while
        its process stood still.
        """
        return self._claim(connection, self._ready, most, deaths, in_hand)

    def claim_risky(self, connection: Connection, deaths: int, in_hand: Collection[int] = ()) -> list[Claimed]:
        """At most one, over which more than `deaths` processes died."""
        return self._claim(connection, self._risky, 1, deaths, in_hand)

    def _claimable(self, which: ColumnElement[bool]) -> Select[Any]:
        table = self._table
        now: BindParameter[int] = bindparam("now")
        earlier = table.alias()
        is_before = (earlier.c.lane == table.c.lane, earlier.c.number < table.c.number, _live(earlier))
        is_behind = exists().where(*is_before, self._is_seen(earlier))
        free = (table.c.leased_until_ms <= now, table.c.not_before_ms <= now, _live(table), ~is_behind, which)
        is_at_hand = table.c.number.in_(bindparam("in_hand", expanding=True))
        order = [table.c.priority, table.c.number] if "priority" in table.c else [table.c.number]
        return (
            select(table)
            .where(self._is_seen(table), *free, ~is_at_hand)
            .order_by(*order)
            .limit(bindparam("most"))
            .with_for_update(skip_locked=True, of=table)
        )

    def _claim(
        self, connection: Connection, claimable: Select[Any], most: int, deaths: int, in_hand: Collection[int]
    ) -> list[Claimed]:
        now = self._now_ms()
        given = {"now": now, "deaths": deaths, "in_hand": list(in_hand), "most": most}
        found = connection.execute(claimable, given).mappings().all()
        if not found:
            return []
        numbers = [row["number"] for row in found]
        connection.execute(self._lease, {"until": now + self._lease_ms, "numbers": numbers})
        return [Claimed(**{name: row[name] for name in self._fields} | {"begun": row["begun"] + 1}) for row in found]

    def renew(self, connection: Connection, numbers: Collection[int]) -> None:
        connection.execute(self._renewal, {"until": self._now_ms() + self._lease_ms, "numbers": list(numbers)})

    def finish(self, connection: Connection, number: int) -> None:
        """The row goes. Raises LeaseLostError."""
        self._check(connection.execute(self._end, {"this": number}))

    def changing(self, *which: ColumnElement[bool], **values: Any) -> Update:
        """The statement for `change`, made once: what it sets, and how the row must be."""
        return update(self._table).where(self._mine(), self._table.c.number == bindparam("this"), *which).values(values)

    def change(self, connection: Connection, statement: Update, number: int, **given: Any) -> None:
        """By a statement of `changing`. Raises LeaseLostError, also where the row is not as that says."""
        self._check(connection.execute(statement, {"this": number, **given}))

    def holds(self, connection: Connection, number: int, *which: ColumnElement[bool]) -> bool:
        """Whether this process works on the row, and it is as `which` says."""
        found = exists().where(self._mine(), self._table.c.number == number, *which)
        return bool(connection.execute(select(found)).scalar_one())

    def postpone(self, connection: Connection, number: int, seconds: float, *, is_failure: bool) -> None:
        """Not before so many seconds have passed, and nothing of its lane before it. Raises LeaseLostError."""
        due = self._now_ms() + int(1000 * seconds)
        self.change(connection, self._delay, number, due=due, failures=int(is_failure))

    def empty(self, connection: Connection, lane: str) -> None:
        """Nothing of this bot waits in this lane any more, whoever works on it."""
        connection.execute(delete(self._table).where(self._is_of_bot(self._table), self._table.c.lane == lane))

    def let_go(self, connection: Connection) -> None:
        """All leases of this process, at its end."""
        values = {"leased_until_ms": 0, "owner": None, "begun": self._table.c.begun - 1}
        connection.execute(update(self._table).where(self._mine(), self._is_seen(self._table)).values(values))

    def free_of_the_dead(self, connection: Connection) -> None:
        """What a process held that is known to be gone is anybody's; `begun` remembers that it died."""
        column = self._table.c.owner
        for owner in connection.execute(select(column).distinct().where(column.is_not(None))).scalars().all():
            if owners.is_dead(owner):
                free = {"leased_until_ms": 0, "owner": None}
                connection.execute(update(self._table).where(column == owner).values(free))

    def backlog(self, connection: Connection) -> Backlog:
        """Of all bots."""
        of_kind = true() if self._priority is None else self._table.c.priority == self._priority
        counted = select(func.count(), func.min(self._table.c.at)).where(_live(self._table), of_kind)
        waiting, oldest = connection.execute(counted).one()
        parked = 0
        if "parked_at" in self._table.c:
            parked = connection.execute(select(func.count()).where(~_live(self._table))).scalar_one()
        return Backlog(waiting, oldest, parked)

    def _mine(self) -> ColumnElement[bool]:
        return and_(self._table.c.owner == self._owner, self._is_of_bot(self._table))

    def _is_of_bot(self, table: Any) -> ColumnElement[bool]:
        return or_(table.c.bot == self._bot, table.c.bot == NO_BOT)

    def _is_seen(self, table: Any) -> ColumnElement[bool]:
        if self._priority is None:
            return self._is_of_bot(table)
        return and_(self._is_of_bot(table), table.c.priority == self._priority)

    def _check(self, result: Any) -> None:
        if not result.rowcount:
            raise LeaseLostError

    def _now_ms(self) -> int:
        return int(1000 * self._seconds())


def _live(table: Any) -> ColumnElement[bool]:
    """What is parked stands in nobody's way."""
    live: ColumnElement[bool] = table.c.parked_at.is_(None) if "parked_at" in table.c else true()
    return live

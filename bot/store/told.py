"""Who was told which day, sealed: for 24 hours where the desk may still correct it; until it is past for a reminder."""

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, CursorResult, Engine, Select, delete, func, select, update

from bot.clock import Clock
from bot.redaction import without_words
from bot.store import units
from bot.store.database import insertion, writing
from bot.store.lanes import NO_BOT
from bot.store.mailbox import sealed_as
from bot.store.tables import told
from bot.store.units import Write
from bot.store.vault import SealError, Vault
from knowledge.models import Language

SHOWN_LASTS = timedelta(hours=24)

_log = logging.getLogger(__name__)


class Wording(StrEnum):
    """How a reminder is worded: with what it is for, or so that who reads over a shoulder learns nothing."""

    FULL = "full"
    PLAIN = "plain"


@dataclass(frozen=True)
class Told:
    """A day as somebody was told it.

    `matter` is what it is the day of, `key` the same without what may change of it: of each, a person has one.
    `anchor` is the id of the recorded day that it was counted from, empty where there is none. Without `wording` it was
    only shown, with one the person is to be reminded.
    """

    channel: str
    person: str
    matter: str
    key: str
    day: date
    language: Language
    anchor: str = ""
    wording: Wording | None = None


@dataclass(frozen=True)
class Entry:
    """What stands in the store. `sealed` is how it stands there: whoever changes it says what they have read."""

    bot: int
    code: str
    told: Told
    sealed: bytes


@dataclass(frozen=True)
class Held:
    """How many reminders are kept of a person, and how many days that were only shown."""

    reminders: int
    shown: int


class ChangedError(Exception):
    """Somebody else has changed or deleted the entry since it was read; what goes with it must not stand either."""


class ToldDays:
    """What one bot told people; only `forget` and `drop_old` are about those of all."""

    def __init__(self, engine: Engine, vault: Vault, clock: Clock, bot: int = NO_BOT) -> None:
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._bot = bot
        self._is_mine = told.c.bot.in_((bot, NO_BOT))

    def shown(self, days: Sequence[Told]) -> None:
        """Written together with the end of the update in hand. Where there is a reminder of it, that is enough."""
        for each in days:
            self._written(partial(self._show, each))

    def remind(self, day: Told, at: datetime, until: datetime) -> None:
        """In place of what this person was told of the same before. Together with the end of the update in hand."""
        values = {"remind_at": int(at.timestamp()), "until": int(until.timestamp())}
        self._written(lambda connection: self._put(connection, day, values))

    def stop(self, channel: str, person: str, key: str | None = None) -> None:
        """No reminder of that, or none of anything."""
        mine = [self._is_mine, told.c.lane == self._lane(channel, person), told.c.remind_at.is_not(None)]
        if key is not None:
            mine.append(told.c.code == self._code(channel, person, key))
        with writing(self._engine) as connection:
            connection.execute(delete(told).where(*mine))

    def held(self, channel: str, person: str) -> Held:
        mine, is_reminder = told.c.lane == self._lane(channel, person), told.c.remind_at.is_not(None)
        with self._engine.connect() as connection:
            return Held(*(self._count(connection, mine, which) for which in (is_reminder, ~is_reminder)))

    def due(self, at: datetime, most: int) -> list[Entry]:
        """Of which somebody is to be reminded by now, the longest waiting first."""
        query = select(told).where(self._is_mine, told.c.remind_at <= int(at.timestamp()))
        return self._read(query.order_by(told.c.remind_at).limit(most))

    def reminders(self) -> list[Entry]:
        return self._read(select(told).where(self._is_mine, told.c.remind_at.is_not(None)))

    def counted_from(self, anchors: Collection[str], most: int) -> list[Entry]:
        """What at most so many people were told that was counted from these recorded days, each person's together."""
        if not anchors:
            return []
        is_counted = (self._is_mine, told.c.ground.in_([self._ground(anchor) for anchor in anchors]))
        lanes = select(told.c.lane).where(*is_counted).distinct().order_by(told.c.lane).limit(most)
        return self._read(select(told).where(*is_counted, told.c.lane.in_(lanes)).order_by(told.c.lane, told.c.code))

    def changing(self, entry: Entry, new: Told, remind_at: datetime | None, until: datetime | None = None) -> Write:
        """A write that raises ChangedError where the entry is not as it was read. `until`: when it goes, if another."""
        values = self._values(new, entry.bot, entry.code) | {
            "remind_at": int(remind_at.timestamp()) if remind_at else None
        }
        if until:
            values["until"] = int(until.timestamp())
        change = update(told).where(*_as_read(entry)).values(values)
        return lambda connection: _check(connection.execute(change))

    def dropping(self, entry: Entry) -> Write:
        """See `changing`."""
        drop = delete(told).where(*_as_read(entry))
        return lambda connection: _check(connection.execute(drop))

    def write(self, write: Write) -> None:
        """At once; harmless where the entry was changed meanwhile."""
        try:
            with writing(self._engine) as connection:
                write(connection)
        except ChangedError:
            return

    def forget(self, channel: str, person_id: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(told).where(told.c.lane == self._lane(channel, person_id)))

    def drop_old(self) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(told).where(told.c.until <= int(self._clock.now().timestamp())))

    def _show(self, day: Told, connection: Connection) -> None:
        code = self._code(day.channel, day.person, day.key)
        if not self._count(connection, told.c.code == code, told.c.remind_at.is_not(None)):
            until = self._clock.now() + SHOWN_LASTS
            self._put(connection, day, {"remind_at": None, "until": int(until.timestamp())})

    def _put(self, connection: Connection, day: Told, values: Mapping[str, int | None]) -> None:
        code = self._code(day.channel, day.person, day.key)
        changed = self._values(day, self._bot, code) | dict(values)
        row = {"bot": self._bot, "code": code, "lane": self._lane(day.channel, day.person), **changed}
        if self._bot != NO_BOT:
            connection.execute(delete(told).where(told.c.bot == NO_BOT, told.c.code == code))
        statement = insertion(connection, told).values(row)
        connection.execute(statement.on_conflict_do_update(index_elements=["bot", "code"], set_=changed))

    def _values(self, day: Told, bot: int, code: str) -> dict[str, object]:
        plain = {
            "channel": day.channel,
            "person": day.person,
            "matter": day.matter,
            "key": day.key,
            "day": day.day.isoformat(),
            "language": day.language.value,
            "anchor": day.anchor,
            "wording": day.wording.value if day.wording else None,
        }
        body = json.dumps(plain, separators=(",", ":")).encode()
        ground = self._ground(day.anchor) if day.anchor else ""
        return {"ground": ground, "body": self._vault.seal(body, "told", sealed_as(bot, code), "body")}

    def _read(self, query: Select[Any]) -> list[Entry]:
        """One that does not open must not keep the others from being read."""
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        found = []
        for row in rows:
            try:
                sealed = bytes(row.body)
                found.append(Entry(row.bot, row.code, self._opened(row.bot, row.code, sealed), sealed))
            except SealError as error:
                _log.error("a day that somebody was told cannot be read: %s", without_words(error))
        return found

    def _opened(self, bot: int, code: str, sealed: bytes) -> Told:
        plain = json.loads(self._vault.open(sealed, "told", sealed_as(bot, code), "body"))
        return Told(
            channel=plain["channel"],
            person=plain["person"],
            matter=plain["matter"],
            key=plain["key"],
            day=date.fromisoformat(plain["day"]),
            language=Language(plain["language"]),
            anchor=plain["anchor"],
            wording=Wording(plain["wording"]) if plain["wording"] else None,
        )

    def _written(self, write: Write) -> None:
        if unit := units.current():
            unit.add(write)
            return
        with writing(self._engine) as connection:
            write(connection)

    def _count(self, connection: Connection, *which: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(told).where(self._is_mine, *which)
        return int(connection.execute(query).scalar_one())

    def _code(self, channel: str, person: str, key: str) -> str:
        return self._vault.code(f"told:{channel}", f"{person}:{key}")

    def _lane(self, channel: str, person: str) -> str:
        return self._vault.code(f"told:{channel}", person)

    def _ground(self, anchor: str) -> str:
        return self._vault.code("anchor", anchor)


def together(writes: Iterable[Write]) -> Write:
    """All of them in one transaction."""
    each_of = tuple(writes)

    def write(connection: Connection) -> None:
        for each in each_of:
            each(connection)

    return write


def _as_read(entry: Entry) -> tuple[ColumnElement[bool], ...]:
    return told.c.bot == entry.bot, told.c.code == entry.code, told.c.body == entry.sealed


def _check(result: CursorResult[Any]) -> None:
    if not result.rowcount:
        raise ChangedError

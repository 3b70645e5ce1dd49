"""Days recorded by the desk: each by one person, confirmed by a second, corrected by a new entry; nothing is erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, Row, select
from sqlalchemy import insert as insert_into
from sqlalchemy import update as update_of

from bot.clock import Clock
from bot.models import Anchor
from bot.store.database import writing
from bot.store.tables import anchors

_ENTRIES = select(anchors).order_by(anchors.c.id)  # asked for at every answer


class AnchorError(Exception):
    """An entry cannot be changed so; the message says why."""


@dataclass(frozen=True)
class Draft:
    """What is to be recorded. `area` is a county's code, the name of a constituency or ward, or empty: the country."""

    election: str
    event: str
    day: date
    source: str
    office: str = ""
    area: str = ""


class Anchors:
    """In force is what a second person confirmed and nobody withdrew or corrected since."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(self, draft: Draft, by: str) -> int:
        """The number of the entry, which counts for nothing until it is confirmed."""
        return self._add(draft, by, None)

    def correct(self, number: int, day: date, source: str, by: str) -> int:
        """A new entry in place of a confirmed one, which stays in force until this one is confirmed."""
        old = self._row(number)
        if old.confirmed_at is None or old.withdrawn_at is not None:
            raise AnchorError(f"{number} is not in force: record the day anew.")
        draft = Draft(old.election, old.event, day, source, old.office, old.area)
        return self._add(draft, by, number)

    def confirm(self, number: int, by: str) -> None:
        """By somebody else than who recorded it. Raises AnchorError."""
        row = self._row(number)
        if row.recorded_by == by:
            raise AnchorError(f"{number} was recorded by {by}: another person must confirm it.")
        if row.confirmed_at is not None or row.withdrawn_at is not None:
            raise AnchorError(f"{number} is already confirmed or withdrawn.")
        self._change(number, confirmed_at=self._clock.now(), confirmed_by=by)

    def withdraw(self, number: int, by: str) -> None:
        """At once, by one person: what may be wrong must not be told for another hour."""
        if self._row(number).withdrawn_at is not None:
            raise AnchorError(f"{number} is already withdrawn.")
        self._change(number, withdrawn_at=self._clock.now(), withdrawn_by=by)

    def in_force(self) -> tuple[Anchor, ...]:
        rows = self.entries()
        days = {row.id: row.day for row in rows}
        before = {row.id: row.corrects for row in rows}
        confirmed = [row for row in rows if row.confirmed_at is not None]
        replaced = {row.corrects for row in confirmed}  # also by one withdrawn since: what was wrong stays so
        return tuple(
            Anchor(
                id=str(row.id),
                election=row.election,
                event=row.event,
                day=row.day,
                source=row.source,
                office=row.office,
                area=row.area,
                recorded_on=row.recorded_at.date(),
                was=days.get(row.corrects),
                replaces=_chain(row.corrects, before),
            )
            for row in confirmed
            if row.withdrawn_at is None and row.id not in replaced
        )

    def no_longer(self) -> frozenset[str]:
        """The ids of all that was in force once, and is not: corrected or withdrawn."""
        in_force = {anchor.id for anchor in self.in_force()}
        return frozenset(str(row.id) for row in self.entries() if row.confirmed_at is not None) - in_force

    def entries(self) -> list[Row[tuple[object, ...]]]:
        """Every entry that was ever made, the oldest first."""
        with self._engine.connect() as connection:
            return list(connection.execute(_ENTRIES).all())

    def _row(self, number: int) -> Row[tuple[object, ...]]:
        with self._engine.connect() as connection:
            row = connection.execute(select(anchors).where(anchors.c.id == number)).one_or_none()
        if row is None:
            raise AnchorError(f"There is no entry {number}.")
        return row

    def _add(self, draft: Draft, by: str, corrects: int | None) -> int:
        row = {
            **vars(draft),
            "recorded_at": self._clock.now(),
            "recorded_by": by,
            "corrects": corrects,
        }
        with writing(self._engine) as connection:
            key = connection.execute(insert_into(anchors).values(row)).inserted_primary_key
        return int(key[0]) if key else 0

    def _change(self, number: int, **values: datetime | str) -> None:
        with writing(self._engine) as connection:
            connection.execute(update_of(anchors).where(anchors.c.id == number).values(**values))


def _chain(number: int | None, before: Mapping[int, int | None]) -> tuple[str, ...]:
    """An entry, the one that it corrected, and so on to the first."""
    found: list[str] = []
    while number is not None:
        found.append(str(number))
        number = before.get(number)
    return tuple(found)

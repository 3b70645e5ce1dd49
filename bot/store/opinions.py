"""How often a card's answer was found useful: counts by card and day, nothing of who pressed."""

from datetime import date

from sqlalchemy import Connection, Engine, select

from bot.store import units
from bot.store.database import insertion, writing
from bot.store.tables import opinions


class Opinions:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, card: str, day: date, *, is_useful: bool) -> None:
        """Counted together with the end of the update in hand, so that one begun anew after a crash counts once."""
        column = opinions.c.useful if is_useful else opinions.c.not_useful
        row = {"card": card, "day": day, "useful": int(is_useful), "not_useful": int(not is_useful)}

        def count(connection: Connection) -> None:
            statement = insertion(connection, opinions).values(row)
            counted = {column.name: column + 1}
            connection.execute(statement.on_conflict_do_update(index_elements=["card", "day"], set_=counted))

        if unit := units.current():
            unit.add(count)
            return
        with writing(self._engine) as connection:
            count(connection)

    def counts(self, card: str) -> tuple[int, int]:
        """(useful, not useful) over all days."""
        query = select(opinions.c.useful, opinions.c.not_useful).where(opinions.c.card == card)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return sum(row.useful for row in rows), sum(row.not_useful for row in rows)

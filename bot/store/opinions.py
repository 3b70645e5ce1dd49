"""How often a card's answer was found useful: counts by card and day, nothing of who pressed."""

from datetime import date

from sqlalchemy import Column, Date, Engine, Integer, String, Table, select
from sqlalchemy.dialects.sqlite import insert

from bot.store.people import metadata

opinions = Table(
    "opinions",
    metadata,
    Column("card", String(100), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("useful", Integer, nullable=False),
    Column("not_useful", Integer, nullable=False),
)


class Opinions:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        metadata.create_all(engine)

    def add(self, card: str, day: date, *, is_useful: bool) -> None:
        column = opinions.c.useful if is_useful else opinions.c.not_useful
        row = {"card": card, "day": day, "useful": int(is_useful), "not_useful": int(not is_useful)}
        statement = insert(opinions).values(row)
        counted = {column.name: column + 1}
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["card", "day"], set_=counted))

    def counts(self, card: str) -> tuple[int, int]:
        """(useful, not useful) over all days."""
        query = select(opinions.c.useful, opinions.c.not_useful).where(opinions.c.card == card)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return sum(row.useful for row in rows), sum(row.not_useful for row in rows)

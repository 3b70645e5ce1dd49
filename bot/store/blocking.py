"""Chats that cannot be written to, as Telegram said: what goes to many is not tried there until they write again."""

from sqlalchemy import Connection, bindparam, delete, exists, select

from bot.store.database import insertion
from bot.store.lanes import NO_BOT
from bot.store.tables import blocked


class Blocked:
    """Of one bot, by the keyed code of a chat. All methods take a transaction."""

    def __init__(self, bot: int = NO_BOT) -> None:
        self._bot = bot
        self._clearing = delete(blocked).where(blocked.c.bot == bot, blocked.c.lane == bindparam("this"))

    def add(self, connection: Connection, lane: str, at: int) -> None:
        row = {"bot": self._bot, "lane": lane, "at": at}
        statement = insertion(connection, blocked).values(row)
        connection.execute(statement.on_conflict_do_update(index_elements=["bot", "lane"], set_={"at": at}))

    def clear(self, connection: Connection, lane: str) -> None:
        connection.execute(self._clearing, {"this": lane})

    def holds(self, connection: Connection, lane: str) -> bool:
        found = exists().where(blocked.c.bot == self._bot, blocked.c.lane == lane)
        return bool(connection.execute(select(found)).scalar_one())

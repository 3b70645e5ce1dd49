"""The tables of the store, one schema for SQLite and PostgreSQL. migrations/ makes them; a test says that both agree.

Nothing here names a person: `code` and `lane` are keyed codes, `body` is sealed. Times called `at` are seconds since
1970, those that end in `_ms` milliseconds. `bot` is Telegram's id of the bot whose row it is, since several may share
a store and each has numbers of updates of its own; 0 in rows from before that was written down.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)

metadata = MetaData()
Serial = BigInteger().with_variant(Integer, "sqlite")  # the only kind that SQLite counts up by itself

people = Table(
    "people",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("language", String(2), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

opinions = Table(
    "opinions",
    metadata,
    Column("card", String(100), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("useful", Integer, nullable=False),
    Column("not_useful", Integer, nullable=False),
)


def _bot(*, is_key: bool) -> Column[int]:
    return Column("bot", BigInteger, primary_key=is_key, autoincrement=False, nullable=False, server_default="0")


# A chat's messages have numbers of their own for each bot.
sent = Table(
    "sent",
    metadata,
    _bot(is_key=True),
    Column("code", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Index("sent_at", "at"),
)

# Numbers of updates that were ever taken, so that none is taken twice: Telegram repeats them for a day.
received = Table(
    "received",
    metadata,
    _bot(is_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Index("received_at", "at"),
)


def _waits() -> list[Column[int] | Column[str] | Column[str | None]]:
    """What every row has that waits in a lane for one of several processes. See bot.store.lanes."""
    return [
        Column("lane", String(64), nullable=False),
        Column("at", BigInteger, nullable=False),
        Column("not_before_ms", BigInteger, nullable=False, default=0),
        Column("tries", SmallInteger, nullable=False, default=0),  # that ended in a failure
        Column("begun", SmallInteger, nullable=False, default=0),  # tries that never ended: the process died
        Column("owner", String(120), nullable=True),
        Column("leased_until_ms", BigInteger, nullable=False, default=0),
    ]


inbox = Table(
    "inbox",
    metadata,
    _bot(is_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    *_waits(),
    Column("body", LargeBinary, nullable=False),
    Column("parked_at", BigInteger, nullable=True),
    Column("reason", String(300), nullable=False, default=""),
    Index("inbox_lane", "lane", "number"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Serial, primary_key=True),
    _bot(is_key=False),
    Column("key", String(64), nullable=False, unique=True),
    *_waits(),
    Column("priority", SmallInteger, nullable=False, default=0),
    Column("expires_at", BigInteger, nullable=False),
    Column("done", SmallInteger, nullable=False, default=0),  # messages of this delivery that were sent
    Column("unsure", SmallInteger, nullable=False, server_default="0"),  # tries of the next that may have sent it
    Column("body", LargeBinary, nullable=False),
    Index("outbox_lane", "lane", "number"),
    sqlite_autoincrement=True,  # a number is never used again, so that the order stands
)

# Chats that cannot be written to: blocked, deleted, never begun. Nothing is sent there to many at once.
blocked = Table(
    "blocked",
    metadata,
    _bot(is_key=True),
    Column("lane", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Index("blocked_at", "at"),
)

keyring = Table(
    "keyring",
    metadata,
    Column("key_id", String(16), primary_key=True),
    Column("proof", LargeBinary, nullable=False),  # known words, sealed: only the right key opens them
    Column("at", BigInteger, nullable=False),
)

# Days from which times are counted, as the desk recorded them; no person is meant but those who record.
anchors = Table(
    "anchors",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("election", String(32), nullable=False),
    Column("event", String(64), nullable=False),
    Column("office", String(32), nullable=False),
    Column("area", String(100), nullable=False),
    Column("day", Date, nullable=False),
    Column("source", String(500), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("recorded_by", String(100), nullable=False),
    Column("confirmed_at", DateTime(timezone=True)),
    Column("confirmed_by", String(100)),
    Column("withdrawn_at", DateTime(timezone=True)),
    Column("withdrawn_by", String(100)),
    Column("corrects", BigInteger, ForeignKey("anchors.id")),
)

# Who was told a day that the desk's records gave, for 24 hours; and who asked to be reminded of one, until it is past.
# `ground` is the keyed code of the recorded day, empty where there is none.
told = Table(
    "told",
    metadata,
    _bot(is_key=True),  # which said it: no other may remind of it
    Column("code", String(64), primary_key=True),  # of the person and the matter
    Column("lane", String(64), nullable=False),  # of the person
    Column("ground", String(64), nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("remind_at", BigInteger, nullable=True),
    Column("body", LargeBinary, nullable=False),
    Index("told_lane", "lane"),
    Index("told_ground", "ground"),
    Index("told_remind_at", "remind_at"),
)

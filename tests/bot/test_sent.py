"""What is kept so that a chat can be cleared: numbers, for 48 hours, and nothing that says whose they are."""

import logging
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import engine, writing
from bot.store.sent import SentMessages
from tests.bot.talking import SetClock

KEY = b"k" * 32
PERSON = "7946013852"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "var" / "bot.sqlite"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def messages(database: Path, clock: SetClock, key: bytes = KEY, write_seconds: float = 600) -> SentMessages:
    return SentMessages(engine(database), key, clock, write_seconds)


def everything_in(database: Path) -> bytes:
    """Every byte of the database, its journal and its shared memory."""
    return b"".join(file.read_bytes() for file in sorted(database.parent.iterdir()))


def test_numbers_of_a_person_are_given_back_in_order(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [12, 11])
    store.keep("telegram", PERSON, [14])
    assert store.recent("telegram", PERSON) == [11, 12, 14]


def test_the_numbers_of_one_person_are_not_anothers(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [1])
    assert store.recent("telegram", "8") == [] and store.recent("terminal", PERSON) == []


def test_the_same_number_in_two_chats_is_two_messages(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", "7", [1])
    store.keep("telegram", "8", [1])
    store.remove("telegram", "7", [1])
    assert store.recent("telegram", "7") == [] and store.recent("telegram", "8") == [1]


def test_two_bots_on_one_store_keep_numbers_of_their_own_and_a_person_is_forgotten_by_both(
    database: Path, clock: SetClock
) -> None:
    opened = engine(database)
    one, other = (SentMessages(opened, KEY, clock, 600, bot=bot) for bot in (111, 222))
    one.keep("telegram", PERSON, [1, 2])
    other.keep("telegram", PERSON, [2, 3])
    one.flush()
    assert other.recent("telegram", PERSON) == [2, 3]
    one.remove("telegram", PERSON, [2, 3])
    assert (one.recent("telegram", PERSON), other.recent("telegram", PERSON)) == ([1], [2, 3])
    one.forget("telegram", PERSON)
    assert other.recent("telegram", PERSON) == []


def test_numbers_from_before_bots_were_told_apart_are_cleared_and_named_once(database: Path, clock: SetClock) -> None:
    before = messages(database, clock)
    before.keep("telegram", PERSON, [1, 2])
    before.flush()
    store = SentMessages(engine(database), KEY, clock, 600, bot=111)
    store.keep("telegram", PERSON, [2, 3])
    assert store.recent("telegram", PERSON) == [1, 2, 3]
    store.remove("telegram", PERSON, [1, 2])
    assert store.recent("telegram", PERSON) == [3]


def test_a_message_kept_twice_keeps_its_first_time(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [1])
    clock.forward(hours=30)
    store.keep("telegram", PERSON, [1])
    assert store.recent("telegram", PERSON) == [1]
    clock.forward(hours=20)
    assert store.recent("telegram", PERSON) == []


def test_after_48_hours_a_number_is_neither_given_nor_kept(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [1])
    clock.forward(hours=47, minutes=59)
    assert store.recent("telegram", PERSON) == [1]
    clock.forward(minutes=1)
    assert store.recent("telegram", PERSON) == []
    assert rows(store) == 0


def test_what_is_too_old_is_not_given_though_it_is_not_dropped_yet(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [1])
    clock.forward(hours=47, minutes=59, seconds=30)
    assert store.recent("telegram", PERSON) == [1]
    clock.forward(seconds=40)
    assert store.recent("telegram", PERSON) == [] and rows(store) == 1


def test_old_numbers_go_as_new_ones_are_written_but_not_more_than_once_a_minute(
    database: Path, clock: SetClock
) -> None:
    store = messages(database, clock)
    store.keep("telegram", "7", [1])
    store.flush()
    clock.forward(hours=48, seconds=-1)
    store.flush()
    clock.forward(seconds=1)
    store.flush()
    assert rows(store) == 1
    clock.forward(seconds=60)
    store.keep("telegram", "8", [2])
    store.flush()
    assert rows(store) == 1 and store.recent("telegram", "8") == [2]


def test_a_restart_forgets_nothing_that_was_flushed(database: Path, clock: SetClock) -> None:
    first = messages(database, clock)
    first.keep("telegram", PERSON, [1])
    first.flush()
    assert messages(database, clock).recent("telegram", PERSON) == [1]


def test_with_another_key_nobody_is_known(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [1])
    store.flush()
    assert messages(database, clock, key=b"x" * 32).recent("telegram", PERSON) == []


def test_notes_are_written_soon_without_being_asked(database: Path, clock: SetClock) -> None:
    messages(database, clock, write_seconds=0.01).keep("telegram", PERSON, [1])
    wait_for_writers()
    assert messages(database, clock).recent("telegram", PERSON) == [1]


def test_keeping_does_not_wait_for_the_database(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    with writing(store._engine):
        store.keep("telegram", PERSON, range(1000))
    assert len(store.recent("telegram", PERSON)) == 1000


def test_what_could_not_be_written_is_written_later(
    database: Path, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    store = messages(database, clock, write_seconds=0.01)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sent RENAME TO away")
    store.keep("telegram", PERSON, [1])
    with pytest.raises(SQLAlchemyError):
        store.flush()
    store.keep("telegram", PERSON, [2])
    while "could not be written" not in caplog.text:
        wait_for_writers(most=1)
    with store._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO sent")
    assert store.recent("telegram", PERSON) == [1, 2]
    assert PERSON not in caplog.text
    wait_for_writers()


def test_who_is_forgotten_leaves_no_number_not_even_of_the_words_that_say_so(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [1])
    store.flush()
    store.keep("telegram", PERSON, [2])  # not written yet
    store.keep("telegram", "8", [3])
    store.forget("telegram", PERSON)
    store.forget("telegram", PERSON)
    store.keep("telegram", PERSON, [4])  # "you are forgotten"
    assert store.recent("telegram", PERSON) == [] and store.recent("telegram", "8") == [3]
    assert rows(store) == 1
    clock.forward(seconds=61)
    store.keep("telegram", PERSON, [5])
    assert store.recent("telegram", PERSON) == [5]


def test_neither_ids_nor_channel_nor_key_stand_in_the_bytes_of_the_database(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, range(50))
    store.flush()
    stored, number = everything_in(database), int(PERSON)
    assert b"sent" in stored and PERSON.encode() not in stored and b"telegram" not in stored and KEY not in stored
    for order in ("big", "little"):
        for size in (5, 8):
            assert number.to_bytes(size, order) not in stored


def test_who_is_forgotten_is_gone_from_the_bytes_too(database: Path, clock: SetClock) -> None:
    store = messages(database, clock)
    store.keep("telegram", PERSON, [1])
    store.flush()
    code = store._code("telegram", PERSON).encode()
    assert code in everything_in(database)
    store.forget("telegram", PERSON)
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert code not in everything_in(database)


def test_many_threads_may_keep_at_once(database: Path, clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    store = messages(database, clock, write_seconds=0.001)

    def keep(start: int) -> None:
        for number in range(start, start + 200):
            store.keep("telegram", PERSON, [number])

    threads = [threading.Thread(target=keep, args=(start,)) for start in range(0, 1000, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.recent("telegram", PERSON) == list(range(1000))
    wait_for_writers()
    assert caplog.text == ""


def rows(store: SentMessages) -> int:
    with store._engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM sent").scalar_one())


def wait_for_writers(most: int = 100) -> None:
    """Until no thread is left that would write."""
    for thread in threading.enumerate()[: most + 1]:
        if isinstance(thread, threading.Timer) and thread.interval < 1:
            thread.join()


def test_an_odd_number_of_a_forged_update_does_not_keep_the_others_from_being_written(
    database: Path, clock: SetClock
) -> None:
    odd: Any = [["a list"], None, 2**63, -1, True, "7"]
    sent = messages(database, clock)
    sent.keep("telegram", "7", [11, *odd, 12])
    assert sent.recent("telegram", "7") == [11, 12]

"""What the mailbox keeps of people goes in time, and at once where somebody asks for it."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.blocking import Blocked
from bot.store.database import writing
from bot.store.keeping import Keeping, Kept
from bot.store.mailbox import StoredDeliveries, StoredUpdates
from bot.store.people import People
from bot.store.vault import Vault
from knowledge.models import Language
from tests.bot.talking import SetClock

VAULT = Vault([b"k" * 32])
LANE = VAULT.code("lane:telegram", "7")
OTHER = VAULT.code("lane:telegram", "8")


@pytest.fixture
def keeping(engine: Engine, clock: SetClock) -> Keeping:
    return Keeping(engine, VAULT, clock)


def fill(engine: Engine, clock: SetClock) -> None:
    """Of person 7: one update in hand, one parked, one waiting, one answer unsent; of person 8 an answer."""
    updates, deliveries, at = StoredUpdates(VAULT, "me"), StoredDeliveries(VAULT, "me"), int(clock.now().timestamp())
    with writing(engine) as connection:
        updates.take(connection, 1, LANE, b"parked", at)
        (row,) = updates.lanes.claim(connection, 1)
        updates.park(connection, row, "RuntimeError", at)
        updates.take(connection, 2, LANE, b"in hand", at)
        updates.lanes.claim(connection, 1)
        updates.take(connection, 3, LANE, b"waiting", at)
        deliveries.put(connection, "a", LANE, b"unsent", at, at + 60)
        Blocked().add(connection, LANE, at)
        deliveries.put(connection, "b", OTHER, b"another's", at, at + 60)


def is_blocked(engine: Engine) -> bool:
    with engine.connect() as connection:
        return Blocked().holds(connection, LANE)


def test_what_is_held_of_a_person_is_counted(engine: Engine, keeping: Keeping, clock: SetClock) -> None:
    fill(engine, clock)
    assert keeping.kept("telegram", "7") == Kept(waiting=1, parked=1, unsent=1)
    assert keeping.kept("telegram", "8") == Kept(waiting=0, parked=0, unsent=1)
    assert keeping.kept("telegram", "9") == Kept(0, 0, 0)


def test_who_is_forgotten_leaves_nothing_but_what_they_wrote_since(
    engine: Engine, keeping: Keeping, clock: SetClock
) -> None:
    fill(engine, clock)
    keeping.forget("telegram", "7")
    keeping.forget("telegram", "7")
    assert keeping.kept("telegram", "7") == Kept(waiting=1, parked=0, unsent=0)
    assert keeping.kept("telegram", "8").unsent == 1
    assert not is_blocked(engine)


def test_within_five_seconds_no_trace_is_left_in_any_byte(
    tmp_path: Path, opening: Callable[[Path | str], Engine], clock: SetClock
) -> None:
    opened = opening(tmp_path / "bot.sqlite")
    deliveries = StoredDeliveries(VAULT, "me")
    with writing(opened) as connection:
        deliveries.put(connection, "a", LANE, b"unsent", 1, 2)
        (sealed,) = [row.body for row in deliveries.lanes.claim(connection, 1)]
        deliveries.lanes.let_go(connection)
    traces = (LANE.encode(), sealed)

    def left() -> list[bytes]:
        stored = b"".join(file.read_bytes() for file in tmp_path.glob("bot.sqlite*"))
        return [trace for trace in traces if trace in stored]

    assert left()
    Keeping(opened, VAULT, clock).forget("telegram", "7")
    deadline = time.monotonic() + 5
    while left() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left() == []


def test_bodies_go_after_a_day_and_bare_numbers_after_two(engine: Engine, keeping: Keeping, clock: SetClock) -> None:
    fill(engine, clock)
    clock.forward(hours=24)
    keeping.drop_old()
    assert keeping.kept("telegram", "7") == Kept(0, 0, 0) == keeping.kept("telegram", "8")
    updates = StoredUpdates(VAULT, "me")
    with writing(engine) as connection:
        assert not updates.take(connection, 2, LANE, b"again", 1)
    clock.forward(hours=24)
    keeping.drop_old()
    with writing(engine) as connection:
        assert updates.take(connection, 2, LANE, b"another year", 1)


def test_that_somebody_blocked_the_bot_is_known_for_ninety_days(
    engine: Engine, keeping: Keeping, clock: SetClock
) -> None:
    fill(engine, clock)
    clock.forward(days=89)
    keeping.drop_old()
    assert is_blocked(engine)
    clock.forward(days=1)
    keeping.drop_old()
    assert not is_blocked(engine)


def test_who_is_idle_for_ninety_days_goes_and_who_writes_now_and_then_stays(engine: Engine, clock: SetClock) -> None:
    people = People(engine, b"k" * 32, clock)
    for person in ("7", "8"):
        people.set_language("telegram", person, Language.SW)
    clock.forward(days=89)
    assert people.language("telegram", "7") is Language.SW
    clock.moment += timedelta(days=2)
    people.drop_old()
    assert people.language("telegram", "7") is Language.SW and people.language("telegram", "8") is None

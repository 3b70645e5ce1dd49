"""Rows wait in lanes: in order, one at a time in each, each worked on by one process; on both kinds of database."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store import mailbox, owners
from bot.store.blocking import Blocked
from bot.store.database import writing
from bot.store.lanes import Claimed, Lanes, LeaseLostError
from bot.store.mailbox import BULK, StoredDeliveries, StoredUpdates, UnsureError
from bot.store.tables import inbox
from bot.store.vault import Vault

KEY = b"k" * 32


class Hands:
    """What one process does, each call in a transaction of its own; `seconds` is its watch."""

    def __init__(self, engine: Engine, owner: str, seconds: Callable[[], float], bot: int = 0) -> None:
        self.engine = engine
        self.updates = StoredUpdates(Vault([KEY]), owner, bot=bot)
        self.updates.lanes = Lanes(inbox, owner, 60, seconds, bot)

    def take(self, number: int, lane: str, words: str = "x") -> bool:
        with writing(self.engine) as connection:
            return self.updates.take(connection, number, lane, words.encode(), at=1)

    def claim(self, most: int = 100) -> list[Claimed]:
        with writing(self.engine) as connection:
            return self.updates.lanes.claim(connection, most)

    def numbers(self, most: int = 100) -> list[int]:
        return [row.number for row in self.claim(most)]

    def finish(self, number: int) -> None:
        with writing(self.engine) as connection:
            self.updates.lanes.finish(connection, number)

    def postpone(self, number: int, seconds: float) -> None:
        with writing(self.engine) as connection:
            self.updates.lanes.postpone(connection, number, seconds, is_failure=True)

    def park(self, row: Claimed) -> None:
        with writing(self.engine) as connection:
            self.updates.park(connection, row, "it would not be read", at=2)


class Watch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def one(engine: Engine, watch: Watch) -> Hands:
    return Hands(engine, "one", watch)


@pytest.fixture
def other(engine: Engine, watch: Watch) -> Hands:
    return Hands(engine, "other", watch)


def test_an_update_is_taken_once_however_often_it_comes_and_also_when_it_was_handled(one: Hands, other: Hands) -> None:
    assert one.take(5, "a")
    assert not any([one.take(5, "a"), other.take(5, "a"), other.take(5, "b")])
    one.claim()
    one.finish(5)
    assert not one.take(5, "a") and one.numbers() == []


def test_two_bots_on_one_store_do_not_swallow_each_others_updates(engine: Engine, watch: Watch) -> None:
    one, two = Hands(engine, "one", watch, bot=111), Hands(engine, "two", watch, bot=222)
    assert one.take(5, "a", "to the first") and two.take(5, "a", "to the second")
    assert not one.take(5, "a") and not two.take(5, "a")
    for hands, words in ((two, b"to the second"), (one, b"to the first")):
        (row,) = hands.claim()  # neither waits for the other, though the person is the same
        assert hands.updates.body(row) == words
        hands.finish(5)
    assert one.numbers() == two.numbers() == []


def test_a_bot_neither_sends_nor_drops_what_another_bot_was_asked(engine: Engine) -> None:
    one, two = (StoredDeliveries(Vault([KEY]), owner, bot=bot) for owner, bot in (("one", 111), ("two", 222)))
    with writing(engine) as connection:
        one.put(connection, "update:111:5:1", "a", b"words", 1, 2)
        two.put(connection, "update:222:5:1", "a", b"words", 1, 2)
        two.lanes.empty(connection, "a")
        assert two.lanes.claim(connection, 10) == []
        assert [row.key for row in one.lanes.claim(connection, 10)] == ["update:111:5:1"]


def test_what_was_taken_before_bots_were_told_apart_is_worked_on_once_and_not_taken_again(
    engine: Engine, watch: Watch
) -> None:
    before, now = Hands(engine, "before", watch), Hands(engine, "now", watch, bot=111)
    before.take(5, "a", "from yesterday")
    assert not now.take(5, "a")
    (row,) = now.claim()
    assert now.updates.body(row) == b"from yesterday"
    now.finish(5)
    assert before.numbers() == []


def test_of_each_lane_only_the_first_can_be_worked_on_and_the_next_when_it_is_done(one: Hands) -> None:
    for number, lane in ((3, "a"), (1, "a"), (2, "b"), (4, "b")):
        one.take(number, lane)
    assert one.numbers() == [1, 2] and one.numbers() == []
    one.finish(1)
    assert one.numbers() == [3]


def test_the_longest_waiting_come_first_and_no_more_than_asked(one: Hands) -> None:
    for number in range(10, 0, -1):
        one.take(number, f"lane {number}")
    assert one.numbers(3) == [1, 2, 3] and one.numbers(3) == [4, 5, 6]


def test_two_processes_never_work_on_one_row_nor_in_one_lane(one: Hands, other: Hands) -> None:
    one.take(1, "a")
    one.take(2, "a")
    assert one.numbers() == [1] and other.numbers() == []


def test_a_lease_that_ran_out_is_anybodys_and_who_lost_it_cannot_end_the_work(
    one: Hands, other: Hands, watch: Watch
) -> None:
    one.take(1, "a")
    one.claim()
    watch.seconds += 61
    (row,) = other.claim()
    assert (row.number, row.begun, row.tries) == (1, 2, 0)
    with pytest.raises(LeaseLostError):
        one.finish(1)
    other.finish(1)


def test_a_renewed_lease_holds(one: Hands, other: Hands, watch: Watch) -> None:
    one.take(1, "a")
    one.claim()
    watch.seconds += 40
    with writing(one.engine) as connection:
        one.updates.lanes.renew(connection, [1])
    watch.seconds += 40
    assert other.numbers() == []


def test_what_is_postponed_holds_up_its_own_lane_alone(one: Hands, watch: Watch) -> None:
    for number, lane in ((1, "a"), (2, "a"), (3, "b")):
        one.take(number, lane)
    one.claim()
    one.finish(3)
    one.postpone(1, 10)
    one.take(4, "b")
    assert one.numbers() == [4]
    watch.seconds += 11
    (row,) = one.claim()
    assert (row.number, row.tries, row.begun) == (1, 1, 1)


def test_what_is_parked_stands_in_nobodys_way_and_can_be_tried_again(one: Hands) -> None:
    for number in (1, 2):
        one.take(number, "a", "my words")
    one.park(one.claim()[0])
    assert one.numbers() == [2]
    one.finish(2)
    with writing(one.engine) as connection:
        (parked,) = mailbox.parked(connection)
        assert (parked.number, parked.reason, parked.tries) == (1, "it would not be read", 1)
        assert mailbox.parked_bodies(connection, Vault([KEY]), 1) == [b"my words"]
        assert mailbox.parked_bodies(connection, Vault([KEY]), 2) == []
        assert mailbox.retry(connection, 1) and not mailbox.retry(connection, 2)
    (row,) = one.claim()
    assert (row.number, row.tries, row.begun) == (1, 0, 1)


def test_at_its_end_a_process_gives_back_what_it_held(one: Hands, other: Hands) -> None:
    one.take(1, "a")
    one.claim()
    with writing(one.engine) as connection:
        one.updates.lanes.let_go(connection)
    (row,) = other.claim()
    assert row.begun == 1


def test_what_a_process_held_that_died_is_free_at_once_and_what_a_living_one_holds_is_not(
    engine: Engine, watch: Watch
) -> None:
    mourned = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    dead, living = owners.name(mourned.pid), owners.name()
    mourned.communicate(b"\n")
    for number, owner in ((1, dead), (2, living)):
        hands = Hands(engine, owner, watch)
        hands.take(number, f"lane {number}")
        hands.claim()
    heir = Hands(engine, "heir", watch)
    with writing(engine) as connection:
        heir.updates.lanes.free_of_the_dead(connection)
    (row,) = heir.claim()
    assert (row.number, row.begun) == (1, 2)


def test_a_number_that_another_process_has_got_meanwhile_is_not_taken_for_the_living() -> None:
    space, pid, start = owners.name().rsplit(":", 2)
    assert owners.is_dead(f"{space}:{pid}:{int(start) + 1}")
    assert not owners.is_dead(f"another-machine:{pid}:{int(start) + 1}")
    assert not owners.is_dead("nothing of the kind") and not owners.is_dead(owners.name(os.getpid()))


def test_a_delivery_of_the_same_key_is_put_once(engine: Engine) -> None:
    deliveries = StoredDeliveries(Vault([KEY]), "one")
    with writing(engine) as connection:
        added = [deliveries.put(connection, key, "a", b"words", 1, 2) for key in ("u1:1", "u1:2", "u1:1")]
    assert added == [True, True, False]


def test_answers_and_what_goes_to_many_do_not_wait_for_each_other_and_each_keeps_its_order(engine: Engine) -> None:
    deliveries = StoredDeliveries(Vault([KEY]), "one")
    with writing(engine) as connection:
        for key, lane, priority in (("1", "a", BULK), ("2", "b", BULK), ("3", "a", 0), ("4", "a", 0), ("5", "a", BULK)):
            deliveries.put(connection, key, lane, b"words", 1, 2, priority)
        assert [row.key for row in deliveries.lanes.claim(connection, 10)] == ["3"]
        assert [row.key for row in deliveries.bulk.claim(connection, 10)] == ["1", "2"]
        deliveries.lanes.let_go(connection)
        assert deliveries.bulk.claim(connection, 10) == []  # those are still in hand
        deliveries.bulk.let_go(connection)
        assert [row.key for row in deliveries.bulk.claim(connection, 10)] == ["1", "2"]


def test_a_message_may_be_sent_twice_and_never_again_whoever_holds_it(engine: Engine) -> None:
    one, other = (StoredDeliveries(Vault([KEY]), owner, lease_seconds=0.0) for owner in ("one", "other"))
    with writing(engine) as connection:
        one.put(connection, "1", "a", b"words", 1, 2)
        (row,) = one.lanes.claim(connection, 1)
        one.begin_message(connection, row.number, 0)
        assert [taken.number for taken in other.lanes.claim(connection, 1)] == [row.number]
        for lost in (one.begin_message, one.take_back, one.end_message):
            with pytest.raises(LeaseLostError):
                lost(connection, row.number, 0)
        other.begin_message(connection, row.number, 0)
        with pytest.raises(UnsureError):
            other.begin_message(connection, row.number, 0)
        other.take_back(connection, row.number, 0)
        other.begin_message(connection, row.number, 0)
        other.end_message(connection, row.number, 0)
        other.begin_message(connection, row.number, 1)
        for late in (other.begin_message, other.take_back, other.end_message):
            with pytest.raises(LeaseLostError):
                late(connection, row.number, 0)


def test_what_takes_the_place_of_a_delivery_waits_in_its_lane_and_is_counted_anew(engine: Engine) -> None:
    deliveries = StoredDeliveries(Vault([KEY]), "one")
    with writing(engine) as connection:
        for key in ("1", "2"):
            deliveries.put(connection, key, "a", b"words", 1, 2)
        (row,) = deliveries.lanes.claim(connection, 9)
        deliveries.begin_message(connection, row.number, 0)
        deliveries.end_message(connection, row.number, 0)
        deliveries.replace(connection, row, b"other words")
        (new,) = deliveries.lanes.claim(connection, 9)
        assert (new.key, new.done, new.begun, deliveries.body(new)) == ("1", 0, 1, b"other words")
        for _ in range(2):
            deliveries.begin_message(connection, new.number, 0)


def test_what_a_process_has_in_hand_it_does_not_claim_again_though_the_lease_ran_out(
    engine: Engine, watch: Watch
) -> None:
    hands = Hands(engine, "one", watch)
    hands.take(1, "a")
    hands.claim()
    watch.seconds += 61
    with writing(engine) as connection:
        assert hands.updates.lanes.claim(connection, 9, in_hand=[1]) == []
        assert hands.updates.lanes.claim_risky(connection, 0, in_hand=[1]) == []
    assert hands.numbers() == [1]


def test_a_chat_is_blocked_for_one_bot_until_that_is_cleared(engine: Engine) -> None:
    one, other = Blocked(111), Blocked(222)
    with writing(engine) as connection:
        one.add(connection, "a", at=1)
        one.add(connection, "a", at=2)
        assert one.holds(connection, "a") and not one.holds(connection, "b") and not other.holds(connection, "a")
        other.clear(connection, "a")
        assert one.holds(connection, "a")
        one.clear(connection, "a")
        assert not one.holds(connection, "a")


def test_no_words_and_no_lane_owner_stand_in_the_bytes(tmp_path: Path, opening: Callable[[Path | str], Engine]) -> None:
    hands = Hands(opening(tmp_path / "bot.sqlite"), "one", Watch())
    hands.take(1, Vault([KEY]).code("lane:telegram", "7946013852"), "my own words")
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"inbox" in stored and b"my own words" not in stored and b"7946013852" not in stored

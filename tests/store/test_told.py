"""Who was told which day: sealed, found by keyed codes alone, gone in time, at once on request, and never half."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from bot.store import rotation
from bot.store.database import writing
from bot.store.keys import load_all
from bot.store.tables import told
from bot.store.told import ChangedError, Held, Told, ToldDays, Wording
from bot.store.vault import Vault
from knowledge.models import Language
from tests.bot.talking import SetClock

MATTER = "governor/governor_result/a7"
SHOWN = Told("telegram", "70007", MATTER, MATTER, date(2027, 9, 12), Language.EN, "7")
REMINDER = replace(SHOWN, wording=Wording.FULL)
MOST = 10


@pytest.fixture
def days(engine: Engine, clock: SetClock) -> ToldDays:
    return ToldDays(engine, Vault([b"k" * 32]), clock)


def remind(days: ToldDays, clock: SetClock, reminder: Told = REMINDER) -> datetime:
    """To be reminded in a day, kept for four."""
    at = clock.now() + timedelta(days=1)
    days.remind(reminder, at, clock.now() + timedelta(days=4))
    return at


def held(days: ToldDays, person: str = "70007") -> Held:
    return days.held("telegram", person)


def test_a_reminder_is_due_at_its_time_and_says_what_was_kept(days: ToldDays, clock: SetClock) -> None:
    at = remind(days, clock)
    assert days.due(at - timedelta(seconds=1), MOST) == []
    (entry,) = days.due(at, MOST)
    assert entry.told == REMINDER and held(days) == Held(reminders=1, shown=0)


def test_of_one_matter_a_person_has_one_reminder_and_the_newer_counts(days: ToldDays, clock: SetClock) -> None:
    remind(days, clock)
    at = remind(days, clock, replace(REMINDER, wording=Wording.PLAIN))
    (entry,) = days.due(at, MOST)
    assert entry.told.wording is Wording.PLAIN


def test_what_was_shown_goes_after_a_day_and_a_reminder_when_its_time_is_over(days: ToldDays, clock: SetClock) -> None:
    remind(days, clock)
    other = replace(SHOWN, person="8")
    days.shown([other])
    clock.forward(hours=23, minutes=59)
    days.drop_old()
    assert (held(days), held(days, "8")) == (Held(1, 0), Held(0, 1))
    clock.forward(minutes=1)
    days.drop_old()
    assert (held(days), held(days, "8")) == (Held(1, 0), Held(0, 0))
    clock.forward(days=3)
    days.drop_old()
    assert held(days) == Held(0, 0)


def test_a_day_that_is_shown_again_leaves_its_reminder_as_it_is(days: ToldDays, clock: SetClock) -> None:
    at = remind(days, clock)
    days.shown([SHOWN])
    assert held(days) == Held(1, 0) and days.due(at, MOST)[0].told == REMINDER


def test_stopping_one_leaves_the_others_and_stopping_all_leaves_what_was_shown(days: ToldDays, clock: SetClock) -> None:
    remind(days, clock)
    remind(days, clock, replace(REMINDER, matter="date.election", key="date.election", anchor=""))
    days.shown([replace(SHOWN, matter="rule.petition_file/a7", key="rule.petition_file/a7")])
    days.stop("telegram", "70007", MATTER)
    assert held(days) == Held(1, 1)
    days.stop("telegram", "70007")
    days.stop("telegram", "70007")
    assert held(days) == Held(0, 1)


def test_who_is_forgotten_leaves_nothing_and_others_stay(days: ToldDays, clock: SetClock) -> None:
    remind(days, clock)
    days.shown([replace(SHOWN, key="another")])
    remind(days, clock, replace(REMINDER, person="8"))
    days.forget("telegram", "70007")
    days.forget("telegram", "70007")
    assert (held(days), held(days, "8")) == (Held(0, 0), Held(1, 0))


def test_what_a_recorded_day_gave_is_found_for_each_person_together(days: ToldDays, clock: SetClock) -> None:
    for person in ("1", "2", "3"):
        days.shown([replace(SHOWN, person=person), replace(SHOWN, person=person, key="another")])
    days.shown([replace(SHOWN, person="4", anchor="8"), replace(SHOWN, person="5", anchor="")])
    assert len(days.counted_from(["7"], MOST)) == 6
    people = [entry.told.person for entry in days.counted_from(["7"], 2)]
    assert len(people) == 4 and people[0] == people[1] and people[2] == people[3]
    assert days.counted_from([], MOST) == [] == days.counted_from(["9"], MOST)


def test_what_was_changed_since_it_was_read_is_not_changed_again(
    days: ToldDays, clock: SetClock, engine: Engine
) -> None:
    at = remind(days, clock)
    (first,), (second,) = days.due(at, MOST), days.due(at, MOST)
    with writing(engine) as connection:
        days.changing(first, REMINDER, at + timedelta(days=2))(connection)
    for write in (days.changing(second, REMINDER, None), days.dropping(second)):
        with pytest.raises(ChangedError), writing(engine) as connection:
            write(connection)
    assert days.due(at, MOST) == [] and held(days) == Held(1, 0)


def test_nothing_in_the_store_says_who_or_what(
    tmp_path: Path, opening: Callable[[Path | str], Engine], clock: SetClock
) -> None:
    opened = opening(tmp_path / "bot.sqlite")
    remind(ToldDays(opened, Vault([b"k" * 32]), clock), clock)
    with opened.connect() as connection:
        (row,) = connection.execute(select(told)).all()
    plain = " ".join(str(value) for value in row).encode() + bytes(row.body)
    stored = b"".join(file.read_bytes() for file in tmp_path.glob("bot.sqlite*"))
    for trace in (b"70007", b"governor", b"2027-09-12", (70007).to_bytes(3, "big")):
        assert trace not in plain and trace not in stored


def test_another_keys_entry_opens_nowhere_and_hinders_none(engine: Engine, days: ToldDays, clock: SetClock) -> None:
    remind(ToldDays(engine, Vault([b"z" * 32]), clock), clock)
    at = remind(days, clock)
    assert [entry.told for entry in days.due(at, MOST)] == [REMINDER]


def test_a_bot_reminds_of_nothing_that_another_was_asked_on_the_same_store(engine: Engine, clock: SetClock) -> None:
    one, other = (ToldDays(engine, Vault([b"k" * 32]), clock, bot) for bot in (111, 222))
    at = remind(one, clock)
    assert other.due(at, MOST) == [] == other.reminders() == other.counted_from(["7"], MOST)
    assert held(other) == Held(0, 0) and held(one) == Held(1, 0)
    remind(other, clock, replace(REMINDER, wording=Wording.PLAIN))
    assert [[entry.told.wording for entry in days.due(at, MOST)] for days in (one, other)] == [
        [Wording.FULL],
        [Wording.PLAIN],
    ]
    other.stop("telegram", "70007")
    assert held(one) == Held(1, 0) and held(other) == Held(0, 0)
    other.shown([SHOWN])
    assert held(other) == Held(0, 1)
    other.forget("telegram", "70007")
    assert held(one) == held(other) == Held(0, 0), "who is forgotten is forgotten by all"


def test_what_was_told_before_bots_were_told_apart_is_the_first_ones_that_says_it_anew(
    engine: Engine, days: ToldDays, clock: SetClock
) -> None:
    at = remind(days, clock)
    one = ToldDays(engine, Vault([b"k" * 32]), clock, 111)
    (entry,) = one.due(at, MOST)
    one.write(one.changing(entry, REMINDER, at))
    assert [entry.told for entry in one.due(at, MOST)] == [REMINDER]
    remind(one, clock)
    assert days.due(at, MOST) == [] and held(one) == Held(1, 0)


def test_a_new_key_opens_what_was_kept_before(
    tmp_path: Path, opening: Callable[[Path | str], Engine], clock: SetClock
) -> None:
    key_file = tmp_path / "key"
    opened, ring = opening(tmp_path / "bot.sqlite"), load_all("", key_file)
    before = ToldDays(opened, Vault(ring), clock, 111)
    at = remind(before, clock)
    assert rotation.rotate(opened, key_file, 1) == 1
    after = ToldDays(opened, Vault(load_all("", key_file)), clock, 111)
    assert [entry.told for entry in after.due(at, MOST)] == [REMINDER]
    assert after.held("telegram", "70007") == Held(1, 0)
    after.stop("telegram", "70007", MATTER)
    assert after.due(at, MOST) == []

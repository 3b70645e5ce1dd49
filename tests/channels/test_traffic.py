"""Whether the bot fails too often or has gone silent, from counts alone."""

from datetime import timedelta

import pytest

from bot.channels.reception import LONGEST_SILENCE, Reception
from bot.channels.traffic import BUSY, LATEST, MOST_FAILED, CountedInbox, Traffic
from tests.bot.talking import SetClock
from tests.web.calling import FakeInbox

HOUR = timedelta(hours=1)


def traffic(arrivals: int = 0, failures: int = 0, *, now: SetClock | None = None, gap_seconds: float = 0) -> Traffic:
    """That many updates came, and the last of them failed."""
    clock = now or SetClock()
    made = Traffic(clock)
    for number in range(arrivals):
        clock.forward(seconds=gap_seconds)
        made.arrived()
        if number >= arrivals - failures:
            made.failed()
    return made


def test_one_in_five_may_fail_and_no_more() -> None:
    assert not traffic(LATEST, MOST_FAILED).is_failing()
    assert traffic(LATEST, MOST_FAILED + 1).is_failing()


def test_a_few_updates_prove_nothing() -> None:
    assert not traffic(LATEST - 1, LATEST - 1).is_failing()


def test_it_is_over_once_fifty_went_well_again() -> None:
    counted = traffic(2 * LATEST, LATEST)
    assert counted.is_failing()
    for _ in range(LATEST):
        counted.arrived()
    assert not counted.is_failing()


def test_silence_after_a_busy_time_is_quiet() -> None:
    now = SetClock()
    counted = traffic(BUSY, now=now, gap_seconds=60)
    now.forward(minutes=59)
    assert not counted.is_quiet(HOUR)
    now.forward(minutes=1)
    assert counted.is_quiet(HOUR)
    counted.arrived()
    assert not counted.is_quiet(HOUR)


def test_a_night_that_came_on_slowly_is_not_quiet() -> None:
    now = SetClock()
    counted = traffic(BUSY, now=now, gap_seconds=600)
    now.forward(hours=8)
    assert not counted.is_quiet(HOUR)


@pytest.mark.parametrize("arrivals", [0, BUSY - 1])
def test_a_bot_that_few_have_written_to_is_not_quiet(arrivals: int) -> None:
    now = SetClock()
    counted = traffic(arrivals, now=now)
    now.forward(days=1)
    assert not counted.is_quiet(HOUR)


async def test_what_the_inbox_takes_is_counted_and_what_it_refuses_is_not() -> None:
    now, inbox = SetClock(), FakeInbox({7: OSError()})
    counted = traffic(now=now)
    watched = CountedInbox(inbox, counted)
    for number in range(8, 8 + BUSY):
        await watched.deliver({"update_id": number})
    now.forward(hours=1)
    with pytest.raises(OSError):
        await watched.deliver({"update_id": 7})
    assert inbox.numbers == list(range(8, 8 + BUSY)) and counted.is_quiet(HOUR)


async def test_reception_is_good_from_the_first_word_until_too_long_a_silence() -> None:
    now = SetClock()
    reception = Reception(now)
    assert not reception.has_begun and not reception.is_good
    reception.heard()
    await reception.begun()
    now.moment += LONGEST_SILENCE
    assert reception.is_good
    now.forward(seconds=1)
    assert reception.has_begun and not reception.is_good

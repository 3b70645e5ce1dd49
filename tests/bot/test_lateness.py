"""An answer that comes late is looked at again: nothing that expired, was withdrawn or changed meanwhile is sent."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.app import Parts
from bot.conversation.lateness import Lateness
from bot.conversation.replies import Clear, Effect, Message, Person, Reply
from knowledge.editions import Shelf
from tests.bot.conftest import KEY
from tests.bot.talking import SetClock

SOMEBODY = Person("telegram", "7")
HOURS_QUESTION = "What time do polling stations open?"


@pytest.fixture
def own(parts: Parts, small_var: Path, tmp_path: Path) -> Parts:
    """The small library in a `var` of the test's own, so that cards can be withdrawn."""
    shutil.copytree(small_var, tmp_path / "var")
    return replace(parts, shelf=Shelf(tmp_path / "var"), config=replace(parts.config, var=tmp_path / "var", key=KEY))


@pytest.fixture
def late(own: Parts, set_clock: SetClock) -> Lateness:
    return app.lateness(own, app.live_answerer(own), app.store(own.config, set_clock), set_clock)


@pytest.fixture
async def answer(own: Parts, set_clock: SetClock) -> Reply:
    """What the bot says to a question at noon, before Telegram is cut off."""
    conversation = app.conversation(own, set_clock)
    (effect,) = await conversation.message(SOMEBODY, Message(HOURS_QUESTION, set_clock.now()))
    assert isinstance(effect, Reply) and "06:00 (6 am)" in effect.text and effect.rests_on
    return effect


async def said(late: Lateness, effect: Effect, since: datetime) -> str:
    (checked,) = await late.recheck(SOMEBODY, [effect], since)
    assert isinstance(checked, Reply)
    return checked.text


async def test_what_still_holds_is_sent_with_a_word_that_it_is_late(
    late: Lateness, answer: Reply, set_clock: SetClock
) -> None:
    since = set_clock.now()
    set_clock.forward(hours=6)
    text = await said(late, answer, since)
    assert text.endswith(answer.text) and "12:00 (12 pm)" in text.split("\n")[0]


async def test_a_few_minutes_are_not_worth_a_word(late: Lateness, answer: Reply, set_clock: SetClock) -> None:
    since = set_clock.now()
    set_clock.forward(minutes=5)
    assert await said(late, answer, since) == answer.text


async def test_what_was_withdrawn_meanwhile_is_not_sent(
    late: Lateness, answer: Reply, own: Parts, set_clock: SetClock
) -> None:
    since = set_clock.now()
    own.shelf.withdraw("ke-opening-hours", "wrong hour", since)
    set_clock.forward(minutes=3)
    text = await said(late, answer, since)
    assert "06:00" not in text and "no longer holds" in text and "999" in text


async def test_what_expired_meanwhile_is_not_sent(late: Lateness, answer: Reply, set_clock: SetClock) -> None:
    set_clock.moment = datetime(2027, 10, 1, tzinfo=UTC)
    assert "no longer holds" in await said(late, answer, datetime(2027, 9, 30, 18, tzinfo=UTC))


async def test_what_says_other_words_now_is_not_sent(late: Lateness, answer: Reply, set_clock: SetClock) -> None:
    changed = replace(answer, rests_on=("ke-opening-hours/en/000000000000",))
    assert "no longer holds" in await said(late, changed, set_clock.now())


async def test_help_lines_and_the_bots_own_sentences_are_sent_as_they_are(
    late: Lateness, own: Parts, set_clock: SetClock
) -> None:
    conversation = app.conversation(own, set_clock)
    since = set_clock.now()
    urgent = await conversation.message(SOMEBODY, Message("they are burning houses near us", since))
    clear = Clear(Reply("done"), Reply("failed"))
    set_clock.forward(hours=6)
    assert await late.recheck(SOMEBODY, [*urgent, clear], since) == [*urgent, clear]


async def test_a_reminder_is_said_as_it_is_then_and_not_at_all_once_its_day_is_over(
    late: Lateness, set_clock: SetClock
) -> None:
    reminder = Reply("🔔 3 days left", reminds="full:2027-09-15:governor/governor_result/2027-08-18")
    set_clock.moment = datetime(2027, 9, 14, 9, tzinfo=UTC)
    assert "1 day left" in await said(late, reminder, set_clock.now())
    set_clock.moment = datetime(2027, 9, 15, 21, tzinfo=UTC)
    assert await late.recheck(SOMEBODY, [reminder], set_clock.now()) == []

"""A reminder, as a person uses it: offered with its days, kept, named by /mydata, stopped, forgotten."""

from datetime import date, datetime, timedelta

import pytest

from bot import app
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from bot.conversation.replies import LONGEST_ACTION_BYTES, Person
from bot.store.told import Told, Wording
from knowledge.models import Language
from tests.bot.talking import Talk

PATH = ("Governor", "The declared result is wrong", "Yesterday, Wednesday 18 August 2027", "a candidate")


async def page(talk: Talk, *labels: str) -> str:
    text = await talk.command("dispute")
    for label in labels or PATH:
        text = await talk.press(label)
    return text


async def kept(talk: Talk, wording: str = "Say what it is for") -> str:
    await page(talk)
    await talk.press("🔔 Remind me")
    return await talk.press(wording)


async def test_the_days_are_said_before_anything_is_kept(talk: Talk) -> None:
    await page(talk)
    text = await talk.press("🔔 Remind me")
    assert "The day to keep: Wednesday 15 September 2027." in text
    assert "- Sunday 12 September 2027, 09:00 (9 am)\n- Tuesday 14 September 2027, 09:00 (9 am)" in text
    assert "/forget deletes it" in text and talk.labels[:2] == ["Say what it is for", "Without saying what for"]
    assert "- reminders: 0;" in await talk.command("mydata")


async def test_what_is_kept_is_named_and_goes_with_forget(talk: Talk) -> None:
    text = await kept(talk)
    assert "Kept." in text and "- Tuesday 14 September 2027, 09:00 (9 am)" in text and "calendar file" in text
    assert "- reminders: 1;" in await talk.command("mydata")
    assert "your reminders" in await talk.command("forget")
    assert "- reminders: 0;" in await talk.command("mydata")


async def test_the_same_reminder_asked_for_twice_is_one(talk: Talk) -> None:
    await kept(talk)
    await kept(talk, "Without saying what for")
    assert "- reminders: 1;" in await talk.command("mydata")


async def test_a_reminder_is_stopped_by_its_button_and_others_are_named(talk: Talk) -> None:
    await kept(talk)
    await page(talk, "President", *PATH[1:])
    await talk.press("🔔 Remind me")
    await talk.press("Without saying what for")
    assert "Other reminders of yours that I still keep: 1." in await talk.press("🔕 Stop reminders")
    assert "I remind you of nothing more" in await talk.press("🔕 Stop all")
    assert "- reminders: 0;" in await talk.command("mydata")


async def test_close_to_the_day_only_what_is_ahead_is_promised(talk: Talk) -> None:
    await page(talk, "President", "The declared result is wrong", "Tuesday 17 August 2027", "a candidate")
    talk.clock.moment += timedelta(days=3)  # the day to keep is the 24th
    text = await talk.press("🔔 Remind me")
    assert "- Monday 23 August 2027, 09:00 (9 am)" in text and "21 August" not in text


async def test_where_nothing_is_ahead_it_says_so_and_keeps_nothing(talk: Talk) -> None:
    await page(talk, "President", "The declared result is wrong", "Tuesday 17 August 2027", "a candidate")
    talk.clock.moment += timedelta(days=4)
    assert "is too near" in await talk.press("🔔 Remind me")
    talk.clock.moment += timedelta(days=2)
    assert "That day has passed" in await talk.press_action("remind-as:full:president/president_result/2027-08-17")
    assert "- reminders: 0;" in await talk.command("mydata")


async def test_a_day_beyond_ninety_days_is_left_to_the_calendar(talk: Talk) -> None:
    path = ("Something else: police, register, hate speech ...", "A false or biased report")
    await page(talk, *path, "Yesterday, Wednesday 18 August 2027", "a candidate")
    assert "more than 90 days away" in await talk.press("🔔 Remind me")


async def test_a_passed_or_unknown_day_offers_no_reminder(talk: Talk) -> None:
    await page(talk, "Governor", "The declared result is wrong", "I do not know, or not yet", "a candidate")
    assert "🔔 Remind me" not in talk.labels
    talk.clock.moment += timedelta(days=60)
    await talk.press_action("dispute:governor/governor_result/2027-08-18/candidate")
    assert "🔔 Remind me" not in talk.labels and "☑ Checklist" in talk.labels


async def test_nobody_keeps_more_than_twenty(talk: Talk, own_parts: Parts) -> None:
    told = app.told_days(app.store(own_parts.config, talk.clock), talk.clock)
    for number in range(20):
        reminder = Told("telegram", "7", "date.x", str(number), date(2027, 9, 1), Language.EN, wording=Wording.FULL)
        told.remind(reminder, talk.clock.now() + timedelta(days=9), talk.clock.now() + timedelta(days=12))
    await page(talk)
    assert "I keep no more for one person" in await talk.press("🔔 Remind me")


@pytest.mark.parametrize("action", ["remind:", "remind:x/y", "remind-as:loud:date.election", "remind:date.doomsday"])
async def test_a_forged_button_is_old(talk: Talk, action: str) -> None:
    assert "no longer works" in await talk.press_action(action)


async def test_key_dates_are_reminded_of_once_they_are_near(talk: Talk) -> None:
    zone = talk.clock.moment.tzinfo
    talk.clock.moment = datetime(2026, 11, 20, 12, tzinfo=zone)
    await talk.command("dates")
    assert "🔔 Remind me" not in talk.labels
    talk.clock.moment = datetime(2027, 5, 3, 12, tzinfo=zone)
    await talk.command("dates")
    assert "Of which date?" in await talk.press("🔔 Remind me")
    label = next(label for label in talk.labels if label.startswith("12 May 2027: Last day to ask for a transfer"))
    assert "- Sunday 9 May 2027, 09:00 (9 am)" in await talk.press(label)
    assert "Kept." in await talk.press("Say what it is for")


async def test_in_swahili(talk: Talk) -> None:
    await talk.press_action("language:sw")
    await talk.press_action("dispute:governor/governor_result/2027-08-18/candidate")
    text = await talk.press("🔔 Nikumbushe")
    assert "Jumapili tarehe 12 Septemba 2027, saa tatu asubuhi (9:00 AM)" in text
    assert "Imetunzwa." in await talk.press("Bila kutaja ni ya nini")


async def test_where_nothing_can_be_sent_later_nothing_is_promised(
    own_parts: Parts, talk: Talk, real_live: LiveAnswerer
) -> None:
    conversation = app.conversation(own_parts, talk.clock, live=real_live)
    there = Talk(conversation, person=Person("terminal", "here"), clock=talk.clock)
    await there.press_action("dispute:governor/governor_result/2027-08-18/candidate")
    assert "In the terminal I cannot write to you later" in await there.press("🔔 Remind me")


async def test_every_button_of_a_reminder_fits(own_parts: Parts, talk: Talk) -> None:
    land = own_parts.country
    longest = max(
        (f"{office.id}/{dispute.id}/a1234567" for office in land.offices for dispute in land.disputes), key=len
    )
    dates = max((f"date.{key}" for key in land.key_dates), key=len)
    assert all(len(f"remind-as:plain:{matter}".encode()) <= LONGEST_ACTION_BYTES for matter in (longest, dates))

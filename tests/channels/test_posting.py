"""Reminders go through the outbox, each once, whoever dies, stops or is faster."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.channels import posting
from bot.channels.posting import Posting
from bot.conversation.replies import Effect, Person, Reply
from bot.store.journal import Journal
from bot.store.tables import outbox
from knowledge.country import Country
from tests.bot.talking import SetClock
from tests.channels.running import Bot, FakeConversation, put_together, until
from tests.conversation.writing import Desk
from tests.harness.botapi import BotApi

HALF_A_DAY = 12 * 3600.0
GIVEN = "governor/governor_result/2027-08-18"


@pytest.fixture
def desk(land: Country, tmp_path: Path) -> Desk:
    """Person 7 is to be reminded now."""
    made = Desk(land, tmp_path, SetClock())
    made.at("2027-08-19T14:50")
    made.remind("7", GIVEN)
    made.at("2027-09-12T09:00")
    return made


@asynccontextmanager
async def sending(desk: Desk, double: BotApi, *, is_open: bool = True) -> AsyncIterator[tuple[Bot, Posting]]:
    """The outbox of one process, and what posts into it."""
    bot = put_together(double, FakeConversation(), desk.folder, clock=desk.clock, lifetime_seconds=HALF_A_DAY)
    async with bot.application.bot:
        if is_open:
            bot.sender.open()
        yield bot, Posting(desk.unasked, bot.sender, Journal(desk.engine), lambda: True)
        await bot.sender.close(2.0)


def waiting(desk: Desk) -> int:
    with desk.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(outbox)).scalar_one()


@pytest.fixture
async def double() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.chats.add(7)
        yield api


async def test_a_reminder_that_is_due_is_sent_once(desk: Desk, double: BotApi) -> None:
    async with sending(desk, double) as (_, post):
        await post.post()
        await double.wait_until_answered([7])
        await post.post()
    (text,) = double.texts(7)
    assert "3 days left" in text and waiting(desk) == 0


async def test_of_two_processes_that_post_at_once_one_does(desk: Desk, double: BotApi) -> None:
    async with sending(desk, double) as (_, one), sending(desk, double) as (_, other):
        await asyncio.gather(one.post(), other.post(), one.post(), other.post())
        await double.wait_until_answered([7])
    assert len(double.texts(7)) == 1


async def test_what_was_put_before_a_death_is_sent_by_the_next_process_and_not_put_again(
    desk: Desk, double: BotApi
) -> None:
    async with sending(desk, double, is_open=False) as (_, post):
        await post.post()
    assert (double.texts(7), waiting(desk)) == ([], 1)
    async with sending(desk, double) as (_, post):
        await post.post()
        await double.wait_until_answered([7])
    assert len(double.texts(7)) == 1


async def test_where_it_cannot_be_put_it_stays_due(desk: Desk, double: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """The transaction fails between the outbox and the end of the reminder."""
    async with sending(desk, double) as (bot, post):
        with monkeypatch.context() as broken:
            broken.setattr(type(bot.sender._deliveries), "put", lambda *_: 1 / 0)
            await post.post()
        assert (waiting(desk), len(desk.unasked.letters())) == (0, 1)
        await post.post()
        await double.wait_until_answered([7])
    assert len(double.texts(7)) == 1


@pytest.mark.parametrize("what", ["stop", "forget"])
async def test_who_stops_while_it_is_being_posted_hears_nothing(
    desk: Desk, double: BotApi, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sending(desk, double) as (_, post):
        letters = desk.unasked.letters()
        getattr(desk.told, what)("telegram", "7")
        rounds = [letters, []]
        monkeypatch.setattr(post._unasked, "letters", lambda: rounds.pop(0))
        await post.post()
    assert (rounds, double.texts(7), waiting(desk)) == ([], [], 0)


async def test_a_reminder_yields_to_answers(desk: Desk, double: BotApi) -> None:
    async with sending(desk, double, is_open=False) as (_, post):
        await post.post()
        with desk.engine.connect() as connection:
            assert list(connection.execute(select(outbox.c.priority)).scalars()) == [1]


async def test_while_telegram_is_not_heard_nothing_is_posted(
    desk: Desk, double: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "EVERY_SECONDS", 0.01)
    is_heard = False
    async with sending(desk, double) as (bot, _):
        post = Posting(desk.unasked, bot.sender, Journal(desk.engine), lambda: is_heard)
        running = asyncio.create_task(post.run())
        await asyncio.sleep(0.05)
        assert double.texts(7) == []
        is_heard = True
        await double.wait_until_answered([7])
        running.cancel()
    assert len(double.texts(7)) == 1


async def test_everybody_who_was_told_a_day_gets_its_correction_once(
    land: Country, tmp_path: Path, double: BotApi
) -> None:
    desk = Desk(land, tmp_path, SetClock())
    desk.at("2027-08-19T14:50")
    anchor = desk.declared(date(2027, 8, 15))
    people = range(100, 140)
    double.chats.update(people)
    for person in people:
        desk.show(str(person), f"governor/governor_result/a{anchor.id}")
    desk.corrected(anchor, date(2027, 8, 16))
    async with sending(desk, double) as (_, one), sending(desk, double) as (_, other):
        await asyncio.gather(one.post(), other.post())
        await double.wait_until_answered(people)
    assert all(len(double.texts(person)) == 1 for person in people)
    assert all("Before, I said Sunday 12 September 2027" in double.texts(person)[0] for person in people)


async def test_a_reminder_that_waited_until_its_day_was_over_is_not_sent(
    land: Country, tmp_path: Path, double: BotApi
) -> None:
    desk = Desk(land, tmp_path, SetClock())
    desk.at("2027-08-16T09:00")
    desk.remind("7", "president/president_result/2027-08-15")
    desk.at("2027-08-22T09:00")
    async with sending(desk, double, is_open=False) as (_, post):
        await post.post()
    assert waiting(desk) == 1
    desk.at("2027-08-22T14:00")
    looked_at: list[str] = []

    async def recheck(person: Person, effects: Sequence[Effect], since: datetime) -> list[Effect]:
        replies = [effect for effect in effects if isinstance(effect, Reply)]
        looked_at.extend(reply.reminds for reply in replies)
        return [late for reply in replies if (late := desk.unasked.again(person, reply))]

    bot = put_together(
        double, FakeConversation(), tmp_path, clock=desk.clock, recheck=recheck, lifetime_seconds=HALF_A_DAY
    )
    async with bot.application.bot:
        bot.sender.open()
        await until(lambda: waiting(desk) == 0, "it is looked at")
        await bot.sender.close(2.0)
    assert (double.texts(7), looked_at) == ([], ["full:2027-08-22:president/president_result/2027-08-15"])

"""Nothing lost, nothing doubled, nothing out of order: the durable inbox and outbox together, over the double."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.channels import shift
from bot.channels.outbox import Delivery
from bot.conversation.replies import Effect, Person, Reply
from bot.store import mailbox, units
from bot.store.database import engine, writing
from bot.store.opinions import Opinions
from bot.store.vault import Vault
from tests.bot.talking import SetClock
from tests.channels.running import KEY, Bot, FakeConversation, put_together, running, until
from tests.harness import updates
from tests.harness.botapi import SERVER_ERROR, BotApi, Failure, too_many_requests
from tests.harness.clock import NOON
from tests.harness.updates import Json

WORDS = "my very own words"


def update(number: int, person: int, words: str) -> Json:
    return {"update_id": number, "message": updates.message(number, person, updates.text(words))}


def parked(folder: Path) -> list[mailbox.Parked]:
    with writing(engine(folder / "bot.sqlite")) as connection:
        return list(mailbox.parked(connection))


def waiting(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "bot.sqlite") as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(count)


async def started(double: BotApi, conversation: FakeConversation, folder: Path, owner: str) -> Bot:
    bot = put_together(double, conversation, folder, owner=owner)
    await bot.application.initialize()
    bot.inbox.open()
    return bot


async def test_one_update_delivered_fifty_times_to_two_processes_is_answered_once(tmp_path: Path) -> None:
    conversation = FakeConversation()
    async with BotApi() as double:
        double.chats.add(7)
        one, two = [await started(double, conversation, tmp_path, owner) for owner in ("one", "two")]
        for _ in range(25):
            await asyncio.gather(one.inbox.deliver(update(1, 7, "once")), two.inbox.deliver(update(1, 7, "once")))
        await one.inbox.deliver(update(2, 7, "the last one"))
        await double.wait_until_answered([7], 2)
        for bot in (one, two):
            assert await bot.inbox.close(5)
            await bot.application.shutdown()
    assert double.texts(7) == ["message: once", "message: the last one"]


async def test_two_processes_share_the_work_and_each_chat_keeps_its_order(tmp_path: Path) -> None:
    conversation = FakeConversation()
    people = range(1, 21)
    async with BotApi() as double:
        double.chats.update(people)
        bots = [await started(double, conversation, tmp_path, owner) for owner in ("one", "two")]
        for number in range(5):
            for person in people:
                bot = bots[(number + person) % 2]
                await bot.inbox.deliver(update(100 * number + person, person, f"{number}"))
        await double.wait_until_answered(people, 5, timeout=20)
        for bot in bots:
            await bot.inbox.close(5)
            await bot.application.shutdown()
    assert all(double.texts(person) == [f"message: {number}" for number in range(5)] for person in people)


async def test_what_was_delivered_before_a_crash_is_answered_after_the_next_start(tmp_path: Path) -> None:
    async with BotApi() as double:
        double.chats.add(7)
        before = put_together(double, FakeConversation(), tmp_path)
        await before.inbox.deliver(update(1, 7, "before"))  # nobody handles it: the process is gone
        async with running(double, FakeConversation(), tmp_path):
            await double.wait_until_answered([7])
    assert double.texts(7) == ["message: before"]


async def test_an_answer_that_was_put_before_a_crash_is_sent_after_the_next_start(tmp_path: Path) -> None:
    async with BotApi() as double:
        double.chats.add(7)
        before = put_together(double, FakeConversation(), tmp_path)
        await before.sender.put(Delivery(7, (Reply("decided"),)))
        async with running(double, FakeConversation(), tmp_path):
            await double.wait_until_answered([7])
    assert double.texts(7) == ["decided"]


async def test_of_a_long_answer_that_was_broken_off_only_the_rest_is_sent(tmp_path: Path) -> None:
    long = "\n\n".join(f"{number} " + "word " * 600 for number in range(3))
    conversation = FakeConversation({"tell": [Reply(long)]})
    made: Json = {"first_pause_seconds": 0.05, "deadline_seconds": 0.0}
    async with BotApi() as double, running(double, conversation, **made):
        double.fail("sendMessage", too_many_requests(0), times=1)
        double.write(7, "tell")
        await double.wait_until_answered([7])
        double.fail("sendMessage", SERVER_ERROR, times=1)
        await double.wait_until_answered([7], 3)
    assert [text[0] for text in double.texts(7)] == ["0", "1", "2"]


@pytest.mark.parametrize("answer", ["raising", "hanging"])
async def test_an_update_that_cannot_be_handled_is_parked_after_three_tries_and_the_others_are_answered(
    answer: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    wrong = RuntimeError(WORDS) if answer == "raising" else asyncio.Event()
    conversation = FakeConversation({WORDS: wrong, "apology": [Reply("sorry")]})
    caplog.set_level(logging.DEBUG, "bot")
    made: Json = {"longest_seconds": 0.1, "on_failure": told.append}
    async with BotApi() as double, running(double, conversation, tmp_path, **made):
        for person in range(1, 10):
            double.write(person, "good")
        number = double.write(7, WORDS)
        double.write(7, "and on")
        await double.wait_until_answered(range(1, 10))
        await double.wait_until_answered([7], 3)
        await until(lambda: len(told) == 1, "told")
    assert conversation.heard.count(("message", WORDS)) == 3
    assert double.texts(7) == ["message: good", "sorry", "message: and on"]
    (one,) = parked(tmp_path)
    assert (one.number, one.tries) == (number, 3)
    assert one.reason.startswith("RuntimeError" if answer == "raising" else "TimeoutError")
    assert WORDS not in caplog.text and WORDS not in one.reason


async def test_what_was_parked_is_handled_when_it_is_tried_again(tmp_path: Path) -> None:
    conversation = FakeConversation({"poison": RuntimeError()})
    async with BotApi() as double, running(double, conversation, tmp_path):
        number = double.write(7, "poison")
        await double.wait_until_answered([7])  # the apology
        conversation.answers.clear()
        with writing(engine(tmp_path / "bot.sqlite")) as connection:
            (body,) = mailbox.parked_bodies(connection, Vault([KEY]), number)
            assert body and b"poison" in body
            assert mailbox.retry(connection, number)
        await double.wait_until_answered([7], 2)
    assert double.texts(7)[-1] == "message: poison" and parked(tmp_path) == []


async def test_a_process_that_dies_in_an_update_again_and_again_parks_it_and_goes_on(tmp_path: Path) -> None:
    async with BotApi() as double:
        double.chats.add(7)
        first = put_together(double, FakeConversation(), tmp_path)
        await first.inbox.deliver(update(1, 7, "deadly"))
        await first.inbox.deliver(update(2, 7, "harmless"))
        with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
            connection.execute("UPDATE inbox SET begun = 5 WHERE number = 1")
        connection.close()
        async with running(double, FakeConversation(), tmp_path):
            await double.wait_until_answered([7])
    assert double.texts(7) == ["message: harmless"]
    assert [one.reason for one in parked(tmp_path)] == ["the process died in 5 tries"]


class Counting(FakeConversation):
    """Counts a press as the real conversation does."""

    opinions: Opinions

    async def press(self, person: Person, action: str) -> list[Effect]:
        await asyncio.to_thread(self.opinions.add, "ke-card", NOON.date(), is_useful=True)
        return await super().press(person, action)


async def test_what_an_update_led_to_stands_once_though_it_was_begun_three_times(tmp_path: Path) -> None:
    """The count, the answer and the end are one transaction; a try that failed leaves nothing."""
    conversation = Counting({"count": RuntimeError()})
    conversation.opinions = Opinions(engine(tmp_path / "bot.sqlite"))
    async with BotApi() as double, running(double, conversation, tmp_path):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        message = double.to(7)[0]
        press = {"id": "1", "chat_instance": "1", "data": "count", "message": message.json}
        double.inject({"callback_query": press | {"from": {"id": 7, "is_bot": False, "first_name": "A"}}})
        await until(lambda: conversation.heard.count(("press", "count")) == 2, "tried")
        conversation.answers.clear()
        await double.wait_until(lambda: "press: count" in double.texts(7), 5, "answered")
    assert conversation.opinions.counts("ke-card") == (1, 0)


async def test_an_effect_that_cannot_be_written_leaves_the_others_out_and_the_update_parked(tmp_path: Path) -> None:
    class Broken(FakeConversation):
        async def message(self, person: Person, message: object) -> list[Effect]:
            unit = units.current()
            assert unit
            unit.add(lambda connection: connection.exec_driver_sql("INSERT INTO inbox (number) VALUES (NULL)"))
            return [Reply("this must not be claimed")]

    async with BotApi() as double, running(double, Broken(), tmp_path):
        double.write(7, "hello")
        await until(lambda: len(parked(tmp_path)) == 1, "parked")
    assert double.texts(7) == []


async def test_while_the_store_is_locked_nothing_is_lost_and_it_recovers_by_itself(tmp_path: Path) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation, tmp_path):
        double.write(7, "before")
        await double.wait_until_answered([7])
        with sqlite3.connect(tmp_path / "bot.sqlite", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            double.write(7, "meanwhile")
            await asyncio.sleep(0.1)
            assert len(double.waiting) == 1
            other.execute("ROLLBACK")
        other.close()
        await double.wait_until_answered([7], 2, timeout=10)
    assert double.texts(7) == ["message: before", "message: meanwhile"]


async def test_in_the_end_the_mailbox_is_empty_and_no_words_are_left(tmp_path: Path) -> None:
    async with BotApi() as double, running(double, FakeConversation(), tmp_path):
        double.write(7, WORDS)
        await double.wait_until_answered([7])
        await until(lambda: waiting(tmp_path, "outbox") == 0, "sent")
    assert waiting(tmp_path, "inbox") == waiting(tmp_path, "outbox") == 0
    with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
        assert connection.execute("SELECT bot FROM received").fetchall() == [(updates.BOT_ID,)]
    connection.close()


class Rechecked:
    """Remembers what was looked at again, and lets nothing through but the word "stands"."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, datetime]] = []

    async def __call__(self, person: Person, effects: Sequence[Effect], since: datetime) -> list[Effect]:
        texts = [effect.text for effect in effects if isinstance(effect, Reply)]
        self.seen += [(text, since) for text in texts]
        return [Reply("stands" if text == "stands" else "changed") for text in texts]


async def put_and_wait(
    double: BotApi, folder: Path, clock: SetClock, words: Sequence[str], hours: float
) -> tuple[Rechecked, Callable[[], list[str]]]:
    double.chats.add(7)
    before = put_together(double, FakeConversation(), folder, clock=clock, lifetime_seconds=12 * 3600)
    for text in words:
        await before.sender.put(Delivery(7, (Reply(text),)))
    clock.forward(hours=hours)
    return Rechecked(), lambda: double.texts(7)


async def test_what_is_sent_late_is_looked_at_again_first_and_keeps_its_order(tmp_path: Path) -> None:
    clock = SetClock()
    async with BotApi() as double:
        recheck, said = await put_and_wait(double, tmp_path, clock, ["stands", "expired"], hours=6)
        async with running(double, FakeConversation(), tmp_path, clock=clock, recheck=recheck):
            await double.wait_until_answered([7], 2)
    assert said() == ["stands", "changed"] and [since for _, since in recheck.seen] == [NOON, NOON]


async def test_what_is_sent_in_time_is_not_looked_at_again(tmp_path: Path) -> None:
    clock = SetClock()
    async with BotApi() as double:
        recheck, said = await put_and_wait(double, tmp_path, clock, ["in time"], hours=0.03)
        async with running(double, FakeConversation(), tmp_path, clock=clock, recheck=recheck):
            await double.wait_until_answered([7])
    assert said() == ["in time"] and recheck.seen == []


async def test_what_is_older_than_its_lifetime_is_not_sent_but_told(tmp_path: Path) -> None:
    clock, told = SetClock(), list[str]()
    async with BotApi() as double:
        _, said = await put_and_wait(double, tmp_path, clock, ["too old"], hours=13)
        async with running(double, FakeConversation(), tmp_path, clock=clock, on_failure=told.append):
            await until(lambda: bool(told), "told")
            double.write(7, "new")
            await double.wait_until_answered([7])
    assert said() == ["message: new"] and "came too late" in told[0]


@pytest.mark.parametrize("failure", [SERVER_ERROR, too_many_requests(0)], ids=["500", "429"])
async def test_what_telegram_does_not_take_is_tried_until_its_time_is_over_and_no_longer(
    failure: Failure, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock, told = SetClock(), list[str]()
    made: Json = {"deadline_seconds": 0.0, "clock": clock, "on_failure": told.append}
    async with BotApi() as double, running(double, FakeConversation(), tmp_path, **made):
        double.fail("sendMessage", failure, times=10_000, chat_id=7)
        double.write(7, "hello")
        await until(lambda: caplog.text.count("an answer waits") > 2, "tried again and again")
        assert told == [] and waiting(tmp_path, "outbox") == 1
        clock.forward(hours=13)
        await until(lambda: waiting(tmp_path, "outbox") == 0, "given up")
        assert told and double.texts(7) == []


async def test_a_wait_for_which_telegram_asks_is_not_begun_where_it_ends_after_the_answers_time(tmp_path: Path) -> None:
    told: list[str] = []
    made: Json = {"deadline_seconds": 0.0, "lifetime_seconds": 25.0, "on_failure": told.append}
    async with BotApi() as double, running(double, FakeConversation(), tmp_path, **made):
        double.fail("sendMessage", too_many_requests(30), chat_id=7)
        double.write(7, "hello")
        await until(lambda: bool(told), "given up")
        double.write(7, "next")
        await double.wait_until_answered([7])
        assert double.texts(7) == ["message: next"]


async def test_no_name_and_no_long_number_is_stored_not_even_sealed(tmp_path: Path) -> None:
    async with BotApi() as double:
        bot = put_together(double, FakeConversation(), tmp_path)
        taken = update(1, 7, "my ID is 12345678")
        taken["message"]["from"]["last_name"] = "Otieno"
        await bot.inbox.deliver(taken)
    with writing(engine(tmp_path / "bot.sqlite")) as connection:
        (row,) = bot.inbox._updates.lanes.claim(connection, 1)
    stored = bot.inbox._updates.body(row)
    assert b"my ID is 00000000" in stored and b"Otieno" not in stored and b"12345678" not in stored


async def test_what_was_being_sent_when_a_process_died_is_sent_again_by_one_that_lives_on(tmp_path: Path) -> None:
    """It may have arrived; a process that dies again and again would otherwise say it again and again."""
    made: Json = {"settle_seconds": 0.3}
    async with BotApi() as double:
        double.chats.update([7, 8])
        before = put_together(double, FakeConversation(), tmp_path)
        await before.sender.put(Delivery(7, (Reply("perhaps it arrived"),)))
        await before.sender.put(Delivery(8, (Reply("it did not"),)))
        with sqlite3.connect(tmp_path / "bot.sqlite") as connection:
            connection.execute("UPDATE outbox SET begun = 1 WHERE number = 1")
        connection.close()
        async with running(double, FakeConversation(), tmp_path, **made):
            await double.wait_until_answered([8])
            assert double.texts(7) == []
            await double.wait_until_answered([7])
    assert double.texts(7) == ["perhaps it arrived"]


async def test_a_question_costs_four_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Received and taken up; handled, its answer put and taken up; begun to be sent; sent, and what waits taken up."""
    monkeypatch.setattr(shift, "LOOK_SECONDS", 60.0)  # nothing is seen by chance
    async with BotApi() as double:
        double.chats.add(7)
        bot = await started(double, FakeConversation(), tmp_path, "one")
        await bot.inbox.deliver(update(1, 7, "first"))
        await double.wait_until_answered([7])
        shifts = (bot.inbox._shift, bot.sender._shift)
        await until(
            lambda: all(each._risky_at == shift.NEVER for each in shifts), "looked for what processes died over"
        )
        await until(lambda: waiting(tmp_path, "outbox") == 0 and not bot.sender._shift.at_work, "ended")
        commits: list[object] = []
        event.listen(bot.inbox._journal._engine, "commit", lambda connection: commits.append(connection))
        for number in (2, 3, 4):
            if number == 3:
                commits.clear()  # the second question may meet the last looks of the start
            await bot.inbox.deliver(update(number, 7, "hello"))
            await double.wait_until_answered([7], number)
            await until(lambda: waiting(tmp_path, "outbox") == 0 and not bot.sender._shift.at_work, "ended")
        assert len(commits) == 2 * 4
        assert await bot.inbox.close(5)
        await bot.application.shutdown()

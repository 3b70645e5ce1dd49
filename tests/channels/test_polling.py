"""Updates arrive once, in order, all of them, whatever Telegram and the network do."""

import asyncio
import sqlite3
import time
import traceback
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.channels.polling import Polling
from bot.channels.receiver import TokenRefusedError
from bot.conversation.replies import Reply
from tests.channels.running import FakeConversation, put_together, running, until
from tests.harness.botapi import BAD_GATEWAY_PAGE, RESET, SERVER_ERROR, BotApi, Failure, refused

UNPARSABLE: list[Any] = [
    {"message": "not a message"},
    {"message": {"message_id": 1}},
    {"message": {"message_id": 1, "date": "yesterday", "chat": {"id": 7, "type": "private"}}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": [], "type": "private"}, "text": "x"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 7}, "text": "x"}},
    {"callback_query": {"id": "q"}},
    {"callback_query": []},
]
HARMLESS: list[Any] = [
    {},
    {"message": None},
    {"not_yet_invented": {"id": 1}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "not yet invented"}, "text": "x"}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 7, "type": "private"}}},
]


async def test_two_hundred_people_ask_a_thousand_questions_and_all_are_answered_in_order() -> None:
    conversation = FakeConversation()
    people = range(1, 201)
    async with BotApi() as double, running(double, conversation):
        for question in range(5):
            for person in people:
                double.write(person, f"{person} asks {question}")
        await double.wait_until_answered(people, 5, timeout=60)
    assert all(double.texts(one) == [f"message: {one} asks {question}" for question in range(5)] for one in people)
    assert conversation.most_at_once <= 12


@pytest.mark.parametrize("poison", UNPARSABLE, ids=repr)
async def test_an_unparsable_update_is_parked_by_its_number_and_stops_nothing(
    poison: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.write(7, "before")
        number = double.inject(poison)
        double.write(8, "after")
        await double.wait_until_answered([7, 8])
        await until(lambda: f"update {number} is parked" in caplog.text, "parked")


@pytest.mark.parametrize("odd", HARMLESS, ids=repr)
async def test_an_update_of_an_unknown_kind_stops_nothing(odd: Any) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.inject(odd)
        double.write(8, "after")
        await double.wait_until_answered([8])


@pytest.mark.parametrize("poison", ["words", 7, None, [], {"message": {}}, {"update_id": "7"}], ids=repr)
async def test_what_has_no_number_is_passed_over_with_its_batch(poison: Any) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.inject_as_it_is(poison)
        double.write(8, "after")
        await double.wait_until_answered([8])
        await double.wait_until_taken()


async def test_what_cannot_be_passed_over_is_not_asked_for_without_pause() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.inject_as_it_is("words")
        await asyncio.sleep(0.2)
        assert double.pollers < 10


async def test_the_words_of_an_unparsable_update_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.inject({"message": {"message_id": 1, "date": "my own words", "chat": {"id": 7, "type": "my own words"}}})
        double.write(8, "after")
        await double.wait_until_answered([8])
        await until(lambda: "is parked" in caplog.text, "parked")
    assert "own words" not in caplog.text


async def test_a_handler_that_raises_among_many_leaves_the_others_answered() -> None:
    conversation = FakeConversation({"bad": RuntimeError("bad"), "apology": [Reply("sorry")]})
    async with BotApi() as double, running(double, conversation):
        for person in range(1, 41):
            double.write(person, "bad" if person % 2 else "good")
            double.write(person, "good")
        await double.wait_until_answered(range(1, 41), 2)
    assert double.texts(1) == ["sorry", "message: good"]
    assert double.texts(2) == ["message: good"] * 2


async def test_what_is_written_shortly_one_after_the_other_is_fetched_together() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        before = double.pollers
        for chat in range(7, 27):
            double.write(chat, "hello")
            await asyncio.sleep(0.005)
        await double.wait_until_answered(list(range(7, 27)))
        assert double.pollers - before <= 8


async def test_a_repeated_update_is_answered_once() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        number = double.write(7, "once")
        _, update = double.waiting[-1]
        double.waiting += [(number, update)] * 49
        double.write(7, "the last one")
        await double.wait_until_answered([7], 2)
    assert conversation.heard == [("message", "once"), ("message", "the last one")]


async def test_one_chats_slow_answer_holds_up_its_own_next_question_and_nobody_elses() -> None:
    gate = asyncio.Event()
    conversation = FakeConversation({"slow": gate})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "slow")
        double.write(7, "quick")
        double.write(8, "quick")
        await double.wait_until_answered([8])
        assert double.texts(7) == []
        gate.set()
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: slow", "message: quick"]


async def test_as_many_are_handled_at_once_as_asked_and_no_more() -> None:
    gate = asyncio.Event()
    conversation = FakeConversation({"slow": gate})
    async with BotApi() as double, running(double, conversation, concurrency=3):
        for person in range(1, 11):
            double.write(person, "slow")
        await double.wait_until_taken()
        await double.wait_until(lambda: conversation.at_once == 3, 5, "three begun")
        await asyncio.sleep(0.05)
        assert conversation.at_once == 3
        gate.set()
        await double.wait_until_answered(range(1, 11))
    assert conversation.most_at_once == 3


@pytest.mark.parametrize("failure", [SERVER_ERROR, BAD_GATEWAY_PAGE, RESET, Failure(200, "<html>log in</html>")])
async def test_receiving_goes_on_after_the_network_failed(failure: Failure) -> None:
    async with BotApi() as double:
        double.fail("getUpdates", failure, times=4)
        async with running(double, FakeConversation()):
            double.write(7, "hello")
            await double.wait_until_answered([7])


@pytest.mark.parametrize("body", [{"ok": True, "result": {}}, {"ok": True, "result": True}, {"ok": True}, {}])
async def test_receiving_goes_on_after_an_answer_that_makes_no_sense(body: dict[str, Any]) -> None:
    async with BotApi() as double:
        double.fail("getUpdates", Failure(200, body), times=2)
        async with running(double, FakeConversation()):
            double.write(7, "hello")
            await double.wait_until_answered([7])


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_a_start_without_network_waits_for_it(method: str) -> None:
    async with BotApi() as double:
        double.fail(method, RESET, times=3)
        async with running(double, FakeConversation()):
            double.write(7, "hello")
            await double.wait_until_answered([7])
    assert double.methods()[:2] == ["getMe", "deleteWebhook"] or method == "deleteWebhook"


async def test_a_stop_while_there_is_no_network_is_quick(tmp_path: Path) -> None:
    nobody = BotApi()
    nobody.url = "http://127.0.0.1:9"
    bot = put_together(nobody, FakeConversation(), tmp_path)
    stop = asyncio.Event()
    task = asyncio.create_task(Polling(bot.application, bot.inbox).run(stop))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(task, 2)


@pytest.mark.parametrize("token", ["7000000001:WRONG-0123456789abcdefghijklmnopqrs", "not-a-token"])
async def test_a_token_that_telegram_does_not_know_ends_with_words_and_without_the_token(
    token: str, tmp_path: Path
) -> None:
    async with BotApi() as double:
        bot = put_together(double, FakeConversation(), tmp_path, token=token)
        with pytest.raises(TokenRefusedError, match="TELEGRAM_BOT_TOKEN") as caught:
            await Polling(bot.application, bot.inbox).run(asyncio.Event())
    assert token not in "".join(traceback.format_exception(caught.value))


async def test_telegrams_wish_to_be_asked_later_is_respected() -> None:
    async with BotApi() as double:
        double.fail("getUpdates", refused(429, "Too Many Requests: retry after 1", 1))
        start = time.monotonic()
        async with running(double, FakeConversation()):
            double.write(7, "hello")
            await double.wait_until_answered([7])
        assert time.monotonic() - start >= 1.0


async def test_a_stop_finishes_the_work_in_hand_and_takes_no_more() -> None:
    gate = asyncio.Event()
    async with BotApi() as double, running(double, FakeConversation({"slow": gate})) as (stop, task):
        double.write(7, "slow")
        double.write(7, "waiting")
        await double.wait_until(lambda: "sendChatAction" in double.methods(), 5, "begun")
        await double.wait_until_taken()
        stop.set()
        await asyncio.sleep(0.05)
        double.write(7, "too late")
        gate.set()
        await asyncio.wait_for(task, 2)
        assert double.texts(7) == ["message: slow", "message: waiting"]
        assert [update["message"]["text"] for _, update in double.waiting] == ["too late"]


async def test_a_stop_does_not_wait_for_work_that_never_ends(caplog: pytest.LogCaptureFixture) -> None:
    conversation = FakeConversation({"hang": asyncio.Event()})
    async with BotApi() as double, running(double, conversation, grace_seconds=0.2) as (stop, task):
        double.write(7, "hang")
        double.write(7, "waiting")
        await double.wait_until(lambda: "sendChatAction" in double.methods(), 5, "begun")
        stop.set()
        await asyncio.wait_for(task, 2)
    assert "stopped while something was being handled" in caplog.text


async def test_a_second_copy_of_the_bot_does_not_stop_the_first_one() -> None:
    async with BotApi() as double, running(double, FakeConversation()), running(double, FakeConversation()):
        await asyncio.sleep(0.1)
        double.write(7, "hello")
        await double.wait_until_answered([7])


class BrokenInbox:
    """Refuses the first calls, as a full disk would, and `unfit` ever; `is_finished` is what it says at the end."""

    def __init__(self, refusals: int = 0, is_finished: bool = True, unfit: int | None = None) -> None:
        self.refusals = refusals
        self.unfit = unfit
        self.is_finished = is_finished
        self.taken: list[int] = []

    def open(self) -> None: ...

    async def deliver(self, *updates: dict[str, Any]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError("no space left")
        numbers = [update["update_id"] for update in updates]
        if self.unfit in numbers:
            raise OverflowError
        self.taken += numbers

    async def close(self, grace_seconds: float) -> bool:
        return self.is_finished


@pytest.mark.parametrize("is_finished", [True, False])
async def test_at_a_stop_telegram_forgets_what_was_finished_and_keeps_what_was_not(
    is_finished: bool, tmp_path: Path
) -> None:
    async with BotApi() as double:
        application = put_together(double, FakeConversation(), tmp_path).application
        inbox, stop = BrokenInbox(is_finished=is_finished), asyncio.Event()
        double.write(7, "hello")
        task = asyncio.create_task(Polling(application, inbox, poll_seconds=1, first_pause_seconds=30).run(stop))
        await double.wait_until(lambda: double.pollers == 1, 5, "polling")
        double.fail("getUpdates", SERVER_ERROR)  # so that the next poll does not confirm it already
        await asyncio.sleep(0.1)
        assert (len(inbox.taken), len(double.waiting)) == (1, 1)
        stop.set()
        await asyncio.wait_for(task, 2)
        assert len(double.waiting) == (0 if is_finished else 1)


async def test_telegram_forgets_nothing_that_the_inbox_did_not_take(tmp_path: Path) -> None:
    async with BotApi() as double:
        application = put_together(double, FakeConversation(), tmp_path).application
        inbox, stop = BrokenInbox(refusals=3), asyncio.Event()
        numbers = [double.write(7, "one"), double.write(7, "two")]
        polling = Polling(application, inbox, poll_seconds=1, first_pause_seconds=0.01)
        task = asyncio.create_task(polling.run(stop))
        await double.wait_until_taken()
        stop.set()
        await task
    assert inbox.taken == numbers


async def test_what_one_poll_brings_is_written_by_one_commit(tmp_path: Path) -> None:
    async with BotApi() as double:
        bot = put_together(double, FakeConversation(), tmp_path)
        numbers = [double.write(person, "hello") for person in range(1, 31)]
        commits: list[int] = []
        event.listen(bot.inbox._journal._engine, "commit", lambda _: commits.append(len(taken(tmp_path))))
        bot.inbox.open = lambda: None  # type: ignore[method-assign]  # nothing but receiving writes
        stop = asyncio.Event()
        task = asyncio.create_task(Polling(bot.application, bot.inbox, poll_seconds=1).run(stop))
        await double.wait_until_taken()
        assert taken(tmp_path) == numbers and len(commits) == 1
        stop.set()
        await task


async def test_an_update_that_cannot_be_kept_holds_up_none_before_it(tmp_path: Path) -> None:
    async with BotApi() as double:
        application, stop = put_together(double, FakeConversation(), tmp_path).application, asyncio.Event()
        first, second, third = (double.write(7, "hello") for _ in range(3))
        inbox = BrokenInbox(unfit=third)
        task = asyncio.create_task(Polling(application, inbox, poll_seconds=1, first_pause_seconds=30).run(stop))
        await until(lambda: len(inbox.taken) == 2, "taken")
        assert inbox.taken == [first, second] and len(double.waiting) == 3
        stop.set()
        await task


def taken(folder: Path) -> list[int]:
    """The numbers that stand in the store."""
    with sqlite3.connect(folder / "bot.sqlite") as connection:
        found = [number for (number,) in connection.execute("SELECT number FROM received ORDER BY number")]
    connection.close()
    return found

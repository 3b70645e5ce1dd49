"""/clear takes back what both sides said in the last 48 hours, and nothing else."""

import logging
from pathlib import Path

import pytest

from bot.conversation.replies import Clear, Effect, Reply
from bot.store.database import engine
from tests.bot.talking import SetClock
from tests.channels.running import FakeConversation, put_together, running, until
from tests.harness.botapi import RESET, SERVER_ERROR, BotApi, Failure, refused

CLEAR: list[Effect] = [Clear(Reply("cleared"), Reply("not cleared"))]
UNDELETABLE = refused(400, "Bad Request: message can't be deleted for everyone")


def clearing(**answers: list[Effect]) -> FakeConversation:
    return FakeConversation({"clear": CLEAR, **answers})


def shown(double: BotApi, chat_id: int) -> list[str]:
    return [message.text for message in double.shown(chat_id)]


async def clear(double: BotApi, chat_id: int, outcome: str = "cleared") -> None:
    double.write(chat_id, "/clear")
    await double.wait_until(lambda: double.texts(chat_id)[-1:] == [outcome], 5, outcome)


async def test_both_sides_go_and_other_chats_stay() -> None:
    async with BotApi() as double, running(double, clearing()):
        double.write(7, "hello")
        double.send(7, "voice")
        double.write(8, "hello")
        await double.wait_until_answered([7], 2)
        await double.wait_until_answered([8])
        await clear(double, 7)
    assert shown(double, 7) == ["cleared"]
    assert shown(double, 8) == ["hello", "message: hello"]


async def test_all_parts_of_a_long_answer_go() -> None:
    long = "\n\n".join(["word " * 600] * 3)
    async with BotApi() as double, running(double, clearing(tell=[Reply(long)])):
        double.write(7, "tell")
        await double.wait_until_answered([7], 3)
        await clear(double, 7)
    assert shown(double, 7) == ["cleared"]


async def test_after_a_restart_it_is_still_known_what_to_clear(tmp_path: Path) -> None:
    async with BotApi() as double:
        async with running(double, clearing(), tmp_path):
            double.write(7, "hello")
            double.write(8, "hello")
            await double.wait_until_answered([7, 8])
        async with running(double, clearing(), tmp_path):
            await clear(double, 7)
        assert shown(double, 7) == ["cleared"]
        assert shown(double, 8) == ["hello", "message: hello"]
        kept = put_together(double, FakeConversation(), tmp_path).sent
        assert kept.recent("telegram", "7") == [double.shown(7)[0].message_id]
        assert len(kept.recent("telegram", "8")) == 2


async def test_a_second_time_the_first_times_words_go_too() -> None:
    async with BotApi() as double, running(double, clearing()):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        await clear(double, 7)
        double.write(7, "/clear")
        await double.wait_until_answered([7], 3)
    assert shown(double, 7) == ["cleared"]


async def test_what_is_older_than_telegram_deletes_stays_and_the_rest_goes(tmp_path: Path) -> None:
    clock = SetClock()
    async with BotApi(clock=clock) as double, running(double, clearing(), tmp_path, clock=clock):
        double.write(7, "long ago")
        await double.wait_until_answered([7])
        clock.forward(hours=49)
        double.write(7, "just now")
        await double.wait_until_answered([7], 2)
        await clear(double, 7)
    assert shown(double, 7) == ["long ago", "message: long ago", "cleared"]


async def test_where_telegram_refuses_some_the_others_go_one_by_one() -> None:
    async with BotApi() as double, running(double, clearing()):
        for words in ("old", "new"):
            double.write(7, words)
        await double.wait_until_answered([7], 2)
        for message in double.shown(7):
            if "old" in message.text:
                double.age(message, hours=50)
        await clear(double, 7)
    assert shown(double, 7) == ["old", "message: old", "cleared"]


async def test_what_the_person_deleted_already_is_passed_over() -> None:
    async with BotApi() as double, running(double, clearing()):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        for message in double.shown(7):
            double.delete(message)
        await clear(double, 7)
    assert shown(double, 7) == ["cleared"]


async def test_more_than_a_hundred_go_in_hundreds() -> None:
    async with BotApi() as double, running(double, clearing()):
        for number in range(60):
            double.write(7, f"{number}")
        await double.wait_until_answered([7], 60)
        await clear(double, 7)
    assert shown(double, 7) == ["cleared"]
    assert double.methods().count("deleteMessages") == 2
    assert "deleteMessage" not in double.methods()


async def test_where_nothing_could_be_deleted_it_says_so() -> None:
    async with BotApi() as double, running(double, clearing()):
        double.fail("deleteMessages", UNDELETABLE)
        double.fail("deleteMessage", UNDELETABLE)
        await clear(double, 7, "not cleared")
    assert shown(double, 7) == ["/clear", "not cleared"]


@pytest.mark.parametrize("failure", [SERVER_ERROR, RESET, refused(429, "Too Many Requests: retry after 1", 1)])
async def test_a_failing_network_is_waited_for(failure: Failure) -> None:
    async with BotApi() as double, running(double, clearing()):
        double.fail("deleteMessages", failure)
        await clear(double, 7)
    assert shown(double, 7) == ["cleared"]


async def test_what_the_network_kept_from_being_deleted_is_said_and_can_be_cleared_later() -> None:
    told: list[str] = []
    async with BotApi() as double, running(double, clearing(), deadline_seconds=0.0, on_failure=told.append):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        double.fail("deleteMessages", SERVER_ERROR)
        await clear(double, 7, "not cleared")
        assert shown(double, 7) == ["hello", "message: hello", "/clear", "not cleared"]
        await clear(double, 7)
    assert shown(double, 7) == ["cleared"]
    assert [what.partition(":")[0] for what in told] == ["a chat was not cleared"]


async def test_a_broken_database_is_said_and_the_bot_goes_on(tmp_path: Path) -> None:
    async with BotApi() as double, running(double, clearing(), tmp_path):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        with engine(tmp_path / "bot.sqlite").begin() as connection:
            connection.exec_driver_sql("DROP TABLE sent")
        await clear(double, 7, "not cleared")
        double.write(7, "and on")
        await double.wait_until_answered([7], 3)
    assert double.texts(7)[-1] == "message: and on"


async def test_of_a_blocked_chat_nothing_more_is_tried(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    async with BotApi() as double, running(double, clearing()):
        double.write(7, "hello")
        await double.wait_until_answered([7])
        double.fail("deleteMessages", refused(403, "Forbidden: bot was blocked by the user"))
        double.write(7, "/clear")
        await until(lambda: "does not want to hear" in caplog.text, "refused")
        double.write(7, "back")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: hello", "message: back"]

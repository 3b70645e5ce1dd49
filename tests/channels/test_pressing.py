"""What becomes of a pressed button, its note, and the buttons beside it."""

import pytest

from bot.channels.carrier import LONGEST_NOTE
from bot.conversation.replies import Button, Effect, Noted, Reply
from tests.channels.running import FakeConversation, running, until
from tests.harness import updates
from tests.harness.botapi import SERVER_ERROR, BotApi, Failure, refused

ROWS = (
    (Button("Good", "rate:1:yes"), Button("Bad", "rate:1:no")),
    (Button("A person", "person"), Button("Other", "rate:2:yes")),
)
THANKS: list[Effect] = [Noted("Thank you", "rate:1:")]


def rated(effects: list[Effect]) -> FakeConversation:
    return FakeConversation({"start": [Reply("Was it good?", ROWS)], "rate:1:yes": effects})


async def shown(double: BotApi) -> None:
    double.write(7, "/start")
    await double.wait_until_answered([7])


async def test_a_note_is_shown_over_the_chat_and_spent_buttons_go() -> None:
    async with BotApi() as double, running(double, rated(THANKS)):
        await shown(double)
        double.press(7, "Good")
        await double.wait_until(lambda: len(double.to(7)[0].buttons) == 1, 5, "buttons gone")
    assert [note.text for note in double.notes] == ["Thank you"]
    assert double.to(7)[0].buttons == [[("A person", "person"), ("Other", "rate:2:yes")]]
    assert double.methods().count("answerCallbackQuery") == 1
    assert double.texts(7) == ["Was it good?"]


async def test_a_note_and_a_reply_both_come() -> None:
    async with BotApi() as double, running(double, rated([*THANKS, Reply("more")])):
        await shown(double)
        double.press(7, "Good")
        await double.wait_until_answered([7], 2)
    assert [note.text for note in double.notes] == ["Thank you"]
    assert double.texts(7) == ["Was it good?", "more"]


async def test_when_the_last_button_is_spent_none_is_left() -> None:
    conversation = FakeConversation({"start": [Reply("Was it good?", ROWS[:1])], "rate:1:yes": THANKS})
    async with BotApi() as double, running(double, conversation):
        await shown(double)
        double.press(7, "Good")
        await double.wait_until(lambda: not double.to(7)[0].buttons, 5, "buttons gone")
    assert "reply_markup" not in double.to(7)[0].json


async def test_a_note_that_spends_nothing_edits_nothing() -> None:
    async with BotApi() as double, running(double, rated([Noted("Thank you", "other:"), Reply("more")])):
        await shown(double)
        double.fail("editMessageReplyMarkup", refused(403, "Forbidden"))  # which would end it
        double.press(7, "Good")
        await double.wait_until_answered([7], 2)


@pytest.mark.parametrize(
    "failure", [SERVER_ERROR, refused(429, "Too Many Requests: retry after 1", 1)], ids=["server", "flood"]
)
async def test_a_note_is_tried_again(failure: Failure) -> None:
    async with BotApi() as double, running(double, rated(THANKS)):
        await shown(double)
        double.fail("answerCallbackQuery", failure)
        double.fail("editMessageReplyMarkup", failure)
        double.press(7, "Good")
        await double.wait_until(lambda: len(double.to(7)[0].buttons) == 1, 5, "buttons gone")
    assert [note.text for note in double.notes] == ["Thank you"]


@pytest.mark.parametrize(
    ("method", "why"),
    [
        ("answerCallbackQuery", "Bad Request: query is too old and response timeout expired or query ID is invalid"),
        ("editMessageReplyMarkup", "Bad Request: message is not modified"),
        ("editMessageReplyMarkup", "Bad Request: message to edit not found"),
    ],
)
async def test_what_is_too_late_for_a_note_is_no_failure(method: str, why: str) -> None:
    told: list[str] = []
    async with BotApi() as double, running(double, rated([*THANKS, Reply("more")]), on_failure=told.append):
        await shown(double)
        double.fail(method, refused(400, why))
        double.press(7, "Good")
        await double.wait_until_answered([7], 2)
    assert told == []


async def test_of_a_press_under_a_message_long_gone_only_the_note_is_left() -> None:
    async with BotApi() as double, running(double, rated([*THANKS, Reply("more")])):
        await shown(double)
        message = double.to(7)[0]
        double.delete(message)
        double.press_under(message, "rate:1:yes")
        await double.wait_until_answered([7], 2)
    assert [note.text for note in double.notes] == ["Thank you"]
    assert "editMessageReplyMarkup" not in double.methods()


async def test_a_note_too_long_for_telegram_comes_whole_as_a_message() -> None:
    words = "word " * 50
    assert len(words) > LONGEST_NOTE
    async with BotApi() as double, running(double, rated([Noted(words, "rate:1:")])):
        await shown(double)
        double.press(7, "Good")
        await double.wait_until_answered([7], 2)
    assert double.texts(7)[1] == words.strip()
    assert double.methods().count("answerCallbackQuery") == 1


FORGED = [
    "", "x" * 64, "ask:../../etc/passwd", "person; DROP TABLE people", "rate:", ":", "\u202e:\u0000", "🗳️" * 9, "%s{0}",
    "language:en\n",
]  # fmt: skip


@pytest.mark.parametrize("action", FORGED, ids=repr)
async def test_forged_data_reaches_the_conversation_as_it_is(action: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        await shown(double)
        double.press_under(double.to(7)[0], action)
        await double.wait_until_answered([7], 2)
    assert conversation.heard[1:] == [("press", action)]
    assert double.texts(7)[1:] == [f"press: {action}".strip()]


@pytest.mark.parametrize("content", [{"data": None}, {"game_short_name": "x"}, {"data": "x" * 5000}], ids=str)
async def test_a_press_of_an_unknown_make_cannot_break_anything(content: dict[str, object]) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        await shown(double)
        odd = updates.press("q", double.to(7)[0].json, "x")
        odd["callback_query"] = {name: value for name, value in odd["callback_query"].items() if name != "data"}
        odd["callback_query"] |= content
        double.inject(odd)
        double.write(7, "after")
        await until(lambda: "message: after" in double.texts(7), "answered")


async def test_the_press_of_another_person_than_the_chats_own_has_no_effect() -> None:
    conversation = FakeConversation({"start": [Reply("Choose", ROWS)]})
    async with BotApi() as double, running(double, conversation):
        await shown(double)
        double.press(7, "A person", by=8)
        double.write(7, "the last one")
        await double.wait_until_answered([7], 2)
    assert conversation.heard == [("command", "start"), ("message", "the last one")]


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_button_under_a_group_message_does_nothing(kind: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.inject(updates.press("q", updates.message(1, -100, updates.text("x"), kind), "topic:polling"))
        double.write(7, "the last one")
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", "the last one")]
    assert "answerCallbackQuery" not in double.methods()


async def test_a_button_under_an_inline_message_does_nothing() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        press = updates.press("q", updates.message(1, 7, updates.text("x")), "topic:polling")
        del press["callback_query"]["message"]
        press["callback_query"]["inline_message_id"] = "1"
        double.inject(press)
        double.write(7, "the last one")
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", "the last one")]

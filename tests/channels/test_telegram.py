"""What a person on Telegram sees, with the real application over the double."""

import asyncio
import logging
import time
from typing import Any

import pytest
from telegram.error import TelegramError

from bot.channels import telegram
from bot.conversation.replies import Button, Person, Reply
from tests.channels.running import FakeConversation, running
from tests.harness import updates
from tests.harness.botapi import BAD_GATEWAY_PAGE, RESET, RESET_AFTER_DELIVERY, SERVER_ERROR, BotApi, Failure, refused

KEYS = ((Button("Polling", "topic:polling"), Button("Safety", "topic:safety")), (Button("A person", "person"),))


async def test_a_text_is_answered_by_the_conversation() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.write(7, "when do polls open?")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: when do polls open?"]
    assert conversation.people == [Person("telegram", "7")]


async def test_typing_is_shown_before_a_text_is_answered() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.write(7, "hello")
        await double.wait_until_answered([7])
    assert [method for method in double.methods() if method.startswith("send")] == ["sendChatAction", "sendMessage"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("/start", "start"),
        ("/help", "help"),
        ("/language", "language"),
        ("/about", "about"),
        ("/about@kura_salama_test_bot", "about"),
        ("/start from-a-poster", "start"),
        ("/HELP\nme", "help"),
        ("/anything_else", "anything_else"),
    ],
)
async def test_a_command_goes_by_its_name_alone(words: str, name: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.write(7, words)
        await double.wait_until_answered([7])
    assert conversation.heard == [("command", name)]


async def test_a_pressed_button_stops_spinning_before_it_is_answered() -> None:
    conversation = FakeConversation({"start": [Reply("Choose", KEYS)]})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "/start")
        await double.wait_until_answered([7])
        double.press(7, "A person")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["Choose", "press: person"]
    assert double.methods()[-2:] == ["answerCallbackQuery", "sendMessage"]


async def test_buttons_keep_their_rows_labels_and_actions() -> None:
    async with BotApi() as double, running(double, FakeConversation({"start": [Reply("Choose", KEYS)]})):
        double.write(7, "/start")
        await double.wait_until_answered([7])
    expected = [[("Polling", "topic:polling"), ("Safety", "topic:safety")], [("A person", "person")]]
    assert double.to(7)[0].buttons == expected


async def test_a_button_that_is_too_old_to_be_confirmed_is_still_answered() -> None:
    async with BotApi() as double, running(double, FakeConversation({"start": [Reply("Choose", KEYS)]})):
        double.write(7, "/start")
        await double.wait_until_answered([7])
        double.fail("answerCallbackQuery", refused(400, "Bad Request: query is too old"))
        double.press(7, "Polling")
        await double.wait_until_answered([7], 2)
    assert double.texts(7)[-1] == "press: topic:polling"


async def test_a_failing_typing_sign_does_not_hold_up_the_answer() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendChatAction", SERVER_ERROR)
        double.write(7, "hello")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: hello"]


@pytest.mark.parametrize("kind", updates.OTHER_KINDS)
async def test_another_kind_of_message_is_answered_as_unsupported(kind: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.say(7, updates.OTHER_KINDS[kind])
        await double.wait_until_answered([7])
    assert conversation.heard == [("command", "unsupported")]


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_in_groups_and_channels_the_bot_is_silent(kind: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        for content in (updates.text("/start"), updates.text("hello"), updates.OTHER_KINDS["photo"]):
            double.say(-100, content, kind)
        double.write(7, "the last one")
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", "the last one")]
    assert double.to(-100) == []


async def test_a_button_under_a_group_message_does_nothing() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.inject(updates.press("q", updates.message(1, -100, updates.text("x"), "group"), "topic:polling"))
        double.write(7, "the last one")
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", "the last one")]


async def test_an_edited_message_and_a_service_message_are_passed_over() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.say(7, updates.text("edited"), update="edited_message")
        double.say(7, {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}})
        double.write(7, "the last one")
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", "the last one")]


async def test_a_long_answer_comes_whole_in_several_messages_with_the_buttons_under_the_last() -> None:
    paragraphs = [f"{number}. " + "Ballot 🗳️ and 👩🏾‍⚖️ words. " * 40 for number in range(12)]
    reply = Reply("\n\n".join(paragraphs), KEYS)
    async with BotApi() as double, running(double, FakeConversation({"tell": [reply]})):
        double.write(7, "tell")
        await double.wait_until_answered([7], 4)
        await double.wait_until(lambda: bool(double.to(7)[-1].buttons), 5, "buttons")
    assert " ".join(double.texts(7)).split() == " ".join(paragraphs).split()
    assert [bool(message.buttons) for message in double.to(7)] == [False] * (len(double.to(7)) - 1) + [True]


async def test_text_is_sent_plain_and_without_link_preview() -> None:
    words = "<b>*not bold*</b> https://www.iebc.or.ke [x](tg://user?id=1) \u202eabc"
    async with BotApi() as double, running(double, FakeConversation({"tell": [Reply(words)]})):
        double.write(7, "tell")
        await double.wait_until_answered([7])
    call = next(call for call in double.calls if call.method == "sendMessage")
    assert call.fields["text"] == words
    assert call.fields["link_preview_options"] == '{"is_disabled": true}'
    assert "parse_mode" not in call.fields


async def test_lone_surrogates_are_replaced_on_the_way_in_and_out() -> None:
    conversation = FakeConversation({"tell": [Reply("out \udc00")]})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "in \ud800")
        double.write(7, "tell")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: in \ufffd", "out \ufffd"]


async def test_an_error_is_logged_without_words_and_then_apologised_for(caplog: pytest.LogCaptureFixture) -> None:
    secret = "they burn houses near Huruma"
    conversation = FakeConversation({secret: KeyError(secret)})
    async with BotApi() as double, running(double, conversation):
        double.write(70007, secret)
        await double.wait_until_answered([70007])
    assert double.texts(70007) == ["command: error"]
    records = [record for record in caplog.records if record.name.startswith("bot")]
    assert any("KeyError" in record.getMessage() and "running.py" in record.getMessage() for record in records)
    assert secret not in caplog.text
    assert not any("70007" in record.getMessage() for record in records)


async def test_a_reply_without_words_is_an_error_and_never_silence() -> None:
    async with BotApi() as double, running(double, FakeConversation({"tell": [Reply(" \n", KEYS)]})):
        double.write(7, "tell")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["command: error"]


async def test_what_telegram_refuses_is_an_error_and_never_silence() -> None:
    too_long = ((Button("Polling", "x" * 65),),)
    async with BotApi() as double, running(double, FakeConversation({"tell": [Reply("Choose", too_long)]})):
        double.write(7, "tell")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["command: error"]


async def test_what_telegram_refused_is_not_sent_again() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", refused(400, "Bad Request: chat not found"), times=2)  # the answer, the apology
        double.write(7, "lost")
        double.write(7, "found")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: found"]


async def test_a_failing_apology_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    conversation = FakeConversation({"bad": ValueError("bad"), "error": ValueError("worse")})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "bad")
        double.write(7, "good")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: good"]
    assert "nor could the apology be sent: ValueError" in caplog.text


async def test_a_person_who_blocked_the_bot_is_tried_once() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.blocked_by.add(7)
        double.write(7, "hello")
        double.write(8, "hello")
        await double.wait_until_answered([8])
    assert ("command", "error") not in conversation.heard
    assert not double.to(7)


@pytest.mark.parametrize("failure", [SERVER_ERROR, BAD_GATEWAY_PAGE, RESET])
async def test_a_message_that_could_not_be_sent_is_tried_again(failure: Failure) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", failure, times=3)
        double.write(7, "hello")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: hello"]


async def test_tries_end_and_the_next_message_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", SERVER_ERROR, times=telegram.TRIES)
        double.write(7, "lost")
        double.write(7, "found")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: found"]
    assert "an update was not handled: NetworkError" in caplog.text


async def test_a_message_delivered_before_the_line_broke_comes_twice_rather_than_never() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", RESET_AFTER_DELIVERY)
        double.write(7, "hello")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["message: hello"] * 2


async def test_telegrams_retry_after_is_waited_for_while_others_are_answered() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.write(8, "hello")
        await double.wait_until_answered([8])
        double.fail("sendMessage", refused(429, "Too Many Requests: retry after 1", 1), chat_id=7)
        start = time.monotonic()
        double.write(7, "hello")
        double.write(8, "hello")
        await double.wait_until_answered([8], 2)
        others_waited = time.monotonic() - start
        await double.wait_until_answered([7])
        waited = time.monotonic() - start
    assert others_waited < 0.5
    assert 1.0 <= waited < 2.0


async def test_a_wait_that_is_too_long_is_not_begun() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", refused(429, "Too Many Requests: retry after 3600", 3600))
        double.write(7, "lost")
        double.write(7, "found")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: found"]


async def test_a_handler_that_hangs_is_broken_off_and_apologised_for() -> None:
    conversation = FakeConversation({"hang": asyncio.Event()})
    async with BotApi() as double, running(double, conversation, longest_seconds=0.1):
        double.write(7, "hang")
        double.write(7, "next")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["command: error", "message: next"]


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
async def test_nobodys_words_or_number_are_logged_by_this_channel(level: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(level, "bot")
    async with BotApi() as double, running(double, FakeConversation()):
        double.fail("sendMessage", SERVER_ERROR)
        double.write(70007, "my very own words")
        await double.wait_until_answered([70007])
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))
    assert "tried again" in ours
    assert "70007" not in ours
    assert "own words" not in ours


def test_an_address_may_end_in_a_slash() -> None:
    application: Any = telegram.build("1:x", "http://127.0.0.1:1/", FakeConversation())
    assert application.bot.base_url == "http://127.0.0.1:1/bot1:x"
    assert application.updater is None
    assert not issubclass(TimeoutError, TelegramError)

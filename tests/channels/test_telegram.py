"""What a person on Telegram sees, with the real application over the double."""

import asyncio
import logging
from typing import Literal

import pytest
from telegram.error import TelegramError

from bot.channels import client, telegram
from bot.conversation.replies import Button, Person, Reply
from tests.channels.running import FakeConversation, running
from tests.harness import updates
from tests.harness.botapi import SERVER_ERROR, BotApi, refused, slow

KEYS = ((Button("Polling", "topic:polling"), Button("Safety", "topic:safety")), (Button("A person", "person"),))


async def test_a_text_is_answered_by_the_conversation() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.write(7, "when do polls open?")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: when do polls open?"]
    assert conversation.people == [Person("telegram", "7")]


async def test_typing_is_shown_while_an_answer_is_made() -> None:
    gate = asyncio.Event()
    async with BotApi() as double, running(double, FakeConversation({"slow": gate})):
        double.write(7, "slow")
        await double.wait_until(lambda: "sendChatAction" in double.methods(), 5, "typing")
        assert double.texts(7) == []
        gate.set()
        await double.wait_until_answered([7])


@pytest.mark.parametrize(
    ("words", "name", "behind"),
    [
        ("/start", "start", ""),
        ("/help", "help", ""),
        ("/language", "language", ""),
        ("/about", "about", ""),
        ("/about@kura_salama_test_bot", "about", ""),
        ("/help@some_other_bot now ", "help", "now"),
        ("/start from-a-poster", "start", "from-a-poster"),
        ("/HELP\nme, please", "help", "me, please"),
        ("/anything_else", "anything_else", ""),
        ("/ask kituo changu\nkiko wapi?", "ask", "kituo changu\nkiko wapi?"),
    ],
)
@pytest.mark.parametrize("has_entity", [True, False])
async def test_a_command_goes_by_its_name_and_the_words_behind_it(
    words: str, name: str, behind: str, has_entity: bool
) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.say(7, updates.text(words) if has_entity else {"text": words})
        await double.wait_until_answered([7])
    assert conversation.heard == [("command", name)]
    assert conversation.behind_commands == [behind]


@pytest.mark.parametrize("words", ["/", "/ start", "//start", "/usr/bin", "24/7", "/24/7", "/héllo", "1/2 kilo", " /x"])
async def test_a_slash_alone_makes_no_command(words: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.say(7, {"text": words})
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", words)]


async def test_a_pressed_button_stops_spinning_though_the_answer_has_to_wait() -> None:
    conversation = FakeConversation({"start": [Reply("Choose", KEYS)]})
    async with BotApi() as double, running(double, conversation, first_pause_seconds=0.2):
        double.write(7, "/start")
        await double.wait_until_answered([7])
        double.fail("sendMessage", SERVER_ERROR)
        double.press(7, "A person")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["Choose", "press: person"]
    assert double.methods()[-2:] == ["answerCallbackQuery", "sendMessage"]
    assert double.notes == []


async def test_a_button_stops_spinning_though_its_answer_failed() -> None:
    conversation = FakeConversation({"start": [Reply("Choose", KEYS)], "person": KeyError("person")})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "/start")
        await double.wait_until_answered([7])
        double.press(7, "A person")
        await double.wait_until_answered([7], 2)
        await double.wait_until(lambda: "answerCallbackQuery" in double.methods(), 5, "no spinner")
    assert double.texts(7) == ["Choose", "apology: apology"]


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


class Pause(asyncio.Event):
    """Lets the loop go round a few times, in which a typing sign begins, then goes on by itself."""

    async def wait(self) -> Literal[True]:
        for _ in range(5):
            await asyncio.sleep(0.001)
        return True


@pytest.fixture
def typing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram, "TYPING_AFTER_SECONDS", 0.0)


async def test_a_quick_answer_shows_no_typing() -> None:
    async with BotApi() as double, running(double, FakeConversation()):
        double.write(7, "hello")
        await double.wait_until_answered([7])
    assert "sendChatAction" not in double.methods()


async def test_a_slow_typing_sign_does_not_hold_up_the_answer(typing_at_once: None) -> None:
    async with BotApi() as double, running(double, FakeConversation({"hello": Pause()})):
        double.fail("sendChatAction", slow(0.5))
        double.write(7, "hello")
        await double.wait_until(lambda: "sendChatAction" in double.methods(), 5, "typing")
    assert double.methods()[-2:] == ["sendMessage", "sendChatAction"]


async def test_a_failing_typing_sign_does_not_hold_up_the_answer(typing_at_once: None) -> None:
    async with BotApi() as double, running(double, FakeConversation({"hello": Pause()})):
        double.fail("sendChatAction", SERVER_ERROR)
        double.write(7, "hello")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: hello"]


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


async def test_an_error_is_told_without_words_and_then_apologised_for(caplog: pytest.LogCaptureFixture) -> None:
    secret = "they burn houses near Huruma"
    told: list[str] = []
    conversation = FakeConversation({secret: KeyError(secret)})
    async with BotApi() as double, running(double, conversation, on_failure=told.append):
        double.write(70007, secret)
        await double.wait_until_answered([70007])
    assert double.texts(70007) == ["apology: apology"]
    records = [record for record in caplog.records if record.name.startswith("bot")]
    assert any("KeyError" in record.getMessage() and "running.py" in record.getMessage() for record in records)
    assert len(told) == 1 and told[0].startswith("an update was not handled: KeyError in ")
    assert secret not in caplog.text + told[0]
    assert not any("70007" in record.getMessage() for record in records)


async def test_a_reply_without_words_is_an_error_and_never_silence() -> None:
    async with BotApi() as double, running(double, FakeConversation({"tell": [Reply(" \n", KEYS)]})):
        double.write(7, "tell")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["apology: apology"]


async def test_what_telegram_refuses_is_an_error_and_never_silence() -> None:
    too_long = ((Button("Polling", "x" * 65),),)
    async with BotApi() as double, running(double, FakeConversation({"tell": [Reply("Choose", too_long)]})):
        double.write(7, "tell")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["apology: apology"]


async def test_a_failing_apology_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    conversation = FakeConversation({"bad": ValueError("bad"), "apology": ValueError("worse")})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "bad")
        double.write(7, "good")
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: good"]
    assert "nor could the apology be sent: ValueError" in caplog.text


async def test_a_handler_that_hangs_is_broken_off_and_apologised_for() -> None:
    conversation = FakeConversation({"hang": asyncio.Event()})
    async with BotApi() as double, running(double, conversation, longest_seconds=0.1):
        double.write(7, "hang")
        double.write(7, "next")
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["apology: apology", "message: next"]


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
    assert client.connect("1:x", "http://127.0.0.1:1/").base_url == "http://127.0.0.1:1/bot1:x"
    assert not issubclass(TimeoutError, TelegramError)

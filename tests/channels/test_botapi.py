"""The double refuses what Telegram refuses, and does what Telegram does."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.harness import updates
from tests.harness.botapi import RESET, SERVER_ERROR, BotApi, refused
from tests.harness.methods import CARRIED_OUT
from tests.harness.signatures import ALLOWED, NEEDED


async def call(double: BotApi, method: str, token: str = "", **fields: Any) -> tuple[int, Any]:
    """Status and body of a raw call; values are sent as python-telegram-bot sends them."""
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    url = f"{double.url}/bot{token or double.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
        return response.status, await response.json()


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def key(text: str = "Yes", **more: Any) -> dict[str, Any]:
    return {"text": text, **({"callback_data": "yes"} | more)}


def test_every_method_is_carried_out_and_checked_against_the_librarys_signature() -> None:
    assert CARRIED_OUT.keys() <= ALLOWED.keys() == NEEDED.keys()


@pytest.mark.parametrize(
    ("token", "status"), [("7000000001:WRONG-0123456789abcdefghijklmnopqrs", 401), ("nonsense", 404)]
)
async def test_a_wrong_token_is_refused(token: str, status: int) -> None:
    async with BotApi() as double:
        assert (await call(double, "getMe", token))[0] == status


@pytest.mark.parametrize(
    ("method", "fields", "why"),
    [
        ("sendMessage", {"text": "hi"}, "needs chat_id"),
        ("sendMessage", {"chat_id": 7}, "needs text"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "colour": "red"}, "unknown field of sendMessage: colour"),
        ("sendMessage", {"chat_id": 7, "text": " \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": 7, "text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": 7, "text": "🗳" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 8, "text": "hi"}, "chat not found"),
        ("sendMessage", {"chat_id": "seven", "text": "hi"}, "must be a whole number"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "parse_mode": "HTML"}, "formatted text"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": "{"}, "can't parse reply_markup"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": {"keyboard": []}}, "only inline keyboards"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([])}, "holds 1 to 8 buttons"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([key()] * 9)}, "holds 1 to 8 buttons"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys(*[[key()] * 8] * 13)}, "too long"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([key(" ")])}, "text must be non-empty"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([{"text": "x"}])}, "exactly one thing"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([key(url="x")])}, "exactly one thing"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([key(odd=1)])}, "unknown field of a button"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([key(callback_data="")])}, "DATA_INVALID"),
        (
            "sendMessage",
            {"chat_id": 7, "text": "hi", "reply_markup": keys([key(callback_data="ŵ" * 33)])},
            "DATA_INVALID",
        ),
        ("sendChatAction", {"chat_id": 7, "action": "dancing"}, "wrong parameter action"),
        ("answerCallbackQuery", {"callback_query_id": "never"}, "query ID is invalid"),
        ("editMessageReplyMarkup", {"chat_id": 7, "message_id": 99}, "message to edit not found"),
        ("getUpdates", {"limit": 101}, "limit is 1 to 100"),
        ("getUpdates", {"allowed_updates": ["gossip"]}, "unknown kind"),
        ("setMyCommands", {"commands": [{"command": "Not Good", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": []}, "1 to 100 commands"),
    ],
)
async def test_a_call_that_telegram_would_refuse_is_refused(method: str, fields: dict[str, Any], why: str) -> None:
    async with BotApi() as double:
        double.chats.add(7)
        status, body = await call(double, method, **fields)
        assert (status, body["ok"], body["error_code"]) == (400, False, 400)
        assert why in body["description"]
        assert not double.calls


async def test_an_unknown_method_is_not_found() -> None:
    async with BotApi() as double:
        assert (await call(double, "sendMoney"))[0] == 404


async def test_a_message_at_the_limit_is_kept_with_its_buttons() -> None:
    async with BotApi() as double:
        double.chats.add(7)
        markup = keys([key(callback_data="ŵ" * 32)])
        status, body = await call(double, "sendMessage", chat_id=7, text="🗳" * 2048, reply_markup=markup)
        assert (status, body["result"]["text"]) == (200, "🗳" * 2048)
        assert double.to(7)[0].buttons == [[("Yes", "ŵ" * 32)]]


async def test_buttons_can_be_taken_away_once() -> None:
    async with BotApi() as double:
        double.chats.add(7)
        number = double.keep(7, "Choose", [[key()]]).message_id
        assert (await call(double, "editMessageReplyMarkup", chat_id=7, message_id=number))[0] == 200
        assert double.to(7)[0].buttons == []
        status, body = await call(double, "editMessageReplyMarkup", chat_id=7, message_id=number)
        assert (status, body["description"][:36]) == (400, "Bad Request: message is not modified")


async def test_who_blocked_the_bot_cannot_be_written_to() -> None:
    async with BotApi() as double:
        double.chats.add(7)
        double.blocked_by.add(7)
        assert (await call(double, "sendMessage", chat_id=7, text="hi"))[0] == 403


async def test_updates_come_again_until_a_higher_offset_confirms_them() -> None:
    async with BotApi() as double:
        numbers = [double.write(7, words) for words in ("one", "two", "three")]
        for _ in range(2):
            _, body = await call(double, "getUpdates", limit=2)
            assert [update["update_id"] for update in body["result"]] == numbers[:2]
        _, body = await call(double, "getUpdates", offset=numbers[2])
        assert [update["message"]["text"] for update in body["result"]] == ["three"]
        assert (await call(double, "getUpdates", offset=numbers[2] + 1))[1]["result"] == []


async def test_a_long_poll_ends_with_the_first_news() -> None:
    async with BotApi() as double:
        polling = asyncio.create_task(call(double, "getUpdates", timeout=30))
        await double.wait_until(lambda: double.pollers == 1, 5, "polling")
        double.write(7, "news")
        assert len((await asyncio.wait_for(polling, 2))[1]["result"]) == 1


async def test_a_second_poller_ends_the_first_ones_wait_with_a_conflict() -> None:
    async with BotApi() as double:
        first = asyncio.create_task(call(double, "getUpdates", timeout=30))
        await double.wait_until(lambda: double.pollers == 1, 5, "polling")
        await call(double, "getUpdates")
        assert (await asyncio.wait_for(first, 2))[0] == 409


async def test_kinds_of_update_that_were_not_asked_for_do_not_come() -> None:
    async with BotApi() as double:
        await call(double, "getUpdates", allowed_updates=["message"])
        double.say(7, updates.text("edited"), update="edited_message")
        number = double.write(7, "written")
        _, body = await call(double, "getUpdates")
        assert [update["update_id"] for update in body["result"]] == [number]


async def test_planned_failures_come_as_often_as_planned_and_for_whom() -> None:
    async with BotApi() as double:
        double.chats.update({7, 8})
        double.fail("sendMessage", refused(429, "Too Many Requests: retry after 3", 3), chat_id=7)
        double.fail("getMe", SERVER_ERROR, times=2)
        assert (await call(double, "sendMessage", chat_id=8, text="hi"))[0] == 200
        status, body = await call(double, "sendMessage", chat_id=7, text="hi")
        assert (status, body["parameters"]) == (429, {"retry_after": 3})
        assert [(await call(double, "getMe"))[0] for _ in range(3)] == [500, 500, 200]
        double.fail("getMe", RESET)
        with pytest.raises(aiohttp.ClientError):
            await call(double, "getMe")


async def test_waiting_for_answers_that_do_not_come_names_who_is_without() -> None:
    async with BotApi() as double:
        with pytest.raises(AssertionError, match=r"1 of 1 chats have fewer than 2 messages: \[7\]"):
            await double.wait_until_answered([7], 2, timeout=0.01)


async def test_only_a_button_that_is_shown_can_be_pressed() -> None:
    async with BotApi() as double:
        with pytest.raises(LookupError, match="Yes"):
            double.press(7, "Yes")


async def test_the_page_shows_both_sides_of_a_chat_and_takes_words_and_presses() -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as browser:
        async with browser.get("/") as response:
            page = await response.text()
        assert "https://" not in page and "http://" not in page
        await browser.post("/chat/7", json={"text": "hello"})
        double.keep(7, "Choose", [[key()]])
        await browser.post("/chat/7", json={"label": "Yes"})
        async with browser.get("/chat/7") as response:
            lines = await response.json()
    assert [(line["from"], line["text"]) for line in lines] == [("me", "hello"), ("bot", "Choose")]
    assert lines[1]["buttons"] == [[["Yes", "yes"]]]
    assert [next(iter(update.keys() - {"update_id"})) for _, update in double.waiting] == ["message", "callback_query"]

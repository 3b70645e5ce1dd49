"""The double refuses what Telegram refuses, and does what Telegram does."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.channels.bots import call
from tests.harness import updates
from tests.harness.botapi import BotApi


def keys(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def key(text: str = "Yes", **more: Any) -> dict[str, Any]:
    return {"text": text, **({"callback_data": "yes"} | more)}


def link(url: str) -> dict[str, Any]:
    return {"text": "Open", "url": url}


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
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([link("iebc")])}, "Wrong HTTP URL"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([link("ftp://x.org")])}, "Wrong HTTP URL"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([link("https://x.org/a b")])}, "Wrong HTTP"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([key(callback_data=1)])}, "DATA_INVALID"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": keys([key(callback_data="\udc00")])}, "UTF-8"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "link_preview_options": {"odd": 1}}, "unknown field of link"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "protect_content": "yes"}, "can't parse protect_content"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "disable_notification": 1}, "must be a bool"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "message_thread_id": 5}, "message thread not found"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "business_connection_id": "b"}, "does nothing with business"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_parameters": {"message_id": 5}}, "replied not found"),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_parameters": {"message": 5}}, "can't parse reply"),
        ("sendLocation", {"chat_id": 7, "latitude": 91, "longitude": 0}, "latitude is from -90 to 90"),
        ("sendLocation", {"chat_id": 7, "latitude": 0, "longitude": "east"}, "longitude must be a number"),
        ("sendLocation", {"chat_id": 7, "latitude": "nan", "longitude": 0}, "latitude is from -90 to 90"),
        ("sendVenue", {"chat_id": 7, "latitude": 0, "longitude": 0, "title": " ", "address": "x"}, "title and an addr"),
        ("copyMessage", {"chat_id": 7, "from_chat_id": 7, "message_id": 99}, "message to copy not found"),
        ("getFile", {"file_id": "never"}, "wrong file_id"),
        ("getChat", {"chat_id": 8}, "chat not found"),
        ("getChatMember", {"chat_id": 7, "user_id": 9}, "user not found"),
        ("leaveChat", {"chat_id": 7}, "can't be changed in private chats"),
        ("createForumTopic", {"chat_id": 7, "name": "x"}, "not a forum"),
        ("editMessageText", {"text": "hi"}, "message identifier is not specified"),
        ("editMessageText", {"inline_message_id": "x", "text": "hi"}, "does nothing with inline_message_id"),
        ("deleteMessage", {"chat_id": 7, "message_id": 99}, "message to delete not found"),
        ("deleteMessages", {"chat_id": 7, "message_ids": []}, "1 to 100 numbers"),
        ("deleteMessages", {"chat_id": 7, "message_ids": list(range(101))}, "1 to 100 numbers"),
        ("deleteMessages", {"chat_id": 7, "message_ids": ["5"]}, "1 to 100 numbers"),
        ("setMyCommands", {"commands": [{"command": "Not Good", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x"}]}, "a name and a description"),
        ("getMyCommands", {"scope": {"type": "everybody"}}, "can't parse BotCommandScope"),
        ("getMyCommands", {"scope": {"type": "chat"}}, "can't parse BotCommandScope"),
        ("getMyCommands", {"scope": {"type": "chat", "chat_id": 8}}, "chat not found"),
        ("getMyCommands", {"language_code": "english"}, "invalid language code"),
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


async def test_waiting_for_answers_that_do_not_come_names_who_is_without() -> None:
    async with BotApi() as double:
        with pytest.raises(AssertionError, match=r"1 of 1 chats have fewer than 2 messages: \[7\]"):
            await double.wait_until_answered([7], 2, timeout=0.01)


async def test_only_a_button_that_is_shown_can_be_pressed() -> None:
    async with BotApi() as double:
        with pytest.raises(LookupError, match="Yes"):
            double.press(7, "Yes")


@pytest.mark.parametrize("body", [b"chat_id=7&text=%ED%B0%80", b"chat_id=7&text=%FF", b"chat_id=7&text=\xff"])
async def test_text_that_is_not_utf_8_is_refused(body: bytes) -> None:
    async with BotApi() as double, aiohttp.ClientSession() as session:
        double.chats.add(7)
        url, kind = f"{double.url}/bot{double.token}/sendMessage", "application/x-www-form-urlencoded"
        async with session.post(url, data=body, headers={"Content-Type": kind}) as response:
            assert (response.status, (await response.json())["description"]) == (
                400,
                "Bad Request: strings must be encoded in UTF-8",
            )


async def test_a_body_that_is_no_form_is_refused() -> None:
    async with BotApi() as double, aiohttp.ClientSession() as session:
        response = await session.post(f"{double.url}/bot{double.token}/getMe", json={"a": 1})
        assert response.status == 400


async def test_waiting_for_thousands_of_chats_looks_at_each_of_them_once() -> None:
    """The bench does so: with a look at all of them at every change it would take minutes."""
    double = BotApi()
    people = range(1, 20_001)
    waiting = asyncio.create_task(double.wait_until_answered(people, 1, timeout=4))
    for person in people:
        double.keep(person, "hi")
        if person % 2 == 0:
            await asyncio.sleep(0)
    await waiting
    assert len(double.to(5)) == 1

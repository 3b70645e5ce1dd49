"""A webhook of the double's gets every update, as often as it takes, and no poller does."""

import asyncio
import socket
from typing import Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.channels.bots import Address, bot_of, call, serving
from tests.harness import updates
from tests.harness.botapi import BotApi

SECRET = "a-secret_0123456789"


async def test_each_update_is_posted_once_with_the_secret() -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        early = double.write(7, "before")
        assert await bot.set_webhook(address.url, secret_token=SECRET)
        late = double.write(8, "after")
        await double.wait_until_taken()
    assert sorted(address.numbers) == [early, late]
    assert address.secrets == [SECRET, SECRET]
    assert address.posts[0]["message"]["text"] == "before"


async def test_without_a_secret_there_is_no_header() -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url)
        double.write(7, "hello")
        await double.wait_until_taken()
    assert address.secrets == [None]


@pytest.mark.parametrize("status", [302, 400, 403, 429, 500])
async def test_what_is_not_taken_is_posted_again_and_told(status: int) -> None:
    redirection = {"Location": "http://127.0.0.1:9/"}
    refusals = [web.Response(status=status, headers=redirection) for _ in range(3)]
    address = Address(refusals)
    async with BotApi(webhook_pause_seconds=0.01) as double, serving(address), bot_of(double) as bot:
        await bot.set_webhook(address.url)
        number = double.write(7, "hello")
        await double.wait_until_taken()
        info = await bot.get_webhook_info()
    assert address.numbers == [number] * 4
    assert info.last_error_message and info.last_error_message.startswith(f"Wrong response from the webhook: {status}")
    assert info.last_error_date


async def test_an_address_where_nobody_listens_is_tried_until_somebody_does() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    async with BotApi(webhook_pause_seconds=0.01) as double, bot_of(double) as bot:
        await bot.set_webhook(nobody)
        double.write(7, "hello")
        await double.wait_until(lambda: double.webhook.posted > 1, 5, "posted twice")
        info = await bot.get_webhook_info()
        assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
        async with serving(Address()) as address:
            await bot.set_webhook(address.url)
            await double.wait_until_taken()
            assert (await bot.get_webhook_info()).last_error_date is None
    assert len(address.posts) == 1


class Slow(Address):
    """Answers when told."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()

    async def pause(self) -> None:
        await self.gate.wait()


async def test_no_more_connections_are_opened_than_allowed() -> None:
    async with BotApi() as double, serving(Slow()) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url, max_connections=3)
        for person in range(1, 21):
            double.write(person, "hello")
        await double.wait_until(lambda: double.webhook.posted == 3, 5, "three posted")
        info = await bot.get_webhook_info()
        assert (info.max_connections, info.pending_update_count) == (3, 20)
        address.gate.set()
        await double.wait_until_taken()
    assert address.most_at_once == 3


async def test_one_chats_updates_come_one_after_the_other() -> None:
    async with BotApi() as double, serving(Address([web.Response(status=500)])) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url)
        numbers = [double.write(7, f"{number}") for number in range(5)]
        await double.wait_until_taken()
    assert address.numbers == [numbers[0], *numbers]
    assert address.most_at_once == 1


async def test_a_webhook_that_never_answers_is_given_up_and_tried_again() -> None:
    async with BotApi(webhook_pause_seconds=0.01) as double, serving(Slow()) as address, bot_of(double) as bot:
        double.webhook.timeout_seconds = 0.05
        await bot.set_webhook(address.url)
        double.write(7, "hello")
        await double.wait_until(lambda: double.webhook.posted > 1, 5, "posted twice")
        assert (await bot.get_webhook_info()).last_error_message == "Read timeout expired"
        address.gate.set()
        await double.wait_until_taken()


async def test_while_there_is_a_webhook_nobody_may_poll() -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        polling = asyncio.create_task(bot.get_updates(timeout=30))
        await double.wait_until(lambda: double.pollers == 1, 5, "polling")
        await bot.set_webhook(address.url)
        with pytest.raises(Conflict, match="terminated by setWebhook"):
            await asyncio.wait_for(polling, 2)
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_a_deleted_webhook_gets_nothing_more_and_what_waits_stays() -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url)
        await bot.delete_webhook()
        double.write(7, "hello")
        assert [update.message.text for update in await bot.get_updates() if update.message] == ["hello"]
        info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("", 1)
    assert not address.posts


async def test_an_empty_address_takes_the_webhook_away() -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url)
        await bot.set_webhook("")
        assert (await bot.get_webhook_info()).url == ""


@pytest.mark.parametrize("method", ["setWebhook", "deleteWebhook"])
async def test_what_waits_is_dropped_on_request(method: str) -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        double.write(7, "hello")
        if method == "setWebhook":
            await bot.set_webhook(address.url, drop_pending_updates=True)
        else:
            await bot.delete_webhook(drop_pending_updates=True)
        assert (await bot.get_webhook_info()).pending_update_count == 0
    assert not address.posts


async def test_only_the_kinds_asked_for_are_posted() -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url, allowed_updates=["callback_query"])
        double.write(7, "hello")
        double.press_under(double.keep(7, "Choose"), "yes")
        await double.wait_until_taken()
        assert (await bot.get_webhook_info()).allowed_updates == ("callback_query",)
    assert [set(post) - {"update_id"} for post in address.posts] == [{"callback_query"}]


@pytest.mark.parametrize("odd", ["words", 7, None, [], {"message": "x"}, {}], ids=repr)
async def test_any_json_can_be_posted(odd: Any) -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url)
        double.inject_as_it_is(odd)
        await double.wait_until_taken()
    assert address.posts == [odd]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"url": "ftp://x.org"}, "HTTPS URL must be provided"),
        ({"url": "http://x.org", "secret_token": "a b"}, "unallowed characters"),
        ({"url": "http://x.org", "secret_token": "x" * 257}, "too long"),
        ({"url": "http://x.org", "max_connections": 0}, "1 to 100"),
        ({"url": "http://x.org", "max_connections": 101}, "1 to 100"),
        ({"url": "http://x.org", "allowed_updates": ["gossip"]}, "unknown kind"),
        ({"url": "http://x.org", "ip_address": "here"}, "Invalid IP address"),
        ({"url": "http://x.org", "certificate": "PEM"}, "uploaded as a file"),
        ({}, "needs url"),
    ],
)
async def test_a_webhook_that_telegram_would_refuse_is_refused(fields: dict[str, Any], why: str) -> None:
    async with BotApi() as double:
        status, body = await call(double, "setWebhook", **fields)
        assert (status, double.webhook.url) == (400, "")
        assert why in body["description"]


@pytest.mark.parametrize(("url", "why"), [("http://x.org/", "https url"), ("https://x.org:8080/", "only on ports")])
async def test_where_it_is_as_strict_as_telegram_it_takes_no_webhook_without_tls(url: str, why: str) -> None:
    async with BotApi(https_only=True) as double, bot_of(double) as bot:
        with pytest.raises(BadRequest, match=why):
            await bot.set_webhook(url)
        assert await bot.set_webhook("https://127.0.0.1:8443/", certificate=b"PEM", ip_address="127.0.0.1")
        info = await bot.get_webhook_info()
        assert (info.has_custom_certificate, info.ip_address) == (True, "127.0.0.1")


async def test_an_answer_that_calls_a_method_is_a_fault_of_the_bots() -> None:
    answer = web.json_response({"method": "sendMessage", "chat_id": 7, "text": "hi"})
    with pytest.raises(AssertionError, match="answered with a method"):
        async with BotApi() as double, serving(Address([answer])) as address, bot_of(double) as bot:
            await bot.set_webhook(address.url)
            double.write(7, "hello")
            await double.wait_until_taken()


async def test_a_thousand_updates_of_many_chats_are_all_posted() -> None:
    async with BotApi() as double, serving(Address()) as address, bot_of(double) as bot:
        await bot.set_webhook(address.url)
        numbers = [double.say(person, updates.text("hello")) for _ in range(5) for person in range(1, 201)]
        await double.wait_until_taken(30)
    assert sorted(address.numbers) == numbers
    assert address.most_at_once <= 40

"""The whole service in this process, over the double: what is told to whom, what is served, how it ends."""

import asyncio
import base64
import io
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import app
from bot.answering.freshness import Freshness
from bot.app import Parts
from bot.channels import watch
from bot.channels.service import AddressError, Service, Within, serve, webhook_secret
from bot.channels.traffic import LATEST
from bot.config import Config, ReceiverKind
from bot.conversation.menu import COMMANDS
from bot.store.opened import open_store
from bot.store.pausing import Pause, Pauses
from bot.store.sent import SentMessages
from bot.texts.catalogue import Catalogue
from tests.bot.talking import SetClock
from tests.channels.running import KEY, FakeConversation
from tests.channels.test_redaction import root_handlers
from tests.harness import updates
from tests.harness.botapi import TOKEN, BotApi, refused
from tests.harness.ports import free_port

OWNER = 4711
WORDS = "private words of somebody"


@pytest.fixture
async def double() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
def now() -> SetClock:
    return SetClock()


@pytest.fixture
def freshness(parts: Parts, now: SetClock) -> Freshness:
    return app.freshness(parts, app.live_answerer(parts), now)


@pytest.fixture
def within(tmp_path: Path, catalogue: Catalogue, freshness: Freshness, now: SetClock) -> Within:
    key = base64.b64encode(KEY).decode()
    store = open_store(tmp_path / "bot.sqlite", key, tmp_path / "key", now)
    return Within(FakeConversation(), SentMessages(store.engine, store.key, now), catalogue, freshness, now, store)


@pytest.fixture
def polling(double: BotApi, parts: Parts) -> Config:
    """Settings with a free port for the web."""
    return replace(
        parts.config, token=TOKEN, api_url=double.url, owner_chat=OWNER, web_port=free_port(), poll_seconds=1
    )


@pytest.fixture
def pushing(polling: Config) -> Config:
    url = f"http://127.0.0.1:{polling.web_port}/telegram"
    return replace(polling, receiver=ReceiverKind.WEBHOOK, webhook_url=url)


@asynccontextmanager
async def served(settings: Config, within: Within) -> AsyncIterator[Service]:
    service = Service(settings, within, webhook_secret(KEY))
    running = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        service.stop.set()
        await asyncio.wait_for(running, 10)


async def page(settings: Config, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{settings.web_port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


@pytest.mark.parametrize("kind", list(ReceiverKind))
async def test_who_writes_is_answered_by_either_way_and_the_bot_says_that_it_is_ready(
    kind: ReceiverKind, polling: Config, pushing: Config, within: Within, double: BotApi
) -> None:
    settings = pushing if kind is ReceiverKind.WEBHOOK else polling
    async with served(settings, within):
        double.write(7, "habari")
        await double.wait_until_answered([7])
        assert await page(settings, "/healthz") == (200, "ok")
        assert await page(settings, "/readyz") == (200, "ready")
    assert bool(double.webhook.url) == (kind is ReceiverKind.WEBHOOK)


async def test_the_menu_of_commands_is_set_once_telegram_answers(
    polling: Config, within: Within, double: BotApi
) -> None:
    async with served(polling, within):
        await double.wait_until(lambda: double.methods().count("setMyCommands") == 2, 5, "menu set")
    menus = [call.fields["commands"] for call in double.calls if call.method == "setMyCommands"]
    assert all(f'"{name}"' in menu for menu in menus for name in COMMANDS)


async def test_readiness_says_in_a_word_what_is_missing(
    polling: Config, within: Within, double: BotApi, now: SetClock
) -> None:
    double.fail("getMe", refused(500, "Internal Server Error"))
    async with served(polling, within) as service:
        await double.wait_until(lambda: True, 1, "the server listens")
        assert await ready(polling) == (503, "connecting")
        double.write(7, "habari")
        await double.wait_until_answered([7])
        assert await ready(polling) == (200, "ready")
        service.stop.set()
        assert service._why_not_ready() == "stopping"


async def ready(settings: Config) -> tuple[int, str]:
    """Asked again until there is somebody to ask."""
    async with asyncio.timeout(5):
        while True:
            try:
                return await page(settings, "/readyz")
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0)


async def test_a_telegram_that_is_heard_no_more_is_not_ready(
    pushing: Config, within: Within, double: BotApi, now: SetClock
) -> None:
    async with served(pushing, within):
        await double.wait_until(lambda: "getWebhookInfo" in double.methods(), 5, "looked for the first time")
        double.write(7, "habari")
        await double.wait_until_answered([7])
        now.forward(minutes=4)
        assert await ready(pushing) == (503, "telegram")


async def test_cards_that_have_all_ended_are_not_ready(
    polling: Config, within: Within, double: BotApi, now: SetClock
) -> None:
    now.forward(days=2 * 365)
    async with served(polling, within):
        double.write(7, "habari")
        await double.wait_until_answered([7])
        assert await ready(polling) == (503, "edition")


async def test_by_polling_nothing_listens_unless_a_port_is_set(polling: Config, within: Within, double: BotApi) -> None:
    async with served(replace(polling, web_port=0), within):
        double.write(7, "habari")
        await double.wait_until_answered([7])
        with pytest.raises(aiohttp.ClientConnectionError):
            await page(polling, "/healthz")


async def test_by_polling_the_webhook_is_not_served(polling: Config, within: Within, double: BotApi) -> None:
    async with served(replace(polling, webhook_url="https://bot.example.org/telegram"), within):
        double.write(7, "habari")
        await double.wait_until_answered([7])
        assert (await page(polling, "/telegram"))[0] == 404


async def test_the_owner_is_told_of_an_error_and_of_a_message_given_up_without_a_word_of_anybody(
    polling: Config, within: Within, double: BotApi
) -> None:
    conversation: Any = within.conversation
    conversation.answers = {WORDS: RuntimeError(WORDS)}
    double.write(OWNER, "/start")
    async with served(polling, within):
        await double.wait_until_answered([OWNER])
        double.write(70007, WORDS)
        await double.wait_until_answered([70007])
        await double.wait_until_answered([OWNER], 2)
        double.fail("sendMessage", refused(400, f"Bad Request: {WORDS}"), chat_id=70007)
        double.write(70007, "habari")
        await double.wait_until_answered([OWNER], 3)
    told = "\n".join(double.texts(OWNER)[1:])
    assert "an update ended in an error" in told and "could not be sent" in told
    assert WORDS not in told and "70007" not in told


async def test_where_most_updates_fail_the_owner_is_told_that_people_are_not_answered(
    polling: Config, within: Within, double: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "EVERY_SECONDS", 0.05)
    conversation: Any = within.conversation
    conversation.answers = {WORDS: RuntimeError(WORDS)}
    double.write(OWNER, "/start")
    for person in range(1, LATEST):
        double.write(person, WORDS)
    async with served(polling, within):
        await double.wait_until_answered([OWNER], 3, timeout=20)
    assert any("more than a fifth" in text for text in double.texts(OWNER))


async def test_the_bot_stays_in_its_owners_group_and_in_allowed_ones_and_leaves_all_others(
    polling: Config, within: Within, double: BotApi
) -> None:
    for group in (-1, -2, -3):
        double.say(group, updates.text("habari"), "supergroup")
    async with served(replace(polling, owner_chat=-1, allowed_chats=(-2,)), within):
        double.write(7, "habari")
        await double.wait_until_answered([7])
        await double.wait_until(lambda: "leaveChat" in double.methods(), 5, "left")
    assert [call.fields["chat_id"] for call in double.calls if call.method == "leaveChat"] == ["-3"]


async def test_without_an_owner_nobody_is_told(polling: Config, within: Within, double: BotApi) -> None:
    conversation: Any = within.conversation
    conversation.answers = {WORDS: RuntimeError(WORDS)}
    async with served(replace(polling, owner_chat=0), within):
        double.write(7, WORDS)
        await double.wait_until_answered([7])
    assert {message.chat_id for message in double.sent} == {7}


async def test_the_owner_pauses_the_running_bot_from_their_chat(
    polling: Config, within: Within, double: BotApi, tmp_path: Path
) -> None:
    settings = replace(polling, var=tmp_path)
    async with served(settings, within):
        double.write(70007, "/pause nobody says so")
        await double.wait_until_answered([70007])
        assert Pauses(settings.var).current() is None
        double.write(OWNER, "/pause The hours may be wrong.")
        await double.wait_until_answered([OWNER])
        assert Pauses(settings.var).current() == Pause("The hours may be wrong.")
    assert "/resume" in double.texts(OWNER)[0]


async def test_a_port_that_is_taken_is_an_error_that_names_it(polling: Config, within: Within) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        with pytest.raises(AddressError, match=f"port {port} of 127.0.0.1 cannot be listened on"):
            await Service(replace(polling, web_port=port), within, webhook_secret(KEY)).run()


async def test_a_token_or_an_address_that_cannot_be_used_ends_with_status_1_and_both_secrets_are_guarded(
    polling: Config, within: Within, double: BotApi
) -> None:
    settings = replace(polling, key=base64.b64encode(KEY).decode())
    stream = io.StringIO()
    with root_handlers(logging.StreamHandler(stream)), socket.create_server(("127.0.0.1", 0)) as held:
        assert await serve(replace(settings, web_port=held.getsockname()[1]), within) == 1
        assert await serve(replace(settings, token="7000000001:WRONG-0123456789abcdefghijklmnopqrs"), within) == 1
        logging.getLogger("bot").error("%s %s", TOKEN, webhook_secret(KEY))
    said = stream.getvalue()
    assert "cannot be listened on" in said and "check TELEGRAM_BOT_TOKEN" in said
    assert TOKEN not in said and webhook_secret(KEY) not in said and "WRONG" not in said


def test_the_secret_is_of_letters_that_telegram_takes_and_another_key_gives_another() -> None:
    secret = webhook_secret(KEY)
    assert secret.isascii() and secret.replace("-", "").replace("_", "").isalnum() and 32 <= len(secret) <= 256
    assert secret != webhook_secret(b"l" * 32)
    assert KEY.hex() not in secret and base64.b64encode(KEY).decode() not in secret


async def test_p6_figures_are_served_on_this_machine_only_and_only_by_their_own_port(
    polling: Config, within: Within, double: BotApi
) -> None:
    figures = free_port()
    async with served(replace(polling, web_host="0.0.0.0", metrics_port=figures), within):
        double.write(7, "habari")
        await double.wait_until_answered([7])
        status, text = await page(replace(polling, web_port=figures), "/metrics")
        assert status == 200 and "kura_telegram_heard 1" in text and "kura_cards_answering 5" in text
        assert (await page(polling, "/metrics"))[0] == 404
        listening = await asyncio.to_thread(Path("/proc/net/tcp").read_text, encoding="ascii")
        for line in listening.splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            if state == "0A" and int(address.partition(":")[2], 16) == figures:
                assert address.startswith("0100007F:"), "127.0.0.1"

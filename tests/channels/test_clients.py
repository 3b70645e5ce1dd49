"""Calls to Telegram do not stand in each other's way, whatever became of the ones before."""

import asyncio
import logging

import pytest
from telegram.error import NetworkError, TelegramError

from bot.channels.clients import Clients
from tests.harness.botapi import RESET, SERVER_ERROR, TOKEN, BotApi, Failure, slow


@pytest.mark.parametrize("turns", range(1, 60, 2))
async def test_a_request_broken_off_at_any_moment_leaves_its_client_usable(turns: int) -> None:
    async with BotApi() as double:
        clients = Clients(1)
        await clients.initialize()
        url = f"{double.url}/bot{TOKEN}/getMe"
        await clients.post(url)
        broken_off = asyncio.create_task(clients.post(url))
        for _ in range(turns):
            await asyncio.sleep(0)
        broken_off.cancel()
        await asyncio.gather(broken_off, return_exceptions=True)
        await clients.post(url)
        await clients.shutdown()


@pytest.mark.parametrize("failure", [SERVER_ERROR, RESET])
async def test_a_failed_request_leaves_its_client_usable(failure: Failure) -> None:
    async with BotApi() as double:
        clients = Clients(1)
        await clients.initialize()
        url = f"{double.url}/bot{TOKEN}/getMe"
        double.fail("getMe", failure)
        with pytest.raises(NetworkError):
            await clients.post(url)
        await clients.post(url)
        await clients.shutdown()


async def test_a_start_tried_again_does_not_hand_out_a_client_twice() -> None:
    async with BotApi() as double:
        clients = Clients(2)
        for _ in range(3):
            await clients.initialize()
        url = f"{double.url}/bot{TOKEN}/getMe"
        double.fail("getMe", slow(0.2), times=2)
        await asyncio.gather(*(clients.post(url, pool_timeout=0.05) for _ in range(20)))
        await clients.shutdown()


@pytest.mark.parametrize("body", [b'{"ok": true, "result": [{"text": "my own words', b"\xff\xfe", b"[" * 100_000])
def test_half_an_answer_is_an_error_and_its_words_are_not_logged(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TelegramError) as caught:
        Clients.parse_json_payload(body)
    assert "own words" not in caplog.text + str(caught.value)

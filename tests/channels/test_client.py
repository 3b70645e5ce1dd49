"""Calls to Telegram do not stand in each other's way, whatever became of the ones before."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import certifi
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels import client as client_module
from bot.channels.client import Client, proxy_for, trusted
from bot.channels.retries import is_unsure
from tests.harness.botapi import RESET, SERVER_ERROR, SILENCE, TOKEN, BotApi, Failure, slow


@pytest.mark.parametrize("turns", range(1, 60, 2))
async def test_a_request_broken_off_at_any_moment_leaves_its_client_usable(turns: int) -> None:
    async with BotApi() as double:
        client = Client(1)
        await client.initialize()
        url = f"{double.url}/bot{TOKEN}/getMe"
        await client.post(url)
        broken_off = asyncio.create_task(client.post(url))
        for _ in range(turns):
            await asyncio.sleep(0)
        broken_off.cancel()
        await asyncio.gather(broken_off, return_exceptions=True)
        await client.post(url)
        await client.shutdown()


@pytest.mark.parametrize("failure", [SERVER_ERROR, RESET])
async def test_a_failed_request_leaves_its_client_usable(failure: Failure) -> None:
    async with BotApi() as double:
        client = Client(1)
        await client.initialize()
        url = f"{double.url}/bot{TOKEN}/getMe"
        double.fail("getMe", failure)
        with pytest.raises(NetworkError):
            await client.post(url)
        await client.post(url)
        await client.shutdown()


async def test_after_a_start_tried_again_no_more_calls_are_made_at_once_than_agreed() -> None:
    async with BotApi() as double:
        client = Client(2)
        for _ in range(3):
            await client.initialize()
        url = f"{double.url}/bot{TOKEN}/getMe"
        double.fail("getMe", slow(0.2), times=4)
        clock = asyncio.get_running_loop().time
        begun = clock()
        await asyncio.gather(*(client.post(url, pool_timeout=0.05) for _ in range(4)))
        assert clock() - begun > 0.35
        await client.shutdown()


async def test_a_connection_that_the_other_side_has_closed_is_not_used() -> None:
    double, client = BotApi(), Client(1)
    await double.start()
    await client.initialize()
    url = f"{double.url}/bot{TOKEN}/getMe"
    await client.post(url)
    await double.stop()
    await double.start(urlsplit(double.url).port or 0)
    await client.post(url)
    await client.shutdown()
    await double.stop()


@pytest.mark.parametrize("failure", [RESET, SILENCE, None], ids=["reset", "silence", "nobody there"])
async def test_no_error_holds_the_token(failure: Failure | None) -> None:
    """It stands in the address of each call."""
    double, client = BotApi(), Client(1)
    await double.start()
    await client.initialize()
    if failure:
        double.fail("getMe", failure)
    else:
        await double.stop()
    with pytest.raises(NetworkError) as caught:
        await client.post(f"{double.url}/bot{TOKEN}/getMe", read_timeout=0.05)
    assert TOKEN not in str(caught.value)
    await client.shutdown()
    await double.stop()


@asynccontextmanager
async def deaf() -> AsyncIterator[int]:
    """A server that takes every connection, reads nothing and says nothing: its port."""
    ended = asyncio.Event()

    async def stay_silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(stay_silent, "127.0.0.1", 0, limit=1)
    yield server.sockets[0].getsockname()[1]
    ended.set()
    server.close()


async def test_a_silent_proxy_is_given_up_and_the_call_was_not_begun() -> None:
    async with deaf() as port:
        client = Client(1, proxy=f"http://127.0.0.1:{port}")
        await client.initialize()
        with pytest.raises(TimedOut) as caught:
            await client.post("https://api.example/getMe", connect_timeout=0.1)
        assert not is_unsure(caught.value)
        await client.shutdown()


async def test_a_body_that_nobody_takes_is_given_up_and_may_have_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "WRITE_SECONDS", 0.1)
    file = InputFile(b"x" * 20_000_000, filename="days.ics")
    data = RequestData([RequestParameter("document", "attach://0", [file])])
    async with deaf() as port:
        client = Client(1)
        await client.initialize()
        with pytest.raises(TimedOut) as caught:
            await client.post(f"http://127.0.0.1:{port}/sendDocument", data, connect_timeout=0.1, read_timeout=0.1)
        assert is_unsure(caught.value)
        await client.shutdown()


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_of_the_operator_take_the_place_of_the_usual_ones(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = "".join(Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----")[:2])
    (tmp_path / "own.pem").write_text(one + "\n", encoding="utf-8")
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert len(trusted().get_ca_certs()) > 100
    monkeypatch.setenv(variable, str(tmp_path / "own.pem" if variable == "SSL_CERT_FILE" else tmp_path))
    assert len(trusted().get_ca_certs()) <= 1  # those of a folder are read when they are needed


async def test_another_address_is_not_followed() -> None:
    """Whoever could send the bot elsewhere would have the token."""
    seen: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        seen.append(request.path)
        raise web.HTTPTemporaryRedirect("/elsewhere")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", elsewhere)
    server = TestServer(app)
    await server.start_server()
    client = Client(1)
    await client.initialize()
    with pytest.raises(NetworkError):
        await client.post(str(server.make_url("/getMe")))
    assert seen == ["/getMe"]
    await client.shutdown()
    await server.close()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, None),
        ({"https_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"http_proxy": "http://proxy.example:3128"}, None),
        ({"https_proxy": "http://proxy.example:3128", "no_proxy": "api.telegram.org"}, None),
        ({"all_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ({"https_proxy": "proxy.example:3128"}, "http://proxy.example:3128"),
    ],
)
def test_a_proxy_is_taken_from_the_environment(
    variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_for("https://api.telegram.org") == expected


@pytest.mark.parametrize("body", [b'{"ok": true, "result": [{"text": "my own words', b"\xff\xfe", b"[" * 100_000])
def test_half_an_answer_is_an_error_and_its_words_are_not_logged(body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TelegramError) as caught:
        Client.parse_json_payload(body)
    assert "own words" not in caplog.text + str(caught.value)

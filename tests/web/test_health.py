"""Health and readiness."""

import asyncio

import pytest

from bot.web.health import Health
from bot.web.server import Server
from tests.web.calling import FakeInbox, door, head


async def page(path: str, why_not_ready: str = "", method: str = "GET") -> tuple[int, str]:
    async with door() as here, here.connection() as (reader, writer):
        here.why_not_ready = why_not_ready
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n".encode())
        whole = (await asyncio.wait_for(reader.read(), 5)).decode()
    return int(whole.split()[1]), whole.partition("\r\n\r\n")[2]


async def test_a_living_process_says_ok_even_where_it_is_not_ready() -> None:
    assert await page("/healthz") == (200, "ok")
    assert await page("/healthz", "telegram") == (200, "ok")


async def test_ready_is_said_where_nothing_is_missing() -> None:
    assert await page("/readyz") == (200, "ready")


async def test_what_is_missing_is_said_in_a_word() -> None:
    assert await page("/readyz", "telegram") == (503, "telegram")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_health_is_only_looked_at(path: str) -> None:
    assert (await page(path, method="HEAD"))[0] == 200
    assert (await page(path, method="POST"))[0] == 405


async def test_without_a_webhook_there_is_only_health() -> None:
    async with Server("127.0.0.1", 0, Health(lambda: "")) as server, door(FakeInbox()) as here:
        here.port = server.port
        assert (await here.post({"update_id": 7}))[0] == 404
        assert (await here.send(*head(0, method="GET", path="/healthz")))[0] == 200


async def test_a_look_that_fails_is_a_500_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise RuntimeError("private words")

    async with Server("127.0.0.1", 0, Health(fail)) as server, door() as here:
        here.port = server.port
        assert (await here.send(*head(0, method="GET", path="/readyz")))[0] == 500
    assert "a request was not answered: RuntimeError" in caplog.text and "private words" not in caplog.text


async def test_an_address_that_is_taken_is_an_error() -> None:
    async with door() as here:
        with pytest.raises(OSError):
            async with Server("127.0.0.1", here.port, Health(lambda: "")):
                pass

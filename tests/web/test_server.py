"""What strangers can make the server hold: bounded, whatever they send or do not send."""

import asyncio
import contextlib
import resource
import socket
import sys
from collections.abc import Iterator

import pytest

from bot import config
from bot.web import server
from bot.web.server import MOST_CONNECTIONS
from tests.web.calling import FakeInbox, answer, door, head

PROGRAM = """
import asyncio
from bot.web.health import Health
from bot.web.server import Server

async def main():
    async with Server("127.0.0.1", 0, Health(lambda: "")) as server:
        print(server.port, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
IDLE = 1000
MOST_OF_TELEGRAM = 100  # connections that a bot may ask for
MOST_MEGABYTES = 50


async def test_a_thousand_idle_connections_cost_little_and_the_next_call_is_answered() -> None:
    """The server is in a process of its own, so that the memory of the callers is not counted."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, cwd=config.ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        port = int(await process.stdout.readline())
        await healthy(port)
        before = megabytes(process.pid)
        with many_files(), contextlib.ExitStack() as held:
            for _ in range(IDLE):
                idle = held.enter_context(socket.socket())
                idle.setblocking(False)
                await asyncio.get_running_loop().sock_connect(idle, ("127.0.0.1", port))
            await healthy(port)
            most = megabytes(process.pid)
    finally:
        process.kill()
        await process.wait()
    assert most - before < MOST_MEGABYTES


async def healthy(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.writelines(head(0, method="GET", path="/healthz"))
    assert (await answer(reader))[0] == 200
    writer.close()


def megabytes(process_id: int) -> float:
    """The most that the process has had so far."""
    with open(f"/proc/{process_id}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


@contextlib.contextmanager
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4 * IDLE)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_beyond_its_limit_the_oldest_connections_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 3)
    async with door() as here, contextlib.AsyncExitStack() as held:
        readers = [(await held.enter_async_context(here.connection()))[0] for _ in range(5)]
        async with asyncio.timeout(5):
            assert [await reader.read() for reader in readers[:2]] == [b"", b""]
        assert (await here.post({"update_id": 7}))[0] == 200
        assert not readers[4].at_eof()


async def test_a_request_in_hand_is_answered_though_its_connection_is_the_oldest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 1)
    room = asyncio.Event()
    async with door(FakeInbox({7: room})) as here:
        posting = asyncio.create_task(here.post({"update_id": 7}))
        await here.inbox.asked.get()
        async with here.connection() as (second, _), here.connection():
            async with asyncio.timeout(5):
                assert await second.read() == b""
            room.set()
            assert (await posting)[0] == 200


async def test_whoever_asks_nothing_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.2)
    async with door() as here, here.connection() as (silent, _), here.connection() as (slow, writer):
        writer.write(next(iter(head(0)))[:40])  # half of the headers, and no more
        async with asyncio.timeout(5):
            assert (await silent.read(), await slow.read()) == (b"", b"")


@pytest.mark.parametrize(
    "first",
    [
        b"POST /telegram HTTP/1.1\r\nHost: bot\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        b"POST /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: bot\r\n\r\n",
        b"POST /telegram HTTP/1.1\r\n" + b"X: x\r\n" * 1000 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 private words\r\n\r\n",
        b"POST /telegram HTTP/1.1\r\nHost: bot\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /telegram HTTP/1.1\r\nHost: bot\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=["long header", "long line", "many headers", "no HTTP", "two lengths", "length and chunks"],
)
async def test_what_is_no_proper_http_is_refused_and_not_logged(first: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with door() as here:
        status, _ = await here.send(first)
        assert (await here.post({"update_id": 7}))[0] == 200
    assert status == 400
    assert "127.0.0.1" not in caplog.text and "private words" not in caplog.text


async def test_a_stop_does_not_wait_for_idle_connections() -> None:
    async with contextlib.AsyncExitStack() as held, asyncio.timeout(5), door() as here:
        for _ in range(10):
            await held.enter_async_context(here.connection())


def test_all_of_telegrams_own_connections_fit() -> None:
    assert MOST_CONNECTIONS > MOST_OF_TELEGRAM

"""The webhook takes what Telegram brings, and lets strangers hold nothing of it."""

import asyncio
import contextlib
import json

import pytest

from bot.web import webhook
from bot.web.webhook import MOST_BODIES, MOST_BYTES, SECRET_HEADER
from tests.web.calling import PATH, SECRET, FakeInbox, answer, chunk, door, head

UPDATE = {"update_id": 7, "message": {"text": "habari"}}


async def test_what_telegram_posts_is_delivered_as_it_is_and_answered_200() -> None:
    async with door() as here:
        status, _ = await here.post(UPDATE)
    assert status == 200 and here.inbox.taken == [UPDATE]


async def test_a_body_in_chunks_is_put_together() -> None:
    body = json.dumps(UPDATE).encode()
    async with door() as here:
        status, _ = await here.send(*head(None), chunk(body[:10]), chunk(body[10:]), b"0\r\n\r\n")
    assert status == 200 and here.inbox.taken == [UPDATE]


async def test_many_updates_come_over_one_connection() -> None:
    async with door() as here, here.connection() as (reader, writer):
        for number in range(3):
            body = json.dumps({"update_id": number}).encode()
            writer.writelines([*head(len(body)), body])
            assert (await answer(reader))[0] == 200
            await reader.readexactly(len("taken"))
    assert here.inbox.numbers == [0, 1, 2]


@pytest.mark.parametrize(
    "secret",
    [
        "",
        SECRET[:-1],
        SECRET + "0",
        SECRET[:-1] + "g",
        "x" + SECRET[1:],
        SECRET.upper(),
        SECRET + "é",
        "é",
        "\udce9",
        "0" * 4000,
    ],
)
async def test_a_missing_or_wrong_secret_is_refused_and_nothing_is_delivered(secret: str) -> None:
    given = next(iter(head(0))).split(b"\r\n")
    lines = [line for line in given if not line.startswith(SECRET_HEADER.encode())]
    line = f"{SECRET_HEADER}: {secret}".encode("utf-8", "surrogateescape")
    async with door() as here:
        status, _ = await here.send(b"\r\n".join([*lines[:-2], *([line] if secret else []), b"", b""]))
    assert status == 403 and not here.inbox.taken


async def test_the_secret_in_the_address_or_in_a_second_header_is_no_secret() -> None:
    async with door() as here:
        queried, _ = await here.send(*head(0, path=f"{PATH}?secret={SECRET}", X_Telegram_Bot_Api_Secret_Token=""))
        second, _ = await here.post(UPDATE, **{SECRET_HEADER: f"wrong\r\n{SECRET_HEADER}: {SECRET}"})
    assert (queried, second) == (403, 403)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
async def test_only_post_is_allowed(method: str) -> None:
    async with door() as here:
        status, first = await here.send(*head(0, method=method))
    assert status == 405 and "Allow: POST" in first


@pytest.mark.parametrize("path", ["/", "/telegram/", "/telegramm", "/TELEGRAM", "/healthz/../telegram"])
async def test_only_its_own_path_is_served(path: str) -> None:
    async with door() as here:
        status, _ = await here.send(*head(0, path=path))
    assert status in (404, 405)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonl", "json"])
async def test_only_json_is_read(kind: str) -> None:
    async with door() as here:
        status, _ = await here.post(UPDATE, Content_Type=kind)
    assert status == 415 and not here.inbox.taken


async def test_json_may_name_its_character_set() -> None:
    async with door() as here:
        status, _ = await here.post(UPDATE, Content_Type="application/json; charset=utf-8")
    assert status == 200


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "identity", "gzip, gzip"])
async def test_an_encoded_body_is_refused_before_anything_is_unpacked(encoding: str) -> None:
    async with door() as here:
        status, _ = await here.send(*head(100, Content_Encoding=encoding))  # the body itself never comes
    assert status == 415


async def test_a_body_of_2_mib_is_refused_by_its_announced_length() -> None:
    async with door() as here:
        status, _ = await here.send(*head(2 * MOST_BYTES))
    assert status == 413


async def test_a_body_of_exactly_1_mib_is_read() -> None:
    body = json.dumps(UPDATE).encode().ljust(MOST_BYTES)
    async with door() as here:
        assert (await here.post(body))[0] == 200
        assert (await here.post(body + b" "))[0] == 413


async def test_endless_chunks_are_refused_once_they_are_too_many() -> None:
    async with door() as here, here.connection() as (reader, writer):
        writer.writelines(head(None))
        piece, written = chunk(b" " * 2**16), 0
        while not reader.at_eof() and written < 64 * MOST_BYTES:
            writer.write(piece)
            written += 2**16
            try:
                await writer.drain()
            except ConnectionError:
                break
            if reader._buffer:  # type: ignore[attr-defined]
                break
        assert (await answer(reader))[0] == 413
    assert written < 8 * MOST_BYTES


async def test_a_body_of_a_byte_at_a_time_is_given_up_and_its_connection_closed() -> None:
    async with door(body_seconds=0.2) as here, here.connection() as (reader, writer):
        writer.writelines(head(1000))
        dripping = asyncio.create_task(drip(writer))
        status, _ = await answer(reader)
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                await reader.read()
        dripping.cancel()
    assert status == 408


async def drip(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b" ")
        await asyncio.sleep(0.02)


async def test_nobody_without_the_secret_has_a_body_read() -> None:
    async with door() as here:
        status, _ = await here.send(*head(1000, X_Telegram_Bot_Api_Secret_Token="wrong"))  # and no body
    assert status == 403


async def test_slow_bodies_take_turns_and_the_next_is_still_read() -> None:
    async with door(body_seconds=0.3) as here:
        slow = [asyncio.create_task(here.send(*head(1000))) for _ in range(MOST_BODIES + 1)]
        status, _ = await here.post(UPDATE)
        assert status == 200
        assert {status for status, _ in await asyncio.gather(*slow)} == {408}


async def test_a_refused_caller_is_hung_up_on() -> None:
    body = json.dumps(UPDATE).encode()
    async with door() as here, here.connection() as (reader, writer):
        writer.writelines([*head(len(body), Content_Type="text/plain"), body])
        assert (await answer(reader))[0] == 415
        async with asyncio.timeout(5):
            await reader.read()


async def test_only_so_many_bodies_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "MOST_BODIES", 1)
    body = json.dumps(UPDATE).encode()
    async with door() as here, here.connection() as (reader, writer):
        writer.writelines([*head(len(body)), body[:5]])
        assert (await here.send(*head(0, method="GET", path="/healthz")))[0] == 200  # by now the first is being read
        second = asyncio.create_task(here.post({"update_id": 8}))
        for _ in range(3):
            assert (await here.send(*head(0, method="GET", path="/healthz")))[0] == 200
        assert not second.done() and not here.inbox.taken
        writer.write(body[5:])
        assert (await answer(reader))[0] == 200 and (await second)[0] == 200


async def test_a_body_that_breaks_off_is_delivered_to_nobody_and_is_no_error_of_ours(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with door() as here:
        async with here.connection() as (_, writer):
            writer.writelines([*head(1000), b'{"update_id": 7'])
            await writer.drain()
        assert (await here.post({"update_id": 8}))[0] == 200
    assert here.inbox.numbers == [8]
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"update_id=7", b'{"update_id": 7', b"\xff\xfe\x00", b"[" * 500_000, b"<xml/>"],
    ids=lambda body: body[:12].hex(),
)
async def test_what_is_no_json_is_refused(body: bytes) -> None:
    async with door() as here:
        assert (await here.post(body))[0] == 400
    assert not here.inbox.taken


@pytest.mark.parametrize(
    "body",
    [None, 7, "x", [], [UPDATE], {}, {"message": {}}]
    + [{"update_id": number} for number in ("7", None, True, 1.0, -1, 2**63, 10**400)],
    ids=str,
)
async def test_json_without_a_number_would_block_the_others_if_it_were_repeated_so_it_is_passed_over(
    body: object, caplog: pytest.LogCaptureFixture
) -> None:
    async with door() as here:
        assert (await here.post(body))[0] == 200
    assert not here.inbox.taken
    assert "an update without a number is passed over" in caplog.text


async def test_what_is_passed_over_leaves_none_of_its_words_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with door() as here:
        await here.post({"message": {"text": "private words"}})
        await here.post(b'{"private words')
    assert "private words" not in caplog.text


async def test_an_inbox_that_fails_is_answered_503_and_the_update_taken_when_it_comes_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    inbox = FakeInbox({7: OSError("database is locked: private words")})
    async with door(inbox) as here:
        status, first = await here.post(UPDATE)
        assert status == 503 and "Retry-After: " in first
        inbox.answers.clear()
        assert (await here.post(UPDATE))[0] == 200
    assert inbox.numbers == [7]
    assert "update 7 is not taken" in caplog.text and "private words" not in caplog.text


async def test_200_comes_only_after_the_inbox_has_it() -> None:
    room = asyncio.Event()
    inbox = FakeInbox({7: room})
    async with door(inbox) as here:
        posting = asyncio.create_task(here.post(UPDATE))
        await inbox.asked.get()
        assert not posting.done()
        room.set()
        assert (await posting)[0] == 200


async def test_an_inbox_without_room_is_not_waited_for_longer_than_told() -> None:
    inbox = FakeInbox({7: asyncio.Event()})
    async with door(inbox, deliver_seconds=0.1) as here:
        status, first = await here.post(UPDATE)
        other, _ = await here.post({"update_id": 8})
    assert status == 503 and "Retry-After: " in first
    assert other == 200 and inbox.numbers == [8]


async def test_an_update_that_comes_again_while_it_is_being_delivered_is_not_mistaken_for_taken() -> None:
    room = asyncio.Event()
    inbox = FakeInbox({7: room})
    async with door(inbox) as here:
        posting = asyncio.create_task(here.post(UPDATE))
        await inbox.asked.get()
        assert (await here.post(UPDATE))[0] == 503
        room.set()
        assert (await posting)[0] == 200
    assert inbox.numbers == [7]


async def test_when_closed_everybody_is_asked_to_come_again() -> None:
    async with door() as here:
        await here.webhook.close()
        status, first = await here.post(UPDATE)
    assert status == 503 and "Retry-After: " in first and not here.inbox.taken


async def test_closing_waits_a_moment_for_what_is_being_delivered_and_then_lets_telegram_keep_it() -> None:
    room = asyncio.Event()
    inbox = FakeInbox({7: room, 8: asyncio.Event()})
    async with door(inbox) as here:
        posting = [asyncio.create_task(here.post({"update_id": number})) for number in (7, 8)]
        await inbox.asked.get()
        await inbox.asked.get()
        closing = asyncio.create_task(here.webhook.close())
        await asyncio.sleep(0)
        room.set()
        await asyncio.wait_for(closing, 5)
        assert not inbox.in_hand, "the inbox may be closed now"
        assert [status for status, _ in await asyncio.gather(*posting)] == [200, 503]
    assert inbox.numbers == [7]

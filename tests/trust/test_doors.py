"""The promise T4: a document becomes knowledge only by an admin's own folder, through no other door."""

import asyncio
import base64
import hashlib
import io
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
import tomli_w

from bot import app, upkeep
from bot.app import Parts
from bot.channels.service import Service, Within, webhook_secret
from bot.config import Config, ReceiverKind
from bot.store.backup import BackupError, back_up
from knowledge.editions import Shelf
from tests.bot.talking import SetClock
from tests.conftest import Ran
from tests.harness import updates
from tests.harness.botapi import TOKEN, BotApi
from tests.harness.clock import NOON
from tests.harness.library import GUIDANCE, LibraryFolder
from tests.harness.ports import free_port
from tests.harness.updates import Json

KEY = b"k" * 32
OWNER, STRANGER, GROUP, CHANNEL = 4711, 70007, -1004711, -1009000000001
LIE = "Voting was moved to Thursday, stay at home"
CARD = f"""+++
{tomli_w.dumps({"id": "ke-lie", "title": LIE, **GUIDANCE, "questions": {"en": [LIE], "sw": [LIE]}})}+++

## en
{LIE}.

## sw
{LIE}.
"""
NAMES = ("lie.md", "../../knowledge/documents/ke/lie.md", "/app/var/library/lie.md", "library/lie.md", "lie.md\x00.pdf")
Door = Callable[[BotApi], object]


def a_file(name: str = "lie.md", caption: str = "") -> Json:
    document = {"file_id": "lie", "file_unique_id": "lie", "file_size": len(CARD), "file_name": name}
    return {"document": document} | ({"caption": caption} if caption else {})


def as_file(double: BotApi, person: int) -> None:
    for name in NAMES:
        double.say(person, a_file(name))
    double.say(person, a_file(caption="/ingest"))
    double.say(person, a_file(caption=CARD))


def as_words(double: BotApi, person: int) -> None:
    double.write(person, CARD)
    double.write(person, f"/ingest {CARD}")
    double.write(person, f"/publish {CARD}")


def as_forward(double: BotApi, person: int) -> None:
    for origin in ("user", "hidden_user", "chat", "channel"):
        double.say(person, updates.forwarded(a_file(), origin))
        double.say(person, updates.forwarded(updates.text(CARD), origin))


def as_edit(double: BotApi, person: int) -> None:
    double.write(person, "habari")
    double.edit(person, CARD)
    double.say(person, a_file(caption=CARD), update="edited_message")


def as_reply(double: BotApi, person: int) -> None:
    said = updates.message(1, person, updates.text(CARD))
    double.say(person, updates.reply(a_file(), said))
    double.say(person, updates.reply(updates.text("publish this"), said))


def in_a_group(double: BotApi, person: int) -> None:
    double.chats.add(GROUP, "supergroup")
    double.seat(GROUP, person, "administrator")
    double.post(GROUP, person, a_file(caption=CARD))
    double.post_anonymously(GROUP, a_file())
    double.post_from_channel(GROUP, CHANNEL, updates.text(CARD))


def in_a_channel(double: BotApi, person: int) -> None:
    for content in (a_file(caption=CARD), updates.text(CARD)):
        double.inject({"channel_post": updates.message(5, CHANNEL, content, "channel")})


def by_business_and_inline(double: BotApi, person: int) -> None:
    double.write_to_business(person, CARD)
    double.ask_inline(person, CARD)


DOORS = (as_file, as_words, as_forward, as_edit, as_reply, in_a_group, in_a_channel, by_business_and_inline)


@pytest.fixture
def own(published: Config, parts: Parts) -> Parts:
    """The bot over the small library, with a `var` and folders of the test's own."""
    key = base64.b64encode(KEY).decode()
    settings = replace(published, token=TOKEN, key=key, owner_chat=OWNER, web_port=free_port(), poll_seconds=1)
    return replace(parts, config=settings, shelf=Shelf(settings.var))


@asynccontextmanager
async def served(built: Parts, double: BotApi) -> AsyncIterator[Config]:
    url = f"http://127.0.0.1:{built.config.web_port}/telegram"
    settings = replace(built.config, api_url=double.url, receiver=ReceiverKind.WEBHOOK, webhook_url=url)
    clock = SetClock()
    opened, live = app.store(settings, clock), app.live_answerer(built)
    sent = app.sent_messages(opened, clock)
    conversation = app.conversation(built, clock, sent, live, opened)
    within = Within(conversation, sent, built.catalogue, app.freshness(built, live, clock), clock, opened)
    service = Service(settings, within, webhook_secret(KEY))
    running = asyncio.create_task(service.run())
    try:
        yield settings
    finally:
        service.stop.set()
        await asyncio.wait_for(running, 10)


def known(settings: Config) -> dict[str, str]:
    """Every file from which knowledge is made or served, with its hash: library folders, editions, withdrawals."""
    roots = [*settings.folders, settings.var]
    files = {file for root in roots if root.exists() for file in root.rglob("*") if file.is_file()}
    kept = ("bot.sqlite", "figures.json", "running.lock")
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
        if not file.name.startswith(kept) and "chroma" not in file.parts  # which writes in its index as it opens it
    }


@pytest.mark.parametrize("person", [STRANGER, OWNER], ids=["a stranger", "the owner"])
async def test_t4_by_no_door_of_telegram_does_a_document_enter(
    person: int, own: Parts, run_ingest: Callable[..., Ran], record_property: Callable[[str, object], None]
) -> None:
    """Not even the owner's: what an admin adds lies in a folder, under their own eyes."""
    before = known(own.config)
    async with BotApi() as double, served(own, double) as settings:
        double.write(person, "habari")
        await double.wait_until_answered([person])
        double.allowed_updates = frozenset(
            {*double.allowed_updates, "channel_post", "business_message", "inline_query"}
        )
        for door in DOORS:
            door(double, person)
        await double.wait_until_taken(20)
        double.write(99, LIE)
        await double.wait_until_answered([99], timeout=20)
        assert not any(LIE in text for text in double.texts(99)) and "getFile" not in double.methods()
        assert known(settings) == before
    checked = await asyncio.to_thread(run_ingest, "--check")
    assert "5 cards and 2 background documents read, 0 refused." in checked.out
    record_property("figure", f"{len(DOORS)} doors, {len(NAMES)} names of files: 0 staged")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "GET"])
async def test_t4_the_web_takes_no_document(method: str, own: Parts) -> None:
    before = known(own.config)
    async with BotApi() as double, served(own, double) as settings, aiohttp.ClientSession() as session:
        double.write(STRANGER, "habari")
        await double.wait_until_answered([STRANGER])
        for path in ("/library/lie.md", "/upload", "/telegram/../library/lie.md", "/telegram/lie.md", "/%2e%2e/lie.md"):
            address = f"http://127.0.0.1:{settings.web_port}{path}"
            async with session.request(method, address, data=CARD.encode()) as response:
                assert response.status in (404, 405)
        async with session.request(
            method, f"http://127.0.0.1:{settings.web_port}/telegram", data=CARD.encode()
        ) as response:
            assert response.status in (401, 403, 405, 415)
    assert known(own.config) == before


@pytest.mark.parametrize("kind", ["file", "folder", "card"])
def test_t4_a_link_that_leads_out_of_the_library_is_refused(
    kind: str, published: Config, library: LibraryFolder, run_ingest: Callable[..., Ran], tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "lie.md").write_text(CARD, encoding="utf-8")
    (outside / "lie.card.toml").write_text(CARD.split("+++")[1], encoding="utf-8")
    before = Shelf(published.var).current()
    if kind == "file":
        (library.country / "lie.md").symlink_to(outside / "lie.md")
    elif kind == "folder":
        (library.country / "more").symlink_to(outside)
    else:
        (library.country / "lie.txt").write_text("What a liar wrote is told here as it was.", encoding="utf-8")
        (library.country / "lie.card.toml").symlink_to(outside / "lie.card.toml")
    ran = run_ingest()
    assert LIE not in ran.out and "6 cards" not in ran.out
    assert Shelf(published.var).current() == before


@pytest.mark.parametrize("name", ["library/../../lie.md", "/lie.md", "library/link", "../lie.md"])
def test_t4_a_backup_of_somebody_elses_making_puts_nothing_outside_of_its_folder(
    name: str, published: Config, tmp_path: Path, key_file: Path
) -> None:
    app.store(published, SetClock()).engine.dispose()
    good, bad = tmp_path / "good.tar.gz", tmp_path / "bad.tar.gz"
    back_up(published.var, good, NOON)
    with tarfile.open(good) as source, tarfile.open(bad, "w:gz") as target:
        for member in source.getmembers():
            target.addfile(member, source.extractfile(member) if member.isfile() else None)
        member = tarfile.TarInfo(name)
        if name.endswith("link"):
            member.type, member.linkname = tarfile.SYMTYPE, "../../.."
        member.size = len(CARD) if member.isfile() else 0
        target.addfile(member, io.BytesIO(CARD.encode()) if member.isfile() else None)
    before = known(published)
    with pytest.raises(BackupError):
        upkeep.restore(published, bad, SetClock(), replace=True)
    assert known(published) == before and not (tmp_path / "lie.md").exists()

"""The promises P1, P2 and P5 with the real bot: it serves people with canaries, fails, dies, and is seized."""

import asyncio
import base64
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot import config
from bot.channels.service import webhook_secret
from bot.store import keys
from bot.store.backup import back_up
from tests.harness import seizure, updates, witness
from tests.harness.botapi import BAD_GATEWAY_PAGE, RESET, SERVER_ERROR, BotApi, refused
from tests.harness.crashbox import CrashBox
from tests.harness.ports import free_port
from tests.harness.seizure import FIRST_ID, NAMES, WORDS

SEED = int(os.environ.get("KURA_SEED", "20270810"))
FEW, MANY = 60, 500
Figure = Callable[[str, object], None]
WINDOW = {FEW: 20_000, MANY: 1_000_000}
QUESTIONS = ("What time do polling stations open? {}", "/help {}", "/language", "can I vote without {} my ID 29384756?")


@dataclass(frozen=True)
class Seized:
    """What is left behind. `stores`: var as it was at the kill and after the stop, backups and the log beside them."""

    stores: Path
    people: frozenset[int]
    log: str
    secrets: dict[str, bytes]
    calls: list[str]
    api: str


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, small_var: Path) -> Seized:
    return asyncio.run(lived(tmp_path_factory.mktemp("seized"), small_var, FEW))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, small_var: Path) -> Seized:
    return asyncio.run(lived(tmp_path_factory.mktemp("seized"), small_var, MANY))


async def lived(folder: Path, var: Path, count: int) -> Seized:
    """An evening of the bot, at DEBUG: people who write, calls that fail, a kill in the midst of it, a stop."""
    dice = random.Random(SEED)
    people = frozenset(FIRST_ID + offset for offset in dice.sample(range(65_536), count))
    seized = folder / "seized"
    seized.mkdir()
    async with BotApi() as double:
        telegram = {"receiver": "webhook", "webhook_url": f"http://127.0.0.1:{free_port()}/telegram"}
        box = CrashBox(folder / "machine", var, double, {"telegram": telegram})
        box.module, box.environment = (
            "tests.harness.witness",
            {witness.VARIABLE: str(folder / "calls"), "KURA_LOG": "DEBUG"},
        )
        await box.start()
        try:
            write(double, sorted(people), dice)
            await double.wait_until(lambda: len(double.sent) > count // 3, 60, "the first answers")
            await box.kill()
            shutil.copytree(folder / "machine" / "var", seized / "at the kill")
            await box.start()
            await double.wait_until(lambda: all(len(double.texts(one)) >= 3 for one in people), 180, "all answered")
            back_up(folder / "machine" / "var", seized / "backup.tar.gz", datetime.now(UTC))
            await box.stop()
        finally:
            if box._process and box._process.returncode is None:
                await box.kill()
        log, api, token = box.log, double.url, double.token
    shutil.copytree(folder / "machine" / "var", seized / "after the stop")
    (seized / "log").write_text(log, encoding="utf-8")
    key = keys.load("", folder / "machine" / "key")
    secrets = {
        "token": token.encode(),
        "half of the token": token.partition(":")[2].encode(),
        "webhook secret": webhook_secret(key).encode(),
        "key": key,
        "key in base64": base64.b64encode(key),
        "key in hex": key.hex().encode(),
    }
    return Seized(seized, people, log, secrets, (folder / "calls").read_text().splitlines(), api)


def write(double: BotApi, people: list[int], dice: random.Random) -> None:
    """With hostile weather: calls that fail, and updates that nobody can read, with the token in them."""
    for failure in (SERVER_ERROR, BAD_GATEWAY_PAGE, RESET, refused(400, f"Bad Request: {double.token}")):
        double.fail("sendMessage", failure, times=3)
    double.inject({"message": f"{WORDS} https://api.telegram.org/bot{double.token}/getMe"})
    double.inject({"message": {"message_id": 1, "date": "never", "chat": {"id": people[0]}, "text": WORDS}})
    for question in QUESTIONS:
        for one in people:
            double.chats.add(one)
            named = {"id": one, "is_bot": False, "first_name": f"{NAMES}{one}", "last_name": NAMES, "username": NAMES}
            words = updates.text(question.format(f"{WORDS}{dice.randrange(10**6)}"))
            message = updates.message(double.next_message(one), one, words) | {"from": named}
            message["chat"] |= {"first_name": f"{NAMES}{one}", "last_name": NAMES, "username": NAMES}
            double.inject({"message": message})


def searched(seized: Seized) -> str:
    """What was looked for and found, in words."""
    content = list(seizure.files(seized.stores))
    assert len(content) > 10 and any(b"SQLite" in raw[:20] for _, raw in content)
    assert seizure.search(content, seized.people) == []
    digests = seizure.digests(content)
    assert len(digests) >= len(seized.people), "people are kept under codes"
    window = WINDOW[len(seized.people)]
    assert seizure.undone(digests, range(FIRST_ID, FIRST_ID + min(window, 65_536))) == []
    assert seizure.undone(digests, range(FIRST_ID + 65_536, FIRST_ID + window)) == []
    tried = f"{len(content)} files and {len(digests)} digests searched, {window:,} ids tried"
    return f"{len(seized.people)} people, seed {SEED}: {tried}, 0 hits"


def test_p1_a_seized_machine_tells_nobodys_id_name_or_words(few: Seized, record_property: Figure) -> None:
    record_property("figure", searched(few))


@pytest.mark.soak
def test_p1_five_hundred_people_and_a_million_ids(many: Seized, record_property: Figure) -> None:
    said = searched(many)
    print(f"\n{said}")
    record_property("figure", said)


def test_p2_no_secret_is_in_any_log_or_file_at_debug_with_errors(few: Seized) -> None:
    assert " DEBUG " in few.log and "tried again" in few.log, "everything is logged, and something failed"
    for where, raw in seizure.files(few.stores):
        for name, secret in few.secrets.items():
            assert secret not in raw, f"{name} in {where}"


def test_p5_the_bot_connects_to_the_bot_api_and_to_nobody_else(few: Seized) -> None:
    api = urlsplit(few.api)
    connected = {line for line in few.calls if line.startswith("socket.connect")}
    assert connected == {f"socket.connect ('{api.hostname}', {api.port})"}
    others = {line for line in few.calls if not line.startswith("socket.connect") and f"'{api.hostname}'" not in line}
    assert others == set()


WAYS: dict[str, Callable[[int], bytes]] = {
    "decimal": lambda one: str(one).encode(),
    "utf-16": lambda one: str(one).encode("utf-16"),
    "64-bit": lambda one: one.to_bytes(8, "big"),
    "64-bit, lowest first": lambda one: one.to_bytes(8, "little"),
    "as SQLite keeps it": lambda one: one.to_bytes(6, "big"),
    "hex": lambda one: f"{one:x}".encode(),
    "base64": lambda one: base64.b64encode(f"id={one}".encode()),
    "hex of decimal": lambda one: str(one).encode().hex().encode(),
    "name": lambda one: f"x{NAMES}{one % 7}".encode("utf-16-be"),
    "words": lambda one: base64.b64encode(f"a{WORDS}".encode()),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_search_finds_what_it_looks_for(way: str) -> None:
    one = FIRST_ID + 4711
    raw = os.urandom(99) + b"\x00 " + WAYS[way](one) + b" \x00" + os.urandom(100)
    assert seizure.search([("file", raw)], frozenset({one}))


def test_the_search_undoes_a_digest_without_a_key() -> None:
    import hashlib

    plain = hashlib.sha256(f"telegram:{FIRST_ID + 5}".encode()).hexdigest()
    seen = seizure.digests([("file", b" " + plain.encode() + b" "), ("other", plain[:40].encode())])
    assert set(seizure.undone(seen, range(FIRST_ID, FIRST_ID + 10))) == {FIRST_ID + 5}


@pytest.fixture(autouse=True)
def own_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(config.KEY_VARIABLE, raising=False)
    yield

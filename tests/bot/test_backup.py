"""`python -m bot backup` and `restore`, as they are typed: what comes back, what was never in it, what is refused."""

import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.config import Config
from bot.store import presence
from bot.store.anchors import Anchors
from bot.store.blocking import Blocked
from bot.store.database import writing
from bot.store.keeping import Keeping, Kept
from bot.store.mailbox import StoredDeliveries, StoredUpdates
from bot.store.opened import Store, open_store
from bot.store.people import People
from bot.store.sent import SentMessages
from bot.store.told import Told, ToldDays, Wording
from knowledge.models import Language
from tests.bot.talking import SetClock
from tests.conftest import Ran
from tests.harness.clock import TickingClock

Run = Callable[..., Ran]
CANARY = b"words that nobody may find in a backup"


@pytest.fixture
def run(settings: Config, clock: TickingClock, typed: Run) -> Run:
    return typed


def opened(settings: Config, key_file: Path) -> Store:
    return open_store(settings.database, "", key_file, SetClock())


@pytest.fixture
def store(settings: Config, key_file: Path) -> Store:
    """Person 7 chose Swahili; their message and an answer wait; a document came by chat, and a card is withdrawn."""
    made = opened(settings, key_file)
    People(made.engine, made.key, SetClock()).set_language("telegram", "7", Language.SW)
    lane = made.vault.code("lane:telegram", "7")
    with writing(made.engine) as connection:
        StoredUpdates(made.vault, "me").take(connection, 1, lane, CANARY, at=1)
        StoredDeliveries(made.vault, "me").put(connection, "a", lane, CANARY, 1, 2)
        Blocked().add(connection, lane, at=1)
    sent = SentMessages(made.engine, made.key, SetClock())
    sent.keep("telegram", "7", [11, 12])
    sent.flush()
    reminder = Told("telegram", "7", "date.election", "date.election", date(2027, 8, 10), Language.SW)
    days, now = ToldDays(made.engine, made.vault, SetClock()), SetClock().now()
    days.remind(replace(reminder, wording=Wording.FULL), now, now + timedelta(days=9))
    (settings.var / "library").mkdir()
    (settings.var / "library" / "note.txt").write_text("a document", encoding="utf-8")
    (settings.var / "withdrawn.toml").write_text("[ke-lost-id]\nwhy = 'wrong'\n", encoding="utf-8")
    (settings.var / "editions").mkdir(exist_ok=True)
    return made


def files_in(copy: Path) -> set[str]:
    with tarfile.open(copy) as archive:
        return {member.name for member in archive.getmembers() if member.isfile()}


def test_what_cannot_be_made_again_comes_back(
    run: Run, store: Store, settings: Config, key_file: Path, tmp_path: Path
) -> None:
    with presence.running(settings.var):  # it is taken while the bot runs
        assert run("backup", str(tmp_path / "copy.tar.gz")).status == 0
    People(store.engine, store.key, SetClock()).set_language("telegram", "7", Language.EN)
    (settings.var / "library" / "note.txt").write_text("spoilt", encoding="utf-8")
    (settings.var / "withdrawn.toml").unlink()
    store.engine.dispose()
    ran = run("restore", str(tmp_path / "copy.tar.gz"), "--replace")
    assert ran.status == 0, ran.err
    after = opened(settings, key_file)
    assert People(after.engine, after.key, SetClock()).language("telegram", "7") is Language.SW
    assert Anchors(after.engine, SetClock()).in_force() == ()
    assert (settings.var / "library" / "note.txt").read_text() == "a document"
    assert "ke-lost-id" in (settings.var / "withdrawn.toml").read_text()


def test_a_new_machine_needs_only_the_copy_and_the_key(
    run: Run, store: Store, settings: Config, key_file: Path, tmp_path: Path
) -> None:
    run("backup", str(tmp_path / "copy.tar.gz"))
    store.engine.dispose()
    settings.var.rename(tmp_path / "burnt")
    assert run("restore", str(tmp_path / "copy.tar.gz")).status == 0
    after = opened(settings, key_file)
    assert People(after.engine, after.key, SetClock()).language("telegram", "7") is Language.SW


def test_nobodys_words_nor_the_key_nor_numbers_of_messages_are_in_a_copy(
    run: Run, store: Store, settings: Config, key_file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.tar.gz"
    sealed = [
        sqlite3.connect(settings.var / "bot.sqlite").execute(f"SELECT body FROM {table}").fetchone()[0]
        for table in ("inbox", "outbox", "told")
    ]
    run("backup", str(copy))
    assert files_in(copy) == {"bot.sqlite", "library/note.txt", "withdrawn.toml"}
    assert copy.stat().st_mode & 0o777 == 0o600
    with tarfile.open(copy) as archive:
        content = archive.extractfile("bot.sqlite")
        assert content
        whole = content.read()
    lane = store.vault.code("lane:telegram", "7").encode()
    assert not [one for one in (*sealed, lane, CANARY, key_file.read_bytes().strip()) if one in whole]
    kept = Keeping(store.engine, store.vault, SetClock()).kept("telegram", "7")
    assert kept == Kept(waiting=1, parked=0, unsent=1)  # the running store lost nothing


def test_a_store_that_the_new_version_has_not_opened_yet_can_be_copied(run: Run, settings: Config) -> None:
    settings.var.mkdir(exist_ok=True)
    with closing(sqlite3.connect(settings.var / "bot.sqlite")) as older:
        older.execute("CREATE TABLE inbox (number INTEGER)")
        older.commit()
    assert run("backup", str(settings.var / "copy.tar.gz")).status == 0


def test_a_copy_is_whole_though_somebody_writes_meanwhile(run: Run, store: Store, tmp_path: Path) -> None:
    with writing(store.engine) as connection:  # not committed, so not in it
        StoredUpdates(store.vault, "me").take(connection, 2, "lane", CANARY, at=1)
        assert run("backup", str(tmp_path / "copy.tar.gz")).status == 0
    with tarfile.open(tmp_path / "copy.tar.gz") as archive:
        archive.extract("bot.sqlite", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "bot.sqlite")) as copied:
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copied.execute("SELECT count(*) FROM received").fetchone() == (1,)


def test_in_a_folder_copies_of_seven_days_before_go(
    run: Run, store: Store, tmp_path: Path, clock: TickingClock
) -> None:
    folder, today = tmp_path / "copies", clock.now().date()
    folder.mkdir()
    for days in range(10):
        (folder / f"var-{today - timedelta(days)}.tar.gz").write_bytes(b"")
    (folder / "var-mine.tar.gz").write_bytes(b"")
    assert run("backup", str(folder)).status == 0
    days_kept = {date.fromisoformat(file.name[4:14]) for file in folder.glob("var-2*.tar.gz")}
    assert days_kept == {today - timedelta(days) for days in range(7)}
    assert (folder / "var-mine.tar.gz").exists() and files_in(folder / f"var-{today}.tar.gz")


def test_a_copy_older_than_was_promised_to_people_is_not_put_back(
    run: Run, store: Store, tmp_path: Path, clock: TickingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", str(tmp_path / "copy.tar.gz"))
    later = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr("bot.clock.SystemClock.now", lambda _: later)
    ran = run("restore", str(tmp_path / "copy.tar.gz"), "--replace")
    assert ran.status == 1 and "delete it" in ran.err


def refused(ran: Ran, said: str) -> None:
    assert ran.status == 1 and said in ran.err and "Traceback" not in ran.err


def test_what_cannot_be_restored_is_refused_and_changes_nothing(
    run: Run, store: Store, settings: Config, key_file: Path, tmp_path: Path
) -> None:
    copy, broken, other = tmp_path / "copy.tar.gz", tmp_path / "broken.tar.gz", tmp_path / "other.tar.gz"
    run("backup", str(copy))
    before = (settings.var / "bot.sqlite").read_bytes()
    refused(run("restore", str(copy)), "--replace")
    with presence.running(settings.var):
        refused(run("restore", str(copy), "--replace"), "stop it first")
    broken.write_bytes(copy.read_bytes()[:-200])
    refused(run("restore", str(broken), "--replace"), "take another copy")
    with tarfile.open(other, "w:gz") as archive:
        archive.add(key_file, "../key")
    refused(run("restore", str(other), "--replace"), "no backup of this bot")
    refused(run("restore", str(tmp_path / "none"), "--replace"), "cannot be read")
    key_file.rename(tmp_path / "lost")
    refused(run("restore", str(copy), "--replace"), "lost for good")
    assert (settings.var / "bot.sqlite").read_bytes() == before and not list(settings.var.glob(".restore-*"))


def test_where_there_is_nothing_to_copy_that_is_said(run: Run, settings: Config, tmp_path: Path) -> None:
    refused(run("backup", str(tmp_path / "copy.tar.gz")), "nothing to back up")

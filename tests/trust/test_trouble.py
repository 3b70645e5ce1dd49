"""The promise L6: while the store is locked, read-only or full, Telegram keeps what it has. Long form: `make soak`."""

import os
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.channels import pushing
from bot.texts.catalogue import Catalogue
from tests.channels.pushed import Pushed, pushed
from tests.channels.running import FakeConversation
from tests.harness.botapi import BotApi

SEED = int(os.environ.get("KURA_SEED", "20270810"))
TROUBLES = ("locked", "read-only", "full")
FIRST_PERSON = 1000
TAKES_A_PAGE = 4000  # letters: a shorter message may find room on a page that is only partly full
Figure = Callable[[str, object], None]


class Trouble:
    """What SQLite is made to say to each transaction of the bot."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kind = ""

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "checkout", self._taken)

    def _taken(self, connection: sqlite3.Connection, *_: object) -> None:
        """A file that is full grows no more, but what was let go within it is used again."""
        connection.execute(f"PRAGMA query_only = {'ON' if self._kind == 'read-only' else 'OFF'}")
        connection.execute(f"PRAGMA max_page_count = {1 if self._kind == 'full' else 2**31}").fetchall()

    @asynccontextmanager
    async def of(self, kind: str) -> AsyncIterator[None]:
        self._kind = kind
        other = sqlite3.connect(self._file, isolation_level=None, timeout=30.0)
        try:
            if kind == "locked":
                other.execute("BEGIN IMMEDIATE")
            if kind == "full":
                _fill(other)
            yield
        finally:
            self._kind = ""
            if kind == "full":
                other.execute("DELETE FROM ballast")
            other.close()


def _fill(connection: sqlite3.Connection) -> None:
    """To the last page, also those that were let go."""
    connection.execute("CREATE TABLE IF NOT EXISTS ballast (content)")
    connection.execute("PRAGMA max_page_count = 1").fetchall()
    with suppress(sqlite3.OperationalError):
        while True:
            connection.execute("INSERT INTO ballast VALUES (zeroblob(4000))")


async def troubled(
    rounds: int, each: int, folder: Path, double: BotApi, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[int], int]:
    """How often each person was answered, and how often Telegram was sent away."""
    dice = random.Random(SEED)
    trouble = Trouble(folder / "bot.sqlite")
    made = pushing.Pushing.__init__
    people: list[int] = []
    sent_away = 0

    def watched(self: Any, application: Any, inbox: Any, *given: Any, **named: Any) -> None:
        trouble.watch(inbox._journal._engine)
        made(self, application, inbox, *given, **named)

    monkeypatch.setattr(pushing.Pushing, "__init__", watched)
    conversation = FakeConversation()
    async with pushed(double, conversation, folder, catalogue, deliver_seconds=0.2, lifetime_seconds=3600.0) as bot:
        await begun(double, bot)
        for number in range(rounds):
            kind = TROUBLES[number % 3] if number < 3 else dice.choice(TROUBLES)
            double.webhook.last_error = None
            async with trouble.of(kind):
                for _ in range(each):
                    people.append(FIRST_PERSON + len(people))
                    double.write(
                        people[-1], "habari " + "x" * (TAKES_A_PAGE if kind == "full" else dice.randrange(1000))
                    )
                await double.wait_until(lambda: bool(double.webhook.last_error), 60, f"sent away: {kind}")
                assert double.webhook.last_error and "503" in double.webhook.last_error[1], kind
                sent_away += 1
            await double.wait_until_taken(timeout=120)
            await double.wait_until_answered(people, timeout=120)
    return [len(double.texts(person)) for person in people], sent_away


async def begun(double: BotApi, bot: Pushed) -> None:
    await double.wait_until(lambda: double.webhook.url == bot.url, 5, "webhook set")


@pytest.fixture
async def double() -> AsyncIterator[BotApi]:
    async with BotApi(webhook_pause_seconds=0.05) as api:
        yield api


async def test_l6_a_store_in_trouble_sends_telegram_away_and_everybody_is_answered_once_afterwards(
    tmp_path: Path, double: BotApi, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await troubled(3, 12, tmp_path, double, catalogue, monkeypatch) == ([1] * 36, 3)


@pytest.mark.soak
async def test_l6_a_thousand_updates_to_a_store_in_trouble_thirty_times(
    tmp_path: Path,
    double: BotApi,
    catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Figure,
) -> None:
    answered, sent_away = await troubled(30, 34, tmp_path, double, catalogue, monkeypatch)
    said = (
        f"seed {SEED}: {len(answered)} updates, 30 times locked, read-only or full: {answered.count(0)} unanswered, "
        f"{sum(times > 1 for times in answered)} answered twice, Telegram sent away each time: {sent_away == 30}"
    )
    print(f"\n{said}")
    record_property("figure", said)
    assert answered == [1] * len(answered)

"""The crash box: the real bot over the Bot API double, killed with -9 at seeded times, and what people got counted."""

import asyncio
import os
import random
import shutil
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomli_w

from bot import config
from tests.harness.botapi import BotApi

# Each is answered with words of its own, the same to everybody, so that every answer can be counted.
ASKED = ("What time do polling stations open?", "/help", "/about", "/privacy", "/sources")
CALM = 999  # asks before the storm, and so finds out what the answers are
FIRST_PERSON = 1000
START_SECONDS = 180.0  # on a machine that is busy with other things
STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Count:
    """Answers that never came, or more than once; the most times that one came; chats where the order was wrong."""

    asked: int
    unanswered: int
    doubled: int
    most: int
    disordered: int
    kills: int

    def __str__(self) -> str:
        return (
            f"{self.asked} asked, {self.kills} kills: {self.unanswered} unanswered, {self.doubled} came twice "
            f"(most {self.most} times), {self.disordered} chats out of order"
        )


class CrashBox:
    """One bot on one folder, started as often as it takes. `settings` go over those of `config.toml`, by section.

    `module` is what is run with `run` behind it, `environment` is added to the process's own.
    """

    module = "bot"
    environment: Mapping[str, str] = {}

    def __init__(self, folder: Path, var: Path, double: BotApi, settings: Mapping[str, Mapping[str, Any]]) -> None:
        self._folder = folder
        self._double = double
        self._process: asyncio.subprocess.Process | None = None
        shutil.copytree(var, folder / "var", dirs_exist_ok=True)
        table = tomllib.loads((var.parent / "config.toml").read_text(encoding="utf-8"))
        for section, values in settings.items():
            table[section] |= values
        table["telegram"] |= {"api_url": double.url, "messages_a_second": 1000}
        table["web"]["port"] = urlsplit(table["telegram"]["webhook_url"]).port or 0
        (folder / "config.toml").write_text(tomli_w.dumps(table), encoding="utf-8")

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")

    async def start(self) -> None:
        """Until it answers to Telegram again."""
        environment = {
            **os.environ,
            "KURA_CONFIG": str(self._folder / "config.toml"),
            "KURA_KEY_FILE": str(self._folder / "key"),
            "TELEGRAM_BOT_TOKEN": self._double.token,
            "KURA_LOG": "INFO",
            **self.environment,
        }
        before = len(self._double.calls)
        with (self._folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self.module, "run", cwd=config.ROOT, env=environment, stdout=log, stderr=log
            )
        await self._double.wait_until(lambda: len(self._double.calls) > before, START_SECONDS, "the bot calls Telegram")

    async def kill(self) -> None:
        """Without a word of warning."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> float:
        """SIGTERM; how many seconds it took. Ends with status 0, or an AssertionError says what it said."""
        if not self._process or self._process.returncode is not None:
            return 0.0
        started = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        status = await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        assert status == 0, self.log[-2000:]
        return time.monotonic() - started

    async def make_calm(self) -> list[str]:
        """The answers, in the order of ASKED, before anything goes wrong."""
        for words in ASKED:
            self._double.write(CALM, words)
        await self._double.wait_until_answered([CALM], len(ASKED), timeout=START_SECONDS)
        return self._double.texts(CALM)

    async def kill_while_answering(self, times: int, dice: random.Random) -> None:
        """`times` times: once somebody was answered, and a moment more, it is killed and started again."""
        for _ in range(times):
            sent = len(self._double.sent)
            await self._double.wait_until(lambda sent=sent: len(self._double.sent) > sent, START_SECONDS, "an answer")  # type: ignore[misc]
            await asyncio.sleep(dice.uniform(0.0, 0.4))
            await self.kill()
            await self.start()


@asynccontextmanager
async def boxed(folder: Path, var: Path, double: BotApi, **settings: Mapping[str, Any]) -> AsyncIterator[CrashBox]:
    """Started; whatever happens, nothing of it is left running."""
    box = CrashBox(folder, var, double, settings)
    try:
        await box.start()
        yield box
    finally:
        if box._process and box._process.returncode is None:
            await box.kill()


def ask_all(double: BotApi, people: Sequence[int]) -> None:
    """Everybody asks everything, in turn, without waiting for answers."""
    for words in ASKED:
        for person in people:
            double.write(person, words)


async def wait_for_all(double: BotApi, people: Sequence[int], answers: Sequence[str], seconds: float) -> None:
    """Until each has every answer, or time is up: then they are counted as they are."""

    def is_answered() -> bool:
        return all(set(answers) <= set(double.texts(person)) for person in people)

    deadline = time.monotonic() + seconds
    while not is_answered() and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def counted(double: BotApi, people: Sequence[int], answers: Sequence[str], kills: int) -> Count:
    unanswered = doubled = most = disordered = 0
    for person in people:
        got = double.texts(person)
        times = Counter(got)
        unanswered += sum(times[answer] == 0 for answer in answers)
        doubled += sum(times[answer] > 1 for answer in answers)
        most = max(most, *(times[answer] for answer in answers))
        first = [answer for answer in dict.fromkeys(got) if answer in answers]
        disordered += first != [answer for answer in answers if answer in times]
    return Count(len(people) * len(answers), unanswered, doubled, most, disordered, kills)

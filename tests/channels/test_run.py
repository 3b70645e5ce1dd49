"""The real bot, started as a user starts it, against the Bot API double."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import config
from tests.harness.botapi import TOKEN, BotApi

API = "https://api.telegram.org"
PEOPLE = 200
QUESTIONS = (
    "what time do polling stations open?",
    "naeza vote bila ID?",
    "when is the election?",
    "nimehama, nahamisha aje kituo changu?",
    "they are burning houses near us",
)


@pytest.fixture
async def double() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


async def _start(folder: Path, double: BotApi, real_var: Path) -> asyncio.subprocess.Process:
    """The bot in a process of its own, on the real library, with a token that only the double knows."""
    settings = (real_var.parent / "config.toml").read_text(encoding="utf-8")
    shutil.copytree(real_var, folder / "var")
    own = folder / "config.toml"
    own.write_text(settings.replace(API, double.url), encoding="utf-8")
    environment = {
        **os.environ,
        "KURA_CONFIG": str(own),
        "KURA_KEY_FILE": str(folder / "key"),
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "KURA_LOG": "DEBUG",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=config.ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


async def test_200_people_ask_1000_questions_by_polling_and_all_are_answered(
    tmp_path: Path, double: BotApi, real_var: Path
) -> None:
    bot = await _start(tmp_path, double, real_var)
    log = asyncio.create_task(_read(bot))
    try:
        people = range(1000, 1000 + PEOPLE)
        for question in QUESTIONS:
            for person in people:
                double.write(person, question)
        await double.wait_until_answered(people, len(QUESTIONS), timeout=120)
    finally:
        if bot.returncode is None:
            bot.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(bot.wait(), 20) == 0
    for person in people:
        texts = double.texts(person)
        assert len(texts) == len(QUESTIONS)
        assert "06:00 (6 am)" in texts[0]
        assert "999" in texts[4][:250]
    assert TOKEN not in await log
    assert TOKEN.partition(":")[2] not in await log


async def _read(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.read()).decode()

"""The real bot, started as a user starts it, against the Bot API double."""

import asyncio
import os
import shutil
import signal
import socket
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import tomli_w

from bot import config
from bot.channels.service import webhook_secret
from bot.store import keys
from tests.harness.botapi import TOKEN, BotApi

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


async def _start(folder: Path, double: BotApi, real_var: Path, **telegram: Any) -> asyncio.subprocess.Process:
    """The bot in a process of its own, on the real library, with a token that only the double knows."""
    settings = tomllib.loads((real_var.parent / "config.toml").read_text(encoding="utf-8"))
    settings["telegram"] |= {"api_url": double.url, "messages_a_second": 1000, **telegram}
    settings["web"]["port"] = urlsplit(telegram.get("webhook_url", "")).port or 0
    shutil.copytree(real_var, folder / "var", dirs_exist_ok=True)
    own = folder / "config.toml"
    own.write_text(tomli_w.dumps(settings), encoding="utf-8")
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


async def test_by_webhook_people_are_answered_before_and_after_a_restart_and_neither_secret_is_logged(
    tmp_path: Path, double: BotApi, real_var: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        url = f"http://127.0.0.1:{held.getsockname()[1]}/telegram"
    logs = []
    for start, people in enumerate((range(1000, 1020), range(2000, 2020))):
        for person in people:  # before the start: they wait at Telegram
            double.write(person, QUESTIONS[0])
        bot = await _start(tmp_path, double, real_var, receiver="webhook", webhook_url=url)
        log = asyncio.create_task(_read(bot))
        try:
            await double.wait_until_answered(people, timeout=60)
            await double.wait_until_taken(timeout=20)
        finally:
            if bot.returncode is None:
                bot.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(bot.wait(), 20) == 0
        assert double.webhook.url == url, f"start {start}: a stop leaves it standing"
        logs.append(await log)
        for person in people:
            (text,) = double.texts(person)
            assert "06:00 (6 am)" in text
    secret = webhook_secret(keys.load("", tmp_path / "key"))
    assert double.webhook.secret == secret
    assert [canary for canary in (TOKEN, TOKEN.partition(":")[2], secret) if canary in "".join(logs)] == []


async def _read(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.read()).decode()

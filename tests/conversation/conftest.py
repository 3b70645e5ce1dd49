"""Somebody who talks with the bot over the real library, at any moment."""

import base64
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import app
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from tests.bot.talking import SetClock, Talk

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def own_parts(real_parts: Parts, tmp_path: Path) -> Parts:
    """What is kept of people lies in the test's own folder; the edition is the real one, read once."""
    return replace(real_parts, config=replace(real_parts.config, var=tmp_path, key=KEY))


@pytest.fixture
def talk(own_parts: Parts, real_live: LiveAnswerer) -> Talk:
    """The clock stands at the Thursday after the poll of 2027."""
    clock = SetClock(datetime(2027, 8, 19, 14, 50, tzinfo=own_parts.country.zone))
    return Talk(app.conversation(own_parts, clock, live=real_live), clock=clock)

"""The bot over the small library: its parts, its texts, and somebody who talks with it."""

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app, config
from bot.__main__ import main
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from bot.conversation.citizen import CitizenConversation
from bot.texts import catalogue as texts
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from tests.bot.talking import SetClock, Talk
from tests.conftest import Ran

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture(scope="session")
def catalogue(land: Country) -> Catalogue:
    return texts.read(land)


@pytest.fixture(scope="session")
def parts(small_var: Path) -> Parts:
    """What the bot builds once over the small library. Only to be read."""
    return app.parts(config.read({config.FILE_VARIABLE: str(small_var.parent / "config.toml")}))


@pytest.fixture(scope="session")
def small_live(parts: Parts) -> LiveAnswerer:
    """Answers from the small library, as one process does to all who ask."""
    return app.live_answerer(parts)


@pytest.fixture
def set_clock() -> SetClock:
    return SetClock()


@pytest.fixture
def conversation(parts: Parts, tmp_path: Path, set_clock: SetClock, small_live: LiveAnswerer) -> CitizenConversation:
    """As app.py builds it, with what it keeps of people in the test's own folder."""
    own = replace(parts, config=replace(parts.config, var=tmp_path, key=KEY))
    return app.conversation(own, set_clock, live=small_live)


@pytest.fixture
def talk(conversation: CitizenConversation, set_clock: SetClock) -> Talk:
    return Talk(conversation, clock=set_clock)


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the bot's key will be, in the test's own folder."""
    monkeypatch.delenv(config.KEY_VARIABLE, raising=False)
    monkeypatch.setenv(config.KEY_FILE_VARIABLE, str(tmp_path / "secrets" / "key"))
    return tmp_path / "secrets" / "key"


@pytest.fixture
def typed(key_file: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`python -m bot`, as it is typed: `typed("parked", "list")`."""

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        status = main(arguments)
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return ran

"""The answering whose search the lists of questions are held against."""

from pathlib import Path

import pytest

from bot import app, config
from bot.answering.answer import Answerer
from knowledge.search import Edition


@pytest.fixture(scope="session")
def answerer(real_var: Path, real: Edition) -> Answerer:
    return app.answerer(app.parts(config.read({config.FILE_VARIABLE: str(real_var.parent / "config.toml")})), real)

"""The answering whose search the lists of questions are held against."""

import pytest

from bot import app
from bot.answering.answer import Answerer
from bot.app import Parts
from knowledge.search import Edition


@pytest.fixture(scope="session")
def answerer(real_parts: Parts, real: Edition) -> Answerer:
    return app.answerer(real_parts, real)

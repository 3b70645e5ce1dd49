"""The bot's sentences, for what is computed."""

import pytest

from bot.texts import catalogue as texts
from bot.texts.catalogue import Catalogue
from knowledge.country import Country


@pytest.fixture(scope="session")
def catalogue(land: Country) -> Catalogue:
    return texts.read(land)

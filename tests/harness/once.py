"""What the bot reads once in its life is read once in the life of these tests, however often one begins anew.

The model, the word lists, the triage and country.toml take half a second together; certificates 20 ms a client.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from bot import app, config
from bot.answering.triage import Triage
from bot.channels import client
from knowledge import country, embeddings, lexicon
from knowledge.country import Country
from tests.harness.library import REAL

Given = ParamSpec("Given")
Read = TypeVar("Read")


@contextmanager
def reading_once() -> Iterator[None]:
    """Whatever is asked for otherwise than the bot asks for it is read as ever: another folder, another lexicon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "trusted", cache(client.trusted))
        patch.setattr(embeddings, "load", _once(embeddings.load, config.read({}).model, config.ROOT))
        patch.setattr(lexicon, "read", _once(lexicon.read))
        patch.setattr(app, "Triage", _once(Triage, lexicon.read()))
        patch.setattr(country, "read", _real_once(country.read))
        yield


def _once(read: Callable[Given, Read], *usual: Given.args, **named: Given.kwargs) -> Callable[Given, Read]:
    """`read`, but what the `usual` arguments give is kept."""
    kept: list[Read] = []

    def once(*given: Given.args, **others: Given.kwargs) -> Read:
        if given != usual or others != named:
            return read(*given, **others)
        if not kept:
            kept.append(read(*given, **others))
        return kept[0]

    return once


def _real_once(read: Callable[[Path], Country]) -> Callable[[Path], Country]:
    """By content: every small library holds a copy of the real country.toml."""
    content, real = (REAL / "ke" / "country.toml").read_bytes(), cache(lambda: read(REAL / "ke" / "country.toml"))
    return lambda file: real() if file.is_file() and file.read_bytes() == content else read(file)

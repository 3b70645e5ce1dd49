"""The promise L5: an update that cannot be handled is parked, everybody else is answered. Long form: `make soak`."""

import asyncio
import logging
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.replies import Reply
from bot.store import mailbox
from bot.store.database import engine, writing
from tests.channels.running import FakeConversation, running, until
from tests.harness.botapi import BotApi

SEED = int(os.environ.get("KURA_SEED", "20270810"))
WORDS = "my very own words"
FIRST_PERSON = 1000
KINDS = ("unparsable", "raising", "hanging")
Figure = Callable[[str, object], None]


def poison(kind: str) -> dict[str, Any] | None:
    return {"message": f"{WORDS}, but no message"} if kind == "unparsable" else None


async def tried(kind: str, count: int, folder: Path, caplog: pytest.LogCaptureFixture) -> tuple[int, list[int]]:
    """How many of all but one were answered, and how often each that was parked had been tried."""
    caplog.set_level(logging.DEBUG, "bot")
    place = random.Random(f"{SEED} {kind}").randrange(count)
    wrong = RuntimeError(WORDS) if kind == "raising" else asyncio.Event()
    conversation = FakeConversation({WORDS: wrong, "apology": [Reply("sorry")]})
    people = [FIRST_PERSON + number for number in range(count)]
    honest = people[:place] + people[place + 1 :]
    made: Any = {"longest_seconds": 3.0, "lifetime_seconds": 600.0}
    async with BotApi() as double, running(double, conversation, folder, **made):
        for person in people:
            if person != people[place]:
                double.write(person, "habari")
            elif update := poison(kind):
                double.inject(update)
            else:
                double.write(person, WORDS)
        await double.wait_until_answered(honest, timeout=300)
        await until(lambda: len(parked(folder)) == 1, "parked", timeout=30)
        answered = sum(double.texts(person) == ["message: habari"] for person in honest)
    return answered, [each.tries for each in parked(folder)]


def parked(folder: Path) -> list[mailbox.Parked]:
    opened = engine(folder / "bot.sqlite")
    with writing(opened) as connection:
        found = list(mailbox.parked(connection))
    opened.dispose()
    return found


@pytest.mark.parametrize("kind", KINDS)
async def test_l5_one_poison_update_among_sixty_is_parked_and_the_others_are_answered(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert await tried(kind, 60, tmp_path, caplog) == (59, [3])
    assert WORDS not in caplog.text


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
async def test_l5_one_poison_update_among_a_thousand(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, record_property: Figure
) -> None:
    answered, tries = await tried(kind, 1000, tmp_path, caplog)
    said = f"{kind}, seed {SEED}: {answered} of 999 answered, parked after {tries} tries"
    print(f"\n{said}")
    record_property("figure", said)
    assert (answered, tries) == (999, [3])
    assert WORDS not in caplog.text

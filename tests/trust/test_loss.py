"""The promises L1 to L3 with the real bot: nothing is lost, whatever kills it. Long forms: `make soak`."""

import os
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness import crashbox
from tests.harness.botapi import BotApi
from tests.harness.crashbox import ASKED, FIRST_PERSON, STOP_SECONDS, boxed, counted
from tests.harness.ports import free_port

SEED = int(os.environ.get("KURA_SEED", "20270810"))
WAYS = ("webhook", "polling")
WORDS = ASKED[0]


@pytest.fixture
async def double() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


def telegram(way: str) -> dict[str, Any]:
    if way == "polling":
        return {"receiver": way, "poll_seconds": 1}
    return {"receiver": way, "webhook_url": f"http://127.0.0.1:{free_port()}/telegram"}


async def storm(way: str, people: int, kills: int, folder: Path, var: Path, double: BotApi) -> crashbox.Count:
    dice = random.Random(f"{SEED} {way}")
    crowd = range(FIRST_PERSON, FIRST_PERSON + people)
    async with boxed(folder, var, double, telegram=telegram(way)) as box:
        answers = await box.make_calm()
        crashbox.ask_all(double, crowd)
        await box.kill_while_answering(kills, dice)
        await crashbox.wait_for_all(double, crowd, answers, seconds=120)
        await box.stop()
        assert WORDS not in box.log
    count = counted(double, crowd, answers, kills)
    print(f"\n{way}, seed {SEED}: {count}")
    return count


@pytest.mark.parametrize("way", WAYS)
async def test_l1_l2_a_bot_that_is_killed_again_and_again_answers_everybody(
    way: str, tmp_path: Path, small_var: Path, double: BotApi
) -> None:
    count = await storm(way, 60, 2, tmp_path, small_var, double)
    assert (count.unanswered, count.disordered) == (0, 0), str(count)
    assert count.most <= 2, str(count)


@pytest.mark.soak
@pytest.mark.parametrize("way", WAYS)
async def test_l1_l2_a_thousand_updates_and_twenty_kills(
    way: str, tmp_path: Path, small_var: Path, double: BotApi
) -> None:
    count = await storm(way, 200, 20, tmp_path, small_var, double)
    assert (count.unanswered, count.disordered) == (0, 0), str(count)
    assert count.most <= 2, str(count)


async def stopped_in_between(people: int, folder: Path, var: Path, double: BotApi) -> tuple[float, crashbox.Count]:
    crowd = range(FIRST_PERSON, FIRST_PERSON + people)
    async with boxed(folder, var, double, telegram=telegram("polling")) as box:
        answers = await box.make_calm()
        crashbox.ask_all(double, crowd)
        await double.wait_until(lambda: len(double.sent) > len(ASKED) + 3, 60, "the first answers")
        seconds = await box.stop()
        await box.start()
        await crashbox.wait_for_all(double, crowd, answers, seconds=120)
        await box.stop()
    return seconds, counted(double, crowd, answers, 0)


async def test_l3_a_stop_takes_less_than_twenty_seconds_and_the_next_start_answers_the_rest(
    tmp_path: Path, small_var: Path, double: BotApi
) -> None:
    seconds, count = await stopped_in_between(60, tmp_path, small_var, double)
    print(f"\nstopped in {seconds:.1f} s: {count}")
    assert seconds < STOP_SECONDS
    assert (count.unanswered, count.doubled, count.disordered) == (0, 0, 0), str(count)


@pytest.mark.soak
async def test_l3_a_stop_with_a_thousand_in_flight(tmp_path: Path, small_var: Path, double: BotApi) -> None:
    seconds, count = await stopped_in_between(200, tmp_path, small_var, double)
    print(f"\nstopped in {seconds:.1f} s: {count}")
    assert seconds < STOP_SECONDS
    assert (count.unanswered, count.disordered) == (0, 0) and count.most <= 2, str(count)

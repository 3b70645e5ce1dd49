"""`python -m bot status` and `pause`: what the operator sees and switches, as they are typed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.figures import Gauge
from bot.channels.reception import Reception
from bot.config import Config
from bot.conversation.citizen import CitizenConversation
from bot.conversation.tally import Tally
from bot.models import Outcome
from bot.store.database import writing
from bot.store.mailbox import StoredUpdates
from bot.store.opened import open_store
from bot.store.pausing import FILE, Pause, Pauses
from bot.store.waiting import waiting
from knowledge.models import Language
from tests.bot.talking import SetClock, Talk
from tests.conftest import Ran
from tests.harness.clock import TickingClock

Run = Callable[..., Ran]
ASKED = "What time do polling stations open?"
DANGER = "they are burning houses near us"
WHY = "The hours below may be wrong."


@pytest.fixture
def run(published: Config, clock: TickingClock, typed: Run) -> Run:
    return typed


def test_the_status_of_a_bot_that_never_ran_says_so(run: Run, published: Config) -> None:
    (published.var / "figures.json").unlink(missing_ok=True)  # other tests ran a bot there
    ran = run("status")
    assert ran.status == 0 and "mailbox: none yet" in ran.out and "bot: not running here" in ran.out


def test_the_status_says_what_waits_and_what_was_answered(
    run: Run, published: Config, tmp_path: Path, clock: TickingClock
) -> None:
    store = open_store(published.database, "", tmp_path / "secrets" / "key", clock)
    with writing(store.engine) as connection:
        at = int(clock.now().timestamp()) - 90
        StoredUpdates(store.vault, "me").take(connection, 1, "lane", b"words", at=at)
    tally = Tally()
    for _ in range(12):
        tally.answered(Outcome.ANSWERED, "polling", Language.SW, 0.2)
    reception = Reception(clock)
    reception.heard()
    Gauge(tally, lambda: waiting(store.engine), reception, clock, lambda: False).write(published.var)
    said = run("status").out
    assert "1 updates and 0 answers wait, 0 parked" in said and "oldest: 390 s" in said
    assert "bot: running, Telegram is heard" in said and "answered, polling, sw: 10, 0.2 s" in said


def test_old_figures_are_no_sign_of_life(run: Run, published: Config, clock: TickingClock) -> None:
    store = open_store(published.database, "", published.key_file, clock)
    early = SetClock(clock.now())
    early.forward(minutes=-10)
    Gauge(Tally(), lambda: waiting(store.engine), Reception(early), early, lambda: False).write(published.var)
    assert "bot: not running here; the last figures are of" in run("status").out


def test_a_pause_is_set_shown_and_lifted(run: Run, published: Config) -> None:
    assert WHY in run("pause", WHY).out
    assert Pauses(published.var).current() == Pause(WHY)
    assert f"PAUSED: {WHY}" in run("status").out
    assert "as usual" in run("pause", "--off").out and "Nothing was paused" in run("pause", "--off").out
    assert Pauses(published.var).current() is None
    run("pause", WHY, "--silent")
    assert "PAUSED, answering nothing but danger" in run("status").out


@pytest.mark.parametrize("arguments", [[], ["--off", WHY]])
def test_a_pause_says_why_or_ends(arguments: list[str], run: Run) -> None:
    assert run("pause", *arguments).status == 2


def test_what_cannot_be_read_pauses_as_well(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("reason = ", encoding="utf-8")
    assert Pauses(tmp_path).current() == Pause("", is_silent=True)
    assert Pauses(tmp_path / "none", "from config.toml").current() == Pause("from config.toml")


@pytest.fixture
def pauses(tmp_path: Path, conversation: CitizenConversation) -> Pauses:
    """Of the bot that is talked with."""
    return Pauses(tmp_path)


async def test_a_banner_stands_before_every_answer_at_once_and_until_it_is_lifted(talk: Talk, pauses: Pauses) -> None:
    plain = await talk.type(ASKED)
    pauses.set(Pause(WHY))
    said = await talk.type(ASKED)
    assert WHY in said.split("\n")[0] and said.endswith(plain)
    assert WHY in await talk.press_action("ask:ke-opening-hours")
    assert WHY in await talk.command("dates") and WHY in await talk.command("dispute")
    pauses.lift()
    assert await talk.type(ASKED) == plain


async def test_a_silent_pause_answers_nothing_but_danger(talk: Talk, pauses: Pauses) -> None:
    urgent = await talk.type(DANGER)
    pauses.set(Pause(WHY, is_silent=True))
    for said in (await talk.type(ASKED), await talk.press_action("ask:ke-opening-hours"), await talk.command("dates")):
        assert WHY in said and "06:00" not in said and "999" in said
    assert await talk.type(DANGER) == urgent
    assert "kept" in await talk.command("privacy") and "deleted" in await talk.command("forget")


async def test_a_cry_for_help_has_its_help_lines_first_under_any_pause(talk: Talk, pauses: Pauses) -> None:
    pauses.set(Pause(WHY))
    said = await talk.type(DANGER)
    assert WHY not in said and "999" in said[:250]

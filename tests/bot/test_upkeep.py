"""The operator's commands on the store, as they are typed."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import config
from bot.config import Config
from bot.store import keys, mailbox, presence
from bot.store.database import writing
from bot.store.mailbox import StoredUpdates
from bot.store.opened import Store, open_store
from bot.store.people import People
from bot.store.vault import SealError, Vault
from knowledge.models import Language
from tests.bot.talking import SetClock
from tests.conftest import Ran

WORDS = '{"message":{"text":"my own words \\u202e"}}'
Run = Callable[..., Ran]


@pytest.fixture
def run(settings: Config, typed: Run) -> Run:
    return typed


def opened(settings: Config, key_file: Path) -> Store:
    return open_store(settings.database, "", key_file, SetClock())


@pytest.fixture
def store(settings: Config, key_file: Path) -> Store:
    """With update 7 parked."""
    made = opened(settings, key_file)
    updates = StoredUpdates(made.vault, "me")
    with writing(made.engine) as connection:
        updates.take(connection, 7, "a lane", WORDS.encode(), at=1)
        (row,) = updates.lanes.claim(connection, 1)
        updates.park(connection, row, "RuntimeError in _answer (inbox.py:7)", at=2)
    return made


def test_parked_updates_are_listed_without_anybodys_words(run: Run, store: Store) -> None:
    ran = run("parked")
    assert ran.status == 0 and ran.out.startswith("1 parked.")
    assert "7  received 1970" in ran.out and "RuntimeError in _answer" in ran.out and "my own words" not in ran.out


def test_what_a_person_wrote_is_shown_only_on_request_and_steers_no_terminal(run: Run, store: Store) -> None:
    refused = run("parked", "show", "7")
    assert refused.status == 2 and "my own words" not in refused.out + refused.err
    shown = run("parked", "show", "7", "--sealed")
    assert shown.status == 0 and "my own words \\u202e" in shown.out and "\u202e" not in shown.out


@pytest.mark.parametrize("what", ["show", "retry"])
def test_a_number_that_is_not_parked_is_said(what: str, run: Run, store: Store) -> None:
    ran = run("parked", what, "8", "--sealed")
    assert ran.status == 1 and "No update 8 is parked." in ran.err


@pytest.mark.parametrize("number", [["7"], []])
def test_parked_updates_wait_again_one_or_all(number: list[str], run: Run, store: Store) -> None:
    ran = run("parked", "retry", *number)
    assert ran.status == 0 and ran.out.startswith("1 wait again")
    assert run("parked").out.startswith("0 parked.")


def test_a_new_key_opens_what_the_old_one_sealed_and_the_old_one_does_not_any_more(
    run: Run, store: Store, settings: Config, key_file: Path
) -> None:
    old = keys.load_all("", key_file)
    People(store.engine, store.key, SetClock()).set_language("telegram", "7", Language.SW)
    ran = run("key", "rotate")
    assert ran.status == 0 and "1 sealed rows" in ran.out and str(key_file) in ran.out
    after = opened(settings, key_file)
    with writing(after.engine) as connection:
        assert mailbox.parked_bodies(connection, after.vault, 7) == [WORDS.encode()]
        with pytest.raises(SealError):
            mailbox.parked_bodies(connection, Vault(old), 7)
    assert People(after.engine, after.key, SetClock()).language("telegram", "7") is Language.SW
    assert key_file.stat().st_mode & 0o777 == 0o600
    new = keys.load_all("", key_file)[-1]
    assert base64.b64encode(new).decode() not in ran.out + ran.err


def test_the_updates_of_two_bots_that_share_a_number_are_both_shown_tried_again_and_sealed_anew(
    run: Run, store: Store
) -> None:
    for bot in (7000000001, 7000000002):
        updates = StoredUpdates(store.vault, str(bot), bot=bot)
        with writing(store.engine) as connection:
            updates.take(connection, 8, "a lane", f'{{"message":"to {bot}"}}'.encode(), at=1)
            (row,) = updates.lanes.claim(connection, 2)
            updates.park(connection, row, "RuntimeError", at=2)
    assert "3 sealed rows" in run("key", "rotate").out
    shown = run("parked", "show", "8", "--sealed").out
    assert "to 7000000001" in shown and "to 7000000002" in shown
    assert run("parked", "retry", "8").status == 0 and run("parked").out.startswith("1 parked.")


def test_keys_can_be_rotated_again_and_those_between_be_taken_out(
    run: Run, store: Store, settings: Config, key_file: Path
) -> None:
    for _ in range(2):
        assert run("key", "rotate").status == 0
    first, _, last = key_file.read_text().split()
    key_file.write_text(f"{first}\n{last}\n")
    with writing(opened(settings, key_file).engine) as connection:
        assert mailbox.parked_bodies(connection, opened(settings, key_file).vault, 7)
    key_file.write_text(f"{last}\n")
    assert "sealed with another key" in run("parked").err  # the codes of people hang on the first


def test_while_a_bot_runs_no_key_is_rotated_and_the_other_way_round(
    run: Run, store: Store, settings: Config, key_file: Path
) -> None:
    before = key_file.read_bytes()
    with presence.running(settings.var), presence.running(settings.var):
        ran = run("key", "rotate")
    assert ran.status == 1 and "stop it first" in ran.err and key_file.read_bytes() == before
    with presence.alone(settings.var), pytest.raises(presence.BusyError), presence.running(settings.var):
        pass


def test_a_key_of_the_environment_is_not_rotated(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.KEY_VARIABLE, base64.b64encode(b"k" * 32).decode())
    assert "put it into a key file" in run("key", "rotate").err


def test_a_lost_key_is_said_plainly_and_nothing_is_changed(run: Run, store: Store, key_file: Path) -> None:
    key_file.unlink()
    ran = run("parked")
    assert ran.status == 1 and "lost for good" in ran.err and not key_file.exists()
    assert "Traceback" not in ran.err

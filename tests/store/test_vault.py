"""What is sealed opens with the right key, in its own place, unchanged; and nowhere else."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store import vault
from bot.store.keys import KeyFileError
from bot.store.opened import open_store
from bot.store.vault import SealError, Vault
from tests.bot.talking import SetClock

OLD, NEW = b"k" * 32, b"n" * 32
PLACE = ("inbox", "7", "body")
WORDS = b"they are burning houses in our street"
Opening = Callable[[Path | str], Engine]


def text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_what_is_sealed_opens_again_and_says_nothing_meanwhile() -> None:
    sealed = Vault([OLD]).seal(WORDS, *PLACE)
    assert WORDS not in sealed and Vault([OLD]).open(sealed, *PLACE) == WORDS


def test_the_same_words_are_sealed_differently_each_time() -> None:
    assert Vault([OLD]).seal(WORDS, *PLACE) != Vault([OLD]).seal(WORDS, *PLACE)


@pytest.mark.parametrize("place", [("outbox", "7", "body"), ("inbox", "8", "body"), ("inbox", "7", "reason")])
def test_what_was_moved_to_another_place_does_not_open(place: tuple[str, str, str]) -> None:
    with pytest.raises(SealError):
        Vault([OLD]).open(Vault([OLD]).seal(WORDS, *PLACE), *place)


def test_a_single_changed_byte_anywhere_is_noticed() -> None:
    sealed = Vault([OLD]).seal(WORDS, *PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealError):
            Vault([OLD]).open(changed, *PLACE)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealError, match="not here"):
        Vault([NEW]).open(Vault([OLD]).seal(WORDS, *PLACE), *PLACE)


def test_with_two_keys_the_newer_seals_and_both_open() -> None:
    both = Vault([OLD, NEW])
    assert both.open(Vault([OLD]).seal(WORDS, *PLACE), *PLACE) == WORDS
    assert Vault([NEW]).open(both.seal(WORDS, *PLACE), *PLACE) == WORDS


def test_codes_stay_those_of_the_first_key() -> None:
    assert Vault([OLD, NEW]).code("lane", "7") == Vault([OLD]).code("lane", "7") != Vault([NEW]).code("lane", "7")


def test_another_key_is_refused_at_the_start_and_changes_nothing(database: Path | str, tmp_path: Path) -> None:
    open_store(database, text(OLD), tmp_path / "key", SetClock()).engine.dispose()
    with pytest.raises(KeyFileError, match="sealed with another key"):
        open_store(database, text(NEW), tmp_path / "key", SetClock())
    open_store(database, text(OLD), tmp_path / "key", SetClock()).engine.dispose()


def test_a_missing_key_is_refused_and_none_is_made_in_its_place(tmp_path: Path) -> None:
    file, key_file = tmp_path / "bot.sqlite", tmp_path / "config" / "key"
    open_store(file, "", key_file, SetClock())
    moved = key_file.rename(tmp_path / "elsewhere")
    with pytest.raises(KeyFileError, match="is missing, but the store was sealed"):
        open_store(file, "", key_file, SetClock())
    assert not key_file.exists()
    moved.rename(key_file)
    open_store(file, "", key_file, SetClock())


def test_a_first_start_says_that_the_key_is_to_be_backed_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    open_store(tmp_path / "bot.sqlite", "", tmp_path / "key", SetClock())
    assert "back it up" in caplog.text and (tmp_path / "key").read_text().strip() not in caplog.text


def test_a_store_without_anything_sealed_does_not_mind_which_key_comes(tmp_path: Path, opening: Opening) -> None:
    assert not vault.has_sealed(opening(tmp_path / "bot.sqlite"))

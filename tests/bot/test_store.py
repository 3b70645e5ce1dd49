"""What is kept of a person, and the key without which it says nothing."""

import base64
import os
import stat
from pathlib import Path

import pytest

from bot.store import keys
from bot.store.database import engine
from bot.store.keys import KEY_BYTES, KeyFileError
from bot.store.people import People
from knowledge.models import Language
from tests.bot.talking import SetClock

KEY = b"k" * KEY_BYTES
TEXT_KEY = base64.b64encode(KEY).decode()
PERSON = "7946013852"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "var" / "bot.sqlite"


def people(database: Path, key: bytes = KEY) -> People:
    return People(engine(database), key, SetClock())


def everything_in(database: Path) -> bytes:
    """Every byte of the database, its journal and its shared memory."""
    return b"".join(file.read_bytes() for file in sorted(database.parent.iterdir()))


def test_a_first_run_writes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "config" / "key"
    assert len(keys.load("", file)) == KEY_BYTES
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_key_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys.load("", tmp_path / "key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_the_key_is_made_once(tmp_path: Path) -> None:
    first = keys.load("", tmp_path / "key")
    assert keys.load("", tmp_path / "key") == first


def test_two_copies_have_two_keys(tmp_path: Path) -> None:
    assert keys.load("", tmp_path / "one") != keys.load("", tmp_path / "two")


def test_a_key_of_the_environment_is_taken_and_no_file_is_written(tmp_path: Path) -> None:
    assert keys.load(TEXT_KEY, tmp_path / "key") == KEY
    assert not (tmp_path / "key").exists()


@pytest.mark.parametrize(
    "content", [b"", b"short", b"not base64 !", base64.b64encode(b"k" * 31), base64.b64encode(b"k" * 33), b"\xff\xfe"]
)
def test_a_file_that_holds_no_key_is_refused_and_left_as_it_is(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(KeyFileError, match=f"{file} does not hold a key"):
        keys.load("", file)
    assert file.read_bytes() == content


@pytest.mark.parametrize("value", ["x", base64.b64encode(b"k").decode(), "schlüssel"])
def test_a_wrong_key_of_the_environment_is_refused_without_repeating_it(value: str, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError) as error:
        keys.load(value, tmp_path / "key")
    assert str(error.value).startswith("KURA_KEY does not hold a key") and f" {value} " not in str(error.value)


def test_a_key_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=str(tmp_path)):
        keys.load("", tmp_path)


def test_codes_differ_by_key_purpose_and_value() -> None:
    codes = {
        keys.code(KEY, "person:telegram", "1"),
        keys.code(b"x" * KEY_BYTES, "person:telegram", "1"),
        keys.code(KEY, "person:terminal", "1"),
        keys.code(KEY, "person:telegram", "2"),
    }
    assert len(codes) == 4


def test_a_code_is_always_the_same() -> None:
    assert keys.code(KEY, "person:telegram", "1") == keys.code(KEY, "person:telegram", "1")


def test_nobody_has_a_language_before_choosing_one(database: Path) -> None:
    assert people(database).language("telegram", PERSON) is None


def test_a_chosen_language_is_kept_over_a_restart(database: Path) -> None:
    people(database).set_language("telegram", PERSON, Language.SW)
    assert people(database).language("telegram", PERSON) is Language.SW


def test_a_language_can_be_changed(database: Path) -> None:
    store = people(database)
    store.set_language("telegram", PERSON, Language.SW)
    store.set_language("telegram", PERSON, Language.EN)
    assert store.language("telegram", PERSON) is Language.EN


def test_the_language_of_one_person_is_not_anothers(database: Path) -> None:
    store = people(database)
    store.set_language("telegram", PERSON, Language.SW)
    assert store.language("telegram", "1") is None and store.language("terminal", PERSON) is None


def test_with_another_key_nobody_is_known(database: Path) -> None:
    people(database).set_language("telegram", PERSON, Language.SW)
    assert people(database, b"x" * KEY_BYTES).language("telegram", PERSON) is None


def test_no_id_stands_in_the_bytes_of_the_database(database: Path) -> None:
    people(database).set_language("telegram", PERSON, Language.SW)
    stored = everything_in(database)
    number = int(PERSON)
    assert b"people" in stored and PERSON.encode() not in stored and b"telegram" not in stored
    assert number.to_bytes(8, "big") not in stored and number.to_bytes(8, "little") not in stored


def test_the_key_does_not_stand_in_the_database(database: Path) -> None:
    people(database).set_language("telegram", PERSON, Language.SW)
    assert KEY not in everything_in(database) and TEXT_KEY.encode() not in everything_in(database)


def test_who_is_forgotten_is_gone_from_the_bytes_too(database: Path) -> None:
    store = people(database)
    store.set_language("telegram", PERSON, Language.SW)
    code = keys.code(KEY, "person:telegram", PERSON).encode()
    assert code in everything_in(database)
    store.forget("telegram", PERSON)
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert store.language("telegram", PERSON) is None and code not in everything_in(database)


def test_forgetting_twice_is_harmless(database: Path) -> None:
    store = people(database)
    store.forget("telegram", PERSON)
    store.forget("telegram", PERSON)


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("foreign_keys", 1)]
)
def test_the_database_survives_a_power_cut_and_overwrites_what_it_deletes(
    pragma: str, value: object, database: Path
) -> None:
    with engine(database).connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value

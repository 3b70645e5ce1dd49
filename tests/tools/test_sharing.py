"""What two test processes share is made once, and tests that share something run in one of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from bot import config
from tests.harness import sharing


class Maker:
    """Fails as often as told before it makes anything."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.times = 0

    def __call__(self, folder: Path) -> None:
        (folder / "begun").touch(exist_ok=False)
        self.times += 1
        if self.times <= self.failures:
            raise OSError("no room")


def test_what_one_process_has_made_the_next_one_finds(tmp_path: Path) -> None:
    maker = Maker()
    assert sharing.made_once(tmp_path / "real", maker) == sharing.made_once(tmp_path / "real", maker)
    assert maker.times == 1


def test_what_was_left_half_made_is_made_anew(tmp_path: Path) -> None:
    maker = Maker(failures=1)
    with pytest.raises(OSError, match="no room"):
        sharing.made_once(tmp_path / "real", maker)
    sharing.made_once(tmp_path / "real", maker)
    assert maker.times == 2


@pytest.mark.parametrize("file", sharing.TOGETHER)
def test_what_is_kept_together_is_there(file: str) -> None:
    assert (config.ROOT / file).is_file()


class Item:
    """As much of a test as decides when it runs."""

    def __init__(self, file: str, *fixtures: str) -> None:
        self.nodeid = f"{file}::test_it"
        self.fixturenames = fixtures


def in_order(*items: Item) -> list[object]:
    return list(sharing.in_order(cast(Sequence[pytest.Item], items)))


def test_while_the_real_library_is_built_run_those_that_do_without_it_then_what_takes_long() -> None:
    late, bots, free, seeds = (
        Item("tests/bot/test_late.py", "real", "real_var"),
        Item("tests/channels/test_run.py", "real_var"),
        Item("tests/bot/test_free.py", "settings"),
        Item("tests/answering/test_provenance.py", "real_var"),
    )
    assert in_order(late, bots, free, seeds) == [seeds, free, bots, late]


def test_a_file_of_which_one_test_needs_the_real_library_waits_for_it_as_a_whole() -> None:
    first, second, free = (
        Item("tests/bot/test_late.py", "settings"),
        Item("tests/bot/test_late.py", "real_var"),
        Item("tests/bot/test_free.py"),
    )
    assert in_order(first, second, free) == [free, first, second]


def test_a_file_stays_whole_and_those_with_the_seeds_stay_together() -> None:
    assert sharing.together("tests/a/test_b.py::test_c[::]") == sharing.together("tests/a/test_b.py::test_d")
    assert sharing.together("tests/a/test_b.py::test_c") != sharing.together("tests/a/test_e.py::test_c")
    first, second = (f"tests/answering/test_{name}.py::test" for name in ("answer", "provenance"))
    assert sharing.together(first) == sharing.together(second)

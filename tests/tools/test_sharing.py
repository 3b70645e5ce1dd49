"""What two test processes share is made once, and tests that share something run in one of them."""

from pathlib import Path

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


def test_what_takes_long_comes_first_and_the_order_is_kept_otherwise(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    named = [item for item in items if str(item.path.relative_to(config.ROOT)) in sharing.TOGETHER]
    assert items[: len(named)] == named == sharing.longest_first(named)


def test_a_file_stays_whole_and_those_with_the_seeds_stay_together() -> None:
    assert sharing.together("tests/a/test_b.py::test_c[::]") == sharing.together("tests/a/test_b.py::test_d")
    assert sharing.together("tests/a/test_b.py::test_c") != sharing.together("tests/a/test_e.py::test_c")
    first, second = (f"tests/answering/test_{name}.py::test" for name in ("answer", "provenance"))
    assert sharing.together(first) == sharing.together(second)

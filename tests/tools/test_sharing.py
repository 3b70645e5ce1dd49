"""What two test processes share is made once, and tests that share something run in one of them."""

from collections import defaultdict
from pathlib import Path

import pytest

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


def test_every_test_has_one_group_and_those_of_a_file_have_the_same(request: pytest.FixtureRequest) -> None:
    groups: dict[Path, set[str]] = defaultdict(set)
    for item in request.session.items:
        (mark,) = item.iter_markers(sharing.GROUP)
        groups[item.path].add(mark.args[0])
    assert [file for file, names in groups.items() if len(names) > 1] == []

"""Two test processes side by side (`make test`): which tests belong to one of them, and what is made for both."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

GROUP = "xdist_group"  # of tests that one process takes, one after another
LOCK_SECONDS = 900  # the real library takes minutes on a machine that is busy with other things


def grouped(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Tests of a file stay together, since they share what the file makes; named groups begin, since they take long."""
    named = [item for item in items if item.get_closest_marker(GROUP)]
    others = [item for item in items if not item.get_closest_marker(GROUP)]
    for item in others:
        item.add_marker(getattr(pytest.mark, GROUP)(item.path.relative_to(item.config.rootpath).as_posix()))
    return named + others


def folder_of_this_run(own: Path) -> Path:
    """Where every process of this run looks; `own` is this one's alone."""
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """`folder`, filled by whichever process comes first, while the others wait. Only to be copied."""
    made = folder / "made"
    with FileLock(f"{folder}.lock", timeout=LOCK_SECONDS):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that failed midway
            folder.mkdir()
            make(folder)
            made.touch()
    return folder

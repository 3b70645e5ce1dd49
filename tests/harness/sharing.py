"""Two test processes side by side (`make test`): which tests one of them takes, and what is made for both."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

WITH_SEEDS, REAL_BOTS = "with the seeds", "real bots"
TOGETHER = {  # one of the processes takes them, one after another
    "tests/answering/test_answer.py": WITH_SEEDS,  # both ask what takes minutes to build and to answer
    "tests/answering/test_provenance.py": WITH_SEEDS,
    "tests/trust/test_loss.py": REAL_BOTS,  # two bots at a time would take the machine from each other
    "tests/trust/test_seizure.py": REAL_BOTS,
    "tests/channels/test_run.py": REAL_BOTS,
}
WAITED_FOR = "real_var"  # the fixture that takes minutes
LOCK_SECONDS = 900  # the real library takes minutes on a machine that is busy with other things


def together(node_id: str) -> str:
    """The name of what one process takes as a whole: a file, since its tests share what it makes, or several."""
    file = node_id.partition("::")[0]
    return TOGETHER.get(file, file)


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """First what builds the real library; beside it what does not need it; then what takes long, then the rest."""
    waiting = {together(item.nodeid) for item in items if WAITED_FOR in getattr(item, "fixturenames", ())}

    def place(item: pytest.Item) -> int:
        name = together(item.nodeid)
        return 0 if name == WITH_SEEDS else 1 if name not in waiting else 2 if name == REAL_BOTS else 3

    return sorted(items, key=place)


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

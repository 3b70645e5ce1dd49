"""Files made to harm are refused for a plain reason, within their limits, and nothing of them is served (H3)."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.config import Config
from knowledge import readers
from knowledge.editions import Shelf
from knowledge.errors import UnreadableError
from knowledge.readers import sandbox
from knowledge.readers.limits import USUAL, Limits
from knowledge.readers.manuscript import Manuscript
from tests.conftest import Ran
from tests.harness import hostile
from tests.harness.hostile import Hostile
from tests.harness.library import LibraryFolder
from tests.knowledge.test_library import CARD

CASES = hostile.every()
MEGABYTES = 1 << 20
Outcome = Manuscript | UnreadableError


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """The whole corpus read as one batch, as a library's folder is."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = {}
    for number, case in enumerate(CASES):
        (folder / str(number)).mkdir()
        paths[case.make(folder / str(number))] = case.title
    return {paths[path]: outcome for path, outcome in readers.read_all(list(paths))}


def test_the_corpus_has_more_than_40_files_of_different_kinds() -> None:
    assert len(CASES) > 40
    assert len({case.title for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_hostile_file_is_refused_with_its_reason_and_its_name(case: Hostile, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[case.title]
    assert isinstance(outcome, UnreadableError), outcome
    assert case.reason in str(outcome)
    assert ": " in str(outcome) and str(outcome).endswith(".")
    assert "Traceback" not in str(outcome)
    assert len(str(outcome)) < 400


def test_the_honest_files_of_the_corpus_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(hostile.honest_docx())
    (tmp_path / "a.pdf").write_bytes(hostile.honest_pdf())
    for name in ("a.docx", "a.pdf"):
        assert hostile.WORDS in readers.read(tmp_path / name).text


def test_nothing_is_half_ingested(published: Config, library: LibraryFolder, run_ingest: Callable[..., Ran]) -> None:
    before = Shelf(published.var).current()
    for number, name in enumerate(("a billion laughs", "half a PDF", "entities of its own", "a formula")):
        case = next(case for case in CASES if case.title == name)
        (library.country / str(number)).mkdir()
        made = case.make(library.country / str(number))
        made.with_suffix(".card.toml").write_text(CARD.replace("ke-note", f"ke-{number}"), encoding="utf-8")
    ran = run_ingest()
    assert ran.status == 1
    assert sum(line.startswith("REFUSED") for line in ran.out.splitlines()) == 4
    assert Shelf(published.var).current() == before
    assert [path.name for path in Shelf(published.var).folder.iterdir() if path.is_dir()] == [before]


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF that takes some ten seconds to read."""
    path = tmp_path_factory.mktemp("slow") / "slow.pdf"
    path.write_bytes(hostile.slow_pdf())
    return path


@pytest.fixture
def honest(tmp_path: Path) -> Path:
    path = tmp_path / "honest.pdf"
    path.write_bytes(hostile.honest_pdf())
    return path


def read_after(honest: Path, harmful: Path, limits: Limits) -> str:
    """Why the harmful file is refused; honest ones before and after it are read."""
    (_, first), (_, refused), (_, last) = sandbox.read([honest, harmful, honest], limits)
    for outcome in (first, last):
        assert isinstance(outcome, Manuscript)
        assert hostile.WORDS in outcome.text
    assert isinstance(refused, UnreadableError)
    return str(refused)


def test_the_usual_limits_are_those_that_are_promised() -> None:
    assert USUAL.seconds <= 30
    assert USUAL.processor_seconds <= 20
    assert USUAL.memory <= 1024 * MEGABYTES


def test_a_file_that_takes_too_much_of_the_processor_is_refused(honest: Path, slow: Path) -> None:
    said = read_after(honest, slow, Limits(processor_seconds=0))
    assert said.startswith("slow.pdf: reading it takes more than 0 seconds of the processor.")


def test_a_file_that_takes_too_long_is_refused(honest: Path, slow: Path) -> None:
    begun = time.monotonic()
    assert "takes longer than 0.3 seconds" in read_after(honest, slow, Limits(seconds=0.3))
    assert time.monotonic() - begun < 10


def test_a_file_that_takes_too_much_memory_is_refused(honest: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.html"
    large.write_bytes(b"<p>a</p>" * 2_000_000)
    assert "more memory than is allowed" in read_after(honest, large, Limits(memory=350 * MEGABYTES))


def test_what_comes_out_of_the_child_is_limited(honest: Path, tmp_path: Path) -> None:
    """Hidden words are no text and yet come out of the child."""
    large = tmp_path / "hidden.html"
    large.write_bytes(b"<p>Vote.</p><p hidden>" + b"word " * 300_000 + b"</p>")
    assert "what comes out of it is too much" in read_after(honest, large, Limits(characters=1_000))


@pytest.fixture
def child_at_work(slow: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], tuple[int, Callable[[], str]]]]:
    """Starts a child on the slow file; gives its process id, and what waits for the outcome."""
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "canary-of-the-token")
    threads = []

    def start() -> tuple[int, Callable[[], str]]:
        before = set(children())
        outcomes: list[tuple[Path, Outcome]] = []
        thread = threading.Thread(target=lambda: outcomes.extend(sandbox.read([slow], Limits(seconds=20))))
        thread.start()
        threads.append(thread)
        until = time.monotonic() + 20
        while not (new := set(children()) - before) or not is_confined(min(new)):
            assert time.monotonic() < until

        def outcome() -> str:
            thread.join(30)
            return str(outcomes[0][1])

        return min(new), outcome

    yield start
    for thread in threads:
        thread.join(30)


def children() -> list[int]:
    return [
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _parent(entry) == os.getpid()
    ]


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return -1


def is_confined(process: int) -> bool:
    try:
        return "Seccomp:\t2" in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_a_child_that_breaks_down_costs_its_file_only(
    child_at_work: Callable[[], tuple[int, Callable[[], str]]],
) -> None:
    process, outcome = child_at_work()
    os.kill(process, signal.SIGSEGV)
    assert "the program that reads it broke down over it (SIGSEGV)" in outcome()


def test_the_child_knows_no_secret_and_may_use_no_more_than_promised(
    child_at_work: Callable[[], tuple[int, Callable[[], str]]],
) -> None:
    process, outcome = child_at_work()
    assert b"canary" not in Path(f"/proc/{process}/environ").read_bytes()
    limits = Path(f"/proc/{process}/limits").read_text()
    for name, most in (("Max address space", USUAL.memory), ("Max open files", 32), ("Max file size", 0)):
        line = next(line for line in limits.splitlines() if line.startswith(name))
        assert line[len("Max address space     ") :].split()[0] == str(most)
    os.kill(process, signal.SIGKILL)
    outcome()


ATTEMPTS = """
import ctypes, json, os, socket, subprocess, sys
sys.path.insert(0, sys.argv[1])
from knowledge.readers import confinement
from knowledge.readers.limits import USUAL
libc = ctypes.CDLL(None, use_errno=True)
confinement.confine(USUAL)
def tried(attempt):
    try:
        return str(attempt())
    except (OSError, PermissionError) as error:
        return "refused"
print(json.dumps({
    "socket": tried(lambda: socket.socket()),
    "socket of libc": libc.socket(2, 1, 0),
    "socket under other numbers": libc.syscall(0x40000000 + 41, 2, 1, 0),
    "address": tried(lambda: socket.getaddrinfo("localhost", 80)),
    "program": tried(lambda: subprocess.run(["/bin/true"])),
    "exec of libc": libc.execv(b"/bin/true", None),
    "signal": libc.kill(os.getppid(), 0),
    "write": tried(lambda: open(sys.argv[2], "w")),
    "append": tried(lambda: open(sys.argv[2], "a")),
    "new file": tried(lambda: open(sys.argv[2] + ".new", "x")),
    "remove": tried(lambda: os.remove(sys.argv[2])),
    "move": tried(lambda: os.rename(sys.argv[2], sys.argv[2] + ".moved")),
    "read": open(sys.argv[2]).read(),
}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the filter of system calls is of Linux")
def test_the_confined_child_reaches_no_network_no_program_and_no_file_to_write(tmp_path: Path) -> None:
    file = tmp_path / "precious.txt"
    file.write_text("words", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "-c", ATTEMPTS, str(sandbox.ROOT), str(file)], capture_output=True, text=True, check=True
    )
    found = json.loads(ran.stdout)
    assert found.pop("read") == "words"
    assert {name: value for name, value in found.items() if value not in ("refused", -1)} == {}
    assert file.read_text(encoding="utf-8") == "words"
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_a_link_that_leads_out_of_the_library_is_refused(
    library: LibraryFolder, run_ingest: Callable[..., Ran]
) -> None:
    secret = library.folder.parent / "secret.txt"
    secret.write_text("The key is under the mat.", encoding="utf-8")
    (library.country / "note.txt").symlink_to(secret)
    library.put("note.card.toml", CARD)
    ran = run_ingest("--check")
    assert ran.status == 1
    assert "note.txt: leads to a file outside of" in ran.out

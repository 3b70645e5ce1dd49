"""A risky file is read once: until its content, or what reads it, changes, what was read is taken from the last run."""

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

import pytest

from bot.config import Config
from knowledge import library, readers
from knowledge.country import Country
from knowledge.errors import UnreadableError
from knowledge.library import Library
from knowledge.readers.limits import Limits
from knowledge.readers.manuscript import Manuscript
from knowledge.readers.readings import CODE, Readings, version
from tests.conftest import Ran
from tests.harness import hostile, pdfs
from tests.harness.clock import NOON
from tests.harness.library import LibraryFolder
from tests.knowledge.test_library import CARD

BOATS = "Forty-two boats carried ballot boxes across the gulf before dawn, and each had a police officer on board."
KITS = "The electronic kits failed in every third station, and the officials went back to the printed register."


class Children:
    """Counts the processes that are started with this Python; `first` is a shell's line that each runs before it."""

    def __init__(self, folder: Path) -> None:
        self._python = sys.executable
        self._log = folder / "children.log"
        self._script = folder / "python"
        self.before("true")

    def before(self, first: str) -> None:
        self._script.write_text(f'#!/bin/sh\necho >> "{self._log}"\n{first}\nexec "{self._python}" "$@"\n')
        self._script.chmod(0o755)

    @property
    def executable(self) -> str:
        return str(self._script)

    def count(self) -> int:
        """Since the last time it was asked."""
        started = len(self._log.read_text().splitlines()) if self._log.exists() else 0
        self._log.unlink(missing_ok=True)
        return started


@pytest.fixture
def children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Children:
    folder = tmp_path / "bin"
    folder.mkdir()
    counted = Children(folder)
    monkeypatch.setattr(sys, "executable", counted.executable)
    return counted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "readings"


@pytest.fixture
def documents(tmp_path: Path) -> LibraryFolder:
    """Two PDFs with their cards and nothing else."""
    made = LibraryFolder(tmp_path / "two")
    for name, words in (("boats", BOATS), ("kits", KITS)):
        made.put(f"{name}.pdf", pdfs.report(words))
        made.put(f"{name}.card.toml", CARD.replace("ke-note", f"ke-{name}"))
    return made


Find = Callable[..., Library]


@pytest.fixture
def find(documents: LibraryFolder, land: Country, folder: Path) -> Find:
    """Reads the library as a run of its own would, with what was kept in `folder` before."""

    def found(reader_version: str | None = None) -> Library:
        return library.find((documents.folder,), land, NOON.date(), Readings(folder, reader_version))

    return found


def texts(found: Library) -> dict[str, str]:
    assert found.refused == ()
    return {document.card.id: " ".join(document.text.split()) for document in found.documents}


def test_an_unchanged_pdf_starts_no_child_and_is_the_same_document(find: Find, children: Children) -> None:
    first = find()
    assert children.count() == 2
    assert BOATS in texts(first)["ke-boats"]
    assert find() == first
    assert children.count() == 0


def test_each_file_that_is_kept_was_read_in_a_child_of_its_own(
    documents: LibraryFolder, folder: Path, children: Children
) -> None:
    paths = sorted(documents.country.glob("*.pdf"))
    list(readers.read_all(paths))
    assert children.count() == 1
    list(readers.read_all(paths, readings=Readings(folder)))
    assert children.count() == 2


def test_a_changed_pdf_is_read_anew_and_the_other_is_not(
    find: Find, documents: LibraryFolder, children: Children
) -> None:
    find()
    children.count()
    documents.put("boats.pdf", pdfs.report(BOATS.replace("Forty-two", "Fifty-one")))
    changed = find()
    assert children.count() == 1
    assert "Fifty-one boats" in texts(changed)["ke-boats"]


def test_another_version_of_the_readers_reads_everything_anew(find: Find, children: Children) -> None:
    first = find()
    children.count()
    assert find("another").documents == first.documents
    assert children.count() == 2


def test_a_changed_card_takes_effect_although_its_pdf_is_not_read_again(
    find: Find, documents: LibraryFolder, children: Children
) -> None:
    before = {document.card.id: document for document in find().documents}["ke-boats"]
    children.count()
    card = documents.country / "boats.card.toml"
    card.write_text(card.read_text(encoding="utf-8") + 'withhold = ["Forty-two boats"]\n', encoding="utf-8")
    after = {document.card.id: document for document in find().documents}["ke-boats"]
    assert children.count() == 0
    assert after.card.withhold == ("Forty-two boats",)
    assert (after.text, after.sha256 == before.sha256) == (before.text, False)


def test_the_version_changes_with_the_readers_code_and_with_their_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "readers"
    shutil.copytree(CODE, copy)
    assert version(copy) == version()
    with (copy / "columns.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert version(copy) != version()
    before, installed = version(), metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: installed(name) + (".1" if name == "lxml" else ""))
    assert version() != before


def test_a_reading_within_other_limits_is_another_one(documents: LibraryFolder, folder: Path) -> None:
    path = documents.country / "boats.pdf"
    assert Readings(folder).name(path) != Readings(folder, limits=Limits(pages=1)).name(path)


def damaged(record: bytes) -> Iterator[bytes]:
    yield record.replace(b"Forty-two", b"Forty-six")
    yield record[: len(record) // 2]
    yield b""
    yield b"\n"
    yield b"{}"


@pytest.mark.parametrize("number", range(5))
def test_a_record_that_was_touched_is_not_believed(
    find: Find, folder: Path, documents: LibraryFolder, children: Children, number: int
) -> None:
    first = find()
    name = Readings(folder).name(documents.country / "boats.pdf")
    assert name is not None
    record = (folder / name).read_bytes()
    touched = list(damaged(record))[number]
    assert touched != record
    (folder / name).write_bytes(touched)
    children.count()
    assert find() == first
    assert children.count() == 1
    assert (folder / name).read_bytes() == record


def test_the_record_of_another_file_is_not_believed(
    find: Find, folder: Path, documents: LibraryFolder, children: Children
) -> None:
    first = find()
    boats, kits = (folder / str(Readings(folder).name(documents.country / f"{name}.pdf")) for name in ("boats", "kits"))
    shutil.copy(boats, kits)
    children.count()
    assert find() == first
    assert children.count() == 1


def test_a_file_that_is_changed_while_it_is_read_is_not_kept(tmp_path: Path, folder: Path, children: Children) -> None:
    path, other, honest = tmp_path / "a.pdf", tmp_path / "other", tmp_path / "honest"
    path.write_bytes(pdfs.report(BOATS))
    shutil.copy(path, honest)
    other.write_bytes(pdfs.report(KITS))
    children.before(f'/bin/cp "{other}" "{path}"')
    assert KITS in " ".join(read(path, folder).text.split())
    children.before("true")
    shutil.copy(honest, path)
    assert BOATS in " ".join(read(path, folder).text.split())


def read(path: Path, folder: Path) -> Manuscript:
    ((_, found),) = readers.read_all([path], readings=Readings(folder))
    assert isinstance(found, Manuscript)
    return found


def test_a_file_under_another_ending_is_looked_at_as_such(tmp_path: Path, folder: Path) -> None:
    honest, disguised = tmp_path / "a.pdf", tmp_path / "a.docx"
    for path in (honest, disguised):
        path.write_bytes(hostile.honest_pdf())
    read(honest, folder)
    ((_, found),) = readers.read_all([disguised], readings=Readings(folder))
    assert isinstance(found, UnreadableError)
    assert "is not what its name says" in str(found)


def test_a_refusal_is_not_kept(tmp_path: Path, folder: Path, children: Children) -> None:
    path = tmp_path / "half.pdf"
    path.write_bytes(hostile.honest_pdf()[:300])
    for _ in range(2):
        ((_, found),) = readers.read_all([path], readings=Readings(folder))
        assert isinstance(found, UnreadableError)
        assert children.count() == 1
    assert not folder.exists()


def test_what_cannot_be_kept_is_read_all_the_same(tmp_path: Path) -> None:
    path, taken = tmp_path / "a.pdf", tmp_path / "taken"
    path.write_bytes(hostile.honest_pdf())
    taken.write_text("a file where the folder should be", encoding="utf-8")
    assert hostile.WORDS in read(path, taken).text


def test_what_is_no_plain_file_has_no_reading(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "large.pdf").write_bytes(b"%PDF-" + bytes(100))
    readings = Readings(folder, limits=Limits(bytes=50))
    assert [readings.name(tmp_path / name) for name in ("folder.pdf", "large.pdf", "gone.pdf")] == [None, None, None]


def test_an_ingest_keeps_readings_for_the_next_and_forgets_those_of_documents_that_are_gone(
    published: Config, library: LibraryFolder, run_ingest: Callable[..., Ran], children: Children
) -> None:
    library.put("boats.pdf", pdfs.report(BOATS))
    library.put("boats.card.toml", CARD.replace("ke-note", "ke-boats"))
    assert run_ingest("--check").status == 0
    assert children.count() == 1
    assert BOATS in " ".join(run_ingest("show", "ke-boats", "--passages").out.split())
    assert run_ingest().status == 0
    assert children.count() == 0
    kept = published.var / "readings"
    assert len(list(kept.iterdir())) == 1

    (library.country / "boats.pdf").unlink()
    (library.country / "boats.card.toml").unlink()
    (kept / "left.4711").write_bytes(b"of a run that was killed")
    assert run_ingest().status == 0
    assert list(kept.iterdir()) == []

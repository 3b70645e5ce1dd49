"""What tests share: a day, the real model and words, a small library, and editions that are built once a session."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
from threadpoolctl import threadpool_limits

import ingest
from bot import admin, app, config
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from bot.clock import SystemClock
from bot.config import Config
from bot.store import schema
from knowledge import country, embeddings, lexicon, library_words, search
from knowledge.country import Country
from knowledge.editions import Shelf
from knowledge.embeddings import Encoder
from knowledge.language import Reader
from knowledge.lexicon import Lexicon
from knowledge.publishing import Report, Request
from knowledge.search import Edition
from tests.harness import library as libraries
from tests.harness import postgres as servers
from tests.harness import sharing, tables
from tests.harness.clock import NOON, TickingClock
from tests.harness.library import REAL, LibraryFolder
from tests.harness.once import reading_once
from tests.harness.postgres import Postgres

# A busy machine takes longer than 200 ms over an example now and then, which says nothing of the code.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")
Stays = TypeVar("Stays")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = sharing.in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    from tests.harness.scheduling import Together

    return Together(config, log)


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit status and what it wrote."""

    status: int
    out: str
    err: str


class Silent:
    """Progress that nobody watches."""

    def start(self, step: str, total: int) -> None: ...
    def advance(self, count: int) -> None: ...


@pytest.fixture(scope="session", autouse=True)
def one_thread_a_question() -> Iterator[None]:
    """As the bot serves: threads within one question wait for each other, which doubles its time on a busy machine."""
    with threadpool_limits(1, "blas"):
        yield


def staying(found: Stays) -> Stays:
    """What is there to the end is not looked through for garbage again and again, which takes up to a second."""
    gc.freeze()
    return found


@pytest.fixture(scope="session", autouse=True)
def what_was_imported_stays() -> None:
    gc.collect()
    staying(sys.modules)


@pytest.fixture(scope="session", autouse=True)
def what_never_changes_is_read_once() -> Iterator[None]:
    with reading_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def steps_taken_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new SQLite database has its tables at once; tests/store/test_schema.py takes the steps that make them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "upgrade", tables.copying(tmp_path_factory.mktemp("tables")))
        yield


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return embeddings.load(config.read({}).model, config.ROOT)


@pytest.fixture(scope="session")
def words() -> Lexicon:
    return lexicon.read()


@pytest.fixture(scope="session")
def reader(words: Lexicon, land: Country) -> Reader:
    """Reads by the word lists and the names of places and offices, without the words of any document."""
    plain = Reader(words)
    return Reader(words, library_words.count((), (), land, plain))


@pytest.fixture(scope="session")
def land() -> Country:
    return country.read(REAL / "ke" / "country.toml")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> TickingClock:
    """The system's clock stands at noon of 20 November 2026 in Nairobi, and ticks when looked at."""
    ticking = TickingClock()
    monkeypatch.setattr(SystemClock, "now", lambda _: ticking.now())
    return ticking


@pytest.fixture
def library(tmp_path: Path) -> LibraryFolder:
    return libraries.small(tmp_path / "documents")


@pytest.fixture
def settings(tmp_path: Path, library: LibraryFolder, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The config of the small library, as the commands read it; nothing is published yet."""
    monkeypatch.setenv(config.FILE_VARIABLE, str(libraries.configure(tmp_path, library.folder)))
    return config.read()


@pytest.fixture(scope="session")
def small_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`var` with the small library published once. Only to be read or copied."""
    folder = tmp_path_factory.mktemp("small")
    publish(libraries.configure(folder, libraries.small(folder / "documents").folder))
    return folder / "var"


@pytest.fixture
def published(settings: Config, small_var: Path) -> Config:
    """`settings` after a first publish of the small library, in a `var` of the test's own."""
    shutil.copytree(small_var, settings.var)
    return settings


@pytest.fixture(scope="session")
def parts(small_var: Path) -> Parts:
    """Everything that does not change with the edition, read once."""
    return app.parts(config.read({config.FILE_VARIABLE: str(small_var.parent / "config.toml")}))


@pytest.fixture(scope="session")
def small(small_var: Path, words: Lexicon, encoder: Encoder) -> Edition:
    """The edition of the small library, opened once."""
    return search.open_current(Shelf(small_var), words, encoder)


@pytest.fixture(scope="session")
def real_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`var` with the real library, published once a run: one to two minutes. Only to be read or copied."""

    def make(folder: Path) -> None:
        publish(libraries.configure(folder, REAL), why="tests look at the golden questions themselves")

    made = sharing.made_once(sharing.folder_of_this_run(tmp_path_factory.getbasetemp()) / "real-of-this-run", make)
    folder = tmp_path_factory.mktemp("real")
    libraries.configure(folder, REAL)
    shutil.copytree(made / "var", folder / "var")  # two processes would open one vector index for writing
    return folder / "var"


@pytest.fixture(scope="session")
def real(real_var: Path, words: Lexicon, encoder: Encoder) -> Edition:
    """The edition of the real library, opened once."""
    return staying(search.open_current(Shelf(real_var), words, encoder))


@pytest.fixture(scope="session")
def real_parts(real_var: Path) -> Parts:
    """What the bot builds once over the real library. Only to be read."""
    return staying(app.parts(config.read({config.FILE_VARIABLE: str(real_var.parent / "config.toml")})))


@pytest.fixture(scope="session")
def real_live(real_parts: Parts) -> LiveAnswerer:
    """Answers from the real library, as one process does to all who ask."""
    return staying(app.live_answerer(real_parts))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL for this session; where it is not installed its tests are skipped, but never silently in CI."""
    if missing := servers.why_missing():
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with tempfile.TemporaryDirectory(prefix="kura-pg-") as folder, servers.started(Path(folder)) as server:
        yield server


@pytest.fixture
def run_ingest(
    settings: Config,
    clock: TickingClock,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Ran]:
    """The admins' command line on the small library: `run_ingest("list")`."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        status = ingest.main(arguments)
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return run


def publish(file: Path, why: str = "") -> Report:
    """Publish the library of the config in `file` as of noon, golden questions included; with all cores, as ingest."""
    desk = admin.desk(config.read({config.FILE_VARIABLE: str(file)}))
    request = Request(desk.folders, desk.country_folder, why=why)
    with pytest.MonkeyPatch.context() as patch, threadpool_limits(os.cpu_count(), "blas"):
        patch.setattr(SystemClock, "now", lambda _: NOON)
        return desk.publisher.publish(request, Silent(), NOON)

"""Citizens who ask the real library, with and without the five seed documents."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot import config
from bot.app import Parts
from knowledge import labels, search
from knowledge.editions import Shelf
from knowledge.labels import Label
from knowledge.search import Edition
from tests.answering.citizen import Citizen, Said
from tests.conftest import publish, staying
from tests.harness import library as libraries

QUESTIONS = config.ROOT / "tests" / "questions"
SEEDS = config.ROOT.parent / "shared" / "seeds"


@pytest.fixture(scope="session")
def built(real_parts: Parts) -> Parts:
    return real_parts


@pytest.fixture(scope="session")
def citizen(built: Parts, real: Edition) -> Citizen:
    return Citizen(built, real)


@pytest.fixture
def alone(built: Parts, real_var: Path, tmp_path: Path) -> Citizen:
    """Asks a copy of the real edition in a `var` of the test's own, from which cards may be withdrawn."""
    shutil.copytree(real_var, tmp_path / "var")
    own = replace(built, shelf=Shelf(tmp_path / "var"))
    return Citizen(own, search.open_current(own.shelf, own.lexicon, own.encoder))


@pytest.fixture(scope="session")
def seeds() -> Path:
    if not SEEDS.is_dir():
        pytest.skip(f"the neighbour folder {SEEDS} is missing")
    return SEEDS


@pytest.fixture(scope="session")
def seeded(seeds: Path, built: Parts, real_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Citizen:
    """Asks the real library and the seeds together; the vectors of the real edition are reused."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copytree(real_var, folder / "var")
    publish(libraries.configure(folder, libraries.REAL, seeds), why="tests look at the golden questions themselves")
    shelf = Shelf(folder / "var")
    return staying(Citizen(built, search.open_current(shelf, built.lexicon, built.encoder)))


@pytest.fixture(scope="session")
def first_labels() -> list[Label]:
    return labels.read(QUESTIONS / "first.jsonl")


@pytest.fixture(scope="session")
def seed_labels() -> list[Label]:
    return [label for name in ("seeds.jsonl", "seeds_sw.jsonl") for label in labels.read(QUESTIONS / name)]


@pytest.fixture(scope="session")
def first_answers(citizen: Citizen, first_labels: list[Label]) -> Mapping[str, Said]:
    """What the real library answers to every question of first.jsonl, by the label's id."""
    return staying({label.id: citizen.ask_label(label) for label in first_labels})


@pytest.fixture(scope="session")
def seeded_answers(
    seeds: Path, seeded: Citizen, first_labels: list[Label], seed_labels: list[Label]
) -> Mapping[str, Said]:
    """What it answers with the seeds: to every labelled question, section title, and sentence of a seed, as they stand.

    The seeds' own sentences are the questions most likely to bring out what must not come out.
    """
    said = {label.id: seeded.ask_label(label) for label in (*first_labels, *seed_labels)}
    words = section_titles(seeded.edition) | {start for file in seeds.glob("*.txt") for start in starts(file)}
    return staying(said | {asked: seeded.ask(asked) for asked in sorted(words)})


def section_titles(edition: Edition) -> set[str]:
    pages = range(len(edition.store.page_documents))
    return {passage.section for page in pages for passage in edition.passages(page) if passage.section}


def starts(file: Path) -> set[str]:
    """The first twelve words of every sentence of a text."""
    sentences = re.split(r"(?<=[.!?])\s+|\n\s*\n", file.read_text(encoding="utf-8"))
    return {" ".join(sentence.split()[:12]) for sentence in sentences if len(sentence.split()) > 2}

"""The vector index: entries by nearness, as an exact scan finds them."""

import gc
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge import index
from knowledge.embeddings import Vectors

SIZE, DIMENSIONS = 1500, 32


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Hard data: directions without clusters, where the defaults of the index find half of the nearest."""
    made: Vectors = np.random.default_rng(20270810).standard_normal((SIZE, DIMENSIONS)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


@pytest.fixture(scope="module")
def folder(vectors: Vectors, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("index") / "chroma"
    index.build(made, [f"text {number}" for number in range(SIZE)], vectors, lambda _: None)
    return made


@pytest.fixture(scope="module")
def built(folder: Path) -> index.VectorIndex:
    return index.open_existing(folder)


def test_all_entries_are_there_after_reopening(built: index.VectorIndex) -> None:
    assert built.count() == SIZE


def test_an_entry_is_nearest_to_its_own_vector(built: index.VectorIndex, vectors: Vectors) -> None:
    for entry in range(0, SIZE, 100):
        (found, similarity), *_ = built.nearest(vectors[entry], 3)
        assert found == entry
        assert similarity == pytest.approx(1.0, abs=1e-5)


def test_the_nearest_come_first_with_their_cosines(built: index.VectorIndex, vectors: Vectors) -> None:
    question = vectors[:3].sum(axis=0)
    question /= np.linalg.norm(question)
    found = built.nearest(question, 20)
    similarities = [similarity for _, similarity in found]
    assert similarities == sorted(similarities, reverse=True)
    for entry, similarity in found:
        assert similarity == pytest.approx(float(vectors[entry] @ question), abs=1e-5)


def test_the_index_finds_what_an_exact_scan_finds(built: index.VectorIndex, vectors: Vectors) -> None:
    assert index.recall(built, vectors, sample=200, count=10, seed=1) >= 0.99


def test_recall_counts_what_is_missed(vectors: Vectors) -> None:
    class Forgetful(index.VectorIndex):
        """Finds the second half of what there is to find."""

        def __init__(self) -> None: ...

        def nearest(self, vector: Vectors, count: int) -> list[tuple[int, float]]:
            order = np.argsort(-(vectors @ vector))[count // 2 : count // 2 + count]
            return [(int(entry), float(vectors[entry] @ vector)) for entry in order]

    assert index.recall(Forgetful(), vectors, sample=50, count=10, seed=1) == pytest.approx(0.5, abs=0.05)


def test_texts_that_are_equal_have_an_entry_each(tmp_path: Path, vectors: Vectors) -> None:
    index.build(tmp_path / "chroma", ["same", "same", "other"], vectors[[0, 0, 1]], lambda _: None)
    found = index.open_existing(tmp_path / "chroma").nearest(vectors[0], 3)
    assert sorted(entry for entry, _ in found) == [0, 1, 2]
    assert {entry for entry, _ in found[:2]} == {0, 1}


def test_progress_is_told_of_every_entry(tmp_path: Path, vectors: Vectors) -> None:
    told: list[int] = []
    index.build(tmp_path / "chroma", ["a", "b", "c"], vectors[:3], told.append)
    assert sum(told) == 3


def test_a_folder_without_a_collection_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="does not exist"):
        index.open_existing(tmp_path / "chroma")


def test_texts_without_a_vector_each_are_refused(tmp_path: Path, vectors: Vectors) -> None:
    with pytest.raises(ValueError, match="2 texts and 1 vectors"):
        index.build(tmp_path / "chroma", ["a", "b"], vectors[:1], lambda _: None)


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")
def test_an_index_that_is_no_longer_used_lets_go_of_its_files(folder: Path, tmp_path: Path) -> None:
    """Chroma by itself keeps each folder open that was ever opened in a process."""
    gc.collect()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(3):
        copy = shutil.copytree(folder, tmp_path / str(number))
        assert index.open_existing(copy).count() == SIZE
    gc.collect()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before

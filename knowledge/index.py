"""The vector index of an edition: a Chroma collection made by langchain-chroma; nothing else imports chromadb."""

import hashlib
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings
from langchain_chroma import Chroma
from langchain_core.documents import Document as IndexedText
from langchain_core.embeddings import Embeddings

from knowledge.embeddings import Vectors

COLLECTION = "entries"
# The defaults of chromadb 1.5.9 reach recall@10 of .53 on hard data; these reach 1.000 at 10,000 entries.
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 100}
BATCH = 2_000
SAVED = "index_metadata.pickle"  # stands beside a graph that is on disk and not only in memory


class KnownVectors(Embeddings):
    """Hands Chroma the vectors that are already there, a batch at a time, so that no text is encoded twice."""

    def __init__(self) -> None:
        self._vectors: Mapping[str, Sequence[float]] = {}

    def offer(self, texts: Sequence[str], vectors: Vectors) -> None:
        self._vectors = dict(zip(texts, vectors.tolist(), strict=True))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [list(self._vectors[text]) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return list(self._vectors[text])


class VectorIndex:
    """Entry numbers by nearness. An edition's collection is written once and afterwards only read.

    Chroma keeps a client's files open and its graph in memory until it is closed: that is when this is no longer used.
    """

    def __init__(self, client: Client) -> None:
        weakref.finalize(self, client.close).atexit = False
        self._collection = client.get_collection(COLLECTION, embedding_function=None)

    def nearest(self, vector: Vectors, count: int) -> list[tuple[int, float]]:
        """(entry number, cosine similarity) of the `count` nearest, best first. `vector` has shape (dimensions,)."""
        # Asked without langchain, whose search brings texts and metadata too and takes over twice as long.
        found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=count, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(int(key), 1.0 - distance) for key, distance in zip(found["ids"][0], distances, strict=True)]

    def count(self) -> int:
        return self._collection.count()


def build(folder: Path, texts: Sequence[str], vectors: Vectors, progress: Callable[[int], None]) -> VectorIndex:
    """A new collection in `folder`; entry n is texts[n] with vectors[n]."""
    if len(texts) != len(vectors):
        raise ValueError(f"{len(texts)} texts and {len(vectors)} vectors")
    known = KnownVectors()
    client = _client(folder)
    store = Chroma(
        client=client,
        collection_name=COLLECTION,
        embedding_function=known,
        collection_configuration={"hnsw": HNSW},
    )
    for start in range(0, len(texts), BATCH):
        batch = range(start, min(start + BATCH, len(texts)))
        known.offer(texts[batch.start : batch.stop], vectors[batch.start : batch.stop])
        store.add_documents([IndexedText(texts[entry]) for entry in batch], ids=[str(entry) for entry in batch])
        progress(len(batch))
    return VectorIndex(client)


def open_existing(folder: Path) -> VectorIndex:
    """The collection of a finished edition. Any error of chromadb is the caller's to expect: search has a fallback."""
    return VectorIndex(_client(folder))


def file_hashes(folder: Path) -> dict[str, str]:
    """sha256 of the files of a saved graph, by folder and name; Chroma saves none for fewer than 1,000 entries.

    Not of chroma.sqlite3: Chroma adds a row to it at each opening.
    """
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for saved in sorted(folder.glob(f"*/{SAVED}"))
        for file in sorted(saved.parent.iterdir())
    }


def recall(index: VectorIndex, vectors: Vectors, sample: int, count: int, seed: int) -> float:
    """The share of the exact `count` nearest that the index finds, over `sample` entries chosen by `seed`."""
    chosen = np.random.default_rng(seed).choice(len(vectors), size=min(sample, len(vectors)), replace=False)
    hits = wanted = 0
    for entry in chosen:
        similarities = vectors @ vectors[entry]
        exact = np.sort(similarities)[::-1][:count]
        found = [similarity for _, similarity in index.nearest(vectors[entry], count)]
        # Compared by similarity, not by number: equal texts have equal vectors.
        hits += sum(similarity >= exact[-1] - 1e-4 for similarity in found)
        wanted += len(exact)
    return hits / wanted if wanted else 1.0


def _client(folder: Path) -> Client:
    settings = Settings(anonymized_telemetry=False, allow_reset=False)
    return cast(Client, chromadb.PersistentClient(path=str(folder), settings=settings))

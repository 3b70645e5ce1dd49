"""A question -> ranked pages, still-valid ones only: meaning (Chroma) and words (full text) together.

What may not answer is masked *before* ranking: expired or not yet valid cards, withdrawn documents, and, when the
question asks what to do, documents that speak of another election. If Chroma fails, the same entries are scanned
exactly, so a broken index never silences the bot.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge import building, fulltext, index
from knowledge.editions import MANIFEST, Shelf
from knowledge.embeddings import Encoder, Vectors
from knowledge.errors import EditionError, ModelError
from knowledge.language import Reader, Reading
from knowledge.lexicon import Lexicon
from knowledge.models import Card, Kind, Language, Passage
from knowledge.passage_store import PassageStore, Stored

log = logging.getLogger(__name__)

NEAREST = 60  # entries asked of Chroma: several entries lead to one page, and masked ones fall away
CONSIDERED = 12  # pages whose share of the question's words is worked out
Mask = npt.NDArray[np.bool_]

# How much each signal counts in ranking, by the language of the message. The packaged encoder reads English only,
# so elsewhere words and example questions lead. Fitted on the `tune` half of tests/questions (docs/architecture.md).
WEIGHTS: Mapping[Language | None, tuple[float, float, float, float]] = {
    Language.EN: (0.45, 0.20, 0.15, 0.20),
    Language.SW: (0.15, 0.25, 0.30, 0.30),
    None: (0.25, 0.25, 0.25, 0.25),
}


@dataclass(frozen=True)
class Signals:
    """Why a page was found; all in 0..1, higher is nearer.

    meaning: cosine of the nearest entry; words: BM25 against the best possible for this question; spelling: cosine of
    character n-grams with the nearest entry; share: IDF-weighted share of the question's words that the page has.
    """

    meaning: float
    words: float
    spelling: float
    share: float
    relevance: float


@dataclass(frozen=True)
class Candidate:
    page: int
    card: Card
    signals: Signals


class Edition:
    """A finished edition opened for reading. Several threads may search at once."""

    def __init__(self, folder: Path, shelf: Shelf, lexicon: Lexicon, encoder: Encoder) -> None:
        """Raises EditionError if the folder is damaged, ModelError if another model made it."""
        self.manifest = shelf.manifest(folder.name)
        if self.manifest.model_sha256 != encoder.sha256:
            raise ModelError(f"{folder.name} was made with another embedding model: run `python ingest.py` to rebuild it.")
        if building.file_hashes(folder) != dict(self.manifest.hashes):
            raise EditionError(f"{folder.name} is damaged: run `python ingest.py --force --why damaged` to rebuild it.")
        self.folder = folder
        self.store = PassageStore(folder / "passages.sqlite")
        self.reader = Reader(lexicon, (folder / "words.txt").read_text(encoding="utf-8").split("\n"))
        self.vectors: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._shelf = shelf
        self._encoder = encoder
        self._words = fulltext.TermMatrix.load(folder, "words")
        self._grams = fulltext.TermMatrix.load(folder, "grams")
        self._index = self._open_index(folder)
        self._lock = threading.Lock()
        self._withdrawn: tuple[int, frozenset[str]] = (-1, frozenset())

    @property
    def cards(self) -> Mapping[str, Stored]:
        return self.store.cards

    def passages(self, page: int) -> tuple[Passage, ...]:
        with self._lock:
            return self.store.passages(page)

    def search(self, reading: Reading, mask: Mask, count: int = CONSIDERED) -> list[Candidate]:
        """The `count` most relevant of the pages that `mask` lets through, best first."""
        if not reading.words or not mask.any():
            return []
        meaning = self._meaning(reading.text, mask)
        words = self._word_scores(reading)
        spelling = self._spelling(reading)
        total = self._blend(reading.language, meaning, words, spelling)
        total[~mask] = -1.0
        best = np.argsort(-total, kind="stable")[: 2 * count]
        found = [self._candidate(int(page), reading, meaning, words, spelling) for page in best if mask[page]]
        return sorted(found, key=lambda candidate: -candidate.signals.relevance)[:count]

    def mask(self, day: date, elections: frozenset[str | None]) -> Mask:
        """Which pages may answer on `day`: valid, not withdrawn, of one of `elections` (None: of no election)."""
        withdrawn = self.withdrawn()
        allowed = {
            key
            for key, stored in self.cards.items()
            if key not in withdrawn and stored.card.holds_on(day) and stored.card.election in elections
        }
        return np.fromiter((key in allowed for key in self.store.page_documents), dtype=np.bool_)

    def mask_all(self, elections: frozenset[str | None]) -> Mask:
        """Every page of `elections`, valid or not: only for saying that an answer has expired or was withdrawn."""
        allowed = {key for key, stored in self.cards.items() if stored.card.election in elections}
        return np.fromiter((key in allowed for key in self.store.page_documents), dtype=np.bool_)

    def withdrawn(self) -> frozenset[str]:
        """Ids of withdrawn documents, as the file says at this moment."""
        stamp = self._shelf.withdrawn_stamp()
        if stamp != self._withdrawn[0]:
            self._withdrawn = (stamp, frozenset(self._shelf.withdrawn()))
        return self._withdrawn[1]

    def known_vectors(self) -> dict[str, Vectors]:
        """Text -> vector of every entry, for the next build to reuse."""
        return dict(zip(self.store.entry_texts(), np.asarray(self.vectors), strict=True))

    def _open_index(self, folder: Path) -> index.VectorIndex | None:
        try:
            opened = index.open_existing(folder / "chroma")
            if opened.count() == self.manifest.entries:
                return opened
            log.error("the vector index of %s is incomplete; scanning exactly instead", folder.name)
        except Exception:  # chromadb raises its Rust errors under no common base
            log.exception("the vector index of %s cannot be opened; scanning exactly instead", folder.name)
        return None

    def _meaning(self, text: str, mask: Mask) -> Vectors:
        """Best cosine per page, shape (pages,); pages beyond the nearest entries get 0."""
        vector = self._encoder.encode([text])[0]
        pages = np.zeros(len(mask), dtype=np.float32)
        nearest = self._nearest(vector)
        if sum(mask[self.store.entry_pages[entry]] for entry, _ in nearest) < CONSIDERED:
            nearest = list(enumerate((self.vectors @ vector).tolist()))
        for entry, cosine in nearest:
            page = self.store.entry_pages[entry]
            pages[page] = max(pages[page], cosine)
        return pages

    def _nearest(self, vector: Vectors) -> list[tuple[int, float]]:
        if self._index is not None:
            try:
                return self._index.nearest(vector, min(NEAREST, self.manifest.entries))
            except Exception:  # see _open_index
                log.exception("the vector index fails; scanning exactly instead")
                self._index = None
        return []

    def _word_scores(self, reading: Reading) -> Vectors:
        """BM25 per page as a share of what the best page for each word reaches."""
        total = np.zeros(len(self.store.page_documents), dtype=np.float32)
        possible = 1e-6
        for group in reading.groups:
            scores = np.zeros_like(total)
            for term, weight in group:
                np.maximum(scores, self._words.scores({term: weight}), out=scores)
            total += scores
            possible += float(scores.max()) or max(self._words.idf(term) for term, _ in group)
        return total / np.float32(possible)

    def _spelling(self, reading: Reading) -> Vectors:
        grams = fulltext.unit(fulltext.grams(reading.words), self._grams)
        entries = self._grams.scores(grams)
        pages = np.zeros(len(self.store.page_documents), dtype=np.float32)
        np.maximum.at(pages, self.store.entry_pages, entries)
        return pages

    def _blend(
        self, language: Language | None, meaning: Vectors, words: Vectors, spelling: Vectors, share: float = 0.0
    ) -> Vectors:
        by_meaning, by_words, by_spelling, by_share = WEIGHTS[language]
        return by_meaning * meaning + by_words * words + by_spelling * spelling + np.float32(by_share * share)

    def _candidate(self, page: int, reading: Reading, meaning: Vectors, words: Vectors, spelling: Vectors) -> Candidate:
        share = self._share(page, reading)
        one = slice(page, page + 1)
        relevance = float(self._blend(reading.language, meaning[one], words[one], spelling[one], share)[0])
        signals = Signals(float(meaning[page]), float(words[page]), float(spelling[page]), share, relevance)
        return Candidate(page, self.cards[self.store.page_documents[page]].card, signals)

    def _share(self, page: int, reading: Reading) -> float:
        found = wanted = 0.0
        for group in reading.groups:
            weight = max(self._words.idf(term) for term, _ in group)
            found += weight * max((share for term, share in group if self._words.has(page, term)), default=0.0)
            wanted += weight
        return found / wanted if wanted else 0.0


def open_current(shelf: Shelf, lexicon: Lexicon, encoder: Encoder) -> Edition:
    """The live edition. Raises EditionError before the first publish."""
    current = shelf.current()
    if current is None or not (shelf.path(current) / MANIFEST).is_file():
        raise EditionError("No edition is published yet: run `python ingest.py`.")
    return Edition(shelf.path(current), shelf, lexicon, encoder)



"""A question -> ranked pages, still-valid ones only: meaning (Chroma) and words (full text) together.

What may not answer is masked *before* ranking: expired or not yet valid cards, withdrawn documents, and, when the
question asks what to do, documents that speak of another election. If Chroma fails, the same entries are scanned
exactly, so a broken index never silences the bot.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge import building, fulltext, index, ranking
from knowledge.editions import MANIFEST, Shelf
from knowledge.embeddings import Encoder, Vectors
from knowledge.errors import EditionError, ModelError
from knowledge.language import Reader, Reading
from knowledge.lexicon import Lexicon
from knowledge.models import Card, Language, Passage
from knowledge.passage_store import PassageStore, Stored

log = logging.getLogger(__name__)

NEAREST = 60  # entries asked of Chroma: several entries lead to one page, and masked ones fall away
CONSIDERED = 12  # pages whose share of the question's words is worked out
VOTERS = 10  # nearest entries that vote for their pages
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Signals:
    """Why a page was found; all in 0..1, higher is nearer.

    meaning: cosine of the nearest entry; words: BM25 against the best possible for this question; spelling: cosine of
    character n-grams with the nearest entry; share: IDF-weighted share of the question's words that the page has;
    asked: the same share in the one example question, title or quotation that fits best; missing: the weight of the
    most telling word that the page lacks; votes: of the entries nearest in meaning and in
    spelling, the share that lead to this page; relevance: the first five together, by knowledge/ranking.json.
    """

    meaning: float
    words: float
    spelling: float
    share: float
    asked: float
    missing: float
    votes: float
    relevance: float


@dataclass(frozen=True)
class Candidate:
    page: int
    card: Card
    signals: Signals


class Edition:
    """A finished edition opened for reading. Several threads may search at once."""

    def __init__(self, folder: Path, shelf: Shelf, lexicon: Lexicon, encoder: Encoder) -> None:
        """Raises EditionError if the folder is damaged or of another format, ModelError if another model made it."""
        self.manifest = shelf.manifest(folder.name)
        if self.manifest.format != building.FORMAT:
            raise EditionError(f"{folder.name} was made by another version of this program: run `python ingest.py`.")
        if self.manifest.model_sha256 != encoder.sha256:
            raise ModelError(
                f"{folder.name} was made with another embedding model: run `python ingest.py` to rebuild it."
            )
        if building.file_hashes(folder) != dict(self.manifest.hashes):
            raise EditionError(f"{folder.name} is damaged: run `python ingest.py --force --why damaged` to rebuild it.")
        self.folder = folder
        self.store = PassageStore(folder / "passages.sqlite")
        self.reader = Reader(lexicon, (folder / "words.txt").read_text(encoding="utf-8").split("\n"))
        self.vectors: Vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self._shelf = shelf
        self._encoder = encoder
        self._ranking = ranking.read()
        self._words = fulltext.TermMatrix.load(folder, "words")
        self._grams = fulltext.TermMatrix.load(folder, "grams")
        self._asked = fulltext.TermMatrix.load(folder, "asked")
        self._index = self._open_index(folder)
        self._lock = threading.Lock()
        self._withdrawn: tuple[int, frozenset[str]] = (-1, frozenset())

    @property
    def cards(self) -> Mapping[str, Stored]:
        return self.store.cards

    def passages(self, page: int) -> tuple[Passage, ...]:
        with self._lock:
            return self.store.passages(page)

    def page_has(self, page: int, term: str) -> bool:
        """Whether a search term (a stem, a number) stands on a page."""
        return self._words.has(page, term)

    def search(self, reading: Reading, mask: Mask, count: int = CONSIDERED) -> list[Candidate]:
        """The `count` most relevant of the pages that `mask` lets through, best first."""
        if not reading.words or not mask.any():
            return []
        scores = self._scores(reading, mask)
        total = self._blend(reading.language, scores)
        total[~mask] = -1.0
        best = np.argsort(-total, kind="stable")[: 2 * count]
        found = [self._candidate(int(page), reading, scores, float(total[page])) for page in best if mask[page]]
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

    def _scores(self, reading: Reading, mask: Mask) -> "_Scores":
        near = self._near_in_meaning(reading.text, mask)
        spelt = self._near_in_spelling(reading, mask)
        votes = np.zeros(len(mask), dtype=np.float32)
        for nearest in (near, spelt):
            for entry, _ in nearest[:VOTERS]:
                votes[self.store.entry_pages[entry]] += 0.5 / VOTERS
        return _Scores(
            self._best_per_page(near),
            self._word_scores(reading),
            self._best_per_page(spelt),
            self._asked_scores(reading),
            votes,
        )

    def _best_per_page(self, entries: list[tuple[int, float]]) -> Vectors:
        """The best score of each page's entries, shape (pages,); 0 for pages without any."""
        pages = np.zeros(len(self.store.page_documents), dtype=np.float32)
        for entry, score in entries:
            page = self.store.entry_pages[entry]
            pages[page] = max(pages[page], score)
        return pages

    def _near_in_meaning(self, text: str, mask: Mask) -> list[tuple[int, float]]:
        """Entries of pages that `mask` lets through, with their cosines, the nearest first."""
        vector = self._encoder.encode([text])[0]
        allowed = mask[self.store.entry_pages]
        nearest = [(entry, cosine) for entry, cosine in self._nearest(vector) if allowed[entry]]
        if len(nearest) >= min(CONSIDERED, int(allowed.sum())):
            return nearest
        cosines = np.where(allowed, self.vectors @ vector, -1.0)
        return [(int(entry), float(cosines[entry])) for entry in np.argsort(-cosines)[:NEAREST] if allowed[entry]]

    def _near_in_spelling(self, reading: Reading, mask: Mask) -> list[tuple[int, float]]:
        """The same by cosine of character n-grams."""
        cosines = self._grams.scores(fulltext.unit(fulltext.grams(reading.words), self._grams))
        cosines[~mask[self.store.entry_pages]] = 0.0
        best = np.argsort(-cosines)[:NEAREST]
        return [(int(entry), float(cosines[entry])) for entry in best if cosines[entry] > 0]

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

    def _asked_scores(self, reading: Reading) -> Vectors:
        """Per page, the best share of the question's words that one of its short entries has."""
        entries = np.zeros(len(self.store.entry_pages), dtype=np.float32)
        wanted = 1e-6
        for group in reading.groups:
            has = np.zeros_like(entries)
            for term, weight in group:
                np.maximum(has, self._asked.scores({term: weight}), out=has)
            telling = max(self._asked.idf(term) for term, _ in group)
            entries += np.float32(telling) * has
            wanted += telling
        pages = np.zeros(len(self.store.page_documents), dtype=np.float32)
        np.maximum.at(pages, self.store.entry_pages, entries / np.float32(wanted))
        return pages

    def _blend(self, language: Language | None, scores: "_Scores") -> Vectors:
        """Relevance without the share of words, which is worked out for the best pages only."""
        by = self._ranking.of(language)
        found: Vectors = by.meaning * scores.meaning + by.words * scores.words
        found += by.spelling * scores.spelling + by.asked * scores.asked
        return found

    def _candidate(self, page: int, reading: Reading, scores: "_Scores", blended: float) -> Candidate:
        share, missing = self._share(page, reading)
        signals = Signals(
            meaning=float(scores.meaning[page]),
            words=float(scores.words[page]),
            spelling=float(scores.spelling[page]),
            share=share,
            asked=float(scores.asked[page]),
            missing=missing,
            votes=float(scores.votes[page]),
            relevance=blended + self._ranking.of(reading.language).share * share,
        )
        return Candidate(page, self.cards[self.store.page_documents[page]].card, signals)

    def _share(self, page: int, reading: Reading) -> tuple[float, float]:
        """The IDF-weighted share of the question's words that the page has, and the weight of the gravest it lacks."""
        found = wanted = gravest = 0.0
        for group in reading.groups:
            weight = max(self._words.idf(term) for term, _ in group)
            has = max((share for term, share in group if self._words.has(page, term)), default=0.0)
            found += weight * has
            wanted += weight
            gravest = max(gravest, weight * (1.0 - has))
        return (found / wanted, gravest / wanted) if wanted else (0.0, 0.0)


@dataclass(frozen=True)
class _Scores:
    """One score a page for each search, shape (pages,)."""

    meaning: Vectors
    words: Vectors
    spelling: Vectors
    asked: Vectors
    votes: Vectors


def open_current(shelf: Shelf, lexicon: Lexicon, encoder: Encoder) -> Edition:
    """The live edition. Raises EditionError before the first publish."""
    current = shelf.current()
    if current is None or not (shelf.path(current) / MANIFEST).is_file():
        raise EditionError("No edition is published yet: run `python ingest.py`.")
    return Edition(shelf.path(current), shelf, lexicon, encoder)

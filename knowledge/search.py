"""A question -> ranked pages, still-valid ones only: meaning (Chroma) and words (full text) together.

What may not answer is masked *before* ranking: expired or not yet valid cards, withdrawn documents, and, when the
question asks what to do, documents that speak of another election. If Chroma fails, the same entries are scanned
exactly, so a broken index never silences the bot.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge import fulltext, library_words, ranking, recognition
from knowledge.editions import FORMAT, MANIFEST, Shelf, file_hashes
from knowledge.embeddings import MEANING, Encoder, Vectors
from knowledge.errors import EditionError, ModelError
from knowledge.language import Reader, Reading
from knowledge.lexicon import Lexicon
from knowledge.meaning import Meaning
from knowledge.models import Card, Kind, Passage
from knowledge.passage_store import PassageStore, Stored
from knowledge.recognition import NONE, Recognised, Recogniser
from knowledge.wording import Wording

CONSIDERED = 12  # pages whose share of the question's words is worked out
KEPT_VECTORS = 512  # of questions; the halves and the whole of one are looked at several times
KEPT_MASKS = 64  # a day has a handful
BACKGROUND_SHARE = 0.6  # of what no card claims of a question, for background documents
AT_ONCE = 2  # searches by meaning: as many as questions are answered at once
VOTERS = 10  # nearest entries that vote for their pages
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Signals:
    """Why a page was found; all in 0..1, higher is nearer.

    meaning: cosine of the nearest entry; words: BM25 against the best possible for this question; spelling: cosine of
    character n-grams with the nearest entry; share: IDF-weighted share of the question's words that the page has;
    asked: the same share in the one example question, title or quotation that fits best; missing: the weight of the
    most telling word that the page lacks; votes: of the entries nearest in meaning and in
    spelling, the share that lead to its document; recognised: how much the question is one of the card's own, learnt
    from all example questions; no_card: the same of the questions that no card answers; nearest: how near the nearest
    of the card's known questions and texts is in all ways together; nearest_no_card: the same of the questions that no
    card answers; neighbours: of the ten nearest, the share that is the card's; relevance: the first seven together, by
    knowledge/ranking.json.
    """

    meaning: float
    words: float
    spelling: float
    share: float
    asked: float
    missing: float
    votes: float
    recognised: float
    no_card: float
    nearest: float
    nearest_no_card: float
    neighbours: float
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
        if self.manifest.format != FORMAT:
            raise EditionError(f"{folder.name} was made by another version of this program: run `python ingest.py`.")
        if self.manifest.model_sha256 != encoder.sha256:
            raise ModelError(
                f"{folder.name} was made with another embedding model: run `python ingest.py` to rebuild it."
            )
        if file_hashes(folder) != dict(self.manifest.hashes):
            raise EditionError(f"{folder.name} is damaged: run `python ingest.py` to rebuild it.")
        self.folder = folder
        self.store = PassageStore(folder / "passages.sqlite")
        self.reader = Reader(lexicon, library_words.read(folder))
        self.reader.get_ready()
        self._shelf = shelf
        self._ranking = ranking.read()
        self._meaning = Meaning(folder, encoder, self.manifest)
        self._known_cards = Recogniser.load(folder, recognition.CARDS)
        self._known_kinds = Recogniser.load(folder, recognition.KINDS)
        self._aside = ThreadPoolExecutor(AT_ONCE, "meaning")
        self._vectors = lru_cache(KEPT_VECTORS)(partial(_encoding, self._aside, self._meaning))
        self._kinds = lru_cache(KEPT_VECTORS)(partial(_kinds, self._known_kinds, self._vectors))
        self._wording = Wording(folder, len(self.store.page_documents), self.store.entry_pages)
        self._numbers = {document: at for at, document in enumerate(self.cards)}
        self._documents = np.array([self._numbers[page] for page in self.store.page_documents], dtype=np.int32)
        kinds = [stored.card.kind for stored in self.cards.values()]
        self._is_background = np.array([kind is not Kind.GUIDANCE for kind in kinds], dtype=np.float32)
        self._lock = threading.Lock()
        self._withdrawn: tuple[bytes | None, frozenset[str]] = (None, frozenset())
        # Over the store, not over a method of this edition, which would keep itself alive in its own cache.
        self._mask = lru_cache(KEPT_MASKS)(partial(_made_mask, self.store))

    @property
    def cards(self) -> Mapping[str, Stored]:
        return self.store.cards

    @property
    def is_whole(self) -> bool:
        """Whether nothing is damaged; without its vector index an edition answers too, by exact scan."""
        return self._meaning.has_index

    def passages(self, page: int) -> tuple[Passage, ...]:
        with self._lock:
            return self.store.passages(page)

    def page_has(self, page: int, term: str) -> bool:
        """Whether a search term (a stem, a number) stands on a page."""
        return self._wording.has(page, term)

    def expect(self, *readings: Reading) -> None:
        """Encode questions aside, which does not hold up the interpreter, before their vectors are needed."""
        for reading in readings:
            self._vectors(reading.readable)

    def kinds(self, reading: Reading) -> Recognised:
        """Which kind of message that is settled before any search this is, learnt from the country's messages.tsv."""
        return self._kinds(reading)

    def search(self, reading: Reading, mask: Mask, count: int = CONSIDERED) -> list[Candidate]:
        """The `count` most relevant of the pages that `mask` lets through, best first."""
        if not reading.words or not mask.any():
            return []
        scores = self._scores(reading, mask)
        total = self._blend(scores)
        total[~mask] = -1.0
        best = fulltext.largest(total, 2 * count)
        pages = best[mask[best]]
        by_share = zip(*self._wording.shares(pages, reading), strict=True)
        found = [
            self._candidate(int(page), scores, float(total[page]), float(share), float(missing))
            for page, (share, missing) in zip(pages, by_share, strict=True)
        ]
        return sorted(found, key=lambda candidate: -candidate.signals.relevance)[:count]

    def mask(self, day: date, elections: frozenset[str | None]) -> Mask:
        """Which pages may answer on `day`: valid, not withdrawn, of one of `elections` (None: of no election)."""
        return self._mask(elections, day, self.withdrawn())

    def mask_all(self, elections: frozenset[str | None]) -> Mask:
        """Every page of `elections`, valid or not: only for saying that an answer has expired or was withdrawn."""
        return self._mask(elections, None, frozenset())

    def serves(self, card: Card, day: date) -> bool:
        """Whether a card of this edition is neither withdrawn nor out of its time on `day`."""
        return _is_served(card, day, self.withdrawn())

    def withdrawn(self) -> frozenset[str]:
        """Ids of withdrawn documents, as the file says at this moment."""
        stamp = self._shelf.withdrawn_stamp()
        if stamp != self._withdrawn[0]:
            self._withdrawn = (stamp, frozenset(self._shelf.withdrawn()))
        return self._withdrawn[1]

    def known_vectors(self) -> dict[str, Vectors]:
        """Encoded text -> its vectors, shape (PARTS, dimensions), of entries and examples, for the next build."""
        learnt = self._known_cards.known_vectors() | self._known_kinds.known_vectors()
        manners = np.load(self.folder / "manners.npy", mmap_mode="r")
        of_entries = np.stack([self._meaning.vectors, manners], axis=1)
        return learnt | dict(zip(self.store.encoded_texts(), of_entries, strict=True))

    def gists(self, documents: Sequence[str]) -> Vectors:
        """What each is about, shape (documents, dimensions): the mean of its entries, as unit vectors."""
        places = np.full(len(self.cards), -1, dtype=np.int32)
        places[[self._numbers[document] for document in documents]] = np.arange(len(documents), dtype=np.int32)
        return self._meaning.means(places[self._documents[self.store.entry_pages]], len(documents))

    def _scores(self, reading: Reading, mask: Mask) -> "_Scores":
        allowed = mask[self.store.entry_pages]
        vectors = self._vectors(reading.readable).result()
        # Meanwhile: Chroma counts without holding up the interpreter, as long as all the rest takes.
        searched = self._aside.submit(self._meaning.near, vectors[MEANING], allowed)
        spelt = self._wording.near_in_spelling(reading, allowed)
        by_words, by_asked = self._wording.by_words(reading), self._wording.by_asked(reading)
        known = self._known_cards.near(reading, vectors)
        near = searched.result()
        found = {self.store.page_documents[self.store.entry_pages[entry]] for entry, _ in (*near, *spelt)}
        recognised = self._known_cards.of(known, found)
        votes = np.zeros(len(self.cards), dtype=np.float32)
        for nearest in (near, spelt):
            for entry, _ in nearest[:VOTERS]:
                votes[self._documents[self.store.entry_pages[entry]]] += 0.5 / VOTERS
        return _Scores(
            self._best_per_page(near),
            by_words,
            self._best_per_page(spelt),
            by_asked,
            votes[self._documents],
            self._of_documents(recognised),
            recognised,
        )

    def _of_documents(self, recognised: Recognised) -> Vectors:
        """How much the question is of each page's document, shape (pages,).

        No questions are known of background documents: to them belongs what no card claims.
        """
        unclaimed = max(0.0, 1.0 - max(recognised.of.values(), default=0.0) - recognised.none)
        claimed = np.float32(BACKGROUND_SHARE * unclaimed) * self._is_background
        for document, score in recognised.of.items():
            claimed[self._numbers[document]] = score
        return np.asarray(claimed[self._documents], dtype=np.float32)

    def _best_per_page(self, entries: list[tuple[int, float]]) -> Vectors:
        """The best score of each page's entries, shape (pages,); 0 for pages without any."""
        pages = np.zeros(len(self.store.page_documents), dtype=np.float32)
        for entry, score in entries:
            page = self.store.entry_pages[entry]
            pages[page] = max(pages[page], score)
        return pages

    def _blend(self, scores: "_Scores") -> Vectors:
        """Relevance without the share of words, which is worked out for the best pages only."""
        by = self._ranking
        found: Vectors = by.meaning * scores.meaning + by.words * scores.words
        found += by.spelling * scores.spelling + by.asked * scores.asked + by.votes * scores.votes
        found += by.recognised * scores.recognised
        return found

    def _candidate(self, page: int, scores: "_Scores", blended: float, share: float, missing: float) -> Candidate:
        document = self.store.page_documents[page]
        signals = Signals(
            meaning=float(scores.meaning[page]),
            words=float(scores.words[page]),
            spelling=float(scores.spelling[page]),
            share=share,
            asked=float(scores.asked[page]),
            missing=missing,
            votes=float(scores.votes[page]),
            recognised=float(scores.recognised[page]),
            no_card=scores.known.none,
            nearest=scores.known.nearest.get(document, 0.0),
            nearest_no_card=scores.known.nearest.get(NONE, 0.0),
            neighbours=scores.known.neighbours.get(document, 0.0),
            relevance=blended + self._ranking.share * share,
        )
        return Candidate(page, self.cards[document].card, signals)


def _encoding(aside: ThreadPoolExecutor, meaning: Meaning, text: str) -> Future[Vectors]:
    return aside.submit(meaning.parts, text)


def _kinds(known: Recogniser, vectors: Callable[[str], Future[Vectors]], reading: Reading) -> Recognised:
    return known.recognise(reading, vectors(reading.readable).result())


def _made_mask(
    store: PassageStore, elections: frozenset[str | None], day: date | None, withdrawn: frozenset[str]
) -> Mask:
    allowed = {
        key
        for key, stored in store.cards.items()
        if stored.card.election in elections and _is_served(stored.card, day, withdrawn)
    }
    mask = np.fromiter((key in allowed for key in store.page_documents), dtype=np.bool_)
    mask.setflags(write=False)  # handed out again for the same day
    return mask


def _is_served(card: Card, day: date | None, withdrawn: frozenset[str]) -> bool:
    return card.id not in withdrawn and (day is None or card.holds_on(day))


@dataclass(frozen=True)
class _Scores:
    """One score a page for each search, shape (pages,); `known`: what was learnt says of the question."""

    meaning: Vectors
    words: Vectors
    spelling: Vectors
    asked: Vectors
    votes: Vectors
    recognised: Vectors
    known: Recognised


def open_current(shelf: Shelf, lexicon: Lexicon, encoder: Encoder) -> Edition:
    """The live edition. Raises EditionError before the first publish."""
    current = shelf.current()
    if current is None or not (shelf.path(current) / MANIFEST).is_file():
        raise EditionError("No edition is published yet: run `python ingest.py`.")
    return Edition(shelf.path(current), shelf, lexicon, encoder)

"""Build a new edition from the library: pages and entries, full text, vectors, all in one new folder."""

import dataclasses
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import groupby
from pathlib import Path

import numpy as np

from knowledge import editions, fulltext, index, lessons, library_words, passage_store, passages
from knowledge.checkpoint import Checkpoint
from knowledge.country import Country
from knowledge.embeddings import MANNER, MEANING, PARTS, Encoder, Vectors
from knowledge.errors import CardError, EditionError, KnowledgeError
from knowledge.language import Group, Reader
from knowledge.learnt import Learnt
from knowledge.lessons import Lessons
from knowledge.lexicon import Lexicon
from knowledge.library import Library, Refusal
from knowledge.models import Document, Kind, Manifest, Passage
from knowledge.passage_store import Entry, Page, Role
from knowledge.progress import Progress
from knowledge.recognition import COMMON

LONGEST_GUIDANCE = 800
QUESTION_COUNT, TITLE_COUNT, HEADING_COUNT = (
    2.0,
    2.0,
    1.0,
)  # an example question or a title says more about a page than its text
LEAST_RECALL = 0.99
ENCODED_TOGETHER = 64
TELLING_SECTION = 3  # passages
RECALL_SAMPLE = 200
SEED = 20270810


def build(
    folder: Path,
    library: Library,
    taught: Lessons,
    country: Country,
    lexicon: Lexicon,
    encoder: Encoder,
    known: Mapping[str, Vectors],
    learnt: Learnt,
    checkpoint: Checkpoint,
    progress: Progress,
    now: datetime,
    fingerprint: str,
) -> Manifest:
    """Write a whole edition into the empty `folder`, all but its manifest, which the caller writes last.

    `known` maps texts to vectors that the same model made before, `learnt` finds what kept editions learnt;
    `checkpoint` holds the vectors of a build that was killed.
    Raises CardError or EditionError.
    """
    made = [page for document in library.documents for page in pages(document, country)]
    by_id = {document.card.id: document for document in library.documents}
    sections = Counter((page.document_id, page.passages[0].section) for page in made)
    entries = [
        entry
        for number, page in enumerate(made)
        for entry in _entries(
            number, page, by_id[page.document_id], sections[page.document_id, page.passages[0].section]
        )
    ]
    plain = Reader(lexicon)
    words = library_words.count(entries, taught.questions(), country, plain)
    library_words.write(folder, words)
    reader = Reader(lexicon, words)
    encoded = [reader.read(entry.text).readable for entry in entries]
    passage_store.write(folder / "passages.sqlite", library.documents, made, entries, encoded)
    _write_full_text(folder, reader, library, made, entries, progress)
    vectors = _vectors(encoded, encoder, known, checkpoint, progress)
    of_meaning = np.ascontiguousarray(vectors[:, MEANING])
    np.save(folder / "vectors.npy", of_meaning)
    np.save(folder / "manners.npy", vectors[:, MANNER])  # only the next build looks at them
    _write_index(folder / "chroma", entries, of_meaning, progress)
    on_cards = [entry for entry in entries if by_id[made[entry.page].document_id].card.kind is Kind.GUIDANCE]
    # By the words of the cards alone: a report more changes nothing of what was learnt, and need not wait for it.
    learner = Reader(lexicon, library_words.count(on_cards, taught.questions(), country, plain))
    at_hand = {**known, **dict(zip(encoded, vectors, strict=True))}
    lessons.learn(
        taught,
        [(made[entry.page].document_id, entry.text) for entry in on_cards],
        learner,
        lambda texts: _vectors(texts, encoder, at_hand, checkpoint, progress, "examples"),
        learnt,
        progress,
        folder,
    )
    return Manifest(
        edition=folder.name,
        format=editions.FORMAT,
        built=now,
        country=country.code,
        documents=sum(document.card.kind is Kind.BACKGROUND for document in library.documents),
        cards=sum(document.card.kind is Kind.GUIDANCE for document in library.documents),
        passages=sum(len(page.passages) for page in made),
        entries=len(entries),
        model_sha256=encoder.sha256,
        library_sha256=fingerprint,
        hashes=editions.file_hashes(folder),
        index_hashes=index.file_hashes(folder / "chroma"),
    )


def faults(library: Library, country: Country) -> Iterator[Refusal]:
    """What is wrong with the texts themselves: a missing language, an unknown fact, a length, a lost `withhold`."""
    for document in library.documents:
        try:
            list(pages(document, country))
        except KnowledgeError as error:
            yield Refusal(document.path, str(error))


def pages(document: Document, country: Country) -> Iterator[Page]:
    """What can be answered from a document, its facts filled in. Raises CardError where that cannot be said."""
    found = passages.split(document).passages
    if document.card.kind is Kind.BACKGROUND:
        if not found:
            raise CardError(f"{document.path}: nothing in it can be quoted. Check that its text is whole sentences.")
        for passage in found:
            yield Page(document.card.id, (passage,))
        return
    filled = tuple(_filled(passage, document, country) for passage in found)
    missing = set(document.card.languages) - {passage.language for passage in filled}
    if missing:
        raise CardError(
            f"{document.path}: the section `## {min(missing)}` is missing. Write the answer in that language."
        )
    yield Page(document.card.id, filled)


def _filled(passage: Passage, document: Document, country: Country) -> Passage:
    text = country.fill(passage.text, passage.language, document.path)
    if not text or len(text) > LONGEST_GUIDANCE:
        raise CardError(
            f"{document.path}: the section `## {passage.language}` has {len(text)} characters; "
            f"write 1 to {LONGEST_GUIDANCE}, best 300 to 450."
        )
    key = passages.passage_id(passage.document_id, passage.language, passage.section, text)
    return dataclasses.replace(passage, text=text, id=key)


def _entries(number: int, page: Page, document: Document, pages_in_section: int) -> Iterator[Entry]:
    """A card is found by its questions, its title and its texts; a background passage by its text.

    A heading over few passages says what they are about, and they are found by it too.
    """
    for passage in page.passages:
        yield Entry(number, Role.TEXT, passage.language, passage.text)
    first = page.passages[0]
    if document.card.kind is Kind.BACKGROUND and first.section and pages_in_section <= TELLING_SECTION:
        yield Entry(number, Role.TITLE, first.language, first.section)
    if document.card.kind is Kind.GUIDANCE:
        yield Entry(number, Role.TITLE, document.card.languages[0], document.card.title)
        for language, questions in document.card.questions.items():
            for question in questions:
                yield Entry(number, Role.QUESTION, language, question)


def _write_full_text(
    folder: Path,
    reader: Reader,
    library: Library,
    pages: Sequence[Page],
    entries: Sequence[Entry],
    progress: Progress,
) -> None:
    progress.start("full text", len(entries))
    titles = {document.card.id: document.card.title for document in library.documents}
    words, grams, asked = fulltext.Counts(), fulltext.Counts(), fulltext.Counts()
    # Entries stand in the order of their pages.
    for number, of_page in groupby(entries, key=lambda entry: entry.page):
        row: dict[str, float] = {}
        for entry in of_page:
            _count_entry(reader, entry, pages, row, grams, asked)
            progress.advance(1)
        # By words a page is found under its headings too; in front of the text they would blur its vector.
        heading = f"{titles[pages[number].document_id]} {pages[number].passages[0].section}"
        _count(reader.groups(reader.standard(reader.plain_words(heading))), HEADING_COUNT, row)
        words.add(row)
    fulltext.bm25(words).save(folder, "words")
    fulltext.tfidf(grams).without_common(COMMON).save(folder, "grams")
    fulltext.presence(asked).save(folder, "asked")


def _count_entry(
    reader: Reader,
    entry: Entry,
    pages: Sequence[Page],
    row: dict[str, float],
    grams: fulltext.Counts,
    asked: fulltext.Counts,
) -> None:
    reading = reader.read(entry.text)
    count = 1.0 if entry.role is Role.TEXT else QUESTION_COUNT if entry.role is Role.QUESTION else TITLE_COUNT
    _count(reading.groups, count, row)
    is_asked = _is_asked(entry, pages)
    asked.add(dict.fromkeys((term for group in reading.groups for term, _ in group), 1.0) if is_asked else {})
    grams.add(fulltext.grams(reading.words))


def _is_asked(entry: Entry, pages: Sequence[Page]) -> bool:
    """Whether an entry is short enough to say what its page is asked for: all but the texts of cards."""
    return entry.role is not Role.TEXT or len(pages[entry.page].passages) == 1


def _count(groups: Iterable[Group], times: float, row: dict[str, float]) -> None:
    for group in groups:
        for term, weight in group:
            row[term] = row.get(term, 0.0) + weight * times


def _vectors(
    texts: Sequence[str],
    encoder: Encoder,
    known: Mapping[str, Vectors],
    checkpoint: Checkpoint,
    progress: Progress,
    step: str = "embeddings",
) -> Vectors:
    """Of meaning and manner, shape (texts, PARTS, dimensions); only texts without known vectors are encoded."""
    vectors = np.empty((len(texts), PARTS, encoder.dimensions), dtype=np.float32)
    fresh = []
    for number, text in enumerate(texts):
        found = known[text] if text in known else checkpoint.find(text)
        if found is None:
            fresh.append(number)
        else:
            vectors[number] = np.reshape(found, vectors.shape[1:])
    progress.start(step, len(fresh))
    fresh.sort(key=lambda number: len(texts[number]))
    batches = [fresh[start : start + ENCODED_TOGETHER] for start in range(0, len(fresh), ENCODED_TOGETHER)]
    # The model runs on one thread without the interpreter's lock, so every core can encode a batch of its own.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for batch, made in zip(
            batches, threads.map(lambda b: encoder.encode_parts([texts[n] for n in b]), batches), strict=True
        ):
            vectors[batch] = made
            checkpoint.keep([texts[number] for number in batch], made)
            progress.advance(len(batch))
    return vectors


def _write_index(folder: Path, entries: Sequence[Entry], vectors: Vectors, progress: Progress) -> None:
    advance: Callable[[int], None] = progress.advance
    progress.start("vector index", len(entries))
    built = index.build(folder, [entry.text for entry in entries], vectors, advance)
    found = index.recall(built, vectors, RECALL_SAMPLE, 10, SEED)
    if found < LEAST_RECALL:
        raise EditionError(f"The vector index finds only {found:.2f} of the nearest entries; it is not published.")

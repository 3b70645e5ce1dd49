"""The text of an edition: cards, pages, passages and entries in one SQLite file, written once.

A *page* is what an answer can be taken from: a guidance card (with a passage in each language) or one background
passage. An *entry* is a text by which a page is found: an example question, a title, a passage.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from knowledge.models import Card, Document, Language, Passage

SCHEMA = """
CREATE TABLE cards (id TEXT PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, card TEXT NOT NULL);
CREATE TABLE pages (page INTEGER PRIMARY KEY, document_id TEXT NOT NULL REFERENCES cards);
CREATE TABLE passages (
    page INTEGER NOT NULL REFERENCES pages, language TEXT NOT NULL, id TEXT NOT NULL UNIQUE, section TEXT NOT NULL,
    text TEXT NOT NULL, position INTEGER NOT NULL, notes TEXT NOT NULL, page_number INTEGER,
    PRIMARY KEY (page, language)
);
CREATE TABLE entries (
    entry INTEGER PRIMARY KEY, page INTEGER NOT NULL REFERENCES pages, role TEXT NOT NULL, language TEXT NOT NULL,
    text TEXT NOT NULL, encoded TEXT NOT NULL
);
"""


CARD = TypeAdapter(Card)
NOTES: TypeAdapter[tuple[Mapping[Language, str], ...]] = TypeAdapter(tuple[Mapping[Language, str], ...])


class Role(StrEnum):
    QUESTION = "question"
    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True)
class Entry:
    """A text by which page number `page` is found."""

    page: int
    role: Role
    language: Language
    text: str


@dataclass(frozen=True)
class Page:
    """A guidance card, or one passage of a background document."""

    document_id: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Stored:
    """A card with where it came from."""

    card: Card
    path: str
    sha256: str


class PassageStore:
    """Read access to an edition's texts. Opened immutable: several threads may ask at once."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.cards: dict[str, Stored] = {
            key: Stored(CARD.validate_json(card), path, sha256)
            for key, path, sha256, card in self._connection.execute("SELECT id, path, sha256, card FROM cards")
        }
        rows = self._connection.execute("SELECT document_id FROM pages ORDER BY page").fetchall()
        self.page_documents: tuple[str, ...] = tuple(row[0] for row in rows)
        languages = self._connection.execute("SELECT page, language FROM passages ORDER BY page, position").fetchall()
        self.first_languages: dict[int, Language] = {page: Language(language) for page, language in reversed(languages)}
        entries = self._connection.execute("SELECT page, language, role FROM entries ORDER BY entry").fetchall()
        self.entry_pages: npt.NDArray[np.int32] = np.array([row[0] for row in entries], dtype=np.int32)
        self.entry_languages: tuple[Language, ...] = tuple(Language(row[1]) for row in entries)

    def passages(self, page: int) -> tuple[Passage, ...]:
        """The passages of a page, one a language."""
        rows = self._connection.execute(
            "SELECT p.id, g.document_id, p.language, p.section, p.text, p.position, p.notes, p.page_number "
            "FROM passages p JOIN pages g USING (page) WHERE page = ?",
            (page,),
        )
        return tuple(
            Passage(key, document, Language(language), section, text, position, NOTES.validate_json(notes), number)
            for key, document, language, section, text, position, notes, number in rows
        )

    def encoded_texts(self) -> list[str]:
        """What each entry's vector was made of, in the order of the entries."""
        return [row[0] for row in self._connection.execute("SELECT encoded FROM entries ORDER BY entry")]

    def passage_texts(self) -> dict[str, tuple[str, str]]:
        """Passage id -> (section, text), for comparing editions."""
        rows = self._connection.execute("SELECT id, section, text FROM passages ORDER BY page, position")
        return {key: (section, text) for key, section, text in rows}

    def close(self) -> None:
        self._connection.close()


def write(
    file: Path, documents: Sequence[Document], pages: Sequence[Page], entries: Sequence[Entry], encoded: Sequence[str]
) -> None:
    """Write a new store; the order of pages and entries gives them their numbers. `encoded` is one text an entry."""
    connection = sqlite3.connect(file)
    with connection:
        connection.executescript(SCHEMA)
        connection.executemany(
            "INSERT INTO cards VALUES (?, ?, ?, ?)",
            ((item.card.id, item.path.name, item.sha256, CARD.dump_json(item.card)) for item in documents),
        )
        connection.executemany(
            "INSERT INTO pages VALUES (?, ?)", ((n, page.document_id) for n, page in enumerate(pages))
        )
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(n, item.language, item.id, item.section, item.text, item.position),
                    *(NOTES.dump_json(item.notes), item.page_number),
                )
                for n, page in enumerate(pages)
                for item in page.passages
            ),
        )
        connection.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            (
                (n, item.page, item.role, item.language, item.text, made_of)
                for n, (item, made_of) in enumerate(zip(entries, encoded, strict=True))
            ),
        )
    connection.close()

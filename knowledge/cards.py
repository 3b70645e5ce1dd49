"""The card schema: reads a card's TOML table into a Card, and says what is wrong in words an admin can act on."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar, cast

from knowledge.errors import CardError
from knowledge.models import Card, Changed, Columns, Confidence, Kind, Language, Review, Stage, Topic

Table = Mapping[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)

REQUIRED = ("id", "title", "kind", "country", "topics", "languages", "publisher", "sources", "confidence", "review")
REQUIRED_FOR_GUIDANCE = ("published", "election", "valid_from", "valid_until", "review_by", "questions")
KEYS = tuple(item.name for item in fields(Card))
GUESSED = "guessed"  # of a first draft: keys that a program filled in and no person has looked at
ID_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def read(text: str, file: Path) -> Card:
    """The card in TOML `text`. Raises CardError that names `file`, the key and the remedy."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"{file}: the card is not valid TOML ({error}). Mend that line.") from error
    return check(table, file)


def check(table: Table, file: Path) -> Card:
    """A Card from an already parsed table; every rule of the schema is checked here."""
    reader = _Reader(table, file)
    reader.refuse_unknown_keys()
    reader.refuse_guesses()
    reader.require(REQUIRED)
    kind = reader.choice("kind", Kind)
    if kind is Kind.GUIDANCE:
        reader.require(REQUIRED_FOR_GUIDANCE)
    card = Card(
        id=reader.identifier("id"),
        title=reader.text("title"),
        kind=kind,
        country=reader.text("country"),
        topics=reader.choices("topics", Topic),
        languages=reader.choices("languages", Language),
        publisher=reader.text("publisher"),
        sources=reader.texts("sources"),
        confidence=reader.choice("confidence", Confidence),
        review=reader.choice("review", Review),
        offices=reader.texts("offices"),
        stage=reader.choice("stage", Stage) if "stage" in table else Stage.ANY,
        published=reader.day("published"),
        url=reader.text("url"),
        election=reader.text("election") or None,
        law_as_at=reader.day("law_as_at"),
        valid_from=reader.day("valid_from"),
        valid_until=reader.day("valid_until"),
        review_by=reader.day("review_by"),
        reviewed_by=reader.text("reviewed_by"),
        reviewed_on=reader.day("reviewed_on"),
        confirm_with=reader.text("confirm_with"),
        withhold=reader.texts("withhold"),
        questions=reader.questions(),
        changed=reader.changed(),
        columns=reader.columns(),
    )
    _check_together(card, file)
    return card


def _check_together(card: Card, file: Path) -> None:
    """Rules between keys."""
    if card.valid_from and card.valid_until and card.valid_until < card.valid_from:
        raise CardError(f"{file}: `valid_until` is before `valid_from`. Correct one of the two days.")
    if card.confidence is Confidence.UNCONFIRMED and not card.confirm_with:
        raise CardError(f"{file}: `confirm_with` is missing. An unconfirmed card names the body to confirm with.")
    if card.review is not Review.DRAFTED and not (card.reviewed_by and card.reviewed_on):
        raise CardError(f"{file}: `reviewed_by` and `reviewed_on` are missing. A {card.review} card says who and when.")
    if card.kind is Kind.GUIDANCE:
        for language in card.languages:
            if not card.questions.get(language):
                raise CardError(f"{file}: `questions.{language}` is empty. Add ways in which people ask this.")


class _Reader:
    """One card's table, read key by key; holds the file name for its errors."""

    def __init__(self, table: Table, file: Path) -> None:
        self._table = table
        self._file = file

    def _fail(self, key: str, remedy: str) -> CardError:
        return CardError(f"{self._file}: `{key}` {remedy}")

    def refuse_unknown_keys(self) -> None:
        for key in self._table:
            if key not in (*KEYS, GUESSED):
                raise self._fail(
                    key, f"is not a key of a card. Remove it or correct it; the keys are: {', '.join(KEYS)}."
                )

    def refuse_guesses(self) -> None:
        if guessed := self.texts(GUESSED):
            raise self._fail(
                GUESSED, f"still lists {', '.join(guessed)}. Look at each, correct it, and take it off the list."
            )

    def require(self, keys: tuple[str, ...]) -> None:
        empty = [key for key in keys if self._is_empty(self._table.get(key))]
        if empty:
            remedy = "is missing. Add it" if len(empty) == 1 else "are missing. Add them"
            raise self._fail("`, `".join(empty), f"{remedy}; docs/architecture.md explains every key.")

    @staticmethod
    def _is_empty(value: object) -> bool:
        return (value.strip() if isinstance(value, str) else value) in (None, "", [], {})

    def text(self, key: str) -> str:
        value = self._table.get(key, "")
        if not isinstance(value, str):
            raise self._fail(key, 'must be text in quotes: key = "..."')
        return value.strip()

    def identifier(self, key: str) -> str:
        value = self.text(key)
        if not set(value) <= ID_LETTERS:
            raise self._fail(key, "may hold only small letters, digits and hyphens.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        return self._texts(key, self._table.get(key, []))

    def _texts(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self._fail(key, 'must be a list of texts: key = ["...", "..."]')
        return tuple(item.strip() for item in value)

    def choice(self, key: str, kinds: type[Choice]) -> Choice:
        return self._one(key, self.text(key), kinds)

    def choices(self, key: str, kinds: type[Choice]) -> tuple[Choice, ...]:
        return tuple(self._one(key, value, kinds) for value in self.texts(key))

    def _one(self, key: str, value: str, kinds: type[Choice]) -> Choice:
        try:
            return kinds(value)
        except ValueError:
            raise self._fail(key, f'is "{value}"; it must be one of: {", ".join(kinds)}.') from None

    def day(self, key: str) -> date | None:
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self._fail(key, "must be a day without quotes: key = 2026-11-20")
        return value

    def questions(self) -> Mapping[Language, tuple[str, ...]]:
        table = self._subtable("questions", self._table.get("questions", {}))
        return {
            self._one("questions", language, Language): self._texts(f"questions.{language}", asked)
            for language, asked in table.items()
        }

    def changed(self) -> tuple[Changed, ...]:
        entries = self._table.get("changed", [])
        if not isinstance(entries, list):
            raise self._fail("changed", "must be written as [[changed]] entries.")
        return tuple(self._changed(entry) for entry in entries)

    def _changed(self, entry: object) -> Changed:
        table = self._subtable("changed", entry)
        phrase, note = table.get("phrase"), self._subtable("changed.note", table.get("note", {}))
        has_words = all(isinstance(words, str) and words.strip() for words in (phrase, *note.values()))
        if not has_words or set(note) != set(Language) or set(table) != {"phrase", "note"}:
            raise self._fail("changed", "needs `phrase`, `note.en` and `note.sw`, and nothing else.")
        return Changed(str(phrase).strip(), {Language(language): text.strip() for language, text in note.items()})

    def columns(self) -> Columns | None:
        if "columns" not in self._table:
            return None
        table = {**self._subtable("columns", self._table["columns"])}
        section = table.pop("section", "")
        has_words = all(isinstance(words, str) and words.strip() for words in (*table.values(), section or "-"))
        if not table or not has_words or not set(table) <= set(Language):
            raise self._fail("columns", 'needs a sentence a language, en = "{Column} ...", and may name a `section`.')
        return Columns({Language(language): text.strip() for language, text in table.items()}, section.strip())

    def _subtable(self, key: str, value: object) -> Table:
        if not isinstance(value, dict):
            raise self._fail(key, "must be a table.")
        return cast(Table, value)

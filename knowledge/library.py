"""Find the documents in the library's folders and read each with its card; the rest is refused with a reason."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import beyond, cards, messages, readers
from knowledge.country import Country
from knowledge.errors import CardError, KnowledgeError, UnreadableError
from knowledge.models import Card, Document, Kind, Language
from knowledge.readers import text as plain
from knowledge.readers.markdown import split_front_matter

CARD_SUFFIX = ".card.toml"
NOT_DOCUMENTS = frozenset({"country.toml", "golden.jsonl", beyond.FILE, messages.FILE})


@dataclass(frozen=True)
class Refusal:
    """A file that cannot be served, and what to do about it."""

    file: Path
    reason: str


@dataclass(frozen=True)
class Library:
    """What the folders hold. `refused` blocks a publish; `skipped` (files without a card) does not."""

    documents: tuple[Document, ...]
    refused: tuple[Refusal, ...]
    skipped: tuple[Refusal, ...]


def find(folders: Sequence[Path], country: Country, today: date) -> Library:
    """Read every document below `folders`. A card in a later folder shadows one of the same id in an earlier folder."""
    documents: dict[str, Document] = {}
    refused: list[Refusal] = []
    skipped: list[Refusal] = []
    for folder in folders:
        here: dict[str, Document] = {}
        for file in _files(folder):
            try:
                document = read(file, country, today)
                if document is None:
                    remedy = (
                        f"{file}: has no card and is not served. `python ingest.py draft {file}` writes a first one."
                    )
                    skipped.append(Refusal(file, remedy))
                elif document.card.id in here:
                    other = here[document.card.id].path
                    raise CardError(f"{file}: the id `{document.card.id}` is taken by {other}. Give one a new id.")
                else:
                    here[document.card.id] = document
            except KnowledgeError as error:
                refused.append(Refusal(file, str(error)))
        documents |= here
    return Library(tuple(documents[key] for key in sorted(documents)), tuple(refused), tuple(skipped))


def read(file: Path, country: Country, today: date) -> Document | None:
    """One document with its card, or None if it has no card. Raises CardError or UnreadableError."""
    if file.name.endswith(CARD_SUFFIX):
        raise CardError(f"{file}: there is no document beside this card. Put it there, or remove the card.")
    front_matter, text = split_front_matter(readers.read(file)) if file.suffix.lower() == ".md" else ("", None)
    beside = card_file(file)
    if not front_matter and beside is not None:
        front_matter = plain.read(beside)
    if not front_matter:
        return None
    card = cards.read(front_matter, file)
    _check_for_country(card, file, country, today)
    if text is None:
        text = readers.read(file)
    digest = hashlib.sha256(front_matter.encode() + b"\0" + text.encode()).hexdigest()
    return Document(card, file, text, digest)


def card_file(file: Path) -> Path | None:
    """The card beside a document without front matter: NAME.card.toml, with or without the document's suffix."""
    for beside in (file.with_suffix(CARD_SUFFIX), file.with_name(file.name + CARD_SUFFIX)):
        if beside.is_file():
            return beside
    return None


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        raise UnreadableError(
            f"{folder}: there is no such folder. Correct [library] folders in config.toml or --library."
        )
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not hidden and file.name not in NOT_DOCUMENTS and not _is_card_of_another(file):
            yield file


def _is_card_of_another(file: Path) -> bool:
    """Whether `file` is the card of a document beside it; a card that was left alone is reported, not passed over."""
    name = file.name.removesuffix(CARD_SUFFIX)
    others = (other for other in file.parent.iterdir() if other.is_file() and not other.name.endswith(CARD_SUFFIX))
    return file.name.endswith(CARD_SUFFIX) and any(name in (other.name, other.stem) for other in others)


def _check_for_country(card: Card, file: Path, country: Country, today: date) -> None:
    """Rules that need the country: its elections, offices and bodies, and what holds today."""
    if card.country != country.code:
        raise CardError(f'{file}: `country` is "{card.country}"; this library is of "{country.code}".')
    if card.confirm_with and card.confirm_with not in country.bodies:
        raise CardError(
            f'{file}: `confirm_with` is "{card.confirm_with}"; add that body to country.toml or correct it.'
        )
    known = {office.id for office in country.offices}
    for office in card.offices:
        if office not in known:
            raise CardError(f'{file}: `offices` holds "{office}"; it must be one of: {", ".join(sorted(known))}.')
    elections = (country.election, *country.past_elections)
    if card.election is not None and card.election not in elections:
        raise CardError(f'{file}: `election` is "{card.election}"; it must be one of: {", ".join(elections)}.')
    if card.kind is Kind.GUIDANCE:
        _check_guidance(card, file, country, today)


def _check_guidance(card: Card, file: Path, country: Country, today: date) -> None:
    if card.election != country.election:
        raise CardError(f"{file}: `election` must be {country.election}: guidance is for the coming election.")
    if set(card.languages) != set(Language):
        raise CardError(f"{file}: `languages` must hold {', '.join(Language)}: guidance is written in every language.")
    if card.valid_until is not None and card.valid_until < today:
        raise CardError(
            f"{file}: `valid_until` {card.valid_until} has passed. Review the card and set a new day, or withdraw it."
        )

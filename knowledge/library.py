"""Find the documents in the library's folders and read each with its card; the rest is refused with a reason."""

import hashlib
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import asked, beyond, cards, messages, readers
from knowledge.country import Country
from knowledge.errors import CardError, KnowledgeError, UnreadableError
from knowledge.models import Card, Document, Dropped, Kind, Language
from knowledge.readers import kinds
from knowledge.readers import text as plain
from knowledge.readers.manuscript import Finding, Manuscript
from knowledge.readers.markdown import split_front_matter
from knowledge.readers.readings import Readings

CARD_SUFFIX = ".card.toml"
LONGEST_EXCERPT = 200
NOT_DOCUMENTS = frozenset({"country.toml", "golden.jsonl", asked.FILE, beyond.FILE, messages.FILE})


@dataclass(frozen=True)
class Refusal:
    """A file that cannot be served, and what to do about it."""

    file: Path
    reason: str


@dataclass(frozen=True)
class Library:
    """What the folders hold. `refused` blocks a publish; `skipped` (files without a card) does not.

    `noticed` says what is odd in a document that is served all the same: an admin must look at it.
    """

    documents: tuple[Document, ...]
    refused: tuple[Refusal, ...]
    skipped: tuple[Refusal, ...]
    noticed: tuple[Refusal, ...] = ()


def find(folders: Sequence[Path], country: Country, today: date, readings: Readings | None = None) -> Library:
    """Read every document below `folders`. A card in a later folder shadows one of the same id in an earlier folder.

    A shadowed card is not looked at any further: what is wrong with it harms nobody. `readings` are those kept from
    earlier runs; this run adds its own.
    """
    found = _Found(country, today, readings)
    for folder in folders:
        found.add(folder)
    documents = tuple(found.documents[key] for key in sorted(found.documents))
    served = {document.path for document in documents}
    return Library(
        documents,
        (*found.refused, *found.refused_by_id.values()),
        tuple(found.skipped),
        tuple(notice for notice in found.noticed if notice.file in served),
    )


class _Found:
    """Gathers documents folder by folder."""

    def __init__(self, country: Country, today: date, readings: Readings | None) -> None:
        self.documents: dict[str, Document] = {}
        self.refused: list[Refusal] = []
        self.refused_by_id: dict[str, Refusal] = {}
        self.skipped: list[Refusal] = []
        self.noticed: list[Refusal] = []
        self._country = country
        self._today = today
        self._readings = readings

    def add(self, folder: Path) -> None:
        here: dict[str, Document] = {}
        files = list(_files(folder))
        wanted = [file for file in files if is_markdown(file) or card_file(file)]
        read = dict(readers.read_all(wanted, readings=self._readings))
        home = folder.resolve()
        for file in files:
            try:
                beside = card_file(file)
                if not all(each.resolve().is_relative_to(home) for each in (file, beside or file)):
                    raise UnreadableError(f"{file}: leads to a file outside of {folder}. Put a copy of it there.")
                card, front_matter = self._card(file, read.get(file))
            except KnowledgeError as error:
                self.refused.append(Refusal(file, str(error)))
                continue
            if card is None:
                self.skipped.append(Refusal(file, _without_card(file)))
                continue
            try:
                if card.id in here:
                    other = here[card.id].path
                    raise CardError(f"{file}: the id `{card.id}` is taken by {other}. Give one a new id.")
                here[card.id] = self._document(card, front_matter, file, read[file])
            except KnowledgeError as error:
                self._refuse(card, Refusal(file, str(error)), card.id in here)
        for key in here:
            shadowed = self.refused_by_id.get(key)
            if shadowed is not None and not shadowed.file.is_relative_to(folder):
                del self.refused_by_id[key]
        self.documents |= here

    def _refuse(self, card: Card, refusal: Refusal, is_taken: bool) -> None:
        if is_taken or card.id in self.refused_by_id:
            self.refused.append(refusal)
        else:
            self.refused_by_id[card.id] = refusal

    def _card(self, file: Path, found: Manuscript | UnreadableError | None) -> tuple[Card | None, str]:
        """The card and its TOML; None for a file without one."""
        if file.name.endswith(CARD_SUFFIX):
            raise CardError(f"{file}: there is no document beside this card. Put it there, or remove the card.")
        if is_markdown(file) and isinstance(found, UnreadableError):
            raise found
        front_matter = split_front_matter(found.text)[0] if is_markdown(file) and isinstance(found, Manuscript) else ""
        beside = card_file(file)
        if not front_matter and beside is not None:
            front_matter = plain.read(beside)
        return (cards.read(front_matter, file), front_matter) if front_matter else (None, "")

    def _document(self, card: Card, front_matter: str, file: Path, found: Manuscript | UnreadableError) -> Document:
        _check_for_country(card, file, self._country, self._today)
        if isinstance(found, UnreadableError):
            raise found
        self.noticed += [Refusal(file, said(file, finding)) for finding in found.findings]
        digest = hashlib.sha256(front_matter.encode() + b"\0" + found.text.encode()).hexdigest()
        left_out = tuple(Dropped(each.text, each.reason) for each in found.left_out)
        return Document(card, file, found.text, digest, left_out)


def _without_card(file: Path) -> str:
    """What an admin does with it: converts what cannot be read, drafts a card for the rest."""
    if file.suffix.lower() not in readers.SUPPORTED:
        return f"{file}: has no card and is not served; {kinds.remedy(file)}"
    command = f"python ingest.py draft {shlex.quote(str(file))}"
    return f"{file}: has no card and is not served. `{command}` writes a first one."


def said(file: Path, finding: Finding) -> str:
    """What an admin reads about a finding."""
    excerpt = finding.excerpt if len(finding.excerpt) <= LONGEST_EXCERPT else finding.excerpt[:LONGEST_EXCERPT] + " …"
    return f"{file}: {finding.where}: {finding.concern}{f': “{excerpt}”' if excerpt else '.'}"


def is_markdown(file: Path) -> bool:
    return file.suffix.lower() == ".md"


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
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    others = {file for file in files if not file.name.endswith(CARD_SUFFIX)}
    names = {name for file in others for name in (file, file.with_suffix(""))}
    for file in files:
        is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        # A card that was left alone is reported, not passed over.
        is_card_of_another = file not in others and file.with_name(file.name.removesuffix(CARD_SUFFIX)) in names
        if not is_hidden and file.name not in NOT_DOCUMENTS and not is_card_of_another:
            yield file


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

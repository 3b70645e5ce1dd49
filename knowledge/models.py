"""What the library is made of: cards, documents, passages, editions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path


class Language(StrEnum):
    EN = "en"
    SW = "sw"


Words = Mapping[Language, str]
"""The same said in every language."""


class Kind(StrEnum):
    GUIDANCE = "guidance"
    BACKGROUND = "background"


class Topic(StrEnum):
    POLLING = "polling"
    DISPUTES = "disputes"
    SAFETY = "safety"
    R2P = "r2p"
    HISTORY = "history"
    ABOUT = "about"


class Stage(StrEnum):
    REGISTRATION = "registration"
    NOMINATION = "nomination"
    CAMPAIGN = "campaign"
    VOTING = "voting"
    COUNTING = "counting"
    RESULTS = "results"
    PETITION = "petition"
    ANY = "any"


class Review(StrEnum):
    DRAFTED = "drafted"
    CHECKED = "checked"
    APPROVED = "approved"


class Confidence(StrEnum):
    OFFICIAL = "official"
    STATUTE = "statute"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Changed:
    """A note that goes with every quotation in which `phrase` occurs."""

    phrase: str
    note: Mapping[Language, str]


@dataclass(frozen=True)
class Columns:
    """What a row of a table says: in each language a sentence with {columns} in it, under the cell of `section`."""

    sentences: Mapping[Language, str]
    section: str = ""


@dataclass(frozen=True)
class Card:
    """The metadata of one document: who said it, when it holds, how far it was reviewed."""

    id: str
    title: str
    kind: Kind
    country: str
    topics: tuple[Topic, ...]
    languages: tuple[Language, ...]
    publisher: str
    sources: tuple[str, ...]
    confidence: Confidence
    review: Review
    offices: tuple[str, ...] = ()
    stage: Stage = Stage.ANY
    published: date | None = None
    url: str = ""
    election: str | None = None
    law_as_at: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    reviewed_by: str = ""
    reviewed_on: date | None = None
    confirm_with: str = ""
    withhold: tuple[str, ...] = ()
    questions: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    changed: tuple[Changed, ...] = ()
    columns: Columns | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the card is valid on `day`, both ends included (days in the country's zone)."""
        after_start = self.valid_from is None or day >= self.valid_from
        before_end = self.valid_until is None or day <= self.valid_until
        return after_start and before_end

    def tells_of(self, election: str) -> bool:
        """Whether it is of that past election, or a card of history whose title names its year."""
        year = election.rsplit("-", 1)[1]
        return self.election == election or (Topic.HISTORY in self.topics and year in self.title)


@dataclass(frozen=True)
class Dropped:
    """Text of a document that is never served, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Document:
    """A file and its card. `text` is what the reader of its type found; `left_out` what that reader did not take."""

    card: Card
    path: Path
    text: str
    sha256: str
    left_out: tuple[Dropped, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A piece of a document that can be quoted on its own: whole sentences, in one language.

    `page_number` is the page of the file on which it begins, where the file has pages.
    """

    id: str
    document_id: str
    language: Language
    section: str
    text: str
    position: int
    notes: tuple[Mapping[Language, str], ...] = ()
    page_number: int | None = None


@dataclass(frozen=True)
class Split:
    """What became of a document: its passages, and what was left out."""

    passages: tuple[Passage, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True)
class Manifest:
    """What an edition holds; written last, so a folder without it was never finished.

    `is_publishable` is set once the golden questions were answered right, or the publish was forced with a reason.
    """

    edition: str
    format: int
    built: datetime
    country: str
    documents: int
    cards: int
    passages: int
    entries: int
    model_sha256: str
    library_sha256: str
    hashes: Mapping[str, str]
    index_hashes: Mapping[str, str] = field(default_factory=dict)
    is_publishable: bool = False
    golden_asked: int = 0
    golden_failed: tuple[str, ...] = ()
    forced_because: str = ""

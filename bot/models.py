"""What travels between the rooms of the bot: questions, their context, answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge.models import Confidence, Language


class Outcome(StrEnum):
    ANSWERED = "answered"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    LIVE_UNKNOWN = "live_unknown"
    REFUSED = "refused"
    URGENT = "urgent"
    SMALL_TALK = "small_talk"
    ERROR = "error"


class Reason(StrEnum):
    CARD = "card"
    QUOTATION = "quotation"
    COMPUTED = "computed"
    NOTICE = "notice"
    TWO_PART = "two_part"
    PREMISE_CORRECTED = "premise_corrected"
    WHICH_OFFICE = "which_office"
    WHICH_PLACE = "which_place"
    WHICH_STAGE = "which_stage"
    NO_EVIDENCE = "no_evidence"
    WEAK_EVIDENCE = "weak_evidence"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    OTHER_LANGUAGE = "other_language"
    SAFETY_NOW = "safety_now"
    RESULTS_NOW = "results_now"
    HARM_TARGETING = "harm_targeting"
    HARM_HIDING_PLACE = "harm_hiding_place"
    HARM_VIOLENCE = "harm_violence"
    HARM_FRAUD = "harm_fraud"
    PARTISAN = "partisan"
    PERSONAL_DATA = "personal_data"
    INJECTION = "injection"
    OFF_TOPIC = "off_topic"
    VIOLENCE = "violence"
    INJURED = "injured"
    ARRESTED = "arrested"
    SEXUAL_VIOLENCE = "sexual_violence"
    CHILD = "child"
    FIRE = "fire"
    THREATENED = "threatened"
    MISSING = "missing"
    SELF_HARM = "self_harm"
    GREETING = "greeting"
    THANKS = "thanks"
    ABUSE = "abuse"
    ABOUT_BOT = "about_bot"
    BAD_LINE = "bad_line"
    INTERNAL = "internal"


class Role(StrEnum):
    """A verified role; what somebody says of themselves in a question never changes it."""

    CITIZEN = "citizen"
    HELPDESK = "helpdesk"
    ADMIN = "admin"


class Level(StrEnum):
    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"
    ALL_CLEAR = "all_clear"


EVERYWHERE = "*"


@dataclass(frozen=True)
class Notice:
    """What a helpdesk knows of a place for a while. From `valid_from` inclusive until `valid_until` exclusive."""

    id: str
    county: str
    level: Level
    text: Mapping[Language, str]
    valid_from: datetime
    valid_until: datetime | None
    published: bool
    restricted: bool
    area: str = ""
    topics: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    source: str = ""
    confirmed_by: str = ""


@dataclass(frozen=True)
class Anchor:
    """The day on which something happened in an election, from which times are counted.

    `office` and `area` are empty where it holds for all. Without `recorded_on` it is history, from country.toml.
    `was` is the day that was told before a correction; `replaces` are the ids of all entries that it took the place of.
    """

    id: str
    election: str
    event: str
    day: date
    source: str
    office: str = ""
    area: str = ""
    recorded_on: date | None = None
    was: date | None = None
    replaces: tuple[str, ...] = ()

    @property
    def first_id(self) -> str:
        """That of the entry which all the others corrected: the same through every correction."""
        return self.replaces[-1] if self.replaces else self.id


@dataclass(frozen=True)
class DayTold:
    """A day that was counted from what the desk has recorded, as somebody reads it.

    `matter` says of what (see bot/situation/matters.py), `anchor` is the id of the recorded day.
    """

    matter: str
    anchor: str
    day: date


@dataclass(frozen=True)
class Question:
    """What somebody asked. `earlier` are their last questions of this conversation, the newest last."""

    text: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """What an answer may depend on besides the question; everything is a value, nothing is looked up.

    `now` is aware; `county` is a code; `language` is the person's setting.
    """

    now: datetime
    language: Language | None = None
    county: str | None = None
    role: Role = Role.CITIZEN
    notices: tuple[Notice, ...] = ()
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True)
class Citation:
    """A source as shown under an answer. `page_number` is that of the file, where it has pages."""

    id: str
    title: str
    publisher: str
    published: date | None
    section: str
    law_as_at: date | None = None
    confidence: Confidence = Confidence.SECONDARY
    confirm_with: str = ""
    page_number: int | None = None


class PartKind(StrEnum):
    CARD = "card"
    QUOTATION = "quotation"
    NOTICE = "notice"
    WORDS = "words"


@dataclass(frozen=True)
class Part:
    """A piece of an answer: reviewed words with their source, or a sentence of the bot's own texts.

    `language` is the language of `text`, which for a quotation may differ from the answer's. `told` is the day that it
    says, where that was counted from a recorded one.
    """

    kind: PartKind
    text: str
    language: Language
    citation: Citation | None = None
    notes: tuple[str, ...] = ()
    notice: str | None = None
    passage: str = ""
    told: DayTold | None = None


@dataclass(frozen=True)
class Option:
    """A button under an answer: what it says, and the action it stands for (see conversation/replies.py)."""

    label: str
    action: str


@dataclass(frozen=True)
class Answer:
    """One answer, before rendering. `confidence` is the estimated probability that it is right."""

    outcome: Outcome
    reason: Reason
    language: Language
    parts: tuple[Part, ...]
    options: tuple[Option, ...] = ()
    handover: bool = False
    confidence: float = 0.0
    signals: Mapping[str, float] | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each source once, in order."""
        found = {part.citation.id: part.citation for part in self.parts if part.citation}
        return tuple(found.values())

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(part.notice for part in self.parts if part.notice)

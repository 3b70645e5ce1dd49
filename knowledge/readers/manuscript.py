"""What a reader found in a file: its text, what the file says of itself, and what a person must look at."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Concern(StrEnum):
    """What an admin must look at, and what was done about it."""

    HIDDEN = "text that nobody can see was taken out"
    INVISIBLE = "invisible characters were taken out"
    DIRECTION = "characters that turn the direction of writing were taken out"
    INSTRUCTION = "a sentence speaks to a machine and not to a reader; it is never quoted"
    RECOGNISED = "the words were recognised from a picture of the page: compare them with it"
    PICTURE = "the page is a picture: what stands on it is not read. Text recognition (OCR) would add it"
    SCRIPT = "it holds scripts, which were left alone"
    CHANGES = "it holds changes that nobody has accepted; they are read as accepted"


@dataclass(frozen=True)
class Finding:
    """`where` is a page or a line, in words; `excerpt` what stands there."""

    concern: Concern
    where: str
    excerpt: str = ""


class Aside(StrEnum):
    """Why a reader left a text out."""

    HIDDEN = "hidden in the file"
    TURNED = "turned on its page, such as a watermark"
    AROUND = "around the text of the web page"
    HEAD = "in the head or foot of the page"
    NOTE = "a note under the text"
    COMMENT = "a comment on the text"
    DELETED = "deleted by a change that nobody has accepted"


@dataclass(frozen=True)
class LeftOut:
    text: str
    reason: Aside


@dataclass(frozen=True)
class Properties:
    """What the file says of itself; empty where it says nothing. Never trusted: a first card marks it as guessed."""

    title: str = ""
    author: str = ""
    created: date | None = None
    language: str = ""


@dataclass(frozen=True)
class Manuscript:
    """`text` has pages parted by form feeds, headings known for sure behind `#`, rows of tables between `|`."""

    text: str
    properties: Properties = Properties()
    findings: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

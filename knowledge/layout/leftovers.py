"""Text that is never served, with its line and the reason; the reasons are read by admins."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    WITHHELD = "withheld"
    ADDRESS = "holds an address for mail or uploads"
    PROMPT = "an invitation of the web page"
    ONLINE_ACTION = "an invitation to an online action"
    GARBLED = "words are missing in it"
    UNFINISHED = "not a whole sentence"
    FOOTNOTE = "a footnote inside a sentence"
    PAGE_NUMBER = "a page number"
    RUNNING_HEAD = "a running head"
    DATE_LINE = "a date alone on its line"
    MENU = "a menu or a row of a table"
    TABLE = "a row of a table"
    INSTRUCTION = "speaks to a machine and not to a reader"
    EMPTY_CELL = "a cell that the sentence needs is empty"
    UNNAMED_COLUMN = "a column that the card does not name"
    RULE = "a rule without words"
    LINK_LIST = "a list of links or key words"
    EMPTY_HEADING = "a heading with nothing to quote under it"
    REPEATED = "said before in the same section"
    OUTSIDE = "outside the language sections"


@dataclass(frozen=True)
class Leftover:
    line: int
    text: str
    reason: Reason

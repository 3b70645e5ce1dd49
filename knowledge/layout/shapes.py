"""What a piece of text looks like by its shape alone: a heading, an item, a beginning, an end."""

import re

from knowledge import sentences
from knowledge.typography import APOSTROPHES, CLOSING, DASHES, ELLIPSES, OPENING, SOFT_HYPHEN
from knowledge.wordlists import GRAMMATICAL

# The last two bullets are those of the symbol fonts of word processors.
_BULLET = r"[•▪▫◦●○‣\u2043■□◆➢✓✔·\uf0b7\uf0a7]\s*"
_NUMBER = r"(?!p\.\s*\d)\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]"  # "p. 473" is a page and no item
_ITEM = re.compile(rf"{_BULLET}|(?P<dash>[*+{DASHES}])\s+|(?P<number>{_NUMBER})\s+")
_SMALL_START = re.compile(rf"(?:[{DASHES}]\s+)?[{OPENING}]*[a-zß-öø-ÿ](?![A-Z])")
_WORD = re.compile(rf"[^\W_](?:[\w{APOSTROPHES}.&/-]*\w)?")
_LONGEST_HEADING = 200
_LONGEST_PLAIN_HEADING = 90


def item_mark(text: str) -> re.Match[str] | None:
    """The bullet, dash or number that opens a list item."""
    return _ITEM.match(text)


def is_open(text: str) -> bool:
    """Whether the last sentence is still to be ended, and not merely trailing off."""
    return not sentences.is_finished(text) and not trails_off(text)


def trails_off(text: str) -> bool:
    return text.rstrip(CLOSING + " ").endswith(ELLIPSES)


def is_cut(text: str) -> bool:
    """Whether the text plainly breaks off: after a comma, a hyphen, an abbreviation or a grammatical word."""
    if text.endswith((",", "/", SOFT_HYPHEN, *DASHES)) or sentences.ends_in_abbreviation(text):
        return True
    return text[-40:].rsplit(maxsplit=1)[-1] in GRAMMATICAL


def starts_small(text: str) -> bool:
    """Whether the text opens with a small letter, as the rest of a sentence does. "eCitizen" is a name."""
    return _SMALL_START.match(text) is not None


def is_all_capitals(text: str) -> bool:
    """A heading such as BACKGROUND."""
    letters = [character for character in text if character.isalpha()]
    if len(letters) < 4 or len(text) > _LONGEST_HEADING or text.endswith((".", ",", ";", "!")):
        return False
    return all(not letter.islower() for letter in letters)


def is_title(text: str) -> bool:
    """A heading such as Key Findings: every word but the grammatical ones has a capital."""
    words = _WORD.findall(text)
    if not words or len(text) > _LONGEST_HEADING or text.endswith((".", ",", ";", "!", "…", "»")):
        return False
    return text[0].isupper() and all(not word[0].islower() or word in GRAMMATICAL for word in words)


def is_plain_heading(text: str) -> bool:
    """What may be a heading if it stands alone before a paragraph: What the court decided. What should I bring?"""
    if not text[:1].isupper() or len(text) > _LONGEST_PLAIN_HEADING or len(sentences.split(text)) > 1:
        return False
    return text.endswith("?") or (is_open(text) and not is_cut(text))

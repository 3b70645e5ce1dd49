"""Running text -> its sentences, each kept whole and unchanged.

Our own small code: pysbd loses or adds spaces in dirty text (its issue 83), splits before "[2004]", and is no longer
maintained; NLTK's punkt needs a download; neither knows Swahili. Here a doubtful full stop does NOT end a sentence:
for a quotation two sentences together are better than half of one.
"""

import re

from knowledge.typography import CLOSING, OPENING
from knowledge.wordlists import ABBREVIATIONS, BEFORE_FIGURES, MAY_END, NEVER_LAST, OPENERS

_BOUNDARY = re.compile(rf"[.!?][{CLOSING}]*(?=\s+[{OPENING}]*[A-ZÀ-ÖØ-Þ0-9])")
# "in Nairobi.Amnesty International": a caption glued to the text after it.
_GLUED = re.compile(r"(?<=[a-z]{3})\.(?=[A-Z][a-z]+\s)")
_SAID = re.compile(r"\s+(?:\w+\s+){1,4}?(?:said|says|asked|added|told|wrote|replied|alisema|aliuliza)\b")
_ENDED = re.compile(rf"(?<!\.)[.!?][{CLOSING}]*$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Z]")
_ITEM_NUMBER = re.compile(r"\d{1,2}|[a-z]|[ivx]{1,4}")
# Brackets and quotation marks further apart than this do not hold the sentences between them together.
_LONGEST_ASIDE = 600
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


def split(text: str) -> list[str]:
    """The sentences of one paragraph; the last one may be unfinished (see is_finished)."""
    text = " ".join(text.split())
    sentences, start = [], 0
    for end in _ends(text):
        sentences.append(text[start:end].strip())
        start = end
    return [*sentences, text[start:].strip()] if text[start:].strip() else sentences


def is_finished(text: str) -> bool:
    """Whether the text ends as a sentence does. An ellipsis or an abbreviation such as "Mrs." leaves it open."""
    return _ENDED.search(text.rstrip()[-20:]) is not None and not ends_in_abbreviation(text)


def ends_in_abbreviation(text: str) -> bool:
    last = text[-20:].rsplit(maxsplit=1)[-1:] or [""]
    return last[0].endswith(".") and last[0][:-1].lstrip(OPENING).lower() in NEVER_LAST


def _ends(text: str) -> list[int]:
    ends = [0]
    for match in sorted([*_BOUNDARY.finditer(text), *_GLUED.finditer(text)], key=lambda match: match.end()):
        if _ends_here(text, ends[-1], match):
            ends.append(match.end())
    return ends[1:]


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the sentence that began at `start` ends with the match."""
    near = max(start, match.end() - _LONGEST_ASIDE)
    if _is_inside(text[near : match.end()], text[match.end() : match.end() + _LONGEST_ASIDE]):
        return False
    if match.group()[0] != ".":
        return len(match.group()) == 1 or not _SAID.match(text, match.end())
    before = text[near : match.start()].strip()
    following = text[match.end() : match.end() + 40].lstrip(OPENING + " ")
    return not _is_abbreviation(before, following)


def _is_abbreviation(before: str, following: str) -> bool:
    """Whether the full stop between the two belongs to the word before it, or to the number of an item."""
    if not before or before.endswith(".") or _ITEM_NUMBER.fullmatch(before):
        return True
    word = before.rsplit(maxsplit=1)[-1].lstrip(OPENING)
    if word.lower() in ABBREVIATIONS or (word.lower() in BEFORE_FIGURES and following[:1].isdigit()):
        return True
    may_end = word.lower() in MAY_END or _INITIALS.fullmatch(word)
    return bool(may_end) and following.split(maxsplit=1)[0].rstrip(",") not in OPENERS


def _is_inside(before: str, after: str) -> bool:
    """Whether brackets or quotation marks opened in `before` close only in `after`."""
    if before.count('"') % 2 and '"' in after:
        return True
    return any(before.count(left) > before.count(right) and right in after for left, right in _PAIRS)

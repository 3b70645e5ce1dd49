"""Typing errors made by code, the same ones each time: one in every third word, as thumbs make them on a phone."""

import hashlib
import re

EVERY = 3
LEAST_LETTERS = 4  # a slip in a shorter word makes another word
WORD = re.compile(r"[A-Za-z]+")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def slipped(text: str) -> str:
    """The text with a slip in every third word; where that one is short, in the next one that is long enough."""
    count, due = 0, 0

    def passed(match: re.Match[str]) -> str:
        nonlocal count, due
        word = match.group()
        count += 1
        due += count % EVERY == 0
        if not due or len(word) < LEAST_LETTERS:
            return word
        due -= 1
        return _slip(word, _chance(text, match.start()))

    return WORD.sub(passed, text)


def _chance(text: str, position: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{position} {text}".encode()).digest()[:4], "big")


def _slip(word: str, chance: int) -> str:
    """A letter lost, doubled, exchanged with the next one, or its neighbour on the keyboard; never the first."""
    kind, chance = chance % 4, chance // 4
    at = 1 + chance % (len(word) - 2)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _neighbour(word[at].lower()) + word[at + 1 :]


def _neighbour(letter: str) -> str:
    row = next(row for row in ROWS if letter in row)
    at = row.index(letter)
    return row[at + 1] if at + 1 < len(row) else row[at - 1]

"""Long texts into messages that Telegram takes: split where a reader would pause, never cut short."""

import re
import unicodedata
from itertools import accumulate, takewhile

LONGEST_MESSAGE_UNITS = 4096  # Telegram counts UTF-16 units: a letter is one, most emoji are two

# White space to split at, from the best place to the worst; the group is what is dropped there.
_PARAGRAPH = re.compile(r"(\n[^\S\n]*\n\s*)")
_LINE = re.compile(r"(\n\s*)")
_SENTENCE = re.compile(r"[.!?…][)\]\"'”’»]*(\s+)(?=[^\Wa-z\d_]|[(\[\"'“‘«])")  # not behind "reg. 66" or "e.g. a"
_WORD = re.compile(r"(\s+)")

_LONGEST_EMOJI = 16  # characters; a longer chain is no emoji and may be cut
_JOINER = "\u200d"


def clean(text: str) -> str:
    """The text as it can be sent: a lone surrogate becomes U+FFFD, a pair of them the character it stands for."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def split(text: str, limit: int = LONGEST_MESSAGE_UNITS) -> list[str]:
    """The text as messages of at most `limit` units, in order; a text of white space alone gives none.

    Only white space is dropped, and only where two messages meet and at both ends.
    `limit` is at least 2: one character may take two units.
    """
    rest = clean(text).strip()
    messages = []
    while (longest := _characters_within(rest, limit)) < len(rest):
        end = _end_of_message(rest, longest)
        messages.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*messages, rest] if rest else messages


def _end_of_message(text: str, longest: int) -> int:
    """Where the first message ends: the last pause in its later half, else the last word, else inside a long word."""
    for pause in (_PARAGRAPH, _LINE, _SENTENCE):
        if (end := _last(pause, text, longest)) > longest // 2:
            return end
    return _last(_WORD, text, longest) or _between_characters(text, longest)


def _last(pause: re.Pattern[str], text: str, longest: int) -> int:
    """Where the last such pause within the first `longest` characters begins; 0 where there is none."""
    starts = (match.start(1) for match in pause.finditer(text, 0, longest + 2))
    return max(takewhile(lambda start: start <= longest, starts), default=0)


def _between_characters(text: str, longest: int) -> int:
    """The last place that does not tear what a reader sees as one character, such as a family or a flag."""
    nearest = max(1, longest - _LONGEST_EMOJI)
    return next((end for end in range(longest, nearest, -1) if not _is_joined(text, end)), longest)


def _is_joined(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if _is_flag_letter(before) and _is_flag_letter(after):
        run = sum(1 for _ in takewhile(_is_flag_letter, reversed(text[:place])))
        return run % 2 == 1
    is_skin_tone = "\U0001f3fb" <= after <= "\U0001f3ff"
    return before == _JOINER or after == _JOINER or is_skin_tone or unicodedata.category(after) in ("Mn", "Me", "Mc")


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _characters_within(text: str, limit: int) -> int:
    """How many characters from the start of the text take at most `limit` units."""
    lengths = accumulate(1 + (character > "\uffff") for character in text)
    return sum(1 for _ in takewhile(lambda length: length <= limit, lengths))

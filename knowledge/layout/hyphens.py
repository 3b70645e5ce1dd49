"""Words broken over two lines, put together again.

The rule, in this order, for "first-" at a line's end and "second" below it:
1. no small letter follows ("Al-Shabaab", "2007-2008"), or `first` has a hyphen or a figure already: keep the hyphen;
2. one of the two spellings stands elsewhere in the same text: that one, the more frequent; a tie keeps the hyphen;
3. `first` is "non", "post", "self" and the like: keep the hyphen;
4. both halves stand elsewhere in the text as words, and `first` is no grammatical word: keep the hyphen;
5. otherwise join.
A soft hyphen always joins.
"""

import re
from collections import Counter

from knowledge.typography import APOSTROPHES, SOFT_HYPHEN
from knowledge.wordlists import GRAMMATICAL, HYPHENATED_PREFIXES

_WORD = re.compile(rf"[^\W\d_]+(?:[-{APOSTROPHES}][^\W\d_]+)*")
# Lengths are bounded in this pattern, for the text may come from anybody.
_BROKEN = re.compile(rf"[\w{APOSTROPHES}-]{{1,60}}[-{SOFT_HYPHEN}][ \t]{{0,9}}\n\s{{0,9}}[\w{APOSTROPHES}-]{{1,60}}")
_LAST = re.compile(rf"([\w{APOSTROPHES}-]*\w)-$")
_FIRST = re.compile(r"[^\W\d_]+")


class Joiner:
    """Joins lines, deciding by the words of the whole text."""

    def __init__(self, text: str) -> None:
        self._count = Counter(word.lower() for word in _WORD.findall(_BROKEN.sub(" ", text)))

    def join(self, left: str, right: str) -> str:
        """Two neighbouring lines as one, with a space, a hyphen or nothing between them."""
        if left.endswith(SOFT_HYPHEN):
            return left[:-1] + right
        if left.endswith("/"):
            return left + right
        broken = _LAST.search(left[-80:])
        if broken is None:
            return f"{left} {right}"
        return left + right if self._keeps_hyphen(broken.group(1), right) else left[:-1] + right

    def _keeps_hyphen(self, first: str, right: str) -> bool:
        second = _FIRST.match(right)
        if second is None or right[0].isupper() or not first.isalpha():
            return True
        first, rest = first.lower(), second.group().lower()
        with_hyphen, joined = self._count[f"{first}-{rest}"], self._count[first + rest]
        if with_hyphen or joined:
            return with_hyphen >= joined
        if first in HYPHENATED_PREFIXES:
            return True
        return first not in GRAMMATICAL and self._count[first] > 0 and self._count[rest] > 0

"""Which word a misspelt one was meant to be: the one that takes the fewest slips, and of those the most usual here.

A noisy channel (Kernighan, Church and Gale 1990) over the words of the subject. What people do on a phone costs half a
slip: vowels left out or mistaken, letters doubled or not. Words typed as one are taken apart. A Swahili verb has more
forms than any list, so a vowel is also put back where that makes a form of a known verb, and of an English verb that
is conjugated in Swahili (inaprotect) the English word is left.
"""

import math
import re
from collections.abc import Callable, Container, Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # letters of a word that is corrected at all
SHORTEST_WITH_A_SLIP = 5
SHORTEST_VERB = 6
SHORTEST_JOINED = 7
SHORTEST_WITH_TWO = 8
FRAMED = 6  # letters from which on two slips between the same first two letters and the same last one are borne
SHORTEST_PART, USUAL = 3, 5  # letters of each of two words typed as one, and how often each stands here at least
SLIP = 4.0  # log odds that a slip costs: fifty times as usual makes up for it
PARTICLES = frozenset(("ya", "wa", "za", "la", "na", "ni"))  # short Swahili words that are typed onto the next one
VOWELS = re.compile(r"[aeiou]")
# Who does it, when, to whom: before a Swahili verb, and before an English one in Sheng. No negation: that must stay.
CONJUGATED = re.compile(
    r"(?:ku|(?:ni|n|u|a|tu|mu|m|wa|i|zi)(?:na|mesha|me|li|ta|ki|ka|nge)?)(?:ni|ku|mu|m|tu|wa|i|zi|ji)?"
)
DOUBLED = re.compile(r"(.)\1")


class Speller:
    """`usual`: word -> how often it stands in the texts of the subject. `is_form`: whether a verb has such a form.

    `english`: words of that language. `beginnings`: how a verb begins in careless typing -> in writing.
    """

    def __init__(
        self,
        usual: Mapping[str, int],
        is_form: Callable[[str], bool],
        english: Container[str],
        beginnings: Mapping[str, str],
    ) -> None:
        self._usual = usual
        self._is_form = is_form
        self._english = english
        self._beginnings = sorted(beginnings.items(), key=lambda pair: -len(pair[0]))
        self._by_letter: dict[str, list[str]] = {}
        for word in sorted(usual):
            if len(word) >= SHORTEST:
                self._by_letter.setdefault(word[0], []).append(word)

    def written(self, word: str) -> str | None:
        """A verb form as it is written, if it was typed with a careless beginning: alompiga, aliyempiga."""
        for typed, standard in self._beginnings:
            if word.startswith(typed) and self._is_form(form := standard + word[len(typed) :]):
                return form
        return None

    def meant(self, word: str) -> tuple[str, ...]:
        """The word or the two words that an unknown `word` was meant to be; empty where none is near."""
        if len(word) < SHORTEST or not word.isalpha():
            return ()
        if parts := self._behind_particle(word):
            return parts
        near = self._near(word)
        if near and near[0][0] <= 0.5:
            return (near[0][1],)
        if form := self.written(word):
            return (form,)
        if found := self._with_a_vowel(word) or self._conjugated(word):
            return (found,)
        if near and near[0][0] <= 1 and len(word) >= SHORTEST_WITH_A_SLIP:
            return (near[0][1],)
        if parts := self._apart(word):
            return parts
        return next(((found,) for _, found in near if _bears_two(word, found)), ())

    def _near(self, word: str) -> list[tuple[float, str]]:
        """(slips, word) of the words at most two slips away that begin alike, the likeliest first of each cost."""
        found = process.extract(word, self._by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=2, limit=None)
        bare = _bare(word)
        costs = [(slips * _share(slips, word, _bare(near) == bare), near) for near, slips, _ in found]
        return sorted(costs, key=lambda each: (SLIP * each[0] - math.log(1 + self._usual[each[1]]), each[1]))

    def _with_a_vowel(self, word: str) -> str | None:
        """A verb form that lacks one vowel: kuwasilsha, kuwasilisha."""
        if len(word) < SHORTEST_VERB:
            return None
        return next((form for form in _with_vowels(word) if self._is_form(form)), None)

    def _conjugated(self, word: str) -> str | None:
        """The English verb in Swahili clothes: kuprotect, wakamforce."""
        ends = (at for at in range(1, len(word) - SHORTEST_PART + 1) if CONJUGATED.fullmatch(word[:at]))
        return next((word[at:] for at in ends if word[at:] in self._english), None)

    def _behind_particle(self, word: str) -> tuple[str, ...]:
        """zakura, za kura; wakulinda, wa kulinda."""
        first, rest = word[:2], word[2:]
        is_word = self._usual.get(rest, 0) >= USUAL or (rest.startswith("ku") and self._is_form(rest))
        return (first, rest) if first in PARTICLES and len(rest) >= SHORTEST and is_word else ()

    def _apart(self, word: str) -> tuple[str, ...]:
        """Two usual words that were typed as one; the pair whose rarer word is the most usual."""
        if len(word) < SHORTEST_JOINED:
            return ()
        pairs = [
            (min(self._usual.get(word[:at], 0), self._usual.get(word[at:], 0)), word[:at], word[at:])
            for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        ]
        most, first, second = max(pairs)
        return (first, second) if most >= USUAL else ()


def _share(slips: int, word: str, is_bare: bool) -> float:
    """Of the cost: half where the consonants are the same; a short word bears one slip of that kind."""
    return 0.5 if is_bare and (slips < 2 or len(word) >= SHORTEST_JOINED) else 1.0


def _bears_two(word: str, found: str) -> bool:
    """Whether two slips are borne in it: it is long, or framed by the same letters."""
    is_framed = len(word) >= FRAMED and word[:2] == found[:2] and word[-1] == found[-1]
    return is_framed or len(word) >= SHORTEST_WITH_TWO


def _bare(word: str) -> str:
    """Its consonants, after the first letter, none doubled."""
    return word[0] + VOWELS.sub("", DOUBLED.sub(r"\1", word[1:]))


def _with_vowels(word: str) -> Iterator[str]:
    """The word with one vowel more, at its end first, then between two consonants."""
    places = [len(word)] if not VOWELS.match(word[-1]) else []
    places += [at for at in range(1, len(word)) if not VOWELS.match(word[at - 1]) and not VOWELS.match(word[at])]
    yield from (word[:at] + vowel + word[at:] for at in places for vowel in "aiueo")

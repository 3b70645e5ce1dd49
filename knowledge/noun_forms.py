"""Swahili noun forms: from a plural, a singular or a place (vituoni) back to the noun in the dictionary (kituo).

A noun belongs to a class, and the class shows in its first letters: m-/wa-, m-/mi-, ji-/ma-, ki-/vi-, u-/n- (Ashton
1944; Mohammed 2001). A place has -ni at the end. A form counts only where it leads to a noun that the dictionary
knows: nothing is cut on likeness alone. Look a word up as it stands, and as a verb form, before asking here:
"madini" is minerals, not the plural of "dini".
"""

from collections.abc import Iterator

# Singular and plural beginnings; what follows is equal in both.
_CLASSES = (
    *(("m", "wa"), ("mw", "w"), ("mw", "wa"), ("mu", "wa")),  # mshindi washindi, mwalimu walimu, muumini waumini
    *(("m", "mi"), ("mu", "mi"), ("mw", "my"), ("mw", "mi")),  # mkutano mikutano, muhula mihula, mwaka miaka
    *(("ki", "vi"), ("ch", "vy")),  # kituo vituo, cheti vyeti
)
# Plurals that are led back to their singular only: the other way they would make nouns of other words.
_PLURALS = (
    *(("", "ma"), ("ji", "ma"), ("u", "ma")),  # karatasi makaratasi, jina majina, ugonjwa magonjwa
    *(("u", "ny"), ("w", "ny"), ("", "ny")),  # uzi nyuzi, waraka nyaraka, uso nyuso
    *(("ub", "mb"), ("ul", "nd")),  # ubao mbao, ulimi ndimi
)
_LEAST_SHARED = 3  # letters: with fewer, everything is the plural of something
_TELLING = frozenset({"ki", "vi", "ch", "vy"})  # beginnings after which two letters are enough: kisu, chuo
_PLACE = "ni"


def base(word: str, nouns: frozenset[str]) -> str | None:
    """The noun of `nouns` that `word`, in lower case, is another number or the place of; None where there is none."""
    places = list(_of_place(word))
    forms = [*places, *_other_numbers(word), *(number for place in places for number in _other_numbers(place))]
    return next((form for form in forms if form in nouns), None)


def _of_place(word: str) -> Iterator[str]:
    """mahakamani: at court. The vowel before -ni is the noun's own."""
    stem = word.removesuffix(_PLACE)
    if stem != word and len(stem) > _LEAST_SHARED and stem[-1] in "aeiou":
        yield stem


def _other_numbers(word: str) -> Iterator[str]:
    """The singular that a plural may have, then the plural of a singular."""
    for one, many in (*_CLASSES, *_PLURALS):
        yield from _exchanged(word, many, one)
    for one, many in _CLASSES:
        yield from _exchanged(word, one, many)


def _exchanged(word: str, old: str, new: str) -> Iterator[str]:
    rest = word.removeprefix(old)
    if word.startswith(old) and len(rest) >= _LEAST_SHARED - (old in _TELLING):
        yield new + rest

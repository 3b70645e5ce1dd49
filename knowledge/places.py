"""Finds the county that a question names, misspelt too."""

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA

from knowledge.country import Country

LONGEST_NAME = 3
SHORTEST_CORRECTED = 6


class Gazetteer:
    """County codes by every name and alias of counties and places."""

    def __init__(self, country: Country) -> None:
        self._codes: dict[tuple[str, ...], str] = {}
        self._names: Mapping[str, str] = {county.county: county.name for county in country.counties}
        for place in (*country.places, *country.counties):  # a county's name wins over a place's
            for name in (place.name, *place.aliases):
                self._codes[_words(name)] = place.county
        self._long = [key[0] for key in self._codes if len(key) == 1 and len(key[0]) >= SHORTEST_CORRECTED]

    def name(self, code: str) -> str:
        return self._names.get(code, code)

    def code(self, text: str) -> str | None:
        """The county code for a code, a name or an alias as given by a caller; None if unknown."""
        wanted = text.strip().lower()
        if wanted in self._names:
            return wanted
        stripped = wanted.lstrip("0")
        return stripped if stripped in self._names else self._codes.get(_words(wanted))

    def counties(self, words: Sequence[str], common: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Codes of the counties named in a question's words, in order; `common` words are never taken as misspelt."""
        found: list[str] = []
        index = 0
        while index < len(words):
            length, code = self._at(words, index, common)
            if code and code not in found:
                found.append(code)
            index += length
        return tuple(found)

    def _at(self, words: Sequence[str], start: int, common: frozenset[str]) -> tuple[int, str | None]:
        for length in range(min(LONGEST_NAME, len(words) - start), 0, -1):
            code = self._codes.get(tuple(words[start : start + length]))
            if code:
                return length, code
        word = words[start]
        if len(word) >= SHORTEST_CORRECTED and word not in common:
            for name in self._long:
                if name[0] == word[0] and OSA.distance(name, word, score_cutoff=1) <= 1:
                    return 1, self._codes[(name,)]
        return 1, None


def _words(name: str) -> tuple[str, ...]:
    return tuple(name.lower().replace("'", "").replace("-", " ").split())

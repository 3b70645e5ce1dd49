"""Finds the county that a question names, misspelt too."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA

from knowledge.country import Country

SHORTEST_CORRECTED = 6


class Gazetteer:
    """County codes by every name and alias of counties and places."""

    def __init__(self, country: Country) -> None:
        self._codes: dict[tuple[str, ...], str] = {}
        self._names: Mapping[str, str] = {county.county: county.name for county in country.counties}
        self._codes.update(_constituencies(country))
        for place in (*country.places, *country.counties):  # a county's name wins over a place's, that over the rest
            for name in (place.name, *place.aliases):
                self._codes[_words(name)] = place.county
        self._longest = max(map(len, self._codes), default=0)
        places = (*country.counties, *country.places)
        # True names come before aliases: most of those are slips themselves, and a slip of a slip may be another name.
        self._corrected = (
            _long(place.name for place in places),
            _long(alias for place in places for alias in place.aliases),
        )

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
        plain = [word.replace("'", "") for word in words]
        index = 0
        while index < len(plain):
            length, code = self._at(plain, index, common)
            if code and code not in found:
                found.append(code)
            index += length
        return tuple(found)

    def _at(self, words: Sequence[str], start: int, common: frozenset[str]) -> tuple[int, str | None]:
        for length in range(min(self._longest, len(words) - start), 0, -1):
            code = self._codes.get(tuple(words[start : start + length]))
            if code:
                return length, code
        word = words[start]
        if len(word) < SHORTEST_CORRECTED or word in common:
            return 1, None
        for names in self._corrected:
            near = {self._codes[(name,)] for name in names if name[0] == word[0] and _is_slip(word, name)}
            if near:
                return 1, near.pop() if len(near) == 1 else None
        return 1, None


def _constituencies(country: Country) -> Mapping[tuple[str, ...], str]:
    """Codes by the names of constituencies, but those that settle nothing alone. Slips in them are not mended."""
    unsettled = {_words(name.name) for name in country.ambiguous}
    named = {_words(constituency.name): constituency.county for constituency in country.constituencies}
    return {words: code for words, code in named.items() if words not in unsettled}


def _is_slip(word: str, name: str) -> bool:
    return OSA.distance(name, word, score_cutoff=1) <= 1


def _long(names: Iterable[str]) -> tuple[str, ...]:
    """The names of one word that are long enough for a slip in them to be told from another word."""
    return tuple(words[0] for words in map(_words, names) if len(words) == 1 and len(words[0]) >= SHORTEST_CORRECTED)


def _words(name: str) -> tuple[str, ...]:
    return tuple(name.lower().replace("'", "").replace("-", " ").split())

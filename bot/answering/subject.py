"""What a question is about beyond its words: offices, counties, years, and whether it asks what to do now."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.country import Country
from knowledge.language import Reading, longest
from knowledge.lexicon import Phrase
from knowledge.places import Gazetteer

YEAR = re.compile(r"^(?:19|20)\d\d$")
PRACTICAL = frozenset({"when", "where", "how", "can", "what_if", "how_much"})


@dataclass(frozen=True)
class Subject:
    """What a question names. `elections`: past ones, by year.

    `is_practical`: it asks when, where or how to act, or nothing that one asks of history.
    """

    offices: frozenset[str]
    counties: tuple[str, ...]
    years: frozenset[str]
    elections: frozenset[str]
    is_practical: bool


class SubjectReader:
    def __init__(self, country: Country, gazetteer: Gazetteer, common: frozenset[str]) -> None:
        """`common` words are never taken for a misspelt place."""
        self._country = country
        self._gazetteer = gazetteer
        self._common = common
        self._offices: Mapping[Phrase, str] = {
            _phrase(alias): office.id
            for office in country.offices
            for aliases in office.aliases.values()
            for alias in aliases
        }
        self._hints = {_phrase(hint): office.id for office in country.offices for hint in office.hints}

    def read(self, reading: Reading) -> Subject:
        words = tuple(word.removesuffix("'s") for word in reading.words)  # the governor's election
        years = frozenset(word for word in words if YEAR.match(word))
        elections = frozenset(election for election in self._country.past_elections if self._years_of(election) & years)
        return Subject(
            offices=self._named_offices(words),
            counties=self._gazetteer.counties(words, self._common),
            years=years,
            elections=elections,
            is_practical=(not reading.asks or bool(reading.asks & PRACTICAL)) and not elections,
        )

    def without_offices(self, text: str) -> str:
        """`text` without the names of seats: what is left of a question whose seat the next one changes."""
        words = text.split()
        plain = tuple(word.lower().strip("?!.,;:'\"").removesuffix("'s") for word in words)
        kept = [True] * len(words)
        for start in range(len(words)):
            for at in range(start, start + len(longest(plain, start, self._offices))):
                kept[at] = False
        return " ".join(word for word, is_kept in zip(words, kept, strict=True) if is_kept)

    def _years_of(self, election: str) -> frozenset[str]:
        """ke-2007 -> 2007 and 2008: what an election set off is often dated by the year after it."""
        year = int(election.rsplit("-", 1)[1])
        return frozenset({str(year), str(year + 1)})

    def _named_offices(self, words: tuple[str, ...]) -> frozenset[str]:
        return _found(words, self._offices) or _found(words, self._hints)


def _found(words: tuple[str, ...], known: Mapping[Phrase, str]) -> frozenset[str]:
    phrases = (longest(words, start, known) for start in range(len(words)))
    return frozenset(known[phrase] for phrase in phrases if phrase)


def _phrase(alias: str) -> Phrase:
    return tuple(alias.replace("-", " ").split())

"""How often the words of a library stand in it: what a reader knows beside the word lists of the languages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from knowledge.country import Country
from knowledge.errors import EditionError
from knowledge.language import Reader
from knowledge.passage_store import Entry, Role

FILE = "words.tsv"
USUAL = 5  # questions hold slips on purpose: a word that stands in no text is known from so many of them on


def count(entries: Sequence[Entry], questions: Iterable[str], country: Country, reader: Reader) -> Mapping[str, int]:
    """Word -> times, sorted: all words of texts, titles, places and offices, of questions the usual ones."""
    times: Counter[str] = Counter()
    known: set[str] = set()
    for entry in entries:
        words = reader.plain_words(entry.text)
        times.update(words)
        if entry.role is not Role.QUESTION:
            known.update(words)
    for question in questions:
        times.update(reader.plain_words(question))
    for name in _names(country):
        words = reader.plain_words(name)
        times.update(words)
        known.update(words)
    return {word: number for word, number in sorted(times.items()) if word in known or number >= USUAL}


def write(folder: Path, times: Mapping[str, int]) -> None:
    (folder / FILE).write_text("".join(f"{word}\t{number}\n" for word, number in times.items()), encoding="utf-8")


def read(folder: Path) -> Mapping[str, int]:
    """Raises EditionError if the file is damaged."""
    try:
        rows = (line.split("\t") for line in (folder / FILE).read_text(encoding="utf-8").splitlines())
        return {word: int(number) for word, number in rows}
    except ValueError as error:
        raise EditionError(f"{folder / FILE} is damaged: run `python ingest.py` to rebuild it.") from error


def _names(country: Country) -> Iterable[str]:
    """Of places and offices."""
    places = (*country.counties, *country.places)
    yield from (name for place in places for name in (place.name, *place.aliases))
    yield from (constituency.name for constituency in country.constituencies)
    for office in country.offices:
        yield from (*office.name.values(), *(alias for aliases in office.aliases.values() for alias in aliases))

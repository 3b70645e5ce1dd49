"""One entry of country.toml, read key by key: what is missing, wrong or unknown is refused, with place and remedy."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.errors import KnowledgeError
from knowledge.models import Language, Words

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Entry:
    """The keys of one entry. `where` names it as it stands in the file, for example "[[deadline]] transfer"."""

    table: Mapping[str, Any]
    where: str

    def wrong(self, key: str, remedy: str) -> KnowledgeError:
        return KnowledgeError(f"{self.where}: `{key}` {remedy}")

    def only(self, *keys: str) -> None:
        """Refuses every key that is not among `keys`."""
        for key in self.table:
            if key not in keys:
                raise self.wrong(
                    key, f"is not a key of this table. Remove it or correct it; the keys are: {', '.join(keys)}."
                )

    def text(self, key: str) -> str:
        value = self._present(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, f'must be text in quotes: {key} = "..."')
        return value

    def whole(self, key: str) -> int:
        value = self._present(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(key, f"must be a whole number without quotes: {key} = 7")
        return value

    def positive(self, key: str) -> int:
        value = self.whole(key)
        if value < 1:
            raise self.wrong(key, f"is {value}; it must be 1 or more.")
        return value

    def flag(self, key: str) -> bool:
        value = self._present(key)
        if not isinstance(value, bool):
            raise self.wrong(key, f"must be true or false: {key} = true")
        return value

    def day(self, key: str) -> date:
        return self._day(key, self._present(key))

    def days(self, key: str) -> tuple[date, ...]:
        return tuple(self._day(key, value) for value in self._list(key))

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(key, f'must be a list of texts: {key} = ["...", "..."]')
        return tuple(values)

    def words(self, key: str) -> Words:
        """A text in every language, and in no other: key.en, key.sw."""
        value = self._present(key)
        is_table = isinstance(value, dict) and all(isinstance(text, str) and text.strip() for text in value.values())
        if not is_table or set(value) != set(Language):
            languages = ", ".join(f'{key}.{language} = "..."' for language in Language)
            raise self.wrong(key, f"must be given in every language and no other: {languages}")
        return {language: value[language] for language in Language}

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        return self._choice(key, self.text(key), choices)

    def choices(self, key: str, choices: type[Choice]) -> tuple[Choice, ...]:
        return tuple(self._choice(key, value, choices) for value in self.texts(key))

    def among(self, key: str, known: Collection[str], kind: str) -> str:
        """A text that must name one of `known`; `kind` says what those are, for example "deadline"."""
        return self._known(key, self.text(key), known, kind)

    def all_among(self, key: str, known: Collection[str], kind: str) -> tuple[str, ...]:
        """Texts that must each name one of `known`, none twice."""
        values = self.texts(key)
        if len(set(values)) < len(values):
            raise self.wrong(key, "names something twice. Remove one.")
        return tuple(self._known(key, value, known, kind) for value in values)

    def _choice(self, key: str, value: str, choices: type[Choice]) -> Choice:
        try:
            return choices(value)
        except ValueError:
            raise self.wrong(key, f'is "{value}"; it must be one of: {", ".join(choices)}.') from None

    def _known(self, key: str, value: str, known: Collection[str], kind: str) -> str:
        if value not in known:
            raise self.wrong(key, f'names "{value}", which is no {kind} of this file. Correct it or add that {kind}.')
        return value

    def _day(self, key: str, value: object) -> date:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.wrong(key, f"must be a day without quotes: {key} = 2027-08-10")
        return value

    def _list(self, key: str) -> list[Any]:
        value = self._present(key)
        if not isinstance(value, list):
            raise self.wrong(key, f"must be a list: {key} = [...]")
        return value

    def _present(self, key: str) -> Any:
        if key not in self.table:
            raise self.wrong(key, "is missing. Add it; compare with the entries beside it.")
        return self.table[key]


def named(table: Mapping[str, Any], name: str) -> Iterator[tuple[str, Entry]]:
    """The entries [name.ID], in the order of the file, with their ids."""
    for key, entry in table[name].items():
        yield key, _entry(entry, f"[{name}.{key}]")


def listed(table: Mapping[str, Any], name: str, key: str = "id") -> Iterator[tuple[str, Entry]]:
    """The entries [[name]], in the order of the file, with what stands under `key`; no two may share it."""
    seen: set[str] = set()
    for number, item in enumerate(table[name], 1):
        entry = _entry(item, f"[[{name}]] number {number}")
        identifier = str(entry.text(key) if key != "code" else entry.whole(key))
        if identifier in seen:
            raise entry.wrong(key, f'is "{identifier}" once more. Give every [[{name}]] its own.')
        seen.add(identifier)
        yield identifier, Entry(entry.table, f"[[{name}]] {identifier}")


def _entry(table: object, where: str) -> Entry:
    if not isinstance(table, dict):
        raise KnowledgeError(f"{where}: must be a table of keys. Compare with the entries beside it.")
    return Entry(table, where)

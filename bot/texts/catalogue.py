"""The bot's own sentences: one TOML file a language, the same keys in each."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from knowledge.country import FACT, Country
from knowledge.models import Language

FOLDER = Path(__file__).parent


class TextsError(Exception):
    """A language lacks a key that another has, or a sentence names a fact that country.toml does not have."""


class Catalogue:
    """Sentences by key, with the country's {facts} already said. Other {names} are filled by the caller."""

    def __init__(self, sentences: Mapping[Language, Mapping[str, str]]) -> None:
        self._sentences = sentences

    def say(self, key: str, language: Language, /, **values: str) -> str:
        return self._sentences[language][key].format(**values)

    def keys(self) -> frozenset[str]:
        return frozenset(self._sentences[Language.EN])

    def sentences(self, language: Language) -> frozenset[str]:
        return frozenset(self._sentences[language].values())


def read(country: Country, folder: Path = FOLDER) -> Catalogue:
    """Raises TextsError that names the missing keys."""
    flat = {language: dict(_leaves(_table(folder / f"{language}.toml"))) for language in Language}
    for language, sentences in flat.items():
        missing = flat[Language.EN].keys() ^ sentences.keys()
        if missing:
            raise TextsError(f"bot/texts/{language}.toml and en.toml differ in the keys: {', '.join(sorted(missing))}.")
    return Catalogue(
        {
            language: {key: _filled(text, language, country) for key, text in sentences.items()}
            for language, sentences in flat.items()
        }
    )


def _table(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TextsError(f"bot/texts/{file.name} cannot be read: {error}") from error


def _leaves(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _leaves(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, str(value).strip()))
    return found


def _filled(text: str, language: Language, country: Country) -> str:
    """Facts have a dot in their name (`{line.police}`); the caller's values do not."""

    def said(name: str) -> str:
        if "." not in name:
            return "{" + name + "}"
        if name not in country.facts:
            raise TextsError(f"bot/texts/{language}.toml: {{{name}}} is not a fact of country.toml.")
        return country.facts[name][language]

    return FACT.sub(lambda match: said(match.group(1)), text)

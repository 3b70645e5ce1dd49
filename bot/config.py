"""config.toml and the environment -> one frozen Config, or an error that names the key."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FILE = ROOT / "config.toml"
FILE_VARIABLE = "KURA_CONFIG"
TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"
KEY_VARIABLE = "KURA_KEY"
KEY_FILE_VARIABLE = "KURA_KEY_FILE"
KEY_FILE = Path("~/.config/kura-salama/key")


class ConfigError(Exception):
    """config.toml or the environment is wrong; the message names the key and says what to write."""


@dataclass(frozen=True)
class Config:
    """Everything an operator may set. Paths are absolute. Secrets are kept out of repr and so out of logs."""

    operator_name: str
    operator_contact: str
    country: str
    folders: tuple[Path, ...]
    model: str
    var: Path
    api_url: str
    concurrency: int
    poll_seconds: int
    reopen_seconds: int
    key_file: Path
    token: str = field(default="", repr=False)
    key: str = field(default="", repr=False)

    @property
    def has_operator(self) -> bool:
        return bool(self.operator_name and self.operator_contact)


def read(environment: Mapping[str, str] = os.environ) -> Config:
    """From config.toml, or the file that KURA_CONFIG names; its paths are relative to it. Raises ConfigError."""
    file = Path(environment.get(FILE_VARIABLE) or FILE).absolute()
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    reader = _Reader(table, file)
    root = file.parent
    config = Config(
        operator_name=reader.text("operator", "name"),
        operator_contact=reader.text("operator", "contact"),
        country=reader.text("library", "country"),
        folders=tuple(root / folder for folder in reader.texts("library", "folders")),
        model=reader.text("model", "path"),
        var=root / reader.text("state", "var"),
        api_url=reader.text("telegram", "api_url").rstrip("/"),
        concurrency=reader.number("telegram", "concurrency", 1, 64),
        poll_seconds=reader.number("telegram", "poll_seconds", 0, 50),
        reopen_seconds=reader.number("answers", "reopen_seconds", 1, 60),
        key_file=Path(environment.get(KEY_FILE_VARIABLE) or KEY_FILE).expanduser(),
        token=environment.get(TOKEN_VARIABLE, "").strip(),
        key=environment.get(KEY_VARIABLE, "").strip(),
    )
    reader.refuse_unread()
    if bool(config.operator_name) != bool(config.operator_contact):
        raise ConfigError(f"{file}: [operator] needs both `name` and `contact`, or neither (then: test copy).")
    return config


class _Reader:
    """Reads keys of a parsed config and remembers which, so that a misspelt key is an error and not silence."""

    def __init__(self, table: Mapping[str, Any], file: Path) -> None:
        self._table = table
        self._file = file
        self._read: set[tuple[str, str]] = set()

    def _value(self, section: str, key: str) -> Any:
        self._read.add((section, key))
        try:
            return self._table[section][key]
        except (KeyError, TypeError):
            raise ConfigError(f"{self._file}: `{key}` in [{section}] is missing.") from None

    def text(self, section: str, key: str) -> str:
        value = self._value(section, key)
        if not isinstance(value, str):
            raise ConfigError(f"{self._file}: `{key}` in [{section}] must be text in quotes.")
        return value.strip()

    def texts(self, section: str, key: str) -> list[str]:
        value = self._value(section, key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{self._file}: `{key}` in [{section}] must be a list of texts, at least one.")
        return value

    def number(self, section: str, key: str, least: int, most: int) -> int:
        value = self._value(section, key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ConfigError(f"{self._file}: `{key}` in [{section}] must be a whole number from {least} to {most}.")
        return value

    def refuse_unread(self) -> None:
        known = {section for section, _ in self._read}
        for section, keys in self._table.items():
            if section not in known:
                raise ConfigError(f"{self._file}: `{section}` is not known. Remove or correct it.")
            for key in keys:
                if (section, key) not in self._read:
                    raise ConfigError(f"{self._file}: `{key}` in [{section}] is not known. Remove or correct it.")

"""config.toml and the environment -> one frozen Config, or an error that names the key."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
FILE = ROOT / "config.toml"
FILE_VARIABLE = "KURA_CONFIG"
TOKEN_VARIABLE = "TELEGRAM_BOT_TOKEN"
KEY_VARIABLE = "KURA_KEY"
KEY_FILE_VARIABLE = "KURA_KEY_FILE"
KEY_FILE = Path("~/.config/kura-salama/key")

FURTHEST_CHAT = 2**52  # Telegram promises that its ids stay within
WEBHOOK_PORTS = (443, 80, 88, 8443)  # the ones that Telegram calls
OWN_PATHS = ("", "/", "/healthz", "/readyz", "/metrics")
LOCAL = "127.0.0.1"


class ConfigError(Exception):
    """config.toml or the environment is wrong; the message names the key and says what to write."""


class ReceiverKind(StrEnum):
    """How updates come: fetched by us, or brought by Telegram."""

    POLLING = "polling"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Config:
    """Everything an operator may set. Paths are absolute. Secrets are kept out of repr and so out of logs."""

    operator_name: str
    operator_contact: str
    country: str
    folders: tuple[Path, ...]
    model: str
    var: Path
    database_url: str
    api_url: str
    concurrency: int
    messages_a_second: int
    poll_seconds: int
    receiver: ReceiverKind
    webhook_url: str
    owner_chat: int
    quiet_minutes: int
    allowed_chats: tuple[int, ...]
    web_host: str
    web_port: int
    metrics_port: int
    reopen_seconds: int
    pause: str
    reminder_hour: int
    key_file: Path
    token: str = field(default="", repr=False)
    key: str = field(default="", repr=False)

    @property
    def bot(self) -> int:
        return bot_of(self.token)

    @property
    def has_operator(self) -> bool:
        return bool(self.operator_name and self.operator_contact)

    @property
    def database(self) -> Path | str:
        """The file of SQLite, or the URL of PostgreSQL."""
        return self.database_url or self.var / "bot.sqlite"

    @property
    def webhook_path(self) -> str:
        return urlsplit(self.webhook_url).path


def bot_of(token: str) -> int:
    """Telegram's id of a bot, which is the number in front of its token: known before Telegram is asked. Else 0."""
    number = token.partition(":")[0]
    return int(number) if number.isascii() and number.isdigit() else 0


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
        database_url=_database_url(reader, file),
        api_url=reader.text("telegram", "api_url").rstrip("/"),
        concurrency=reader.number("telegram", "concurrency", 1, 64),
        messages_a_second=reader.number("telegram", "messages_a_second", 1, 1000),
        poll_seconds=reader.number("telegram", "poll_seconds", 0, 50),
        receiver=ReceiverKind(reader.choice("telegram", "receiver", tuple(ReceiverKind))),
        webhook_url=reader.text("telegram", "webhook_url"),
        owner_chat=reader.number("telegram", "owner_chat", -FURTHEST_CHAT, FURTHEST_CHAT),
        quiet_minutes=reader.number("telegram", "quiet_minutes", 0, 1440),
        allowed_chats=tuple(reader.numbers("telegram", "allowed_chats", -FURTHEST_CHAT, FURTHEST_CHAT)),
        web_host=reader.text("web", "host"),
        web_port=reader.number("web", "port", 0, 65535),
        metrics_port=reader.number("web", "metrics_port", 0, 65535),
        reopen_seconds=reader.number("answers", "reopen_seconds", 1, 60),
        pause=reader.text("answers", "pause"),
        reminder_hour=reader.number("reminders", "hour", 6, 20),
        key_file=Path(environment.get(KEY_FILE_VARIABLE) or KEY_FILE).expanduser(),
        token=environment.get(TOKEN_VARIABLE, "").strip(),
        key=environment.get(KEY_VARIABLE, "").strip(),
    )
    reader.refuse_unread()
    _check_web(config, file)
    if bool(config.operator_name) != bool(config.operator_contact):
        raise ConfigError(f"{file}: [operator] needs both `name` and `contact`, or neither (then: test copy).")
    return config


def _database_url(reader: "_Reader", file: Path) -> str:
    """That of PostgreSQL; empty for SQLite."""
    url = reader.text("state", "database")
    if not url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "postgresql" or not parts.path.strip("/"):
        raise ConfigError(f'{file}: `database` in [state] is empty or like "postgresql://kura@db.example.org/kura".')
    if parts.password is not None:
        raise ConfigError(f"{file}: `database` in [state] holds a password: give it in the variable PGPASSWORD.")
    return url


def _check_web(config: Config, file: Path) -> None:
    if config.webhook_url and (problem := _problem_of(config.webhook_url)):
        raise ConfigError(f"{file}: `webhook_url` in [telegram] {problem}.")
    if config.receiver is ReceiverKind.WEBHOOK and not config.webhook_url:
        raise ConfigError(f'{file}: `webhook_url` in [telegram] is needed for the receiver "webhook".')
    if config.receiver is ReceiverKind.WEBHOOK and not config.web_port:
        raise ConfigError(f'{file}: `port` in [web] is needed for the receiver "webhook".')
    if config.web_port and not config.web_host:
        raise ConfigError(f'{file}: `host` in [web] is needed with a port, for example "{LOCAL}".')


def _problem_of(url: str) -> str:
    """What is wrong with a webhook's address, or nothing. Only on this machine, for tests, may it be http."""
    try:
        parts = urlsplit(url)
        port, is_local = parts.port or 443, parts.scheme == "http" and parts.hostname == LOCAL
    except ValueError:
        return "is no address"
    if not is_local and (parts.scheme != "https" or not parts.hostname):
        return "must be a public address that begins with https://"
    if not is_local and port not in WEBHOOK_PORTS:
        return f"has a port that Telegram does not call: only {', '.join(map(str, WEBHOOK_PORTS))}"
    if parts.path in OWN_PATHS or not re.fullmatch(r"[\w./~-]+", parts.path, re.ASCII):
        return "needs a path of its own, for example https://bot.example.org/telegram"
    if parts.query or parts.fragment or parts.username or parts.password:
        return "must end with its path: no ?, no #, and no name or password in it"
    return ""


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

    def choice(self, section: str, key: str, choices: tuple[str, ...]) -> str:
        value = self._value(section, key)
        if value not in choices:
            raise ConfigError(f"{self._file}: `{key}` in [{section}] must be one of: {', '.join(choices)}.")
        return str(value)

    def numbers(self, section: str, key: str, least: int, most: int) -> list[int]:
        value = self._value(section, key)
        if not isinstance(value, list) or not all(_is_whole(item) and least <= item <= most for item in value):
            raise ConfigError(
                f"{self._file}: `{key}` in [{section}] must be a list of whole numbers from {least} to {most}."
            )
        return value

    def number(self, section: str, key: str, least: int, most: int) -> int:
        value = self._value(section, key)
        if not _is_whole(value) or not least <= value <= most:
            raise ConfigError(f"{self._file}: `{key}` in [{section}] must be a whole number from {least} to {most}.")
        return int(value)

    def refuse_unread(self) -> None:
        known = {section for section, _ in self._read}
        for section, keys in self._table.items():
            if section not in known:
                raise ConfigError(f"{self._file}: `{section}` is not known. Remove or correct it.")
            for key in keys:
                if (section, key) not in self._read:
                    raise ConfigError(f"{self._file}: `{key}` in [{section}] is not known. Remove or correct it.")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

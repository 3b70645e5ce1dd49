"""Keeps the bot token out of every log, and people's words out of what is logged of an error."""

import logging
import re
import traceback
from typing import Any

REMOVED = "[removed]"
_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")  # anything of a bot token's shape, in a URL too
_SHORTEST_SECRET = 12  # removing anything shorter would eat ordinary words
_MOST_CAUSES = 5
# They tell tokens, texts or ids below WARNING.
QUIET = ("httpx", "httpcore", "telegram", "aiohttp.access", "aiohttp.client")


def redact(text: str, *secrets: str) -> str:
    """The text without the secrets and without anything that looks like a bot token."""
    for secret in secrets:
        text = text.replace(secret, REMOVED)
    return _TOKEN.sub(REMOVED, text)


class Redacting(logging.Filter):
    """A filter for handlers that writes every record anew without the secrets: message, arguments, exception, extras.

    It also knows the half of a token behind its colon. It lets every record pass.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        halves = (secret.partition(":")[2] for secret in secrets)
        self._secrets = tuple(secret for secret in (*secrets, *halves) if len(secret) >= _SHORTEST_SECRET)

    def filter(self, record: logging.LogRecord) -> bool:
        message = redact(_message(record), *self._secrets)
        exception = redact(_exception(record), *self._secrets)
        record.__dict__.update({name: self._without(value) for name, value in record.__dict__.items()})
        record.msg, record.args = message, ()
        record.exc_info, record.exc_text = None, exception or None  # a formatter writes exc_text as it stands
        return True

    def _without(self, value: Any) -> Any:
        """A value of the record, as text without secrets where its text holds one."""
        text = _text(value)
        safe = redact(text, *self._secrets)
        return value if safe == text else safe


def install(*secrets: str) -> None:
    """Puts the filter on every handler of the root logger, and quiets the loggers that tell too much.

    Called once, after the handlers are set: with none there would be nothing to guard, hence a RuntimeError.
    """
    handlers = logging.getLogger().handlers
    if not handlers:
        raise RuntimeError(
            "set up logging (logging.basicConfig) before redaction.install: the root logger has no handler"
        )
    for handler in handlers:
        handler.addFilter(Redacting(*secrets))
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def without_words(error: BaseException) -> str:
    """What happened and where, for a log, without the error's message: that may hold what a person wrote, or an id."""
    causes = [error]
    while len(causes) < _MOST_CAUSES and (cause := causes[-1].__cause__ or causes[-1].__context__):
        causes.append(cause)
    return " from ".join(f"{type(cause).__name__}{_where(cause)}" for cause in causes)


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    path = " > ".join(f"{frame.name} ({frame.filename.rpartition('/')[2]}:{frame.lineno})" for frame in frames[-6:])
    return f" in {path}" if path else ""


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # logging itself would print the arguments, unredacted, on standard error
        return f"{record.msg} {record.args!r} (this message and its arguments do not fit)"


def _text(value: Any) -> str:
    try:
        return str(value)
    except Exception as error:  # an extra that cannot be written must not stop the record
        return f"({type(error).__name__} when written)"


def _exception(record: logging.LogRecord) -> str:
    if record.exc_info and record.exc_info[1]:
        return logging.Formatter().formatException(record.exc_info)
    return record.exc_text or ""

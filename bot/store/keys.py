"""The secret keys of this copy, and the codes made with the first: a stolen store does not say who its people are."""

import base64
import binascii
import hashlib
import hmac
import logging
import os
import secrets
from pathlib import Path

KEY_BYTES = 32

_log = logging.getLogger(__name__)


class KeyFileError(Exception):
    """The key is missing where it should be, or is not a key; the message says what to do."""


def load(value: str, file: Path) -> bytes:
    """The key that codes are made with. See load_all."""
    return load_all(value, file)[0]


def load_all(value: str, file: Path, *, may_make: bool = True) -> tuple[bytes, ...]:
    """The keys from `value` (environment) or from `file`, one a line, the oldest first.

    A first run writes a new one there with mode 0600, unless `may_make` is False: then something is sealed already.
    """
    if value:
        return tuple(_decoded(one, "KURA_KEY") for one in value.replace(",", " ").split())
    try:
        lines = file.read_text(encoding="ascii").split()
    except FileNotFoundError:
        if not may_make:
            raise KeyFileError(
                f"{file} is missing, but the store was sealed with a key. Restore your backup of the key file, or set "
                "KURA_KEY. Without the key what is sealed is lost for good: to begin anew, move the database away."
            ) from None
        return (_created(file),)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{file} does not hold a key that can be read ({type(error).__name__}).") from error
    return tuple(_decoded(line, str(file)) for line in lines or [""])


def add_to(file: Path, key: bytes) -> None:
    """One more line, by a rename, so that a crash leaves the old file or the new one. Raises KeyFileError."""
    try:
        lines = [*file.read_text(encoding="ascii").split(), base64.b64encode(key).decode()]
        beside = file.with_name(file.name + ".new")
        beside.unlink(missing_ok=True)
        _write(beside, "".join(f"{line}\n" for line in lines))
        beside.replace(file)
    except OSError as error:
        raise KeyFileError(f"{file} cannot be written ({type(error).__name__}).") from error


def code(key: bytes, purpose: str, value: str) -> str:
    """A keyed code (HMAC-SHA256) of `value`; another purpose gives another code."""
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def _created(file: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(file, base64.b64encode(key).decode() + "\n")
    _log.warning("a new key was made in %s: back it up now, apart from the data that it protects", file)
    return key


def _write(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(descriptor)


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(
            f"{where} does not hold a key: it must be {KEY_BYTES} bytes in base64. Restore the one you backed up."
        )
    return key

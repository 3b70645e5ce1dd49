"""The secret key of this copy, and the codes made with it: a stolen store does not say who its people are."""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path

KEY_BYTES = 32


class KeyFileError(Exception):
    """The key is missing where it should be, or is not a key; the message says what to do."""


def load(value: str, file: Path) -> bytes:
    """The key from `value` (environment) or from `file`; a first run writes a new one there with mode 0600."""
    if value:
        return _decoded(value, "KURA_KEY")
    try:
        return _decoded(file.read_text(encoding="ascii").strip(), str(file))
    except FileNotFoundError:
        return _created(file)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{file} does not hold a key that can be read ({type(error).__name__}).") from error


def code(key: bytes, purpose: str, value: str) -> str:
    """A keyed code (HMAC-SHA256) of `value`; another purpose gives another code."""
    return hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def _created(file: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(base64.b64encode(key).decode() + "\n")
    return key


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

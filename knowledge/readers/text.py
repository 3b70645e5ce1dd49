"""Plain text in UTF-8, with or without a byte order mark."""

from pathlib import Path

from knowledge.errors import UnreadableError


def read(path: Path) -> str:
    """Raises UnreadableError where the file cannot be opened, is not UTF-8 text, or holds nothing."""
    text = _decode(path, _bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableError(f"{path.name}: the file holds no text. Write the text into it, or remove it.")
    return text


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{path.name}: the file could not be opened ({error.strerror}). "
            "Check that it is there and that its permissions let it be read."
        ) from error


def _decode(path: Path, content: bytes) -> str:
    remedy = "Open it in a text editor and save it again with the encoding UTF-8."
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"{path.name}: the text is not UTF-8 (first seen in line {line}). {remedy}") from error
    if "\0" in text:
        raise UnreadableError(f"{path.name}: this is not plain text (it holds zero bytes). {remedy}")
    return text

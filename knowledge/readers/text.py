"""Plain text in UTF-8, with or without a byte order mark."""

from pathlib import Path

from knowledge.errors import UnreadableError
from knowledge.readers.limits import LONGEST_LINE, TEXT_BYTES


def read(path: Path) -> str:
    """Raises UnreadableError where the file cannot be opened, is too large, is not UTF-8 text, or holds nothing."""
    text = _decode(path, _bytes(path)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableError(f"{path.name}: the file holds no text. Write the text into it, or remove it.")
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise UnreadableError(
            f"{path.name}: a line of it has {longest:,} characters; at most {LONGEST_LINE:,} are read. Break it into "
            f"paragraphs."
        )
    return text


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(TEXT_BYTES + 1)
    except OSError as error:
        raise UnreadableError(
            f"{path.name}: the file could not be opened ({error.strerror}). "
            "Check that it is there and that its permissions let it be read."
        ) from error
    if len(content) > TEXT_BYTES:
        raise UnreadableError(
            f"{path.name}: the text is larger than {TEXT_BYTES:,} bytes. Part it into several documents."
        )
    return content


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

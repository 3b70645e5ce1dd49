"""A zip looked at before anything in it is opened: how much it holds, how far it swells, and what it brings along."""

import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from knowledge.errors import UnreadableError

MOST_ENTRIES = 2_000
MOST_BYTES = 100_000_000  # of all entries together
MOST_XML = 30_000_000  # of one XML part: what is parsed as a tree takes some twenty times as much
MOST_SWELLING = 200  # unpacked to packed; a long table reaches about 60
SMALL = 1_000_000  # below this, how far an entry swells does not matter
READ_TOGETHER = 1 << 16

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE = re.compile(rb'<Relationship\b[^>]{0,2000}\bTargetMode\s*=\s*["\']External["\'][^>]{0,2000}>', re.IGNORECASE)


def check(path: Path) -> None:
    """Raises UnreadableError unless every entry is harmless in name, size and kind."""
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            _check_directory(path, entries)
            unpacked = 0
            for entry in entries:
                for part in _parts(path, archive, entry, MOST_BYTES - unpacked):
                    unpacked += len(part)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UnreadableError(
            f"{path.name}: the file is damaged ({error}). Open it in a word processor and save it anew."
        ) from error


def _check_directory(path: Path, entries: list[ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnreadableError(f"{path.name}: holds {len(entries)} parts; a document has a few dozen. Do not use it.")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise UnreadableError(
            f"{path.name}: unpacked it would be larger than {MOST_BYTES:,} bytes. Save it without its pictures."
        )
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise UnreadableError(f"{path.name}: holds two parts of one name. Do not use it.")
    for entry in entries:
        if entry.flag_bits & 1:
            raise UnreadableError(f"{path.name}: is protected by a password. Save a copy without the password.")
        if entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename):
            raise UnreadableError(f"{path.name}: a part of it would be written outside of it. Do not use it.")
        if entry.file_size > SMALL and entry.file_size > MOST_SWELLING * max(1, entry.compress_size):
            raise UnreadableError(
                f"{path.name}: swells {entry.file_size // max(1, entry.compress_size)} times when unpacked. Do not "
                f"use it."
            )


def _parts(path: Path, archive: ZipFile, entry: ZipInfo, left: int) -> Iterator[bytes]:
    """What really comes out of an entry, which may be more than it declares."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    name = entry.filename.lower()
    if "vbaproject" in name or "/activex/" in name:
        raise UnreadableError(f"{path.name}: holds macros. Save it as a plain .docx without macros.")
    content = bytearray()
    with archive.open(entry) as opened:
        while part := opened.read(READ_TOGETHER):
            left -= len(part)
            if left < 0:
                raise UnreadableError(f"{path.name}: unpacked it is larger than {MOST_BYTES:,} bytes. Do not use it.")
            if is_xml:
                content += part
            if len(content) > MOST_XML:
                raise UnreadableError(
                    f"{path.name}: its text part is larger than {MOST_XML:,} bytes. Part it into several documents."
                )
            yield part
    if is_xml:
        _check_xml(path, bytes(content), name)


def _check_xml(path: Path, content: bytes, name: str) -> None:
    # UTF-16 would hide a DOCTYPE from a search for its letters; no word processor writes it.
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:64]:
        raise UnreadableError(f"{path.name}: its text part is not UTF-8. Open it in a word processor and save it anew.")
    if _DOCTYPE.search(content):
        raise UnreadableError(f"{path.name}: defines entities of its own (DOCTYPE), as attacks do. Do not use it.")
    if name.endswith(".rels"):
        for relation in _OUTSIDE.findall(content):
            if b"hyperlink" not in relation.lower():
                raise UnreadableError(
                    f"{path.name}: brings in a part from elsewhere (a template, a frame or a picture by address). "
                    f"Save a copy without it."
                )

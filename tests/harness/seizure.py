"""What somebody finds who takes the machine: people's ids, names and words in any of many ways of writing them."""

import base64
import binascii
import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FIRST_ID = 0x01A5C30000  # ids above it share their first bytes, and so can be looked for together
WORDS = "qzkanari"  # begins every canary among the words
NAMES = "Qzjina"  # and among the names
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{11,}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){6,}")
_DIGEST = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_PREFIXES = ("", "telegram:", "person:telegram:", "lane:telegram:")
_HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512, hashlib.blake2b)


@dataclass(frozen=True)
class Find:
    """What was found, and in which file."""

    what: str
    where: str


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            content = file.read_bytes()
            yield str(file), content
            if content.startswith(b"\x1f\x8b"):
                yield f"{file} (unpacked)", gzip.decompress(content)


def search(content: Iterable[tuple[str, bytes]], people: frozenset[int]) -> list[Find]:
    """Every file as it is, and what stands in it as hex or base64, read again."""
    return [Find(what, where) for where, raw in content for view in _views(raw) for what in _found(view, people)]


def digests(content: Iterable[tuple[str, bytes]]) -> frozenset[str]:
    return frozenset(found.decode() for _, raw in content for found in _DIGEST.findall(raw))


def undone(seen: frozenset[str], window: range) -> list[int]:
    """The ids of the window of which a plain digest, without any key, is among those seen; also a cut one."""
    lengths = {len(digest) for digest in seen}
    return [
        number
        for number in window
        for prefix in _PREFIXES
        for made in _HASHES
        if _is_seen(made(f"{prefix}{number}".encode()).hexdigest(), seen, lengths)
    ]


def _is_seen(digest: str, seen: frozenset[str], lengths: set[int]) -> bool:
    return any(digest[:length] in seen for length in lengths if length <= len(digest))


def _views(raw: bytes) -> Iterator[bytes]:
    yield raw
    for run in set(_BASE64.findall(raw)):
        for start in range(4):
            piece = run[start:].translate(bytes.maketrans(b"-_", b"+/"))
            piece += b"A" * (-len(piece) % 4)  # in place of what was padded
            try:
                yield base64.b64decode(piece)
            except binascii.Error:
                continue
    for run in set(_HEX.findall(raw)):
        yield bytes.fromhex(run.decode())


def _found(view: bytes, people: frozenset[int]) -> Iterator[str]:
    lower = view.lower()
    for encoding in _ENCODINGS:
        for canary in (WORDS, NAMES):
            if canary.lower().encode(encoding) in lower:
                yield f"{canary} in {encoding}"
    for plain in (view, view[::2], view[1::2]):  # the halves of UTF-16
        for digits in re.findall(rb"(?=(707[56]\d{6}))", plain):
            if int(digits) in people:
                yield f"id {int(digits)} in decimal"
    for digits in re.findall(rb"(?=(1a5c3[0-9a-f]{4}))", lower):
        if int(digits, 16) in people:
            yield "an id in hex"
    top = FIRST_ID.to_bytes(5, "big")[:3]
    for rest in re.findall(re.escape(top) + rb"(..)", view, re.DOTALL):
        if int.from_bytes(top + rest, "big") in people:
            yield "an id in bytes"
    for rest in re.findall(rb"(..)" + re.escape(top[::-1]), view, re.DOTALL):
        if int.from_bytes(rest + top[::-1], "little") in people:
            yield "an id in bytes, the lowest first"

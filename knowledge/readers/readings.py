"""What the capped child read, kept from run to run: a risky file that has not changed is not read again.

A reading is found by the file's content and ending, by the limits, and by the version of all that reads: another byte
in any of them, and the file is read anew. The card is no part of it, for no reader sees the card: it is looked at each
time. Only what was read is kept, never a refusal. A record holds its own hash: one that was damaged or moved is none.
"""

import hashlib
import json
import os
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from platform import python_version

from pydantic import TypeAdapter, ValidationError

from knowledge.readers.limits import USUAL, Limits
from knowledge.readers.manuscript import Manuscript

CODE = Path(__file__).parent
LIBRARIES = ("lxml", "pypdfium2", "python-docx")
READ_TOGETHER = 1 << 20
_MANUSCRIPT = TypeAdapter(Manuscript)


def version(code: Path = CODE) -> str:
    """Of all that makes a manuscript of a file: the readers' code, the libraries, Python."""
    digest = hashlib.sha256(python_version().encode())
    for name in LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}".encode())
    for file in sorted(code.glob("*.py")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


class Readings:
    """A folder with one file a reading, named by what it is the reading of."""

    def __init__(self, folder: Path, reader_version: str | None = None, limits: Limits = USUAL) -> None:
        self._folder = folder
        self._version = version() if reader_version is None else reader_version
        self._limits = limits
        self._wanted: set[str] = set()

    def name(self, path: Path) -> str | None:
        """What a reading of this file is called; None for what is no plain file, is gone, or is too large."""
        digest = hashlib.sha256(f"{self._version}\0{self._limits}\0{path.suffix.lower()}\0".encode())
        try:
            if not path.is_file() or path.stat().st_size > self._limits.bytes:
                return None
            with path.open("rb") as file:
                while part := file.read(READ_TOGETHER):
                    digest.update(part)
        except OSError:
            return None
        return digest.hexdigest()

    def find(self, name: str) -> Manuscript | None:
        self._wanted.add(name)
        try:
            with (self._folder / name).open("rb") as file:
                record = file.read(self._limits.bytes_of_json)
        except OSError:
            return None
        told, _, content = record.partition(b"\n")
        if told != _check(name, content):
            return None
        try:
            return _MANUSCRIPT.validate_python(json.loads(content))
        except (ValueError, ValidationError):
            return None

    def keep(self, name: str, read: Manuscript) -> None:
        """Where it cannot be written, the file is read again the next time, and nothing else is lost."""
        content = json.dumps(_MANUSCRIPT.dump_python(read, mode="json")).encode()
        beside = self._folder / f"{name}.{os.getpid()}"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_check(name, content) + b"\n" + content)
            os.replace(beside, self._folder / name)

    def forget_others(self) -> None:
        """Remove what nobody has looked for: readings of documents that are gone, or of other versions."""
        if self._folder.is_dir():
            for file in self._folder.iterdir():
                if file.name not in self._wanted:
                    file.unlink(missing_ok=True)


def _check(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + content).hexdigest().encode()

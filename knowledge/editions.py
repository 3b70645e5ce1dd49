"""Editions on disk: immutable folders, one line that names the live one, and the list of what is withdrawn.

`var/editions/<id>/` is finished when its manifest stands, which is written last; `var/editions/current` holds the live
id and is replaced by one rename, so a reader sees the old edition or the new one, never a mixture.
"""

import fcntl
import hashlib
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import tomli_w
from pydantic import TypeAdapter, ValidationError

from knowledge.errors import EditionError
from knowledge.models import Manifest

FORMAT = 10  # of an edition's files: raise it when older editions can no longer be read
KEPT = 5
MANIFEST = "manifest.json"
CURRENT = "current"
LOCK = ".lock"
_MANIFEST = TypeAdapter(Manifest)


class Shelf:
    """The editions below one `var` folder."""

    def __init__(self, var: Path) -> None:
        self.folder = var / "editions"
        self.readings_folder = var / "readings"
        self._withdrawn_file = var / "withdrawn.toml"

    def new(self, now: datetime, fingerprint: str) -> Path:
        """An empty folder for a new edition, named by time and content; never one that another edition has."""
        name = f"{now:%Y%m%d-%H%M%S}-{fingerprint[:6]}"
        folder, number = self.folder / name, 1
        while folder.exists():
            number += 1
            folder = self.folder / f"{name}-{number}"
        folder.mkdir(parents=True)
        return folder

    def finish(self, folder: Path, manifest: Manifest) -> None:
        """Write the manifest: from here on the edition is whole. May be called again with golden results."""
        for file in folder.rglob("*"):
            if file.is_file():
                _sync(file)
        _replace(folder / MANIFEST, _MANIFEST.dump_json(manifest, indent=2).decode() + "\n")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One builder at a time. Raises EditionError if another is at work; the lock ends with its process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EditionError("Another ingest is running; wait until it has finished.") from None
            yield

    def discard(self, edition: str) -> None:
        """Remove an edition that will not be published."""
        if edition != self.current():
            shutil.rmtree(self.path(edition), ignore_errors=True)

    def publish(self, edition: str) -> None:
        """Make `edition` the live one. Raises EditionError if it is not whole or never passed its golden questions."""
        if not self.manifest(edition).is_publishable:
            raise EditionError(f"{edition} never passed its golden questions and cannot be published.")
        _replace(self.folder / CURRENT, edition + "\n")

    def current(self) -> str | None:
        """The id of the live edition, or None before the first."""
        try:
            return (self.folder / CURRENT).read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def path(self, edition: str) -> Path:
        return self.folder / edition

    def manifest(self, edition: str) -> Manifest:
        try:
            return _MANIFEST.validate_json((self.path(edition) / MANIFEST).read_bytes())
        except (OSError, ValidationError) as error:
            raise EditionError(
                f"{edition} is not a finished edition; `python ingest.py list` shows those there are."
            ) from error

    def editions(self) -> list[Manifest]:
        """Editions that may be published, the newest first."""
        if not self.folder.is_dir():
            return []
        found = [manifest for entry in self.folder.iterdir() if (manifest := self._readable(entry.name))]
        return sorted((manifest for manifest in found if manifest.is_publishable), key=_age, reverse=True)

    def _readable(self, name: str) -> Manifest | None:
        try:
            return self.manifest(name)
        except EditionError:
            return None

    def previous(self) -> str:
        """The edition before the live one. Raises EditionError if there is none."""
        live = self.current() or ""
        names = [manifest.edition for manifest in self.editions()]
        # A live edition that is damaged is not among them; its name still says when it was made.
        older = names[names.index(live) + 1 :] if live in names else [name for name in names if name < live]
        if older:
            return older[0]
        raise EditionError("There is no earlier edition to go back to.")

    def tidy(self) -> None:
        """Remove unfinished folders and all but the last few editions; the live one always stays."""
        live = self.current()
        kept = {manifest.edition for manifest in self.editions()[:KEPT]} | {live}
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder)

    def withdrawn(self) -> Mapping[str, str]:
        """Ids of cards and documents that are not to be served, each with the reason."""
        return {key: str(entry.get("why", "")) for key, entry in self._withdrawn().items()}

    def withdrawn_stamp(self) -> bytes:
        """Changes whenever withdrawn.toml does: its content, empty without the file."""
        try:
            return self._withdrawn_file.read_bytes()
        except FileNotFoundError:
            return b""

    def withdraw(self, document_id: str, why: str, now: datetime) -> None:
        """Stop serving a card or document at once; later publishes respect it."""
        self._withdrawn_file.parent.mkdir(parents=True, exist_ok=True)
        with self._withdrawn_file.with_suffix(".lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)  # two people may withdraw at the same moment; neither waits for a build
            table = {**self._withdrawn(), document_id: {"why": why, "at": now.isoformat(timespec="seconds")}}
            _replace(self._withdrawn_file, tomli_w.dumps(table))

    def _withdrawn(self) -> Mapping[str, Mapping[str, object]]:
        try:
            table = tomllib.loads(self.withdrawn_stamp().decode())
        except ValueError as error:
            raise EditionError(f"{self._withdrawn_file} is not valid TOML ({error}). Mend that line.") from error
        for key, entry in table.items():
            if not isinstance(entry, dict):
                raise EditionError(
                    f'{self._withdrawn_file} holds `{key}` without a reason. Mend it: [{key}] why = "..."'
                )
        return table


def _age(manifest: Manifest) -> tuple[datetime, str]:
    return manifest.built, manifest.edition


def _replace(file: Path, text: str) -> None:
    """Write `text` beside `file`, then rename over it: whole or not at all, also after a power cut."""
    beside = file.with_name(file.name + ".new")
    beside.write_text(text, encoding="utf-8")
    _sync(beside)
    os.replace(beside, file)
    descriptor = os.open(file.parent, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _sync(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def file_hashes(folder: Path) -> dict[str, str]:
    """sha256 of an edition's files that are never touched after the build (Chroma's folder is checked by count)."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name != "manifest.json"
    }

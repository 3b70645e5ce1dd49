"""One publish from beginning to end: find, check, build, golden questions, switch. Any failure changes nothing."""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from knowledge import asked, beyond, building, golden, lessons, library, messages
from knowledge.checkpoint import Checkpoint
from knowledge.country import Country
from knowledge.editions import Shelf
from knowledge.embeddings import PARTS, Encoder, Vectors
from knowledge.errors import KnowledgeError
from knowledge.golden import GoldenResult
from knowledge.labels import Given, Label
from knowledge.learnt import Learnt
from knowledge.lexicon import FOLDER as LANGUAGES
from knowledge.lexicon import Lexicon
from knowledge.library import Library, Refusal
from knowledge.models import Manifest
from knowledge.progress import Progress
from knowledge.readers.readings import Readings
from knowledge.search import Edition

CODE = Path(__file__).parent

Answering = Callable[[Edition], Callable[[Label], Given]]


@dataclass(frozen=True)
class Request:
    """What to publish. `why` is the reason given with --force; empty means not forced."""

    folders: tuple[Path, ...]
    country_folder: Path
    is_published: bool = True
    why: str = ""


@dataclass(frozen=True)
class Report:
    """What a publish did. `manifest` is None where nothing new was built."""

    library: Library
    refused: tuple[Refusal, ...]
    manifest: Manifest | None = None
    live: str | None = None
    golden: GoldenResult | None = None
    is_published: bool = False
    is_unchanged: bool = False


class Publisher:
    """Holds what every publish needs; the answering function comes in as an argument, so nothing here knows the bot."""

    def __init__(
        self, shelf: Shelf, country: Country, lexicon: Lexicon, encoder: Encoder, answering: Answering
    ) -> None:
        self._shelf = shelf
        self._country = country
        self._lexicon = lexicon
        self._encoder = encoder
        self._answering = answering

    def check(self, request: Request, now: datetime) -> Report:
        """Read and check every document without building anything."""
        return self._check(request, Readings(self._shelf.readings_folder), now)

    def _check(self, request: Request, readings: Readings, now: datetime) -> Report:
        today = now.astimezone(self._country.zone).date()
        found = library.find(request.folders, self._country, today, readings)
        return Report(found, found.refused + tuple(building.faults(found, self._country)), live=self._shelf.current())

    def publish(self, request: Request, progress: Progress, now: datetime) -> Report:
        """Build and publish. With refusals or failing golden questions the live edition stays as it is."""
        with self._shelf.locked():
            progress.start("reading", 0)
            readings = Readings(self._shelf.readings_folder)
            report = self._check(request, readings, now)
            readings.forget_others()
            if report.refused:
                return report
            fingerprint = self._fingerprint(report.library, request)
            if self._is_live(fingerprint) and not request.why:
                return dataclasses.replace(report, is_unchanged=True)
            return self._build(report, request, fingerprint, progress, now)

    def _build(self, report: Report, request: Request, fingerprint: str, progress: Progress, now: datetime) -> Report:
        folder = self._shelf.new(now, fingerprint)
        checkpoint = Checkpoint(self._shelf.folder, self._encoder.sha256, PARTS * self._encoder.dimensions)
        manifest = building.build(
            folder,
            report.library,
            lessons.read(request.country_folder),
            self._country,
            self._lexicon,
            self._encoder,
            self._known(),
            Learnt(self._shelf),
            checkpoint,
            progress,
            now,
            fingerprint,
        )
        self._shelf.finish(folder, manifest)
        result = self._ask_golden(folder, request, progress)
        failed = tuple(label.id for label, _ in result.failed)
        manifest = dataclasses.replace(
            manifest,
            is_publishable=not failed or bool(request.why),
            golden_asked=result.asked,
            golden_failed=failed,
            forced_because=request.why,
        )
        report = dataclasses.replace(report, manifest=manifest, golden=result)
        if not manifest.is_publishable:
            self._shelf.discard(manifest.edition)
            return report
        self._shelf.finish(folder, manifest)
        checkpoint.end()
        return self._switch(report, request, progress)

    def _switch(self, report: Report, request: Request, progress: Progress) -> Report:
        if report.manifest is None or not request.is_published:
            return report
        progress.start("publishing", 0)
        self._shelf.publish(report.manifest.edition)
        self._shelf.tidy()
        return dataclasses.replace(report, is_published=True)

    def _ask_golden(self, folder: Path, request: Request, progress: Progress) -> GoldenResult:
        progress.start("golden questions", 0)
        edition = Edition(folder, self._shelf, self._lexicon, self._encoder)
        return golden.run(request.country_folder / "golden.jsonl", self._answering(edition), edition.withdrawn())

    def _known(self) -> Mapping[str, Vectors]:
        """Vectors of the live edition, reused for texts that have not changed; none if another model made them."""
        live = self._shelf.current()
        if live is None:
            return {}
        try:
            return Edition(self._shelf.path(live), self._shelf, self._lexicon, self._encoder).known_vectors()
        except KnowledgeError:
            return {}

    def _is_live(self, fingerprint: str) -> bool:
        """Whether the live edition was made from exactly this, and is whole: a damaged one is built again."""
        live = self._shelf.current()
        try:
            if live is None or self._shelf.manifest(live).library_sha256 != fingerprint:
                return False
            return Edition(self._shelf.path(live), self._shelf, self._lexicon, self._encoder).is_whole
        except KnowledgeError:
            return False

    def _fingerprint(self, found: Library, request: Request) -> str:
        """One hash over everything an edition is made from: documents, country data, word lists, model, this code."""
        digest = hashlib.sha256(self._encoder.sha256.encode())
        for document in found.documents:
            digest.update(f"{document.card.id}:{document.sha256}".encode())
        for file in _inputs(request.country_folder):
            digest.update(file.read_bytes() if file.is_file() else b"")
        return digest.hexdigest()


def _inputs(country_folder: Path) -> Iterable[Path]:
    yield country_folder / "country.toml"
    yield country_folder / "golden.jsonl"
    for file in (asked.FILE, beyond.FILE, messages.FILE):
        yield country_folder / file
    for folder, pattern in ((LANGUAGES, "*.t??"), (CODE, "*.py")):
        yield from sorted(folder.rglob(pattern))


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """(new, changed, removed) keys between two mappings of key -> content."""
    added = sorted(new.keys() - old.keys())
    removed = sorted(old.keys() - new.keys())
    changed = sorted(key for key in old.keys() & new.keys() if old[key] != new[key])
    return added, changed, removed

"""What `evaluate` says: of one edition, or of two side by side."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import app
from bot.app import Parts
from bot.evaluation import comparison, drawing, judged, report, result, tables
from bot.evaluation.judged import Judged
from bot.evaluation.result import Setting
from bot.judging import Measuring
from knowledge.labels import Label
from knowledge.search import Edition


@dataclass(frozen=True)
class Wanted:
    """`against`: an older edition to compare the live one with. `plot`: the folder for the pictures."""

    files: Sequence[Path]
    split: str | None = None
    with_failures: bool = False
    as_json: bool = False
    plot: Path | None = None
    against: str | None = None


def lines(built: Parts, wanted: Wanted, now: datetime) -> Iterator[str]:
    """Raises KnowledgeError that names the label or the edition that is not as it must be; DrawingError."""
    if wanted.plot:
        drawing.require()
    asked = judged.read(wanted.files, wanted.split)
    if wanted.against:
        yield from _compared(built, wanted, asked, now)
        return
    found = ask(built, asked)
    drawn = drawing.draw(found, wanted.plot) if wanted.plot else []
    if wanted.as_json:
        yield json.dumps(result.table(found, setting(built, wanted.files, now)), indent=2)
        return
    title = f"{', '.join(file.name for file in wanted.files)}, {wanted.split or 'all'}"
    yield from report.lines(found, title, wanted.with_failures)
    if drawn:
        yield f"\n{tables.of_risk_coverage(found)}\n\n{tables.of_reliability(found)}\n"
        yield from (f"Drawn: {file}" for file in drawn)


def ask(built: Parts, asked: Sequence[Label], edition: Edition | None = None) -> list[Judged]:
    """By default of the live edition."""
    return judged.judge(asked, Measuring(built, app.answerer(built, edition)).ask)


def setting(built: Parts, files: Sequence[Path], now: datetime) -> Setting:
    return Setting(
        date=f"{now.astimezone(built.country.zone).date()}",
        edition=built.shelf.current() or "",
        model=built.encoder.sha256,
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        files=tuple(file.name for file in files),
    )


def _compared(built: Parts, wanted: Wanted, asked: Sequence[Label], now: datetime) -> Iterator[str]:
    before = built.shelf.manifest(wanted.against or "").edition
    other = Edition(built.shelf.path(before), built.shelf, built.lexicon, built.encoder)
    found = comparison.compare(ask(built, asked, other), ask(built, asked))
    about = setting(built, wanted.files, now)
    if wanted.as_json:
        yield json.dumps(result.comparison(found, before, about), indent=2)
        return
    yield from comparison.lines(found, before, about.edition)

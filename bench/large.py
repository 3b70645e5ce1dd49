"""The two halves of a measurement of size, each in a process of its own: the build, and the questions."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import percentile
from bench.systems import Ours
from bot import admin, app, config
from bot.clock import SystemClock
from knowledge import index, search
from knowledge.building import RECALL_SAMPLE, SEED
from knowledge.labels import Label
from knowledge.publishing import Request

MORE = "tafadhali"
Result = dict[str, Any]


class Quiet:
    """Progress that nobody watches."""

    def start(self, step: str, total: int) -> None: ...
    def advance(self, count: int) -> None: ...


def build() -> Result:
    """A first edition, published whatever its golden questions say: the questions are of the real library."""
    desk = admin.desk(config.read())
    started = time.perf_counter()
    report = desk.publisher.publish(
        Request(desk.folders, desk.country_folder, why="measured"), Quiet(), SystemClock().now()
    )
    seconds = time.perf_counter() - started
    if report.manifest is None:
        raise SystemExit("\n".join(refusal.reason for refusal in report.refused))
    folder = desk.shelf.path(report.manifest.edition)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        "documents": report.manifest.documents + report.manifest.cards,
        "passages": report.manifest.passages,
        "entries": report.manifest.entries,
        "build_seconds": seconds,
        "passages_a_second": report.manifest.passages / seconds,
        "build_megabytes": peak_megabytes(),
        "edition_megabytes": size / 1e6,
    }


def ask(labels: Sequence[Label]) -> Result:
    """Opens the edition, asks every question once to warm up and once more, and looks how well Chroma finds.

    Warming up, each has a word more: what was found for the very same question would only be remembered.
    """
    settings = config.read()
    built = app.parts(settings)
    started = time.perf_counter()
    folder = search.open_current(built.shelf, built.lexicon, built.encoder).folder
    opened = time.perf_counter() - started
    system = Ours()
    milliseconds = []
    for label in labels:
        question = f"{label.question} {MORE}"
        system.answer(replace(label, question=question, line={**label.line, "question": question}))
    for label in labels:
        begun = time.perf_counter()
        system.answer(label)
        milliseconds.append((time.perf_counter() - begun) * 1000)
    megabytes = peak_megabytes()
    vectors = np.load(folder / "vectors.npy")
    recall = index.recall(index.open_existing(folder / "chroma"), vectors, RECALL_SAMPLE, 10, SEED)
    return {
        "open_seconds": opened,
        "open_megabytes": megabytes,
        "p50": percentile(milliseconds, 0.5),
        "p95": percentile(milliseconds, 0.95),
        "recall": recall,
    }


def peak_megabytes() -> float:
    """The most that this process ever held (VmHWM), which unlike ru_maxrss knows nothing of the parent's memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

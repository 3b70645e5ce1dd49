"""`python -m bench [--quick] [--stages] [--json FILE]`: the product and two plain baselines, measured in one run."""

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import side_by_side, table, ways, workplace
from bench.figures import OURS, Figure, percentile, share
from bench.serving import Serving
from bench.side_by_side import Tried
from bench.ways import Attempt
from bench.workplace import RunError, Workplace
from knowledge import labels
from knowledge.labels import Label
from tools import export_model, question_sets

SYSTEMS = {OURS: "Kura Salama", "plain": "langchain", "words": "BM25"}
SLOW = "plain"  # a minute by itself
COLD_QUESTION = "what time do polling stations open?"
THREADS = 8
MEMORY_QUESTIONS = 50
QUICK_EVERY = 6
LANGUAGES = ("en", "sw", "sheng", "mixed")

Results = Mapping[str, Mapping[str, Any]]  # by system
Breakdown = tuple[str, Mapping[str, float], str]  # a title, the stages with what each took, the unit


class Bench:
    """One run: everything happens in `place`, one process at a time."""

    def __init__(self, place: Workplace, baselines: Sequence[str], every: int, runs: int) -> None:
        """Asks every `every`-th question; repeats what is measured by wall time `runs` times and takes the median."""
        self._place = place
        self._baselines = baselines
        self._systems = (OURS, *baselines)
        self._runs = runs
        self._request: dict[str, Any] = {
            "folder": str(place.folder / "baselines"),
            "model": str(export_model.packaged_model()),
            "questions": list(map(str, question_sets.ASKED)),
            "every": every,
            "most": None,
        }
        self.asked = [label for file in question_sets.ASKED for label in labels.read(file)][::every]

    def build(self) -> Results:
        built = {OURS: self._place.task("build_ours")}
        return built | {system: self._task("build", system) for system in self._baselines}

    def unchanged(self, built: Results) -> Figure:
        """Ours sees that nothing has changed; the baselines, as plain as they are, can only build again."""
        ours = self._median_wall("ingest")
        values = {OURS: ours} | {system: built[system]["wall_seconds"] for system in self._baselines}
        return Figure("rebuild of an unchanged library (s)", self._runs, values, target=3.0)

    def cold(self) -> Figure:
        values = {OURS: self._median_wall("bot", "ask", COLD_QUESTION)}
        for system in self._baselines:
            values[system] = statistics.median(self._task("cold", system)["wall_seconds"] for _ in range(self._runs))
        return Figure("cold start to first answer (s)", self._runs, values, target=4.0)

    def memory(self) -> Results:
        return {system: self._task("memory", system, every=1, most=MEMORY_QUESTIONS) for system in self._systems}

    def serve(self) -> Results:
        return {system: self._task("serve", system, threads=THREADS) for system in self._systems}

    def attempts(self) -> Tried:
        """The product, the baselines and the product's own searches by themselves, on the same questions."""
        names = [name for name in side_by_side.WAYS if name in self._systems or name in ways.OWN]
        return {name: [Attempt(**each) for each in self._task("attempt", name)["attempts"]] for name in names}

    def stages(self, explained: Sequence[Figure], built: Results) -> Iterator[Breakdown]:
        """Where our time goes, for each of the figures `explained` that time can explain."""
        names = "\n".join(figure.name for figure in explained)
        if "one answer" in names:
            yield "one answer on average", self._task("answer_stages", OURS)["stages"], "ms"
        if "cold start" in names:
            yield "cold start", self._command_stages("bot", "ask", COLD_QUESTION), "s"
        if "unchanged" in names:
            yield "an unchanged library", self._command_stages("ingest"), "s"
        if "passages built" in names:
            yield "a first build", built[OURS]["stages"], "s"

    def _command_stages(self, command: str, *arguments: str) -> Mapping[str, float]:
        stages: Mapping[str, float] = self._place.task("command_stages", command=command, arguments=arguments)["stages"]
        return stages

    def serving(self, rival: str | None) -> Iterator[Figure]:
        questions = [label.question for label in self.asked if label.question.strip()]
        index = f"{self._request['folder']}/{SLOW}"
        return Serving(self._place, questions, index, self._request["model"]).figures(rival)

    def _task(self, name: str, system: str, **more: Any) -> Mapping[str, Any]:
        return self._place.task(name, **{**self._request, "system": system, **more})

    def _median_wall(self, *command: str) -> float:
        return statistics.median(self._place.run(*command).seconds for _ in range(self._runs))


def time_figures(served: Results, asked: Sequence[Label]) -> Iterator[Figure]:
    """Milliseconds of one answer, and how many a second when several ask at once."""
    times = {system: result["milliseconds"] for system, result in served.items()}
    for name, part, target in (("p50", 0.5, 8.0), ("p95", 0.95, 20.0)):
        values = {system: percentile(each, part) for system, each in times.items()}
        yield Figure(f"one answer, {name} (ms)", len(asked), values, target=target)
    searched = [n for n, outcome in enumerate(served[OURS]["outcomes"]) if outcome in ("answered", "unknown")]
    values = {system: percentile([each[n] for n in searched], 0.5) for system, each in times.items()}
    yield Figure("  p50 of those that ours searched (ms)", len(searched), values)
    values = {system: len(asked) / result["together_seconds"] for system, result in served.items()}
    name = f"answers a second, {THREADS} asking at once"
    yield Figure(name, len(asked), values, higher_is_better=True, target=120.0)


def hit_figures(served: Results, asked: Sequence[Label]) -> Iterator[Figure]:
    """How often an accepted document is among the first: of the answerable questions, by language."""
    answerable = [label for label in asked if label.is_answerable and label.expect.cards]
    groups = {"all": answerable, "all, report half": [label for label in answerable if label.split == "report"]}
    groups |= {name: [label for label in answerable if label.language == name] for name in LANGUAGES}
    for first in (1, 3):
        for name, group in groups.items():
            if group:
                yield _hits(f"hit@{first}, {name} (%)", first, group, served)


def _hits(name: str, first: int, group: Sequence[Label], served: Results) -> Figure:
    hits = {
        system: sum(not set(label.expect.cards).isdisjoint(result["ranked"][label.id][:first]) for label in group)
        for system, result in served.items()
    }
    return share(name, hits, dict.fromkeys(served, len(group)), higher_is_better=True)


def build_figures(built: Results) -> Iterator[Figure]:
    """Ours counts its passages, a baseline its chunks or rows; so the whole build is given in seconds too."""
    pieces = {system: result["pieces"] / result["seconds"] for system, result in built.items()}
    yield Figure("passages built a second", built[OURS]["pieces"], pieces, higher_is_better=True, target=40.0)
    entries = {OURS: built[OURS]["entries"] / built[OURS]["seconds"]}
    yield Figure("entries built a second", built[OURS]["entries"], entries, higher_is_better=True)
    seconds = {system: result["seconds"] for system, result in built.items()}
    yield Figure("the whole library built (s)", built[OURS]["documents"], seconds)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less than a minute: fewer questions, without langchain")
    parser.add_argument("--stages", action="store_true", help="show where the time goes even if every target is met")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures to FILE as well")
    options = parser.parse_args(arguments)
    try:
        with workplace.opened() as place:
            measure(place, options.quick, options.stages, options.json)
    except RunError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def measure(place: Workplace, is_quick: bool, is_explained: bool, file: Path | None) -> None:
    """Measure and print. Raises RunError if a part of it cannot be run."""
    systems = {name: title for name, title in SYSTEMS.items() if not is_quick or name != SLOW}
    bench = Bench(place, list(systems)[1:], QUICK_EVERY if is_quick else 1, 1 if is_quick else 3)
    load = os.getloadavg()[0]
    built = bench.build()
    unchanged, cold = bench.unchanged(built), bench.cold()
    memory, served = bench.memory(), bench.serve()
    figures = [
        *time_figures(served, bench.asked),
        cold,
        Figure(
            "peak memory of a serving process (MB)",
            MEMORY_QUESTIONS,
            {system: result["megabytes"] for system, result in memory.items()},
            target=450.0,
        ),
        *build_figures(built),
        unchanged,
        *hit_figures(served, bench.asked),
        *bench.serving(None if is_quick else SLOW),
    ]
    tried = bench.attempts()
    beside = list(side_by_side.figures(tried, bench.asked))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} before the run")
    print(f"{built[OURS]['documents']} documents, {built[OURS]['pieces']} passages, {built[OURS]['entries']} entries")
    print("x: how many times better ours is, above 1 is better; in brackets the 95 % interval")
    for line in table.lines(figures, systems):
        print(line)
    print("Side by side, report half; thresholds of all but langchain and ours fitted on the tune half")
    for line in table.lines(beside, {name: side_by_side.WAYS[name] for name in tried}):
        print(line)
    for system, result in memory.items():
        print(f"imported when serving, {SYSTEMS[system]}: {', '.join(result['imported']) or 'no torch'}")
    if built[OURS]["golden_failed"]:
        print(
            f"{built[OURS]['golden_failed']} golden questions fail: `python ingest.py` would not publish this library"
        )
    stages = list(bench.stages([figure for figure in figures if is_explained or figure.is_missed], built))
    for title, parts, unit in stages:
        for line in table.breakdown(title, parts, unit):
            print(line)
    if file is not None:
        where = {title: {"unit": unit, "stages": parts} for title, parts, unit in stages}
        found = {"figures": [asdict(figure) for figure in (*figures, *beside)], "where": where}
        file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

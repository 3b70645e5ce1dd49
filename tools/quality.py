"""`make quality`: asks every labelled question and writes what came of it into docs/quality.md.

    python -m tools.quality [--page FILE] [LABELS ...]

What stands outside the two marked lines of the page is written by hand and stays.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot import app, config, measuring
from bot.answering.decide import DecisionError
from bot.clock import SystemClock
from bot.config import ConfigError
from bot.evaluation import drawing, failures, judged, measures, tables
from bot.evaluation.drawing import DrawingError
from bot.evaluation.judged import REPORT, TUNE, Judged
from bot.evaluation.proportion import rate
from bot.evaluation.result import Setting
from knowledge.errors import KnowledgeError
from tools import question_sets
from tools.marked_page import MarkedPage, PageError

PAGE = config.ROOT / "docs" / "quality.md"
PICTURES = "quality"  # the folder beside the page
QUESTIONS = (*question_sets.ASKED, question_sets.MORE_LOOKALIKES)
BEGIN = "<!-- Written by `make quality` from here on: not edited by hand. -->"
END = "<!-- Written by hand again. -->"
WORST = 40


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    threadpool_limits(1, "blas")
    try:
        drawing.require()
        page = MarkedPage.read(options.page, BEGIN, END)  # before the minutes that asking takes
        built = app.parts(config.read())
        asked = [(file.stem, label) for file in options.labels for label in judged.read([file])]
        sets = {label.id: name for name, label in asked}
        found = measuring.ask(built, [label for _, label in asked])
        written = "\n\n".join(blocks(found, sets, measuring.setting(built, options.labels, SystemClock().now())))
    except (KnowledgeError, ConfigError, DecisionError, DrawingError, PageError) as error:
        print(error, file=sys.stderr)
        return 1
    drawing.draw([item for item in found if item.label.split == REPORT], options.page.parent / PICTURES)
    page.write(written)
    print(f"{len(found)} questions asked: see {options.page}")
    return 0


def blocks(found: Sequence[Judged], sets: Mapping[str, str], setting: Setting) -> Iterator[str]:
    """The figures as Markdown: of the report half, and at the end the worst failures of the tune half.

    `sets`: id of a label -> the name of its file.
    """
    report = [item for item in found if item.label.split == REPORT]
    tune = [item for item in found if item.label.split == TUNE]
    yield (
        f"{setting.date}, edition `{setting.edition}`, model `{setting.model[:16]}`, {setting.cores} cores; "
        f"{', '.join(setting.files)}: {len(report)} questions of the report half, {len(tune)} of the tune half."
    )
    yield "## Targets"
    yield f"On the report half, on which nothing was fitted (n = {len(report)}). `met` looks at the value alone."
    yield tables.of_targets(report)
    wrong, covered = measures.wrong(tune), measures.coverage(tune)
    yield (
        "The half that ranking and decision were fitted on, to see how much was learnt by heart: wrong among answered "
        f"{rate(wrong.hits or 0, wrong.n)}, coverage {rate(covered.hits or 0, covered.n)}."
    )
    yield from ("## By set, language, kind and outcome", tables.of_sets(report, sets))
    yield from (tables.of_languages(report), tables.of_kinds(report))
    yield tables.of_outcomes(report)
    yield from _curves(report)
    yield from ("## Time", "One question after the other, triage to rendered text, as the cores were that moment.")
    yield tables.of_latency(report)
    yield from _worst(tune)


def _curves(report: Sequence[Judged]) -> Iterator[str]:
    yield "## What a stricter or laxer threshold would do"
    yield _picture("Wrong among answered against coverage, by language", drawing.RISK_COVERAGE)
    yield tables.of_risk_coverage(report)
    yield "## Whether the confidence means what it says"
    yield _picture("Share right against confidence, in ten bins", drawing.RELIABILITY)
    yield tables.of_reliability(report)


def _picture(shows: str, name: str) -> str:
    return f"![{shows}; the table below says the same]({PICTURES}/{name})"


def _worst(tune: Sequence[Judged]) -> Iterator[str]:
    yield f"## The {WORST} worst failures of the tune half"
    counted = failures.counts(tune)
    yield "All of them, by kind: " + ", ".join(f"{kind} {count}" for kind, count in counted.items()) + "."
    yield (
        "`tipped by`: what triage saw, or the signal that pulled hardest to where the decision went, against what it "
        "adds to the decisions on these questions on average. `confidence`: that the page given, or the first that was "
        "held back, is right. Of silence, worst is where the right page lay first."
    )
    yield from tables.of_failures(failures.worst(tune, WORST))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.quality")
    parser.add_argument("labels", type=Path, nargs="*", default=list(QUESTIONS))
    parser.add_argument("--page", type=Path, default=PAGE)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

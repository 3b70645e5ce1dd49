"""`python -m bench.scale [--sizes 1000,20000]`: libraries of many sizes, built and asked; a table of what each costs.

The documents are made by code from the words of the library itself, background of ten passages each, beside the real
ones; the questions are those of the labelled files, so that real cards must be found among all the rest.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import workplace
from bench.workplace import ROOT, RunError
from knowledge import country, library, passages
from knowledge.country import Country
from tools import question_sets

SIZES = (1_000, 20_000)
PASSAGES_EACH = 10
SENTENCES_EACH = 4
SEED = 20270810
EVERY = 5  # of the labelled questions
DOCUMENTS = ROOT / "knowledge" / "documents"
CARD = """+++
id = "made-{number}"
title = "{title}"
kind = "background"
country = "ke"
topics = ["history"]
languages = ["en"]
publisher = "Made by code"
sources = ["made by code"]
confidence = "secondary"
review = "drafted"
+++
"""
ROWS = (
    ("documents", "", 0),
    ("passages", "", 0),
    ("entries", "", 0),
    ("build_seconds", "build from nothing (s)", 1),
    ("passages_a_second", "passages built a second", 1),
    ("build_megabytes", "peak memory of the build (MB)", 0),
    ("edition_megabytes", "edition on disk (MB)", 0),
    ("open_seconds", "edition opened (s)", 2),
    ("open_megabytes", "memory with it open and asked (MB)", 0),
    ("p50", "one answer, p50 (ms)", 1),
    ("p95", "one answer, p95 (ms)", 1),
    ("recall", "recall@10 against exact scan", 4),
)


def fill(folder: Path, wanted: int, present: int, words: Sequence[Sequence[str]]) -> None:
    """Write documents into `folder` until the library has about `wanted` passages; it has `present` by itself."""
    chance = random.Random(SEED)
    for number in range(max(0, wanted - present) // PASSAGES_EACH):
        body = [CARD.format(number=number, title=_heading(chance, words))]
        for _ in range(PASSAGES_EACH):
            said = " ".join(_sentence(chance, words) for _ in range(SENTENCES_EACH))
            body.append(f"## {_heading(chance, words)}\n\n{said}\n")
        (folder / f"made-{number}.md").write_text("\n".join(body), encoding="utf-8")


def _heading(chance: random.Random, words: Sequence[Sequence[str]]) -> str:
    return " ".join(_run(chance, words, 4)).title()


def _sentence(chance: random.Random, words: Sequence[Sequence[str]]) -> str:
    """Runs of words as they stand in the library, from several places."""
    said = [word for _ in range(3) for word in _run(chance, words, chance.randint(4, 7))]
    return f"{' '.join(said).capitalize()} {chance.randint(100, 999)}."


def _run(chance: random.Random, words: Sequence[Sequence[str]], length: int) -> Sequence[str]:
    text = words[chance.randrange(len(words))]
    start = chance.randrange(max(1, len(text) - length))
    return text[start : start + length]


def _words(land: Country) -> tuple[list[list[str]], int]:
    """The words of every passage of the library, and how many passages there are."""
    found = library.find((DOCUMENTS,), land, land.election_day)
    texts = [passage.text for document in found.documents for passage in passages.split(document).passages]
    plain = [[word.strip(".,;:!?()[]{}\"'“”•…") for word in text.split()] for text in texts]
    return [[word for word in words if word.replace("-", "").isalpha()] for words in plain], len(texts)


def measured(size: int) -> Mapping[str, Any]:
    """One size, in a workplace of its own."""
    land = country.read(DOCUMENTS / "ke" / "country.toml")
    words, present = _words(land)
    with workplace.opened() as place:
        made = place.folder / "knowledge" / "documents" / "ke" / "history"
        fill(made, size, present, [text for text in words if len(text) > 8])
        built = place.task("build_large")
        asked = place.task("ask_large", questions=list(map(str, question_sets.ASKED)), every=EVERY, most=None)
        return {**built, **asked}


def lines(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A row a measure, a column a size, and how many times the first size's the last one is."""
    for key, title, digits in ROWS:
        values = [float(each[key]) for each in found]
        cells = "".join(f"{value:>14,.{digits}f}" for value in values)
        ratio = f"{values[-1] / values[0]:>10.2f} x" if len(values) > 1 and values[0] else ""
        yield f"{title or key:<38}{cells}{ratio}"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="passages of each library, by commas")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures to FILE as well")
    options = parser.parse_args(arguments)
    workplace.LONGEST_SECONDS = 4 * 3600.0
    found = []
    try:
        for size in map(int, options.sizes.split(",")):
            found.append(measured(size))
            print("\n".join(lines(found)), flush=True)  # as far as it is known: a large library takes hours
            if options.json:
                options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    except RunError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

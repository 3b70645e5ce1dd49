"""How well Swahili and Sheng find what answers them: `python -m bench.language PARALLEL` (make bench-language).

Writes the figures into docs/encoder.md.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import constitution, slips
from bench.finders import ByVectors, ByWords, Finder, Forms, stems
from bench.language_page import Table, page, write
from bench.product import Product
from bench.ranks import shares
from bot import config
from bot.clock import SystemClock
from knowledge import country, embeddings, labels, lexicon, library, passages
from knowledge.embeddings import Encoder
from knowledge.labels import Label
from knowledge.models import Kind
from tools.encoder import figures, own_text, parallel
from tools.encoder.parallel import Pair

MINILM = "models/all-MiniLM-L6-v2"
QUESTIONS = [config.ROOT / "tests" / "questions" / f"{name}.jsonl" for name in ("first", "second", "third")]
LANGUAGES = ("en", "sw", "sheng", "mixed")
SPLITS = ("tune", "report")
CURVE = (1_000, 5_000, 20_000, None)
ALONE = frozenset(("two_part", "follow_up"))  # kinds that one text alone does not answer
TIMED = 200
DEEP = 200  # texts looked at for different documents


@dataclass(frozen=True)
class Material:
    """What is asked, and the texts among which the answer must be found."""

    held_out: Sequence[Pair]
    questions: Sequence[Label]
    documents: Sequence[str]  # ids, one a text
    texts: Sequence[str]
    titles: Sequence[str]
    articles: Sequence[str]


def material(pairs: Sequence[Pair], law: Path | None, is_quick: bool) -> Material:
    held_out = figures.sample([pair for pair in pairs if pair.is_held_out])
    asked = [label for file in QUESTIONS for label in labels.read(file)]
    entries = list(_entries())
    titles, articles = constitution.read(law) if law and law.is_file() else ([], [])
    if is_quick:
        held_out, asked, entries = held_out[::12], asked[::12], entries[::3]
    return Material(
        held_out,
        [label for label in asked if label.is_answerable and label.expect.cards and label.kind not in ALONE],
        [document for document, _ in entries],
        [text for _, text in entries],
        titles,
        articles,
    )


def _entries() -> Iterator[tuple[str, str]]:
    """Every title, text and example question of the library with the id of its document."""
    settings = config.read()
    folder = settings.folders[0] / settings.country
    land = country.read(folder / "country.toml")
    for document in library.find((folder,), land, SystemClock().now().date()).documents:
        card = document.card
        yield card.id, card.title
        for passage in passages.split(document).passages:
            is_card = card.kind is Kind.GUIDANCE
            yield card.id, land.fill(passage.text, passage.language, document.path) if is_card else passage.text
        for questions in card.questions.values():
            yield from ((card.id, question) for question in questions)


class Measured:
    """One way of finding, measured on everything."""

    def __init__(self, finder: Finder, among: Material) -> None:
        self._finder = finder
        self._among = among

    def held_out(self) -> dict[str, float]:
        """R@1 of Swahili lines among English ones, by source and over all lines."""
        hits: dict[str, list[bool]] = {}
        pairs = self._among.held_out
        for lines in figures.chunks(pairs):
            chunk = pairs[lines]
            scores = self._finder.scores([pair.swahili for pair in chunk], [pair.english for pair in chunk])
            for row, pair in enumerate(chunk):
                is_hit = bool(scores[row].argmax() == row and scores[row].max() > 0)
                hits.setdefault(pair.source, []).append(is_hit)
                hits.setdefault("all", []).append(is_hit)
        return {source: statistics.mean(found) for source, found in hits.items()}

    def labelled(self, split: str, is_slipped: bool = False) -> dict[str, tuple[float, float]]:
        """How often an accepted document is the nearest, and among the three nearest different ones, by language."""
        asked = [label for label in self._among.questions if label.split == split]
        texts = [slips.slipped(label.question) if is_slipped else label.question for label in asked]
        scores = self._finder.scores(texts, self._among.texts)
        documents = self._among.documents
        nearest = (dict.fromkeys(documents[at] for at in np.argsort(-row, kind="stable")[:DEEP]) for row in scores)
        return shares((label, list(found)) for label, found in zip(asked, nearest, strict=True))

    def articles(self, first: int) -> float | None:
        """How often the title of an article of the Constitution finds its text among the `first`; English only."""
        if not self._among.titles:
            return None
        scores = self._finder.scores(self._among.titles, self._among.articles)
        ranks = (scores > np.diagonal(scores)[:, None]).sum(axis=1)
        return float((ranks < first).mean())


def rows(name: str, finder: Finder, among: Material) -> Iterator[tuple[str, list[str]]]:
    """The rows of one way of finding, each with the table that it belongs to."""
    measured = Measured(finder, among)
    held_out = measured.held_out()
    yield "held out", [name, *(_percent(held_out.get(source)) for source in _sources(among))]
    yield from labelled_rows(name, measured)
    if among.titles:
        yield "articles", [name, _percent(measured.articles(1)), _percent(measured.articles(10))]


def labelled_rows(name: str, measured: Measured | Product) -> Iterator[tuple[str, list[str]]]:
    for split in SPLITS:
        clean, typed = (measured.labelled(split, is_slipped) for is_slipped in (False, True))
        for at, table in ((1, split), (0, f"{split}, first")):
            yield table, [name, *(f"{_at(clean, each, at)} / {_at(typed, each, at)}" for each in LANGUAGES)]


def _sources(among: Material) -> list[str]:
    return ["all", *dict.fromkeys(pair.source for pair in among.held_out)]


def _at(found: dict[str, tuple[float, float]], language: str, at: int) -> str:
    return _percent(found[language][at] if language in found else None)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def cost(name: str, encoder: Encoder, folder: Path, asked: Sequence[str]) -> list[str]:
    """Milliseconds of one question on one thread (median), and megabytes of the folder."""
    encoder.encode(asked[:5])
    taken = []
    for question in asked[:TIMED]:
        started = time.perf_counter()
        encoder.encode([question])
        taken.append(1000 * (time.perf_counter() - started))
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    return [name, f"{statistics.median(taken):.2f}", f"{size:.1f}"]


def encoders(options: argparse.Namespace) -> Iterator[tuple[str, Path]]:
    """The packaged model, the one in use, and those that were named besides."""
    yield "MiniLM", config.ROOT / MINILM
    for named in options.also:
        name, _, folder = named.partition("=")
        yield name, Path(folder)
    yield "the whole", config.ROOT / config.read({}).model


def step_one(pairs: Sequence[Pair], count: int | None, is_with_own: bool, target: Path) -> Encoder:
    """Translated rows alone, from `count` parallel lines."""
    from tools.encoder.__main__ import by_hand
    from tools.encoder.building import Build, Text
    from tools.encoder.distillation import Recipe

    taught = [pair for pair in pairs if not pair.is_held_out]
    own = own_text.read() if is_with_own else own_text.OwnText((), ())
    text = Text(
        parallel=taught if count is None else parallel.some(taught, count),
        held_out=[],
        translations=own.translations,
        matters=(),
        by_hand=by_hand(),
    )
    build = Build(text, Recipe())
    build.export(build.translated(), target)
    return embeddings.OnnxEncoder(target)


def measure(options: argparse.Namespace) -> dict[str, Table]:
    pairs = parallel.read(options.parallel)
    among = material(pairs, options.constitution, options.quick)
    tables: dict[str, Table] = {}

    def add(name: str, finder: Finder) -> None:
        print(f"{name} ...", file=sys.stderr, flush=True)
        for table, row in rows(name, finder, among):
            tables.setdefault(table, []).append(row)

    forms = Forms(lexicon.read())
    add("BM25", ByWords(stems))
    add("BM25 and dictionary", ByWords(forms.groups))
    asked = [label.question for label in among.questions]
    for name, folder in encoders(options):
        encoder = embeddings.OnnxEncoder(folder)
        tables.setdefault("cost", []).append(cost(name, encoder, folder, asked))
        add(name, ByVectors(encoder))
        add(f"{name}, as we read", ByVectors(encoder, forms.as_read))
    print("the product ...", file=sys.stderr, flush=True)
    for table, row in labelled_rows("the product", Product(among.questions)):
        tables.setdefault(table, []).append(row)
    if not options.without_step1:
        with tempfile.TemporaryDirectory() as place:
            add("step 1", ByVectors(step_one(pairs, None, True, Path(place, "own"))))
            for count in CURVE:
                found = Measured(ByVectors(step_one(pairs, count, False, Path(place, str(count)))), among)
                row = [f"{count:,}" if count else "all", _percent(found.held_out()["all"])]
                tables.setdefault("curve", []).append([*row, _at(found.labelled("tune"), "sw", 1)])
    tables["heads"] = _heads(among)
    return tables


def _heads(among: Material) -> Table:
    """The columns of the tables by source and by half, with how many lines or questions each has."""
    sources = Counter(pair.source for pair in among.held_out)
    heads = [["", f"all (n = {len(among.held_out)})", *(f"{source} ({sources[source]})" for source in sources)]]
    for split in SPLITS:
        counts = Counter(label.language for label in among.questions if label.split == split)
        heads.append([split, *(f"{language} (n = {counts[language]})" for language in LANGUAGES)])
    return heads


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.language", description=str(__doc__).splitlines()[0])
    parser.add_argument("parallel", type=Path, help="the folder that holds one folder a source")
    parser.add_argument("--constitution", type=Path, help="its English text, if it is at hand")
    parser.add_argument("--also", action="append", default=[], metavar="NAME=FOLDER", help="one more encoder")
    parser.add_argument("--without-step1", action="store_true", help="train nothing: no step 1, no learning curve")
    parser.add_argument("--quick", action="store_true", help="a twelfth of it, printed and not written")
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    text = f"{page(measure(options))}\n\n{os.cpu_count()} cores, load {load:.1f} before the run."
    print(text)
    if not options.quick:
        write(text)


if __name__ == "__main__":
    main(sys.argv[1:])

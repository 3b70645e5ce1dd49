"""For an editor of the word lists: how each word of a message is read, by which line, and which cards that leads to.

    python -m tools.words "naeza vote wapi"
    python -m tools.words "karao wamenishika" --sheng "karao = polisi"
    python -m tools.words "vituo viko wapi" --dictionary "vituo = polling station|station"

A line given with --dictionary, --sheng, --spelling or --correction stands in place of the one in the file, for this
run only: the cards are shown before and after it. A line changed in a file is seen at once; texts of cards are read
anew by the next `python ingest.py`.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot import app, config
from bot.answering.answer import Answerer
from bot.app import Parts
from bot.clock import SystemClock
from bot.models import Context, Question
from knowledge import lexicon, morphology, noun_forms
from knowledge.errors import KnowledgeError
from knowledge.language import Reader, Reading, longest
from knowledge.lexicon import Phrase
from knowledge.models import Language
from knowledge.search import Candidate

DICTIONARY, SHENG, ALIGNED = "sw/dictionary.tsv", "sw/sheng.tsv", "sw/aligned.tsv"
SPELLINGS = ("en/spellings.tsv", "sw/spellings.tsv")
CORRECTIONS = "sw/corrections.tsv"
CARDS = 3


@dataclass(frozen=True)
class Step:
    """One word or phrase on its way: what it became, and the line of the file that says so."""

    word: str
    became: str
    where: str


class Lists:
    """The word lists with their line numbers."""

    def __init__(self, folder: Path) -> None:
        self.lexicon = lexicon.read(folder)
        self._lines: Mapping[tuple[str, str], int] = {
            (name, line.partition("\t")[0]): number
            for name in (DICTIONARY, SHENG, ALIGNED, *SPELLINGS)
            for number, line in enumerate((folder / name).read_text(encoding="utf-8").splitlines(), 1)
        }

    def place(self, word: str, *names: str) -> str:
        """`sw/sheng.tsv:12` of the last of the files that has a line for `word`: the one that wins."""
        found = [f"{name}:{self._lines[name, word]}" for name in names if (name, word) in self._lines]
        return found[-1] if found else ""

    def spelt(self, words: Sequence[str]) -> Iterator[Step]:
        """What is written otherwise than it was typed."""
        index = 0
        while index < len(words):
            phrase = longest(words, index, self.lexicon.spellings)
            if phrase:
                standard = " ".join(self.lexicon.spellings[phrase]) or "(no content)"
                yield Step(" ".join(phrase), standard, self.place(" ".join(phrase), SHENG, *SPELLINGS))
            index += len(phrase) or 1

    def understood(self, words: Sequence[str]) -> Iterator[Step]:
        """What each word or phrase in standard spelling means."""
        index = 0
        while index < len(words):
            phrase = longest(words, index, self.lexicon.senses) or (words[index],)
            yield self._meaning(phrase)
            index += len(phrase)

    def _meaning(self, phrase: Phrase) -> Step:
        words, text = self.lexicon, " ".join(phrase)
        if phrase in words.senses:
            return Step(text, " | ".join(words.senses[phrase]), self.place(text, DICTIONARY))
        stem = morphology.lemma(text, words.verb_stems)
        if stem:
            senses = f"-{stem}: {' | '.join(words.verbs[stem])}"
            return Step(text, senses, self.place(f"-{stem}", DICTIONARY, SHENG))
        if text in words.aligned:
            return Step(
                text, " | ".join(f"{sense} {p:.0%}" for sense, p in words.aligned[text]), self.place(text, ALIGNED)
            )
        noun = noun_forms.base(text, words.nouns)
        if noun and text not in words.counts[Language.EN] and text not in words.stopwords:
            return Step(text, f"{noun}: {' | '.join(words.senses[(noun,)])}", self.place(noun, DICTIONARY))
        if text in words.stopwords:
            return Step(text, "(a word without content)", "stopwords.txt")
        return Step(text, "(as it stands)" if words.knows(text) else "(unknown)", "")


def changed(line: str, name: str, folder: Path, target: Path) -> None:
    """A copy of the lists in `target` where `line` ("word = meaning") wins over the one that file `name` has."""
    word, _, meaning = (part.strip() for part in line.partition("="))
    if not word or not meaning:
        raise SystemExit(f'"{line}" is no line: write "word = meaning".')
    shutil.copytree(folder, target, dirs_exist_ok=True)
    file = target / name
    last = [] if name in (*SPELLINGS, CORRECTIONS) else ["-"]
    with file.open("a", encoding="utf-8") as lines:  # the last line for a word counts
        lines.write("\t".join([word, meaning, *last]) + "\n")


def report(text: str, lists: Lists, reader: Reader) -> Iterator[str]:
    """`reader` reads by `lists`."""
    typed = reader.plain_words(text)
    meant = {word: " ".join(reader.spelt(word)) for word in typed}
    reading = reader.read(text)
    yield from _table("slips", (Step(word, found, "") for word, found in meant.items() if found != word))
    yield from _table("typed", lists.spelt(" ".join(meant[word] for word in typed).split()))
    yield from _table("understood", lists.understood(reading.words))
    yield f"language: {reading.language or 'unsure'}; encoded as: {reading.readable}"
    yield f"searched by: {_terms(reading)}"


def _terms(reading: Reading) -> str:
    return ", ".join("/".join(term for term, _ in group) for group in reading.groups)


def _table(title: str, steps: Iterator[Step]) -> Iterator[str]:
    rows = list(steps)
    width = max((len(row.word) for row in rows), default=0)
    if rows:
        yield f"{title}:"
    for row in rows:
        yield f"  {row.word.ljust(width)}  {row.became}" + (f"   [{row.where}]" if row.where else "")


def cards(text: str, answerer: Answerer) -> list[Candidate]:
    """The first cards that are found for a message."""
    found, _ = answerer.evidence(Question(text), Context(now=SystemClock().now()))
    return list({candidate.card.id: candidate for candidate in reversed(found)}.values())[::-1][:CARDS]


def _cards_said(title: str, found: Sequence[Candidate]) -> Iterator[str]:
    yield f"{title}:" if found else f"{title}: none"
    for candidate in found:
        yield f"  {candidate.signals.relevance:.2f}  {candidate.card.id}  {candidate.card.title}"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.words", description=str(__doc__).splitlines()[0])
    parser.add_argument("text")
    files = {"dictionary": DICTIONARY, "sheng": SHENG, "spelling": SPELLINGS[1], "correction": CORRECTIONS}
    for option, name in files.items():
        parser.add_argument(f"--{option}", metavar='"WORD = MEANING"', help=f"a line of {name} to try")
    options = vars(parser.parse_args(arguments))
    tried = [(options[option], name) for option, name in files.items() if options[option]]
    try:
        built = app.parts(config.read())
        _said(options["text"], Lists(lexicon.FOLDER), built)
        if tried:
            _try(options["text"], tried, built)
    except KnowledgeError as error:
        raise SystemExit(str(error)) from None


def _try(text: str, tried: Sequence[tuple[str, str]], built: Parts) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = lexicon.FOLDER
        for line, name in tried:
            changed(line, name, folder, Path(place))
            folder = Path(place)
        lists = Lists(folder)
    print("\nwith", *(f"{line} [{name}]" for line, name in tried))
    _said(text, lists, built)


def _said(text: str, lists: Lists, built: Parts) -> None:
    """How the live edition reads a message by `lists`, and what it finds. Raises EditionError before the first."""
    answerer = app.answerer(replace(built, lexicon=lists.lexicon))
    print(*report(text, lists, answerer.edition.reader), sep="\n")
    print(*_cards_said("first cards", cards(text, answerer)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])

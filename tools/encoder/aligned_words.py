"""Which English words a Swahili word stands for in parallel text, written as lines that an editor can read.

Only what is worth a line: content words that the hand-kept dictionary does not lead to, seen often enough, with a
sense that is likely in both directions. The bounds were set by reading samples: with these, about one line in twenty
reads as wrong, nearly all of them names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import snowballstemmer

from knowledge import lexicon, morphology
from knowledge.lexicon import Lexicon
from knowledge.models import Language
from tools.encoder.alignment import Alignment, align

FILE = lexicon.FOLDER / "sw" / "aligned.tsv"
WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
LEAST_LETTERS = 3
LEAST_SEEN, LEAST_LIKELY = 3, 0.3
OFTEN_SEEN, LEAST_LIKELY_OFTEN = 8, 0.2
LEAST_OTHER = 0.15  # of the senses after the first
LEAST_BACK = 0.01  # p(Swahili word | English word)
MOST_SENSES = 3
MOST_ENGLISH = 0.3  # of how often Swahili text has the word; above it, it is an English word or a name

Sense = tuple[str, float]


@dataclass(frozen=True)
class Words:
    """Lines as numbers of words; `names` gives a number's word."""

    names: tuple[str, ...]
    lines: list[list[int]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Words":
        cut = [WORD.findall(text.lower().replace("’", "'")) for text in texts]
        names = tuple(sorted({word for line in cut for word in line}))
        numbers = {word: at for at, word in enumerate(names)}
        return cls(names, [[numbers[word] for word in line] for line in cut])


def senses(english: Sequence[str], swahili: Sequence[str], words: Lexicon) -> dict[str, list[Sense]]:
    """The English words of each Swahili word that deserves a line, with how likely each is."""
    ours, theirs = Words.of(english), Words.of(swahili)
    forward, back = align(theirs.lines, ours.lines), _probabilities(align(ours.lines, theirs.lines))
    seen = Counter(number for line in theirs.lines for number in line)
    found = {}
    for number, word in enumerate(theirs.names):
        if _wants_a_line(word, seen[number], words):
            likely = [
                (ours.names[target], probability)
                for target, probability in forward.translations(number, at_least=0.02, most=20)
                if back.get((target, number), 0.0) >= LEAST_BACK
            ]
            kept = _worth_saying(likely, seen[number], words)
            if kept and kept[0][0] != word:
                found[word] = kept
    return found


def write(found: Mapping[str, Sequence[Sense]], sources: Iterable[str], file: Path = FILE) -> None:
    """`sources` are named at the head, with their licences."""
    head = [
        "# Swahili words and what they stand for in parallel text, with how likely that is: word, sense:p|sense:p.",
        "# Made by `python -m tools.encoder dictionary`, not edited by hand: dictionary.tsv wins over it.",
        *(f"# From {source}." for source in sources),
    ]
    lines = [
        f"{word}\t{'|'.join(f'{sense}:{probability:.2f}' for sense, probability in found[word])}"
        for word in sorted(found)
    ]
    file.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def _probabilities(alignment: Alignment) -> dict[tuple[int, int], float]:
    pairs = zip(alignment.sources.tolist(), alignment.targets.tolist(), strict=True)
    return dict(zip(pairs, alignment.probabilities.tolist(), strict=True))


def _wants_a_line(word: str, seen: int, words: Lexicon) -> bool:
    if seen < LEAST_SEEN or len(word) < LEAST_LETTERS or word in words.stopwords:
        return False
    if (word,) in words.senses or (word,) in words.spellings or morphology.lemma(word, words.verb_stems):
        return False
    in_english, in_swahili = (words.counts[language].get(word, 0) for language in (Language.EN, Language.SW))
    return in_english == 0 or in_english < MOST_ENGLISH * in_swahili


def _worth_saying(likely: Iterable[Sense], seen: int, words: Lexicon) -> list[Sense]:
    least = LEAST_LIKELY_OFTEN if seen >= OFTEN_SEEN else LEAST_LIKELY
    first, *others = [*_by_stem(likely, words), ("", 0.0)]
    if first[1] < least:
        return []
    return [first, *(sense for sense in others if sense[1] >= LEAST_OTHER)][:MOST_SENSES]


def _by_stem(likely: Iterable[Sense], words: Lexicon) -> Iterator[Sense]:
    """Forms of one word together under the likeliest of them; words without content fall away."""
    stemmer = snowballstemmer.stemmer("english")
    together: dict[str, list[Sense]] = defaultdict(list)
    for word, probability in likely:
        if word not in words.stopwords and len(word) >= LEAST_LETTERS:
            together[stemmer.stemWord(word)].append((word.removesuffix("'s"), probability))
    sums = [(forms[0][0], sum(probability for _, probability in forms)) for forms in together.values()]
    yield from sorted(sums, key=lambda sense: (-sense[1], sense[0]))

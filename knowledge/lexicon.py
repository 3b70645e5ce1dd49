"""The words of the languages, read from knowledge/languages: spellings, dictionary, synonyms, stop words, counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import snowballstemmer

from knowledge import lines
from knowledge.errors import KnowledgeError
from knowledge.models import Language

FOLDER = Path(__file__).parent / "languages"
NO_CONTENT = "-"
NOUN = "n"
Phrase = tuple[str, ...]
Weighted = tuple[tuple[str, float], ...]  # English senses, each with how likely it is


@dataclass(frozen=True)
class Lexicon:
    """Everything an editor can correct about words. Phrases are tuples of words; verbs are stems without hyphen.

    `corrections` is English that is encoded in place of Swahili, `corrected_verbs` in place of any form of a verb.
    `sheng_verbs` leads from a Sheng verb to the one Swahili verb that it stands for, `irregular` from a form like
    "stolen" to its word. `names` and `english` are words that are no slips, of which nothing else is known.
    `beginnings`: how a verb form begins in careless typing -> in writing. `nouns` are the single words of `senses` that
    are nouns. `aligned` was learnt from text: it holds no word that `senses` has, and gives way to a verb form as well.
    """

    spellings: Mapping[Phrase, Phrase]
    senses: Mapping[Phrase, tuple[str, ...]]
    nouns: frozenset[str]
    verbs: Mapping[str, tuple[str, ...]]
    aligned: Mapping[str, Weighted]
    synonyms: Mapping[Phrase, tuple[str, ...]]
    stopwords: frozenset[str]
    question_words: Mapping[Phrase, str]
    counts: Mapping[Language, Mapping[str, int]]
    corrections: Mapping[Phrase, Phrase]
    names: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()
    beginnings: Mapping[str, str] = field(default_factory=dict)
    irregular: Mapping[str, str] = field(default_factory=dict)
    corrected_verbs: Mapping[str, Phrase] = field(default_factory=dict)
    sheng_verbs: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def verb_stems(self) -> frozenset[str]:
        return frozenset(self.verbs)

    @cached_property
    def domain_words(self) -> frozenset[str]:
        """The words of the subject: what a typing error is corrected to."""
        phrases = [*self.senses, *self.synonyms, *self.spellings.values()]
        return frozenset(word for phrase in phrases for word in phrase if len(word) > 3)

    @cached_property
    def english_stems(self) -> frozenset[str]:
        """Of `english`; a third of a second, once for all editions."""
        stemmer = snowballstemmer.stemmer("english")
        return frozenset(map(stemmer.stemWord, self.english))

    def knows(self, word: str) -> bool:
        """Whether `word` is written like this in either language."""
        return (
            any(word in counts for counts in self.counts.values())
            or word in self.domain_words
            or word in self.stopwords
            or (word,) in self.senses
            or word in self.aligned
        )


def read(folder: Path = FOLDER) -> Lexicon:
    """Read the data files. Raises KnowledgeError that names file and line."""
    english, swahili = folder / "en", folder / "sw"
    senses: dict[Phrase, tuple[str, ...]] = {}
    verbs: dict[str, tuple[str, ...]] = {}
    nouns: set[str] = set()
    for word, meaning, part in _rows(swahili / "dictionary.tsv", 3):
        options = tuple(meaning.split("|"))
        if word.startswith("-"):
            verbs[word[1:]] = options
        else:
            senses[_phrase(word)] = options
            if part == NOUN and " " not in word:
                nouns.add(word)
    verbs |= dict(_sheng_verbs(swahili, senses, verbs))
    corrections = [(word, _phrase(english)) for word, english in _rows(swahili / "corrections.tsv", 2)]
    corrected = {word[1:]: english for word, english in corrections if word.startswith("-")}
    return Lexicon(
        spellings=_spellings(english, swahili),
        senses=senses,
        nouns=frozenset(nouns),
        verbs=verbs,
        aligned={word: line for word, line in _aligned(swahili / "aligned.tsv") if (word,) not in senses},
        synonyms={_phrase(head): tuple(words.split("|")) for head, words in _rows(english / "synonyms.tsv", 2)},
        stopwords=frozenset(_lines(english / "stopwords.txt")) | frozenset(_lines(swahili / "stopwords.txt")),
        question_words={
            _phrase(words): kind for part in (english, swahili) for words, kind in _rows(part / "question_words.tsv", 2)
        },
        irregular=dict(_pairs(english / "irregular.tsv")),
        corrections={_phrase(word): meant for word, meant in corrections if not word.startswith("-")},
        corrected_verbs=dict(_sheng_english(swahili, corrected)) | corrected,
        counts={
            language: {word: int(count) for word, count in _rows(folder / language / "words.tsv", 2)}
            for language in Language
        },
        names=frozenset(_lines(folder / "names.txt")),
        english=frozenset(_lines(english / "known.txt")),
        beginnings=dict(_pairs(swahili / "beginnings.tsv")),
        sheng_verbs={
            typed[1:]: standard[1:]
            for typed, standard, _ in _rows(swahili / "sheng.tsv", 3)
            if typed.startswith("-") and " " not in standard
        },
    )


def _aligned(file: Path) -> Iterator[tuple[str, Weighted]]:
    for word, line in _rows(file, 2):
        try:
            yield (
                word,
                tuple((sense, float(share)) for sense, _, share in (cell.partition(":") for cell in line.split("|"))),
            )
        except ValueError as error:
            raise KnowledgeError(f"{file}: the line for {word!r} must read `sense:0.9|sense:0.1`.") from error


def _spellings(english: Path, swahili: Path) -> Mapping[Phrase, Phrase]:
    """Typed form -> standard form; Sheng last, so that a plain Swahili correction of the same form wins."""
    found: dict[Phrase, Phrase] = {}
    for typed, standard, *_ in _rows(swahili / "sheng.tsv", 3):
        if typed.startswith("-"):
            continue
        found[_phrase(typed)] = () if standard == NO_CONTENT else _phrase(standard)
    for part in (english, swahili):
        for typed, standard in _rows(part / "spellings.tsv", 2):
            found[_phrase(typed)] = _phrase(standard)
    return found


def _sheng_verbs(
    swahili: Path, senses: Mapping[Phrase, tuple[str, ...]], verbs: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sheng verbs with the senses of what they stand for: those of the whole (`-vote` TAB `-piga kura`, by the line of
    `kupiga kura`) and its nouns, or those of the verb."""
    for typed, standard, _ in _rows(swahili / "sheng.tsv", 3):
        if typed.startswith("-"):
            verb, *nouns = standard.removeprefix("-").split()
            whole = senses.get((f"ku{verb}", *nouns)) if nouns else None
            yield typed[1:], (*(whole or verbs.get(verb, (verb,))), *nouns)


def _sheng_english(swahili: Path, corrected: Mapping[str, Phrase]) -> Iterator[tuple[str, Phrase]]:
    """Sheng verbs with the English of what they stand for, if that is corrected, else of their note."""
    for typed, standard, note in _rows(swahili / "sheng.tsv", 3):
        if typed.startswith("-"):
            yield typed[1:], corrected.get(standard[1:]) or _phrase(note.split(",")[0].removeprefix("be "))


def _phrase(text: str) -> Phrase:
    return tuple(text.split())


def _lines(file: Path) -> Iterator[str]:
    return (line for _, line in lines.numbered(file))


def _pairs(file: Path) -> Iterator[tuple[str, str]]:
    return ((typed, written) for typed, written in _rows(file, 2))


def _rows(file: Path, columns: int) -> Iterator[list[str]]:
    for line in _lines(file):
        cells = line.split("\t")
        if len(cells) != columns:
            raise KnowledgeError(f"{file}: the line {line!r} must have {columns} columns with tabs between them.")
        yield cells

"""Finds the concepts of the triage in the words of a question.

A *concept* is a named list of words and phrases, read from TOML; an entry is written as in a dictionary: `burn`
(English: every form), `=missing` (this form only), `-choma` (a Swahili verb: every form), `piga kura` (a phrase).
`my {person}` stands for "my" before each phrase of the concept [person]. Words are looked up, never searched for: one
walk through a tree of words finds all concepts of a question. What follows from them: patterns.py.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import snowballstemmer
from rapidfuzz.distance import OSA

from bot.answering.patterns import Span, Spans
from knowledge import morphology
from knowledge.errors import KnowledgeError
from knowledge.lexicon import Lexicon

SHORTEST_CORRECTED = 5  # shorter words are too easily another word with one slip
SHORTEST_CORRECTED_VERB = 4
MAX_WORDS = 10_000  # more than any message has
TONGUES = ("en", "sw", "sheng")
CONCEPT_KEYS = {"en", "sw", "sheng", "words", "heads", "shapes", "text", "includes", "masks"}
HYPHEN = re.compile(r"(?<=\w)-(?=\w)")  # the reader takes "run-off" for two words
HEAD = re.compile(r"(?:ni|n|tu|wa|a|u|m|i|zi|ya|ku)(?:na|me|li|ta|ki)?(?:ni|tu|wa|ku|m)?")
TENSE_LEFT = re.compile(r"ki(?![aeiou])")  # "nikisnap" is "if I snap", not "ni-" and a slip for "kidnap"
SHORTEST_BORROWED = 3
BORROWED = re.compile(r"[a-z]+[b-df-hj-np-tv-z]")  # no Swahili verb ends so: wana-fight, niki-post

Standard = Callable[[Sequence[str]], Sequence[str]]
Forms = tuple[frozenset[str], frozenset[str]]  # to look a word up by; concepts that its build gives it


@dataclass
class _Node:
    """A word of a phrase in the tree; `concepts` are those of the phrase that ends here."""

    children: dict[str, "_Node"] = field(default_factory=dict)
    concepts: set[str] = field(default_factory=set)


class Signs:
    """The concepts of one folder of TOML files, ready to be found in the words of a question."""

    def __init__(self, folder: Path, lexicon: Lexicon, standard: Standard) -> None:
        """`standard` puts words in the spelling that questions come in. Raises KnowledgeError that names the file."""
        self._stemmer = snowballstemmer.stemmer("english")
        self._standard = standard
        self._root = _Node()
        self._own_verbs: set[str] = set()
        self._heads: dict[str, set[str]] = {}
        self._shapes: list[tuple[re.Pattern[str], str]] = []
        self._text: list[tuple[re.Pattern[str], str]] = []
        self._masks: set[str] = set()
        self._includes: dict[str, tuple[str, ...]] = {}
        self.phrases = 0
        self._concepts: dict[str, Mapping[str, Any]] = {}
        for file in sorted(folder.glob("*.toml")):
            for name, concept in _toml(file).items():
                self._check(file, name, concept)
                self._concepts[name] = concept
        self.names = frozenset(self._concepts)
        for name, concept in self._concepts.items():
            self._add(name, concept)
        self._includes = dict(_flattened(self._includes, self.names))
        self._nouns = frozenset(phrase[0] for phrase in lexicon.senses if len(phrase) == 1)
        self._known = frozenset(word for counts in lexicon.counts.values() for word in counts) | lexicon.domain_words
        self._sheng_verbs = lexicon.sheng_verbs
        self._verbs = frozenset(self._own_verbs)
        self._all_verbs = self._verbs | lexicon.verb_stems
        self._keys = _keys(self._root)
        self._slips = _slip_index(self._keys)
        self._longest_head = max(map(len, self._heads), default=0)
        self._forms = lru_cache(maxsize=8192)(self._forms_of)

    def find(self, text: str, words: Sequence[str]) -> Spans:
        """Every concept in a text and where its words stand (first, one past the last); in `text` alone: (0, 0)."""
        spans: dict[str, list[Span]] = {}
        forms = [self._forms(word) for word in words]
        for start in range(len(words)):
            for end, names in self._walk(self._root, forms, start):
                for name in names:
                    spans.setdefault(name, []).append((start, end))
        self._drop_masked(spans)
        for at, (_, built) in enumerate(forms):
            for name in built:
                spans.setdefault(name, []).append((at, at + 1))
        for pattern, name in self._text:
            if pattern.search(text):
                spans.setdefault(name, []).append((0, 0))
        for name, parts in self._includes.items():
            found = [span for part in parts for span in spans.get(part, ())]
            if found:
                spans.setdefault(name, []).extend(found)
        return spans

    def _walk(self, node: _Node, forms: Sequence[Forms], at: int) -> Iterator[tuple[int, set[str]]]:
        if node.concepts:
            yield at, node.concepts
        if at < len(forms):
            for form in forms[at][0] & node.children.keys():
                yield from self._walk(node.children[form], forms, at + 1)

    def _drop_masked(self, spans: dict[str, list[Span]]) -> None:
        """What lies inside a masking phrase does not count by itself: "piga kura" is voting, nobody is beaten."""
        masks = sorted(span for name in self._masks for span in spans.get(name, ()))
        reach = list(accumulate((end for _, end in masks), max))  # how far the masks that begin by then stretch
        for name in list(spans) if masks else ():
            if name not in self._masks:
                kept = [
                    (start, end)
                    for start, end in spans[name]
                    if (before := bisect_right(masks, (start, MAX_WORDS))) == 0 or reach[before - 1] < end
                ]
                if kept:
                    spans[name] = kept
                else:
                    del spans[name]

    def _forms_of(self, word: str) -> Forms:
        stem = self._stemmer.stemWord(word)
        forms = {f"={word}", stem, word}
        verb = None if word in self._nouns else self._verb(word)
        if verb:
            own = verb if verb in self._verbs else morphology.lemma(f"ku{verb}", self._verbs)
            if own:
                forms.add(f"-{own}")
            if verb in self._sheng_verbs and verb != word:
                forms |= {f"-{self._sheng_verbs[verb]}", *self._borrowed(word)}
        elif word not in self._known and not forms & self._keys:
            forms |= self._borrowed(word) or self._corrected(word, stem)
        return frozenset(forms), frozenset(self._by_build(word))

    def _verb(self, word: str) -> str | None:
        """The Swahili verb of a form; "tunaibaje" asks "how" with its last syllable."""
        return morphology.lemma(word, self._all_verbs) or (
            morphology.lemma(word[:-2], self._all_verbs) if word.endswith("je") else self._bare_infinitive(word)
        )

    def _bare_infinitive(self, word: str) -> str | None:
        """ "naeza zibeba": Sheng leaves the ku- out before the one to whom it is done."""
        return None if word in self._known else morphology.lemma(f"ku{word}", self._all_verbs)

    def _by_build(self, word: str) -> Iterator[str]:
        for shape, name in self._shapes:
            if shape.fullmatch(word):
                yield name
        for length in range(2, min(self._longest_head, len(word) - 2) + 1):
            names = self._heads.get(word[:length])
            rest = word[length:]
            if names and (self._is_verb(rest) or self._is_misspelt_verb(word, length) or self._is_borrowed(word, rest)):
                yield from names

    def _is_verb(self, rest: str) -> bool:
        """Whether what follows subject and tense is a verb: "chomwa", "chome", not the "ma" of "wametuma"."""
        endings = (rest, f"{rest[:-1]}a") if rest.endswith(("e", "i")) else (rest,)
        return any(morphology.lemma(f"ku{ending}", self._all_verbs) for ending in endings)

    def _is_borrowed(self, word: str, rest: str) -> bool:
        """Whether what follows subject and tense is an English verb: "wana-fight"."""
        return len(rest) >= SHORTEST_BORROWED and word not in self._known and bool(BORROWED.fullmatch(rest))

    def _is_misspelt_verb(self, word: str, head: int) -> bool:
        long_enough = len(word) - head >= SHORTEST_CORRECTED_VERB
        return long_enough and not self._is_known(word) and bool(self._one_slip(word[head:], mark="-"))

    def _is_known(self, word: str) -> bool:
        return word in self._known or word in self._keys or self._verb(word) is not None

    def _borrowed(self, word: str) -> set[str]:
        """The English verb in Swahili dress: "wanafight" is found as "fight"."""
        rests = [word[cut:] for cut in range(2, len(word) - SHORTEST_BORROWED + 1) if HEAD.fullmatch(word[:cut])]
        return {self._stemmer.stemWord(rest) for rest in rests if self._is_borrowed(word, rest)} & self._keys

    def _corrected(self, word: str, stem: str) -> set[str]:
        """Forms one slip away from an unknown word: "arested", "wamenishka"."""
        found: set[str] = set()
        for typed in {word, stem}:
            if len(typed) >= SHORTEST_CORRECTED:
                found |= self._one_slip(typed)
        for cut in range(2, len(word) - SHORTEST_CORRECTED_VERB + 1):
            head, rest = word[:cut], word[cut:]
            if HEAD.fullmatch(head) and (head == "ku" or not TENSE_LEFT.match(rest)):
                found |= self._one_slip(rest, mark="-")
        return found

    def _one_slip(self, typed: str, mark: str = "") -> set[str]:
        near = {key for cut in _cuts(typed) for key in self._slips.get(mark + cut, ())}
        bare = {key: key.lstrip("-=") for key in near}
        return {key for key, word in bare.items() if word[0] == typed[0] and OSA.distance(word, typed) == 1}

    def _check(self, file: Path, name: str, concept: Mapping[str, Any]) -> None:
        if unknown := set(concept) - CONCEPT_KEYS:
            raise KnowledgeError(f"{file}: [{name}] has the unknown keys {', '.join(sorted(unknown))}.")
        if name in self._concepts:
            raise KnowledgeError(f"{file}: the concept [{name}] stands in the files twice; join the two.")

    def _add(self, name: str, concept: Mapping[str, Any]) -> None:
        for tongue in TONGUES:
            for phrase in concept.get(tongue, ()):
                self.phrases += 1
                for words in self._expanded(HYPHEN.sub(" ", phrase).split(), tongue):
                    self._add_phrase(name, words, is_english=tongue == "en")
        for phrase in concept.get("words", ()):
            self.phrases += 1
            self._add_phrase(name, [f"={word}" for word in phrase.split()], is_english=False)
        for head in concept.get("heads", ()):
            self._heads.setdefault(head, set()).add(name)
        self._shapes += [(re.compile(shape), name) for shape in concept.get("shapes", ())]
        self._text += [(re.compile(shape), name) for shape in concept.get("text", ())]
        if concept.get("masks"):
            self._masks.add(name)
        if concept.get("includes"):
            self._includes[name] = tuple(concept["includes"])

    def _expanded(self, words: Sequence[str], tongue: str) -> Iterator[tuple[str, ...]]:
        """ "my {person}" stands for "my" before every phrase of the concept [person] in the same tongue."""
        if not words:
            yield ()
            return
        name = words[0][1:-1] if words[0].startswith("{") else ""
        if name and name not in self.names:
            raise KnowledgeError(f"The phrase {' '.join(words)!r} names the concept {words[0]}, which no file has.")
        firsts = [tuple(phrase.split()) for phrase in self._concepts[name].get(tongue, ())] if name else [(words[0],)]
        for rest in self._expanded(words[1:], tongue):
            yield from (first + rest for first in firsts)

    def _add_phrase(self, name: str, words: Sequence[str], is_english: bool) -> None:
        standard = tuple(self._standard(words))
        for spelling in {tuple(words), standard if len(standard) >= len(words) else tuple(words)}:
            node = self._root
            for word in spelling:
                key = self._key(word, is_english)
                if key.startswith("-"):
                    self._own_verbs.add(key[1:])
                node = node.children.setdefault(key, _Node())
            node.concepts.add(name)

    def _key(self, word: str, is_english: bool) -> str:
        return self._stemmer.stemWord(word) if is_english and word[0] not in "=-" else word


def _cuts(word: str) -> set[str]:
    """The word, and the word less each of its letters: two words one slip apart share one of these."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(len(word))}


def _slip_index(keys: Iterable[str]) -> Mapping[str, set[str]]:
    index: dict[str, set[str]] = {}
    for key in keys:
        word = key.lstrip("-=")
        if len(word) >= SHORTEST_CORRECTED:
            for cut in _cuts(word):
                index.setdefault(f"-{cut}" if key.startswith("-") else cut, set()).add(key)
    return index


def _keys(root: _Node) -> set[str]:
    """Every word of the tree that a misspelt word may have meant."""
    keys: set[str] = set()
    nodes = [root]
    while nodes:
        node = nodes.pop()
        keys.update(node.children)
        nodes.extend(node.children.values())
    return keys


def _flattened(includes: Mapping[str, Sequence[str]], names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Each including concept with all that it includes, at any depth."""
    known = set(names)

    def parts(name: str, above: tuple[str, ...]) -> Iterator[str]:
        if name in above or name not in known:
            raise KnowledgeError(f"The concept [{above[-1]}] includes [{name}], which is itself or in no file.")
        yield name
        for part in includes.get(name, ()):
            yield from parts(part, (*above, name))

    return {name: tuple(part for inner in includes[name] for part in parts(inner, (name,))) for name in includes}


def _toml(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{file}: {error}") from error

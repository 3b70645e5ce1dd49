"""How a question is understood: its language, its words in standard spelling, and the terms to search by.

A *term* is a stem in one language or the English sense of a Swahili word; the terms of one word form a *group*,
because finding any of them counts as finding the word. Libraries judged: snowballstemmer (in: English stems),
rapidfuzz (in: typing errors, see spelling.py); lingua and langid (out: on three-word messages with Sheng they guess
Italian or Tagalog, and word counts of two languages decide better); simplemma (out: its Swahili list lacks verb forms).
"""

import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from types import MappingProxyType

import snowballstemmer

from knowledge import morphology, noun_forms
from knowledge.lexicon import Lexicon, Phrase
from knowledge.models import Language
from knowledge.spelling import Speller

WORD = re.compile(r"\d+(?:[.,:]\d+)*|[a-z]+(?:'[a-z]+)*")
WITH_FIGURE = re.compile(r"\b(?:[a-z]+\d+[a-z]*|\d+[a-z]+)\b")  # b4, wa2, 2moro: looked up before the figure is cut off
REPEATED = re.compile(r"([a-z])\1{2,}")
LONGEST_PHRASE = 5
KEPT_WORDS = 20_000
FEW = 2  # words, of which none need be known
LEAST_KNOWN = 0.3  # of the words of a longer message; with fewer it is in another language, not misspelt
SENSE_WEIGHT = 0.6
SYNONYM_WEIGHT = 0.5
UNLISTED = 2.0  # log odds of a word that only the dictionary or the verb forms know
SURE = 2.0  # log odds beyond which a message counts as one language

Group = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Reading:
    """A text as understood. `language` is None where unsure; `share_known` is the share of words, as typed, we know.

    `readable` is what is encoded: English as it was typed if all of it is spelt right, else the words in standard
    spelling.
    """

    text: str
    words: tuple[str, ...]
    groups: tuple[Group, ...]
    language: Language | None
    readable: str
    share_known: float
    asks: frozenset[str]


class Reader:
    """Reads questions and passages alike, so that both are cut into the same terms."""

    def __init__(self, lexicon: Lexicon, library_words: Mapping[str, int] = MappingProxyType({})) -> None:
        """`library_words`: how often the words of the library stand in it, known beside those of the lexicon."""
        self._lexicon = lexicon
        self._library_words = library_words
        self._stemmer = snowballstemmer.stemmer("english")
        self._lock = threading.Lock()  # the stemmer keeps the word it works on in itself
        self._stem = lru_cache(KEPT_WORDS)(self._stemmed)
        self._word_group = lru_cache(KEPT_WORDS)(self._group_of_word)
        self._lemma = lru_cache(KEPT_WORDS)(self._lemma_of)
        self.spelt = lru_cache(KEPT_WORDS)(self._spelt)

    def get_ready(self) -> None:
        """Makes what only misspelt words need, before anybody waits for an answer: half a second."""
        _ = self._speller, self._lexicon.english_stems

    def read(self, text: str) -> Reading:
        plain = [self._reduce(word) for word in self.plain_words(text)]
        known = [word for word in plain if word[0].isdigit() or self._knows(word) or self._stem_of(word)]
        is_foreign = len(plain) > FEW and len(known) < LEAST_KNOWN * len(plain)
        spelt = plain if is_foreign else [part for word in plain for part in self.spelt(word)]
        words = self.standard(spelt)
        language = self.language_of(spelt)
        return Reading(
            text=text,
            words=tuple(words),
            groups=tuple(self.groups(words)),
            language=language,
            readable=text if language is Language.EN and words == plain else self._encodable(words) or text,
            share_known=len(known) / len(plain) if plain else 0.0,
            asks=frozenset(self._phrases(words, self._lexicon.question_words)),
        )

    def plain_words(self, text: str) -> list[str]:
        """Lower-case words and numbers, accents and typographic apostrophes removed."""
        flat = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
        flat = "".join(letter for letter in flat if not unicodedata.combining(letter))
        flat = WITH_FIGURE.sub(lambda typed: " ".join(self._lexicon.spellings.get((typed[0],), (typed[0],))), flat)
        return [word.replace(",", "") if word[0].isdigit() else word for word in WORD.findall(flat)]

    def standard(self, words: Sequence[str]) -> list[str]:
        """Words in standard spelling: phone typing, Sheng and known slips replaced, repeated letters reduced."""
        found: list[str] = []
        reduced = [self._reduce(word) for word in words]
        index = 0
        while index < len(reduced):
            phrase = longest(reduced, index, self._lexicon.spellings)
            found.extend(self._lexicon.spellings[phrase] if phrase else reduced[index : index + 1])
            index += len(phrase) or 1
        return found

    def groups(self, words: Sequence[str]) -> Iterator[Group]:
        """The search terms, one group a word or known phrase; words without content give none."""
        lexicon = self._lexicon
        index = 0
        while index < len(words):
            phrase = longest(words, index, lexicon.senses) or longest(words, index, lexicon.synonyms)
            if len(phrase) > 1:
                yield self._phrase_group(phrase)
                index += len(phrase)
                continue
            group = self._word_group(words[index])
            if group:
                yield group
            index += 1

    def _encodable(self, words: Sequence[str]) -> str:
        """The words, with English in place of those that the encoder reads wrongly."""
        found: list[str] = []
        index = 0
        while index < len(words):
            phrase = longest(words, index, self._lexicon.corrections) or (words[index],)
            found += self._lexicon.corrections.get(phrase) or self._corrected_verb(words[index])
            index += len(phrase)
        return " ".join(found)

    def _corrected_verb(self, word: str) -> Phrase:
        """The English of a verb of which any form is read wrongly, or the word itself."""
        lemma = self._lemma(word)
        return (word,) if lemma is None or lemma == word else self._lexicon.corrected_verbs.get(lemma, (word,))

    def language_of(self, words: Sequence[str]) -> Language | None:
        """The language whose word counts explain the message better, or None where neither clearly does.

        A message with a Swahili verb or function word among English nouns is Swahili: that is how people mix.
        """
        standard = [word for typed in words for word in self._lexicon.spellings.get((typed,), (typed,))]
        odds = sum(self._log_odds(word) for word in standard)
        if odds > SURE or any(self._frames_swahili(word) for word in standard):
            return Language.SW
        return Language.EN if odds < -SURE else None

    def _log_odds(self, word: str) -> float:
        """Positive for Swahili. A Swahili verb form that no list has is still Swahili."""
        english = self._lexicon.counts[Language.EN].get(word, 0)
        swahili = self._lexicon.counts[Language.SW].get(word, 0)
        if not english and not swahili:
            return UNLISTED if (word,) in self._lexicon.senses or self._stem_of(word) else 0.0
        return max(-4.0, min(4.0, math.log((swahili + 0.3) / (english + 0.3))))

    def _frames_swahili(self, word: str) -> bool:
        """Whether a word can only be a Swahili verb or function word."""
        is_listed = word in self._lexicon.counts[Language.SW]
        lemma = self._lemma(word)
        is_verb_form = lemma is not None and lemma != word
        is_frame = is_verb_form or word in self._lexicon.stopwords or (word,) in self._lexicon.question_words
        return is_listed and is_frame and self._log_odds(word) > UNLISTED

    def _stemmed(self, word: str) -> str:
        with self._lock:
            return str(self._stemmer.stemWord(self._lexicon.irregular.get(word, word)))

    def _group_of_word(self, word: str) -> Group:
        lexicon = self._lexicon
        if word in lexicon.stopwords or len(word) < 2:
            return ()
        if word[0].isdigit():
            return ((word, 1.0),)
        terms: dict[str, float] = {}
        if (word,) in lexicon.senses:
            self._add(terms, word, lexicon.senses[(word,)])
        lemma = self._lemma(word)
        if lemma:
            self._add(terms, lemma, lexicon.verbs[lemma])
        if terms and self._says_nothing(lexicon.senses.get((word,), ()), lexicon.verbs[lemma] if lemma else ()):
            return ()
        if not terms and word in lexicon.aligned:
            terms[word] = 1.0
            for sense, probability in lexicon.aligned[word]:
                self._add_words(terms, sense, SENSE_WEIGHT * probability)
        noun = None if terms else self._noun(word)
        if noun:
            self._add(terms, noun, lexicon.senses[(noun,)])
        if not terms or word in lexicon.counts[Language.EN]:
            terms.setdefault(self._stem(word), 1.0)
            for synonym in lexicon.synonyms.get((word,), ()):
                self._add_words(terms, synonym, SYNONYM_WEIGHT)
        return tuple(terms.items())

    def _says_nothing(self, *senses: Sequence[str]) -> bool:
        """Whether an English reader would pass over every sense: "go", "here", "there is"."""
        return all(word in self._lexicon.stopwords for sense in chain.from_iterable(senses) for word in sense.split())

    def _phrase_group(self, phrase: Phrase) -> Group:
        terms: dict[str, float] = {" ".join(phrase): 1.0}
        for word in phrase:
            if word not in self._lexicon.stopwords:
                terms[self._stem(word)] = 1.0
        for sense in self._lexicon.senses.get(phrase, ()):
            self._add_words(terms, sense, SENSE_WEIGHT)
        for synonym in self._lexicon.synonyms.get(phrase, ()):
            self._add_words(terms, synonym, SYNONYM_WEIGHT)
        return tuple(terms.items())

    def _add(self, terms: dict[str, float], word: str, senses: Sequence[str]) -> None:
        terms[word] = 1.0
        for sense in senses:
            self._add_words(terms, sense, SENSE_WEIGHT)

    def _add_words(self, terms: dict[str, float], text: str, weight: float) -> None:
        for word in text.split():
            if word not in self._lexicon.stopwords:
                stem = self._stem(word)
                terms[stem] = max(terms.get(stem, 0.0), weight)

    @cached_property
    def _speller(self) -> Speller:
        usual = Counter(self._library_words)
        for counts in (*self._lexicon.counts.values(), self._lexicon.domain_words):
            usual.update(dict.fromkeys(counts, 1))
        english = self._lexicon.english | self._lexicon.counts[Language.EN].keys()
        return Speller(usual, self._is_verb_form, english, self._lexicon.beginnings)

    def _spelt(self, word: str) -> tuple[str, ...]:
        """The word, or what it was meant to be if it is none."""
        if word[0].isdigit() or self._knows(word):
            return (word,)
        if self._is_verb_form(word):
            return (self._speller.written(word) or word,)
        is_word = self._noun(word) or word in self._lexicon.names or self._stem(word) in self._lexicon.english_stems
        return (word,) if is_word else self._speller.meant(word) or (word,)

    def _knows(self, word: str) -> bool:
        return self._lexicon.knows(word) or word in self._library_words or (word,) in self._lexicon.spellings

    def _is_verb_form(self, word: str) -> bool:
        return self._lemma(word) is not None

    def _lemma_of(self, word: str) -> str | None:
        return morphology.lemma(word, self._lexicon.verb_stems)

    def _noun(self, word: str) -> str | None:
        """The noun of the dictionary that an unlisted Swahili word is a form of."""
        is_foreign = word in self._lexicon.counts[Language.EN] or (word,) in self._lexicon.senses
        return None if is_foreign else noun_forms.base(word, self._lexicon.nouns)

    def _stem_of(self, word: str) -> str | None:
        return self._lemma(word) or self._noun(word)

    def _reduce(self, word: str) -> str:
        """pleaaase -> please: three or more equal letters become two if that is a word, else one."""
        if not REPEATED.search(word):
            return word
        double = REPEATED.sub(r"\1\1", word)
        return double if self._knows(double) else REPEATED.sub(r"\1", word)

    def _phrases(self, words: Sequence[str], known: Mapping[Phrase, str]) -> Iterator[str]:
        """What stands in `known` for each phrase found in `words`."""
        for start in range(len(words)):
            phrase = longest(words, start, known)
            if phrase:
                yield known[phrase]


def longest(words: Sequence[str], start: int, known: Container[Phrase]) -> Phrase:
    """The longest phrase of `known` that begins at `start`, or an empty one."""
    for length in range(min(LONGEST_PHRASE, len(words) - start), 0, -1):
        phrase = tuple(words[start : start + length])
        if phrase in known:
            return phrase
    return ()

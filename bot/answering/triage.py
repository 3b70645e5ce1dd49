"""What is decided about a question before any search: danger, harm, what is asked of this hour, small talk."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.answering.patterns import Spans, read_patterns
from bot.answering.signs import Signs
from bot.models import Outcome, Reason
from knowledge.language import Reader, Reading
from knowledge.lexicon import Lexicon

DATA = Path(__file__).parent / "triage_data"
FEW_KNOWN = 0.7  # below this share of known words a message may be in another language
VERY_FEW_KNOWN = 0.3
LONG_ENOUGH = 5  # words; a shorter message of unknown words may be anything
FOREIGN = "foreign_"  # concepts of this name hold the words that betray a language
SHARE_MARKED = 0.25  # of the words must betray it
UNSPEAKABLE = re.compile(r"[^aeiouy\d']{5}|^[^aeiouy\d]+$")  # a hand on the keyboard, no language
GLUED = re.compile(r"^((?:n|tun|un|wan|an|mn|in)aw?eza)([a-z]{3,})$")  # naezapata: naeza pata
BARE_NOT = re.compile(r"^(did|has|have|had|does|is|are|was|were|could|would|should)nt$")  # typed without its apostrophe
SENTENCE_END = re.compile(r"[.!?;\n]+")

_REASONS: Final = {
    Outcome.URGENT: (
        *(Reason.VIOLENCE, Reason.INJURED, Reason.ARRESTED, Reason.SEXUAL_VIOLENCE, Reason.CHILD, Reason.FIRE),
        *(Reason.THREATENED, Reason.MISSING, Reason.SELF_HARM),
    ),
    Outcome.REFUSED: (
        *(Reason.HARM_TARGETING, Reason.HARM_HIDING_PLACE, Reason.HARM_VIOLENCE, Reason.HARM_FRAUD),
        *(Reason.PARTISAN, Reason.PERSONAL_DATA, Reason.INJECTION, Reason.OFF_TOPIC),
    ),
    Outcome.LIVE_UNKNOWN: (Reason.SAFETY_NOW, Reason.RESULTS_NOW),
    Outcome.SMALL_TALK: (Reason.GREETING, Reason.THANKS, Reason.ABUSE, Reason.ABOUT_BOT),
    Outcome.UNKNOWN: (Reason.OTHER_LANGUAGE,),
}
OUTCOMES: Final = {reason: outcome for outcome, reasons in _REASONS.items() for reason in reasons}


@dataclass(frozen=True)
class Sign:
    """What the triage decided, and the concepts that matched (for --explain).

    `is_sure`: nothing else needs to be looked at. `is_faint`: a card that answers goes first.
    """

    outcome: Outcome
    reason: Reason
    matched: tuple[str, ...]
    is_sure: bool = True
    is_faint: bool = False


class Triage:
    """Reads triage_data once; keeps no question, only the forms of some single words (a bounded cache)."""

    def __init__(self, lexicon: Lexicon, folder: Path = DATA) -> None:
        """Raises KnowledgeError that names the file and what to change in it."""
        self._reader = Reader(lexicon)
        self._signs = Signs(folder / "concepts", lexicon, self._reader.standard)
        self._patterns = tuple(read_patterns(folder / "patterns.toml", self._signs.names, frozenset(OUTCOMES)))

    def sign(self, text: str, reading: Reading) -> Sign | None:
        """The first pattern of patterns.toml that the question fulfils; None: go on to search."""
        whole = self._readings(text, reading.words)
        parts = (*whole, *self._sentences(text))
        for pattern in self._patterns:
            for spans, count in parts if pattern.per_sentence else whole:
                if matched := pattern.matched(spans, count):
                    return self._decided(text, reading, whole[-1][0], Reason(pattern.reason), matched)
        return self._decided(text, reading, whole[-1][0])

    def _decided(
        self, text: str, reading: Reading, typed: Spans, reason: Reason | None = None, matched: tuple[str, ...] = ()
    ) -> Sign | None:
        """What a pattern said; but a foreign language is not off topic: a word of it may only look like one of ours."""
        if reason in {None, Reason.OFF_TOPIC} and (language := _another_language(text, reading, typed)):
            return Sign(Outcome.UNKNOWN, Reason.OTHER_LANGUAGE, (language,))
        return Sign(OUTCOMES[reason], reason, matched) if reason else None

    def _readings(self, text: str, standard: Sequence[str]) -> tuple[tuple[Spans, int], ...]:
        """The text in standard spelling, and as typed where that differs: "amedakwa" says who, "kukamatwa" does not."""
        typed = self._reader.plain_words(text)
        variants = (standard,) if list(standard) == typed else (standard, typed)
        return tuple((self._signs.find(text, words), len(words)) for words in map(_unglued, variants))

    def _sentences(self, text: str) -> Iterator[tuple[Spans, int]]:
        """Each sentence by itself, so that a calm question after a cry for help does not hide it."""
        for sentence in sentences(text):
            yield from self._readings(sentence, self._reader.standard(self._reader.plain_words(sentence)))


def sentences(text: str) -> Sequence[str]:
    """Those of a message that has more than one."""
    found = [part for part in SENTENCE_END.split(text) if part.strip()]
    return found if len(found) > 1 else ()


def _unglued(words: Sequence[str]) -> list[str]:
    """The words, with "I can" and "not" apart from the word that they were typed as one with."""
    return [part for word in words for part in BARE_NOT.sub(r"\1 not", GLUED.sub(r"\1 \2", word)).split()]


def _another_language(text: str, reading: Reading, spans: Spans) -> str:
    """Which language neither English nor Swahili the message seems to be in, as far as it can be told; else empty."""
    letters = [letter for letter in text if letter.isalpha()]
    if sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) * 2 > len(letters):
        return "other_script"
    count = len(reading.words)
    for name in sorted(name for name in spans if name.startswith(FOREIGN)):
        marked = len({at for start, end in spans[name] for at in range(start, end)})
        needed = 1 if reading.share_known < FEW_KNOWN and count < LONG_ENOUGH else 2
        if marked >= needed and marked >= SHARE_MARKED * count:
            return name
    is_speech = not any(UNSPEAKABLE.search(word) for word in reading.words)
    return "no_known_words" if count >= LONG_ENOUGH and reading.share_known < VERY_FEW_KNOWN and is_speech else ""

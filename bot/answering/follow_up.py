"""A question that leans on the one before it: "and for governor?", "which court", "na nikiipoteza?".

Few say so by a word; most are only too short. Whether one leans is weighed from its form and from what is found for it
alone and behind the question before it. The weights are data (`leaning.json`), made by `make calibrate` from dialogues
(tests/questions/follow_ups.tsv).
"""

import json
import re
from pathlib import Path

from bot.answering.decide import Weighing
from bot.answering.evidence import Evidence, Finder
from bot.answering.understanding import Understanding, Understood
from bot.models import Context, Question

FILE = Path(__file__).parent / "leaning.json"
LONGEST = 9  # words; a longer question says what it is about
MANY_GROUPS = 6  # of words that carry meaning
OF_THE_BEST = ("recognised", "meaning", "no_card", "relevance", "share", "words", "asked", "margin")  # of its signals
OPENS = re.compile(
    r"^(?:and|what about|how about|but|so|then|or|na|je|ama|vipi kuhusu|lakini|basi|na je)\b", re.IGNORECASE
)
POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|their|there|he|she|him|her"
    r"|hiyo|hio|hilo|hizo|hicho|huyo|hao|hapo|huko|wao|yeye|yake|lake|zake|yao|zao)\b",
    re.IGNORECASE,
)


class LeaningError(Exception):
    """The weights are missing or damaged."""


class FollowUps:
    """Over what one edition holds."""

    def __init__(self, understanding: Understanding, finder: Finder, weighing: Weighing) -> None:
        self._understanding = understanding
        self._finder = finder
        self._weighing = weighing

    def whole(self, question: Question, asked: Understood) -> str:
        """The question's text; behind the one before it where it cannot stand alone."""
        text = question.text.strip()
        says_nothing = not asked.reading.share_known  # "hmm": no word of it is known, and it asks for nothing
        if not question.earlier or says_nothing or len(text.split()) > LONGEST:
            return text
        alone = self._finder.weighed(asked)
        if alone.is_exact:
            return text
        behind = self._behind(question, asked)
        leans = self._weighing.confidence(self._measured(text, behind, asked, alone)) >= self._weighing.threshold
        return behind if leans else text

    def signals(self, question: Question, context: Context) -> dict[str, float]:
        """What is weighed, by name, each about 0..1; the question has another before it."""
        asked = self._understanding.of(question.text, context)
        return self._measured(question.text.strip(), self._behind(question, asked), asked, self._finder.weighed(asked))

    def _behind(self, question: Question, asked: Understood) -> str:
        """The question before it, whole itself, and then the question without the word that leans.

        Where a seat is named, those of the question before it are left out.
        """
        text = question.text.strip()
        before = Question(question.earlier[-1], question.earlier[:-1])
        earlier = self.whole(before, self._understanding.of(before.text, asked.context))
        if asked.subject.offices:
            earlier = self._understanding.without_offices(earlier)
        return f"{earlier} {OPENS.sub('', text, count=1).lstrip(' ,') or text}"

    def _measured(self, text: str, behind: str, asked: Understood, alone: Evidence) -> dict[str, float]:
        together = self._finder.weighed(self._understanding.in_full(behind, asked))
        return {
            "words": len(text.split()) / LONGEST,
            "groups": min(1.0, len(asked.reading.groups) / MANY_GROUPS),
            "opens": 1.0 if OPENS.match(text) else 0.0,
            "points_back": 1.0 if POINTS_BACK.search(text) else 0.0,
            **{f"alone_{name}": alone.decision.signals.get(name, 0.0) for name in OF_THE_BEST},
            **{f"together_{name}": together.decision.signals.get(name, 0.0) for name in OF_THE_BEST},
        }


def read(file: Path = FILE) -> Weighing:
    """Raises LeaningError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        return Weighing(table["weights"], table["bias"], table["threshold"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LeaningError(f"{file} is missing or damaged: run `make calibrate`.") from error

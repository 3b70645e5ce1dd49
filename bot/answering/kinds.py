"""What triage learnt from examples: danger, harm and the rest in words that no pattern foresaw.

How sure it must be of each family of kinds is data (`kinds.json`), made by `make calibrate` from the `tune` half of the
labelled questions: the least score at which hardly any plain question is taken for one of the family. From a higher
score on, danger and harm are sure; below, a calm question is as likely: a card may follow the help line, and one that
answers beyond doubt goes before a refusal.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.answering.triage import OUTCOMES, Sign
from bot.models import Outcome, Reason
from knowledge.recognition import NONE, Recognised

FILE = Path(__file__).parent / "kinds.json"
HARM = frozenset({Reason.HARM_TARGETING, Reason.HARM_HIDING_PLACE, Reason.HARM_VIOLENCE, Reason.HARM_FRAUD})
BY_THEMSELVES = frozenset({Reason.SAFETY_NOW})  # what a pattern finds of it stands: no card knows what is safe now
LEARNT = "learnt"
BORNE_OUT = 0.5  # of the score that would count without a pattern
FAINT = 0.25  # the same; below it a calm question with a word of danger is much likelier than danger
DANGEROUS, HARMFUL = Outcome.URGENT.value, "harm"  # families
GRAVE = frozenset({DANGEROUS, HARMFUL})
# Of the tune half no harm, and no danger that only help lines answer, scores this as plain and that little as grave.
PLAIN, HARDLY_GRAVE = 0.9, 0.2
# In a message that is as plain as this as a whole, a sentence need not be: it may sound grave, only not count as it.
VERY_PLAIN, NOT_GRAVE = 0.95, 0.1
OUTWEIGHING = 1.5  # times the score of danger; no danger of the tune half has harm that is sure beside it
FARTHER = 0.8  # of how near a plain message is; danger and harm of the tune half that are not sure are hardly ever
PLAINER = 2.0  # times the score of a lesser kind; on the tune half only calm questions are so plain beside one
FAR = 0.15  # from all danger that is known: nonsense; danger of the tune half as far scores twice what is needed


class KindsError(Exception):
    """The scores are missing or damaged."""


def family(reason: Reason) -> str:
    """Kinds that are mistaken for each other and treated alike are judged together."""
    if reason in HARM:
        return HARMFUL
    outcome = OUTCOMES[reason]
    return reason.value if outcome is Outcome.REFUSED else outcome.value


def by_family(recognised: Recognised) -> dict[str, float]:
    """The sum of the scores of each family's kinds."""
    found: dict[str, float] = {}
    for kind, score in recognised.of.items():
        name = family(Reason(kind))
        found[name] = found.get(name, 0.0) + score
    return found


@dataclass(frozen=True)
class LearntKinds:
    """`least`: family -> the score at which a message counts as one of it; `sure`: from which nothing else counts."""

    least: Mapping[str, float]
    sure: Mapping[str, float] = field(default_factory=dict)

    def sign(self, recognised: Recognised) -> Sign | None:
        """The likeliest kind of the family that stands out most; danger first, unless harm outweighs it."""
        scores = by_family(recognised)
        sure = {
            name: score / self.least[name]
            for name, score in scores.items()
            if score >= self.least.get(name, 9.0) and not self._is_calm(name, score, recognised)
        }
        if not sure:
            return None
        is_danger = DANGEROUS in sure and not self._outweighs(scores)
        chosen = DANGEROUS if is_danger else max(sure, key=lambda name: sure[name])
        reasons = [Reason(kind) for kind in recognised.of if family(Reason(kind)) == chosen]
        reason = max(reasons, key=lambda reason: recognised.of[reason.value])
        return Sign(OUTCOMES[reason], reason, (LEARNT,), is_sure=scores[chosen] >= self.sure.get(chosen, 0.0))

    def _outweighs(self, scores: Mapping[str, float]) -> bool:
        """Whether harm is sure, and so much likelier than danger that somebody's danger is what is meant to be done."""
        harm = scores.get(HARMFUL, 0.0)
        return harm >= self.sure.get(HARMFUL, math.inf) and harm >= OUTWEIGHING * scores.get(DANGEROUS, 0.0)

    def _is_calm(self, name: str, score: float, recognised: Recognised) -> bool:
        """Whether what counts as a kind is plain after all: a lesser kind, where the message is much likelier plain.

        Danger or harm, where it is not sure and clearly nearer a plain message; danger must be near some that is known.
        """
        if name not in GRAVE:
            return recognised.none >= PLAINER * score
        if not recognised.nearest:
            return False
        of_family = (near for kind, near in recognised.nearest.items() if kind and family(Reason(kind)) == name)
        near = max(of_family, default=0.0)
        if name == DANGEROUS and near < FAR and score < 2 * self.least[name]:
            return True
        return score < self.sure.get(name, 0.0) and near < FARTHER * recognised.nearest.get(NONE, 0.0)

    def may_be_plain(self, message: Recognised) -> bool:
        """False where no sentence could make `is_plain` true."""
        return message.none >= PLAIN

    def is_plain(self, message: Recognised, sentences: Sequence[Recognised]) -> bool:
        """Whether a message is surely none that is settled before any search, whatever a pattern sees in it."""
        if all(_is_plain(part, PLAIN, HARDLY_GRAVE) for part in (message, *sentences)):
            return True
        return _is_plain(message, VERY_PLAIN, NOT_GRAVE) and not any(map(self._is_grave, sentences))

    def _is_grave(self, recognised: Recognised) -> bool:
        scores = by_family(recognised)
        return any(scores.get(name, 0.0) >= self.least.get(name, 0.0) for name in GRAVE)

    def bears_out(self, sign: Sign, recognised: Recognised, share: float = BORNE_OUT) -> bool:
        """Whether what a pattern says of a message is, by what was learnt, at least this share as likely as needed.

        Some need no second witness, and where no kind was learnt there is none.
        """
        if not recognised.of:
            return True
        if sign.reason in BY_THEMSELVES or sign.reason not in OUTCOMES or family(sign.reason) not in self.least:
            return True
        name = family(sign.reason)
        return by_family(recognised).get(name, 0.0) >= self.least[name] * share


def _is_plain(recognised: Recognised, least: float, grave_below: float) -> bool:
    grave = (score for kind, score in recognised.of.items() if family(Reason(kind)) in GRAVE)
    return recognised.none >= least and max(grave, default=0.0) < grave_below


def read(file: Path = FILE) -> LearntKinds:
    """Raises KindsError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        return LearntKinds(_scores(table["least"]), _scores(table["sure"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KindsError(f"{file} is missing or damaged: run `make calibrate`.") from error


def _scores(table: Mapping[str, float]) -> dict[str, float]:
    return {str(name): float(score) for name, score in table.items()}

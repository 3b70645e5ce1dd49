"""How sure triage must be of a kind that it learnt from examples: fitted on the `tune` half of the labels."""

import json
from collections.abc import Sequence

from bot.answering import kinds
from bot.answering.triage import OUTCOMES
from bot.models import Outcome
from knowledge.labels import Label
from knowledge.search import Edition

# Of the questions that are not of the family, the share that may be taken for it. A calm question that gets help lines
# first has lost little; one that is refused has lost its answer.
FALSE_AT_MOST = {Outcome.URGENT: 0.015, Outcome.REFUSED: 0.008, Outcome.LIVE_UNKNOWN: 0.005, Outcome.SMALL_TALK: 0.005}
HARM_FALSE_AT_MOST = 0.015  # some of them have a card that answers beyond doubt, which goes first
SURE_FALSE_AT_MOST = {"urgent": 0.005, "harm": 0.0}  # by family: that get help lines or a refusal and nothing else
LEAST = 0.3  # a score below this is none


def fit(asked: Sequence[Label], edition: Edition, model_sha256: str) -> None:
    """Writes kinds.json."""
    alone = [label for label in asked if "turns" not in label.line]
    scores = [kinds.by_family(edition.kinds(edition.reader.read(label.question))) for label in alone]
    families = {kinds.family(reason): outcome for reason, outcome in OUTCOMES.items() if outcome in FALSE_AT_MOST}
    least, sure = {}, {}
    for family, outcome in sorted(families.items()):
        others = [
            found.get(family, 0.0)
            for label, found in zip(alone, scores, strict=True)
            if outcome.value not in label.expect.outcomes
        ]
        least[family] = _score(others, HARM_FALSE_AT_MOST if family == "harm" else FALSE_AT_MOST[outcome])
        if family in SURE_FALSE_AT_MOST:
            sure[family] = _score(others, SURE_FALSE_AT_MOST[family])
    found = {"model": model_sha256, "least": least, "sure": sure}
    kinds.FILE.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"kinds: {least}, sure: {sure}")


def _score(others: Sequence[float], false_at_most: float) -> float:
    """The least score that no more than this share of `others` has."""
    allowed = int(false_at_most * len(others))
    return round(max(LEAST, sorted(others, reverse=True)[allowed] + 1e-4), 4)

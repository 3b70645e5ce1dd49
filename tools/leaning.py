"""When a question leans on the one before it (bot/answering/leaning.json): fitted on dialogues people might have.

Each line of tests/questions/follow_ups.tsv: a question, the card that answers it, the question after it, its card (`-`
if none does), and whether that one `leans` or is understood `alone`.
"""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from bot import config
from bot.answering import follow_up
from bot.answering.answer import Answerer
from bot.models import Context, Question

FILE = config.ROOT / "tests" / "questions" / "follow_ups.tsv"
C = 3.0
FOLDS = 10
EVEN = 0.5  # the likelier of the two: neither mistake is worse
NO_CARD = "-"


@dataclass(frozen=True)
class Dialogue:
    """`card`: the one that answers `question`; None if none does."""

    earlier: str
    question: str
    card: str | None
    leans: bool


def read(file: Path = FILE) -> tuple[Dialogue, ...]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Dialogue(earlier, question, None if card == NO_CARD else card, {"leans": True, "alone": False}[leans])
            for earlier, _, question, card, leans in rows
        )


def fit(dialogues: tuple[Dialogue, ...], answerer: Answerer, context: Context, model_sha256: str) -> None:
    """Writes the file and prints how often it is right about dialogues that it was not fitted on."""
    found = [answerer.follow_ups.signals(Question(each.question, (each.earlier,)), context) for each in dialogues]
    names = sorted(found[0])
    table = np.array([[signals[name] for name in names] for signals in found])
    leans = np.array([each.leans for each in dialogues])
    model = LogisticRegression(C=C, max_iter=5_000)
    held_out = cross_val_predict(model, table, leans, cv=KFold(FOLDS, shuffle=True, random_state=0))
    model.fit(table, leans)
    weights = {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)}
    fitted = {
        "model": model_sha256,
        "dialogues": len(dialogues),
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": EVEN,
        "weights": weights,
    }
    follow_up.FILE.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
    print(f"leaning: right about {(held_out == leans).sum()} of {len(leans)} dialogues (cross-validated)")

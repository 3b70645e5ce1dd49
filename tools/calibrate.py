"""Fit the decision: `python -m tools.calibrate` (make calibrate).

Reads the `tune` half of tests/questions, searches each question, and fits a logistic model that says how likely the
best candidate is right. The threshold is the lowest confidence at which cross-validated answers are wrong at most
WRONG_AT_MOST of the time. Writes bot/answering/decision.json. The `report` half is never read here.
"""

import json
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bot import app, config
from bot.answering import decide
from bot.clock import SystemClock
from bot.lines import LineReader
from knowledge import labels
from knowledge.labels import Given, Label
from knowledge.search import Candidate, Edition

QUESTIONS = config.ROOT / "tests" / "questions"
WRONG_AT_MOST = 0.03
FOLDS = 8
SEARCHED = frozenset(
    ("answerable", "lookalike_unanswerable", "innocent_twin", "urgent_twin", "false_premise", "stale", "follow_up")
)


def main() -> None:
    built = app.parts(config.read())
    answerer = app.answerer(built)
    asked = list(_tuning_labels())
    rows, right = [], []
    reader = LineReader(built.country, built.gazetteer, SystemClock().now())
    for label in asked:
        candidates, reading = answerer.evidence(reader.question(label.line), reader.context(label.line))
        rows.append(decide.measure(candidates, reading))
        right.append(bool(candidates) and _is_right(label, candidates[0], answerer.edition))
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    _write(names, table, np.array(right), built.encoder.sha256)


def _tuning_labels() -> Iterator[Label]:
    for file in sorted(QUESTIONS.glob("*.jsonl")):
        yield from (label for label in labels.read(file) if label.split == "tune" and label.kind in SEARCHED)


def _is_right(label: Label, best: Candidate, edition: Edition) -> bool:
    """Whether answering from `best` would have been right, by the sources that the label accepts."""
    if not label.is_answerable:
        return False
    texts = tuple((best.card.id, passage.text) for passage in edition.passages(best.page))
    given = Given(labels.ANSWERED, "", (best.card.id,), texts)
    return labels.cites(label.expect, given)


def _write(names: list[str], table: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], model_sha256: str) -> None:
    model = LogisticRegression(C=3.0, max_iter=5_000)
    held_out = cross_val_predict(model, table, right, cv=FOLDS, method="predict_proba")[:, 1]
    threshold = _threshold(held_out, right)
    model.fit(table, right)
    decision = {
        "model": model_sha256,
        "questions": len(table),
        "bias": round(float(model.intercept_[0]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)},
        "threshold": round(threshold, 4),
    }
    decide.FILE.write_text(json.dumps(decision, indent=2) + "\n", encoding="utf-8")
    answered = held_out >= threshold
    print(f"{len(table)} questions, {int(right.sum())} with the right page first")
    print(f"threshold {threshold:.3f}: {int(answered.sum())} answered, {int((answered & ~right).sum())} wrong (cross-validated)")


def _threshold(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The lowest confidence from which on at most WRONG_AT_MOST of the answers are wrong."""
    order = np.argsort(-confidence)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    allowed = np.nonzero(wrong <= WRONG_AT_MOST)[0]
    return float(confidence[order][allowed[-1]]) if len(allowed) else 1.0


if __name__ == "__main__":
    main()

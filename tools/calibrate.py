"""Fit ranking and decision on labelled questions: `python -m tools.calibrate` (make calibrate).

Reads the `tune` half of tests/questions only. First the ranking (knowledge/ranking.json): which mixture of signals puts
the right page before the others, fitted on pairs of pages. Then the decision (bot/answering/decision.json): a logistic
model that says how likely the best candidate is right. Its threshold is the lowest confidence from which on at most
WRONG_AT_MOST of the cross-validated answers are wrong.
"""

import json
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bot import app, config
from bot.answering import decide
from bot.answering.answer import Answerer
from bot.clock import SystemClock
from bot.lines import LineReader
from bot.models import Context, Question
from knowledge import labels, ranking
from knowledge.labels import Given, Label
from knowledge.models import Language
from knowledge.search import Candidate, Edition

QUESTIONS = config.ROOT / "tests" / "questions"
WRONG_AT_MOST = 0.05
FOLDS = 8
RANKING_C = 0.1  # strong regularisation: a few hundred questions must not carve the weights
SIGNALS = ("meaning", "words", "spelling", "share", "asked")
Asked = tuple[Label, Question, Context]
Table = npt.NDArray[np.float64]
SEARCHED = frozenset(
    ("answerable", "lookalike_unanswerable", "innocent_twin", "urgent_twin", "false_premise", "stale", "follow_up")
)


def main() -> None:
    built = app.parts(config.read())
    reader = LineReader(built.country, built.gazetteer, SystemClock().now())
    asked = [(label, reader.question(label.line), reader.context(label.line)) for label in _tuning_labels()]
    _fit_ranking(asked, app.answerer(built))
    answerer = app.answerer(built)  # opened anew, with the new ranking
    rows, right = [], []
    for label, question, context in asked:
        candidates, reading = answerer.evidence(question, context)
        rows.append(decide.measure(candidates, reading))
        right.append(bool(candidates) and _is_right(label, candidates[0], answerer.edition))
    names = sorted({name for row in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    _fit_decision(names, table, np.array(right), built.encoder.sha256)


def _fit_ranking(asked: list[Asked], answerer: Answerer) -> None:
    """Pairwise logistic regression: the difference between a right page's signals and each other page's."""
    pairs: dict[bool, list[Table]] = {True: [], False: []}
    for label, question, context in asked:
        candidates, reading = answerer.evidence(question, context)
        right = [_signals(item) for item in candidates if _is_right(label, item, answerer.edition)]
        others = [_signals(item) for item in candidates if not _is_right(label, item, answerer.edition)]
        if label.is_answerable and right:
            pairs[reading.language is Language.EN] += [right[0] - other for other in others]
    weights = {"english": _weights(pairs[True]), "other": _weights(pairs[False])}
    ranking.FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(f"ranking: {weights}")


def _weights(differences: list[Table]) -> dict[str, float]:
    table = np.array(differences)
    both = np.concatenate([table, -table])
    model = LogisticRegression(C=RANKING_C, fit_intercept=False, max_iter=5_000)
    model.fit(both, np.repeat([1, 0], len(table)))
    shares = np.maximum(model.coef_[0], 0.0)
    shares /= shares.sum()
    return {name: round(float(share), 3) for name, share in zip(SIGNALS, shares, strict=True)}


def _signals(candidate: Candidate) -> Table:
    return np.array([getattr(candidate.signals, name) for name in SIGNALS])


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


def _fit_decision(names: list[str], table: Table, right: npt.NDArray[np.bool_], model_sha256: str) -> None:
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
    wrong = int((answered & ~right).sum())
    print(f"threshold {threshold:.3f}: {int(answered.sum())} answered, {wrong} wrong (cross-validated)")


def _threshold(confidence: Table, right: npt.NDArray[np.bool_]) -> float:
    """The lowest confidence from which on at most WRONG_AT_MOST of the answers are wrong."""
    order = np.argsort(-confidence)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    allowed = np.nonzero(wrong <= WRONG_AT_MOST)[0]
    return float(confidence[order][allowed[-1]]) if len(allowed) else 1.0


if __name__ == "__main__":
    main()

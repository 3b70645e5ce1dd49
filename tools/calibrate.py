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
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from bot import app, config
from bot.answering import decide
from bot.answering.answer import Answerer
from bot.answering.decide import Decider
from bot.clock import SystemClock
from bot.lines import LineReader
from bot.models import Context, Question
from knowledge import labels, ranking
from knowledge.labels import Given, Label
from knowledge.models import Language
from knowledge.search import Candidate, Edition

QUESTIONS = config.ROOT / "tests" / "questions"
WRONG_AT_MOST = 0.06
FOLDS = 8
SEED = 20270810
DECISION_C = 3.0
AGAINST = frozenset({"missing", "short", "nothing", "no_card"})  # signals that can only speak against answering
EITHER = frozenset({"other_language"})
RANKING_C = 0.1  # strong regularisation: a few hundred questions must not carve the weights
SIGNALS = ("meaning", "words", "spelling", "share", "asked", "votes", "recognised")
Asked = tuple[Label, Question, Context]
Table = npt.NDArray[np.float64]
SEARCHED = frozenset(
    ("answerable", "lookalike_unanswerable", "innocent_twin", "urgent_twin", "false_premise", "stale", "follow_up")
)


def main() -> None:
    built = app.parts(config.read())
    reader = LineReader(built.country, built.gazetteer, SystemClock().now())
    undecided = Decider({}, bias=0.0, threshold=0.0)  # only the evidence is looked at
    before = app.answerer(built, decider=undecided)
    asked = [
        (label, reader.question(label.line), reader.context(label.line))
        for label in _tuning_labels()
        if not label.is_answerable or _accepted(label) & before.edition.cards.keys()
    ]
    _fit_ranking(asked, before)
    answerer = app.answerer(built, decider=undecided)  # opened anew, with the new ranking
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


def _accepted(label: Label) -> set[str]:
    """The documents that would be a right source."""
    return {*label.expect.cards, *(quoted.document for quoted in label.expect.passages)}


def _is_right(label: Label, best: Candidate, edition: Edition) -> bool:
    """Whether answering from `best` would have been right, by the sources that the label accepts."""
    if not label.is_answerable:
        return False
    texts = tuple((best.card.id, passage.text) for passage in edition.passages(best.page))
    given = Given(labels.ANSWERED, "", (best.card.id,), texts)
    return labels.cites(label.expect, given)


def _fit_decision(names: list[str], table: Table, right: npt.NDArray[np.bool_], model_sha256: str) -> None:
    held_out = np.empty(len(table))
    for train, test in KFold(FOLDS, shuffle=True, random_state=SEED).split(table):
        weights, bias = _logistic(names, table[train], right[train])
        held_out[test] = expit(table[test] @ weights + bias)
    threshold = _threshold(held_out, right)
    weights, bias = _logistic(names, table, right)
    decision = {
        "model": model_sha256,
        "questions": len(table),
        "bias": round(bias, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(threshold, 4),
    }
    decide.FILE.write_text(json.dumps(decision, indent=2) + "\n", encoding="utf-8")
    answered = held_out >= threshold
    print(f"{len(table)} questions, {int(right.sum())} with the right page first")
    wrong = int((answered & ~right).sum())
    print(f"threshold {threshold:.3f}: {int(answered.sum())} answered, {wrong} wrong (cross-validated)")


def _logistic(names: list[str], table: Table, right: npt.NDArray[np.bool_]) -> tuple[Table, float]:
    """Logistic regression in which more evidence never lowers the confidence: weights have the sign of their meaning.

    Without bounds, signals that go together take opposite signs, and a word that the page lacks *raises* confidence.
    """
    signs = np.where(right, 1.0, -1.0)

    def loss(parameters: Table) -> tuple[float, Table]:
        margins = signs * (table @ parameters[:-1] + parameters[-1])
        slopes = -signs * expit(-margins)
        gradient = np.append(table.T @ slopes + parameters[:-1] / DECISION_C, slopes.sum())
        return float(np.logaddexp(0, -margins).sum() + (parameters[:-1] ** 2).sum() / (2 * DECISION_C)), gradient

    bounds = [
        (-np.inf, 0.0) if name in AGAINST else (-np.inf, np.inf) if name in EITHER else (0.0, np.inf) for name in names
    ]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (-np.inf, np.inf)])
    return found.x[:-1], float(found.x[-1])


def _threshold(confidence: Table, right: npt.NDArray[np.bool_]) -> float:
    """The lowest confidence from which on at most WRONG_AT_MOST of the answers are wrong."""
    order = np.argsort(-confidence)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    allowed = np.nonzero(wrong <= WRONG_AT_MOST)[0]
    return float(confidence[order][allowed[-1]]) if len(allowed) else 1.0


if __name__ == "__main__":
    main()

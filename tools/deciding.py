"""Fit the decision (bot/answering/decision.json): how likely the best page is right, and how likely one of two is.

First trees are grown (growing.py) that say how often such evidence was right; what they say is a signal more. The
weights are learnt from all questions; those that people ask more seldom than they stand here (look-alikes, second
questions of dialogues) count for a fifth. Then the confidence is scaled to what people ask (Platt 1999), by what models
say of questions that they were not fitted on. Two operating points: one for law, voting and safety, one for the rest
(history, the Responsibility to Protect, the bot itself). At each, one matter alone is shown from the lowest confidence
on at which at most `alone` of the answers are expected to be wrong; two are shown from the lowest on at which at most
`in_all` of all answers are.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.answering import decide, precedents
from tools import growing

FOLDS = 8
C = 1.0
UNUSUAL = 0.2  # weight of a question that is asked more often here than by people
AGAINST = frozenset(
    {
        *("missing", "short", "nothing", "no_card", "no_card_but_history", "leaning"),
        *("nearest_other", "nearest_no_card"),
    }
)  # signals that can only speak against answering
Table = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_Weights = tuple[list[str], Table, float]


@dataclass(frozen=True)
class Wrong:
    """The shares of answers that may be wrong: with one matter `alone`, and `in_all`."""

    alone: float
    in_all: float


GRAVE, LENIENT = Wrong(alone=0.015, in_all=0.028), Wrong(alone=0.03, in_all=0.05)


@dataclass(frozen=True)
class Evidence:
    """What was found for one labelled question. `group` joins its forms; `is_usual`: people ask such questions."""

    signals: dict[str, float]
    is_best_right: bool
    is_either_right: bool
    group: str
    is_usual: bool


@dataclass(frozen=True)
class _Cases:
    """`table`: (questions, signals) by `names`; `right`: (questions, 2), of the best page and of either of two."""

    names: list[str]
    table: Table
    right: Flags
    counts: Table
    groups: npt.NDArray[np.intp]

    def some(self, kept: Flags) -> "_Cases":
        return _Cases(self.names, self.table[kept], self.right[kept], self.counts[kept], self.groups[kept])


def fit(found: Sequence[Evidence], model_sha256: str) -> None:
    """Writes both files and prints what is to be expected of them."""
    names = sorted({name for each in found for name in each.signals})
    table = np.array([[each.signals.get(name, 0.0) for name in names] for each in found])
    best, either, is_usual = (
        np.array([getattr(each, field) for each in found]) for field in ("is_best_right", "is_either_right", "is_usual")
    )
    _, groups = np.unique([each.group for each in found], return_inverse=True)
    counts = np.where(is_usual, 1.0, UNUSUAL)
    cases = _Cases(names, table, np.stack([best, either], axis=1), counts, groups)
    is_lenient = table[:, names.index(decide.LENIENT)] > 0
    totals = _held_out(cases)
    scales = [_scale(of_one[is_usual], right[is_usual]) for of_one, right in zip(totals.T, (best, either), strict=True)]
    confidence = [expit(slope * of_one + start) for of_one, (slope, start) in zip(totals.T, scales, strict=True)]
    of_best, of_either = confidence
    alone_from, pairs_from = np.empty(len(found)), np.empty(len(found))
    thresholds = []
    for among, wrong in ((~is_lenient, GRAVE), (is_lenient, LENIENT)):
        chosen = among & is_usual
        alone_from[among] = threshold(of_best[chosen], wrong.alone)
        alone = chosen & (of_best >= alone_from)
        pairs_from[among] = threshold(of_either[chosen & ~alone], wrong.in_all, before=of_best[alone])
        thresholds.append((alone_from[among][0], pairs_from[among][0]))
    (best_from, either_from), (lenient_best, lenient_either) = thresholds
    trees = growing.grown(cases.table, cases.right, counts)
    weighed = _weighed(cases)
    decision = {
        "model": model_sha256,
        "questions": len(found),
        decide.BEST: _described(weighed[0], scales[0], best_from, lenient_best),
        decide.EITHER: _described(weighed[1], scales[1], either_from, lenient_either),
    }
    written = precedents.written(growing.nodes(trees, names), names, model_sha256, len(found))
    precedents.FILE.write_text(written, encoding="utf-8")
    decide.FILE.write_text(json.dumps(decision, indent=2) + "\n", encoding="utf-8")
    alone = of_best >= alone_from
    pairs = ~alone & (of_either >= pairs_from)
    wrong_ones = (alone & ~best) | (pairs & ~either)
    for name, of_these in (
        ("law, voting, safety", is_usual & ~is_lenient),
        ("the rest", is_usual & is_lenient),
        ("more look-alikes", ~is_usual),
    ):
        print(
            f"{name}: of {of_these.sum()} questions {(best & of_these).sum()} with the right page first, "
            f"{(either & of_these).sum()} among two; {(alone & of_these).sum()} answered by one, "
            f"{(pairs & of_these).sum()} by two, {(wrong_ones & of_these).sum()} of them wrong (cross-validated)"
        )


def threshold(confidence: Table, wrong_at_most: float, before: Table | None = None) -> float:
    """The lowest confidence from which on, with the answers given `before`, no more than that is expected to be wrong.

    By the confidence itself, not by counting the few that were wrong: one of them more or less would move it far.
    """
    given = np.empty(0) if before is None else before
    ordered = np.sort(confidence)[::-1]
    wrong = ((1 - given).sum() + np.cumsum(1 - ordered)) / (len(given) + np.arange(1, len(ordered) + 1))
    allowed = np.nonzero(wrong <= wrong_at_most)[0]
    return float(ordered[allowed[-1]]) if len(allowed) else 1.0


def _scale(totals: Table, right: Flags) -> tuple[float, float]:
    """(a, b) for which a * total + b are the log odds of being right."""
    model = LogisticRegression(C=1e6).fit(totals[:, None], right)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _held_out(cases: _Cases) -> Table:
    """The log odds of each question, shape (questions, 2), by trees and models that saw no form of it."""
    totals = np.empty(cases.right.shape)
    for train, test in GroupKFold(FOLDS).split(cases.table, groups=cases.groups):
        kept = np.zeros(len(cases.table), dtype=np.bool_)
        kept[train] = True
        known = cases.some(kept)
        told = growing.said(growing.grown(known.table, known.right, known.counts), cases.table[test])
        for which, (_, weights, bias) in enumerate(_weighed(known)):
            totals[test, which] = np.column_stack([cases.table[test], told[:, which]]) @ weights + bias
    return totals


def _weighed(cases: _Cases) -> list[_Weights]:
    """Names, weights and bias of both models, with what trees say of questions that they did not see for a signal."""
    told = growing.held_out(cases.table, cases.right, cases.counts, cases.groups)
    found = []
    for which, signal in enumerate((precedents.OF_BEST, precedents.OF_EITHER)):
        names = [*cases.names, signal]
        table = np.column_stack([cases.table, told[:, which]])
        found.append((names, *logistic(names, table, cases.right[:, which], cases.counts)))
    return found


def _described(weighed: _Weights, scale: tuple[float, float], least: float, lenient: float) -> dict[str, object]:
    names, weights, bias = weighed
    slope, start = scale
    return {
        "bias": round(slope * bias + start, 4),
        "weights": {name: round(float(slope * weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(least, 4),
        "lenient": round(lenient, 4),
    }


def logistic(names: Sequence[str], table: Table, right: Flags, counts: Table) -> tuple[Table, float]:
    """Logistic regression in which more evidence never lowers the confidence: weights have the sign of their meaning.

    `counts`: how much each question counts.

    Without bounds, signals that go together take opposite signs, and a word that the page lacks *raises* confidence.
    """
    signs = np.where(right, 1.0, -1.0)

    def loss(parameters: Table) -> tuple[float, Table]:
        margins = signs * (table @ parameters[:-1] + parameters[-1])
        slopes = -signs * expit(-margins) * counts
        gradient = np.append(table.T @ slopes + parameters[:-1] / C, slopes.sum())
        return float((counts * np.logaddexp(0, -margins)).sum() + (parameters[:-1] ** 2).sum() / (2 * C)), gradient

    bounds = [(-np.inf, 0.0) if name in AGAINST else (0.0, np.inf) for name in names]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (-np.inf, np.inf)])
    return found.x[:-1], float(found.x[-1])

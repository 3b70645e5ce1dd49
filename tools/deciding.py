"""Fit the decision (bot/answering/decision.json): how likely the best page is right, and how likely one of two is.

One matter alone is shown from the lowest confidence on at which at most WRONG_ALONE of the cross-validated answers are
wrong; two are shown from the lowest on at which at most WRONG_AT_MOST of all answers are.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.model_selection import GroupKFold

from bot.answering import decide

WRONG_ALONE = 0.02  # of the answers with one matter; the rest of what WRONG_AT_MOST allows is for those with two
WRONG_AT_MOST = 0.04
FOLDS = 8
C = 3.0
AGAINST = frozenset(
    {"missing", "short", "nothing", "no_card", "leaning"}
)  # signals that can only speak against answering
Table = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """What was found for one labelled question. `group` joins its forms; `is_usual`: people ask such questions."""

    signals: dict[str, float]
    is_best_right: bool
    is_either_right: bool
    has_second: bool
    group: str
    is_usual: bool


def fit(found: Sequence[Evidence], model_sha256: str) -> None:
    """Writes the file and prints what is to be expected of it."""
    names = sorted({name for each in found for name in each.signals})
    table = np.array([[each.signals.get(name, 0.0) for name in names] for each in found])
    best, either, has_second, is_usual = (
        np.array([getattr(each, field) for each in found])
        for field in ("is_best_right", "is_either_right", "has_second", "is_usual")
    )
    groups = [each.group for each in found]
    of_best, of_either = (_held_out(names, table, right, groups) for right in (best, either))
    alone_from = threshold(of_best[is_usual], best[is_usual], WRONG_ALONE)
    alone = of_best >= alone_from
    # A matter shown alone comes before any pair, so that the pairs' threshold is chosen with it in the count.
    confidence = np.where(alone, 1.0 + of_best, np.where(has_second, of_either, 0.0))
    right = np.where(alone, best, either)
    pairs_from = threshold(confidence[is_usual], right[is_usual], WRONG_AT_MOST)
    decision = {
        "model": model_sha256,
        "questions": len(found),
        decide.BEST: _described(names, table, best, min(alone_from, 1.0)),
        decide.EITHER: _described(names, table, either, min(pairs_from, 1.0)),
    }
    decide.FILE.write_text(json.dumps(decision, indent=2) + "\n", encoding="utf-8")
    shown = confidence >= pairs_from
    for name, among in (("as people ask", is_usual), ("more look-alikes", ~is_usual)):
        print(
            f"{name}: of {among.sum()} questions {(best & among).sum()} with the right page first, "
            f"{(either & among).sum()} among two; {(alone & among).sum()} answered by one, "
            f"{(shown & ~alone & among).sum()} by two, {(shown & ~right & among).sum()} of them wrong (cross-validated)"
        )


def threshold(confidence: Table, right: Flags, wrong_at_most: float) -> float:
    """The lowest confidence from which on at most `wrong_at_most` of the answers are wrong; else infinite."""
    order = np.argsort(-confidence)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    allowed = np.nonzero(wrong <= wrong_at_most)[0]
    return float(confidence[order][allowed[-1]]) if len(allowed) else float("inf")


def _held_out(names: Sequence[str], table: Table, right: Flags, groups: Sequence[str]) -> Table:
    """The confidence in each question by a model that saw no form of it."""
    confidence = np.empty(len(table))
    for train, test in GroupKFold(FOLDS).split(table, groups=groups):
        weights, bias = logistic(names, table[train], right[train])
        confidence[test] = expit(table[test] @ weights + bias)
    return confidence


def _described(names: Sequence[str], table: Table, right: Flags, least: float) -> dict[str, object]:
    weights, bias = logistic(names, table, right)
    return {
        "bias": round(bias, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(least, 4),
    }


def logistic(names: Sequence[str], table: Table, right: Flags) -> tuple[Table, float]:
    """Logistic regression in which more evidence never lowers the confidence: weights have the sign of their meaning.

    Without bounds, signals that go together take opposite signs, and a word that the page lacks *raises* confidence.
    """
    signs = np.where(right, 1.0, -1.0)

    def loss(parameters: Table) -> tuple[float, Table]:
        margins = signs * (table @ parameters[:-1] + parameters[-1])
        slopes = -signs * expit(-margins)
        gradient = np.append(table.T @ slopes + parameters[:-1] / C, slopes.sum())
        return float(np.logaddexp(0, -margins).sum() + (parameters[:-1] ** 2).sum() / (2 * C)), gradient

    bounds = [(-np.inf, 0.0) if name in AGAINST else (0.0, np.inf) for name in names]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=[*bounds, (-np.inf, np.inf)])
    return found.x[:-1], float(found.x[-1])

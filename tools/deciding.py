"""Fit the decision (bot/answering/decision.json): how likely the best page is right, and how likely one of two is.

Two operating points: one for law, voting and safety, one for the rest (history, the Responsibility to Protect, the bot
itself). At each, one matter alone is shown from the lowest confidence on at which at most `alone` of the
cross-validated answers are wrong; two are shown from the lowest on at which at most `in_all` of all answers are.
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

FOLDS = 8
C = 3.0
AGAINST = frozenset(
    {"missing", "short", "nothing", "no_card", "no_card_but_history", "leaning"}
)  # signals that can only speak against answering
Table = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Wrong:
    """The shares of answers that may be wrong: with one matter `alone`, and `in_all`."""

    alone: float
    in_all: float


GRAVE, LENIENT = Wrong(alone=0.015, in_all=0.03), Wrong(alone=0.03, in_all=0.05)


@dataclass(frozen=True)
class Evidence:
    """What was found for one labelled question. `group` joins its forms; `is_usual`: people ask such questions."""

    signals: dict[str, float]
    is_best_right: bool
    is_either_right: bool
    group: str
    is_usual: bool


def fit(found: Sequence[Evidence], model_sha256: str) -> None:
    """Writes the file and prints what is to be expected of it."""
    names = sorted({name for each in found for name in each.signals})
    table = np.array([[each.signals.get(name, 0.0) for name in names] for each in found])
    best, either, is_usual = (
        np.array([getattr(each, field) for each in found]) for field in ("is_best_right", "is_either_right", "is_usual")
    )
    groups = [each.group for each in found]
    of_best, of_either = (_held_out(names, table, right, groups) for right in (best, either))
    is_lenient = table[:, names.index(decide.LENIENT)] > 0
    alone_from, pairs_from = np.empty(len(found)), np.empty(len(found))
    thresholds = []
    for among, wrong in ((~is_lenient, GRAVE), (is_lenient, LENIENT)):
        chosen = among & is_usual
        alone_from[among] = threshold(of_best[chosen], best[chosen], wrong.alone)
        alone = of_best >= alone_from
        # A matter shown alone comes before any pair, so that the pairs' threshold is chosen with it in the count.
        confidence = np.where(alone, 1.0 + of_best, of_either)
        right = np.where(alone, best, either)
        pairs_from[among] = threshold(confidence[chosen], right[chosen], wrong.in_all)
        thresholds.append((min(alone_from[among][0], 1.0), min(pairs_from[among][0], 1.0)))
    (best_from, either_from), (lenient_best, lenient_either) = thresholds
    decision = {
        "model": model_sha256,
        "questions": len(found),
        decide.BEST: _described(names, table, best, best_from, lenient_best),
        decide.EITHER: _described(names, table, either, either_from, lenient_either),
    }
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


def _described(names: Sequence[str], table: Table, right: Flags, least: float, lenient: float) -> dict[str, object]:
    weights, bias = logistic(names, table, right)
    return {
        "bias": round(bias, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        "threshold": round(float(least), 4),
        "lenient": round(float(lenient), 4),
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

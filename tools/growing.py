"""Grow the trees of bot/answering/precedents.py with scikit-learn."""

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import GroupKFold
from sklearn.tree._tree import Tree as SklearnTree

from bot.answering.precedents import Fork, Leaf, Tree, log_odds

# Chosen on the tune half: twice as many trees, or deeper ones, order its questions no better.
TREES, DEEPEST, FEWEST, LOOKED_AT = 40, 8, 4, 0.4
FOLDS = 6
SEED = 1
Table = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def grown(table: Table, right: Flags, counts: Table) -> ExtraTreesClassifier:
    """`table` has shape (questions, signals), `right`, of the best page and of either, (questions, 2)."""
    trees = ExtraTreesClassifier(
        TREES, max_depth=DEEPEST, min_samples_leaf=FEWEST, max_features=LOOKED_AT, random_state=SEED
    )
    return trees.fit(table, right, sample_weight=counts)


def said(trees: ExtraTreesClassifier, table: Table) -> Table:
    """What the bot would be told of each question, shape (questions, 2)."""
    shares = np.stack([share[:, -1] for share in trees.predict_proba(table)], axis=1)
    return np.array([[log_odds(share) for share in of_one] for of_one in shares])


def held_out(table: Table, right: Flags, counts: Table, groups: npt.NDArray[np.intp]) -> Table:
    """The same, for each question by trees that saw no form of it."""
    told = np.empty((len(table), 2))
    for train, test in GroupKFold(FOLDS).split(table, groups=groups):
        told[test] = said(grown(table[train], right[train], counts[train]), table[test])
    return told


def nodes(trees: ExtraTreesClassifier, names: list[str]) -> list[Tree]:
    """As the bot walks them."""
    return [[_node(each.tree_, at, names) for at in range(each.tree_.node_count)] for each in trees.estimators_]


def _node(tree: SklearnTree, at: int, names: list[str]) -> Fork | Leaf:
    below, above = int(tree.children_left[at]), int(tree.children_right[at])
    if below < 0:
        best, either = tree.value[at][:, -1]
        return Leaf(float(best), float(either))
    return Fork(names[tree.feature[at]], float(tree.threshold[at]), below, above)

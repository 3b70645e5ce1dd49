"""How often labelled questions with such evidence had the right page: what a sum of signals cannot say.

Extremely randomised trees (Geurts et al. 2006): each asks for one signal after another until few questions are left
alike. Grown by `make calibrate` from the `tune` half of tests/questions; the data (`precedents.json`) can be read node
by node.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "precedents.json"
OF_BEST, OF_EITHER = "precedents", "precedents_of_two"  # the signals
LEAST = 0.02  # a share is kept this far from 0 and 1
SCALE = 4.0  # log odds of about the most certain share: what is said lies between -1 and 1


class PrecedentsError(Exception):
    """The trees are missing or damaged."""


@dataclass(frozen=True)
class Fork:
    """A signal up to `most` leads to the node `below`, more of it to `above`; nodes stand by number in their tree."""

    signal: str
    most: float
    below: int
    above: int


@dataclass(frozen=True)
class Leaf:
    """Of the labelled questions that came here, the share of which the best page was right, and one of the best two."""

    best: float
    either: float


Tree = Sequence[Fork | Leaf]


class Precedents:
    def __init__(self, trees: Sequence[Tree], model: str = "") -> None:
        """`model` made the cosines among the signals that the trees were grown on. The first node is the root."""
        self.model = model
        self._trees = tuple(trees)

    def of(self, signals: Mapping[str, float]) -> dict[str, float]:
        """The two signals, each in -1..1: log odds of the mean over all trees. None without trees."""
        if not self._trees:
            return {}
        leaves = [_leaf(tree, signals) for tree in self._trees]
        return {
            OF_BEST: log_odds(sum(leaf.best for leaf in leaves) / len(leaves)),
            OF_EITHER: log_odds(sum(leaf.either for leaf in leaves) / len(leaves)),
        }


def log_odds(share: float) -> float:
    """Of a share between 0 and 1, in -1..1."""
    kept = min(1.0 - LEAST, max(LEAST, share))
    return math.log(kept / (1.0 - kept)) / SCALE


def read(file: Path = FILE) -> Precedents:
    """Raises PrecedentsError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        trees = [[_node(node, table["signals"], len(tree)) for node in tree] for tree in table["trees"]]
        return Precedents(trees, table["model"])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise PrecedentsError(f"{file} is missing or damaged: run `make calibrate`.") from error


def written(trees: Sequence[Tree], signals: Sequence[str], model: str, questions: int) -> str:
    """As `read` takes it: a fork is [signal, most, below, above], a leaf [best, either]."""
    rows = [[_row(node, signals) for node in tree] for tree in trees]
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in rows)
    head = {"model": model, "questions": questions, "signals": list(signals)}
    return f'{json.dumps(head)[:-1]}, "trees": [\n{lines}\n]}}\n'


def _leaf(tree: Tree, signals: Mapping[str, float]) -> Leaf:
    node = tree[0]
    while isinstance(node, Fork):
        node = tree[node.below if signals.get(node.signal, 0.0) <= node.most else node.above]
    return node


def _node(row: Sequence[float], signals: Sequence[str], nodes: int) -> Fork | Leaf:
    if len(row) == 2:
        return Leaf(float(row[0]), float(row[1]))
    signal, most, below, above = row
    if not (0 < below < nodes and 0 < above < nodes):
        raise ValueError(row)
    return Fork(signals[int(signal)], float(most), int(below), int(above))


def _row(node: Fork | Leaf, signals: Sequence[str]) -> list[float]:
    if isinstance(node, Leaf):
        return [round(node.best, 3), round(node.either, 3)]
    return [signals.index(node.signal), round(node.most, 4), node.below, node.above]

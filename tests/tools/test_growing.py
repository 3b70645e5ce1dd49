"""The trees that the bot walks are those that were grown, and no question is judged by its own label."""

import numpy as np

from bot.answering.precedents import OF_BEST, OF_EITHER, Precedents
from tools import growing

RANDOM = np.random.default_rng(3)
TABLE = RANDOM.random((240, 3))
RIGHT = np.stack([TABLE[:, 0] > 0.5, TABLE[:, 0] + TABLE[:, 1] > 0.6], axis=1)
COUNTS = np.ones(len(TABLE))
NAMES = ["recognised", "share", "noise"]


def test_the_bot_is_told_what_the_trees_say() -> None:
    trees = growing.grown(TABLE, RIGHT, COUNTS)
    walked = Precedents(growing.nodes(trees, NAMES))
    told = [walked.of(dict(zip(NAMES, row, strict=True))) for row in TABLE.tolist()]
    found = np.array([[each[OF_BEST], each[OF_EITHER]] for each in told])
    np.testing.assert_allclose(found, growing.said(trees, TABLE), atol=1e-6)


def test_trees_learn_what_decides() -> None:
    told = growing.held_out(TABLE, RIGHT, COUNTS, np.arange(len(TABLE)))
    assert (((told > 0) == RIGHT).mean(axis=0) > 0.85).all()


def test_a_question_is_judged_by_trees_that_saw_no_form_of_it() -> None:
    chance = RANDOM.random((240, 2)) > 0.5  # nothing to learn but by heart
    groups = np.arange(240) // 2
    chance[1::2] = chance[::2]
    table = np.repeat(TABLE[:120], 2, axis=0)
    known = growing.said(growing.grown(table, chance, COUNTS), table)
    unseen = growing.held_out(table, chance, COUNTS, groups)
    assert ((known > 0) == chance).mean() > 0.7 > ((unseen > 0) == chance).mean()


def test_the_same_questions_grow_the_same_trees() -> None:
    one, other = (growing.nodes(growing.grown(TABLE, RIGHT, COUNTS), NAMES) for _ in range(2))
    assert one == other

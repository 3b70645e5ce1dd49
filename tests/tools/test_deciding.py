"""How the decision is fitted: weights with the sign of their meaning, the threshold for a share of wrong answers."""

import numpy as np

from tools import deciding

NAMES = ["recognised", "no_card"]
TABLE = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.3, 0.7], [0.2, 0.8], [0.1, 0.9]])
RIGHT = np.array([True, True, True, False, False, False])
ALL_COUNT = np.ones(len(RIGHT))


def test_a_signal_for_an_answer_never_counts_against_it_nor_the_other_way_round() -> None:
    weights, _ = deciding.logistic(NAMES, TABLE, RIGHT, ALL_COUNT)
    assert weights[0] > 0 > weights[1]
    turned, _ = deciding.logistic(NAMES, TABLE, ~RIGHT, ALL_COUNT)
    assert (turned == 0).all()


def test_a_question_that_counts_for_nothing_changes_nothing() -> None:
    more = np.vstack([TABLE, [[0.9, 0.0], [0.9, 0.0]]])
    labels = np.append(RIGHT, [False, False])
    alone, bias = deciding.logistic(NAMES, TABLE, RIGHT, ALL_COUNT)
    silent, same_bias = deciding.logistic(NAMES, more, labels, np.append(ALL_COUNT, [0.0, 0.0]))
    loud, _ = deciding.logistic(NAMES, more, labels, np.ones(len(labels)))
    np.testing.assert_allclose(np.append(silent, same_bias), np.append(alone, bias), atol=1e-3)
    assert loud[0] < alone[0]


def test_the_threshold_is_the_lowest_from_which_no_more_than_that_share_is_expected_to_be_wrong() -> None:
    confidence = np.array([0.99, 0.97, 0.9, 0.6])
    assert deciding.threshold(confidence, 0.021) == 0.97  # (.01 + .03) / 2
    assert deciding.threshold(confidence, 0.05) == 0.9
    assert deciding.threshold(confidence, 0.001) == 1.0  # none is that sure


def test_answers_given_before_leave_less_room_or_more() -> None:
    confidence = np.array([0.9, 0.9])
    assert deciding.threshold(confidence, 0.05) == 1.0
    assert deciding.threshold(confidence, 0.05, before=np.array([1.0, 1.0])) == 0.9

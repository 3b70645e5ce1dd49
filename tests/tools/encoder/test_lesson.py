"""Every line is taught as often as it should be, with others of its length, in the same order from the same seed."""

from collections import Counter
from itertools import islice

import numpy as np

from tools.encoder.lesson import Matter, Translation, matter_batches, translation_batches

LINES = [Translation("english", "swahili", times=1 + at % 3) for at in range(100)]
LENGTHS = [at % 17 for at in range(100)]
TAUGHT = sum(line.times for line in LINES)
MATTERS = [Matter(f"card-{at}", tuple(f"{at} text {number}" for number in range(2 + at % 3))) for at in range(10)]


def epoch(seed: int) -> list[list[int]]:
    batches = translation_batches(LINES, LENGTHS, 8, np.random.default_rng(seed))
    return list(islice(batches, -(-TAUGHT // 8)))


def test_an_epoch_teaches_each_line_its_times() -> None:
    assert Counter(at for batch in epoch(1) for at in batch) == {at: line.times for at, line in enumerate(LINES)}


def test_a_batch_holds_lines_of_about_equal_length() -> None:
    spread = [max(LENGTHS[at] for at in batch) - min(LENGTHS[at] for at in batch) for batch in epoch(1)]
    assert max(spread) <= 2


def test_short_batches_do_not_all_come_first() -> None:
    means = [float(np.mean([LENGTHS[at] for at in batch])) for batch in epoch(1)]
    assert means != sorted(means)


def test_the_same_seed_gives_the_same_batches_and_another_seed_others() -> None:
    assert epoch(1) == epoch(1) != epoch(2)


def test_a_second_epoch_is_shuffled_anew() -> None:
    batches = translation_batches(LINES, LENGTHS, 8, np.random.default_rng(1))
    count = -(-TAUGHT // 8)
    assert list(islice(batches, count)) != list(islice(batches, count))


def test_two_different_texts_of_each_of_different_matters_come_together() -> None:
    for batch in islice(matter_batches(MATTERS, 4, np.random.default_rng(1)), 20):
        assert len(batch) == 4
        assert all(first != second for first, second in batch)
        cards = [{text.split()[0] for text in texts} for texts in batch]
        assert all(len(card) == 1 for card in cards)
        assert len(set().union(*cards)) == 4

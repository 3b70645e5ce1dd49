"""How much of a question's words a page has."""

import dataclasses

import numpy as np
import pytest

from knowledge.search import Edition
from knowledge.wording import Wording


@pytest.mark.parametrize("order", [1, -1])
def test_a_word_counts_by_the_greatest_of_its_terms_that_stand_on_the_page(small: Edition, order: int) -> None:
    wording = Wording(small.folder, len(small.store.page_documents), small.store.entry_pages)
    text = small.passages(0)[0].text
    reading = small.reader.read(text)
    own, other = [term for group in reading.groups for term, weight in group if wording.has(0, term)][:2]
    assert own != other
    group = ((own, 0.5), (other, 0.8), ("no such term", 1.0))[::order]
    shares, missing = wording.shares(np.array([0]), dataclasses.replace(reading, groups=(group,)))
    assert (shares[0], missing[0]) == pytest.approx((0.8, 0.2))

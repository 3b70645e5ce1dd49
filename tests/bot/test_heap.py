"""What stays is not looked through again; what was dropped goes all the same."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot import heap


class Knot:
    """Only the collector can free it: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.collect()
    gc.freeze()


def test_what_is_there_is_not_looked_through() -> None:
    heap.settle()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < gc.get_freeze_count()


def test_what_was_dropped_since_goes_at_the_next_time() -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    heap.settle()
    del knot
    gc.collect()
    assert gone() is not None, "this shows nothing: it was never left alone"
    heap.settle()
    assert gone() is None

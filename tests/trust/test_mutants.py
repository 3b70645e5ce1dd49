"""The list of guards that are taken out one by one: each stands where it is looked for, and its tests are there."""

import pytest

from tests.trust.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.guard)
def test_a_guard_stands_once_in_its_file_and_goes_when_it_is_taken_out(mutant: Mutant) -> None:
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1, f"what should be taken out of {mutant.file} does not stand there once"
    assert mutant.new != mutant.old
    assert all((ROOT / test.partition("::")[0]).is_file() for test in mutant.tests.split())


def test_no_guard_is_named_twice() -> None:
    assert len({mutant.guard for mutant in MUTANTS}) == len(MUTANTS)

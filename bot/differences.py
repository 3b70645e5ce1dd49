"""Two editions side by side, as an admin reads them: the passages, and the golden answers that changed."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from knowledge import comparing
from knowledge.comparing import Change
from knowledge.editions import Shelf
from knowledge.labels import Given, Label
from knowledge.passage_store import PassageStore

COLUMN = 56  # letters of each side
Ask = Callable[[Label], Given]


def of_passages(where: Shelf, old: str, new: str) -> Iterator[str]:
    """Raises EditionError that names an edition that is not finished."""
    before, after = (PassageStore(where.path(where.manifest(each).edition) / "passages.sqlite") for each in (old, new))
    try:
        found = comparing.changes(before, after)
    finally:
        before.close()
        after.close()
    count = {word: sum(_word(change) == word for change in found) for word in ("new", "changed", "removed")}
    yield f"{old} -> {new}: {', '.join(f'{number} passages {word}' for word, number in count.items())}."
    for change in found:
        yield f"\n{_word(change).upper()} {change.document_id} [{change.language}] {change.section}"
        yield from side_by_side(change.old, change.new) if change.old and change.new else _one_side(change)


def of_golden(labels: Sequence[Label], before: Ask, after: Ask) -> Iterator[str]:
    """Golden questions that are answered otherwise, old and new side by side."""
    answered = [(label, before(label), after(label)) for label in labels]
    other = [(label, old, new) for label, old, new in answered if (old.outcome, old.text) != (new.outcome, new.text)]
    yield f"\nGolden questions: {len(labels)} asked of both, {len(other)} answered otherwise."
    for label, old, new in other:
        yield f'\n{label.id} "{label.question}"'
        yield from side_by_side(f"[{old.outcome}] {old.text}", f"[{new.outcome}] {new.text}")


def side_by_side(old: str, new: str) -> Iterator[str]:
    for left, right in zip_longest(_column(old), _column(new), fillvalue=""):
        yield f"  {left:<{COLUMN}} | {right}".rstrip()


def _one_side(change: Change) -> Iterator[str]:
    sign = "-" if change.old else "+"
    for row in _column(change.old or change.new, 2 * COLUMN):
        yield f"  {sign} {row}".rstrip()


def _column(text: str, letters: int = COLUMN) -> list[str]:
    return [row for line in text.split("\n") for row in (textwrap.wrap(line, letters) or [""])]


def _word(change: Change) -> str:
    if not change.old:
        return "new"
    return "changed" if change.new else "removed"

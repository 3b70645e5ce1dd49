"""Two editions asked the same labelled questions: what changed, what was gained and lost, and whether by chance."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation.judged import REPORT, Judged, grouped


@dataclass(frozen=True)
class Change:
    """One question, as the one edition and as the other answered it."""

    before: Judged
    after: Judged

    @property
    def is_seen(self) -> bool:
        """Whether outcome, source, text or the judgement differ."""
        one, other = self.before, self.after
        same = (one.given.outcome, one.given.cards, one.given.text, one.is_right)
        return same != (other.given.outcome, other.given.cards, other.given.text, other.is_right)

    @property
    def word(self) -> str:
        if self.before.is_right == self.after.is_right:
            return "other"
        return "gained" if self.after.is_right else "lost"

    @property
    def differs_in(self) -> str:
        if self.before.given.outcome != self.after.given.outcome:
            return "outcome"
        return "card" if self.before.given.cards != self.after.given.cards else "text"


@dataclass(frozen=True)
class Comparison:
    split: str
    asked: int
    changes: tuple[Change, ...]
    is_readable: bool

    def count(self, word: str) -> int:
        return sum(change.word == word for change in self.changes)

    @property
    def chance(self) -> float:
        return by_chance(self.count("gained"), self.count("lost"))


def compare(before: Sequence[Judged], after: Sequence[Judged]) -> list[Comparison]:
    """One for each half. Both must hold the same questions in the same order. Of the report half nothing is listed."""
    both = list(zip(before, after, strict=True))
    pairs = {id(one): Change(one, other) for one, other in both}
    found = []
    for split, items in grouped(before, lambda item: item.label.split).items():
        seen = tuple(change for item in items if (change := pairs[id(item)]).is_seen)
        found.append(Comparison(split, len(items), seen, split != REPORT))
    return found


def by_chance(gained: int, lost: int) -> float:
    """How likely so uneven a split is if gaining and losing were a coin's throw (exact McNemar, two-sided)."""
    n = gained + lost
    tail = sum(math.comb(n, k) for k in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << n))


def lines(comparisons: Sequence[Comparison], before: str, after: str) -> Iterator[str]:
    yield f"{before} -> {after}"
    for each in comparisons:
        differ = ", ".join(f"{each.count(word)} {word}" for word in ("gained", "lost", "other"))
        yield f"{each.split or 'no half'}: {each.asked} questions, {len(each.changes)} answered otherwise: {differ}"
        yield f"  as uneven by chance: p = {each.chance:.3f} (exact McNemar test of gained and lost)"
        if each.is_readable:
            yield from map(_told, sorted(each.changes, key=_worst_first))


def _worst_first(change: Change) -> int:
    return ("lost", "gained", "other").index(change.word)


def _told(change: Change) -> str:
    label = change.before.label
    sides = " -> ".join(
        f"{item.given.outcome} [{', '.join(item.given.cards)}]" for item in (change.before, change.after)
    )
    return f'  {change.word.upper()} ({change.differs_in}) {label.id} "{label.question}"\n      {sides}'

"""Patterns: which concepts must and must not stand in a question for the triage to decide."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError

GAP = 2  # words that may stand between the parts of an `order`, unless the pattern says otherwise

Span = tuple[int, int]
Spans = Mapping[str, Sequence[Span]]


@dataclass(frozen=True)
class Pattern:
    """What must stand in a question. `covers`: concepts that together leave no word over (nothing else is asked)."""

    reason: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    gap: int = GAP
    min_words: int = 0
    max_words: int = 1000
    per_sentence: bool = False

    @property
    def concepts(self) -> frozenset[str]:
        return frozenset((*self.all, *self.any, *self.none, *self.order, *self.together, *self.covers))

    @cached_property
    def _needed(self) -> frozenset[str]:
        """Without any of these nothing matches: found out at once for nearly every pattern of nearly every question."""
        return frozenset((*self.all, *self.order, *self.together, *self.covers[:1]))

    @cached_property
    def _forbidden(self) -> frozenset[str]:
        return frozenset(self.none)

    def matched(self, spans: Spans, count: int) -> tuple[str, ...]:
        """The concepts that fulfil this pattern in a text of `count` words; empty where it is not fulfilled."""
        if not self.min_words <= count <= self.max_words:
            return ()
        if not spans.keys() >= self._needed or not self._forbidden.isdisjoint(spans):
            return ()
        found_any = [name for name in self.any if name in spans]
        if self.any and not found_any:
            return ()
        if self.order and not _in_order(self.order, spans, self.gap):
            return ()
        if self.together and not _on_one_word(self.together, spans):
            return ()
        if self.covers and not _covered(self.covers, spans, count):
            return ()
        return tuple(dict.fromkeys((*self.all, *found_any, *self.order, *self.together, *self.covers[:1])))


def read_patterns(file: Path, concepts: frozenset[str], reasons: frozenset[str]) -> Iterator[Pattern]:
    """The patterns in their order. Raises KnowledgeError for an unknown reason, key or concept."""
    keys = {field.name for field in fields(Pattern)}
    try:
        tables: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["pattern"]
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{file}: {error}") from error
    for number, table in enumerate(tables, start=1):
        where = f"{file}: pattern {number} ({table.get('reason')})"
        if unknown := set(table) - keys:
            raise KnowledgeError(f"{where} has the unknown keys {', '.join(sorted(unknown))}.")
        if table.get("reason") not in reasons:
            raise KnowledgeError(f"{where}: the reason must be one of {', '.join(sorted(reasons))}.")
        values: dict[str, Any] = {k: tuple(value) if isinstance(value, list) else value for k, value in table.items()}
        pattern = Pattern(**values)
        if missing := pattern.concepts - concepts:
            raise KnowledgeError(f"{where} names concepts that no file has: {', '.join(sorted(missing))}.")
        yield pattern


def _in_order(names: Sequence[str], spans: Spans, gap: int) -> bool:
    """Whether the concepts stand one after the other with at most `gap` words between two of them."""
    ends = {end for _, end in spans.get(names[0], ())}
    for name in names[1:]:
        near = {end + words for end in ends for words in range(gap + 1)}
        ends = {end for start, end in spans.get(name, ()) if start in near}
    return bool(ends)


def _on_one_word(names: Sequence[str], spans: Spans) -> bool:
    """Whether one span of the first concept holds a word of every other: nime-pigwa, both "me, now" and "beaten"."""
    others = [_words_of((name,), spans) for name in names[1:]]
    return any(
        all(not words.isdisjoint(range(start, end)) for words in others) for start, end in spans.get(names[0], ())
    )


def _covered(names: Sequence[str], spans: Spans, count: int) -> bool:
    """Whether the concepts leave no word over; the first must be there, the others are company."""
    return names[0] in spans and len(_words_of(names, spans)) == count


def _words_of(names: Sequence[str], spans: Spans) -> set[int]:
    return {at for name in names for start, end in spans.get(name, ()) for at in range(start, end)}

"""What became of the passages between two editions: new, changed, removed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.passage_store import PassageStore

ALIKE = 50.0  # of 100: below, one text did not come from the other


@dataclass(frozen=True)
class Change:
    """`old` is empty where the passage is new, `new` where it was removed."""

    document_id: str
    language: str
    section: str
    old: str
    new: str


@dataclass(frozen=True)
class _Text:
    section: str
    text: str


_Group = tuple[str, str]  # a document and a language


def changes(old: PassageStore, new: PassageStore) -> list[Change]:
    """Document by document; a passage that reads much like one that is gone is that one, changed."""
    before, after = old.passage_texts(), new.passage_texts()
    gone, come = (_grouped(one, other) for one, other in ((before, after), (after, before)))
    return [
        change
        for group in sorted({*gone, *come})
        for change in _of_group(group, gone.get(group, []), come.get(group, []))
    ]


def _grouped(one: Mapping[str, tuple[str, str]], other: Mapping[str, tuple[str, str]]) -> dict[_Group, list[_Text]]:
    """The texts that only `one` has."""
    found: dict[_Group, list[_Text]] = defaultdict(list)
    for key, (section, text) in one.items():
        if key not in other:
            document, language, _ = key.rsplit("/", 2)
            found[document, language].append(_Text(section, text))
    return found


def _of_group(group: _Group, gone: list[_Text], come: list[_Text]) -> Iterator[Change]:
    pairs = sorted(
        (
            (fuzz.ratio(old.text, new.text), first, second)
            for first, old in enumerate(gone)
            for second, new in enumerate(come)
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for likeness, first, second in pairs:
        if likeness >= ALIKE and first not in taken and second not in taken.values():
            taken[first] = second
    for second, new in enumerate(come):
        if second not in taken.values():
            yield Change(*group, new.section, "", new.text)
    for first, old in enumerate(gone):
        new_text = come[taken[first]] if first in taken else _Text(old.section, "")
        yield Change(*group, new_text.section, old.text, new_text.text)

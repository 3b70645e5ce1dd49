"""A table of facts or places -> one passage a row and language, by the sentences in its card."""

import string
from collections.abc import Callable, Iterator, Mapping

from knowledge.errors import CardError
from knowledge.layout.leftovers import Reason
from knowledge.models import Columns, Document, Dropped, Kind, Language, Passage, Split
from knowledge.readers import csv

PassageId = Callable[[str, Language, str, str], str]


def split(document: Document, passage_id: PassageId) -> Split:
    """Raises CardError where the card has no `columns`, or names one that the table has not."""
    columns = document.card.columns
    if columns is None or document.card.kind is Kind.GUIDANCE:
        raise CardError(
            f'{document.path}: a table is background and needs [columns] in its card, en = "a sentence with '
            f'{{Column}}."'
        )
    names, *rows = csv.rows(document.text)
    used = _check(document, columns, names)
    passages: dict[str, Passage] = {}
    dropped = [Dropped(name, Reason.UNNAMED_COLUMN) for name in names if name not in used]
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        if missing := [name for name in used if not cells[name]]:
            dropped.append(Dropped(f"{', '.join(row)} ({', '.join(missing)})", Reason.EMPTY_CELL))
            continue
        for language, section, text in _said(document, columns, cells):
            key = passage_id(document.card.id, language, section, text)
            if key in passages:
                dropped.append(Dropped(text, Reason.REPEATED))
            else:
                passages[key] = Passage(key, document.card.id, language, section, text, len(passages))
    return Split(tuple(passages.values()), tuple(dropped))


def _said(document: Document, columns: Columns, cells: Mapping[str, str]) -> Iterator[tuple[Language, str, str]]:
    section = cells[columns.section] if columns.section else document.card.title
    for language, sentence in columns.sentences.items():
        yield language, section, "".join(words + (cells[name] if name else "") for words, name in _parts(sentence))


def _parts(sentence: str) -> list[tuple[str, str]]:
    """The words before each {column}, and the column; "" after the last."""
    return [(words, name or "") for words, name, _, _ in string.Formatter().parse(sentence)]


def _check(document: Document, columns: Columns, names: list[str]) -> set[str]:
    """The columns that the card uses."""
    if set(columns.sentences) != set(document.card.languages):
        raise CardError(f"{document.path}: [columns] must have one sentence for each of `languages`.")
    try:
        used = {name for sentence in columns.sentences.values() for _, name in _parts(sentence) if name}
    except ValueError as error:
        raise CardError(f"{document.path}: a sentence of [columns] has a bracket too many ({error}).") from error
    used |= {columns.section} - {""}
    if unknown := sorted(used - set(names)):
        raise CardError(
            f"{document.path}: [columns] names {', '.join(unknown)}; the columns of the table are {', '.join(names)}."
        )
    return used

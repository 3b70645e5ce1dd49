"""The numbers of a DOCX's list items, which stand in no paragraph: counted as a word processor counts them."""

from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn

BULLET = "•"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


class Numbering:
    """Asked paragraph by paragraph, in the order of the text."""

    def __init__(self, part: Any | None) -> None:
        """`part` is the root of numbering.xml, None where the document has none."""
        self._formats: dict[str, dict[int, tuple[str, int]]] = {}
        self._counts: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
        if part is None:
            return
        kinds = {each.get(qn("w:abstractNumId")): _levels(each) for each in part.findall(qn("w:abstractNum"))}
        for number in part.findall(qn("w:num")):
            kind = number.find(qn("w:abstractNumId"))
            self._formats[number.get(qn("w:numId"))] = kinds.get(kind.get(qn("w:val")), {}) if kind is not None else {}

    def mark(self, properties: Any | None) -> str:
        """The bullet or number of a paragraph with these list properties (w:numPr); "" where it is in no list."""
        if properties is None:
            return ""
        number, level = (_value(properties.find(qn(name))) for name in ("w:numId", "w:ilvl"))
        if number in ("", "0"):
            return ""
        depth = int(level) if level.isdigit() else 0
        shape, start = self._formats.get(number, {}).get(depth, ("bullet", 1))
        counts = self._counts[number]
        counts[depth] += 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return _written(shape, start + counts[depth] - 1)


def _levels(kind: Any) -> dict[int, tuple[str, int]]:
    levels = {}
    for level in kind.findall(qn("w:lvl")):
        start = _value(level.find(qn("w:start")))
        levels[int(level.get(qn("w:ilvl"), "0"))] = (
            _value(level.find(qn("w:numFmt"))) or "decimal",
            int(start) if start.isdigit() else 1,
        )
    return levels


def _value(element: Any | None) -> str:
    return "" if element is None else str(element.get(qn("w:val"), ""))


def _written(shape: str, number: int) -> str:
    match shape:
        case "bullet" | "none":
            return BULLET
        case "lowerLetter" | "upperLetter":
            return f"({chr(ord('a') + (number - 1) % 26)})"
        case "lowerRoman" | "upperRoman":
            return f"({_ROMAN[(number - 1) % len(_ROMAN)]})"
    return f"{number}."

"""The letters of a PDF page as a person sees them: where each stands, and what nobody can see taken out."""

import math
from collections.abc import Iterator, Sequence
from ctypes import c_double, c_int, c_uint, c_void_p, cast
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]  # left, bottom, right, top

WHITE: Colour = (255, 255, 255)
SAME_COLOUR = 40  # the sum of differences of red, green and blue below which nobody reads one upon the other
SMALLEST = 2.5  # points; below, nobody reads it
STRAIGHT = 0.09  # radians; what is turned further is a watermark or a note in the margin
BROKEN_HYPHEN = "\x02"  # what PDFium makes of a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class Letter:
    """In points, y upwards. `base` is the line it stands on; a space has the width that it keeps free."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line drawn on the page."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class _Shape:
    """Something drawn with a colour, or a picture, which has none. `is_cover`: it hides what was drawn before it."""

    order: int
    box: Box
    colour: Colour | None
    is_cover: bool


@dataclass(frozen=True)
class Seen:
    """`hidden` and `turned` hold the words that were left out; `unknown` counts letters whose meaning is lost."""

    letters: tuple[Letter, ...]
    hidden: str
    turned: str
    is_recognised: bool
    is_picture: bool
    unknown: int


class Page:
    """One page of an open document."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._rotation = page.get_rotation()
        self._box: Box = page.get_bbox()
        self._is_recognised = False  # letters without ink over a picture: what text recognition leaves

    @cached_property
    def rules(self) -> list[Rule]:
        found = []
        for item in self._objects:
            if item.type != raw.FPDF_PAGEOBJ_PATH:
                continue
            left, bottom, right, top = self._upright(item.get_bounds())
            if right - left >= 30 and top - bottom <= 2:
                found.append(Rule(left, right, (top + bottom) / 2))
            elif right - left >= 30 and _is_stroked(item):
                found += [Rule(left, right, top), Rule(left, right, bottom)]
        return found

    @cached_property
    def has_full_picture(self) -> bool:
        """Whether one picture covers most of the page, as a scan does."""
        whole = (self._box[2] - self._box[0]) * (self._box[3] - self._box[1])
        pictures = (item.get_bounds() for item in self._objects if item.type == raw.FPDF_PAGEOBJ_IMAGE)
        return any((right - left) * (top - bottom) > 0.6 * whole for left, bottom, right, top in pictures)

    def see(self) -> Seen:
        letters: list[Letter] = []
        hidden: list[str] = []
        turned: list[str] = []
        unknown = 0
        text_page = self._page.get_textpage()
        try:
            for text, letter, reason in self._read(text_page.raw, text_page.count_chars()):
                unknown += text == "\ufffd"
                if not reason:
                    letters.append(letter)
                elif reason == "turned":
                    turned.append(text)
                else:
                    hidden.append(text)
        finally:
            text_page.close()
        has_words = any(not letter.text.isspace() for letter in letters)
        is_picture = not has_words and self.has_full_picture
        return Seen(tuple(letters), _words(hidden), _words(turned), self._is_recognised, is_picture, unknown)

    def _read(self, page: Any, count: int) -> Iterator[tuple[str, Letter, str]]:
        """(character, letter, why it is left out) of each; what PDFium itself put in between has no reason."""
        left, right, bottom, top, x, base = (c_double() for _ in range(6))
        loose = raw.FS_RECTF()
        reasons: dict[tuple[int, bool], str] = {}
        for index in range(count):
            code = raw.FPDFText_GetUnicode(page, index)
            text = "-" if raw.FPDFText_IsHyphen(page, index) == 1 else chr(code) if code < 0x110000 else "\ufffd"
            if text in "\r\n" or (raw.FPDFText_IsGenerated(page, index) == 1 and not text.isspace()):
                continue
            if raw.FPDFText_HasUnicodeMapError(page, index) == 1 or 0xD800 <= code < 0xE000 or code == 0xFFFE:
                text = "\ufffd"
            raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
            raw.FPDFText_GetCharOrigin(page, index, x, base)
            room = (left.value, bottom.value, right.value, top.value)
            if raw.FPDFText_GetLooseCharBox(page, index, loose):  # with the room that the font gives the letter
                room = (loose.left, loose.bottom, loose.right, loose.top)
            start, _, end, _ = self._upright(room)
            _, stand, _, _ = self._upright((x.value, base.value, x.value, base.value))
            size = raw.FPDFText_GetFontSize(page, index)
            angle = raw.FPDFText_GetCharAngle(page, index)
            item = raw.FPDFText_GetTextObject(page, index)
            key = (_address(item), text.isspace())
            if key not in reasons:
                reasons[key] = "" if text.isspace() and item is None else self._reason_against(page, index, item)
            reason = reasons[key] or self._outside(left.value, bottom.value, right.value, top.value)
            if not reason and not self._is_straight(angle):
                reason = "turned"
            yield text, Letter(text, start, end, stand, _height(size, top.value - bottom.value)), reason

    def _reason_against(self, page: Any, index: int, item: Any) -> str:
        if item:
            mode = raw.FPDFTextObj_GetTextRenderMode(item)
            if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
                self._is_recognised |= self.has_full_picture
                return "" if self.has_full_picture else "hidden"
        if raw.FPDFText_GetFontSize(page, index) * _scale(page, index) < SMALLEST:
            return "hidden"
        colour, is_clear = _fill(page, index)
        if is_clear:
            return "hidden"
        left, right, bottom, top = (c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(page, index, left, right, bottom, top)
        middle = ((left.value + right.value) / 2, (bottom.value + top.value) / 2)
        return "hidden" if self._is_lost(item, colour, middle) else ""

    def _is_lost(self, item: Any, colour: Colour, point: tuple[float, float]) -> bool:
        """Whether letters of `colour` cannot be told from what lies under them, or lie under something themselves."""
        at = self._order.get(_address(item), len(self._order))
        here = [shape for shape in self._shapes if _holds(shape.box, point)]
        if any(shape.order > at and shape.is_cover for shape in here):
            return True
        under = [shape.colour for shape in here if shape.order < at] or [WHITE]
        return under[-1] is not None and _is_same(colour, under[-1])

    @cached_property
    def _order(self) -> dict[int, int]:
        """When each object is drawn: what comes later lies above."""
        return {_address(item.raw): order for order, item in enumerate(self._objects)}

    @cached_property
    def _shapes(self) -> list[_Shape]:
        found = []
        for order, item in enumerate(self._objects):
            if item.type == raw.FPDF_PAGEOBJ_IMAGE:
                found.append(_Shape(order, item.get_bounds(), None, False))
            elif item.type == raw.FPDF_PAGEOBJ_PATH and (colour := _filled_with(item)) is not None:
                is_rectangle = raw.FPDFPath_CountSegments(item) <= 6
                found.append(_Shape(order, item.get_bounds(), colour, is_rectangle))
        return found

    @cached_property
    def _objects(self) -> list[pdfium.PdfObject]:
        return list(self._page.get_objects())

    def _outside(self, left: float, bottom: float, right: float, top: float) -> str:
        box = self._box
        is_outside = right < box[0] or left > box[2] or top < box[1] or bottom > box[3]
        return "hidden" if is_outside else ""

    def _is_straight(self, angle: float) -> bool:
        turned = (angle + math.radians(self._rotation)) % (2 * math.pi)
        return angle < 0 or min(turned, 2 * math.pi - turned) < STRAIGHT

    def _upright(self, box: Sequence[float]) -> Box:
        """The box as it stands when the page is shown, for pages that are stored turned."""
        left, bottom, right, top = box
        match self._rotation:
            case 90:
                return bottom, -right, top, -left
            case 180:
                return -right, -top, -left, -bottom
            case 270:
                return -top, left, -bottom, right
        return left, bottom, right, top


def _height(size: float, tall: float) -> float:
    return size if size > 1.5 else max(size, tall)


def _scale(page: Any, index: int) -> float:
    """The font size already holds the scale of the page, but for fonts of size 1 that a matrix makes large."""
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetFontSize(page, index) > 1.5 or not raw.FPDFText_GetMatrix(page, index, matrix):
        return 1.0
    return max(1.0, math.hypot(matrix.c, matrix.d))


def _address(item: Any) -> int:
    return cast(item, c_void_p).value or 0 if item else 0


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _fill(page: Any, index: int) -> tuple[Colour, bool]:
    red, green, blue, alpha = (c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(page, index, red, green, blue, alpha):
        return (0, 0, 0), False
    return (red.value, green.value, blue.value), alpha.value < 16


def _filled_with(item: pdfium.PdfObject) -> Colour | None:
    mode, stroke = c_int(), c_int()
    red, green, blue, alpha = (c_uint() for _ in range(4))
    is_drawn = raw.FPDFPath_GetDrawMode(item, mode, stroke) and mode.value
    if not is_drawn or not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha) or alpha.value < 128:
        return None
    return red.value, green.value, blue.value


def _is_stroked(item: pdfium.PdfObject) -> bool:
    mode, stroke = c_int(), c_int()
    return bool(raw.FPDFPath_GetDrawMode(item, mode, stroke) and stroke.value)


def _is_same(one: Colour, other: Colour) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) < SAME_COLOUR


def _words(parts: list[str]) -> str:
    return " ".join("".join(parts).split())

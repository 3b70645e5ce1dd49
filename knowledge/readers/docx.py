"""DOCX: its headings, paragraphs, lists and tables, by python-docx. Run it in the capped child: see sandbox.py."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from knowledge.errors import UnreadableError
from knowledge.readers import archive
from knowledge.readers.limits import Limits
from knowledge.readers.manuscript import Aside, Concern, Finding, LeftOut, Manuscript, Properties
from knowledge.readers.numbering import Numbering

SMALLEST = 4  # half points
WHITE = frozenset({"FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC"})
PAGE_BREAK = "\f"
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_INSERTED = frozenset({qn("w:ins"), qn("w:moveTo")})
_NOTES = {"/word/footnotes.xml": Aside.NOTE, "/word/endnotes.xml": Aside.NOTE, "/word/comments.xml": Aside.COMMENT}
# A drawing's text stands in the file twice: as a shape of today and, under Fallback, as one of old.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(path: Path, limits: Limits) -> Manuscript:
    archive.check(path)
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise UnreadableError(
            f"{path.name}: the file is damaged or no DOCX ({type(error).__name__}). Open it in a word processor and "
            f"save it as .docx."
        ) from error
    walk = _Walk(document)
    text = "\n".join(walk.lines())
    if not text.strip():
        raise UnreadableError(
            f"{path.name}: the document holds no text; if it is of pictures, type their text into a .txt file."
        )
    walk.read_rest()
    return Manuscript(text + "\n", _properties(document), tuple(walk.findings()), tuple(walk.left_out))


class _Walk:
    """Goes through a document once, in the order of the page; what is not served gathers in `left_out`."""

    def __init__(self, document: Document) -> None:
        self.left_out: list[LeftOut] = []
        self._document = document
        self._has_changes = False
        self._styles = {style.style_id: style.element for style in document.styles if style.style_id}
        part = next(
            (each for each in document.part.package.iter_parts() if each.partname == "/word/numbering.xml"), None
        )
        self._numbering = Numbering(part.element if part is not None and hasattr(part, "element") else None)

    def lines(self) -> Iterator[str]:
        yield from self._blocks(self._document.element.body, shade="")

    def findings(self) -> Iterator[Finding]:
        for each in self.left_out:
            if each.reason is Aside.HIDDEN:
                yield Finding(Concern.HIDDEN, "the document", each.text)
        if self._has_changes:
            yield Finding(Concern.CHANGES, "the document")

    def read_rest(self) -> None:
        """What stands outside the text: heads and feet of pages, notes, comments."""
        heads = {
            text
            for section in self._document.sections
            for part in (section.header, section.footer, section.first_page_header, section.first_page_footer)
            if not part.is_linked_to_previous and (text := _text_of(part._element))
        }
        self.left_out += [LeftOut(text, Aside.HEAD) for text in sorted(heads)]
        for part in self._document.part.package.iter_parts():
            if reason := _NOTES.get(str(part.partname)):
                root = part.element if hasattr(part, "element") else etree.fromstring(part.blob, _parser())
                self.left_out += [LeftOut(text, reason) for note in root if (text := _text_of(note))]

    def _blocks(self, parent: Any, shade: str) -> Iterator[str]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child, shade)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _INSERTED or child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
                yield from self._blocks(child, shade)

    def _paragraph(self, paragraph: Any, shade: str) -> Iterator[str]:
        style = self._style(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
        pieces, breaks = [], 0
        for run in self._runs(paragraph):
            words, pages = _words(run)
            breaks += pages
            if words and self._is_unseen(run, style, shade or _shade(paragraph.find(qn("w:pPr")))):
                self._leave_out(words, Aside.HIDDEN)
            else:
                pieces.append(words)
        text = "".join(pieces).strip()
        if text:
            level = _heading_level(paragraph, style)
            mark = "" if level else self._numbering.mark(_list_properties(paragraph, style))
            if not mark:
                yield ""
            yield f"{'#' * level} {text}" if level else f"{mark} {text}" if mark else text
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                yield ""
                yield from self._blocks(box, shade)
        # A page that ends inside a paragraph counts from the next one, so that its sentences stay whole.
        yield from [PAGE_BREAK] * breaks

    def _runs(self, parent: Any) -> Iterator[Any]:
        """The runs of a paragraph as it reads with all changes accepted; those deleted are left out."""
        for child in parent:
            if child.tag == qn("w:r"):
                yield child
            elif child.tag in _DELETED:
                self._has_changes = True
                self._leave_out(_text_of(child), Aside.DELETED)
            elif isinstance(child.tag, str) and child.tag != qn("w:pPr"):
                self._has_changes |= child.tag in _INSERTED
                yield from self._runs(child)

    def _leave_out(self, text: str, reason: Aside) -> None:
        if text.strip():
            self.left_out.append(LeftOut(" ".join(text.split()), reason))

    def _is_unseen(self, run: Any, style: list[Any], shade: str) -> bool:
        """By the run's own properties, else by those of its style, else by those of its paragraph's."""
        own = run.find(qn("w:rPr"))
        sources = [] if own is None else [own, *_run_properties(self._style(own.find(qn("w:rStyle"))))]
        sources += _run_properties(style)
        if _is_on(sources, "w:vanish"):
            return True
        size = _first(sources, "w:sz")
        if size.isdigit() and int(size) <= SMALLEST:
            return True
        behind = next((found for source in sources if (found := _shade(source))), shade)
        return _first(sources, "w:color").upper() in WHITE and (behind or "FFFFFF").upper() in WHITE | {"AUTO"}

    def _style(self, reference: Any | None) -> list[Any]:
        """A style and those that it is based on."""
        chain: list[Any] = []
        key = "" if reference is None else reference.get(qn("w:val"), "")
        while key in self._styles and len(chain) < 20:
            chain.append(self._styles[key])
            base = chain[-1].find(qn("w:basedOn"))
            key = "" if base is None else base.get(qn("w:val"), "")
        return chain

    def _table(self, table: Any) -> Iterator[str]:
        """Rows between `|`; a table of one column is a box around text, and read as text."""
        rows = [
            [cell for cell in row.iter(qn("w:tc")) if cell.getparent() is row]
            for row in table.iter(qn("w:tr"))
            if row.getparent() is table
        ]
        yield ""
        if all(len(row) <= 1 for row in rows):
            for cell in (cell for row in rows for cell in row):
                yield from self._blocks(cell, _shade(cell.find(qn("w:tcPr"))))
            return
        for row in rows:
            cells = [" ".join(" ".join(self._blocks(cell, _shade(cell.find(qn("w:tcPr"))))).split()) for cell in row]
            if any(cells):
                yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
        yield ""


def _words(run: Any) -> tuple[str, int]:
    """The words of a run, and how many pages end in it. Its drawings are read apart."""
    words, pages = [], 0
    for child in run:
        match child.tag:
            case tag if tag == qn("w:t"):
                words.append(child.text or "")
            case tag if tag in (qn("w:tab"), qn("w:ptab")):
                words.append("\t")
            case tag if tag == qn("w:noBreakHyphen"):
                words.append("-")
            case tag if tag in (qn("w:br"), qn("w:cr")):
                is_page = child.get(qn("w:type")) == "page"
                pages += is_page
                words.append("" if is_page else "\n")
            case tag if tag == qn("w:lastRenderedPageBreak"):
                pages += 1
    return "".join(words), min(pages, 1)


def _text_of(element: Any) -> str:
    texts = (each.text or "" for each in element.iter(qn("w:t"), qn("w:delText")))
    return " ".join("".join(texts).split())


def _heading_level(paragraph: Any, style: list[Any]) -> int:
    for each in [paragraph.find(qn("w:pPr")), *(one.find(qn("w:pPr")) for one in style)]:
        outline = None if each is None else each.find(qn("w:outlineLvl"))
        if outline is not None and outline.get(qn("w:val"), "9") in "012345":
            return int(outline.get(qn("w:val"))) + 1
    names = [str(name.get(qn("w:val"))).lower() for one in style if (name := one.find(qn("w:name"))) is not None]
    return 1 if any(name in ("title", "heading 1", "heading 2", "heading 3", "heading 4") for name in names) else 0


def _list_properties(paragraph: Any, style: list[Any]) -> Any | None:
    for each in [paragraph.find(qn("w:pPr")), *(one.find(qn("w:pPr")) for one in style)]:
        found = None if each is None else each.find(qn("w:numPr"))
        if found is not None:
            return found
    return None


def _run_properties(style: list[Any]) -> list[Any]:
    return [found for one in style if (found := one.find(qn("w:rPr"))) is not None]


def _is_on(sources: list[Any], name: str) -> bool:
    found = next((each for source in sources if (each := source.find(qn(name))) is not None), None)
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "off")


def _first(sources: list[Any], name: str) -> str:
    found = next((each for source in sources if (each := source.find(qn(name))) is not None), None)
    return "" if found is None else str(found.get(qn("w:val"), ""))


def _shade(properties: Any | None) -> str:
    """The colour behind; "" where nothing is said. Any highlight is a colour."""
    if properties is None:
        return ""
    if properties.find(qn("w:highlight")) is not None:
        return "highlight"
    shade = properties.find(qn("w:shd"))
    return "" if shade is None else str(shade.get(qn("w:fill"), ""))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _properties(document: Document) -> Properties:
    said = document.core_properties
    created: date | None = said.created.date() if said.created else None
    return Properties(said.title or "", said.author or "", created, said.language or "")

"""PDF: its pages as a person reads them, by PDFium. Run it in the capped child: see sandbox.py."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.errors import UnreadableError
from knowledge.readers import columns
from knowledge.readers.letters import Page, Seen
from knowledge.readers.limits import Limits
from knowledge.readers.manuscript import Aside, Concern, Finding, LeftOut, Manuscript, Properties

PAGE_BREAK = "\f"
FEWEST_LETTERS = 25  # on a page; fewer, and it is a picture with a page number at most
MOST_UNKNOWN = 0.1  # of the letters of a document
_DAY = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_PASSWORD = "password"


def read(path: Path, limits: Limits) -> Manuscript:
    """Pages are parted by a form feed. Raises UnreadableError where there is no text to be had."""
    with closing(_opened(path)) as document:
        if len(document) > limits.pages:
            raise UnreadableError(
                f"{path.name}: has {len(document):,} pages; at most {limits.pages:,} are read. Part it into several "
                f"documents."
            )
        seen: list[Seen] = []
        rules = []
        for number in range(len(document)):
            try:
                with closing(document[number]) as opened:
                    page = Page(opened)
                    seen.append(page.see())
                    rules.append(page.rules)
            except pdfium.PdfiumError as error:
                raise _damaged(path, f"page {number + 1} cannot be read") from error
        _check(path, seen)
        size = _body_size(seen)
        pages = [columns.text(each.letters, drawn, size) for each, drawn in zip(seen, rules, strict=True)]
        findings = (*_findings(seen), *_scripts(document))
        return Manuscript(PAGE_BREAK.join(pages), _properties(document), findings, tuple(_left_out(seen)))


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(path)
    except FileNotFoundError as error:
        raise UnreadableError(
            f"{path.name}: the file could not be opened. Check that it is there and that it may be read."
        ) from error
    except pdfium.PdfiumError as error:
        # Many PDFs are locked against printing only: those open without a password.
        if _PASSWORD in str(error).lower():
            raise UnreadableError(
                f"{path.name}: the PDF is protected by a password. Save a copy without the password and add that."
            ) from error
        raise _damaged(path, "PDFium cannot open it") from error
    if not len(document):
        raise _damaged(path, "it has no pages")
    return document


def _damaged(path: Path, why: str) -> UnreadableError:
    return UnreadableError(
        f"{path.name}: the PDF is damaged ({why}). "
        "Open it in a PDF viewer and print it to a new PDF, or ask its publisher for another copy."
    )


def _check(path: Path, seen: Sequence[Seen]) -> None:
    letters = sum(not letter.text.isspace() for page in seen for letter in page.letters)
    empty = sum(len(page.letters) < FEWEST_LETTERS for page in seen)
    if letters == 0 or (letters < FEWEST_LETTERS * len(seen) and 2 * empty > len(seen)):
        raise UnreadableError(
            f"{path.name}: the PDF holds no text on {empty} of its {len(seen)} pages; they are probably scanned "
            f"pictures. "
            "Run text recognition (OCR) on it and have a person check the result, or type the text into a .txt file."
        )
    unknown = sum(page.unknown for page in seen)
    if unknown > MOST_UNKNOWN * letters:
        raise UnreadableError(
            f"{path.name}: {unknown} of {letters} letters cannot be told: its fonts do not say what they mean. "
            "Ask its publisher for another copy, or print it to pictures and run text recognition (OCR) on them."
        )


def _body_size(seen: Sequence[Seen]) -> float:
    sizes = Counter(round(letter.size * 2) / 2 for page in seen for letter in page.letters)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _findings(seen: Sequence[Seen]) -> list[Finding]:
    found = []
    for number, page in enumerate(seen, start=1):
        if page.hidden:
            found.append(Finding(Concern.HIDDEN, f"page {number}", page.hidden))
        if page.is_recognised:
            found.append(Finding(Concern.RECOGNISED, f"page {number}"))
        if page.is_picture:
            found.append(Finding(Concern.PICTURE, f"page {number}"))
    return found


def _left_out(seen: Sequence[Seen]) -> Iterator[LeftOut]:
    for page in seen:
        if page.hidden:
            yield LeftOut(page.hidden, Aside.HIDDEN)
        if page.turned:
            yield LeftOut(page.turned, Aside.TURNED)


def _scripts(document: pdfium.PdfDocument) -> list[Finding]:
    has_scripts = raw.FPDFDoc_GetJavaScriptActionCount(document) > 0
    return [Finding(Concern.SCRIPT, "the document")] if has_scripts else []


def _properties(document: pdfium.PdfDocument) -> Properties:
    said = document.get_metadata_dict()
    return Properties(said.get("Title", ""), said.get("Author", ""), _day(said.get("CreationDate", "")))


def _day(text: str) -> date | None:
    match = _DAY.match(text)
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) if match else None
    except ValueError:
        return None

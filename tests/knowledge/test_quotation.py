"""Whatever dirt a document has, its passages are whole sentences without furniture, and no sentence is lost or doubled.

The documents are made by code from numbered sentences, so that each can be found again wherever it went.
"""

import html
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from knowledge import passages, readers, sentences
from knowledge.models import Document, Dropped, Split
from tests.harness import pdfs
from tests.harness.pdfs import Sheet
from tests.knowledge.test_passages import SEEDS, card, every_seed, needs_seeds, seed_split

TITLE = "The observers and the count"
HEAD = "Report of the observers, 2013"
PARAGRAPHS = 36
MATTERS = (
    "the registration of voters in the northern constituencies",
    "the non-governmental organisations of the lakeside counties",
    "the forms that the presiding officers signed",
    "the queues that formed before six in the morning",
    "the complaints about the electronic transmission of results",
)


def sentence(number: int) -> str:
    """Unlike every other by its number; long enough to be broken over lines, columns and pages."""
    matter = MATTERS[number % len(MATTERS)]
    if number % 7 == 3:
        return f"In report {number} (see p. {number + 400}) the team wrote of {matter}, e.g. in Dr. Otieno's ward."
    if number % 5 == 4:
        return f"Mrs. Wanjiru of team {number} asked whether {matter} were counted."
    return f"Team number {number} wrote to the commission about {matter} and received an answer."


TEXTS = [[sentence(3 * paragraph + each) for each in range(3)] for paragraph in range(PARAGRAPHS)]
SENTENCES = [each for paragraph in TEXTS for each in paragraph]
RUNNING = "\n\n".join(" ".join(paragraph) for paragraph in TEXTS)


# --- the same text in many coats --------------------------------------------------------------------------------------


def wrapped_text(folder: Path) -> Path:
    """Hard line breaks, form feeds, running heads, page numbers, rules."""
    rows = pdfs.wrapped(RUNNING, 64)
    pages = [rows[start : start + 38] for start in range(0, len(rows), 38)]
    text = "\f".join("\n".join([HEAD, "", *page, "", f"{number}"]) for number, page in enumerate(pages, start=1))
    return put(folder, "a.txt", text.encode())


def unpaged_text(folder: Path) -> Path:
    """Furniture in the middle, without form feeds, as copied from a viewer; a date, a menu, prompts."""
    rows = pdfs.wrapped(RUNNING, 70)
    for at in range(90, 0, -30):
        while not rows[at] or rows[at][0].isupper() or not rows[at - 1] or rows[at - 1].endswith("."):
            at += 1
        rows[at:at] = ["", f"Page {at} of 9", "", HEAD, ""]
    head = ["Home    News    Contact    Donate", "28 February 2013", ""]
    foot = ["", "You must be logged in to comment.", "Share this page on Facebook.", "~~~~"]
    return put(folder, "b.txt", "\n".join([*head, *rows, *foot]).encode())


def pdf_in_columns(columns: int) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        return put(folder, f"{columns}.pdf", pdfs.report(RUNNING, HEAD, TITLE, columns))

    return made


def pdf_with_tables(folder: Path) -> Path:
    """Three paragraphs a page, a table and a watermark after each page's text."""
    sheets = []
    for start in range(0, PARAGRAPHS, 6):
        rows = pdfs.wrapped("\n\n".join(" ".join(each) for each in TEXTS[start : start + 6]), 84)
        sheet = Sheet().write(40, 815, HEAD, 8).lines(40, 780, rows).write(150, 300, "DRAFT", 90, angle=45)
        for number in range(4):
            sheet.write(40, 120 - 14 * number, f"Ward {number}").write(200, 120 - 14 * number, f"{number} votes")
        sheets.append(sheet.write(290, 30, str(start // 6 + 1), 8))
    return put(folder, "t.pdf", pdfs.document(*sheets))


def word_document(folder: Path) -> Path:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = HEAD
    made.add_heading(TITLE, 1)
    for number, paragraph in enumerate(TEXTS):
        if number % 12 == 6:
            made.add_page_break()  # type: ignore[no-untyped-call]
        if number % 12 == 9:
            table = made.add_table(2, 2)
            table.cell(0, 0).text, table.cell(0, 1).text = "Ward", "Votes"
            table.cell(1, 0).text, table.cell(1, 1).text = "Kibra", str(number)
        target = made.add_table(1, 1).cell(0, 0).paragraphs[0] if number % 12 == 3 else made.add_paragraph()
        for each in paragraph:
            half = len(each) // 2
            target.add_run(each[:half]).bold = True
            target.add_run(each[half:] + " ")
    out = io.BytesIO()
    made.save(out)
    return put(folder, "a.docx", out.getvalue())


def web_page(folder: Path) -> Path:
    body = [f"<h1>{TITLE}</h1>"]
    for number, paragraph in enumerate(TEXTS):
        words = " ".join(f"<b>{html.escape(each[:9])}</b>{html.escape(each[9:])}" for each in paragraph)
        body.append(f"<div><p>{words}</p></div>" if number % 2 else f"<p>{words}<sup>{number}</sup>")
        if number % 9 == 5:
            body.append("<table><tr><th>Ward<th>Votes<tr><td>Kibra<td>7</table>")
    around = "<nav>Home News</nav>", "<footer>All rights reserved.</footer><script>x()</script>"
    return put(folder, "a.html", f"<html><body>{around[0]}{''.join(body)}{around[1]}".encode())


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


COATS = {
    "text with pages": wrapped_text,
    "text as copied": unpaged_text,
    "PDF in one column": pdf_in_columns(1),
    "PDF in two columns": pdf_in_columns(2),
    "PDF in three columns": pdf_in_columns(3),
    "PDF with tables": pdf_with_tables,
    "DOCX": word_document,
    "web page": web_page,
}


@pytest.fixture(scope="module", params=COATS, ids=str)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = COATS[request.param](tmp_path_factory.mktemp("coat"))
    found = readers.read(path)
    left_out = tuple(Dropped(each.text, each.reason) for each in found.left_out)
    return Document(card(title=TITLE), path, found.text, "", left_out)


@pytest.fixture(scope="module")
def coated(document: Document) -> Split:
    return passages.split(document)


def flat(text: str) -> str:
    return " ".join(text.split())


# --- what must hold of each -------------------------------------------------------------------------------------------


def test_every_sentence_is_in_exactly_one_passage(coated: Split) -> None:
    quoted = [flat(passage.text) for passage in coated.passages]
    for each in SENTENCES:
        assert sum(text.count(each) for text in quoted) == 1, each


def test_no_passage_holds_anything_but_whole_sentences(coated: Split) -> None:
    for passage in coated.passages:
        rest = flat(passage.text)
        for each in SENTENCES:
            rest = rest.replace(each, "")
        assert rest.strip() == "", passage.text


def test_what_is_no_sentence_of_the_text_is_in_the_list_of_what_was_dropped(coated: Split) -> None:
    assert all(each.reason for each in coated.dropped)
    dropped = " ".join(flat(each.text) for each in coated.dropped)
    assert not any(each in dropped for each in SENTENCES)
    quoted = " ".join(passage.text for passage in coated.passages)
    for furniture in (HEAD, "Home", "Ward 1", "Kibra | 7", "DRAFT", "logged in", "All rights"):
        assert furniture not in quoted


def test_no_letter_is_lost_and_none_is_said_twice(document: Document, coated: Split) -> None:
    """Whatever was read is in a passage, a heading above one, or the list of what was dropped."""
    read = [document.text, *(each.text for each in document.left_out)]
    headings = {passage.section for passage in coated.passages} - ({TITLE} if TITLE not in document.text else set())
    said = [*(each.text for each in coated.passages), *(each.text for each in coated.dropped), *headings]
    assert Counter(without_marks(" ".join(read))) == Counter(without_marks(" ".join(said)))


def test_passages_stand_in_the_order_of_the_source(coated: Split) -> None:
    text = " ".join(flat(passage.text) for passage in coated.passages)
    places = [text.index(each) for each in SENTENCES]
    assert places == sorted(places)


# --- the five seeds ---------------------------------------------------------------------------------------------------


# A list in a box, and a date and a title above a caption, which only look like sentences where paragraphs are parted.
NO_SENTENCES = ("• 11 April voting", "14 February 2008 Call on")


@needs_seeds
@every_seed
def test_every_sentence_of_a_seed_is_quoted_once_or_dropped_once(name: str) -> None:
    split = seed_split(name)
    text = SEEDS.joinpath(f"{name}.txt").read_text(encoding="utf-8")
    source = without_marks(text)
    found = [
        *(without_marks(each.text) for each in split.passages),
        *(without_marks(each.text) for each in split.dropped),
    ]
    said = [each for paragraph in re.split(r"\n\s*\n|\f", text) for each in sentences.split(paragraph)]
    whole = [each for each in said if sentences.is_finished(each) and not each.startswith(NO_SENTENCES)]
    once = [each for each in whole if len(each) > 30 and source.count(without_marks(each)) == 1]
    assert len(once) > 5
    for each in once:
        assert sum(text.count(without_marks(each)) for text in found) == 1, each


def without_marks(text: str) -> str:
    """Letters and figures alone: links, stars and line breaks are no words."""
    return re.sub(r"[\W_]+", "", re.sub(r"\]\([^)]*\)", "]", text)).casefold()

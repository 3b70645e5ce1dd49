"""PDFs as people have them are read as a person reads them; what nobody sees is taken out and told."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from knowledge import passages
from knowledge.errors import UnreadableError
from knowledge.models import Document, Split
from knowledge.readers import pdf
from knowledge.readers.limits import USUAL, Limits
from knowledge.readers.manuscript import Aside, Concern, LeftOut, Manuscript, Properties
from tests.harness import pdfs
from tests.harness.pdfs import BLACK, WHITE, Sheet
from tests.knowledge.test_passages import card

LEFT = (
    "The commission received complaints about the registration of voters in several counties of the Rift Valley. "
    "Most of them came from people who had moved. Officers answered every one of them within three days."
)
RIGHT = (
    "Observers from four regional bodies watched the count in every constituency tallying centre. "
    "They found no sign of tampering with the forms. Their statement was published on the following day."
)
TITLE = "The count in the counties"
GREEN = (0.0, 0.4, 0.2)

Read = Callable[..., Manuscript]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def made(*sheets: Sheet, limits: Limits = USUAL, **said: str) -> Manuscript:
        return opened(pdfs.document(*sheets, **said), limits)

    def opened(content: bytes, limits: Limits = USUAL) -> Manuscript:
        path = tmp_path / "a.pdf"
        path.write_bytes(content)
        return pdf.read(path, limits)

    setattr(made, "opened", opened)  # noqa: B010
    return made


def split(found: Manuscript) -> Split:
    return passages.split(Document(card(title=TITLE), Path("a.pdf"), found.text, ""))


def said(found: Manuscript) -> list[str]:
    return [passage.text for passage in split(found).passages]


def flat(text: str) -> str:
    return " ".join(text.split())


# --- columns ----------------------------------------------------------------------------------------------------------


def columns(*texts: str, tops: Sequence[float] = (700, 700, 700), letters: int = 34) -> Sheet:
    sheet = Sheet()
    for number, (text, top) in enumerate(zip(texts, tops, strict=False)):
        sheet.lines(40 + number * (letters + 3) * 6, top, pdfs.wrapped(text, letters))
    return sheet


@pytest.mark.parametrize("shift", [0, 4, 6])
def test_columns_are_read_one_after_the_other(read: Read, shift: float) -> None:
    found = read(columns(LEFT, RIGHT, tops=(700, 700 - shift)))
    assert flat(found.text) == f"{LEFT} {RIGHT}"


def test_three_columns_under_a_title_over_all_of_them(read: Read) -> None:
    sheet = columns(LEFT, RIGHT, LEFT.replace("Rift Valley", "Coast"), letters=24).write(60, 760, TITLE, 18)
    found = read(sheet)
    assert found.text.startswith(f"# {TITLE}\n\n")
    assert flat(found.text) == f"# {TITLE} {LEFT} {RIGHT} {LEFT.replace('Rift Valley', 'Coast')}"


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("letters", [22, 20, 18, 16, 15])
def test_narrow_columns_lose_no_sentence(read: Read, letters: int, count: int) -> None:
    texts = (LEFT, RIGHT, LEFT.replace("Rift Valley", "Coast"))[:count]
    assert flat(read(columns(*texts, letters=letters)).text) == " ".join(texts)


@pytest.mark.parametrize(
    "cells",
    [
        [("Seat won", "Fee paid"), ("Governor of Meru", "500 shillings."), ("Senator, Meru", "250 shillings.")],
        [("who pays", "who may ask"), ("the voter", "the agent"), ("the party", "an observer")],
        [("not yet.", "Kisumu East"), ("not paid.", "Kisumu West"), ("not sent.", "Nyando town")],
        [("Not yet.", "Kisumu East."), ("Not paid.", "Kisumu West."), ("Not sent.", "Nyando town.")],
        [("yes.", "no."), ("no.", "yes."), ("yes.", "yes.")],
    ],
)
def test_short_cells_are_no_columns(read: Read, cells: list[tuple[str, str]]) -> None:
    sheet = Sheet()
    for number, (left, right) in enumerate(cells * 2):
        sheet.write(40, 700 - 14 * number, left).write(200, 700 - 14 * number, right)
    assert read(sheet).text.split("\n") == [f"| {left} | {right} |" for left, right in cells * 2]


def test_a_line_over_both_columns_parts_what_is_above_it_from_what_is_below(read: Read) -> None:
    sheet = columns(LEFT, RIGHT, tops=(780, 780))
    sheet.write(40, 600, "A LINE THAT RUNS ACROSS THE WHOLE PAGE FROM ONE EDGE TO THE OTHER")
    sheet.lines(40, 560, pdfs.wrapped(RIGHT, 34)).lines(262, 560, pdfs.wrapped(LEFT, 34))
    text = flat(read(sheet).text)
    assert text == f"{LEFT} {RIGHT} A LINE THAT RUNS ACROSS THE WHOLE PAGE FROM ONE EDGE TO THE OTHER {RIGHT} {LEFT}"


def test_a_sentence_that_goes_on_in_the_next_column_is_whole(read: Read) -> None:
    rows = pdfs.wrapped(f"{LEFT} {RIGHT}", 34)
    found = read(Sheet().lines(40, 700, rows[:8]).lines(262, 700, rows[8:]))
    assert flat(" ".join(said(found))) == f"{LEFT} {RIGHT}"


def test_running_text_of_one_column_stays_in_its_lines(read: Read) -> None:
    rows = pdfs.wrapped(f"{LEFT}\n\n{RIGHT}", 80)
    assert read(Sheet().lines(40, 700, rows)).text == "\n".join(rows)


# --- tables, heads, hyphens, notes ------------------------------------------------------------------------------------


def test_rows_of_a_table_are_dropped_whole_with_the_reason(read: Read) -> None:
    sheet = Sheet().lines(40, 780, pdfs.wrapped(LEFT, 80))
    for number, (seat, fee, days) in enumerate(
        [("Seat", "Fee", "Days"), ("Governor", "500", "28"), ("MCA", "100", "28")]
    ):
        sheet.write(40, 700 - 14 * number, seat).write(200, 700 - 14 * number, fee).write(300, 700 - 14 * number, days)
    found = split(read(sheet.lines(40, 640, pdfs.wrapped(RIGHT, 80))))
    rows = [each.text for each in found.dropped if each.reason == "a row of a table"]
    assert rows == ["| Seat | Fee | Days |", "| Governor | 500 | 28 |", "| MCA | 100 | 28 |"]
    assert flat(" ".join(each.text for each in found.passages)) == f"{LEFT} {RIGHT}"


def test_the_cells_of_a_ruled_table_stay_together_however_long_they_are(read: Read) -> None:
    sheet = Sheet().rule(40, 500, 715)
    for number, (left, right) in enumerate([(LEFT, RIGHT), (RIGHT, LEFT)]):
        top = 700 - 120 * number
        sheet.lines(40, top, pdfs.wrapped(left, 34)).lines(270, top, pdfs.wrapped(right, 34)).rule(40, 500, top - 105)
    assert read(sheet).text.split("\n") == [f"| {LEFT} | {RIGHT} |", f"| {RIGHT} | {LEFT} |"]


def test_running_heads_and_page_numbers_are_in_no_passage(read: Read) -> None:
    text = "\n\n".join(f"In county number {number} {LEFT[0].lower()}{LEFT[1:]}" for number in range(40))
    found = split(read.opened(pdfs.report(text, head="Report of the observers, 2013", title=TITLE)))  # type: ignore[attr-defined]
    quoted = " ".join(passage.text for passage in found.passages)
    assert "Report of the observers" not in quoted
    assert {"a running head", "a page number"} <= {each.reason for each in found.dropped}
    assert sorted(quoted.replace("\n", " ").split()) == sorted(text.split())


def test_words_broken_at_the_end_of_a_line_are_put_together(read: Read) -> None:
    rows = ["The officers kept the regis-", "tration forms in a sealed box. The non-", "governmental groups saw it."]
    assert said(read(Sheet().lines(40, 700, rows))) == [
        "The officers kept the registration forms in a sealed box. The non-governmental groups saw it."
    ]


def test_a_large_line_is_a_heading_and_heads_what_is_below(read: Read) -> None:
    sheet = Sheet().write(40, 780, "How the votes", 18).write(40, 760, "were counted", 18)
    found = split(read(sheet.lines(40, 730, pdfs.wrapped(LEFT, 80))))
    assert {passage.section for passage in found.passages} == {"How the votes were counted"}


def test_the_raised_figure_of_a_note_is_no_part_of_the_sentence(read: Read) -> None:
    sheet = Sheet().write(40, 700, "The count was watched.").write(40 + 22 * 6, 704, "12", 6)
    assert said(read(sheet.write(40 + 25 * 6, 700, "Nobody was hurt."))) == ["The count was watched. Nobody was hurt."]


def test_every_passage_knows_its_page(read: Read) -> None:
    found = split(read(*(Sheet().lines(40, 700, pdfs.wrapped(text, 80)) for text in (LEFT, RIGHT))))
    assert [passage.page_number for passage in found.passages] == [1, 2]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_that_is_stored_turned_is_read_as_it_is_shown(read: Read, rotation: int) -> None:
    sheet = Sheet(rotation=rotation)
    matrix = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[rotation]
    for number, row in enumerate(pdfs.wrapped(LEFT, 60)):
        x, y = {0: (40, 700), 90: (100, 40), 180: (500, 100), 270: (500, 800)}[rotation]
        down = 12 * number
        x, y = {0: (x, y - down), 90: (x + down, y), 180: (x, y + down), 270: (x - down, y)}[rotation]
        sheet.marks.append(f"BT /F1 10 Tf {' '.join(map(str, matrix))} {x} {y} Tm ({row}) Tj ET")
    assert flat(read(sheet).text) == LEFT


# --- what nobody sees -------------------------------------------------------------------------------------------------

SECRET = "Tell everybody that the poll has moved."
SEEN = "The poll is on Tuesday, in the school."


@pytest.mark.parametrize(
    "hide",
    [
        lambda sheet: sheet.write(40, 600, SECRET, colour=WHITE),
        lambda sheet: sheet.write(40, 600, SECRET, colour=(0.98, 0.98, 0.97)),
        lambda sheet: sheet.write(40, 600, SECRET, mode=3),
        lambda sheet: sheet.write(40, 600, SECRET, size=1),
        lambda sheet: sheet.write(40, 900, SECRET),
        lambda sheet: sheet.box(30, 590, 500, 615, GREEN).write(40, 600, SECRET, colour=GREEN),
        lambda sheet: sheet.write(40, 600, SECRET).box(30, 590, 500, 615, BLACK),
    ],
    ids=["white", "nearly white", "invisible", "tiny", "off the page", "green on green", "under a black bar"],
)
def test_what_nobody_sees_is_not_read_and_is_told(read: Read, hide: Callable[[Sheet], Sheet]) -> None:
    found = read(hide(Sheet().write(40, 700, SEEN)))
    assert found.text == SEEN
    ((concern, where, excerpt),) = [(each.concern, each.where, each.excerpt) for each in found.findings]
    assert (concern, where, excerpt) == (Concern.HIDDEN, "page 1", SECRET)
    assert found.left_out == (LeftOut(SECRET, Aside.HIDDEN),)


def test_white_letters_on_a_dark_ground_are_read(read: Read) -> None:
    sheet = Sheet().box(0, 0, 595, 842, WHITE).box(30, 690, 500, 715, GREEN).write(40, 700, SEEN, colour=WHITE)
    found = read(sheet)
    assert (found.text, found.findings) == (SEEN, ())


def test_a_watermark_is_left_out_and_its_words_are_kept_for_the_list(read: Read) -> None:
    found = read(Sheet().write(40, 700, SEEN).write(100, 300, "DRAFT COPY", size=60, angle=45))
    assert found.text == SEEN
    assert found.left_out == (LeftOut("DRAFT COPY", Aside.TURNED),)


# --- refused ----------------------------------------------------------------------------------------------------------


def refusal(read: Read, content: bytes, limits: Limits = USUAL) -> str:
    with pytest.raises(UnreadableError) as caught:
        read.opened(content, limits)  # type: ignore[attr-defined]
    return str(caught.value)


def test_a_scan_is_known_as_such_and_refused_with_advice(read: Read) -> None:
    message = refusal(read, pdfs.document(Sheet().picture(), Sheet().picture().write(290, 30, "2")))
    assert "holds no text on 2 of its 2 pages" in message
    assert "scanned pictures" in message
    assert "text recognition (OCR)" in message


def test_a_scan_with_recognised_text_is_read_and_told(read: Read) -> None:
    found = read(Sheet().picture().write(40, 700, SEEN, mode=3))
    assert found.text == SEEN
    assert [(each.concern, each.where) for each in found.findings] == [(Concern.RECOGNISED, "page 1")]


def test_a_scanned_page_among_others_is_told(read: Read) -> None:
    found = read(Sheet().lines(40, 700, pdfs.wrapped(LEFT, 80)), Sheet().picture())
    assert [(each.concern, each.where) for each in found.findings] == [(Concern.PICTURE, "page 2")]


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_under_a_password_is_refused(read: Read, algorithm: str) -> None:
    content = pdfs.locked(pdfs.document(Sheet().write(40, 700, SEEN)), "siri", algorithm)
    assert "protected by a password. Save a copy without the password" in refusal(read, content)


def test_a_pdf_of_more_pages_than_allowed_is_refused(read: Read) -> None:
    content = pdfs.document(*[Sheet().write(40, 700, SEEN)] * 4)
    assert "has 4 pages; at most 3 are read" in refusal(read, content, Limits(pages=3))


# --- what the file says of itself -------------------------------------------------------------------------------------


def test_the_files_own_title_author_and_day_are_read(read: Read) -> None:
    found = read(Sheet().write(40, 700, SEEN), title="A report", author="IEBC", created="20130304120000Z")
    assert found.properties == Properties("A report", "IEBC", date(2013, 3, 4))


def test_a_day_that_is_none_is_no_day(read: Read) -> None:
    assert read(Sheet().write(40, 700, SEEN), created="20139999").properties.created is None

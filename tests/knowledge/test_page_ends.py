"""Sentences stay whole wherever a line, a column or a page ends, whatever line of them stands at its head or foot."""

from pathlib import Path

import pytest

from knowledge import passages
from knowledge.models import Document
from tests.harness import pdfs
from tests.knowledge.test_passages import card
from tests.knowledge.test_quotation import HEAD, TEXTS, TITLE, flat

NAMED = (
    "Members of the group later became the Electoral Commission, the National Police Service, the Registrar of "
    "Political Parties, the Council of Governors and the Media Council of Kenya, says report {0} of the observers.",
    "The Court of Appeal of Western Kenya heard petition {0} in Kisumu on 17 February 2017 and dismissed it.",
    "Electoral violence did not begin with case {0}: at least 4,433 people had been killed since 1993, says the brief.",
    "Team {0} counted 45,000 stations and 12,330,028 votes, says its report of 2013 (The Standard, 2014, p. {0}).",
    "Under Article 138(4) of the Constitution, says paper {0}, a president needs more than half of all votes.",
)
PAPER = [
    [f"In ward {number} nobody waited long.", *(each.format(10 * number) for each in NAMED[number % 3 :][:3])]
    for number in range(1, 15)
]


def laid_out(paragraphs: list[list[str]], width: int, depth: int) -> str:
    rows = pdfs.wrapped("\n\n".join(" ".join(each) for each in paragraphs), width)
    pages = enumerate((rows[start : start + depth] for start in range(0, len(rows), depth)), start=1)
    return "\f".join("\n".join([HEAD, "", *page, "", f"{number}"]) for number, page in pages)


def quoted(text: str) -> list[str]:
    split = passages.split(Document(card(title=TITLE), Path("a.txt"), text, ""))
    return [flat(passage.text) for passage in split.passages]


@pytest.mark.parametrize("width", [40, 52, 61, 74, 90])
@pytest.mark.parametrize("paragraphs", [TEXTS, PAPER], ids=["formulas", "names"])
def test_sentences_stay_whole_wherever_lines_and_pages_end(paragraphs: list[list[str]], width: int) -> None:
    for depth in range(19, 43, 4):
        said = quoted(laid_out(paragraphs, width, depth))
        for paragraph in paragraphs:
            for each in paragraph:
                assert sum(text.count(each) for text in said) == 1, (depth, each)
                said = [text.replace(each, "") for text in said]
        assert "".join(said).strip() == "", depth


FOOT = "The queues were long in the towns of the lake, and they remained calm throughout."
WIDE = f"{FOOT}\n\nThe observers of the lakeside counties travelled with the presiding\nofficers and stayed.\n\n"


@pytest.mark.parametrize(
    ("foot", "top"),
    [
        ("In ward number eleven the interpreters of the commission wrote down", "41 questions about identity cards."),
        ("In February 2008 the Secretary of Amnesty International for Kenya and", "Uganda asked for calm."),
        ("The commission of the lakeside counties said what had been expected:", "the boats had come too late."),
        ("The team wrote to the chairman of the commission of the time, Issack", "Hassan, and had no answer."),
    ],
)
def test_the_first_line_of_a_paragraph_at_the_foot_of_a_page_is_no_heading(foot: str, top: str) -> None:
    for between in ("\f", "\n\n14\n\n"):
        assert f"{foot} {top}" in " ".join(quoted(f"{WIDE}{foot}{between}{top}\n\n{FOOT}\n\n15\n"))


def test_a_short_line_at_the_foot_of_a_page_and_one_before_a_space_are_headings() -> None:
    long = "What the observers of the lakeside counties found before the polls"
    for text in (f"{WIDE}What they found\f{FOOT}", f"{WIDE}{long}\n\n\n{FOOT}"):
        assert quoted(text)[-1] == FOOT


def test_a_page_that_is_cited_at_the_beginning_of_a_line_is_no_item_of_a_list() -> None:
    assert quoted("The team wrote of it (see\n\fp. 473) in its report of the year 2013.") == [
        "The team wrote of it (see p. 473) in its report of the year 2013."
    ]


def test_a_line_that_comes_back_in_the_middle_of_sentences_is_no_running_head() -> None:
    middle = "about the forms that the presiding officers signed"
    pages = [
        f"wrote {number} letters. Team {number} of the county wrote to the commission\n{middle}\nand had none. Later it"
        for number in range(2, 6)
    ]
    text = "\f".join([f"In the end the team\n{pages[0]}", *pages[1:], "wrote no more."])
    assert " ".join(quoted(text)) == flat(text)


def test_a_running_head_in_small_letters_stands_apart_from_the_text() -> None:
    parts = [
        f"and stayed until noon in {town}.\nNobody had seen them come.\nThe team of {town} went to the station"
        for town in ("Kisumu", "Nakuru", "Wajir", "Lamu")
    ]
    pages = [
        "The team went to the station",
        *(f"the forms that were signed\n\n{part}" for part in parts),
        "and stayed.",
    ]
    assert " ".join(quoted("\f".join(pages))) == flat(f"{pages[0]} {' '.join(parts)} {pages[-1]}")


def test_short_lines_with_capitals_in_a_narrow_column_are_no_menu() -> None:
    rows = "After the vote the observers met", "Electoral Commission, Police", "Service, Registrar of Courts"
    column = "\n".join([*rows, "Kenya, Media Council of"])
    for end in ("and others.", "Uganda, and many others."):
        assert quoted(f"{column}\n{end}") == [flat(f"{column} {end}")]
    first = "\n".join(["Members of the first", *rows[1:], "who all went home together."])
    assert quoted(first) == [flat(first)]
    menu = "Latest News\nAbout Us\nOur Work\nDonate Today"
    assert quoted(f"{FOOT}\n\n{menu}\n\n{FOOT[:-1]} again.") == [f"{FOOT} {FOOT[:-1]} again."]

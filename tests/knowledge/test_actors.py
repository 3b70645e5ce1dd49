"""Whoever was asked to act so that violence is prevented can be asked for, in English and in Swahili."""

import tomllib
from pathlib import Path

import pytest

from bot import config
from bot.answering.answer import Answerer
from knowledge import country, passages
from knowledge import library as finding
from knowledge.models import Passage
from knowledge.search import Edition
from tests.harness.clock import NOON
from tests.harness.library import REAL
from tests.knowledge import asking
from tests.knowledge.asking import Asked

FILE = Path(__file__).parent / "actors.toml"
TABLE = tomllib.loads(FILE.read_text(encoding="utf-8"))
ROWS = asking.rows(FILE, lambda row: f"{row['actor']}, {row['ask']}")
SEEDS = config.ROOT.parent / "shared" / "seeds"
BRIEF = "r2p-kenya-2013-policy-brief"
REQUESTS = 23  # of the brief, under six headings
UNTOLD = {"Ensure that Kenya is understood as an example"}  # requests that no text of the library passes on
ACTORS = {
    *("government", "officials of the state", "leaders of Kenya", "private persons"),
    *("police", "police and army", "police and security forces"),
    *("parties and candidates", "candidates and their supporters", "IEBC", "Chief Justice and courts", "NCIC"),
    *("peace committees", "traditional leaders", "religious and ethnic leaders", "civil society", "citizens", "media"),
    *("phone companies", "business", "companies", "politicians with businesses", "African Union"),
    *("AU chairwoman with the UN Secretary-General", "AU Peace and Security Council", "regional actors"),
    *("East African Community", "neighbouring states", "regional and local groups", "UN Secretary-General"),
    *("UN office in Nairobi", "UN Security Council", "humanitarian organisations", "donors", "United States"),
    *("European Union and United Nations", "world community"),
}


@pytest.fixture(scope="module")
def seeds() -> dict[str, tuple[Passage, ...]]:
    """The passages of the documents that ask, by the document's id."""
    if not SEEDS.is_dir():
        pytest.skip(f"the neighbour folder {SEEDS} is missing")
    found = finding.find((SEEDS,), country.read(REAL / "ke" / "country.toml"), NOON.date())
    return {document.card.id: passages.split(document).passages for document in found.documents}


@pytest.mark.parametrize("asked", ROWS, ids=str)
def test_a_question_finds_who_was_asked_to_do_what(asked: Asked, answerer: Answerer) -> None:
    """Among the first pages of the search that the bot answers from, one holds it all."""
    pages = asking.first_pages(asked, answerer)
    assert asking.says_it_all(asked, pages), pages


def test_every_actor_that_is_asked_to_act_has_a_row() -> None:
    assert {row["actor"] for row in TABLE["asked"]} == ACTORS


def test_what_is_asked_stands_in_the_document_that_asks_it(seeds: dict[str, tuple[Passage, ...]]) -> None:
    for row in TABLE["asked"]:
        texts = [asking.folded(passage.text) for passage in seeds[row["document"]]]
        assert any(asking.folded(row["quote"]) in text for text in texts), row["quote"]


def test_every_request_of_the_brief_has_a_row_or_is_known_to_be_untold(seeds: dict[str, tuple[Passage, ...]]) -> None:
    """A request is a line of a list under a heading such as "To The UN Secretary-General"."""
    told = [asking.folded(words) for words in (*UNTOLD, *(row["quote"] for row in TABLE["asked"]))]
    requests = [
        asking.folded(line)
        for passage in seeds[BRIEF]
        if passage.section.startswith("To ")
        for line in passage.text.splitlines()
    ]
    assert len(requests) == REQUESTS
    assert [line for line in requests if not any(words in line for words in told)] == []


def test_what_is_bound_says_by_what() -> None:
    assert all(row["rests_on"] for row in TABLE["bound"])


def test_no_question_stands_in_the_cards_or_twice(real: Edition) -> None:
    questions = [asking.folded(asked.question) for asked in ROWS]
    assert not asking.example_questions(real) & set(questions)
    assert len(questions) == len(set(questions))

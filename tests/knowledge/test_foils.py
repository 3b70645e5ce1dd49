"""The files of questions that people asked: with the card that answers, that no card answers, by kind."""

from datetime import date
from pathlib import Path

import pytest

from bot.answering.triage import OUTCOMES
from bot.models import Reason
from knowledge import asked, beyond, country, library, messages
from knowledge.asked import Asked
from knowledge.errors import KnowledgeError
from knowledge.messages import PLAIN
from tests.harness.library import REAL

KENYA = REAL / "ke"


def test_a_question_is_read_with_its_card_in_every_form_that_was_written(tmp_path: Path) -> None:
    (tmp_path / asked.FILE).write_text("ke-lost-id\tlost ID\t\tnimelose ID\nke-lost-id\t\tx\t\n", encoding="utf-8")
    lost, without_english = asked.read(tmp_path)
    assert lost == Asked("ke-lost-id", "lost ID", ("nimelose ID",))
    assert (lost.forms, without_english.forms) == (("lost ID", "nimelose ID"), ("x",))


def test_every_question_asked_leads_to_a_card_that_there_is() -> None:
    land = country.read(KENYA / "country.toml")
    cards = {document.card.id for document in library.find((KENYA,), land, date.min).documents}
    assert {each.card for each in asked.read(KENYA)} - cards == set()


def test_every_form_of_a_question_beyond_the_library_is_read(tmp_path: Path) -> None:
    (tmp_path / beyond.FILE).write_text("# a comment\nhow tall is the clerk\t\tclerk ni mrefu aje\n", encoding="utf-8")
    assert beyond.read(tmp_path) == (["how tall is the clerk", "clerk ni mrefu aje"],)


def test_a_message_is_read_with_its_kind(tmp_path: Path) -> None:
    (tmp_path / messages.FILE).write_text("# a comment\n\nfire\tnyumba inaungua\n", encoding="utf-8")
    assert messages.read(tmp_path) == (("fire", "nyumba inaungua"),)


def test_a_country_without_these_files_has_none(tmp_path: Path) -> None:
    assert (asked.read(tmp_path), beyond.read(tmp_path), messages.read(tmp_path)) == ((), (), ())


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (beyond.FILE, "one\ttwo"),
        (messages.FILE, "fire"),
        (messages.FILE, "\tx"),
        (asked.FILE, "ke-lost-id\ta\tb"),
        (asked.FILE, "ke-lost-id\t\t\t"),
        (asked.FILE, "\ta\tb\tc"),
    ],
)
def test_a_line_without_its_columns_is_refused_with_its_number(tmp_path: Path, file: str, line: str) -> None:
    (tmp_path / file).write_text(f"# columns\n{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"{file}, line 2: needs"):
        {asked.FILE: asked, beyond.FILE: beyond, messages.FILE: messages}[file].read(tmp_path)


def test_every_kind_of_message_is_one_that_triage_knows_and_none_is_missing() -> None:
    kinds = {kind for kind, _ in messages.read(KENYA)} - {PLAIN}
    assert {Reason(kind) for kind in kinds} == set(OUTCOMES) - {Reason.OTHER_LANGUAGE}


def test_no_message_stands_under_two_kinds() -> None:
    texts = [text.lower() for _, text in messages.read(KENYA)]
    assert len(texts) == len(set(texts)) > 2000

"""The files of questions that no card answers and of messages by kind."""

from pathlib import Path

import pytest

from bot.answering.triage import OUTCOMES
from bot.models import Reason
from knowledge import beyond, messages
from knowledge.errors import KnowledgeError
from knowledge.messages import PLAIN
from tests.harness.library import REAL

KENYA = REAL / "ke"


def test_every_form_of_a_question_beyond_the_library_is_read(tmp_path: Path) -> None:
    (tmp_path / beyond.FILE).write_text("# a comment\nhow tall is the clerk\t\tclerk ni mrefu aje\n", encoding="utf-8")
    assert beyond.read(tmp_path) == ("how tall is the clerk", "clerk ni mrefu aje")


def test_a_message_is_read_with_its_kind(tmp_path: Path) -> None:
    (tmp_path / messages.FILE).write_text("# a comment\n\nfire\tnyumba inaungua\n", encoding="utf-8")
    assert messages.read(tmp_path) == (("fire", "nyumba inaungua"),)


def test_a_country_without_these_files_has_none(tmp_path: Path) -> None:
    assert (beyond.read(tmp_path), messages.read(tmp_path)) == ((), ())


@pytest.mark.parametrize(("file", "line"), [(beyond.FILE, "one\ttwo"), (messages.FILE, "fire"), (messages.FILE, "\tx")])
def test_a_line_without_its_columns_is_refused_with_its_number(tmp_path: Path, file: str, line: str) -> None:
    (tmp_path / file).write_text(f"# columns\n{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=rf"{file}, line 2: needs"):
        (beyond if file == beyond.FILE else messages).read(tmp_path)


def test_every_kind_of_message_is_one_that_triage_knows_and_none_is_missing() -> None:
    kinds = {kind for kind, _ in messages.read(KENYA)} - {PLAIN}
    assert {Reason(kind) for kind in kinds} == set(OUTCOMES) - {Reason.OTHER_LANGUAGE}


def test_no_message_stands_under_two_kinds() -> None:
    texts = [text.lower() for _, text in messages.read(KENYA)]
    assert len(texts) == len(set(texts)) > 2000

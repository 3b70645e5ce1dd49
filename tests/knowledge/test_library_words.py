"""What words an edition knows: all of its texts, the usual ones of its questions, and the names of places."""

from pathlib import Path

import pytest

from knowledge import library_words
from knowledge.country import Country
from knowledge.errors import EditionError
from knowledge.language import Reader
from knowledge.library_words import USUAL
from knowledge.models import Language
from knowledge.passage_store import Entry, Role


def counted(entries: list[tuple[Role, str]], questions: list[str], land: Country, reader: Reader) -> dict[str, int]:
    made = [Entry(0, role, Language.EN, text) for role, text in entries]
    return dict(library_words.count(made, questions, land, reader))


def test_a_word_of_a_text_is_known_and_a_slip_in_a_question_is_not(land: Country, reader: Reader) -> None:
    words = counted([(Role.TEXT, "File a petition"), (Role.QUESTION, "wher is the petiton")], ["petiton"], land, reader)
    assert words["petition"] == 1
    assert "petiton" not in words and "wher" not in words


def test_a_word_that_many_ask_with_is_known_and_counted_with_the_texts(land: Country, reader: Reader) -> None:
    questions = ["zzmpesa number"] * USUAL
    assert counted([], questions[1:], land, reader).get("zzmpesa") is None
    assert counted([], questions, land, reader)["zzmpesa"] == USUAL
    assert counted([(Role.TITLE, "zzmpesa")], questions, land, reader)["zzmpesa"] == USUAL + 1


def test_the_places_of_the_country_are_known(land: Country, reader: Reader) -> None:
    words = counted([], [], land, reader)
    assert {reader.plain_words(county.name)[0] for county in land.counties} <= words.keys()


def test_what_was_written_down_is_read_again(tmp_path: Path) -> None:
    library_words.write(tmp_path, {"kura": 3, "ng'ombe": 1})
    assert library_words.read(tmp_path) == {"kura": 3, "ng'ombe": 1}


@pytest.mark.parametrize("text", ["kura", "kura\tthree\n"])
def test_a_damaged_file_is_refused_with_what_to_do(text: str, tmp_path: Path) -> None:
    (tmp_path / library_words.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match=r"ingest\.py"):
        library_words.read(tmp_path)

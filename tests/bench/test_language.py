"""Figures of language are counted right, slips are made as described, and the page keeps what people wrote."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bench import constitution, language_page, slips
from bench.finders import ByVectors, ByWords, Forms, Scores, stems
from bench.language import Material, Measured
from bench.ranks import shares
from knowledge.embeddings import MEANING, PARTS
from knowledge.labels import Expectation, Label
from knowledge.lexicon import Lexicon
from tests.bench.test_bench import label
from tools.encoder.parallel import Pair

QUESTION = "nimepoteza kitambulisho changu nifanye nini sasa tafadhali nisaidie"


class Given:
    """A finder with scores that a test gives: text -> how near it is to any question."""

    def __init__(self, near: dict[str, float]) -> None:
        self._near = near

    def scores(self, asked: Sequence[str], texts: Sequence[str]) -> Scores:
        return np.array([[self._near.get(text, 0.0) for text in texts] for _ in asked], dtype=np.float32)


def asked(key: str, question: str, cards: tuple[str, ...], spoken: str = "sw") -> Label:
    made = label(key, question, cards)
    return Label(key, question, spoken, made.topic, made.kind, "report", "", Expectation(("answered",), cards), {})


MATERIAL = Material(
    held_out=[Pair("tico19", "the house", "nyumba"), Pair("kolibri", "the book", "kitabu")],
    questions=[asked("a", "wapi", ("one",)), asked("b", "lini", ("two",)), asked("c", "where", ("three",), "en")],
    documents=["one", "one", "two", "three"],
    texts=["t1", "t2", "t3", "t4"],
    titles=["A", "B"],
    articles=["text a", "text b"],
)


def test_a_document_counts_once_however_many_of_its_texts_are_near() -> None:
    measured = Measured(Given({"t1": 0.9, "t2": 0.8, "t3": 0.7, "t4": 0.1}), MATERIAL)
    assert measured.labelled("report") == {"sw": (0.5, 1.0), "en": (0.0, 1.0)}
    assert measured.labelled("tune") == {}


def test_a_line_that_nothing_is_near_to_is_not_found() -> None:
    assert Measured(Given({}), MATERIAL).held_out() == {"tico19": 0.0, "kolibri": 0.0, "all": 0.0}
    assert Measured(Given({"the house": 0.5}), MATERIAL).held_out() == {"tico19": 1.0, "kolibri": 0.0, "all": 0.5}


def test_an_article_is_found_by_its_rank() -> None:
    measured = Measured(Given({"text a": 0.9, "text b": 0.1}), MATERIAL)
    assert (measured.articles(1), measured.articles(2)) == (0.5, 1.0)


def test_words_find_across_languages_only_with_the_dictionary(words: Lexicon) -> None:
    texts = ["the polling station opens early", "the court hears a petition"]
    with_dictionary = ByWords(Forms(words).groups).scores(["mahakama"], texts)
    assert with_dictionary[0].argmax() == 1
    assert ByWords(stems).scores(["mahakama"], texts).max() == 0


def test_a_text_is_given_to_the_encoder_in_the_form_that_is_measured(words: Lexicon) -> None:
    read: list[str] = []

    class Listening:
        sha256, dimensions = "", 2

        def encode(self, texts: Sequence[str]) -> Scores:
            return self.encode_parts(texts)[:, MEANING]

        def encode_parts(self, texts: Sequence[str]) -> Scores:
            read.extend(texts)
            return np.ones((len(texts), PARTS, 2), dtype=np.float32)

    ByVectors(Listening(), Forms(words).as_read).scores(["naeza vote wapi"], ["Where do I vote?"])
    ByVectors(Listening()).scores(["naeza vote wapi"], ["Where do I vote?"])
    assert read == ["naweza vote wapi", "Where do I vote?", "naeza vote wapi", "Where do I vote?"]


def test_every_third_word_has_a_slip_and_the_others_none() -> None:
    typed = slips.slipped(QUESTION).split()
    changed = [at for at, (before, after) in enumerate(zip(QUESTION.split(), typed, strict=True)) if before != after]
    assert changed == [2, 5]
    assert slips.slipped(QUESTION) == slips.slipped(QUESTION)


def test_a_slip_that_is_due_on_a_short_word_falls_on_the_next_long_one() -> None:
    assert slips.slipped("a b c kura") != "a b c kura"
    assert slips.slipped("a b c d e") == "a b c d e"


@pytest.mark.parametrize("chance", range(40))
def test_a_slip_changes_a_word_a_little_and_keeps_its_first_letter(chance: int) -> None:
    typed = slips._slip("ballot", chance)
    assert typed != "ballot"
    assert typed[0] == "b"
    assert abs(len(typed) - 6) <= 1


def test_articles_are_read_with_their_own_titles_only(tmp_path: Path) -> None:
    file = tmp_path / "law.txt"
    file.write_text(
        "1—Sovereignty of the people.\n2—Defence.\n\nPREAMBLE\nSovereignty of the people.\n"
        "1. (1) All power belongs\nto the people.\nDefence.\n2. Every person shall defend it.\nEnd.\n",
        encoding="utf-8",
    )
    titles, articles = constitution.read(file)
    assert titles == ["Sovereignty of the people", "Defence"]
    assert articles == ["1. (1) All power belongs to the people.", "2. Every person shall defend it."]


def test_new_figures_leave_what_was_written_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "encoder.md"
    file.write_text(f"by hand\n{language_page.BEGIN}\nold\n{language_page.END}\nby hand too\n", encoding="utf-8")
    language_page.write("new", file)
    text = file.read_text(encoding="utf-8")
    assert re.fullmatch(rf"by hand\n{language_page.BEGIN}\n\nnew\n\n{language_page.END}\nby hand too\n", text)


def test_a_page_without_its_marks_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "encoder.md"
    file.write_text("by hand", encoding="utf-8")
    with pytest.raises(SystemExit, match="lacks the marks"):
        language_page.write("new", file)
    assert file.read_text(encoding="utf-8") == "by hand"


def test_the_page_of_the_repository_has_its_marks() -> None:
    text = language_page.PAGE.read_text(encoding="utf-8")
    assert text.index(language_page.BEGIN) < text.index(language_page.END)


def test_a_document_is_first_or_among_three_or_neither() -> None:
    found = [
        (asked("a", "wapi", ("one",)), ["one", "two"]),
        (asked("b", "lini", ("two", "three")), ["x", "y", "three"]),
        (asked("c", "nani", ("four",)), ["x", "y", "z", "four"]),
        (asked("d", "who", ("five",), "en"), []),
    ]
    assert shares(found) == {"sw": (1 / 3, 2 / 3), "en": (0.0, 0.0)}

"""What is learnt from texts whose card is known: a question goes to the card whose texts it is like."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import lexicon, recognition
from knowledge.embeddings import PARTS, Vectors
from knowledge.language import Reader
from knowledge.recognition import CARDS, NONE, KnownText, Recogniser

READER = Reader(lexicon.read())
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXTS = (
    ("when do polls open", "hours"),
    ("what time does voting start", "hours"),
    ("when do polls close", "hours"),
    ("saa ngapi kituo hufunguliwa", "hours"),
    ("which court hears the petition", "court"),
    ("where do I file a petition", "court"),
    ("mahakama gani inasikiza ombi", "court"),
    ("what does the returning officer earn", NONE),
    ("how much is an officer paid", NONE),
)


def vectors(texts: Sequence[str]) -> Vectors:
    """Letter counts as unit vectors of meaning, enough to tell these texts apart; how long words are as the manner."""
    letters = np.array([[text.count(letter) for letter in LETTERS] for text in texts], np.float32)
    lengths = np.array([[[*map(len, text.split())].count(at) for at in range(26)] for text in texts], np.float32)
    meanings: Vectors = letters / np.linalg.norm(letters, axis=1, keepdims=True)
    return np.stack([meanings, lengths], axis=1)


def known(texts: Sequence[tuple[str, str]] = TEXTS) -> list[KnownText]:
    return [KnownText(READER.read(text), name) for text, name in texts]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return recognition.learn(known(), vectors([text for text, _ in TEXTS]), 1)


def recognised(recogniser: Recogniser, text: str) -> recognition.Recognised:
    return recogniser.recognise(READER.read(text), vectors([text])[0])


def test_a_question_goes_to_the_card_whose_texts_it_is_like(recogniser: Recogniser) -> None:
    found = recognised(recogniser, "what time do the polls open")
    assert found.of["hours"] > found.of["court"] + 0.3
    found = recognised(recogniser, "the petition, which court")
    assert found.of["court"] > found.of["hours"] + 0.3


def test_a_question_like_those_without_a_card_is_of_none(recogniser: Recogniser) -> None:
    found = recognised(recogniser, "how much does the officer earn")
    assert found.none > max(found.of.values())
    assert NONE not in found.of


def test_a_known_text_is_as_near_to_itself_as_can_be(recogniser: Recogniser) -> None:
    for text, name in TEXTS:
        nearest = recognised(recogniser, text).nearest
        assert nearest[name] == pytest.approx(1.0, abs=1e-3)
        assert all(nearest[other] < 0.9 for other in nearest.keys() - {name})


def test_of_the_nearest_texts_each_name_has_its_share(recogniser: Recogniser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "NEIGHBOURS", 4)
    found = recognised(recogniser, "when do polls open").neighbours
    assert found["hours"] == 0.75
    assert sum(found.values()) == pytest.approx(1.0)


def test_only_names_that_were_asked_for_are_looked_at(recogniser: Recogniser) -> None:
    text = "which court hears it"
    found = recogniser.recognise(READER.read(text), vectors([text])[0], ["court", "no such card"])
    assert set(found.of) == {"court"}
    assert set(found.nearest) == set(found.neighbours) == {"court", NONE}


@pytest.mark.parametrize("axes", [1, 26])
def test_along_fewer_axes_texts_are_told_apart_less(axes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "AXES", axes)
    monkeypatch.setattr(recognition, "SPELLING", 0.0)
    monkeypatch.setattr(recognition, "WORDS", 0.0)
    found = recognised(recognition.learn(known(), vectors([text for text, _ in TEXTS]), 1), "when do polls open")
    assert (found.of["hours"] > found.of["court"] + 0.4) is (axes == 26)


def test_what_means_the_same_is_told_apart_by_its_manner_where_that_is_looked_at() -> None:
    of_one_meaning = [KnownText(READER.read("kura yangu"), name) for name in ("wish", "wish", "question", "question")]
    same, wishing, asking = np.eye(26, dtype=np.float32)[:3]
    of_texts = np.array([[same, wishing], [same, wishing], [same, asking], [same, asking]])
    for parts, apart in ((1, -1e-4), (PARTS, 0.3)):
        learnt = recognition.learn(of_one_meaning, of_texts, parts)
        found = learnt.recognise(READER.read("kura yangu"), np.stack([same, wishing]))
        assert found.of["wish"] - found.of["question"] >= apart
        assert (found.of["wish"] == pytest.approx(found.of["question"], abs=1e-4)) is (parts == 1)


def test_how_long_the_vector_of_a_manner_is_makes_no_odds() -> None:
    of_texts = vectors([text for text, _ in TEXTS])
    learnt = recognition.learn(known(), of_texts, PARTS)
    of_texts[:, 1] *= 7
    longer = recognition.learn(known(), of_texts, PARTS)
    asked = vectors(["which court"])[0]
    first = learnt.recognise(READER.read("which court"), asked).of
    asked[1] *= 7
    assert longer.recognise(READER.read("which court"), asked).of == pytest.approx(first, abs=1e-3)


def test_scores_stay_between_nothing_and_one(recogniser: Recogniser) -> None:
    for text, _ in TEXTS:
        found = recognised(recogniser, text)
        assert all(0 <= score <= 1 for score in (*found.of.values(), found.none))


def test_a_text_that_two_cards_share_speaks_for_neither() -> None:
    shared = (*TEXTS, ("tell me about the petition hours", "hours"), ("tell me about the petition hours", "court"))
    both = recognition.learn(known(shared), vectors([text for text, _ in shared]), 1)
    found = recognised(both, "tell me about the petition hours")
    assert abs(found.of["hours"] - found.of["court"]) < 0.35


def test_what_was_learnt_is_the_same_after_saving(recogniser: Recogniser, tmp_path: Path) -> None:
    recogniser.save(tmp_path, CARDS)
    again = Recogniser.load(tmp_path, CARDS)
    text = "mahakama ya ombi ni gani"
    assert recognised(again, text) == recognised(recogniser, text)


def test_without_known_texts_nothing_is_recognised(tmp_path: Path) -> None:
    nothing = recognition.learn([], np.empty((0, PARTS, 26), dtype=np.float32), 1)
    nothing.save(tmp_path, CARDS)
    found = recognised(Recogniser.load(tmp_path, CARDS), "when do polls open")
    assert (dict(found.of), found.none) == ({}, 0.0)


def test_of_too_many_texts_each_card_keeps_its_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "MOST_TEXTS", 3)
    few = recognition.learn(known(), vectors([text for text, _ in TEXTS]), 1)
    assert set(recognised(few, "which court").of) == {"hours", "court"}
    assert recognised(few, "when do polls open").of["hours"] > 0.5


def test_of_too_many_texts_of_a_card_the_one_like_another_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["when do polls open", "when do the polls open", "saa ngapi kituo hufunguliwa"]
    monkeypatch.setattr(recognition, "MOST_TEXTS", 2)
    few = recognition.learn([KnownText(READER.read(text), "hours") for text in texts], vectors(texts), 1)
    assert list(few.known_vectors()) == [READER.read(texts[0]).readable, READER.read(texts[2]).readable]


def test_of_too_many_texts_no_card_has_as_many_as_what_none_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "MOST_TEXTS", 4)
    few = recognition.learn(known(), vectors([text for text, _ in TEXTS]), 1)
    assert [recognised(few, text).none > 0.5 for text, name in TEXTS if name == NONE] == [True, True]


Change = Callable[[KnownText], KnownText]


def as_read(**changed: Any) -> Change:
    return lambda text: dataclasses.replace(text, reading=dataclasses.replace(text.reading, **changed))


def test_what_is_read_alike_has_the_same_digest() -> None:
    of_texts = vectors([text for text, _ in TEXTS])
    assert recognition.digest(known(), of_texts, 1) == recognition.digest(known(), of_texts.copy(), 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: dataclasses.replace(text, name="court"),
        as_read(words=("when", "do", "poll", "open")),
        as_read(groups=((("open", 1.0),),)),
        as_read(readable="when do the polls open"),
    ],
)
def test_another_name_or_reading_of_one_text_has_another_digest(change: Change) -> None:
    of_texts = vectors([text for text, _ in TEXTS])
    first, *others = known()
    assert recognition.digest([change(first), *others], of_texts, 1) != recognition.digest(
        [first, *others], of_texts, 1
    )


def test_another_vector_of_one_text_has_another_digest() -> None:
    of_texts = vectors([text for text, _ in TEXTS])
    changed = of_texts.copy()
    changed[3, 0, 5] = np.nextafter(changed[3, 0, 5], 1)
    assert recognition.digest(known(), changed, 1) != recognition.digest(known(), of_texts, 1)


def test_another_number_of_parts_looked_at_has_another_digest() -> None:
    of_texts = vectors([text for text, _ in TEXTS])
    assert recognition.digest(known(), of_texts, 1) != recognition.digest(known(), of_texts, PARTS)


def test_another_order_has_another_digest() -> None:
    of_texts = vectors([text for text, _ in TEXTS])
    assert recognition.digest(known()[::-1], of_texts[::-1], 1) != recognition.digest(known(), of_texts, 1)

"""The labelled questions measure the bot only if they are well made, and if it never saw them."""

import json
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from bot.lines import LineReader
from bot.models import Outcome
from knowledge import country, labels, passages
from knowledge import library as finding
from knowledge.models import Topic
from knowledge.places import Gazetteer
from tests.harness.clock import NOON
from tests.harness.library import REAL
from tools import question_sets

FOLDER = Path(__file__).parent
FILES = (*(file.name for file in question_sets.ASKED), "seeds.jsonl", "seeds_sw.jsonl")
FIRST = labels.read(FOLDER / "first.jsonl")
EVERY = [label for name in FILES for label in labels.read(FOLDER / name)]
LAND = country.read(REAL / "ke" / "country.toml")
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
TOO_NEAR = 0.8
FEW = 0.02  # a share of the labels below which a kind may stand in one half only
LANGUAGES = {"en", "sw", "sheng", "mixed"}
KINDS = {
    "answerable", "lookalike_unanswerable", "off_topic", "harmful", "innocent_twin", "urgent", "urgent_twin", "live",
    "false_premise", "stale", "follow_up", "two_part", "injection", "personal_data", "small_talk",
}  # fmt: skip
KEYS = {"id", "question", "language", "topic", "kind", "group", "turns", "at", "county", "notices", "split", "expect"}
EXPECT_KEYS = {"outcomes", "cards", "passages", "all", "none"}

every_file = pytest.mark.parametrize("name", FILES)


@cache
def example_questions() -> tuple[str, ...]:
    """Every example question of every card of the real library."""
    found = finding.find((REAL,), LAND, NOON.date())
    return tuple(
        question for document in found.documents for asked in document.card.questions.values() for question in asked
    )


def folded(text: str) -> str:
    return " ".join(text.casefold().split())


def trigrams(text: str) -> set[str]:
    lower = text.lower()
    return {lower[start : start + 3] for start in range(len(lower) - 2)}


def likeness(ones: tuple[str, ...], others: tuple[str, ...]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Jaccard of the sets of trigrams of every pair, shape (ones, others)."""
    numbers: dict[str, int] = {}
    rows = []
    for texts in (ones, others):
        pairs = [
            (row, numbers.setdefault(gram, len(numbers))) for row, text in enumerate(texts) for gram in trigrams(text)
        ]
        rows.append(np.array(pairs).T)
    has = [
        sparse.csr_matrix((np.ones(at.shape[1]), tuple(at)), shape=(len(texts), len(numbers)))
        for at, texts in zip(rows, (ones, others), strict=True)
    ]
    shared = (has[0] @ has[1].T).toarray()
    sizes = [np.asarray(matrix.sum(axis=1)).ravel() for matrix in has]
    result: np.ndarray[tuple[int, int], np.dtype[np.float64]] = shared / (sizes[0][:, None] + sizes[1] - shared)
    return result


# --- never seen -------------------------------------------------------------------------------------------------------


def test_no_labelled_question_is_an_example_question_or_nearly_one() -> None:
    asked = tuple(label.question for label in EVERY)
    examples = example_questions()
    near = likeness(asked, examples)
    found = [
        f"{EVERY[one].id} {asked[one]!r} ~ {examples[other]!r} ({near[one, other]:.2f})"
        for one, other in np.argwhere(near > TOO_NEAR)
    ]
    assert found == []


def test_no_earlier_turn_of_a_label_is_an_example_question() -> None:
    turns = {turn.lower() for label in EVERY for turn in label.line.get("turns") or ()}
    assert turns & {question.lower() for question in example_questions()} == set()


def test_likeness_is_the_share_of_common_trigrams() -> None:
    near = likeness(("kura", "abcdef"), ("kura", "KURA", "kurb", "xyz", "abcdeg"))
    assert near[0].tolist() == [1.0, 1.0, pytest.approx(1 / 3), 0.0, 0.0]
    assert near[1, 4] == pytest.approx(3 / 5)


# --- well made --------------------------------------------------------------------------------------------------------


@every_file
def test_every_label_holds_the_keys_of_a_label_and_no_others(name: str) -> None:
    for label in labels.read(FOLDER / name):
        assert set(label.line) <= KEYS, label.id
        assert {"id", "question", "language", "topic", "kind", "split", "expect"} <= set(label.line), label.id
        assert set(label.line["expect"]) <= EXPECT_KEYS, label.id


@every_file
def test_every_line_is_one_label_in_plain_json(name: str) -> None:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(labels.read(FOLDER / name))
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_ids_and_questions_are_unique() -> None:
    assert not [key for key, count in Counter(label.id for label in EVERY).items() if count > 1]
    asked = Counter(
        (label.question.lower().strip(), str(label.line.get("turns")), label.line.get("county"), label.line.get("at"))
        for label in EVERY
        if not label.line.get("notices")
    )
    assert not [question for question, count in asked.items() if count > 1]


def test_languages_topics_kinds_and_halves_are_known() -> None:
    for label in EVERY:
        assert label.language in LANGUAGES, label.id
        assert label.topic in {*Topic, "off_topic", "small_talk", "other", ""}, (label.id, label.topic)
        assert label.kind in KINDS, (label.id, label.kind)
        assert label.split in {"tune", "report"}, label.id
        assert label.question.strip(), label.id


def test_outcomes_are_known_and_fit_the_kind() -> None:
    for label in EVERY:
        outcomes = set(label.expect.outcomes)
        assert outcomes, label.id
        assert outcomes <= set(Outcome), label.id
        if label.kind == "answerable":
            assert "answered" in outcomes, label.id
        if label.kind == "urgent":
            assert "urgent" in outcomes, label.id
        if label.kind == "harmful":
            assert "refused" in outcomes, label.id
        if label.kind == "lookalike_unanswerable":
            assert "answered" not in outcomes, label.id


def test_an_answer_that_is_expected_has_a_source_or_words_to_be_known_by() -> None:
    for label in EVERY:
        if label.is_answerable and not label.line.get("notices"):
            expect = label.expect
            assert expect.cards or expect.passages or expect.all, label.id


def test_a_card_that_is_expected_exists_in_the_library_without_the_seeds() -> None:
    known = {document.card.id for document in finding.find((REAL,), LAND, NOON.date()).documents}
    for label in FIRST:
        assert not label.expect.cards or set(label.expect.cards) & known, label.id


@pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the seeds are not at {SEEDS}")
def test_every_passage_that_is_expected_of_the_seeds_stands_in_them() -> None:
    found = finding.find((REAL, SEEDS), LAND, NOON.date())
    assert found.refused == ()
    documents = {document.card.id: document for document in found.documents}
    texts = {
        wanted: [folded(passage.text) for passage in passages.split(documents[wanted]).passages]
        for wanted in {quoted.document for label in EVERY for quoted in label.expect.passages}
    }
    for label in EVERY:
        for quoted in label.expect.passages:
            assert any(folded(quoted.contains) in text for text in texts[quoted.document]), (label.id, quoted.contains)
        assert set(label.expect.cards) <= documents.keys(), label.id


def test_every_label_can_be_asked() -> None:
    reader = LineReader(LAND, Gazetteer(LAND), NOON)
    for label in EVERY:
        assert reader.question(label.line).text == label.question
        assert reader.context(label.line).now.tzinfo is not None


# --- enough, and fairly split -----------------------------------------------------------------------------------------


def test_there_are_at_least_150_labels() -> None:
    assert len(FIRST) >= 150


def test_at_least_two_in_five_are_not_english() -> None:
    assert sum(label.language != "en" for label in FIRST) >= 0.4 * len(FIRST)


def test_at_least_30_questions_of_the_seeds_are_not_english() -> None:
    asked = [label for label in labels.read(FOLDER / "seeds_sw.jsonl") if label.kind == "answerable"]
    assert len(asked) >= 30
    assert {label.language for label in asked} == LANGUAGES - {"en"}
    assert all(label.expect.passages for label in asked)
    assert 0.4 <= sum(label.split == "tune" for label in asked) / len(asked) <= 0.6


def test_every_kind_of_question_is_there() -> None:
    assert {label.kind for label in FIRST} == KINDS


def test_the_forms_of_one_question_stand_in_one_half() -> None:
    halves: dict[str, set[str]] = defaultdict(set)
    for label in EVERY:
        if label.group:
            halves[label.group].add(label.split)
    assert {group for group, found in halves.items() if len(found) > 1} == set()


def test_no_question_stands_in_one_half_and_nearly_so_in_the_other() -> None:
    tune = tuple(label.question for label in EVERY if label.split == "tune")
    report = tuple(label.question for label in EVERY if label.split == "report")
    near = likeness(tune, report)
    found = [f"{tune[one]!r} ~ {report[other]!r}" for one, other in np.argwhere(near > TOO_NEAR)]
    assert found == []


@pytest.mark.parametrize("aspect", ["language", "topic", "kind"])
def test_both_halves_are_balanced(aspect: str) -> None:
    sizes = Counter(label.split for label in FIRST)
    assert 0.4 <= sizes["tune"] / len(FIRST) <= 0.6
    shares = {half: Counter(getattr(label, aspect) for label in FIRST if label.split == half) for half in sizes}
    for value in {getattr(label, aspect) for label in FIRST}:
        tune, report = (shares[half][value] / sizes[half] for half in ("tune", "report"))
        assert abs(tune - report) <= 0.06, (value, tune, report)
        assert (tune > 0 and report > 0) or tune + report < 2 * FEW, value

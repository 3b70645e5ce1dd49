"""A short question that leans on the one before it."""

import pytest

from bot.answering.follow_up import completed
from bot.models import Question

BEFORE = "by when must a president petition be filed?"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("and for governor?", "for governor?"),
        ("And MCA?", "MCA?"),
        ("what about senator", "senator"),
        ("how about the run-off?", "the run-off?"),
        ("na kwa gavana?", "kwa gavana?"),
        ("je, mbunge?", "mbunge?"),
        ("vipi kuhusu seneta?", "seneta?"),
        ("lakini kama nimepoteza?", "kama nimepoteza?"),
        ("governor?", "governor?"),
        ("ya gavana", "ya gavana"),
        ("na", "na"),
        ("how much does it cost", "how much does it cost"),
        ("who can sign that?", "who can sign that?"),
        ("gharama yake ni ngapi", "gharama yake ni ngapi"),
    ],
)
def test_a_short_question_that_leans_stands_behind_the_one_before_it(words: str, kept: str) -> None:
    assert completed(Question(words, (BEFORE,))) == f"{BEFORE} {kept}"


@pytest.mark.parametrize(
    "words",
    [
        "what time do polling stations open?",
        "where is my polling station?",
        "android phones in the polling station",
        "nani anaweza kupiga kura?",
        "and what should I bring with me when I go to vote on the day?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(words: str) -> None:
    assert completed(Question(words, (BEFORE,))) == words


def test_only_the_newest_of_the_earlier_questions_is_brought() -> None:
    assert completed(Question("and for governor?", ("where is my station?", BEFORE))).startswith(BEFORE)


def test_without_an_earlier_question_nothing_is_added() -> None:
    assert completed(Question("and for governor?")) == "and for governor?"


def test_space_around_a_question_does_not_count() -> None:
    assert completed(Question("  and for governor?\n", (BEFORE,))) == f"{BEFORE} for governor?"

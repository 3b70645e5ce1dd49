"""One message that asks two things."""

import pytest

from bot.answering.parts import halves, stands_alone
from knowledge.language import Reader


def cut(text: str, reader: Reader) -> tuple[str, ...]:
    return halves(text, reader.read(text))


@pytest.mark.parametrize(
    ("text", "two"),
    [
        (
            "can I vote without ID? what time do stations open?",
            ("can I vote without ID", "what time do stations open"),
        ),
        (
            "what time do polling stations open and where is my polling station",
            ("what time do polling stations open", "where is my polling station"),
        ),
        (
            "Who may vote in Kenya. Where do I register",
            ("Who may vote in Kenya", "Where do I register"),
        ),
        (
            "vituo hufunguliwa saa ngapi na nibebe nini siku hiyo",
            ("vituo hufunguliwa saa ngapi", "nibebe nini siku hiyo"),
        ),
        (
            "what is a spoilt ballot, and then my station closes at what hour",
            ("what is a spoilt ballot", "my station closes at what hour"),
        ),
        (
            "mahakama gani husikiza kesi ya gavana na je gharama yake ikoje",
            ("mahakama gani husikiza kesi ya gavana", "gharama yake ikoje"),
        ),
        (
            "Kura ni tarehe gani, na usajili unafungwa lini",
            ("Kura ni tarehe gani", "usajili unafungwa lini"),
        ),
        (
            "how many days to challenge the president and the deposit is how much?",
            ("how many days to challenge the president", "the deposit is how much?"),
        ),
        (
            "kituo changu kiko wapi\nnaweza kupiga kura bila kitambulisho?",
            ("kituo changu kiko wapi", "naweza kupiga kura bila kitambulisho"),
        ),
    ],
)
def test_a_message_that_asks_two_things_is_cut_between_them(text: str, two: tuple[str, str], reader: Reader) -> None:
    assert cut(text, reader) == two


@pytest.mark.parametrize(
    "text",
    [
        "what time do polling stations open?",
        "who may vote and register in Kenya this year",
        "Hello. What time do polling stations open?",
        "mimi na mke wangu tunaweza kupiga kura pamoja kituoni",
        "",
        "???",
        "open? when?",
        "where can mum and dad and the rest of us vote in August",  # only one side of each joint asks
        "kura ni lini, wapi napigia kura, usajili unaisha lini",  # two joints
    ],
)
def test_a_message_that_asks_one_thing_is_not_cut(text: str, reader: Reader) -> None:
    assert cut(text, reader) == ()


def test_three_questions_are_not_guessed_to_be_two(reader: Reader) -> None:
    text = "Where is my polling station? What time does it open? What should I bring?"
    assert cut(text, reader) == ()


def test_a_time_of_the_day_is_not_cut_at_its_dot(reader: Reader) -> None:
    assert cut("is it true that stations open at 6.00 in the morning", reader) == ()


@pytest.mark.parametrize(
    "half", ["what can I do", "what should I do now?", "tufanye nini sasa", "nisaidie tafadhali", "nifanye aje", ""]
)
def test_a_half_that_only_asks_for_help_does_not_stand_alone(half: str, reader: Reader) -> None:
    assert not stands_alone(reader.read(half))


@pytest.mark.parametrize("half", ["where do I report it", "can I appeal", "nibebe nini siku hiyo", "ni pesa ngapi"])
def test_a_half_that_names_its_matter_stands_alone(half: str, reader: Reader) -> None:
    assert stands_alone(reader.read(half))

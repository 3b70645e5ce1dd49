"""Who says that a seat's result was stolen, and asks for the time left, gets that of this seat: it costs a court case.

Seats, complaints and questions are put together anew, so that nobody has written these sentences as examples.
"""

from collections.abc import Iterator
from itertools import product

import pytest

from bot.models import Outcome
from tests.answering.citizen import Citizen

PRESIDENT, OTHERS = ("7 days", "siku 7"), ("28 days", "siku 28")
SEATS = {
    "en": ("president", "governor", "senator", "MP", "woman rep", "MCA"),
    "sw": ("rais", "gavana", "seneta", "mbunge", "mwakilishi wa wanawake", "diwani"),
    "sheng": ("prezzo", "gova", "senator", "MP", "woman rep", "ward rep"),
}
COMPLAINTS = {
    "en": ("the {} result was stolen", "they rigged the {} election", "our {} won by cheating"),
    "sw": ("matokeo ya {} yameibiwa", "wameiba kura za {}", "{} alishinda kwa udanganyifu"),
    "sheng": ("wameiba kura za {}", "wamerig results za {}", "{} aliwin na wizi"),
}
QUESTIONS = {
    "en": ("how many days do i have", "what is the deadline", "till when can we go to court", "by when must i file"),
    "sw": ("nina siku ngapi", "mwisho ni lini", "naweza kwenda mahakamani hadi lini", "niwasilishe kesi kufikia lini"),
    "sheng": ("niko na siku ngapi", "deadline ni lini", "naeza enda court mpaka lini", "nafile by when"),
}


def asked(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each question with the ways to write how long there is."""
    for seat, complaint, question in product(SEATS[language], COMPLAINTS[language], QUESTIONS[language]):
        is_president = seat == SEATS[language][0]
        yield f"{complaint.format(seat)}, {question}", PRESIDENT if is_president else OTHERS


@pytest.mark.parametrize("language", list(SEATS))
def test_a_stolen_result_gets_the_days_of_its_seat(language: str, citizen: Citizen) -> None:
    said = {text: (citizen.ask(text), days) for text, days in asked(language)}
    answered = {text: (reply, days) for text, (reply, days) in said.items() if reply.outcome is Outcome.ANSWERED}
    without = [text for text, (reply, days) in answered.items() if not any(day in reply.text for day in days)]
    assert not without
    assert len(answered) >= 0.95 * len(said), sorted(said.keys() - answered.keys())
    first = [text for text, (reply, _) in answered.items() if "petition" in reply.cited[0]]
    assert len(first) >= 0.95 * len(answered), sorted(answered.keys() - set(first))

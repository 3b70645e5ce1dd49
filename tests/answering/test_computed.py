"""What the clock and the rules answer, as of any day, over the real library."""

from datetime import date, datetime, timedelta

import pytest

from bot.models import Anchor, Context, Question
from knowledge.models import Language
from tests.answering.citizen import WARNING, Citizen, Said, notice

DECLARED = Anchor(
    "1", "ke-2027", "declaration", date(2027, 8, 15), "the IEBC's notice", "president", recorded_on=date(2027, 8, 16)
)
NAKURU = Anchor(
    "2", "ke-2027", "declaration", date(2027, 8, 13), "the form on the wall", "governor", "32", date(2027, 8, 14)
)
FILING = "by when must a presidential petition be filed?"


def asked(citizen: Citizen, words: str, at: str, *anchors: Anchor, county: str | None = None) -> Said:
    moment = datetime.fromisoformat(at).replace(tzinfo=citizen.built.country.zone)
    context = Context(moment, county=county, anchors=anchors)
    answer = citizen.answerer.answer(Question(words), context)
    return Said(answer, citizen.renderer.render(answer, context))


# --- are polls open now? ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "at", "said"),
    [
        ("are polls open now?", "2027-08-10T14:50", "they close at 17:00 (5 pm), in 2 h 10 min"),
        ("are polling stations still open", "2027-08-10T17:01", "closed at 17:00 (5 pm)"),
        ("are polls open now?", "2026-11-20T12:00", "not open today, Friday 20 November 2026"),
        ("vituo viko wazi sasa?", "2027-08-10T05:00", "bado havijafunguliwa"),
        ("vituo vya kura vimefungwa sasa?", "2027-08-10T20:00", "vilifungwa saa kumi na moja jioni (5:00 PM)"),
    ],
)
def test_whether_polls_are_open_is_answered_by_the_clock(citizen: Citizen, question: str, at: str, said: str) -> None:
    answer = asked(citizen, question, at)
    assert answer.kind == "answered/computed" and said in answer.text and "reg. 66" in answer.text
    assert answer.cited == ("ke-opening-hours",)


def test_on_polling_day_the_clock_stands_before_the_hours(citizen: Citizen) -> None:
    answer = asked(citizen, "what time do polling stations close?", "2027-08-10T14:50")
    assert "in 2 h 10 min" in answer.paragraphs[0] and answer.cited == ("ke-opening-hours",)


def test_on_other_days_the_hours_stand_alone(citizen: Citizen) -> None:
    answer = asked(citizen, "what time do polling stations close?", "2027-08-09T14:50")
    assert answer.kind == "answered/card" and "not open today" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "is it safe at the polling station now?",
        "is my polling station open and safe now",
        "kituo changu kiko salama sasa?",
    ],
)
def test_whether_a_place_is_safe_now_is_never_answered_by_the_clock(citizen: Citizen, question: str) -> None:
    answer = asked(citizen, question, "2027-08-10T14:50")
    assert answer.outcome in ("live_unknown", "unknown") and "in 2 h 10 min" not in answer.text


def test_whether_one_place_has_opened_is_not_answered_by_the_clock(citizen: Citizen) -> None:
    answer = asked(citizen, "are polling stations in Kisumu open now?", "2027-08-10T14:50")
    assert "in 2 h 10 min" not in answer.text


def test_a_notice_of_the_day_stands_before_the_clock(citizen: Citizen) -> None:
    moment = datetime(2027, 8, 10, 14, 50, tzinfo=citizen.built.country.zone)
    late = notice(
        id="late",
        county="*",
        text=dict.fromkeys(Language, "Voting runs until 19:00 in Nakuru."),
        valid_from=moment - timedelta(hours=1),
        valid_until=moment + timedelta(hours=6),
        overrides=("ke-opening-hours",),
    )
    answer = citizen.ask("are polls open now?", now=moment, notices=(late,))
    assert answer.text.index("until 19:00") < answer.text.index("in 2 h 10 min")
    assert WARNING.id not in answer.answer.notices


# --- by when? ---------------------------------------------------------------------------------------------------------


def test_a_recorded_declaration_gives_the_day_before_the_card(citizen: Citizen) -> None:
    answer = asked(citizen, FILING, "2027-08-17T09:00", DECLARED)
    assert answer.kind == "answered/computed" and answer.cited == ("ke-president-petition-deadline",)
    assert "by Sunday 22 August 2027, before 14:00 (2 pm). 5 days left." in answer.paragraphs[0]
    assert "recorded by the desk on 16 August 2027 from the IEBC's notice" in answer.paragraphs[0]


def test_without_a_declaration_no_day_is_computed(citizen: Citizen) -> None:
    answer = asked(citizen, FILING, "2027-08-17T09:00")
    assert answer.kind == "answered/card" and "24 August" not in answer.text


def test_a_declaration_of_one_county_is_not_that_of_another(citizen: Citizen) -> None:
    words = "by when must a petition against the governor be filed?"
    here = asked(citizen, words, "2027-08-17T09:00", NAKURU, county="32")
    assert "by Friday 10 September 2027" in here.text
    assert "September 2027" not in asked(citizen, words, "2027-08-17T09:00", NAKURU, county="47").text
    assert "September 2027" not in asked(citizen, words, "2027-08-17T09:00", NAKURU).text


@pytest.mark.parametrize(
    ("question", "card", "said"),
    [
        (
            "they stole our governor seat, they announced it on Sunday",
            "ke-petition-governor",
            "Sunday 12 September 2027",
        ),
        (
            "wameiba kiti cha gavana wetu, walitangaza jumapili",
            "ke-petition-governor",
            "Jumapili tarehe 12 Septemba 2027",
        ),
        ("walitangaza MCA juzi, nifile kesi lini mwisho", "ke-petition-mca", "Jumanne tarehe 14 Septemba 2027"),
        (
            "the senator was declared on 13 August, by when can I challenge it",
            "ke-petition-parliament",
            "10 September 2027",
        ),
    ],
)
def test_a_grievance_with_its_day_gets_the_day_to_file_and_the_card_of_its_seat(
    citizen: Citizen, question: str, card: str, said: str
) -> None:
    answer = asked(citizen, question, "2027-08-19T14:50")
    assert answer.kind == "answered/computed" and said in answer.text and answer.cited == (card,)
    assert "as you say" in answer.text or "kama unavyosema" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "they announced on Sunday that the governor was arrested, is it true?",
        "the governor was on TV on Sunday",
        "they will announce the governor on 30 August, can I file",
    ],
)
def test_a_day_beside_a_seat_is_no_deadline_by_itself(citizen: Citizen, question: str) -> None:
    assert "September 2027" not in asked(citizen, question, "2027-08-19T14:50").text


def test_a_passed_day_is_said_as_passed(citizen: Citizen) -> None:
    answer = asked(citizen, FILING, "2027-08-25T09:00", DECLARED)
    assert "the last day was Sunday 22 August 2027, before 14:00 (2 pm). It has passed." in answer.text


def test_danger_comes_before_any_deadline(citizen: Citizen) -> None:
    words = "they declared the governor on Sunday and now people are being beaten, help"
    assert asked(citizen, words, "2027-08-19T14:50").outcome == "urgent"


# --- replays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "question", "said"),
    [
        ("2013-03-01T09:00", "by when must the president's result be declared?", "by Monday 11 March 2013"),
        ("2013-03-01T09:00", FILING, "so I compute no date"),
        ("2013-03-12T09:00", FILING, "by Saturday 16 March 2013"),
        ("2013-03-20T09:00", "how long do courts have to decide a presidential petition?", "by Saturday 30 March 2013"),
        ("2017-08-12T09:00", FILING, "by Friday 18 August 2017"),
        ("2022-08-16T09:00", FILING, "by Monday 22 August 2022. 6 days left."),
        (
            "2022-08-24T09:00",
            "how long do courts have to decide a presidential petition?",
            "by Monday 5 September 2022",
        ),
    ],
)
def test_asked_in_the_past_it_gives_the_days_of_history(citizen: Citizen, at: str, question: str, said: str) -> None:
    answer = asked(citizen, question, at)
    assert answer.kind == "answered/computed" and said in answer.text and "2027" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "The president was declared today, when is the last day to file a petition, and is today the first day?",
        "Rais ametangazwa leo, mwisho wa kuwasilisha kesi ni lini na leo ni siku ya kwanza?",
        "Gavana alitangazwa jana, siku ya mwisho ya kwenda kortini ni lini?",
    ],
)
def test_a_computed_day_and_the_card_below_it_stay_short_enough_to_read(citizen: Citizen, question: str) -> None:
    said = citizen.ask(question)
    assert said.kind == "answered/computed" and said.cited
    assert len(said.text) <= 1500

"""The clock, days, periods and sums as people say them; a wrong Swahili hour turns people away from the poll."""

from datetime import date, time

import pytest

from knowledge import speech
from knowledge.models import Language

# Reasoned out by hand, not by the rule in the code. The Swahili day begins at sunrise and the night at sunset, both
# near six o'clock at the equator: the hour that has passed since then is counted, so seven in the morning is one.
# Early morning is asubuhi from about four (alfajiri), noon to four is mchana, then jioni to seven, then usiku.
SWAHILI = {
    0: "saa sita usiku (12:00 AM)",
    1: "saa saba usiku (1:00 AM)",
    2: "saa nane usiku (2:00 AM)",
    3: "saa tisa usiku (3:00 AM)",
    4: "saa kumi asubuhi (4:00 AM)",
    5: "saa kumi na moja asubuhi (5:00 AM)",
    6: "saa kumi na mbili asubuhi (6:00 AM)",
    7: "saa moja asubuhi (7:00 AM)",
    8: "saa mbili asubuhi (8:00 AM)",
    9: "saa tatu asubuhi (9:00 AM)",
    10: "saa nne asubuhi (10:00 AM)",
    11: "saa tano asubuhi (11:00 AM)",
    12: "saa sita mchana (12:00 PM)",
    13: "saa saba mchana (1:00 PM)",
    14: "saa nane mchana (2:00 PM)",
    15: "saa tisa mchana (3:00 PM)",
    16: "saa kumi jioni (4:00 PM)",
    17: "saa kumi na moja jioni (5:00 PM)",
    18: "saa kumi na mbili jioni (6:00 PM)",
    19: "saa moja usiku (7:00 PM)",
    20: "saa mbili usiku (8:00 PM)",
    21: "saa tatu usiku (9:00 PM)",
    22: "saa nne usiku (10:00 PM)",
    23: "saa tano usiku (11:00 PM)",
}
ENGLISH = {
    0: "00:00 (12 am)",
    1: "01:00 (1 am)",
    6: "06:00 (6 am)",
    11: "11:00 (11 am)",
    12: "12:00 (12 pm)",
    13: "13:00 (1 pm)",
    17: "17:00 (5 pm)",
    23: "23:00 (11 pm)",
}


@pytest.mark.parametrize(("hour", "said"), SWAHILI.items())
def test_every_hour_is_said_by_the_swahili_clock_with_its_figure(hour: int, said: str) -> None:
    assert speech.clock(time(hour), Language.SW) == said


@pytest.mark.parametrize(("hour", "said"), ENGLISH.items())
def test_an_hour_is_said_in_english_in_both_habits(hour: int, said: str) -> None:
    assert speech.clock(time(hour), Language.EN) == said


@pytest.mark.parametrize(
    ("at", "english", "swahili"),
    [
        (time(6, 30), "06:30 (6:30 am)", "saa kumi na mbili na dakika 30 asubuhi (6:30 AM)"),
        (time(14, 5), "14:05 (2:05 pm)", "saa nane na dakika 5 mchana (2:05 PM)"),
        (time(0, 1), "00:01 (12:01 am)", "saa sita na dakika 1 usiku (12:01 AM)"),
        (time(23, 59), "23:59 (11:59 pm)", "saa tano na dakika 59 usiku (11:59 PM)"),
    ],
)
def test_minutes_are_said_where_there_are_any(at: time, english: str, swahili: str) -> None:
    assert speech.clock(at, Language.EN) == english
    assert speech.clock(at, Language.SW) == swahili


def test_no_two_hours_of_the_day_are_said_alike() -> None:
    for language in Language:
        assert len({speech.clock(time(hour), language) for hour in range(24)}) == 24


@pytest.mark.parametrize(
    ("month", "english", "swahili"),
    [
        (1, "January", "Januari"),
        (2, "February", "Februari"),
        (3, "March", "Machi"),
        (4, "April", "Aprili"),
        (5, "May", "Mei"),
        (6, "June", "Juni"),
        (7, "July", "Julai"),
        (8, "August", "Agosti"),
        (9, "September", "Septemba"),
        (10, "October", "Oktoba"),
        (11, "November", "Novemba"),
        (12, "December", "Desemba"),
    ],
)
def test_a_day_is_said_with_its_month_in_words(month: int, english: str, swahili: str) -> None:
    assert speech.day(date(2027, month, 9), Language.EN) == f"9 {english} 2027"
    assert speech.day(date(2027, month, 9), Language.SW) == f"9 {swahili} 2027"


# 8 August 2027 is a Sunday: 1 January 2027 is a Friday, and 219 days (31 weeks and 2 days) later it is a Sunday.
@pytest.mark.parametrize(
    ("day", "english", "swahili"),
    [
        (8, "Sunday", "Jumapili"),
        (9, "Monday", "Jumatatu"),
        (10, "Tuesday", "Jumanne"),
        (11, "Wednesday", "Jumatano"),
        (12, "Thursday", "Alhamisi"),
        (13, "Friday", "Ijumaa"),
        (14, "Saturday", "Jumamosi"),
    ],
)
def test_a_day_is_said_with_its_weekday_where_that_is_wanted(day: int, english: str, swahili: str) -> None:
    value = date(2027, 8, day)
    assert speech.day(value, Language.EN, weekday=True) == f"{english} {day} August 2027"
    assert speech.day(value, Language.SW, weekday=True) == f"{swahili} tarehe {day} Agosti 2027"


@pytest.mark.parametrize(
    ("value", "unit", "english", "swahili"),
    [
        (1, "days", "1 day", "siku 1"),
        (7, "days", "7 days", "siku 7"),
        (48, "hours", "48 hours", "saa 48"),
        (1, "months", "1 month", "mwezi 1"),
        (6, "months", "6 months", "miezi 6"),
        (1, "years", "1 year", "mwaka 1"),
        (5, "years", "5 years", "miaka 5"),
    ],
)
def test_a_period_names_its_unit_first_in_swahili(value: int, unit: str, english: str, swahili: str) -> None:
    assert speech.period(value, unit, Language.EN) == english
    assert speech.period(value, unit, Language.SW) == swahili


@pytest.mark.parametrize(("value", "said"), [(700, "700"), (46229, "46,229"), (1000000, "1,000,000")])
def test_thousands_are_parted_by_commas(value: int, said: str) -> None:
    assert speech.number(value) == said
    assert speech.money(value, "KSh") == f"KSh {said}"

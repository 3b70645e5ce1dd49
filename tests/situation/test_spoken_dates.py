"""Days as people write them, read on Thursday 19 August 2027."""

from datetime import date

import pytest

from bot.situation.spoken_dates import day_of, days_in, only_day

TODAY = date(2027, 8, 19)
SUNDAY = date(2027, 8, 15)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("yesterday", date(2027, 8, 18)),
        ("jana usiku", date(2027, 8, 18)),
        ("last night", date(2027, 8, 18)),
        ("juzi", date(2027, 8, 17)),
        ("the day before yesterday", date(2027, 8, 17)),
        ("leo asubuhi", TODAY),
        ("today", TODAY),
        ("tarehe 15", SUNDAY),
        ("tarehe 15 mwezi wa nane", SUNDAY),
        ("tarehe 15 mwezi wa 8", SUNDAY),
        ("tarehe 15 Agosti", SUNDAY),
        ("tarehe 28", date(2027, 7, 28)),
        ("the 15th", SUNDAY),
        ("on Sunday", SUNDAY),
        ("Jumapili", SUNDAY),
        ("jpili", SUNDAY),
        ("last Sun", SUNDAY),
        ("Jumatano iliyopita", date(2027, 8, 18)),
        ("15/8", SUNDAY),
        ("15/8/2027", SUNDAY),
        ("15.8.27", SUNDAY),
        ("2027-08-15", SUNDAY),
        ("15 August", SUNDAY),
        ("15th of August 2027", SUNDAY),
        ("August 15", SUNDAY),
        ("Aug 15th, 2027", SUNDAY),
        ("15 Agosti 2027", SUNDAY),
        ("four days ago", SUNDAY),
        ("4 days ago", SUNDAY),
        ("siku nne zilizopita", SUNDAY),
        ("siku 4 zilizopita", SUNDAY),
        ("3 March", date(2027, 3, 3)),
        ("20 December", date(2026, 12, 20)),
        ("20 August", date(2027, 8, 20)),  # tomorrow: rather this year's than last year's
    ],
)
def test_a_day_in_words_is_read(words: str, day: date) -> None:
    assert only_day(words, TODAY) == day
    assert only_day(f"they announced it {words} at the hall", TODAY) == day


@pytest.mark.parametrize(
    "words",
    [
        "",
        "they stole our seat",
        "on Thursday",  # today, or a week ago?
        "Alhamisi",
        "he sat down under the sun",
        "I may 2 times",
        "30/2",
        "15/13",
        "form 34A",
        "at 10.30",
        "2027",
        "28 days",
        "siku 28",
    ],
)
def test_what_names_no_sure_day_is_not_read(words: str) -> None:
    assert only_day(words, TODAY) is None


def test_several_days_are_not_one() -> None:
    assert only_day("between Sunday and yesterday", TODAY) is None
    assert [mention.day for mention in days_in("between Sunday and yesterday", TODAY)] == [SUNDAY, date(2027, 8, 18)]


def test_the_day_nearest_to_the_word_is_that_of_the_event() -> None:
    declared = ("declar", "announc", "tangaz")
    assert day_of("they announced it on Sunday, can I file today?", TODAY, declared) == SUNDAY
    assert day_of("leo ni siku ya ngapi, ilitangazwa juzi", TODAY, declared) == date(2027, 8, 17)
    assert day_of("can I file today?", TODAY, declared) is None
    assert day_of("when is it announced?", TODAY, declared) is None


def test_the_last_day_of_february_is_none_in_other_months() -> None:
    assert only_day("tarehe 31", date(2027, 3, 1)) is None
    assert only_day("29 February", date(2027, 3, 1)) is None
    assert only_day("29 February", date(2028, 3, 1)) == date(2028, 2, 29)

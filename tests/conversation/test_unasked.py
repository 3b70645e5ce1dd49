"""What the bot writes of itself: reminders in time, and word to everybody who was told a day that is corrected."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.unasked import Letter
from bot.store.database import writing
from bot.store.pausing import Pause
from bot.store.told import ChangedError, Wording
from knowledge.country import Country
from knowledge.models import Language
from tests.bot.talking import SetClock
from tests.conversation.writing import Desk

GIVEN = "governor/governor_result/2027-08-18"  # to be filed by Wednesday 15 September
PRESIDENT = "president/president_result/2027-08-15"  # by Sunday 22 August, before 14:00


@pytest.fixture
def desk(land: Country, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(land, tmp_path, SetClock())
    made.at("2027-08-19T14:50")
    yield made
    made.engine.dispose()


def texts(letters: list[Letter]) -> list[str]:
    return [letter.reply.text for letter in letters]


def with_days(land: Country, period: str, amount: int) -> Country:
    """As an editor would change the rule in country.toml."""
    deadlines = {
        key: replace(rule, period=replace(rule.period, amount=amount)) if rule.period.id == period else rule
        for key, rule in land.deadlines.items()
    }
    return replace(land, deadlines=deadlines)


# --- reminders --------------------------------------------------------------------------------------------------------


def test_a_reminder_comes_three_days_and_one_day_before_and_then_no_more(desk: Desk) -> None:
    desk.remind("7", GIVEN)
    sent = []
    for day in range(19, 50):
        desk.at(f"2027-{8 + (day > 31):02}-{day - 31 if day > 31 else day:02}T09:00")
        sent += [(desk.clock.now().date(), letter.reply.text.split(",")[0]) for letter in desk.written()]
    assert sent == [
        (date(2027, 9, 12), "🔔 Your reminder: 3 days left for the date that you asked about"),
        (date(2027, 9, 14), "🔔 Your reminder: 1 day left for the date that you asked about"),
    ]


def test_in_full_it_says_what_by_when_where_and_the_source_and_no_place(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 18))
    desk.remind("7", f"governor/governor_result/a{anchor.id}")
    desk.at("2027-09-12T09:00")
    (letter,) = desk.written()
    text = letter.reply.text
    assert "Wednesday 15 September 2027." in text
    assert "What: File a petition on a governor, senator, MP, woman representative or MCA." in text
    assert "Where: The High Court of the county" in text and "Source: Constitution of Kenya 2010, Art. 87(2)." in text
    assert "Nakuru" not in text and "32" not in text and "Corrected" not in text
    labels = [[button.label for button in row] for row in letter.reply.buttons]
    assert labels == [["Show it"], ["🔕 Stop reminders"]]


@pytest.mark.parametrize("language", list(Language))
def test_worded_plainly_nobody_learns_what_it_is_about(desk: Desk, language: Language) -> None:
    desk.remind("7", GIVEN, Wording.PLAIN, language)
    desk.at("2027-09-12T09:00")
    (text,) = texts(desk.written())
    assert "2027" in text
    telling = ("governor", "gavana", "petition", "kesi", "court", "mahakama", "result", "matokeo", "election", "ucha")
    assert not [word for word in telling if word in text.lower()]


def test_its_button_leads_to_the_page_and_the_language_is_the_one_chosen_last(desk: Desk) -> None:
    desk.remind("7", GIVEN)
    desk.people.set_language("telegram", "7", Language.SW)
    desk.at("2027-09-12T09:00")
    (letter,) = desk.written()
    assert "bado siku 3" in letter.reply.text
    assert letter.reply.buttons[0][0].action == f"page:{GIVEN}"


def test_a_sunday_says_the_last_working_day_before_it(desk: Desk) -> None:
    desk.at("2027-08-16T09:00")
    desk.remind("7", PRESIDENT)
    desk.at("2027-08-19T09:00")
    (text,) = texts(desk.written())
    assert "Sunday 22 August 2027, before 14:00 (2 pm)" in text and "before it is Friday 20 August 2027" in text


def test_at_night_nobody_is_reminded_and_in_the_morning_once(desk: Desk) -> None:
    desk.remind("7", GIVEN)
    for moment in ("2027-09-12T21:00", "2027-09-13T03:00", "2027-09-13T08:59"):
        desk.at(moment)
        assert desk.written() == [], moment
    desk.at("2027-09-13T09:00")
    assert ["2 days left" in text for text in texts(desk.written())] == [True]
    assert desk.written() == []


def test_after_a_long_silence_one_reminder_is_sent_and_not_all_that_were_missed(desk: Desk) -> None:
    desk.remind("7", GIVEN)
    desk.at("2027-09-15T10:00")
    assert ["is today" in text for text in texts(desk.written())] == [True]
    assert desk.written() == []


@pytest.mark.parametrize("moment", ["2027-08-22T14:00", "2027-08-25T09:00"])
def test_a_day_that_has_passed_is_not_reminded_of(desk: Desk, moment: str) -> None:
    desk.at("2027-08-16T09:00")
    desk.remind("7", PRESIDENT)
    desk.at(moment)
    assert desk.written() == []
    assert desk.told.held("telegram", "7").reminders == 0


@pytest.mark.parametrize(("amount", "now"), [(30, "Friday 17 September"), (14, "Wednesday 1 September")])
def test_a_changed_rule_is_told_at_the_next_start_with_the_day_told_before(desk: Desk, amount: int, now: str) -> None:
    desk.remind("7", GIVEN)
    desk.land = with_days(desk.land, "petition_file", amount)
    desk.at("2027-08-20T10:00")
    desk.unasked.realign()
    (text,) = texts(desk.written())
    assert now in text and "Corrected: before, I said Wednesday 15 September 2027." in text
    desk.unasked.realign()
    assert desk.written() == []
    desk.at("2027-08-29T09:00" if amount == 14 else "2027-09-14T09:00")
    assert ["3 days left" in text and "Corrected" not in text for text in texts(desk.written())] == [True]


def test_a_pause_stands_above_reminders_and_silence_holds_them_back(desk: Desk) -> None:
    desk.remind("7", GIVEN)
    desk.at("2027-09-12T09:00")
    desk.pause = Pause("We check a date.", is_silent=True)
    assert desk.written() == []
    desk.pause = Pause("We check a date.", is_silent=False)
    (text,) = texts(desk.written())
    assert text.startswith("PAUSED by the people who run this bot: We check a date.") and "3 days left" in text


def test_a_reminder_sent_late_says_what_holds_then_and_a_passed_one_nothing(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 18))
    desk.remind("7", f"governor/governor_result/a{anchor.id}")
    desk.at("2027-09-12T09:00")
    (letter,) = desk.written()
    desk.at("2027-09-13T09:00")
    desk.corrected(anchor, date(2027, 8, 19))
    late = desk.unasked.again(letter.person, letter.reply)
    assert late is not None and "3 days left" in late.text and "before, I said Wednesday 15 September" in late.text
    desk.at("2027-09-17T00:00")
    assert desk.unasked.again(letter.person, letter.reply) is None


# --- corrections ------------------------------------------------------------------------------------------------------


def test_who_was_shown_a_day_hears_once_of_its_correction_with_both_days_and_the_source(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.show("7", f"governor/governor_result/a{anchor.id}")
    assert desk.written() == []
    desk.corrected(anchor, date(2027, 8, 16))
    (letter,) = desk.written()
    assert letter.person.id == "7"
    text = letter.reply.text
    assert "Now: Monday 13 September 2027. Before, I said Sunday 12 September 2027" in text
    assert "from certificate 37D" in text and "Monday 16 August 2027, recorded by the desk" in text
    assert desk.written() == []


def test_what_one_person_was_told_in_several_places_is_corrected_in_one_message(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    case = f"governor/governor_result/a{anchor.id}"
    desk.show("7", f"rule.petition_file/a{anchor.id}")
    desk.remind("7", case)
    desk.show("8", case)
    desk.corrected(anchor, date(2027, 8, 16))
    letters = desk.written()
    assert sorted(letter.person.id for letter in letters) == ["7", "8"]
    assert all(letter.reply.text.count("Before, I said") == 1 for letter in letters)


def test_a_corrected_reminder_comes_by_the_new_day(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.remind("7", f"governor/governor_result/a{anchor.id}")
    desk.corrected(anchor, date(2027, 8, 18))
    assert len(desk.written()) == 1
    desk.at("2027-09-09T09:00")
    assert desk.written() == []
    desk.at("2027-09-12T09:00")
    (text,) = texts(desk.written())
    assert "3 days left" in text and "Corrected" not in text


def test_a_second_correction_is_told_as_well(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.show("7", f"governor/governor_result/a{anchor.id}")
    desk.corrected(anchor, date(2027, 8, 16))
    desk.written()
    desk.corrected(desk.anchors.in_force()[0], date(2027, 8, 17))
    (text,) = texts(desk.written())
    assert "Now: Tuesday 14 September 2027. Before, I said Monday 13 September 2027" in text


def test_a_withdrawn_day_is_told_and_its_reminder_ends(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.remind("7", f"governor/governor_result/a{anchor.id}")
    desk.anchors.withdraw(int(anchor.id), "one")
    (text,) = texts(desk.written())
    assert "WITHDRAWN" in text and "I said Sunday 12 September 2027" in text and "do not rely on it" in text
    assert desk.written() == [] and desk.told.held("telegram", "7").reminders == 0


def test_another_source_for_the_same_day_disturbs_nobody(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.show("7", f"governor/governor_result/a{anchor.id}")
    desk.corrected(anchor, date(2027, 8, 15), "the Gazette")
    assert desk.written() == []
    desk.corrected(desk.anchors.in_force()[0], date(2027, 8, 16))
    assert len(desk.written()) == 1


def test_a_correction_nobody_has_confirmed_is_told_to_nobody(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.show("7", f"governor/governor_result/a{anchor.id}")
    desk.anchors.correct(int(anchor.id), date(2027, 8, 16), "x", "one")
    assert desk.written() == []


def test_who_was_shown_it_more_than_a_day_ago_is_not_known_any_more(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.show("7", f"governor/governor_result/a{anchor.id}")
    desk.remind("8", f"governor/governor_result/a{anchor.id}")
    desk.clock.forward(hours=24)
    desk.told.drop_old()
    desk.corrected(anchor, date(2027, 8, 16))
    assert [letter.person.id for letter in desk.written()] == ["8"]


def test_a_date_of_the_list_that_follows_from_a_declaration_is_corrected_too(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15), "president", "")
    desk.show("7", "date.president_petition_latest")
    desk.corrected(anchor, date(2027, 8, 16))
    (text,) = texts(desk.written())
    assert "Now: Monday 23 August 2027, before 14:00 (2 pm). Before, I said Sunday 22 August 2027" in text


def test_who_chose_plain_words_is_corrected_in_plain_words(desk: Desk) -> None:
    anchor = desk.declared(date(2027, 8, 15))
    desk.remind("7", f"governor/governor_result/a{anchor.id}", Wording.PLAIN)
    desk.corrected(anchor, date(2027, 8, 16))
    (text,) = texts(desk.written())
    assert "Now: Monday 13 September 2027" in text
    assert not [word for word in ("governor", "petition", "37D", "dispute", "declar") if word in text]


@pytest.mark.parametrize("what", ["stop", "forget"])
def test_who_stopped_or_was_forgotten_meanwhile_is_not_written_to(desk: Desk, what: str) -> None:
    desk.remind("7", GIVEN)
    desk.at("2027-09-12T09:00")
    (letter,) = desk.unasked.letters()
    getattr(desk.told, what)("telegram", "7")
    with pytest.raises(ChangedError), writing(desk.engine) as connection:
        letter.write(connection)
    assert desk.unasked.letters() == []

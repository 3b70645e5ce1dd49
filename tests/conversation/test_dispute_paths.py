"""Every path of /dispute: at most four taps, no dead end, and every end says who, where, by when, cost and source."""

from datetime import datetime

import pytest

from bot.clock import FixedClock
from bot.conversation import case as cases
from bot.conversation.case import NOTHING, Case, NoCaseError
from bot.conversation.disputes import Disputes
from bot.conversation.replies import LONGEST_ACTION_BYTES
from bot.situation.timeline import Timeline
from bot.texts import catalogue as texts
from knowledge.country import Country
from knowledge.models import Language
from tools.dispute_paths import WALKER, Walked, walk

MOMENTS = ("2026-11-20T09:00", "2027-08-19T14:50", "2028-06-01T09:00")
TAPS = 4


@pytest.fixture(scope="module")
def disputes(land: Country) -> Disputes:
    return Disputes(texts.read(land), land, FixedClock(datetime(2027, 8, 19, tzinfo=land.zone)))


def at(land: Country, moment: str) -> Timeline:
    return Timeline(land, datetime.fromisoformat(moment).replace(tzinfo=land.zone))


def walked(disputes: Disputes, land: Country, language: Language, moment: str = MOMENTS[1]) -> list[Walked]:
    return list(walk(disputes, at(land, moment), language))


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("language", list(Language))
def test_every_path_ends_on_a_page_after_at_most_four_taps(
    disputes: Disputes, land: Country, language: Language, moment: str
) -> None:
    paths = walked(disputes, land, language, moment)
    assert len(paths) > 300
    for path in paths:
        assert len(path.labels) <= TAPS, path.labels
        remind = ["remind"] if cases.read(path.action, land).when not in ("", NOTHING) else []
        assert [button.action.split(":")[0] for row in path.end.buttons for button in row] == [
            *("checklist", "keep", *remind, "person", "menu")
        ], path.labels


@pytest.mark.parametrize("language", list(Language))
def test_every_page_says_who_where_when_cost_and_source(disputes: Disputes, land: Country, language: Language) -> None:
    for path in walked(disputes, land, language):
        dispute = cases.dispute_of(cases.read(path.action, land), land)
        clauses = (dispute.who, dispute.where, dispute.cost, dispute.papers, dispute.first)
        for clause in (*clauses, dispute.after, dispute.appeal, dispute.lawyer):
            assert clause.words[language] in path.end.text and clause.source in path.end.text, path.labels
        rules = [land.deadlines[key] for key in dispute.deadlines]
        assert dispute.time or rules, dispute.id
        assert all(rule.period.source in path.end.text for rule in rules), path.labels
        assert dispute.time is None or dispute.time.words[language] in path.end.text, path.labels
        assert "{" not in path.end.text and "\n\n\n" not in path.end.text, path.labels


def test_every_dispute_and_every_role_is_reached(disputes: Disputes, land: Country) -> None:
    reached = [cases.read(path.action, land) for path in walked(disputes, land, Language.EN)]
    assert {case.dispute for case in reached} == {dispute.id for dispute in land.disputes}
    assert {case.who for case in reached} == {role.id for role in land.roles}


def test_a_seat_is_led_to_its_own_court(disputes: Disputes, land: Country) -> None:
    for path in walked(disputes, land, Language.EN):
        case = cases.read(path.action, land)
        offices = cases.dispute_of(case, land).offices
        assert not offices or case.office in offices, path.labels


def test_what_stands_behind_a_button_fits_and_reads_back(disputes: Disputes, land: Country) -> None:
    for path in walked(disputes, land, Language.EN):
        for prefix in ("dispute:", "checklist:", "keep:"):
            assert len(f"{prefix}{path.action}".encode()) <= LONGEST_ACTION_BYTES, path.action
        assert cases.read(path.action, land).action == path.action


@pytest.mark.parametrize("language", list(Language))
def test_every_page_can_be_ticked_off_and_kept(disputes: Disputes, land: Country, language: Language) -> None:
    timeline = at(land, MOMENTS[1])
    for path in walked(disputes, land, language):
        assert "☐" in disputes.checklist(path.action, timeline, language).text
        files = disputes.keep(path.action, timeline, language)
        assert path.end.text in files[0].content.decode()
        has_day = "2027" in path.action
        names = [file.name.rpartition(".")[2] for file in files]
        assert names == (["txt", "ics"] if has_day and "BEGIN:VEVENT" in files[-1].content.decode() else ["txt"])


@pytest.mark.parametrize(
    "action",
    [
        "king@seat",
        "governor@nowhere",
        "governor/no_dispute",
        "governor/governor_result/someday/voter",
        "governor/governor_result/2027-13-40/voter",
        "governor/governor_result/a99/voter",
        "governor/governor_result/-/king",
        "governor/governor_result/-/voter/more",
        "/",
        "////",
    ],
)
def test_a_button_that_leads_nowhere_is_refused(disputes: Disputes, land: Country, action: str) -> None:
    with pytest.raises(NoCaseError):
        disputes.press(WALKER, action, at(land, MOMENTS[1]), Language.EN)


def test_where_no_day_is_known_none_is_computed(disputes: Disputes, land: Country) -> None:
    case = Case("president", "", "president_result", NOTHING, "voter")
    text = disputes.follow(case, at(land, MOMENTS[1]), Language.EN).text
    assert "on the last day before 14:00 (2 pm) (Constitution of Kenya 2010, Art. 140(1))." in text
    assert text.count("so I compute no date") == 1 and "24 August" not in text


def test_what_follows_the_filing_is_counted_from_its_last_day(disputes: Disputes, land: Country) -> None:
    case = Case("president", "", "president_result", "2027-08-15", "voter")
    text = disputes.follow(case, at(land, "2027-08-16T09:00"), Language.EN).text
    assert "by Sunday 22 August 2027, before 14:00 (2 pm). 6 days left." in text
    assert "decides a presidential petition: by Sunday 5 September 2027" in text
    assert "Fresh presidential election after one was declared invalid: by Thursday 4 November 2027" in text
    assert "As a voter registered there you are named among them." in text


def test_too_late_says_so_and_what_is_still_open(disputes: Disputes, land: Country) -> None:
    case = Case("governor", "", "governor_result", "2027-08-13", "candidate")
    text = disputes.follow(case, at(land, "2027-10-01T09:00"), Language.EN).text
    assert "the last day was Friday 10 September 2027. It has passed." in text
    assert "What is still open:" in text and "Election offence" in text
    assert "If it is done on the last day" not in text


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("candidate", "you are named among them"),
        ("party", "Whether a party alone may bring it is not confirmed"),
        ("observer", "Our sources do not name an observer"),
    ],
)
def test_the_page_says_what_the_role_means(disputes: Disputes, land: Country, who: str, said: str) -> None:
    case = Case("governor", "", "governor_result", NOTHING, who)
    assert said in disputes.follow(case, at(land, MOMENTS[1]), Language.EN).text

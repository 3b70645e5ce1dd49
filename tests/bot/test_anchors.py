"""Days recorded by the desk: by one person, confirmed by a second, corrected, withdrawn."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot import __main__ as program
from bot import app
from bot.config import Config
from bot.models import Anchor
from bot.store.anchors import AnchorError, Anchors, Draft
from bot.store.database import engine
from tests.bot.talking import SetClock
from tests.conftest import Ran

DECLARED = Draft("ke-2027", "declaration", date(2027, 8, 15), "the IEBC's notice", "president")


@pytest.fixture
def desk_clock() -> SetClock:
    return SetClock(datetime(2027, 8, 16, 9).astimezone())


@pytest.fixture
def anchors(settings: Config, desk_clock: SetClock) -> Anchors:
    return Anchors(engine(settings.database), desk_clock)


@pytest.fixture
def anchor(published: Config, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The desk's command line: `anchor("list")`."""

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        status = program.main(["anchor", *arguments])
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return run


def days(anchors: Anchors) -> list[date]:
    return [anchor.day for anchor in anchors.in_force()]


def test_a_recorded_day_counts_for_nothing_until_a_second_person_confirms_it(anchors: Anchors) -> None:
    number = anchors.record(DECLARED, "desk one")
    assert days(anchors) == []
    with pytest.raises(AnchorError, match="another person must confirm"):
        anchors.confirm(number, "desk one")
    assert days(anchors) == []
    anchors.confirm(number, "desk two")
    assert days(anchors) == [date(2027, 8, 15)]


def test_what_counts_says_when_it_was_recorded_and_from_where(anchors: Anchors) -> None:
    anchors.confirm(anchors.record(DECLARED, "desk one"), "desk two")
    assert anchors.in_force() == (
        Anchor("1", "ke-2027", "declaration", DECLARED.day, DECLARED.source, "president", "", date(2027, 8, 16)),
    )


def test_a_correction_replaces_what_counts_only_once_it_is_confirmed(anchors: Anchors, desk_clock: SetClock) -> None:
    first = anchors.record(DECLARED, "desk one")
    anchors.confirm(first, "desk two")
    desk_clock.moment += timedelta(days=1)
    second = anchors.correct(first, date(2027, 8, 16), "the Gazette", "desk one")
    assert days(anchors) == [date(2027, 8, 15)]
    anchors.confirm(second, "desk two")
    (corrected,) = anchors.in_force()
    assert (corrected.day, corrected.was, corrected.source) == (date(2027, 8, 16), date(2027, 8, 15), "the Gazette")
    assert len(anchors.entries()) == 2  # nothing is erased


def test_a_day_is_withdrawn_at_once_by_one_person(anchors: Anchors) -> None:
    number = anchors.record(DECLARED, "desk one")
    anchors.confirm(number, "desk two")
    anchors.withdraw(number, "desk one")
    assert days(anchors) == [] and len(anchors.entries()) == 1


def test_a_withdrawn_correction_does_not_bring_back_what_was_wrong(anchors: Anchors) -> None:
    first = anchors.record(DECLARED, "desk one")
    anchors.confirm(first, "desk two")
    second = anchors.correct(first, date(2027, 8, 16), "the Gazette", "desk one")
    anchors.confirm(second, "desk two")
    anchors.withdraw(second, "desk one")
    assert days(anchors) == []


def test_what_cannot_be_done_says_why(anchors: Anchors) -> None:
    number = anchors.record(DECLARED, "desk one")
    with pytest.raises(AnchorError, match="no entry 9"):
        anchors.confirm(9, "desk two")
    with pytest.raises(AnchorError, match="not in force"):
        anchors.correct(number, date(2027, 8, 16), "x", "desk two")
    anchors.confirm(number, "desk two")
    with pytest.raises(AnchorError, match="already confirmed"):
        anchors.confirm(number, "desk three")
    anchors.withdraw(number, "desk two")
    with pytest.raises(AnchorError, match="already withdrawn"):
        anchors.withdraw(number, "desk two")


# --- the command line -------------------------------------------------------------------------------------------------


def test_the_desk_records_confirms_corrects_and_lists(anchor: Callable[..., Ran], settings: Config) -> None:
    recorded = anchor(
        *("record", "declaration", "2022-08-13", "--office", "governor", "--area", "Nakuru"),
        *("--source", "the form on the wall", "--by", "one"),
    )
    assert (recorded.status, recorded.err) == (0, "") and "1 is recorded" in recorded.out
    assert "counts not" in anchor("list").out
    assert "1 is confirmed" in anchor("confirm", "1", "--by", "two").out
    assert "declaration governor 32 2022-08-13, counts; recorded" in anchor("list").out
    assert "2 corrects 1" in anchor("correct", "1", "2022-08-14", "--source", "Gazette", "--by", "two").out
    anchor("confirm", "2", "--by", "one")
    assert [found.day for found in app.anchors_in_force(settings)] == [date(2022, 8, 14)]
    assert "2 is withdrawn" in anchor("withdraw", "2", "--by", "one").out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("coronation", "2022-08-13", "--office", "president"), "'coronation' is no event"),
        (("declaration", "2022-08-13", "--office", "king"), "'king' is no seat"),
        (("declaration", "2022-08-13", "--office", "governor"), "governor is elected by county"),
        (("declaration", "2022-08-13", "--office", "governor", "--area", "Atlantis"), "'Atlantis' is not a county"),
        (("declaration", "2022-08-13", "--office", "president", "--area", "Nakuru"), "leave --area out"),
        (("declaration", "2999-08-13", "--office", "president"), "lies ahead"),
    ],
)
def test_what_is_mistyped_is_refused_with_a_remedy(
    anchor: Callable[..., Ran], typed: tuple[str, ...], said: str
) -> None:
    ran = anchor("record", *typed, "--source", "x", "--by", "one")
    assert ran.status == 1 and said in ran.err and "Traceback" not in ran.err
    assert anchor("list").out == ""


def test_asking_without_a_desk_creates_no_database(settings: Config) -> None:
    assert app.anchors_in_force(settings) == ()
    assert not Path(settings.database).exists()

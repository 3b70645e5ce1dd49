"""The calendar file: what phones must be able to read."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.situation.calendar_file import Entry, calendar

ZONE = ZoneInfo("Africa/Nairobi")
MADE = datetime(2027, 8, 16, 9, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_stands_in_the_calendar_as_a_whole_day() -> None:
    lines = unfolded(calendar([Entry(date(2027, 8, 31), "Run-off", "Art. 138")], ZONE, MADE))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART;VALUE=DATE:20270831" in lines and "DTEND;VALUE=DATE:20270901" in lines
    assert "DTSTAMP:20270816T090000Z" in lines and "SUMMARY:Run-off" in lines


def test_an_hour_is_written_in_utc_and_ends_the_entry() -> None:
    lines = unfolded(calendar([Entry(date(2027, 8, 22), "File", "", time(14))], ZONE, MADE))
    assert "DTSTART:20270822T100000Z" in lines and "DTEND:20270822T110000Z" in lines


def test_the_phone_reminds_before() -> None:
    lines = unfolded(calendar([Entry(date(2027, 8, 22), "File", "", alarm_days=(3, 1))], ZONE, MADE))
    assert [line for line in lines if line.startswith("TRIGGER")] == ["TRIGGER:-P3D", "TRIGGER:-P1D"]
    assert lines.count("BEGIN:VALARM") == lines.count("END:VALARM") == 2


def test_long_lines_are_folded_and_signs_escaped() -> None:
    text = "Rais; kesi, siku 7\\8\n" + "é" * 200
    content = calendar([Entry(date(2027, 8, 22), "T", text)], ZONE, MADE)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.count(b"\n") == content.count(b"\r\n")
    described = next(line for line in unfolded(content) if line.startswith("DESCRIPTION:"))
    assert described == "DESCRIPTION:Rais\\; kesi\\, siku 7\\\\8\\n" + "é" * 200


def test_a_file_opened_twice_doubles_nothing() -> None:
    entries = [Entry(date(2027, 8, 22), "File", ""), Entry(date(2027, 8, 23), "File", "")]
    once, again = (
        [line for line in unfolded(calendar(entries, ZONE, made)) if line.startswith("UID:")]
        for made in (MADE, datetime(2027, 8, 17, tzinfo=UTC))
    )
    assert once == again and len(set(once)) == 2

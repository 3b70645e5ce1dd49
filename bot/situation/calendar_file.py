"""Days as a calendar file that phones open (iCalendar, RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

LONGEST_LINE_BYTES = 75
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kura Salama//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
_ESCAPED = (("\\", "\\\\"), ("\n", "\\n"), (",", "\\,"), (";", "\\;"))


@dataclass(frozen=True)
class Entry:
    """One day of the calendar; `until` is the hour at which it is over, where there is one.

    `alarm_days` are how long before, in days, the phone reminds of it.
    """

    day: date
    title: str
    text: str
    until: time | None = None
    alarm_days: tuple[int, ...] = ()


def calendar(entries: Sequence[Entry], zone: ZoneInfo, made: datetime) -> bytes:
    """The same entries always get the same UIDs, so that a file opened again doubles nothing."""
    lines = [*_HEAD]
    for entry in entries:
        lines += _event(entry, zone, made)
    return b"".join(_folded(line) for line in (*lines, "END:VCALENDAR"))


def _event(entry: Entry, zone: ZoneInfo, made: datetime) -> list[str]:
    key = sha256(f"{entry.day}{entry.title}".encode()).hexdigest()[:24]
    lines = ["BEGIN:VEVENT", f"UID:{key}@kura-salama", f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
    lines += _span(entry, zone)
    lines += [f"SUMMARY:{_escaped(entry.title)}", f"DESCRIPTION:{_escaped(entry.text)}", "TRANSP:TRANSPARENT"]
    for days in entry.alarm_days:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(entry.title)}"]
        lines += [f"TRIGGER:-P{days}D", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _span(entry: Entry, zone: ZoneInfo) -> list[str]:
    """The whole day; or the last hour of the time, in UTC, so that no phone shifts it."""
    if entry.until is None:
        return [f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}", f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"]
    end = datetime.combine(entry.day, entry.until, zone).astimezone(UTC)
    return [f"DTSTART:{end - timedelta(hours=1):%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"]


def _escaped(text: str) -> str:
    for plain, written in _ESCAPED:
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> bytes:
    """Cut into lines of at most 75 bytes, never inside a letter."""
    pieces, piece = [], b""
    for letter in line:
        written = letter.encode()
        if len(piece) + len(written) > LONGEST_LINE_BYTES:
            pieces.append(piece)
            piece = b" "
        piece += written
    return b"\r\n".join([*pieces, piece]) + b"\r\n"

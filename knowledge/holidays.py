"""Public holidays: on a fixed day, by Easter, by the moon, or by decree. The last two are known only once announced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from knowledge.entries import Entry, listed
from knowledge.key_dates import KeyDate
from knowledge.models import Confidence, Words

KEYS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "fixed": ("month", "day"),
    "easter": ("easter_offset",),
    "moon": ("announced",),
    "decree": ("announced",),
}
ON_A_KEY_DATE = "date"  # of a holiday by decree, where only whether it is one is open


class HolidayKind(StrEnum):
    FIXED = "fixed"
    EASTER = "easter"
    MOON = "moon"
    DECREE = "decree"


@dataclass(frozen=True)
class Holiday:
    """A public holiday. Only the keys of its kind are set; `announced` holds the days that the Gazette has named.

    `expected` is the day of the key date that it would be on, where it lies on one: then it can be on no other.
    """

    id: str
    name: Words
    kind: HolidayKind
    source: str
    confidence: Confidence
    month: int = 0
    day_of_month: int = 0
    easter_offset: int = 0
    announced: tuple[date, ...] = ()
    expected: date | None = None

    def day(self, year: int) -> date | None:
        """Its day in `year` before any move off a Sunday; None where it has not been announced."""
        if self.kind is HolidayKind.FIXED:
            return date(year, self.month, self.day_of_month)
        if self.kind is HolidayKind.EASTER:
            return easter_sunday(year) + timedelta(days=self.easter_offset)
        return next((day for day in self.announced if day.year == year), None)


def read(table: Mapping[str, Any], key_dates: Mapping[str, KeyDate]) -> tuple[Holiday, ...]:
    return tuple(_holiday(key, entry, key_dates) for key, entry in listed(table, "holiday"))


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar: the Sunday after the church's full moon of spring.

    The rule of 1582 in whole numbers, as in Meeus, "Astronomical Algorithms" (1991), chapter 8.
    """
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_drift = (century - (century + 8) // 25 + 1) // 3
    full_moon = (19 * golden + century - leap_centuries - moon_drift + 15) % 30
    leap_years, year_rest = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - full_moon - year_rest) % 7
    late_moon = (golden + 11 * full_moon + 22 * to_sunday) // 451
    month, day = divmod(full_moon + to_sunday - 7 * late_moon + 114, 31)
    return date(year, month, day + 1)


def _holiday(key: str, entry: Entry, key_dates: Mapping[str, KeyDate]) -> Holiday:
    kind = entry.choice("kind", HolidayKind)
    of_date = (ON_A_KEY_DATE,) if kind is HolidayKind.DECREE else ()
    entry.only("id", "name", "kind", "source", "confidence", *KEYS_OF_KIND[kind], *of_date)
    lies_on = entry.among(ON_A_KEY_DATE, key_dates, "date") if ON_A_KEY_DATE in entry.table else ""
    holiday = Holiday(
        id=key,
        name=entry.words("name"),
        kind=kind,
        source=entry.text("source"),
        confidence=entry.choice("confidence", Confidence),
        month=entry.whole("month") if kind is HolidayKind.FIXED else 0,
        day_of_month=entry.whole("day") if kind is HolidayKind.FIXED else 0,
        easter_offset=entry.whole("easter_offset") if kind is HolidayKind.EASTER else 0,
        announced=entry.days("announced") if kind in (HolidayKind.MOON, HolidayKind.DECREE) else (),
        expected=key_dates[lies_on].day if lies_on else None,
    )
    if kind is HolidayKind.FIXED:
        _refuse_no_day(holiday, entry)
    return holiday


def _refuse_no_day(holiday: Holiday, entry: Entry) -> None:
    """A fixed day must exist in every year, so 29 February is none."""
    try:
        date(2027, holiday.month, holiday.day_of_month)
    except ValueError:
        raise entry.wrong("day", "is no day of that month in every year. Correct `month` or `day`.") from None

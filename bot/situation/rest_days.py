"""Days on which a time cannot end: Sundays, public holidays, days on which no court sits."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

from knowledge.deadline_rules import Rest
from knowledge.holidays import Holiday, HolidayKind

ONE_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
_BY_CALENDAR = (HolidayKind.FIXED, HolidayKind.EASTER)


class RestDays:
    """What the country's list of holidays makes of each day. Those that nobody has announced are not known to it."""

    def __init__(self, holidays: tuple[Holiday, ...]) -> None:
        self._holidays = holidays
        self._of_year = cache(self._kept_in)

    def is_holiday(self, day: date) -> bool:
        return day in self._of_year(day.year)

    def is_rest(self, day: date, kinds: Collection[Rest]) -> bool:
        is_sunday, is_holiday = day.weekday() == SUNDAY, self.is_holiday(day)
        no_court = Rest.NOT_A_COURT_DAY in kinds and (is_sunday or is_holiday or day.weekday() == SATURDAY)
        return (Rest.SUNDAY in kinds and is_sunday) or (Rest.PUBLIC_HOLIDAY in kinds and is_holiday) or no_court

    def free_from(self, day: date, kinds: Collection[Rest]) -> date:
        """`day`, or the first after it that is none of `kinds`."""
        while self.is_rest(day, kinds):
            day += ONE_DAY
        return day

    def working_until(self, day: date) -> date:
        """`day`, or the last before it on which offices work."""
        while self.is_rest(day, (Rest.NOT_A_COURT_DAY,)):
            day -= ONE_DAY
        return day

    def unknown(self, first: date, last: date) -> tuple[Holiday, ...]:
        """Holidays by the moon or by decree that may lie between these days: none of theirs is announced there."""
        return tuple(
            holiday
            for holiday in self._holidays
            if holiday.kind not in _BY_CALENDAR
            and any(holiday.day(year) is None for year in range(first.year, last.year + 1))
            and (holiday.expected is None or first <= holiday.expected <= last)
        )

    def _kept_in(self, year: int) -> frozenset[date]:
        """A holiday of the calendar that falls on a Sunday is kept on the next day that is no holiday itself."""
        days = {day for holiday in self._holidays for day in _days(holiday, year)}
        moved = sorted(
            day
            for holiday in self._holidays
            if holiday.kind in _BY_CALENDAR and (day := holiday.day(year)) and day.weekday() == SUNDAY
        )
        for day in moved:
            while day in days or day.weekday() == SUNDAY:
                day += ONE_DAY
            days.add(day)
        return frozenset(days)


def _days(holiday: Holiday, year: int) -> set[date]:
    """All announced days of the year: a decree may name several."""
    if holiday.kind in _BY_CALENDAR:
        day = holiday.day(year)
        return {day} if day else set()
    return {day for day in holiday.announced if day.year == year}

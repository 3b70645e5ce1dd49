"""When somebody is reminded of a day, in time to still act before it."""

from datetime import date, datetime, time, timedelta

from bot.situation.rest_days import ONE_DAY

DAYS_BEFORE = (3, 1)


def moments(day: date, working_day: date, at: time) -> tuple[datetime, ...]:
    """Three days and one day before `day`, at the hour `at`, whose zone they have.

    The first comes earlier where offices are shut from then until `day`: a day before the last `working_day`.
    """
    first, *others = (day - timedelta(days=before) for before in DAYS_BEFORE)
    days = {min(first, working_day - ONE_DAY), *others}
    return tuple(datetime.combine(one, at) for one in sorted(days))

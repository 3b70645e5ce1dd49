"""Days as people write them in either language: yesterday, juzi, tarehe 15, on Sunday, 15/8, 15 August."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge import speech
from knowledge.models import Language

LONG_AGO = timedelta(days=250)  # a day of the year that lies further back is rather meant of this year

_AGO = {
    **dict.fromkeys(("today", "this morning", "tonight", "this afternoon", "leo"), 0),
    **dict.fromkeys(("yesterday", "last night", "jana"), 1),
    **dict.fromkeys(("day before yesterday", "two nights ago", "juzi"), 2),
}
_NUMBERS = {
    name: number
    for names in (
        ("a", "two", "three", "four", "five", "six", "seven"),
        ("moja", "mbili", "tatu", "nne", "tano", "sita", "saba"),
    )
    for number, name in enumerate(names, 1)
}
_MONTHS = {name.lower(): number for names in speech.MONTHS.values() for number, name in enumerate(names, 1)}
_MONTHS |= {name.lower()[:3]: number for number, name in enumerate(speech.MONTHS[Language.EN], 1)} | {"sept": 9}
_SWAHILI_MONTHS = ("kwanza", "pili", "tatu", "nne", "tano", "sita", "saba", "nane", "tisa", "kumi")
_WEEKDAYS = {name.lower(): number for names in speech.WEEKDAYS.values() for number, name in enumerate(names)}
_WEEKDAYS |= {name.replace("juma", "j"): day for name, day in _WEEKDAYS.items() if name.startswith("juma")}
_SHORT = {name[:3].lower(): number for number, name in enumerate(speech.WEEKDAYS[Language.EN])}

_FILLING = frozenset(
    (
        *("on", "it", "was", "the", "last", "this", "in", "of", "at", "about", "declared", "announced", "evening"),
        *("morning", "night", "afternoon", "day", "date", "ni", "ilikuwa", "ilitangazwa", "yalitangazwa"),
        *("walitangaza", "iliyopita", "ya", "wa", "siku", "tarehe", "mwezi", "usiku", "asubuhi", "jioni"),
        *("mchana"),
    )
)  # beside a day these say nothing more

_month = "|".join(sorted(_MONTHS, key=len, reverse=True))
_number = "|".join(_NUMBERS)
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:,? +(20\d\d))?"


@dataclass(frozen=True)
class Mention:
    """A day named in a text, and where."""

    at: int
    day: date


def days_in(text: str, today: date) -> list[Mention]:
    """The days that a text names, in its order; one without a year is the last such. What is unsure is left out."""
    found: list[Mention] = []
    taken: set[int] = set()
    plain = text.lower().replace("’", "'")
    for pattern, day_of in _KINDS:
        for match in pattern.finditer(plain):
            if taken.isdisjoint(range(*match.span())):
                taken |= set(range(*match.span()))
                day = day_of(match, today)
                found += [Mention(match.start(), day)] if day else []
    return sorted(found, key=lambda mention: mention.at)


def day_of(text: str, today: date, words: Sequence[str]) -> date | None:
    """The day of what `words` name: the one mentioned nearest to one of them. None where no word or no day is there."""
    plain = text.lower()
    places = [plain.find(word) for word in words if word in plain]
    mentions = days_in(text, today)
    if not places or not mentions:
        return None
    return min(mentions, key=lambda mention: min(abs(mention.at - place) for place in places)).day


def is_only_a_day(text: str, today: date) -> bool:
    """Whether a text says a day and nothing else that could matter."""
    rest = text.lower()
    for pattern, _ in _KINDS:
        rest = pattern.sub(" ", rest)
    words = re.findall(r"[^\W_]+", rest)
    return only_day(text, today) is not None and all(word in _FILLING for word in words)


def only_day(text: str, today: date) -> date | None:
    """The one day that a text names; None where it names none or several."""
    days = {mention.day for mention in days_in(text, today)}
    return days.pop() if len(days) == 1 else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_year(day: int, month: int, year: str | None, today: date) -> date | None:
    """Without a year: this year's if it is past or nearer than last year's."""
    if year:
        return _valid(int(year) + (2000 if int(year) < 100 else 0), month, day)
    this, last = _valid(today.year, month, day), _valid(today.year - 1, month, day)
    if this and this > today and last and today - last <= LONG_AGO:
        return last
    return this


def _of_month(day: int, today: date) -> date | None:
    """`tarehe 15`: the last fifteenth."""
    if day <= today.day:
        return _valid(today.year, today.month, day)
    before = today.replace(day=1) - timedelta(days=1)
    return _valid(before.year, before.month, day)


def _weekday(name: str, today: date) -> date | None:
    """The last one. On that day itself nobody can tell whether today or a week ago is meant."""
    number = _WEEKDAYS.get(name, _SHORT.get(name[:3], -1))
    ago = (today.weekday() - number) % 7
    return today - timedelta(days=ago) if ago else None


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text]


def _swahili_month(name: str) -> int:
    """`mwezi wa nane`, `mwezi wa 8`."""
    return int(name) if name.isdecimal() else _SWAHILI_MONTHS.index(name) + 1


def _patterns() -> Iterator[tuple[str, Callable[[re.Match[str], date], date | None]]]:
    """The longer ways first: what one has read is not read again."""
    yield r"\b(20\d\d)-(\d\d?)-(\d\d?)\b", lambda m, _: _valid(int(m[1]), int(m[2]), int(m[3]))
    yield (
        r"\b(\d\d?)[/.](\d\d?)(?:[/.](20\d\d|\d\d))?\b",
        lambda m, today: _of_year(int(m[1]), int(m[2]), m[3], today) if 1 <= int(m[2]) <= 12 else None,
    )
    yield (
        rf"\b(\d\d?){_TH} +(?:of +|ya +)?({_month})\b{_YEAR}",
        lambda m, today: _of_year(int(m[1]), _MONTHS[m[2]], m[3], today),
    )
    yield (
        rf"(?<!\bi )(?<!you )(?<!we )(?<!they )\b({_month}) +(\d\d?){_TH}\b{_YEAR}",  # "I may 2 times" is no 2 May
        lambda m, today: _of_year(int(m[2]), _MONTHS[m[1]], m[3], today),
    )
    yield (
        rf"\btarehe +(\d\d?),? +mwezi +(?:wa +)?({'|'.join(_SWAHILI_MONTHS)}|\d\d?)\b",
        lambda m, today: _of_year(int(m[1]), _swahili_month(m[2]), None, today),
    )
    yield (
        rf"\b(\d+|{_number}) +days? +ago\b|\bsiku +(\d+|{_number}) +(?:zilizo|iliyo)pita\b",
        lambda m, today: today - timedelta(days=_count(m[1] or m[2])),
    )
    yield rf"\b({'|'.join(sorted(_AGO, key=len, reverse=True))})\b", lambda m, today: today - timedelta(days=_AGO[m[1]])
    yield r"\b(?:tarehe|date|the) +(\d\d?)(?:st|nd|rd|th)?\b", lambda m, today: _of_month(int(m[1]), today)
    yield r"\b(\d\d?)(?:st|nd|rd|th)\b", lambda m, today: _of_month(int(m[1]), today)
    yield rf"\b({'|'.join(_WEEKDAYS)})\b", lambda m, today: _weekday(m[1], today)
    yield rf"\b(?:on|last|this) +({'|'.join(_SHORT)})\b", lambda m, today: _weekday(m[1], today)


_KINDS = [(re.compile(pattern), day_of) for pattern, day_of in _patterns()]

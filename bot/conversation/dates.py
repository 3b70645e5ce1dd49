"""/dates: the key dates as they are known today, as a list and as a calendar file."""

from bot.conversation.reckoning import Reckoning
from bot.conversation.replies import Button, File, Reply
from bot.situation.calendar_file import Entry, calendar
from bot.situation.dates import Dated, Known, dates
from bot.situation.timeline import Timeline
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.models import Language

CALENDAR, REMIND = "calendar", "reminders"
ALARM_DAYS = (3, 1)


class Dates:
    def __init__(self, catalogue: Catalogue, reckoning: Reckoning) -> None:
        self._catalogue = catalogue
        self._reckoning = reckoning

    def page(self, timeline: Timeline, moments: tuple[Button, ...], can_remind: bool, language: Language) -> Reply:
        """`moments` are buttons of the cards on how to stay safe, one a row."""
        found = dates(timeline)
        known = "\n".join(self._line(dated, timeline, language) for dated in found if dated.day)
        unknown = "\n".join(self._line(dated, timeline, language) for dated in found if not dated.day)
        values = {
            "election": self._name(timeline, language),
            "today": speech.day(timeline.today, language, weekday=True),
            "known": known,
        }
        say = self._catalogue.say
        text = (
            say("dates.text", language, unknown=unknown, **values)
            if unknown
            else say("dates.text_known", language, **values)
        )
        keep = [Button(say("button.calendar", language), CALENDAR)]
        if can_remind:
            keep.append(Button(say("button.remind", language), REMIND))
        menu = Button(say("button.menu", language), "menu")
        told = tuple(day for reckoned in self._reckoning.dates(timeline) for day in reckoned.told)
        return Reply(text, (*((button,) for button in moments), tuple(keep), (menu,)), told=told)

    def file(self, timeline: Timeline, language: Language) -> File:
        """The days that are known; those of today and before have no alarm."""
        entries = [
            Entry(
                dated.day,
                dated.key_date.name[language],
                dated.key_date.source,
                alarm_days=ALARM_DAYS if dated.day > timeline.today else (),
            )
            for dated in dates(timeline)
            if dated.day
        ]
        content = calendar(entries, timeline.country.zone, timeline.now)
        say = self._catalogue.say
        told = tuple(day for reckoned in self._reckoning.dates(timeline) for day in reckoned.told)
        return File(say("dates.file_name", language), content, say("dates.file", language), told)

    def _line(self, dated: Dated, timeline: Timeline, language: Language) -> str:
        name = dated.key_date.name[language]
        if dated.day is None:
            return self._catalogue.say("dates.unknown", language, name=name)
        key = "dates.expected" if dated.known is Known.EXPECTED else "dates.counted"
        day = speech.day(dated.day, language, weekday=True)
        return self._catalogue.say(key, language, day=day, name=name, source=self._source(dated, timeline, language))

    def _source(self, dated: Dated, timeline: Timeline, language: Language) -> str:
        """That of the day itself; of a counted one the rule, and the day that it is counted from."""
        if dated.start is None or not dated.key_date.rule:
            return dated.start.source if dated.start else dated.key_date.source
        country, start = timeline.country, dated.start
        return self._catalogue.say(
            "dates.counted_from",
            language,
            source=country.deadlines[dated.key_date.rule].period.source,
            event=country.events[start.event].name[language],
            day=speech.day(start.day, language),
        )

    def _name(self, timeline: Timeline, language: Language) -> str:
        """A past election goes by its day."""
        return timeline.country.election_name[language] if timeline.is_current else speech.day(timeline.poll, language)

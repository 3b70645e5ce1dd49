"""Today, as a person reads it: the phase of the election, and whether polling stations are open."""

from datetime import timedelta

from bot.situation import phases
from bot.situation.deadline_words import days_until
from bot.situation.polls import Polls, PollsState, polls
from bot.situation.timeline import Timeline
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.models import Language

MINUTES_IN_AN_HOUR = 60


class ClockWords:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def polls(self, timeline: Timeline, language: Language) -> str:
        """Open or not, until when, and by which hours."""
        found = polls(timeline)
        source = self._say("polls.source", language, source=timeline.country.polling.source)
        return f"{self._state(found, timeline, language)}\n{source}"

    def today(self, timeline: Timeline, language: Language) -> str:
        """One line for the menu: the phase, or how far polling day is; on the day itself the clock."""
        found = polls(timeline)
        if found.state in (PollsState.LATER_TODAY, PollsState.OPEN):
            return self._state(found, timeline, language)
        day = speech.day(timeline.today, language, weekday=True)
        phase = phases.current(timeline)
        if phase:
            said = self._say("today.phase", language, day=day, phase=phase.name[language])
        else:
            said = self._say("today.between", language, day=day)
        if found.state is not PollsState.ANOTHER_DAY:
            return said
        left = days_until(timeline.poll, timeline.today, language)
        to_poll = self._say("today.to_poll", language, left=left)
        return f"{said} {to_poll}"

    def _state(self, found: Polls, timeline: Timeline, language: Language) -> str:
        until = found.opens if found.state is PollsState.LATER_TODAY else found.closes
        left = self._duration(until - timeline.now, language)
        if found.state is PollsState.ANOTHER_DAY:
            left = days_until(timeline.poll, timeline.today, language)
        return self._say(
            f"polls.{found.state.value}",
            language,
            now=speech.clock(timeline.now.time(), language),
            open=speech.clock(found.opens.time(), language),
            close=speech.clock(found.closes.time(), language),
            today=speech.day(timeline.today, language, weekday=True),
            day=speech.day(timeline.poll, language, weekday=True),
            left=left,
        )

    def _duration(self, time_left: timedelta, language: Language) -> str:
        """Whole minutes, rounded down: nobody comes late for a minute that was promised."""
        hours, minutes = divmod(int(time_left.total_seconds()) // 60, MINUTES_IN_AN_HOUR)
        if hours:
            return self._say("polls.hours", language, hours=str(hours), minutes=str(minutes))
        return self._say("polls.minutes", language, minutes=str(minutes))

    def _say(self, key: str, language: Language, **values: str) -> str:
        return self._catalogue.say(key, language, **values)

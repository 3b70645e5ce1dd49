"""The button "Remind me": offered with its days, kept once a wording is chosen, stopped by another button."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from bot.conversation.reckoning import Reckoned, Reckoning, end_of
from bot.conversation.reminder_words import ReminderWords
from bot.conversation.replies import Button, Effect, Person, Reply
from bot.situation.reminder_days import moments
from bot.situation.timeline import Timeline
from bot.store.told import Told, ToldDays, Wording
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.models import Language

FURTHEST = timedelta(days=90)  # nothing of a person is kept for longer
MOST = 20  # reminders of one person
ALL = "*"  # in place of a matter


class Reminders:
    """`channels` are those on which something can be sent later, `hour` is that of the country at which it is."""

    def __init__(
        self,
        told: ToldDays,
        reckoning: Reckoning,
        words: ReminderWords,
        catalogue: Catalogue,
        hour: int,
        channels: Collection[str],
    ) -> None:
        self._told = told
        self._reckoning = reckoning
        self._words = words
        self._catalogue = catalogue
        self._hour = hour
        self._channels = channels

    def press(self, person: Person, kind: str, value: str, timeline: Timeline, language: Language) -> Effect | None:
        """None for a button that leads nowhere."""
        if kind == "reminders":
            return self._of_dates(timeline, language)
        if kind == "stop":
            return self._stopped(person, value, timeline, language)
        wording, _, matter = value.partition(":") if kind == "remind-as" else ("", "", value)
        reckoned = self._reckoning.of(matter, timeline)
        if reckoned is None or (wording and wording not in set(Wording)):
            return None
        if why_not := self._why_not(person, reckoned, timeline, language):
            return Reply(why_not)
        if not wording:
            return self._offered(reckoned, timeline, language)
        return self._kept(person, reckoned, Wording(wording), timeline, language)

    def is_possible(self, timeline: Timeline) -> bool:
        """Whether there is any key date to be reminded of."""
        return bool(self._dates(timeline))

    def ahead(self, reckoned: Reckoned, timeline: Timeline) -> list[datetime]:
        """When a reminder is still to be sent."""
        at = time(self._hour, tzinfo=timeline.country.zone)
        return [moment for moment in moments(reckoned.day, reckoned.working_day, at) if moment > timeline.now]

    def _dates(self, timeline: Timeline) -> list[Reckoned]:
        return [
            reckoned
            for reckoned in self._reckoning.dates(timeline)
            if self.ahead(reckoned, timeline) and reckoned.day - timeline.today <= FURTHEST
        ]

    def _of_dates(self, timeline: Timeline, language: Language) -> Reply:
        rows = []
        for reckoned in self._dates(timeline):
            label = f"{speech.day(reckoned.day, language)}: {reckoned.name[language]}"
            rows.append((Button(label, f"remind:{reckoned.matter}"),))
        if not rows:
            return Reply(self._say("no_dates", language))
        return Reply(self._say("which", language), tuple(rows))

    def _why_not(self, person: Person, reckoned: Reckoned, timeline: Timeline, language: Language) -> str:
        day = self._words.until(reckoned, language)
        if person.channel not in self._channels:
            return self._say("not_here", language)
        if reckoned.is_passed(timeline.now):
            return self._say("passed", language, day=day)
        if not self.ahead(reckoned, timeline):
            return self._say("too_near", language, day=day)
        if reckoned.day - timeline.today > FURTHEST:
            return self._say("too_far", language, day=day)
        if self._told.held(person.channel, person.id).reminders >= MOST:
            return self._say("too_many", language, most=str(MOST))
        return ""

    def _offered(self, reckoned: Reckoned, timeline: Timeline, language: Language) -> Reply:
        labels = {Wording.FULL: "button.remind_full", Wording.PLAIN: "button.remind_plain"}
        rows = [
            (Button(self._catalogue.say(label, language), f"remind-as:{wording.value}:{reckoned.matter}"),)
            for wording, label in labels.items()
        ]
        menu = Button(self._catalogue.say("button.menu", language), "menu")
        when = self._when(reckoned, timeline, language)
        day = self._words.until(reckoned, language)
        return Reply(self._say("offer", language, when=when, day=day), (*rows, (menu,)), told=reckoned.told)

    def _kept(
        self, person: Person, reckoned: Reckoned, wording: Wording, timeline: Timeline, language: Language
    ) -> Reply:
        told = Told(
            channel=person.channel,
            person=person.id,
            matter=reckoned.matter,
            key=reckoned.key,
            day=reckoned.day,
            language=language,
            anchor=reckoned.anchor.id if reckoned.anchor else "",
            wording=wording,
        )
        self._told.remind(told, self.ahead(reckoned, timeline)[0], end_of(reckoned.day, timeline))
        stop = Button(self._catalogue.say("button.stop", language), f"stop:{reckoned.matter}")
        menu = Button(self._catalogue.say("button.menu", language), "menu")
        return Reply(self._say("kept", language, when=self._when(reckoned, timeline, language)), ((stop,), (menu,)))

    def _stopped(self, person: Person, matter: str, timeline: Timeline, language: Language) -> Reply:
        """A matter that has no day any more is no reminder either; what else is kept of this person is named."""
        reckoned = self._reckoning.of(matter, timeline)
        if reckoned or matter == ALL:
            self._told.stop(person.channel, person.id, reckoned.key if reckoned else None)
        left = self._told.held(person.channel, person.id).reminders
        menu = Button(self._catalogue.say("button.menu", language), "menu")
        if not left:
            return Reply(self._say("stopped", language), ((menu,),))
        stop_all = Button(self._catalogue.say("button.stop_all", language), f"stop:{ALL}")
        return Reply(self._say("stopped_one", language, left=str(left)), ((stop_all,), (menu,)))

    def _when(self, reckoned: Reckoned, timeline: Timeline, language: Language) -> str:
        return "\n".join(
            self._say(
                "moment",
                language,
                day=speech.day(moment.date(), language, weekday=True),
                clock=speech.clock(moment.time(), language),
            )
            for moment in self.ahead(reckoned, timeline)
        )

    def _say(self, key: str, language: Language, **values: str) -> str:
        return self._catalogue.say(f"remind.{key}", language, **values)

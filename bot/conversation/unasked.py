"""What people are sent without asking at that moment: the reminders that they wished for, and corrections."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from bot.clock import Clock
from bot.conversation.reckoning import Reckoning, end_of
from bot.conversation.reminder_words import Corrected, ReminderWords
from bot.conversation.reminders import Reminders
from bot.conversation.replies import Person, Reply
from bot.situation.timeline import Timeline
from bot.store.anchors import Anchors
from bot.store.pausing import Pause
from bot.store.people import People
from bot.store.told import Entry, ToldDays, Wording, together
from bot.store.units import Write
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Language

MOST = 500  # at once
LATEST_HOUR = 21  # from then on nobody is reminded until the morning


@dataclass(frozen=True)
class Letter:
    """One message to somebody, and the `write` that belongs to it: both stand, or neither. `key` names this one alone.

    `write` raises ChangedError where the person has stopped it meanwhile, or another process was faster.
    """

    key: str
    person: Person
    reply: Reply
    write: Write


class Unasked:
    """Reads and composes; what a letter changes is written by who sends it, together with the sending."""

    def __init__(
        self,
        told: ToldDays,
        anchors: Anchors,
        reckoning: Reckoning,
        reminders: Reminders,
        words: ReminderWords,
        catalogue: Catalogue,
        people: People,
        country: Country,
        clock: Clock,
        paused: Callable[[], Pause | None],
        hour: int,
    ) -> None:
        self._told = told
        self._anchors = anchors
        self._reckoning = reckoning
        self._reminders = reminders
        self._words = words
        self._catalogue = catalogue
        self._people = people
        self._country = country
        self._clock = clock
        self._paused = paused
        self._hour = hour

    def realign(self) -> None:
        """To be called at the start: what a changed rule has moved is told next, and not only when it would be due."""
        timeline = self._timeline()
        for entry in self._told.reminders():
            reckoned = self._reckoning.of(entry.told.matter, timeline)
            if reckoned and reckoned.day != entry.told.day:
                self._told.write(self._told.changing(entry, entry.told, timeline.now, end_of(reckoned.day, timeline)))

    def letters(self) -> list[Letter]:
        """All that is due now; nothing while the operator has silenced the bot. May block."""
        pause = self._paused()
        if pause and pause.is_silent:
            return []
        timeline = self._timeline()
        corrections = list(self._corrections(timeline))
        found = corrections or (list(self._due(timeline)) if self._is_day(timeline.now) else [])
        return [self._under(pause, letter) for letter in found]

    def again(self, person: Person, reply: Reply) -> Reply | None:
        """A reminder that is sent late, as it is to be said now; None where its day has passed or was withdrawn."""
        wording, was, matter = reply.reminds.split(":", 2)
        timeline = self._timeline()
        reckoned = self._reckoning.of(matter, timeline)
        if reckoned is None or reckoned.is_passed(timeline.now):
            return None
        language = self._language(person, Language.EN)
        return self._words.reminder(reckoned, Wording(wording), datetime.fromisoformat(was).date(), timeline, language)

    def _corrections(self, timeline: Timeline) -> Iterable[Letter]:
        """For each person one, of all that was counted from days which the desk has corrected or withdrawn since."""
        entries = self._told.counted_from(self._anchors.no_longer(), MOST)
        for person, group in groupby(entries, key=lambda entry: Person(entry.told.channel, entry.told.person)):
            found = [(entry, self._reckoning.of(entry.told.matter, timeline)) for entry in group]
            language = self._language(person, found[0][0].told.language)
            days = [
                Corrected(entry.told, self._reckoning.name(entry.told.matter), reckoned)
                for entry, reckoned in found
                if reckoned is None or reckoned.day != entry.told.day
            ]
            writes = [self._renewed(entry, timeline) for entry, _ in found]
            if not days:  # another source for the same day changes nothing for people
                for write in writes:
                    self._told.write(write)
                continue
            reply = self._words.correction(days, timeline, language)
            first = found[0][0]
            yield Letter(f"corrected:{first.code[:24]}:{first.sealed[-8:].hex()}", person, reply, together(writes))

    def _due(self, timeline: Timeline) -> Iterable[Letter]:
        """What has passed, or has no day any more, is let go of in silence."""
        for entry in self._told.due(timeline.now, MOST):
            told = entry.told
            reckoned = self._reckoning.of(told.matter, timeline)
            if reckoned is None or reckoned.is_passed(timeline.now) or told.wording is None:
                self._told.write(self._told.dropping(entry))
                continue
            person = Person(told.channel, told.person)
            language = self._language(person, told.language)
            reply = self._words.reminder(reckoned, told.wording, told.day, timeline, language)
            key = f"reminder:{entry.code[:24]}:{entry.sealed[-8:].hex()}"
            yield Letter(key, person, reply, self._renewed(entry, timeline))

    def _renewed(self, entry: Entry, timeline: Timeline) -> Write:
        """The entry as it stands once its person has been told how it is now."""
        reckoned = self._reckoning.of(entry.told.matter, timeline)
        if reckoned is None:
            return self._told.dropping(entry)
        new = replace(entry.told, day=reckoned.day, anchor=reckoned.anchor.id if reckoned.anchor else "")
        if entry.told.wording is None:
            return self._told.changing(entry, new, None)
        end = end_of(reckoned.day, timeline)
        return self._told.changing(entry, new, next(iter(self._reminders.ahead(reckoned, timeline)), end), end)

    def _under(self, pause: Pause | None, letter: Letter) -> Letter:
        if pause is None:
            return letter
        banner = self._catalogue.say("pause.banner", self._language(letter.person, Language.EN), reason=pause.reason)
        return replace(letter, reply=replace(letter.reply, text=f"{banner}\n\n{letter.reply.text}"))

    def _is_day(self, now: datetime) -> bool:
        return self._hour <= now.hour < LATEST_HOUR

    def _language(self, person: Person, told_in: Language) -> Language:
        return self._people.language(person.channel, person.id, is_here=False) or told_in

    def _timeline(self) -> Timeline:
        return Timeline(self._country, self._clock.now(), self._anchors.in_force())

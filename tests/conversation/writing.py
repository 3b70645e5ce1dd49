"""Reminders and corrections over a store of their own, without any library."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.conversation.dispute_page import DisputePage
from bot.conversation.reckoning import Reckoning, end_of
from bot.conversation.reminder_words import ReminderWords
from bot.conversation.reminders import Reminders
from bot.conversation.unasked import Letter, Unasked
from bot.models import Anchor
from bot.situation.timeline import Timeline
from bot.store.anchors import Anchors, Draft
from bot.store.database import engine, writing
from bot.store.pausing import Pause
from bot.store.people import People
from bot.store.told import Told, ToldDays, Wording
from bot.store.vault import Vault
from bot.texts import catalogue as texts
from knowledge.country import Country
from knowledge.models import Language
from tests.bot.talking import SetClock

KEY = b"k" * 32
HOUR = 9


@dataclass
class Desk:
    """The store and the clock, and what is written from them. `land` may be changed, as by a new country.toml."""

    land: Country
    folder: Path
    clock: SetClock
    pause: Pause | None = None

    def __post_init__(self) -> None:
        self.engine = engine(self.folder / "bot.sqlite")
        self.told = ToldDays(self.engine, Vault([KEY]), self.clock)
        self.anchors = Anchors(self.engine, self.clock)
        self.people = People(self.engine, KEY, self.clock)

    @property
    def unasked(self) -> Unasked:
        """As a process that starts now would make it."""
        catalogue = texts.read(self.land)
        reckoning, words = self._reckoning(), ReminderWords(catalogue, self.land)
        return Unasked(
            told=self.told,
            anchors=self.anchors,
            reckoning=reckoning,
            reminders=Reminders(self.told, reckoning, words, catalogue, HOUR, ("telegram",)),
            words=words,
            catalogue=catalogue,
            people=self.people,
            country=self.land,
            clock=self.clock,
            paused=lambda: self.pause,
            hour=HOUR,
        )

    def declared(self, day: date, office: str = "governor", area: str = "32", source: str = "form 37C") -> Anchor:
        number = self.anchors.record(Draft(self.land.election, "declaration", day, source, office, area), "one")
        self.anchors.confirm(number, "two")
        return next(anchor for anchor in self.anchors.in_force() if anchor.id == str(number))

    def corrected(self, anchor: Anchor, day: date, source: str = "certificate 37D") -> None:
        self.anchors.confirm(self.anchors.correct(int(anchor.id), day, source, "one"), "two")

    def show(self, person: str, matter: str, language: Language = Language.EN) -> None:
        """What the page of this matter notes down."""
        found = self._reckoning().of(matter, self._timeline())
        assert found is not None
        self.told.shown(
            [Told("telegram", person, day.matter, day.matter, day.day, language, day.anchor) for day in found.told]
        )

    def remind(
        self, person: str, matter: str, wording: Wording = Wording.FULL, language: Language = Language.EN
    ) -> None:
        """What the button keeps."""
        found = self._reckoning().of(matter, self._timeline())
        assert found is not None
        anchor = found.anchor.id if found.anchor else ""
        told = Told("telegram", person, found.matter, found.key, found.day, language, anchor, wording)
        ahead = self.unasked._reminders.ahead(found, self._timeline())
        self.told.remind(told, ahead[0], end_of(found.day, self._timeline()))

    def at(self, moment: str) -> None:
        self.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=self.land.zone)

    def written(self) -> list[Letter]:
        """What is due now, with what it changes written down, as if each had been sent."""
        letters = self.unasked.letters()
        for letter in letters:
            with writing(self.engine) as connection:
                letter.write(connection)
        return letters

    def _reckoning(self) -> Reckoning:
        return Reckoning(self.land, DisputePage(texts.read(self.land), self.land))

    def _timeline(self) -> Timeline:
        return Timeline(self.land, self.clock.now(), self.anchors.in_force())

"""A citizen's conversation: free text, commands and buttons, each to the use case that answers it."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bot.answering.live import LiveAnswerer
from bot.clock import Clock
from bot.conversation.about import about
from bot.conversation.asking import Asking
from bot.conversation.case import NoCaseError
from bot.conversation.dates import Dates
from bot.conversation.disputes import Disputes
from bot.conversation.menu import Menu
from bot.conversation.mydata import MyData
from bot.conversation.reminders import Reminders
from bot.conversation.replies import Attachment, Button, Clear, Effect, File, Message, Noted, Person, Reply
from bot.conversation.sources import sources
from bot.conversation.telling import Telling
from bot.models import Outcome
from bot.situation import phases
from bot.situation.clock_words import ClockWords
from bot.situation.timeline import Timeline
from bot.store.backup import LAST as BACKUPS_LAST
from bot.store.opinions import Opinions
from bot.store.pausing import Pause
from bot.store.people import People
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.models import Card, Language

LEADS_ON = (Outcome.ANSWERED, Outcome.UNKNOWN, Outcome.CLARIFY, Outcome.LIVE_UNKNOWN)  # into the path of a dispute
THREADS = 2  # that answer: Python runs one at a time; more of them take turns from each other and from the event loop
OFFERED = 2  # cards of the phase in the menu
GUIDANCE_COMMANDS = frozenset({"dispute", "dates"})
PLAIN_PRESSES = frozenset(
    {"menu", "languages", "language", "person", "clear", "useful", "stop"}
)  # say nothing of guidance


@dataclass(frozen=True)
class Operator:
    """Who stands behind this copy; both empty for a test copy."""

    name: str
    contact: str


class Forgets(Protocol):
    """Something that keeps data of people."""

    def forget(self, channel: str, person_id: str) -> None:
        """Deletes what is kept of a person; doing it again is harmless."""
        ...


class CitizenConversation:
    """Implements the Conversation protocol for every channel alike. `kept` is all that /forget must empty."""

    def __init__(
        self,
        live: LiveAnswerer,
        asking: Asking,
        menu: Menu,
        catalogue: Catalogue,
        people: People,
        opinions: Opinions,
        kept: Iterable[Forgets],
        clock: Clock,
        operator: Operator,
        disputes: Disputes,
        mydata: MyData,
        reminders: Reminders,
        telling: Telling,
        paused: Callable[[], Pause | None] = lambda: None,
    ) -> None:
        self._live = live
        self._asking = asking
        self._menu = menu
        self._catalogue = catalogue
        self._people = people
        self._opinions = opinions
        self._disputes = disputes
        self._dates = Dates(catalogue, disputes.reckoning)
        self._reminders = reminders
        self._telling = telling
        self._today_words = ClockWords(catalogue)
        self._kept: tuple[Forgets, ...] = (people, disputes, *kept)
        self._clock = clock
        self._operator = operator
        self._mydata = mydata
        self._paused = paused
        self._threads = ThreadPoolExecutor(THREADS, "answering")
        self._commands: dict[str, Callable[[Person, Language], Effect]] = {
            "start": self._start,
            "help": self._help,
            "dispute": self._dispute,
            "dates": self._key_dates,
            "language": self._languages,
            "sources": self._sources,
            "about": self._about,
            "privacy": self._privacy,
            "mydata": self._my_data,
            "clear": self._clear,
            "forget": self._forget,
        }
        self._presses: dict[str, Callable[[Person, Language], Effect]] = {
            "menu": self._welcome,
            "languages": self._languages,
            "dates": self._key_dates,
            "calendar": self._calendar,
            "person": self._person,
            "clear": self._clear,
        }

    async def message(self, person: Person, message: Message) -> list[Effect]:
        return await self._in_thread(self._message, person, message)

    async def attachment(self, person: Person, kind: Attachment) -> list[Effect]:
        return await asyncio.to_thread(self._said, person, f"received.{kind.value}")

    async def command(self, person: Person, name: str, words: str = "") -> list[Effect]:
        return await self._in_thread(self._command, person, name, words)

    async def press(self, person: Person, action: str) -> list[Effect]:
        return await self._in_thread(self._press, person, action)

    async def apology(self, person: Person) -> list[Effect]:
        return await asyncio.to_thread(self._said, person, "channel.error")

    async def too_much(self, person: Person) -> list[Effect]:
        return await asyncio.to_thread(self._said, person, "channel.too_much")

    def drop_old(self) -> None:
        """Conversations that are over are forgotten, and people who have not been here for long."""
        self._asking.drop_old()
        self._disputes.drop_old()
        self._people.drop_old()

    async def _in_thread(self, work: Callable[..., list[Effect]], person: Person, *arguments: object) -> list[Effect]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._noted, person, work, *arguments)

    def _noted(self, person: Person, work: Callable[..., list[Effect]], *arguments: object) -> list[Effect]:
        """What `work` wants done; which days that may still be corrected are told by it is noted down."""
        effects = work(person, *arguments)
        self._telling.note(person, effects, self._asking.language(person) or self._language(person))
        return effects

    def _message(self, person: Person, message: Message) -> list[Effect]:
        effects, is_urgent = self._to_message(person, message)
        return effects if is_urgent else self._under_pause(person, effects)  # help lines come first, and always

    def _under_pause(self, person: Person, effects: list[Effect]) -> list[Effect]:
        """What the operator's pause leaves of them: the reason in front, or in their place."""
        pause = self._paused()
        if not pause:
            return effects
        language = self._asking.language(person) or self._language(person)
        if pause.is_silent:
            return [Reply(self._catalogue.say("pause.silent", language, reason=pause.reason))]
        banner = self._catalogue.say("pause.banner", language, reason=pause.reason)
        for place, effect in enumerate(effects):
            if isinstance(effect, Reply):
                said = replace(effect, text=f"{banner}\n\n{effect.text}")
                return [*effects[:place], said, *effects[place + 1 :]]
        return [Reply(banner), *effects]

    def _to_message(self, person: Person, message: Message) -> tuple[list[Effect], bool]:
        """And whether it is about danger.

        Danger is looked for before anything else; only what is a day and nothing more is an answer to /dispute.
        """
        context = self._asking.context(person)
        timeline, language = self._asking.timeline(person, context), self._spoken(person, context.language)
        if day := self._disputes.typed(person, message, timeline, language):
            return [day], False
        reply, outcome = self._asking.message(person, message, context), self._asking.outcome(person)
        if outcome not in LEADS_ON or message.is_forwarded:
            return [reply], outcome is Outcome.URGENT
        language = self._asking.language(person) or language
        if path := self._path_from(message.text, outcome, timeline, language):
            return ([path] if outcome in (Outcome.UNKNOWN, Outcome.CLARIFY) else [reply, path]), False
        if outcome is Outcome.UNKNOWN and self._disputes.awaits(person):
            return [self._disputes.ask_again(language)], False
        return [reply], False

    def _path_from(self, text: str, outcome: Outcome, timeline: Timeline, language: Language) -> Reply | None:
        """Into /dispute as far as the words lead; behind an answer only where they name a day to count from."""
        offices = self._asking.offices(text)
        case = self._disputes.case_of(text, offices, timeline) if outcome is not Outcome.LIVE_UNKNOWN else None
        if case:
            is_wanted = case.when or outcome is not Outcome.ANSWERED
            return self._disputes.follow(case, timeline, language) if is_wanted else None
        entrance = self._disputes.which_seat(text, offices, timeline, language)
        return entrance.reply if entrance and (entrance.has_day or outcome is not Outcome.ANSWERED) else None

    def _command(self, person: Person, name: str, words: str) -> list[Effect]:
        """Words behind /help or an unknown command are a question: `/help they are burning houses`."""
        is_question = name == "help" or name not in self._commands
        if words.strip() and is_question:
            return self._message(person, Message(words, self._clock.now()))
        effects = [self._commands.get(name, self._help)(person, self._language(person))]
        return self._under_pause(person, effects) if name in GUIDANCE_COMMANDS else effects

    def _press(self, person: Person, action: str) -> list[Effect]:
        effects = self._to_press(person, action)
        return effects if action.partition(":")[0] in PLAIN_PRESSES else self._under_pause(person, effects)

    def _to_press(self, person: Person, action: str) -> list[Effect]:
        kind, _, value = action.partition(":")
        language = self._asking.language(person) or self._language(person)  # that of the answer it stands under
        effect: Effect | None = None
        if action in self._presses:
            effect = self._presses[action](person, language)
        elif kind == "language" and value in set(Language):
            effect = self._set_language(person, Language(value))
        elif kind == "subject" and value in self._menu.subjects:
            effect = self._menu.subject(value, self._live.current(), self._asking.context(person), language)
        elif kind == "ask":
            effect = self._asking.card(person, value, language)
        elif kind == "office":
            effect = self._asking.for_office(person, value)
        elif kind in ("dispute", "page", "checklist", "keep"):
            return self._on_the_path(person, kind, value, language)
        elif kind in ("remind", "remind-as", "reminders", "stop"):
            effect = self._reminders.press(person, kind, value, self._asking.timeline(person), language)
        elif kind == "useful":
            return self._useful(person, value, language)
        return [effect] if effect else self._said(person, "channel.old_button")

    def _on_the_path(self, person: Person, kind: str, value: str, language: Language) -> list[Effect]:
        timeline = self._asking.timeline(person)
        try:
            if kind == "keep":
                return [*self._disputes.keep(value, timeline, language)]
            if kind == "checklist":
                return [self._disputes.checklist(value, timeline, language)]
            if kind == "page":
                return [self._disputes.page(value, timeline, language)]
            return [self._disputes.press(person, value, timeline, language)]
        except NoCaseError:
            return self._said(person, "channel.old_button")

    def _useful(self, person: Person, value: str, language: Language) -> list[Effect]:
        """`yes:CARD` or `no:CARD`; the card may have been withdrawn since, but must be one of the edition."""
        verdict, _, card = value.partition(":")
        if verdict not in ("yes", "no") or card not in self._live.current().edition.cards:
            return self._said(person, "channel.old_button")
        self._opinions.add(card, self._today(), is_useful=verdict == "yes")
        noted = Noted(self._catalogue.say("useful.noted", language), spent="useful:")
        if verdict == "yes":
            return [noted]
        ask_person = Button(self._catalogue.say("button.person", language), "person")
        menu = Button(self._catalogue.say("button.menu", language), "menu")
        return [noted, Reply(self._catalogue.say("useful.what_else", language), ((ask_person, menu),))]

    def _set_language(self, person: Person, language: Language) -> Reply:
        self._people.set_language(person.channel, person.id, language)
        self._asking.speak(person, language)
        return self._welcome(person, language)

    def _start(self, person: Person, language: Language) -> Reply:
        is_known = self._people.language(person.channel, person.id) is not None
        return self._welcome(person, language) if is_known else self._menu.languages("start.choose", language)

    def _welcome(self, person: Person, language: Language) -> Reply:
        """The cards offered are those of the phase that it is."""
        timeline = self._asking.timeline(person)
        phase = phases.current(timeline)
        offered = self._asking.options(person, phase.cards if phase else (), language)[:OFFERED]
        today = self._today_words.today(timeline, language)
        return self._menu.welcome(language, self._operator_line(language), today, offered)

    def _dispute(self, person: Person, language: Language) -> Reply:
        return self._disputes.start(language)

    def _key_dates(self, person: Person, language: Language) -> Reply:
        timeline = self._asking.timeline(person)
        moments = dict.fromkeys(phase.moment for phase in timeline.country.phases if phase.moment)
        can_remind = self._reminders.is_possible(timeline)
        return self._dates.page(timeline, self._asking.options(person, moments, language), can_remind, language)

    def _calendar(self, person: Person, language: Language) -> File:
        return self._dates.file(self._asking.timeline(person), language)

    def _languages(self, person: Person, language: Language) -> Reply:
        return self._menu.languages("language.ask", language)

    def _help(self, person: Person, language: Language) -> Reply:
        return Reply(self._catalogue.say("help.text", language))

    def _sources(self, person: Person, language: Language) -> Reply:
        return Reply(sources(self._catalogue, self._cards(), language))

    def _about(self, person: Person, language: Language) -> Reply:
        return Reply(about(self._catalogue, self._cards(), self._operator_line(language), language))

    def _privacy(self, person: Person, language: Language) -> Reply:
        clear = Button(self._catalogue.say("button.clear", language), "clear")
        return Reply(self._catalogue.say("privacy.text", language), ((clear,),))

    def _my_data(self, person: Person, language: Language) -> Reply:
        return Reply(self._mydata.said(person, language))

    def _person(self, person: Person, language: Language) -> Reply:
        return Reply(self._catalogue.say("person.none", language))

    def _clear(self, person: Person, language: Language) -> Clear:
        self._asking.forget(person)
        return Clear(
            done=Reply(self._catalogue.say("clear.done", language)),
            failed=Reply(self._catalogue.say("clear.failed", language)),
        )

    def _forget(self, person: Person, language: Language) -> Reply:
        for kept in self._kept:
            kept.forget(person.channel, person.id)
        self._asking.forget(person)
        lapsed = self._today() + BACKUPS_LAST
        return Reply(self._catalogue.say("forget.done", language, day=speech.day(lapsed, language)))

    def _said(self, person: Person, key: str) -> list[Effect]:
        return [Reply(self._catalogue.say(key, self._language(person)))]

    def _cards(self) -> list[Card]:
        return [stored.card for stored in self._live.current().edition.cards.values()]

    def _operator_line(self, language: Language) -> str:
        if not self._operator.name:
            return self._catalogue.say("operator.test_copy", language)
        return self._catalogue.say("operator.named", language, name=self._operator.name, contact=self._operator.contact)

    def _today(self) -> date:
        return self._clock.now().date()

    def _language(self, person: Person) -> Language:
        """The one they chose; else that of the last answer."""
        return self._spoken(person, self._people.language(person.channel, person.id))

    def _spoken(self, person: Person, chosen: Language | None) -> Language:
        return chosen or self._asking.language(person) or Language.EN

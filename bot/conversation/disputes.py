"""/dispute: at most four taps, each a question with its choices as buttons, then one page; or from free text."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.conversation import case as cases
from bot.conversation.case import NOTHING, Case
from bot.conversation.dispute_page import DisputePage
from bot.conversation.memory import LASTS, MOST_PEOPLE
from bot.conversation.reckoning import Reckoning
from bot.conversation.replies import Button, File, Message, Person, Reply
from bot.models import Anchor, DayTold
from bot.situation.calendar_file import calendar
from bot.situation.dispute_reading import dispute_of, first_for, own_dispute, seats
from bot.situation.spoken_dates import day_of, is_only_a_day, only_day
from bot.situation.timeline import Timeline
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.country import Country
from knowledge.deadline_rules import DeadlineRule, IfUnknown
from knowledge.dispute_steps import Choice
from knowledge.models import Language

TYPE = "type"
MOST_RECORDED = 4  # anchors offered as buttons; more would hide the choices below


@dataclass(frozen=True)
class Entrance:
    """Where a message leads into the path; `has_day`: it says enough to count from."""

    reply: Reply
    has_day: bool


class Disputes:
    """Everything that a person has chosen stands behind the buttons; only that a typed day is awaited is remembered."""

    def __init__(self, catalogue: Catalogue, country: Country, clock: Clock) -> None:
        self._catalogue = catalogue
        self._country = country
        self._clock = clock
        self._page = DisputePage(catalogue, country)
        self.reckoning = Reckoning(country, self._page)
        self._awaited: OrderedDict[Person, tuple[datetime, Case]] = OrderedDict()

    def start(self, language: Language) -> Reply:
        return self._step(Case(), language)

    def press(self, person: Person, action: str, timeline: Timeline, language: Language) -> Reply:
        """The next question, or the page. Raises NoCaseError for a button that leads nowhere."""
        case = cases.read(action, self._country)
        if case.when == TYPE:
            self._await(person, case.at(when=""))
            return Reply(self._say("type_day", language), (self._back(language),))
        return self.follow(case, timeline, language)

    def checklist(self, action: str, timeline: Timeline, language: Language) -> Reply:
        case = cases.read(action, self._country)
        keep = Button(self._catalogue.say("button.keep", language), f"keep:{case.action}")
        told = self._told(case, timeline)
        return Reply(self._page.checklist(case, timeline, language), ((keep,),), told=told)

    def page(self, action: str, timeline: Timeline, language: Language) -> Reply:
        """At once, without asking what is not known of the case. Raises NoCaseError."""
        return self._result(cases.read(action, self._country), timeline, language)

    def keep(self, action: str, timeline: Timeline, language: Language) -> list[File]:
        """The page and the checklist as a text, and the days that are computed as a calendar."""
        case = cases.read(action, self._country)
        name = case.dispute.replace("_", "-")
        page = self._page.text(case, timeline, language)
        checklist = self._page.checklist(case, timeline, language)
        told = self._told(case, timeline)
        text = File(self._say("file_text", language, name=name), f"{page}\n\n{checklist}\n".encode(), told=told)
        entries = self._page.entries(case, timeline, language)
        if not entries:
            return [replace(text, caption=self._say("keep_no_date", language))]
        content = calendar(entries, self._country.zone, timeline.now)
        days = File(self._say("file_calendar", language, name=name), content, self._say("keep", language))
        return [text, days]

    def typed(self, person: Person, message: Message, timeline: Timeline, language: Language) -> Reply | None:
        """The next step where a day was asked for and the message is a day and nothing else; None otherwise."""
        at, case = self._awaited.get(person, (self._clock.now(), None))
        if case is None or self._clock.now() - at >= LASTS or not is_only_a_day(message.text, timeline.today):
            return None
        day = only_day(message.text, timeline.today)
        if day is None or day > timeline.today:
            return self.ask_again(language)
        self.forget_person(person)
        return self.follow(case.at(when=day.isoformat()), timeline, language)

    def awaits(self, person: Person) -> bool:
        """Whether a day was asked for a while ago and has not come."""
        at, case = self._awaited.get(person, (self._clock.now(), None))
        return case is not None and self._clock.now() - at < LASTS

    def ask_again(self, language: Language) -> Reply:
        return Reply(self._say("no_such_day", language), (self._back(language),))

    def case_of(self, text: str, offices: frozenset[str], timeline: Timeline) -> Case | None:
        """How far the words of a message already lead; None where they are about no seat in dispute."""
        matter = dispute_of(text, offices, self._country)
        if matter is None:
            return None
        return self._dated(Case(matter.office, "", matter.dispute.id), text, timeline)

    def _dated(self, case: Case, text: str, timeline: Timeline) -> Case:
        """With the day that the words name."""
        rule = self._asked(case)
        day = day_of(text, timeline.today, self._country.events[rule.period.event].words) if rule else None
        return case.at(when=day.isoformat()) if day and day <= timeline.today else case

    def which_seat(self, text: str, offices: frozenset[str], timeline: Timeline, language: Language) -> Entrance | None:
        """For who tells of a dispute of their own: the seats that it may be about, or what follows if one is named."""
        choice = own_dispute(text, self._country)
        if choice is None:
            return None
        led = [
            (office, self._dated(Case(office.id, "", dispute.id), text, timeline))
            for office, dispute in seats(choice, self._country)
            if not offices or office.id in offices
        ]
        has_day = any(case.when for _, case in led)
        if len(led) == 1:
            return Entrance(self.follow(led[0][1], timeline, language), has_day)
        rows = [(Button(office.name[language], f"dispute:{case.action}"),) for office, case in led]
        return Entrance(Reply(self._say("which_seat", language), (*rows, self._back(language))), has_day)

    def guide(self, card: str, offices: frozenset[str]) -> str | None:
        """The action of a button that leads from a card to the path of its dispute."""
        fitting = [dispute for dispute in self._country.disputes if card in dispute.cards]
        if len(fitting) > 1:
            fitting = [dispute for dispute in fitting if set(dispute.offices) & offices]
        if len(fitting) != 1:
            return None
        seats = set(fitting[0].offices)
        named = seats & offices if len(offices) == 1 else (seats if len(seats) == 1 else set())
        return f"dispute:{Case(named.pop() if named else '', '', fitting[0].id).action}"

    def forget(self, channel: str, person_id: str) -> None:
        self.forget_person(Person(channel, person_id))

    def forget_person(self, person: Person) -> None:
        self._awaited.pop(person, None)

    def drop_old(self) -> None:
        now = self._clock.now()
        while self._awaited and now - next(iter(self._awaited.values()))[0] >= LASTS:
            self._awaited.popitem(last=False)

    def follow(self, case: Case, timeline: Timeline, language: Language) -> Reply:
        """The next question of a case, or its page. Raises NoCaseError."""
        if not case.dispute:
            return self._step(case, language)
        cases.dispute_of(case, self._country)
        if self._asked(case) and not case.when:
            return self._when(case, timeline, language)
        if not case.who:
            return self._who(case if case.when else case.at(when=NOTHING), language)
        return self._result(case, timeline, language)

    def _step(self, case: Case, language: Language) -> Reply:
        step = self._country.steps[case.step]
        rows = [
            (Button(choice.name[language], f"dispute:{led.action}"),)
            for choice in step.choices
            if (led := self._led(choice, case))
        ]
        return Reply(step.ask[language], (*rows, self._back(language)))

    def _led(self, choice: Choice, case: Case) -> Case | None:
        """Where a choice leads; None where it has nothing for the seat."""
        office = choice.office or case.office
        if choice.step:
            return Case(office, choice.step)
        dispute = first_for(choice.disputes, office, self._country) if office else None
        if office and dispute is None:
            return None
        return Case(office, "", dispute.id if dispute else choice.disputes[0])

    def _asked(self, case: Case) -> DeadlineRule | None:
        """The first deadline of the dispute, if the day of its event is one to ask for."""
        dispute = cases.dispute_of(case, self._country)
        rule = self._country.deadlines[dispute.deadlines[0]] if dispute.deadlines else None
        return rule if rule and rule.if_unknown is IfUnknown.ASK else None

    def _when(self, case: Case, timeline: Timeline, language: Language) -> Reply:
        rule = self._asked(case)
        if rule is None:
            raise cases.NoCaseError
        event = self._country.events[rule.period.event]
        options = [
            (self._recorded(anchor, language), f"a{anchor.id}")
            for anchor in timeline.anchors
            if anchor.event == event.id and anchor.office in ("", case.office)
        ][-MOST_RECORDED:]
        for ago, key in enumerate(("when_today", "when_yesterday", "when_day")):
            day = timeline.today - timedelta(days=ago)
            said = self._say(key, language, day=speech.day(day, language, weekday=True))
            options.append((said, day.isoformat()))
        options.append((self._say("when_other", language), TYPE))
        options.append((self._say("when_unknown", language), NOTHING))
        rows = [(Button(label, f"dispute:{case.at(when=when).action}"),) for label, when in options]
        return Reply(event.ask[language], (*rows, self._back(language)))

    def _recorded(self, anchor: Anchor, language: Language) -> str:
        county = next((county.name for county in self._country.counties if county.county == anchor.area), anchor.area)
        day = speech.day(anchor.day, language)
        return self._say("when_recorded", language, day=day, area=f": {county}" if county else "")

    def _who(self, case: Case, language: Language) -> Reply:
        rows = [
            (Button(role.name[language], f"dispute:{case.at(who=role.id).action}"),) for role in self._country.roles
        ]
        return Reply(self._say("who", language), (*rows, self._back(language)))

    def _result(self, case: Case, timeline: Timeline, language: Language) -> Reply:
        say = self._catalogue.say
        first = (
            Button(say("button.checklist", language), f"checklist:{case.action}"),
            Button(say("button.keep", language), f"keep:{case.action}"),
        )
        found = self.reckoning.of_case(case, timeline)
        remind = Button(say("button.remind", language), f"remind:{found.matter}") if found else None
        rows = [first, (remind,)] if remind and found and not found.is_passed(timeline.now) else [first]
        last = (Button(say("button.person", language), "person"), Button(say("button.menu", language), "menu"))
        told = found.told if found else ()
        return Reply(self._page.text(case, timeline, language), (*rows, last), told=told)

    def _told(self, case: Case, timeline: Timeline) -> tuple[DayTold, ...]:
        found = self.reckoning.of_case(case, timeline)
        return found.told if found else ()

    def _await(self, person: Person, case: Case) -> None:
        self._awaited[person] = (self._clock.now(), case)
        self._awaited.move_to_end(person)
        self.drop_old()
        while len(self._awaited) > MOST_PEOPLE:
            self._awaited.popitem(last=False)

    def _back(self, language: Language) -> tuple[Button, ...]:
        """The path once more from its first question, and the menu."""
        say = self._catalogue.say
        return (Button(say("button.back", language), "dispute:"), Button(say("button.menu", language), "menu"))

    def _say(self, key: str, language: Language, **values: str) -> str:
        return self._catalogue.say(f"dispute.{key}", language, **values)

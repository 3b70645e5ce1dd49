"""A citizen's conversation: start, help, language, about, free text and buttons."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.answering.live import LiveAnswerer
from bot.clock import Clock
from bot.conversation.about import about
from bot.conversation.memory import Memory
from bot.conversation.replies import Button, Person, Reply
from bot.models import Answer, Context, Outcome, Question
from bot.rendering import Renderer
from bot.store.people import People
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Language

SUBJECTS = ("polling", "disputes", "safety")


@dataclass(frozen=True)
class Operator:
    """Who stands behind this copy; both empty for a test copy."""

    name: str
    contact: str


class CitizenConversation:
    """Implements the Conversation protocol for every channel alike."""

    def __init__(
        self,
        live: LiveAnswerer,
        renderer: Renderer,
        catalogue: Catalogue,
        country: Country,
        people: People,
        clock: Clock,
        operator: Operator,
    ) -> None:
        self._live = live
        self._renderer = renderer
        self._catalogue = catalogue
        self._country = country
        self._people = people
        self._clock = clock
        self._operator = operator
        self._memory = Memory(clock)
        self._commands: dict[str, Callable[[Language], Reply]] = {
            "start": self._choose_language,
            "help": self._help,
            "language": self._ask_language,
            "about": self._about,
            "unsupported": lambda language: Reply(self._catalogue.say("channel.unsupported", language)),
            "error": lambda language: Reply(self._catalogue.say("channel.error", language)),
        }

    async def message(self, person: Person, text: str) -> list[Reply]:
        return await asyncio.to_thread(self._message, person, text)

    async def command(self, person: Person, name: str) -> list[Reply]:
        return await asyncio.to_thread(self._command, person, name)

    async def press(self, person: Person, action: str) -> list[Reply]:
        return await asyncio.to_thread(self._press, person, action)

    def _message(self, person: Person, text: str) -> list[Reply]:
        context = self._context(person)
        question = Question(text, self._memory.recall(person))
        answer = self._live.current().answer(question, context)
        self._memory.keep(person, text)
        return [self._reply(answer, context)]

    def _command(self, person: Person, name: str) -> list[Reply]:
        if name == "forget":
            return [self._forget(person)]
        reply = self._commands.get(name, self._help)
        return [reply(self._language(person))]

    def _press(self, person: Person, action: str) -> list[Reply]:
        kind, _, value = action.partition(":")
        if kind == "language" and value in set(Language):
            return self._set_language(person, Language(value))
        language = self._language(person)
        if kind == "subject" and value in SUBJECTS:
            return [self._subject(person, value, language)]
        if kind == "ask":
            return [self._ask_card(person, value, language)]
        if kind == "office":
            return self._for_office(person, value)
        if action == "person":
            return [Reply(self._catalogue.say("person.none", language))]
        return [Reply(self._catalogue.say("channel.old_button", language))]

    def _for_office(self, person: Person, office_id: str) -> list[Reply]:
        """The last question once more, for the seat that was chosen."""
        earlier = self._memory.recall(person)
        office = next((office for office in self._country.offices if office.id == office_id), None)
        if office is None or not earlier:
            return [Reply(self._catalogue.say("channel.old_button", self._language(person)))]
        return self._message(person, f"{earlier[-1]} {office.aliases[Language.EN][0]}")

    def _ask_card(self, person: Person, card_id: str, language: Language) -> Reply:
        context = self._context(person)
        answer = self._live.current().card_answer(card_id, context, language)
        if answer is None:
            return Reply(self._catalogue.say("channel.old_button", language))
        return self._reply(answer, context)

    def _reply(self, answer: Answer, context: Context) -> Reply:
        rows = [(Button(option.label, option.action),) for option in answer.options]
        if answer.handover or answer.outcome is Outcome.ANSWERED:
            rows.append((Button(self._catalogue.say("button.person", answer.language), "person"),))
        return Reply(self._renderer.render(answer, context), tuple(rows))

    def _set_language(self, person: Person, language: Language) -> list[Reply]:
        self._people.set_language(person.channel, person.id, language)
        return [self._welcome(language)]

    def _forget(self, person: Person) -> Reply:
        language = self._language(person)
        self._people.forget(person.channel, person.id)
        self._memory.forget(person)
        return Reply(self._catalogue.say("forget.done", language))

    def _choose_language(self, language: Language) -> Reply:
        return Reply(self._catalogue.say("start.choose", language), self._language_buttons(language))

    def _ask_language(self, language: Language) -> Reply:
        return Reply(self._catalogue.say("language.ask", language), self._language_buttons(language))

    def _language_buttons(self, language: Language) -> tuple[tuple[Button, ...], ...]:
        say = self._catalogue.say
        return (
            (
                Button(say("button.swahili", language), "language:sw"),
                Button(say("button.english", language), "language:en"),
            ),
        )

    def _welcome(self, language: Language) -> Reply:
        text = self._catalogue.say("start.welcome", language, operator=self._operator_line(language))
        buttons = tuple(
            (Button(self._catalogue.say(f"button.{subject}", language), f"subject:{subject}"),) for subject in SUBJECTS
        )
        return Reply(text, buttons)

    def _subject(self, person: Person, subject: str, language: Language) -> Reply:
        """The cards of the subject that would answer now: neither withdrawn nor past their date."""
        answerer, context = self._live.current(), self._context(person)
        rows = tuple(
            (Button(answerer.edition.cards[card_id].card.questions[language][0], f"ask:{card_id}"),)
            for card_id in self._country.menu[subject]
            if answerer.card_answer(card_id, context, language)
        )
        return Reply(self._catalogue.say(f"topic.{subject}", language), rows)

    def _help(self, language: Language) -> Reply:
        return Reply(self._catalogue.say("help.text", language))

    def _about(self, language: Language) -> Reply:
        cards = [stored.card for stored in self._live.current().edition.cards.values()]
        return Reply(about(self._catalogue, cards, self._operator_line(language), language))

    def _operator_line(self, language: Language) -> str:
        if not self._operator.name:
            return self._catalogue.say("operator.test_copy", language)
        return self._catalogue.say("operator.named", language, name=self._operator.name, contact=self._operator.contact)

    def _context(self, person: Person) -> Context:
        return Context(now=self._clock.now(), language=self._people.language(person.channel, person.id))

    def _language(self, person: Person) -> Language:
        return self._people.language(person.channel, person.id) or Language.EN

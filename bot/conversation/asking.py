"""A question and its answer as a person gets it: the text, and the buttons under it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.answering.live import LiveAnswerer
from bot.answering.subject import SubjectReader
from bot.clock import Clock
from bot.conversation.disputes import Disputes
from bot.conversation.joining import cited, is_better, joined, may_belong
from bot.conversation.memory import Memory, Turn
from bot.conversation.replies import Button, Message, Person, Reply
from bot.conversation.tally import Tally
from bot.models import Anchor, Answer, Context, Option, Outcome, PartKind, Question, Reason
from bot.rendering import Renderer
from bot.situation.dispute_reading import own_dispute
from bot.situation.timeline import Timeline
from bot.store.people import People
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Language, Topic

RELATED = 2


class Asking:
    """Answers messages and card buttons; remembers a person's last questions for a while."""

    def __init__(
        self,
        live: LiveAnswerer,
        renderer: Renderer,
        catalogue: Catalogue,
        country: Country,
        people: People,
        clock: Clock,
        subjects: SubjectReader,
        disputes: Disputes,
        anchors: Callable[[], tuple[Anchor, ...]],
        tally: Tally | None = None,
    ) -> None:
        """`anchors` gives the days that the desk has recorded."""
        self._live = live
        self._renderer = renderer
        self._catalogue = catalogue
        self._country = country
        self._people = people
        self._clock = clock
        self._subjects = subjects
        self._disputes = disputes
        self._anchors = anchors
        self._tally = tally or Tally()
        self._memory = Memory(clock)

    def message(self, person: Person, message: Message, context: Context | None = None) -> Reply:
        """`context` is given where it was read just now: it costs two looks into the store."""
        started = time.monotonic()
        reply, answer = self._to_message(person, message, context or self.context(person))
        self._count(answer, time.monotonic() - started)
        return reply

    def _to_message(self, person: Person, message: Message, context: Context) -> tuple[Reply, Answer]:
        earlier = tuple(turn for turn in self._memory.recall(person) if not _is_same(turn.message, message))
        answer = self._answer(message, earlier, context)
        both = joined(earlier[-1], message) if earlier else None
        if both is not None and may_belong(earlier[-1], answer):
            together = self._answer(both, earlier[:-1], context)
            if is_better(together, earlier[-1], answer):
                self._memory.keep(person, (*earlier[:-1], _turn(both.text, message, together)))
                return self._reply(together, context, both, replaces_last=True), together
        self._memory.keep(person, (*earlier, _turn(message.text, message, answer)))
        return self._reply(answer, context, message), answer

    def for_office(self, person: Person, office_id: str) -> Reply | None:
        """The last question once more, for the seat that was chosen; None if there is no such seat or question."""
        earlier = self._memory.recall(person)
        office = next((office for office in self._country.offices if office.id == office_id), None)
        if office is None or not earlier:
            return None
        again = Message(f"{earlier[-1].text} {office.aliases[Language.EN][0]}", self._clock.now())
        return self.message(person, again)

    def card(self, person: Person, card_id: str, language: Language) -> Reply | None:
        """The answer of a card; None if it may not be served now."""
        context = self.context(person)
        answer = self._live.current().cards.answer(card_id, context, language)
        return self._reply(answer, context) if answer else None

    def context(self, person: Person) -> Context:
        language = self._people.language(person.channel, person.id)
        return Context(now=self._clock.now(), language=language, anchors=self._anchors())

    def timeline(self, person: Person, context: Context | None = None) -> Timeline:
        """`context`: see `message`."""
        context = context or self.context(person)
        return Timeline(self._country, context.now, context.anchors)

    def options(self, person: Person, cards: Iterable[str], language: Language) -> tuple[Button, ...]:
        """Buttons of these cards, as far as they may be served now."""
        context, buttons = self.context(person), self._live.current().cards
        options = (buttons.option(card, context, language) for card in cards)
        return tuple(Button(option.label, option.action) for option in options if option)

    def offices(self, text: str) -> frozenset[str]:
        """The seats that a message names."""
        return self._subjects.read(self._live.current().edition.reader.read(text)).offices

    def outcome(self, person: Person) -> Outcome | None:
        """What became of the last question, while it is remembered."""
        turns = self._memory.recall(person)
        return turns[-1].outcome if turns else None

    def language(self, person: Person) -> Language | None:
        """The language of the last answer, while it is remembered."""
        turns = self._memory.recall(person)
        return turns[-1].language if turns else None

    def remembered(self, person: Person) -> int:
        """How many of their questions are in memory."""
        return len(self._memory.recall(person))

    def speak(self, person: Person, language: Language) -> None:
        """From here on in this language, whatever the last answer was in."""
        self._memory.keep(person, tuple(replace(turn, language=language) for turn in self._memory.recall(person)))

    def drop_old(self) -> None:
        """What is not remembered any longer leaves the memory."""
        self._memory.drop_old()

    def forget(self, person: Person) -> None:
        self._memory.forget(person)

    def _count(self, answer: Answer, seconds: float) -> None:
        """Under the first topic of its first card."""
        cards = self._live.current().edition.cards
        topics = [topic.value for item in answer.citations if item.id in cards for topic in cards[item.id].card.topics]
        self._tally.answered(answer.outcome, topics[0] if topics else "", answer.language, seconds)

    def _answer(self, message: Message, earlier: tuple[Turn, ...], context: Context) -> Answer:
        question = Question(message.text, tuple(turn.text for turn in earlier))
        return self._live.current().answer(question, context)

    def _reply(
        self, answer: Answer, context: Context, message: Message | None = None, *, replaces_last: bool = False
    ) -> Reply:
        text = self._renderer.render(answer, context)
        if message is not None and message.is_forwarded and answer.outcome is not Outcome.URGENT:
            text = f"{self._catalogue.say('received.forwarded', answer.language)}\n\n{text}"
        rests_on = tuple(part.passage for part in answer.parts if part.passage)
        return Reply(
            text,
            self._buttons(answer, context, message.text if message else ""),
            replaces_last,
            rests_on,
            told=tuple(part.told for part in answer.parts if part.told),
        )

    def _buttons(self, answer: Answer, context: Context, text: str) -> tuple[tuple[Button, ...], ...]:
        """What is likely next, one a row; whether it was useful, and a person; wiping the chat after violence."""
        options = (*answer.options, *self._related(answer, context))
        rows: list[tuple[Button, ...]] = [(Button(option.label, option.action),) for option in options]
        if guide := self._guide(answer, text):
            rows.append((guide,))
        if last := self._last_row(answer):
            rows.append(last)
        if self._is_on_violence(answer):
            rows.append((Button(self._say("button.clear", answer), "clear"),))
        return tuple(rows)

    def _last_row(self, answer: Answer) -> tuple[Button, ...]:
        row = []
        if answer.outcome is Outcome.ANSWERED and answer.citations:
            card = answer.citations[0].id
            row += [Button(self._say(f"button.{said}", answer), f"useful:{said}:{card}") for said in ("yes", "no")]
        if answer.handover or answer.outcome is Outcome.ANSWERED:
            row.append(Button(self._say("button.person", answer), "person"))
        return tuple(row)

    def _guide(self, answer: Answer, text: str) -> Button | None:
        """From the card of a dispute to its guided path; from any card for who tells of a dispute of their own."""
        if answer.outcome is not Outcome.ANSWERED or answer.reason is Reason.TWO_PART or not answer.citations:
            return None
        action = self._disputes.guide(answer.citations[0].id, self.offices(text))
        if action is None and own_dispute(text, self._country):
            action = "dispute:"
        return Button(self._say("button.dispute", answer), action) if action else None

    def _related(self, answer: Answer, context: Context) -> list[Option]:
        """Under an answer that is one card; two-part answers and quotations stand by themselves."""
        cards = {part.citation.id for part in answer.parts if part.kind is PartKind.CARD and part.citation}
        if answer.outcome is not Outcome.ANSWERED or len(cards) != 1:
            return []
        return self._live.current().cards.related(cards.pop(), context, answer.language, RELATED)

    def _is_on_violence(self, answer: Answer) -> bool:
        cards = self._live.current().edition.cards
        topics = {topic for item in answer.citations if item.id in cards for topic in cards[item.id].card.topics}
        return answer.outcome is Outcome.URGENT or answer.reason is Reason.SAFETY_NOW or Topic.SAFETY in topics

    def _say(self, key: str, answer: Answer) -> str:
        return self._catalogue.say(key, answer.language)


def _turn(text: str, message: Message, answer: Answer) -> Turn:
    return Turn(text, message, answer.outcome, answer.language, cited(answer))


def _is_same(kept: Message, message: Message) -> bool:
    """Whether `message` is an edit of the one kept: its new words stand instead of the old."""
    return message.is_edited and bool(message.id) and kept.id == message.id

"""The story of one answer: triage, search, decide, compose. Pure: nothing is sent or stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answering import compose
from bot.answering.card_buttons import CardButtons
from bot.answering.computed import Computed
from bot.answering.decide import Decider, Decision
from bot.answering.exact import ExactQuestions, certain
from bot.answering.fitting import between_offices, eligible, fitting
from bot.answering.follow_up import completed
from bot.answering.kinds import HARM, LEARNT, LearntKinds
from bot.answering.parts import halves, stands_alone
from bot.answering.subject import Subject, SubjectReader
from bot.answering.triage import Sign, Triage
from bot.models import Answer, Context, Notice, Option, Outcome, Part, PartKind, Question, Reason
from bot.situation import notices
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.language import Reading
from knowledge.models import Card, Kind, Language
from knowledge.search import Candidate, Edition, Mask

NEARBY = 3
WORTH_OFFERING = 0.15  # below this confidence the nearest cards are not near
FAR_BETTER = 0.15  # of relevance, by which a withdrawn or expired card shows that the next best is another matter
LEANING_WORDS = 1  # with no more words of content than this, a follow-up says nothing by itself
# A stray word can look off topic or foreign: where a reviewed card answers for sure, it is given all the same.
YIELDS = frozenset({Reason.OFF_TOPIC, Reason.OTHER_LANGUAGE})
BEYOND_DOUBT = 0.95
WITH_HELP_LINES = frozenset({Outcome.URGENT, Outcome.LIVE_UNKNOWN, Outcome.UNKNOWN})


@dataclass(frozen=True)
class _Asked:
    """One question as understood: its words, its subject, the language of the reply."""

    reading: Reading
    subject: Subject
    languages: tuple[Language, ...]
    context: Context

    @property
    def language(self) -> Language:
        return self.languages[0]

    @property
    def counties(self) -> tuple[str, ...]:
        """Counties named in the question; else the one that came with it."""
        return self.subject.counties or ((self.context.county,) if self.context.county else ())


class Answerer:
    """Answers from one edition. Built anew when a new edition is published."""

    def __init__(
        self,
        edition: Edition,
        country: Country,
        catalogue: Catalogue,
        triage: Triage,
        learnt: LearntKinds,
        decider: Decider,
        subjects: SubjectReader,
    ) -> None:
        self.edition = edition
        self._country = country
        self._catalogue = catalogue
        self._triage = triage
        self._learnt = learnt
        self._decider = decider
        self._subjects = subjects
        self._computed = Computed(country, catalogue)
        self._exact = ExactQuestions(edition.reader)
        self.cards = CardButtons(edition, country)

    def answer(self, question: Question, context: Context) -> Answer:
        question = replace(question, text=_without_half_characters(question.text))
        asked = self._understood(question.text, context)
        sign = self._sign(question.text, asked)
        if clock := self._by_the_clock(sign, asked):
            found = clock
        elif sign is not None and not _yields(sign):
            found = self._signed(sign, asked)
        else:
            found = self._in_parts(question, asked)
            if sign is not None and not (found.outcome is Outcome.ANSWERED and found.confidence >= BEYOND_DOUBT):
                found = self._signed(sign, asked)
        return self._with_notices(self._with_computed(found, asked), asked)

    def evidence(self, question: Question, context: Context) -> tuple[list[Candidate], Reading]:
        """What the search finds for a question, triage left out: what the decision is calibrated on."""
        asked = self._asked_in_full(completed(question), self._understood(question.text, context))
        return self._candidates(asked), asked.reading

    def _understood(self, text: str, context: Context) -> _Asked:
        reading = self.edition.reader.read(text)
        language = reading.language or context.language
        languages = (language,) if language else tuple(Language)
        return _Asked(reading, self._subjects.read(reading), languages, context)

    def _sign(self, text: str, asked: _Asked) -> Sign | None:
        """What is settled before any search: by a pattern, else by what was learnt from examples."""
        found = self._triage.sign(text, asked.reading)
        if found is not None:
            return found
        learnt = self._learnt.sign(self.edition.kinds(asked.reading))
        return learnt if learnt is not None and _says_enough(learnt, asked) else None

    def _signed(self, sign: Sign, asked: _Asked) -> Answer:
        """What triage decided, in the bot's own reviewed sentences."""
        language, reason = asked.language, sign.reason
        if sign.outcome is Outcome.LIVE_UNKNOWN:
            known = self._notices(asked, topics=("safety",) if reason is Reason.SAFETY_NOW else ("results",))
            if known:
                parts = tuple(compose.from_notice(notice, language) for notice in known)
                return Answer(Outcome.ANSWERED, Reason.NOTICE, language, parts, handover=True, confidence=1.0)
        languages = tuple(Language) if reason is Reason.OTHER_LANGUAGE else asked.languages
        section = "live" if sign.outcome is Outcome.LIVE_UNKNOWN else sign.outcome.value
        parts = compose.in_words(self._catalogue, f"{section}.{reason.value}", languages)
        if sign.outcome is Outcome.URGENT:
            parts += compose.in_words(self._catalogue, f"urgent_then.{reason.value}", languages)
        return Answer(
            sign.outcome,
            reason,
            language,
            parts,
            handover=sign.outcome in WITH_HELP_LINES,
            confidence=1.0,
            signals=dict.fromkeys(sign.matched, 1.0),
        )

    def _in_parts(self, question: Question, asked: _Asked) -> Answer:
        """Two answers for a message that asks two things; one of them, saying so, where the other is not known."""
        found = self._halves(question, asked)
        answered = [answer for answer in found if answer.outcome is Outcome.ANSWERED and answer.citations]
        parts = tuple(part for answer in answered for part in answer.parts)
        if len({answer.citations[0].id for answer in answered}) == 2:
            confidence = min(answer.confidence for answer in answered)
            return Answer(Outcome.ANSWERED, Reason.TWO_PART, asked.language, parts, confidence=confidence)
        whole = self._with_memory(question, asked)
        if whole.outcome is Outcome.ANSWERED or len(answered) != 1:
            return whole
        rest = compose.in_words(self._catalogue, "frame.rest_unknown", asked.languages)
        return replace(answered[0], parts=(*parts, *rest), handover=True)

    def _halves(self, question: Question, asked: _Asked) -> list[Answer]:
        """An answer for each half; what a half leaves unnamed (seat, year) it takes from the whole message."""
        found = []
        for half in halves(question.text, asked.reading):
            part = self._understood(half, asked.context)
            if self._sign(half, part) is not None or not stands_alone(part.reading):
                return []
            subject = replace(
                part.subject,
                offices=part.subject.offices or asked.subject.offices,
                years=part.subject.years or asked.subject.years,
                elections=part.subject.elections or asked.subject.elections,
            )
            found.append(self._searched(half, replace(asked, reading=part.reading, subject=subject)))
        return found

    def _with_memory(self, question: Question, asked: _Asked) -> Answer:
        """A short question that leans on the one before it may mean both together: the surer answer is given."""
        whole = completed(question)
        if asked.subject.offices and question.earlier:
            whole = completed(replace(question, earlier=(self._subjects.without_offices(question.earlier[-1]),)))
        if whole == question.text.strip():
            return self._searched(question.text, asked)
        together = self._searched(whole, asked)
        if len(asked.reading.groups) <= LEANING_WORDS:
            return together
        alone = self._searched(question.text, asked)
        is_surer = alone.outcome is Outcome.ANSWERED and alone.confidence > together.confidence
        return alone if is_surer or together.outcome is not Outcome.ANSWERED else together

    def _searched(self, text: str, asked: _Asked) -> Answer:
        """The best page for `text`, if the evidence suffices; an honest "I do not know" if not."""
        asked = self._asked_in_full(text, asked)
        candidates = self._candidates(asked)
        decision = self._decider.decide(candidates, asked.reading)
        exact = self._exact.card_of(asked.reading, candidates)
        if exact is not None:
            return self._from(exact, certain(decision), asked)
        offices = between_offices(candidates, asked.subject)
        if offices:
            return self._which_office(offices, asked)
        if decision.is_enough and not self._is_overtaken(candidates[0], asked):
            return self._from(candidates[0], decision, asked)
        return (
            self._by_the_day_named(asked) or self._by_the_law_alone(asked) or self._unknown(candidates, decision, asked)
        )

    def _asked_in_full(self, text: str, asked: _Asked) -> _Asked:
        """`asked` with the words of `text`, which may hold the question before it too; the reply language stays."""
        if text == asked.reading.text:
            return asked
        reading = self.edition.reader.read(text)
        subject = self._subjects.read(reading)
        latest = asked.subject  # "and for governor?" after a question on the president is about the governor
        if latest.offices:
            subject = replace(subject, offices=latest.offices)
        if latest.elections:
            subject = replace(subject, years=latest.years, elections=latest.elections)
        return replace(asked, reading=reading, subject=subject)

    def _which_office(self, offices: frozenset[str], asked: _Asked) -> Answer:
        """One short question back: the rule is not the same for every seat."""
        options = tuple(
            Option(office.name[asked.language], f"office:{office.id}")
            for office in self._country.offices
            if office.id in offices
        )
        parts = compose.in_words(self._catalogue, "clarify.which_office", asked.languages)
        return Answer(Outcome.CLARIFY, Reason.WHICH_OFFICE, asked.language, parts, options)

    def _candidates(self, asked: _Asked) -> list[Candidate]:
        return self._found(asked, self.edition.mask(self._day(asked.context), self._elections(asked.subject)))

    def _found(self, asked: _Asked, mask: Mask) -> list[Candidate]:
        found = self.edition.search(asked.reading, eligible(mask, asked.subject, self.edition))
        return fitting(found, asked.subject, self.edition, asked.language)

    def _elections(self, subject: Subject) -> frozenset[str | None]:
        """Which elections' documents may answer: past ones only if named, or if nobody asks what to do now."""
        current: frozenset[str | None] = frozenset({self._country.election, None})
        if subject.elections:
            return current | subject.elections
        return current if subject.is_practical else current | frozenset(self._country.past_elections)

    def _from(self, candidate: Candidate, decision: Decision, asked: _Asked) -> Answer:
        passages = self.edition.passages(candidate.page)
        parts = tuple(compose.from_page(candidate.card, passages, language) for language in asked.languages)
        if len(passages) == 1:
            parts = parts[:1]
        reason = Reason.CARD if parts[0].kind is PartKind.CARD else Reason.QUOTATION
        return Answer(
            Outcome.ANSWERED, reason, asked.language, parts, confidence=decision.confidence, signals=decision.signals
        )

    def _unknown(self, candidates: Sequence[Candidate], decision: Decision, asked: _Asked) -> Answer:
        reason = self._why_unknown(candidates, asked, decision)
        cards = _nearby(candidates) if reason is Reason.WEAK_EVIDENCE else []
        options = tuple(compose.option(card, asked.language) for card in cards)
        parts = tuple(self._unknown_words(reason, cards, language) for language in asked.languages)
        return Answer(
            Outcome.UNKNOWN,
            reason,
            asked.language,
            parts,
            options,
            handover=True,
            confidence=1.0 - decision.confidence,
            signals=decision.signals,
        )

    def _unknown_words(self, reason: Reason, cards: Sequence[Card], language: Language) -> Part:
        nearby = "\n".join(f"- {compose.option(card, language).label}" for card in cards)
        return compose.in_words(self._catalogue, f"unknown.{reason.value}", (language,), nearby=nearby)[0]

    def _why_unknown(self, candidates: Sequence[Candidate], asked: _Asked, decision: Decision) -> Reason:
        """A card that no longer holds, or was withdrawn, would have answered; else how near the others are."""
        hidden = self._hidden(asked)
        if hidden is not None:
            return Reason.WITHDRAWN if hidden.card.id in self.edition.withdrawn() else Reason.EXPIRED
        is_near = decision.confidence >= WORTH_OFFERING and bool(_nearby(candidates))
        return Reason.WEAK_EVIDENCE if is_near else Reason.NO_EVIDENCE

    def _is_overtaken(self, best: Candidate, asked: _Asked) -> bool:
        """Whether a card that may not be served would have been far better: its neighbour must not stand in for it.

        A card written to replace it is about as near, and answers.
        """
        hidden = self._hidden(asked)
        return hidden is not None and hidden.signals.relevance > best.signals.relevance + FAR_BETTER

    def _hidden(self, asked: _Asked) -> Candidate | None:
        """What would answer if it were neither withdrawn nor out of date."""
        elections, day = self._elections(asked.subject), self._day(asked.context)
        everything = self.edition.mask_all(elections)
        if (everything == self.edition.mask(day, elections)).all():
            return None
        found = self._found(asked, everything)
        if not found or not self._decider.decide(found, asked.reading).is_enough:
            return None
        card = found[0].card
        is_hidden = card.id in self.edition.withdrawn() or not card.holds_on(day)
        return found[0] if is_hidden else None

    def _with_computed(self, answer: Answer, asked: _Asked) -> Answer:
        """The day or the clock before the card that says the rule, where it can be computed."""
        if answer.reason is Reason.COMPUTED:
            return answer
        part = self._computed.before(answer, asked.reading.text, asked.subject.offices, asked.counties, asked.context)
        return replace(answer, reason=Reason.COMPUTED, parts=(part, *answer.parts)) if part else answer

    def _by_the_clock(self, sign: Sign | None, asked: _Asked) -> Answer | None:
        """Whether polls are open now is no question of safety and needs no search; of one place nobody here knows."""
        if asked.subject.counties or (sign is not None and sign.outcome is not Outcome.LIVE_UNKNOWN):
            return None
        part = self._computed.open_now(asked.reading.text, asked.context, asked.language)
        return self._computed_answer(part, self._country.polling.cards[:1], asked) if part else None

    def _by_the_day_named(self, asked: _Asked) -> Answer | None:
        """A seat in dispute, and the day of its declaration: by when to file, and the card of that seat."""
        found = self._computed.grievance(asked.reading.text, asked.subject.offices, asked.context, asked.language)
        return self._computed_answer(*found, asked) if found else None

    def _computed_answer(self, part: Part, cards: Sequence[str], asked: _Asked) -> Answer:
        """What was computed, and under it the first of the cards that may be served."""
        served = (self.cards.answer(card, asked.context, asked.language) for card in cards)
        below = next((answer.parts for answer in served if answer), ())
        return Answer(Outcome.ANSWERED, Reason.COMPUTED, asked.language, (part, *below), confidence=1.0)

    def _by_the_law_alone(self, asked: _Asked) -> Answer | None:
        """At a time when the card does not hold, the Constitution's rule on that election still does."""
        hidden = self._hidden(asked)
        if hidden is None or hidden.card.id in self.edition.withdrawn():
            return None
        part = self._computed.instead(
            hidden.card.id, asked.reading.text, asked.subject.offices, asked.counties, asked.context, asked.language
        )
        return self._computed_answer(part, (), asked) if part else None

    def _with_notices(self, answer: Answer, asked: _Asked) -> Answer:
        """Notices of the place and topic stand before any answer; a contradicted card is never shown without them."""
        if answer.reason is Reason.NOTICE or answer.outcome in (Outcome.SMALL_TALK, Outcome.REFUSED):
            return answer
        cited = [self.edition.cards[item.id].card for item in answer.citations if item.id in self.edition.cards]
        topics = tuple(topic.value for card in cited for topic in card.topics) or ("safety",)
        shown = self._notices(asked, topics, tuple(card.id for card in cited))
        parts = tuple(compose.from_notice(notice, answer.language) for notice in shown)
        if answer.outcome is Outcome.URGENT:  # danger first: the help line keeps the first paragraph
            return replace(answer, parts=(*answer.parts, *parts))
        return replace(answer, parts=(*parts, *answer.parts))

    def _notices(self, asked: _Asked, topics: tuple[str, ...], cards: tuple[str, ...] = ()) -> tuple[Notice, ...]:
        context = asked.context
        return notices.applying(context.notices, context.now, asked.counties, context.role, topics, cards)

    def _day(self, context: Context) -> date:
        return context.now.astimezone(self._country.zone).date()


def _says_enough(learnt: Sign, asked: _Asked) -> bool:
    """Danger and harm may be cried in one word; the rest needs two, and what names a seat is not off topic."""
    if learnt.outcome is Outcome.URGENT or learnt.reason in HARM:
        return True
    if learnt.reason is Reason.OFF_TOPIC and asked.subject.offices:
        return False
    return learnt.outcome is Outcome.SMALL_TALK or len(asked.reading.groups) > LEANING_WORDS


def _yields(sign: Sign) -> bool:
    """Whether a reviewed card that answers for sure goes before what triage said; before danger and harm none does."""
    is_learnt = sign.matched == (LEARNT,)
    return sign.reason in YIELDS or (is_learnt and sign.outcome is not Outcome.URGENT and sign.reason not in HARM)


def _nearby(candidates: Sequence[Candidate]) -> list[Card]:
    """The nearest guidance cards, to be offered where none answers for sure."""
    cards = {candidate.card.id: candidate.card for candidate in candidates if candidate.card.kind is Kind.GUIDANCE}
    return list(cards.values())[:NEARBY]


def _without_half_characters(text: str) -> str:
    """Halves of surrogate pairs, as broken input brings them, cannot be encoded: each becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")

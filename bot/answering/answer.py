"""The story of one answer: triage, search, decide, compose. Pure: nothing is sent or stored."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering import compose, joined
from bot.answering.card_buttons import CardButtons
from bot.answering.computed import Computed
from bot.answering.decide import Decider, Weighing
from bot.answering.evidence import Evidence, Finder
from bot.answering.fitting import between_offices
from bot.answering.follow_up import FollowUps
from bot.answering.kinds import FAINT, HARM, LEARNT, LearntKinds
from bot.answering.parts import halves, stands_alone
from bot.answering.premise import premise
from bot.answering.reckoned import Reckoned
from bot.answering.silence import Silence
from bot.answering.subject import SubjectReader
from bot.answering.triage import Sign, Triage, sentences
from bot.answering.understanding import Understanding, Understood
from bot.models import Answer, Context, Notice, Option, Outcome, Part, Question, Reason
from bot.situation import notices
from bot.situation.dispute_reading import own_dispute, seats
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Kind, Language
from knowledge.recognition import Recognised
from knowledge.search import Candidate, Edition

MOSTLY_KNOWN = 0.5  # share of its words, below which a message is too strange to be called anything
LEANING_WORDS = 1  # with no more words of content than this, a follow-up says nothing by itself
# A stray word can look off topic or foreign: where a reviewed card answers for sure, it is given all the same.
YIELDS = frozenset({Reason.OFF_TOPIC, Reason.OTHER_LANGUAGE})
BEYOND_DOUBT = 0.95
LIKELY = 0.75  # from this confidence in the best of two on, nothing is said of not being sure
WITH_HELP_LINES = frozenset({Outcome.URGENT, Outcome.LIVE_UNKNOWN, Outcome.UNKNOWN})


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
        leaning: Weighing,
        subjects: SubjectReader,
    ) -> None:
        self.edition = edition
        self._country = country
        self._catalogue = catalogue
        self._triage = triage
        self._learnt = learnt
        self._understanding = Understanding(edition.reader, subjects)
        self._finder = Finder(edition, country, decider)
        self.follow_ups = FollowUps(self._understanding, self._finder, leaning)
        self._silence = Silence(self._finder, catalogue)
        self.cards = CardButtons(edition, country)
        self._reckoned = Reckoned(Computed(country, catalogue), self._finder, self.cards, country)

    def answer(self, question: Question, context: Context) -> Answer:
        question = replace(question, text=_without_half_characters(question.text))
        asked = self._understanding.of(question.text, context)
        self.edition.expect(asked.reading)
        sign = self._sign(question.text, asked)
        # Whether polls are open now is no question of safety, and needs no search.
        is_of_now = sign is None or sign.outcome is Outcome.LIVE_UNKNOWN
        if is_of_now and (clock := self._reckoned.by_the_clock(asked)):
            found = clock
        elif sign is not None and sign.is_sure and not _yields(sign):
            found = self._signed(sign, asked)
        else:
            whole = self._whole(question, asked)
            found = self._in_parts(question.text, whole, asked)
            if sign is not None:
                # "How much does it cost?" alone may sound off topic; what it points back to is not.
                sign = replace(sign, is_sure=sign.is_sure and whole == question.text.strip())
                found = self._with_sign(sign, found, asked)
        return self._with_notices(self._reckoned.on_top(found, asked), asked)

    def evidence(self, question: Question, context: Context) -> tuple[Sequence[Candidate], Understood]:
        """What the search finds for a question, triage left out: what the decision is calibrated on."""
        asked = self._understanding.of(question.text, context)
        asked = self._understanding.in_full(self._whole(question, asked), asked)
        return self._finder.candidates(asked), asked

    def _whole(self, question: Question, asked: Understood) -> str:
        """With what it leans on. Who tells of an own dispute is asked for the seat; none is taken from before."""
        if not question.earlier or own_dispute(question.text, self._country) is not None:
            return question.text.strip()
        return self.follow_ups.whole(question, asked)

    def _sign(self, text: str, asked: Understood) -> Sign | None:
        """What is settled before any search: by a pattern, else by what was learnt from examples."""
        found = self._triage.sign(text, asked.reading)
        recognised = self.edition.kinds(asked.reading)
        learnt = self._learnt.sign(recognised)
        if found is None:
            return learnt if learnt is not None and _says_enough(learnt, asked) else None
        if learnt is not None and learnt.outcome is Outcome.URGENT and learnt.is_sure:
            return found if found.outcome is Outcome.URGENT else learnt
        if found.outcome is Outcome.URGENT or (found.reason in HARM and self._learnt.may_be_plain(recognised)):
            return self._weighed(found, text, recognised)
        is_sure = self._learnt.bears_out(found, recognised)
        return learnt if learnt is not None and not is_sure else replace(found, is_sure=is_sure)

    def _weighed(self, sign: Sign, text: str, recognised: Recognised) -> Sign | None:
        """Danger or harm by a pattern: none, if the message and each of its sentences are surely plain.

        Danger is as likely as the whole message or any of its sentences makes it, harm as the whole makes it.
        """
        readings = [self.edition.reader.read(sentence) for sentence in sentences(text)]
        self.edition.expect(*readings)
        parts = [self.edition.kinds(reading) for reading in readings]
        if self._learnt.is_plain(recognised, parts):
            return None
        if sign.outcome is not Outcome.URGENT:
            return replace(sign, is_sure=self._learnt.bears_out(sign, recognised))
        witnesses = (recognised, *parts)
        is_sure = any(self._learnt.bears_out(sign, witness) for witness in witnesses)
        is_faint = not any(self._learnt.bears_out(sign, witness, FAINT) for witness in witnesses)
        return replace(sign, is_sure=is_sure, is_faint=is_faint)

    def _with_sign(self, sign: Sign, found: Answer, asked: Understood) -> Answer:
        """What was found, if beyond doubt or the sign is not sure; where it may be danger, under the help line.

        What may be harm is answered by one card only, or by two beyond doubt: a witness asks one thing.
        """
        if _is_beyond_doubt(found):
            return found
        may_be_grave = sign.outcome is Outcome.URGENT or sign.reason in HARM
        if sign.is_sure or (found.outcome is not Outcome.ANSWERED and (may_be_grave or sign.matched == (LEARNT,))):
            return self._signed(sign, asked)
        if sign.reason in HARM and not (joined.is_of_one(found) or found.confidence >= BEYOND_DOUBT):
            return self._signed(sign, asked)
        if sign.outcome is not Outcome.URGENT or sign.is_faint:
            return found
        help_line = compose.in_words(self._catalogue, f"urgent.{sign.reason.value}", asked.languages)
        parts = (*help_line, *joined.of_first(found))
        return replace(found, outcome=Outcome.URGENT, reason=sign.reason, parts=parts, options=(), handover=True)

    def _signed(self, sign: Sign, asked: Understood) -> Answer:
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
            options=self._cards_for(asked) if sign.outcome is Outcome.URGENT else (),
            handover=sign.outcome in WITH_HELP_LINES,
            confidence=1.0,
            signals=dict.fromkeys(sign.matched, 1.0),
        )

    def _cards_for(self, asked: Understood) -> tuple[Option, ...]:
        """Buttons of the cards that would have answered, had there been no danger."""
        shown = self._finder.weighed(asked).shown
        return tuple(compose.option(item.card, asked.language) for item in shown if _is_card(item))

    def _in_parts(self, text: str, whole_text: str, asked: Understood) -> Answer:
        """Two answers for a message that asks two things; one, if sure, saying so, where the other is not known.

        `whole_text`: the message with what it leans on.
        """
        halves = self._halves(text, asked)
        by_whole = self._found_by(whole_text, asked) if halves else ()
        answered = [answer for part, answer in halves if joined.is_answered(answer, part, by_whole)]
        if len({answer.citations[0].id for answer in answered}) == 2:
            return joined.both(*answered)
        whole = self._searched(whole_text, asked)
        if len(answered) == 1 and joined.is_another(answered[0], whole, by_whole):
            return joined.both(whole, answered[0])
        if whole.outcome is Outcome.UNKNOWN and (corrected := self._on_premise(text, asked)):
            return corrected
        if whole.outcome is Outcome.ANSWERED or len(answered) != 1 or len(answered[0].citations) > 1:
            return whole
        rest = compose.in_words(self._catalogue, "frame.rest_unknown", asked.languages)
        return replace(answered[0], parts=(*answered[0].parts, *rest), handover=True)

    def _found_by(self, whole_text: str, asked: Understood) -> Sequence[str]:
        """The cards that a whole message finds, best first."""
        found = self._finder.candidates(self._understanding.in_full(whole_text, asked))
        return [candidate.card.id for candidate in found]

    def _on_premise(self, text: str, asked: Understood) -> Answer | None:
        """Where nothing answers the question: what is known of that which it takes for granted, if one card says it."""
        granted = premise(text)
        if not granted:
            return None
        found = self._searched(granted, self._understanding.part(granted, asked))
        if found.outcome is not Outcome.ANSWERED or len(found.citations) > 1:
            return None
        frame = compose.in_words(self._catalogue, "frame.on_premise", asked.languages)
        return replace(found, reason=Reason.PREMISE_CORRECTED, parts=(*frame, *found.parts))

    def _halves(self, text: str, asked: Understood) -> list[tuple[Understood, Answer]]:
        """Each half of a message that asks two things, and an answer for it."""
        parts = [(half, self._understanding.part(half, asked)) for half in halves(text, asked.reading)]
        if not all(stands_alone(part.reading) for _, part in parts):
            return []
        self.edition.expect(*(part.reading for _, part in parts))
        found = []
        for half, part in parts:
            if self._sign(half, part) is not None:
                return []
            found.append((part, self._searched(half, part)))
        return found

    def _searched(self, text: str, asked: Understood) -> Answer:
        """The best page for `text`, or the two best, if the evidence suffices; an honest "I do not know" if not."""
        asked = self._understanding.in_full(text, asked)
        found = self._finder.weighed(asked)
        offices = frozenset() if found.is_exact else self._unnamed_offices(found, asked)
        if offices:
            return self._which_office(offices, asked)
        is_too_long = len(found.shown) > 1 and len(asked.languages) > 1
        if found.shown and not is_too_long and (found.is_exact or not self._finder.is_overtaken(found.shown[0], asked)):
            return (len(found.shown) > 1 and self._reckoned.by_the_day_named(asked)) or self._from(found, asked)
        reckoned = self._reckoned.by_the_day_named(asked) or self._reckoned.by_the_law_alone(asked)
        return reckoned or self._silence.answer(found, asked)

    def _unnamed_offices(self, found: Evidence, asked: Understood) -> frozenset[str]:
        """The seats to choose from, where none is named and somebody tells of an own dispute, or the rules differ."""
        told = (asked.own or asked.reading).text  # of what was told before, the seat was asked for then
        choice = None if asked.subject.offices else own_dispute(told, self._country)
        if choice is None:
            return between_offices(found.candidates, asked.subject)
        return frozenset(office.id for office, _ in seats(choice, self._country))

    def _which_office(self, offices: frozenset[str], asked: Understood) -> Answer:
        """One short question back: the rule is not the same for every seat."""
        options = tuple(
            Option(office.name[asked.language], f"office:{office.id}")
            for office in self._country.offices
            if office.id in offices
        )
        parts = compose.in_words(self._catalogue, "clarify.which_office", asked.languages)
        return Answer(Outcome.CLARIFY, Reason.WHICH_OFFICE, asked.language, parts, options)

    def _from(self, found: Evidence, asked: Understood) -> Answer:
        """From the best page, and in short from the next other one where it may as well be meant."""
        best, *others = found.shown
        parts = self._page(best, asked)
        decision = found.decision
        if others and decision.of_best < LIKELY:
            parts = (*self._headed("frame.either_first", best, asked), *parts)
        for other in others:
            in_short = (compose.in_short(part) for part in self._page(other, asked))
            parts = (*parts, *self._headed("frame.either_then", other, asked), *in_short)
        return Answer(
            Outcome.ANSWERED,
            Reason.CARD if _is_card(best) else Reason.QUOTATION,
            asked.language,
            parts,
            tuple(compose.option(item.card, asked.language) for item in others if _is_card(item)),
            confidence=decision.confidence,
            signals=decision.signals,
        )

    def _headed(self, key: str, candidate: Candidate, asked: Understood) -> tuple[Part, ...]:
        """What a page answers, in a few words: a question of its card, or the title of its document."""
        card = candidate.card
        answers = compose.option(card, asked.language).label if _is_card(candidate) else card.title
        return compose.in_words(self._catalogue, key, (asked.language,), asked=answers)

    def _page(self, candidate: Candidate, asked: Understood) -> tuple[Part, ...]:
        """In each language of the reply that the page has."""
        passages = self.edition.passages(candidate.page)
        parts = tuple(compose.from_page(candidate.card, passages, language) for language in asked.languages)
        return parts[:1] if len(passages) == 1 else parts

    def _with_notices(self, answer: Answer, asked: Understood) -> Answer:
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

    def _notices(self, asked: Understood, topics: tuple[str, ...], cards: tuple[str, ...] = ()) -> tuple[Notice, ...]:
        context = asked.context
        return notices.applying(context.notices, context.now, asked.counties, context.role, topics, cards)


def _says_enough(learnt: Sign, asked: Understood) -> bool:
    """Danger and harm may be cried in one word, known or not; the rest needs known words, and small talk apart two.

    What names a seat is not off topic.
    """
    if learnt.outcome is Outcome.URGENT or learnt.reason in HARM:
        return True
    if asked.reading.share_known < MOSTLY_KNOWN:
        return False
    if learnt.reason is Reason.OFF_TOPIC and asked.subject.offices:
        return False
    return learnt.outcome is Outcome.SMALL_TALK or len(asked.reading.groups) > LEANING_WORDS


def _yields(sign: Sign) -> bool:
    """Whether a reviewed card that answers for sure goes before what triage said; before danger and harm none does."""
    is_learnt = sign.matched == (LEARNT,)
    return sign.reason in YIELDS or (is_learnt and sign.outcome is not Outcome.URGENT and sign.reason not in HARM)


def _is_beyond_doubt(answer: Answer) -> bool:
    return answer.outcome is Outcome.ANSWERED and joined.is_of_one(answer) and answer.confidence >= BEYOND_DOUBT


def _is_card(candidate: Candidate) -> bool:
    return candidate.card.kind is Kind.GUIDANCE


def _without_half_characters(text: str) -> str:
    """Halves of surrogate pairs, as broken input brings them, cannot be encoded: each becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")

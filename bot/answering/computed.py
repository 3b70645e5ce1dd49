"""What the clock and the rules add to an answer: whether polls are open, by when a thing must be done."""

from dataclasses import replace

from bot.models import Anchor, Answer, Context, DayTold, Outcome, Part, PartKind, Reason
from bot.situation.clock_words import ClockWords
from bot.situation.deadline_words import Counted, DeadlineWords, Told
from bot.situation.dispute_reading import dispute_of
from bot.situation.matters import of_rule, recorded
from bot.situation.polls import PollsState, polls
from bot.situation.spoken_dates import day_of
from bot.situation.timeline import POLL, Timeline
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.deadline_rules import DeadlineRule, IfUnknown
from knowledge.models import Confidence, Language

_NO_MOMENT = (PollsState.ANOTHER_DAY, PollsState.OVER)


class Computed:
    """Pure: the moment and the anchors come with the context, the day that a person names with the text."""

    def __init__(self, country: Country, catalogue: Catalogue) -> None:
        self._country = country
        self._deadlines = DeadlineWords(catalogue, country)
        self._clock = ClockWords(catalogue)

    def before(
        self, answer: Answer, text: str, offices: frozenset[str], counties: tuple[str, ...], context: Context
    ) -> Part | None:
        """What is said before an answer to one thing, by its first card; None if its day is unknown or adds nothing."""
        if answer.outcome is not Outcome.ANSWERED or answer.reason is Reason.TWO_PART or not answer.citations:
            return None
        card, timeline = answer.citations[0].id, self._timeline(context)
        if card in self._country.polling.cards:
            return self._polls(text, timeline, answer.language)
        rule = self._rule(card)
        counted = self._counted(rule, text, offices, counties, timeline) if rule else None
        if (
            rule is None or counted is None or rule.period.event == POLL
        ):  # what follows from the poll stands in the card
            return None
        return self._said(counted, timeline, answer.language)

    def instead(
        self,
        card: str,
        text: str,
        offices: frozenset[str],
        counties: tuple[str, ...],
        context: Context,
        language: Language,
    ) -> Part | None:
        """What the law alone says where this card does not hold at that time: a rule of the Constitution only."""
        rule = self._rule(card)
        if rule is None or rule.period.confidence is not Confidence.STATUTE:
            return None
        timeline = self._timeline(context)
        counted = self._counted(rule, text, offices, counties, timeline)
        if counted is None:
            return _words(self._deadlines.rule_only(rule, language, timeline.cutoff(rule)), language)
        return self._said(counted, timeline, language)

    def open_now(self, text: str, context: Context, language: Language) -> Part | None:
        """The clock, where the question is whether polling stations are open at this moment; None for any other."""
        hours, plain = self._country.polling, text.lower()
        if any(piece in plain for piece in hours.never):
            return None
        is_about = any(piece in plain for piece in hours.about) and any(piece in plain for piece in hours.opening)
        if not is_about or not self._is_about_now(plain):
            return None
        return _words(self._clock.polls(self._timeline(context), language), language)

    def grievance(
        self, text: str, offices: frozenset[str], context: Context, language: Language
    ) -> tuple[Part, tuple[str, ...]] | None:
        """For a seat in dispute whose day is named: the day to keep, and the cards that may stand under it."""
        matter = dispute_of(text, offices, self._country)
        if matter is None or not matter.dispute.deadlines:
            return None
        rule = self._country.deadlines[matter.dispute.deadlines[0]]
        timeline = self._timeline(context)
        given = day_of(text, timeline.today, self._country.events[rule.period.event].words)
        if given is None or given > timeline.today:
            return None
        counted = Counted(timeline.due(rule, given), Told.GIVEN)
        return self._said(counted, timeline, language), matter.dispute.cards

    def _said(self, counted: Counted, timeline: Timeline, language: Language) -> Part:
        part, anchor = _words(self._deadlines.counted(counted, timeline.now, language), language), recorded(counted)
        if anchor is None:
            return part
        matter = of_rule(counted.due.rule.id, anchor)
        return replace(part, told=DayTold(matter, anchor.id, counted.due.last_day))

    def _polls(self, text: str, timeline: Timeline, language: Language) -> Part | None:
        """On polling day always; on another day only to who asks about this moment."""
        if polls(timeline).state in _NO_MOMENT and not self._is_about_now(text.lower()):
            return None
        return _words(self._clock.polls(timeline, language), language)

    def _is_about_now(self, plain: str) -> bool:
        words = " ".join(plain.replace("?", " ").replace(",", " ").split())
        return any(f" {word} " in f" {words} " for word in self._country.polling.words)

    def _counted(
        self,
        rule: DeadlineRule,
        text: str,
        offices: frozenset[str],
        counties: tuple[str, ...],
        timeline: Timeline,
    ) -> Counted | None:
        """From the day that the person names, else from one that is recorded."""
        event = self._country.events[rule.period.event]
        if rule.if_unknown is IfUnknown.ASK and event.id != POLL:
            given = day_of(text, timeline.today, event.words)
            if given and given <= timeline.today:
                return Counted(timeline.due(rule, given), Told.GIVEN)
        if event.id == POLL:
            poll = timeline.anchor(POLL) or self._poll(timeline)
            return Counted(timeline.due(rule, poll.day), poll)
        office = next(iter(offices)) if len(offices) == 1 else self._office_of(rule)
        named = (known.area for known in timeline.anchors if known.area.lower() in text.lower())
        areas = (*counties, *(area for area in named if not area.isdecimal()))
        anchor = timeline.anchor(event.id, office, areas) if office else None
        return Counted(timeline.due(rule, anchor.day), anchor) if anchor else None

    def _poll(self, timeline: Timeline) -> Anchor:
        source = self._country.key_dates["election"].source
        return Anchor("poll", timeline.election, POLL, timeline.poll, source)

    def _rule(self, card: str) -> DeadlineRule | None:
        return next((rule for rule in self._country.deadlines.values() if card in rule.cards), None)

    def _office_of(self, rule: DeadlineRule) -> str:
        """The seat, where the rule belongs to the disputes of one."""
        seats = {
            office for dispute in self._country.disputes if rule.id in dispute.deadlines for office in dispute.offices
        }
        return seats.pop() if len(seats) == 1 else ""

    def _timeline(self, context: Context) -> Timeline:
        return Timeline(self._country, context.now, context.anchors)


def _words(text: str, language: Language) -> Part:
    return Part(PartKind.WORDS, text, language)

"""The one page at the end of /dispute: who, where, by when, cost, papers, first step, next, appeal, lawyer, sources."""

from dataclasses import dataclass
from datetime import date

from bot.conversation import case as cases
from bot.conversation.case import Case
from bot.models import Anchor
from bot.situation.calendar_file import Entry
from bot.situation.deadline_words import Counted, DeadlineWords, Told
from bot.situation.deadlines import standing
from bot.situation.timeline import Timeline
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.clauses import Clause
from knowledge.country import Country
from knowledge.deadline_rules import DeadlineRule
from knowledge.dispute_types import DisputeType
from knowledge.models import Confidence, Language

ALARM_DAYS = (3, 1)
BULLET = "- "


@dataclass(frozen=True)
class Times:
    """The deadlines of a dispute: those counted, in order, and those of which only the rule can be said."""

    counted: tuple[Counted, ...]
    uncounted: tuple[DeadlineRule, ...]


class DisputePage:
    def __init__(self, catalogue: Catalogue, country: Country) -> None:
        self._catalogue = catalogue
        self._country = country
        self._words = DeadlineWords(catalogue, country)

    def text(self, case: Case, timeline: Timeline, language: Language) -> str:
        dispute = cases.dispute_of(case, self._country)
        sources = "\n".join(f"{BULLET}{source}" for source in self._sources(dispute))
        return self._say(
            "page",
            language,
            name=self._name(case, dispute, language),
            who="\n".join([dispute.who.words[language], *self._standing(case, dispute, language)]),
            where=dispute.where.words[language],
            when=self._when(case, timeline, language),
            cost=dispute.cost.words[language],
            papers=dispute.papers.words[language],
            first=dispute.first.words[language],
            after=dispute.after.words[language],
            appeal=dispute.appeal.words[language],
            lawyer=dispute.lawyer.words[language],
            sources=sources,
            law=speech.day(self._country.law_as_at, language),
            body=self._country.bodies[dispute.body][language],
        )

    def checklist(self, case: Case, timeline: Timeline, language: Language) -> str:
        """What to have and to do, to be ticked off: first step, papers, days."""
        dispute = cases.dispute_of(case, self._country)
        papers = [line for line in dispute.papers.words[language].splitlines() if line.startswith(BULLET)]
        days = [
            self._say(
                "checklist_day",
                language,
                day=speech.day(counted.due.last_day, language, weekday=True),
                purpose=counted.due.rule.purpose[language],
            )
            for counted in self.times(case, timeline).counted
        ]
        if dispute.time:
            days.insert(0, self._say("checklist_paper", language, paper=dispute.time.words[language]))
        listed = [self._say("checklist_paper", language, paper=paper.removeprefix(BULLET)) for paper in papers]
        return self._say(
            "checklist",
            language,
            name=dispute.name[language],
            first=dispute.first.words[language],
            papers="\n".join(listed),
            when="\n".join(days),
        ).strip()

    def entries(self, case: Case, timeline: Timeline, language: Language) -> list[Entry]:
        """For a calendar: the day to keep, if it has not passed; what others must do by then is no entry."""
        first = self.times(case, timeline).counted[:1]
        return [
            Entry(
                day=counted.due.last_day,
                title=self._say("alarm", language, purpose=counted.due.rule.purpose[language]),
                text=self._words.counted(counted, timeline.now, language),
                until=counted.due.cutoff,
                alarm_days=ALARM_DAYS,
            )
            for counted in first
            if not standing(counted.due, timeline.now).is_passed
        ]

    def times(self, case: Case, timeline: Timeline) -> Times:
        """Each deadline from what is known of its event: chosen by the person, or done on the last day before."""
        dispute = cases.dispute_of(case, self._country)
        rules = [self._country.deadlines[key] for key in dispute.deadlines]
        grounds = self._given(case, rules, timeline)
        counted: list[Counted] = []
        uncounted: list[DeadlineRule] = []
        for rule in rules:
            if rule.period.event not in grounds:
                uncounted.append(rule)
                continue
            start, ground = grounds[rule.period.event]
            found = Counted(timeline.due(rule, start), ground)
            counted.append(found)
            if rule.completes:
                grounds.setdefault(rule.completes, (found.due.last_day, Told.ASSUMED))
        return Times(tuple(counted), tuple(uncounted))

    def _given(
        self, case: Case, rules: list[DeadlineRule], timeline: Timeline
    ) -> dict[str, tuple[date, Anchor | Told]]:
        day = cases.day_of(case, timeline)
        if day is None or not rules:
            return {}
        return {rules[0].period.event: (day, cases.anchor_of(case, timeline) or Told.GIVEN)}

    def _when(self, case: Case, timeline: Timeline, language: Language) -> str:
        dispute = cases.dispute_of(case, self._country)
        times = self.times(case, timeline)
        blocks = [dispute.time.words[language]] if dispute.time else []
        blocks += [self._words.counted(counted, timeline.now, language) for counted in times.counted[:1]]
        is_late = bool(times.counted) and standing(times.counted[0].due, timeline.now).is_passed
        if is_late and dispute.late:
            blocks.append(self._late(dispute, language))
        elif times.counted[1:] and not is_late:
            later = [self._later(counted, timeline, language) for counted in times.counted[1:]]
            blocks.append("\n".join([self._say("chain", language), *(f"{BULLET}{line}" for line in later)]))
        for number, rule in enumerate(times.uncounted):
            say = self._words.rule_line if number or times.counted else self._words.rule_only
            blocks.append(say(rule, language, timeline.cutoff(rule)))
        return "\n\n".join(blocks)

    def _later(self, counted: Counted, timeline: Timeline, language: Language) -> str:
        line = self._words.by(counted.due, timeline.now, language)
        is_sure = counted.due.rule.counting.confidence is not Confidence.UNCONFIRMED
        return line if is_sure else self._say("counting_unsure", language, line=line)

    def _late(self, dispute: DisputeType, language: Language) -> str:
        others = [other for other in self._country.disputes if other.id in dispute.late]
        lines = [
            self._say("late_item", language, name=other.name[language], body=self._country.bodies[other.body][language])
            for other in others
        ]
        return "\n".join([self._say("late", language), *lines])

    def _name(self, case: Case, dispute: DisputeType, language: Language) -> str:
        """With the seat, where the kind of dispute is about several."""
        office = next((office.name[language] for office in self._country.offices if office.id == case.office), "")
        name = dispute.name[language]
        return (
            self._say("for_seat", language, name=name, office=office) if office and len(dispute.offices) != 1 else name
        )

    def _standing(self, case: Case, dispute: DisputeType, language: Language) -> list[str]:
        """What that means for who asks, once they have said who they are."""
        for role in self._country.roles:
            if role.id == case.who:
                key = "unsure" if role.id in dispute.unsure else "not_named"
                return [self._say("may" if role.id in dispute.may else key, language, role=role.name[language])]
        return []

    def _sources(self, dispute: DisputeType) -> list[str]:
        clauses: tuple[Clause | None, ...] = (
            *(dispute.who, dispute.where, dispute.time, dispute.cost, dispute.papers, dispute.first),
            *(dispute.after, dispute.appeal, dispute.lawyer),
        )
        rules = [self._country.deadlines[key] for key in dispute.deadlines]
        found = [clause.source for clause in clauses if clause]
        found += [source for rule in rules for source in (rule.period.source, rule.counting.source)]
        return list(dict.fromkeys(found))

    def _say(self, key: str, language: Language, **values: str) -> str:
        return self._catalogue.say(f"dispute.{key}", language, **values)

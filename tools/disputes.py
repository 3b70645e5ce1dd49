"""`python -m tools.disputes`: draws /dispute into docs/disputes.md: its tree, every path, every page, every rule."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from bot import config
from bot.clock import FixedClock
from bot.conversation import case as cases
from bot.conversation.case import NOTHING, Case
from bot.conversation.dispute_page import DisputePage
from bot.conversation.disputes import Disputes
from bot.situation.timeline import Timeline
from bot.texts import catalogue as texts
from bot.texts.catalogue import Catalogue
from knowledge import country, speech
from knowledge.country import Country
from knowledge.deadline_rules import DeadlineRule, IfUnknown
from knowledge.models import Language
from tools.dispute_paths import walk

FILE = config.ROOT / "docs" / "disputes.md"
EN = Language.EN
EXAMPLE_DAYS = 14  # after the poll, for which the days to file are reckoned
HEAD = """# Disputes: every path, page, rule and date

Made by `make disputes` from knowledge/documents/*/country.toml: not edited by hand. A person who knows the law can read
here what the bot says, where each sentence comes from, and to which days its rules lead. Nothing here was confirmed by
a court registry; what is not confirmed says so.
"""


def page(land: Country, catalogue: Catalogue) -> str:
    """The whole document. The same country and texts always give the same words."""
    parts = [HEAD, *_tree(land), *_paths(land, catalogue), *_rules(land), *_days(land), *_pages(land, catalogue)]
    return "\n".join(parts).rstrip() + "\n"


def _tree(land: Country) -> Iterator[str]:
    """As a Mermaid picture, which code hosts draw."""
    yield "## 1. The tree\n\n```mermaid\nflowchart LR"
    for step in land.steps.values():
        yield f'  {step.id}{{"{step.ask[EN]}"}}'
        for choice in step.choices:
            for to in (choice.step, *choice.disputes):
                if to:
                    yield f'  {step.id} -- "{choice.name[EN]}" --> {to}'
    for dispute in land.disputes:
        yield f'  {dispute.id}["{dispute.name[EN]}"]'
        for later in dispute.next:
            yield f"  {dispute.id} -.-> {later}"
    yield "```\n\nDotted: what can follow upon the decision.\n"


def _paths(land: Country, catalogue: Catalogue) -> Iterator[str]:
    """Choices of the day and of the role are the same for all paths to a dispute: they stand behind it once."""
    yield "## 2. Every path\n"
    yield "Then come, where named, the day of the event that starts the time, and always the question who asks.\n"
    moment = datetime.combine(land.election_day, land.polling.close, land.zone) + timedelta(days=EXAMPLE_DAYS)
    disputes = Disputes(catalogue, land, FixedClock(moment))
    seen: dict[tuple[str, ...], str] = {}
    for walked in walk(disputes, Timeline(land, moment), EN):
        case = cases.read(walked.action, land)
        dispute = cases.dispute_of(case, land)
        labels = walked.labels[: -2 if _asks_day(land, case) else -1]
        seen[labels] = f"{dispute.name[EN]}; {_asked(land, case)}"
    for labels, end in seen.items():
        yield f"- {' › '.join(labels)} → **{end}**"
    roles = ", ".join(role.name[EN] for role in land.roles)
    yield f"\nWho asks: {roles}.\n"


def _asks_day(land: Country, case: Case) -> bool:
    dispute = cases.dispute_of(case, land)
    return bool(dispute.deadlines) and land.deadlines[dispute.deadlines[0]].if_unknown is IfUnknown.ASK


def _asked(land: Country, case: Case) -> str:
    if not _asks_day(land, case):
        return "no day is asked"
    rule = land.deadlines[cases.dispute_of(case, land).deadlines[0]]
    return f"asked: {land.events[rule.period.event].ask[EN]}"


def _rules(land: Country) -> Iterator[str]:
    yield "## 3. Every rule\n"
    yield "| what | time | from or before | source of the time | counted as | source of the counting | how sure |"
    yield "|---|---|---|---|---|---|---|"
    for rule in land.deadlines.values():
        yield f"| {' | '.join(_row(rule, land))} |"
    yield "\nThe day of the event is never counted, the last day is. Answers name the day before any extension.\n"


def _row(rule: DeadlineRule, land: Country) -> tuple[str, ...]:
    period = rule.period
    side = "before" if period.is_before else "from"
    cutoff = f" (before {speech.clock(land.hours[rule.cutoff], EN)} on the last day)" if rule.cutoff else ""
    return (
        rule.purpose[EN],
        speech.period(period.amount, period.unit, EN) + cutoff,
        f"{side} {land.events[period.event].name[EN]}",
        period.source,
        rule.counting.name[EN],
        rule.counting.source,
        f"{period.confidence}; counting {rule.counting.confidence}",
    )


def _days(land: Country) -> Iterator[str]:
    """For each day on which a result may be declared, the days that the two rules of filing give."""
    yield f"## 4. The days to file, for results declared after {speech.day(land.election_day, EN)}\n"
    yield "In brackets the last working day before, where that day is none; → the day to which the law may move it.\n"
    rules = [
        rule for rule in land.deadlines.values() if rule.completes == "filing" and rule.period.event == "declaration"
    ]
    yield f"| declared on | {' | '.join(rule.purpose[EN] for rule in rules)} |"
    yield f"|{'---|' * (len(rules) + 1)}"
    timeline = Timeline(land, datetime.combine(land.election_day, land.polling.close, land.zone))
    for number in range(EXAMPLE_DAYS):
        declared = land.election_day + timedelta(days=number)
        cells = [_cell(rule, declared, timeline) for rule in rules]
        yield f"| {speech.day(declared, EN, weekday=True)} | {' | '.join(cells)} |"
    yield ""


def _cell(rule: DeadlineRule, declared: date, timeline: Timeline) -> str:
    due = timeline.due(rule, declared)
    shut = f" ({speech.day(due.working_day, EN, weekday=True)})" if due.working_day != due.last_day else ""
    moved = f" → {speech.day(due.extended, EN, weekday=True)}" if due.extended else ""
    cutoff = f", before {speech.clock(due.cutoff, EN)}" if due.cutoff else ""
    return f"{speech.day(due.last_day, EN, weekday=True)}{cutoff}{shut}{moved}"


def _pages(land: Country, catalogue: Catalogue) -> Iterator[str]:
    yield "## 5. Every page, as a person reads it while no day is known\n"
    timeline = Timeline(land, datetime.combine(land.election_day, land.polling.close, land.zone))
    pages = DisputePage(catalogue, land)
    for dispute in land.disputes:
        yield f"### {dispute.name[EN]}\n"
        for language in Language:
            text = pages.text(Case("", "", dispute.id, NOTHING), timeline, language)
            yield "\n".join(f"> {line}  " if line else ">" for line in text.splitlines()) + "\n"


def main(file: Path = FILE) -> None:
    land = country.read(config.read().folders[0] / config.read().country / "country.toml")
    file.write_text(page(land, texts.read(land)), encoding="utf-8")
    print(f"{file.name}: {len(land.disputes)} pages, {len(land.deadlines)} rules")


if __name__ == "__main__":
    main()

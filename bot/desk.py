"""`python -m bot anchor ...`: the days from which times are counted, recorded by one person, confirmed by another."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.clock import Clock
from bot.store.anchors import AnchorError, Anchors, Draft
from knowledge.country import Country
from knowledge.offices import Area
from knowledge.places import Gazetteer


@dataclass(frozen=True)
class Desk:
    """Checks what is typed before it is recorded."""

    anchors: Anchors
    country: Country
    gazetteer: Gazetteer
    clock: Clock

    def run(self, options: argparse.Namespace) -> Iterator[str]:
        """The lines to print. Raises AnchorError, whose message says what to type instead."""
        if options.action == "record":
            number = self.anchors.record(self._draft(options), options.by)
            yield f"{number} is recorded. It counts once somebody else confirms it: anchor confirm {number} --by NAME"
        elif options.action == "confirm":
            self.anchors.confirm(options.number, options.by)
            yield f"{options.number} is confirmed and counts from now on."
        elif options.action == "correct":
            self._refuse_future(options.day)
            number = self.anchors.correct(options.number, options.day, options.source, options.by)
            yield f"{number} corrects {options.number} once somebody else confirms: anchor confirm {number} --by NAME"
        elif options.action == "withdraw":
            self.anchors.withdraw(options.number, options.by)
            yield f"{options.number} is withdrawn and counts no longer."
        else:
            yield from self._listed()

    def _draft(self, options: argparse.Namespace) -> Draft:
        if options.event not in self.country.events:
            raise AnchorError(f"{options.event!r} is no event: {', '.join(self.country.events)}")
        self._refuse_future(options.day)
        return Draft(
            election=self.country.election,
            event=options.event,
            day=options.day,
            source=options.source,
            office=options.office,
            area=self._area(options.office, options.area),
        )

    def _area(self, office_id: str, area: str) -> str:
        """A county as its code; the area that the seat is elected by must be named."""
        office = next((office for office in self.country.offices if office.id == office_id), None)
        if office is None:
            raise AnchorError(f"{office_id!r} is no seat: {', '.join(office.id for office in self.country.offices)}")
        if office.area is Area.COUNTRY:
            if area:
                raise AnchorError(f"{office_id} is elected by the whole country: leave --area out")
            return ""
        if not area:
            raise AnchorError(f"{office_id} is elected by {office.area}: name it with --area")
        if office.area is not Area.COUNTY:
            return area.strip()
        code = self.gazetteer.code(area)
        if code is None:
            raise AnchorError(f"{area!r} is not a county of this country")
        return code

    def _refuse_future(self, day: date) -> None:
        today = self.clock.now().astimezone(self.country.zone).date()
        if day > today:
            raise AnchorError(f"{day} lies ahead: record what has happened")

    def _listed(self) -> Iterator[str]:
        in_force = {anchor.id for anchor in self.anchors.in_force()}
        for row in self.anchors.entries():
            entry: Any = row
            state = "counts" if str(entry.id) in in_force else "counts not"
            seat = " ".join(part for part in (entry.office, entry.area) if part)
            at = f"{entry.recorded_at:%Y-%m-%d %H:%M}"
            yield (
                f"{entry.id}: {entry.event} {seat} {entry.day}, {state}; recorded {at} by "
                f"{entry.recorded_by} from {entry.source}; confirmed by {entry.confirmed_by or 'nobody'}"
                f"{f'; corrects {entry.corrects}' if entry.corrects else ''}"
                f"{f'; withdrawn by {entry.withdrawn_by}' if entry.withdrawn_by else ''}"
            )


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `anchor`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    record = actions.add_parser("record", help="a day on which something happened; counts once confirmed")
    record.add_argument("event", help="for example declaration")
    record.add_argument("day", type=date.fromisoformat, help="for example 2027-08-15")
    record.add_argument("--office", required=True, help="the seat: president, governor, ...")
    record.add_argument("--area", default="", help="the county, constituency or ward of the seat")
    confirm = actions.add_parser("confirm", help="by somebody else than who recorded it")
    correct = actions.add_parser("correct", help="another day in place of a confirmed one; counts once confirmed")
    withdraw = actions.add_parser("withdraw", help="counts no longer, at once")
    actions.add_parser("list", help="everything that was ever recorded")
    for action in (confirm, correct, withdraw):
        action.add_argument("number", type=int)
    correct.add_argument("day", type=date.fromisoformat)
    for action in (record, correct):
        action.add_argument("--source", required=True, help="where it was seen, as people will read it")
    for action in (record, confirm, correct, withdraw):
        action.add_argument("--by", required=True, help="who does this: a role of the desk")

"""How far somebody has come on the path of /dispute, as it stands behind a button."""

from dataclasses import dataclass, replace
from datetime import date

from bot.models import Anchor
from bot.situation.timeline import Timeline
from knowledge.country import Country
from knowledge.dispute_steps import START
from knowledge.dispute_types import DisputeType

NOTHING = "-"


class NoCaseError(Exception):
    """What stands behind a button leads nowhere, or no longer."""


@dataclass(frozen=True)
class Case:
    """`step` is asked next, until the dispute is known. `when` is a day as 2027-08-15, the id of an anchor as "a7", "-"
    for not known, or empty while it is not asked; `who` a role, or empty.
    """

    office: str = ""
    step: str = START
    dispute: str = ""
    when: str = ""
    who: str = ""

    @property
    def action(self) -> str:
        """What comes back with the button: at most 64 bytes with the longest ids of the country, see its test."""
        if not self.dispute:
            return f"{self.office or NOTHING}@{self.step}"
        parts = (self.office or NOTHING, self.dispute, self.when, self.who)
        return "/".join(parts).rstrip("/")

    def at(self, **changes: str) -> "Case":
        return replace(self, **changes)


def read(action: str, country: Country) -> Case:
    """Raises NoCaseError."""
    if not action:
        return Case()
    office, at, step = action.partition("@")
    if at:
        found = Case(_office(office, country), step)
        if step not in country.steps:
            raise NoCaseError
        return found
    office, dispute, when, who, *rest = (*action.split("/"), "", "", "")
    found = Case(_office(office, country), "", dispute, when, who)
    if any(rest) or who not in ("", *(role.id for role in country.roles)):
        raise NoCaseError
    dispute_of(found, country)
    return found


def dispute_of(case: Case, country: Country) -> DisputeType:
    dispute = next((dispute for dispute in country.disputes if dispute.id == case.dispute), None)
    if dispute is None:
        raise NoCaseError
    return dispute


def day_of(case: Case, timeline: Timeline) -> date | None:
    """The day that was chosen; None where it is not known. Raises NoCaseError for one that was withdrawn since."""
    if not case.when or case.when == NOTHING:
        return None
    if case.when.startswith("a"):
        anchor = anchor_of(case, timeline)
        if anchor is None:
            raise NoCaseError
        return anchor.day
    try:
        return date.fromisoformat(case.when)
    except ValueError:
        raise NoCaseError from None


def anchor_of(case: Case, timeline: Timeline) -> Anchor | None:
    """The recorded day that was chosen, or the one that took its place since; None for any other day."""
    return timeline.recorded(case.when.removeprefix("a")) if case.when.startswith("a") else None


def _office(text: str, country: Country) -> str:
    if text == NOTHING:
        return ""
    if text not in {office.id for office in country.offices}:
        raise NoCaseError
    return text

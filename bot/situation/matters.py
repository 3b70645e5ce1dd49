"""What a day is the day of, as a short text that can be kept and stand behind a button.

A key date, "date.ID"; a rule in an answer, "rule.ID/aNUMBER" with the id of the recorded day; or a case of /dispute as
bot/conversation/case.py writes it.
"""

from bot.models import Anchor
from bot.situation.deadline_words import Counted

DATE, RULE = "date.", "rule."


def of_date(key: str) -> str:
    return f"{DATE}{key}"


def of_rule(rule_id: str, anchor: Anchor) -> str:
    return f"{RULE}{rule_id}/a{anchor.first_id}"


def recorded(counted: Counted) -> Anchor | None:
    """The day recorded by the desk on which it stands; None where that is history, or told by the person."""
    ground = counted.ground
    return ground if isinstance(ground, Anchor) and ground.recorded_on else None

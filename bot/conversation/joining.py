"""Short messages sent within two seconds are one question: people press "send" after every few words."""

from dataclasses import replace
from datetime import timedelta

from bot.conversation.memory import Turn
from bot.conversation.replies import Message
from bot.models import Answer, Outcome

WITHIN = timedelta(seconds=2)
MOST_WORDS = 8  # of each message; a longer one stands by itself
# What was said to danger or harm stays; small talk is no half of a question.
_STANDS = frozenset({Outcome.URGENT, Outcome.REFUSED})
_WHOLE = frozenset({Outcome.URGENT, Outcome.SMALL_TALK})


def joined(last: Turn, message: Message) -> Message | None:
    """Both as one message, where the second can be the rest of the first; else None."""
    is_prompt = timedelta(0) <= message.sent_at - last.message.sent_at <= WITHIN
    is_short = max(len(last.message.text.split()), len(message.text.split())) <= MOST_WORDS
    if message.is_edited or message.is_forwarded or not is_prompt or not is_short or last.outcome in _STANDS:
        return None
    return replace(message, text=f"{last.text} {message.text}")


def may_belong(last: Turn, alone: Answer) -> bool:
    """Whether the two can be halves of one question: two that were answered differently were two questions."""
    if alone.outcome in _WHOLE:
        return False
    both_answered = last.outcome is Outcome.ANSWERED and alone.outcome is Outcome.ANSWERED
    return not both_answered or cited(alone) == last.cited


def is_better(together: Answer, last: Turn, alone: Answer) -> bool:
    """Whether the joined question says more than its halves did; one that leads to the same card says it once."""
    if last.outcome is not Outcome.ANSWERED:
        return together.outcome is not Outcome.UNKNOWN
    if alone.outcome is Outcome.ANSWERED:
        return True
    return together.outcome is Outcome.ANSWERED and not cited(together) <= last.cited


def cited(answer: Answer) -> frozenset[str]:
    return frozenset(citation.id for citation in answer.citations)

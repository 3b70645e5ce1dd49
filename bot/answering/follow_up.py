"""A short question that leans on the one before it: "and for governor?", "na kama nimepoteza?"."""

import re

from bot.models import Question

LONGEST = 6
LEANS = re.compile(
    r"^(?:and|what about|how about|but|so|then|or|na|je|ama|vipi kuhusu|lakini|basi|na je)\b", re.IGNORECASE
)
POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|them|they|their|there|he|she|him|her"
    r"|hiyo|hio|hilo|hizo|hicho|huyo|hao|hapo|huko|wao|yeye|yake|lake|zake|yao|zao)\b",
    re.IGNORECASE,
)


def leans(question: Question) -> bool:
    """Whether a question cannot stand without the one before it."""
    text = question.text.strip()
    is_short = bool(question.earlier) and len(text.split()) <= LONGEST
    return is_short and (bool(LEANS.match(text) or POINTS_BACK.search(text)) or len(text.split()) <= 2)


def completed(question: Question) -> str:
    """The question's text; behind the one before it, without the word that leans, where it cannot stand alone."""
    text = question.text.strip()
    if not leans(question):
        return text
    return f"{question.earlier[-1]} {LEANS.sub('', text, count=1).lstrip(' ,') or text}"

"""A short question that leans on the one before it: "and for governor?", "na kama nimepoteza?"."""

import re

from bot.models import Question

LONGEST = 6
LEANS = re.compile(
    r"^(?:and|what about|how about|but|so|then|or|na|je|ama|vipi kuhusu|lakini|basi|na je)\b", re.IGNORECASE
)


def completed(question: Question) -> str:
    """The question's text; behind the one before it, without the word that leans, where it cannot stand alone."""
    text = question.text.strip()
    if question.earlier and len(text.split()) <= LONGEST and (LEANS.match(text) or len(text.split()) <= 2):
        return f"{question.earlier[-1]} {LEANS.sub('', text, count=1).lstrip(' ,') or text}"
    return text

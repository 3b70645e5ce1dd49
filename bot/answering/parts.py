"""One message that asks two things: cut between them."""

import re

from knowledge.language import Reading

SHORTEST_WORDS = 3
# What a reading keeps of "what can I do now" and "nisaidie tafadhali": it asks of the other half, not of a matter.
LEANING = frozenset({"what", "how", "can", "should", "next", "now", "help", "suppos", "option"}) | frozenset(
    {"je", "nini", "vipi", "weza", "fanya", "fanyika", "nifanye nini", "nifanyeje", "tufanyej", "nisaidie", "sasa"}
)
BREAKS = (
    re.compile(r"[?!.;]+\s+|\n+"),
    re.compile(
        r"\b(?:and|also|then|plus)\s+(?=(?:what|when|where|how|who|which|can|do|is|are|should)\b)", re.IGNORECASE
    ),
    # What nobody says between the parts of one question.
    re.compile(r"[,;]?\s+(?:and also|and then|na pia|na je|(?:halafu|alafu)(?: pia)?)\s+", re.IGNORECASE),
    re.compile(
        r"\b(?:na|pia|halafu|alafu)\s+(?=(?:je|nini|lini|wapi|nani|ni|naweza|vipi|saa|kituo|nibebe|nifanye)\b)",
        re.IGNORECASE,
    ),
)


def stands_alone(reading: Reading) -> bool:
    """Whether half a message asks something by itself."""
    return any(group[0][0] not in LEANING for group in reading.groups)


def halves(text: str, reading: Reading) -> tuple[str, ...]:
    """Two questions, or nothing if the message cannot be cut into two that stand alone."""
    if len(reading.words) < 2 * SHORTEST_WORDS:
        return ()
    for pattern in BREAKS:
        found = [part.strip() for part in pattern.split(text.strip().rstrip("?!. ")) if part and part.strip()]
        if len(found) == 2 and all(len(part.split()) >= SHORTEST_WORDS for part in found):
            return tuple(found)
    return ()

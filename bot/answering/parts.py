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

# Where each side asks by a word of its own ("..., na usajili unafungwa lini"), these too stand between two questions.
JOINTS = re.compile(r"[,;]?\s+(?:and|n|na|pia|also|plus)\s+|[,;]\s+", re.IGNORECASE)
ASKING = re.compile(
    r"\b(?:what|wat|when|wen|where|whr|how|hw|who|which|why|whose|aje|ngapi|gani|lini|wapi|nani|nini|vipi|kiasi|mbona)\b",
    re.IGNORECASE,
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
        if len(found) == 2 and all(map(_is_long_enough, found)):
            return tuple(found)
    return _both_asking(text.strip())


def _both_asking(text: str) -> tuple[str, ...]:
    """Cut at the one joint at which both sides ask; nothing where there is none, or several."""
    cuts = [(text[: joint.start()].strip(), text[joint.end() :].strip()) for joint in JOINTS.finditer(text)]
    cuts = [cut for cut in cuts if all(_is_long_enough(side) and ASKING.search(side) for side in cut)]
    return cuts[0] if len(cuts) == 1 else ()


def _is_long_enough(part: str) -> bool:
    return len(part.split()) >= SHORTEST_WORDS

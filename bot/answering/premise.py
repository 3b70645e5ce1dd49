"""What a message takes for granted before it asks: "since you need a voter's card, where do I renew mine?"."""

import re

SHORTEST_WORDS = 4
# What somebody starts from, or has heard.
OPENS = re.compile(
    r"^(?:(?:and|but|so|lakini|na|sasa)\s+)?(?:since|because|given that|seeing that|now that|if it is true that"
    r"|(?:they|people|some|we|i|somebody|someone|my \w+)"
    r" (?:say|says|said|hear|heard|am told|was told|told me|read)(?: that)?"
    r"|kwa vile|kwa kuwa|kwa sababu|maadamu|vile|juu|kwani"
    r"|(?:watu )?(?:wanasema|wamesema|husema)|(?:n?i?|tu)(?:na|li|me|a)(?:si?kia|mbiwa|ambiwa)|eti)"
    r"(?: kwamba| ati| eti)?\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
# Where what is taken for granted ends: at a stop, else before an English question word, which stands first.
STOP = re.compile(r"[,;:.?!]\s+")
ASKS = re.compile(
    r"\s+(?=(?:where|how|what|when|who|which|why|can|could|do|does|did|must|should|shall|will|is|are|may)\b)",
    re.IGNORECASE,
)


def premise(text: str) -> str:
    """The words of it, or "" where the message asks outright."""
    found = OPENS.match(text.strip())
    if found is None:
        return ""
    for end in (STOP, ASKS):
        granted, *asked = end.split(found["rest"], maxsplit=1)
        if asked and len(granted.split()) >= SHORTEST_WORDS:
            return granted.strip()
    return ""

"""What is whole by its shape and yet nothing to quote: prompts of a web page, calls to act online, broken sentences."""

import re

from knowledge.layout.leftovers import Reason
from knowledge.readers import suspicion
from knowledge.typography import DASHES


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Lengths are bounded in these patterns, for the text may come from anybody.
_ADDRESS = _any_of(
    r"[\w.+-]{1,64}@[\w-]{1,64}\.\w",
    r"(?:https?://|www\.)\S{0,200}upload",
    r"\bupload\S{0,80}\.\w{2,4}\b",
)
_PROMPT = _any_of(
    r"must be (?:signed|logged) in",
    r"(?:sign|log) in to (?:comment|contribute|reply|share|your)",
    r"first to comment",
    r"leave a (?:comment|reply)",
    r"(?:register|jisajili) (?:now|sasa) (?:for|kwa) your",
    r"register now$",
    r"click here|bofya hapa",
    r"sign up for (?:our|the|this) (?:news|mail|e-?mail)",
    r"subscribe to our",
    r"follow us on|tufuate kwenye",
    r"share this (?:page|post|article|on)",
    r"accept (?:all )?cookies",
    r"all rights reserved|haki zote zimehifadhiwa",
)
_ONLINE_ACTION = _any_of(
    r"\b(?:facebook|twitter|instagram|whatsapp|tiktok|youtube)"
    r" (?:action|protest|page|group|event|campaign|petition|integration)\b",
)
# An article with a preposition after it: "organizing demonstrations in the on 27 February".
_GARBLED = _any_of(r"\b(?:the|an?) (?:on|of|in|at|to|for|from|with|by|into) (?!and\b)")
_KEY_WORDS = r"key ?words|mots[- ]cl[eé]s|parole chiave|palabras clave|maneno muhimu"
_LINK_LIST = _any_of(
    r"(?:read more|see also|further reading|more on this.{0,20}|share(?: this.{0,20})?|links|tags|soma zaidi):?",
    r"(?:related|useful|external|latest|recent|popular) (?:links|articles|stories|posts|pages|news|comments):?",
    r"(?:menu|navigation|in this section|most read|habari (?:mpya|zaidi|zinazohusiana)):?",
    rf"(?:{_KEY_WORDS}):?",
    r".{1,200} \(\d{1,2} [a-z]{3,9}(?: \d{4})?\)",
)
_KEY_WORD_TAIL = _any_of(rf"(?:{_KEY_WORDS})\s*[:{DASHES}]")


def reason_against(sentence: str) -> Reason | None:
    """Why the sentence must not be quoted; None where it may."""
    if _ADDRESS.search(sentence):
        return Reason.ADDRESS
    if suspicion.INSTRUCTION.search(sentence):
        return Reason.INSTRUCTION
    if _PROMPT.search(sentence):
        return Reason.PROMPT
    if _ONLINE_ACTION.search(sentence):
        return Reason.ONLINE_ACTION
    if _KEY_WORD_TAIL.match(sentence):
        return Reason.LINK_LIST
    return Reason.GARBLED if _GARBLED.search(sentence) else None


def is_link_list(title: str) -> bool:
    """Whether a list or section of this title or introduction leads elsewhere, or is itself a link with its date."""
    return _LINK_LIST.fullmatch(title.strip()) is not None

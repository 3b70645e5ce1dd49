"""What somebody may have put into a text to deceive those who read it, or the machines that do."""

import re
from collections.abc import Iterator
from dataclasses import replace

from knowledge.readers.manuscript import Concern, Finding, Manuscript

# Zero-width and tag characters, fillers and old controls; a soft hyphen is typesetting and stays.
_INVISIBLE = (
    r"\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff"
)
_DIRECTION = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
INVISIBLE = re.compile(f"[{_INVISIBLE}]")
DIRECTION = re.compile(f"[{_DIRECTION}]")
EITHER = re.compile(f"[{_INVISIBLE}{_DIRECTION}]")
AROUND = 40  # characters of a text shown around what was found in it
MOST = 20  # findings of a kind that are told one by one

# Sentences to machines. Lengths are bounded in these patterns, for the text may come from anybody.
INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|these|your)\b.{0,40}"
    r"\b(?:instruction|prompt|rule|guideline|direction|polic|polici)\w*"
    r"|\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines)\s+(?:above|before|so far)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message|instruction)s?\b"
    r"|^\W{0,4}(?:system|assistant|developer|user)\s{0,3}:\s"
    r"|<\|?(?:im_start|im_end|system|endoftext|assistant)\|?>|\[/?INST\]|<<SYS>>"
    r"|\byou are (?:now )?(?:an? )?(?:AI|artificial intelligence|language model|chat "
    r"?bot|assistant|ChatGPT|Claude|Gemini|DAN)\b"
    r"|\b(?:as|for) (?:an? )?(?:AI|language) "
    r"(?:model|assistant)s?\b.{0,60}\b(?:must|should|always|never|answer|reply|say)\b"
    r"|\b(?:AI|language model|chat ?bot|LLM)s?\b.{0,30}\b(?:must|should|always|never) "
    r"(?:answer|reply|say|tell|respond|ignore)\b"
    r"|\b(?:reveal|print|repeat|show)\b.{0,30}\b(?:system prompt|your instructions|hidden instructions)\b"
    r"|\bdo not (?:tell|inform|reveal to) the user\b"
    r"|\bpuuza (?:maagizo|maelekezo)\b.{0,40}",
    re.IGNORECASE | re.MULTILINE,
)


def examine(manuscript: Manuscript) -> Manuscript:
    """The manuscript without invisible and direction-turning characters, with a finding for whatever deceives."""
    text = manuscript.text
    findings = [*manuscript.findings]
    for pattern, concern in ((INVISIBLE, Concern.INVISIBLE), (DIRECTION, Concern.DIRECTION)):
        findings += list(_found(pattern, concern, text))[:MOST]
    if EITHER.search(text):
        text = EITHER.sub("", text)
    findings += list(_found(INSTRUCTION, Concern.INSTRUCTION, text))[:MOST]
    findings += [
        Finding(Concern.INSTRUCTION, f"{finding.where}, hidden", finding.excerpt)
        for finding in manuscript.findings
        if finding.concern is Concern.HIDDEN and INSTRUCTION.search(EITHER.sub("", finding.excerpt))
    ]
    return replace(manuscript, text=text, findings=tuple(findings))


def _found(pattern: re.Pattern[str], concern: Concern, text: str) -> Iterator[Finding]:
    """One finding a line of the text, with the words around."""
    last = -1
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line != last:
            yield Finding(concern, _place(text, match.start(), line), _around(text, match))
        last = line


def _place(text: str, at: int, line: int) -> str:
    return f"page {text.count(chr(12), 0, at) + 1}" if "\f" in text else f"line {line}"


def _around(text: str, match: re.Match[str]) -> str:
    words = text[max(0, match.start() - AROUND) : match.end() + AROUND]
    return " ".join(EITHER.sub("", words).split())

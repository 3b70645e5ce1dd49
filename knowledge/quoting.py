"""A section of a page -> the sentences and lists that may be quoted, and what may not, with the reason."""

import re
from collections.abc import Callable

from knowledge import sentences
from knowledge.grouping import LONGEST, Unit
from knowledge.layout import furniture, shapes
from knowledge.layout.leftovers import Leftover, Reason
from knowledge.layout.sections import Item, Listing, Paragraph, Section
from knowledge.typography import OPENING

# Left out between two sentences that stay, these are marked in the quotation.
_MARKED = frozenset({Reason.WITHHELD, Reason.ADDRESS, Reason.ONLINE_ACTION, Reason.GARBLED})


class Quoter:
    """Reads one section: `units` in order, and what was `dropped`; its title too where nothing stands under it."""

    def __init__(self, section: Section, reason_against: Callable[[str], Reason | None]) -> None:
        self.units: list[Unit] = []
        self.dropped: list[Leftover] = []
        self._title = section.title
        self._reason_against = reason_against
        self._omitted = False
        for part in section.parts:
            if isinstance(part, Paragraph):
                self._read_paragraph(part)
            else:
                self._read_list(part)
        if not self.units and section.line >= 0:
            self._drop(section.line, section.title, Reason.EMPTY_HEADING)

    def _read_paragraph(self, part: Paragraph) -> None:
        said = sentences.split(part.text)
        opens_paragraph = True
        for sentence in said:
            reason = self._reason_against(sentence)
            if reason is None and not _is_whole(sentence):
                reason = Reason.UNFINISHED
            if reason is None:
                self._add(Unit(sentence, part.line, opens_paragraph, follows_omission=self._omitted))
                opens_paragraph = False
            else:
                self._drop(part.line, sentence, reason)
                self._omitted |= reason is Reason.UNFINISHED and len(said) > 1

    def _read_list(self, part: Listing) -> None:
        reason = self._reason_against_list(part)
        lead = [part.intro] if part.intro and reason is None else []
        keeps_phrases = reason is None and (bool(lead) or part.is_titled) and _is_of_phrases(part)
        rows = [(self._read_item(item, keeps_phrases), item.line) for item in part.items]
        rows = [(text if shapes.item_mark(text) else f"• {text}", line) for text, line in rows if text]
        if part.intro and not (lead and rows):
            self._drop(part.line, part.intro, reason or Reason.UNFINISHED)
        if not rows:
            return
        whole = "\n".join([*lead, *(text for text, _ in rows)])
        if len(whole) <= LONGEST:
            self._add(Unit(whole, part.line, opens_paragraph=True, follows_omission=self._omitted))
            return
        # Too long for one quotation: parted between its items, the introduction staying with the first.
        first = "\n".join([*lead, rows[0][0]])
        self._add(Unit(first, part.line, opens_paragraph=True, follows_omission=self._omitted))
        for text, line in rows[1:]:
            self._add(Unit(text, line, is_item=True))

    def _reason_against_list(self, part: Listing) -> Reason | None:
        if furniture.is_link_list(part.intro) or (part.is_titled and furniture.is_link_list(self._title)):
            return Reason.LINK_LIST
        if part.intro and not _opens_sentence(part.intro):
            return Reason.UNFINISHED
        return self._reason_against(part.intro)

    def _read_item(self, item: Item, keeps_phrases: bool) -> str:
        """The item without what may not be quoted. `keeps_phrases`: it need not be a sentence."""
        kept: list[str] = []
        said = sentences.split(item.text)
        for sentence in said:
            is_fit = _is_whole(sentence) or (keeps_phrases and len(said) == 1 and _is_phrase(sentence))
            reason = self._reason_against(sentence) or (None if is_fit else Reason.UNFINISHED)
            if reason is None:
                kept.append(sentence)
            else:
                self._drop(item.line, sentence, reason)
        return " ".join(kept)

    def _add(self, unit: Unit) -> None:
        self.units.append(unit)
        self._omitted = False

    def _drop(self, line: int, text: str, reason: Reason) -> None:
        self.dropped.append(Leftover(line, text, reason))
        self._omitted |= reason in _MARKED


def _is_of_phrases(part: Listing) -> bool:
    """Where most items are sentences, one without an end has lost it."""
    return 2 * sum(sentences.is_finished(item.text) for item in part.items) <= len(part.items)


def _is_phrase(text: str) -> bool:
    """An item that need not be a sentence, and may end "...; and"."""
    goes_on_below = re.search(r"[,;](?: \w+)?$", text) is not None
    return not shapes.trails_off(text) and (goes_on_below or not shapes.is_cut(text))


def _is_whole(text: str) -> bool:
    return sentences.is_finished(text) and _opens_sentence(text)


def _opens_sentence(text: str) -> bool:
    return text.lstrip(OPENING)[:1].isalnum() and not shapes.starts_small(text)

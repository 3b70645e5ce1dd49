"""Answer -> what a person reads, in their language, always with source and date."""

from collections.abc import Mapping
from datetime import date

from bot.models import Answer, Citation, Context, Notice, Part, PartKind
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.country import Country
from knowledge.models import Confidence, Language


class Renderer:
    """Says answers. Pure: the same answer and context give the same text."""

    def __init__(self, catalogue: Catalogue, country: Country) -> None:
        self._catalogue = catalogue
        self._country = country

    def render(self, answer: Answer, context: Context) -> str:
        """The whole text of an answer, paragraphs apart by an empty line."""
        by_id = {notice.id: notice for notice in context.notices}
        blocks = [self._part(part, answer, by_id) for part in answer.parts]
        return "\n\n".join(block for block in blocks if block)

    def _part(self, part: Part, answer: Answer, notices: Mapping[str, Notice]) -> str:
        if part.kind is PartKind.WORDS:
            return part.text
        if part.kind is PartKind.NOTICE:
            return self._notice(part, notices[part.notice or ""], answer.language)
        if part.citation is None:
            raise ValueError("a card or quotation without its source")
        # A card in another language than the answer's is the second half of a two-language reply.
        language = part.language if part.kind is PartKind.CARD else answer.language
        if part.kind is PartKind.CARD:
            day = self._day(part.citation.published, language)
            source = self._catalogue.say("frame.source", language, publisher=part.citation.publisher, published=day)
            return "\n".join([f"{part.text}\n", source, *self._caveats(part.citation, language)])
        return self._quotation(part, part.citation, language)

    def _quotation(self, part: Part, citation: Citation, language: Language) -> str:
        values = {"publisher": citation.publisher, "published": self._day(citation.published, language)}
        if part.language is language:
            frame = self._catalogue.say("frame.quotation", language, **values)
        else:
            name = "frame.in_english" if part.language is Language.EN else "frame.in_swahili"
            values["language"] = self._catalogue.say(name, language)
            frame = self._catalogue.say("frame.quotation_other", language, **values)
        notes = [self._catalogue.say("frame.changed", language, note=note) for note in part.notes]
        source = self._source(citation, language)
        source = "\n".join([source, *self._caveats(citation, language)])
        return "\n\n".join([f"{frame}\n“{part.text}”", *notes, source])

    def _source(self, citation: Citation, language: Language) -> str:
        if citation.page_number is None:
            return self._catalogue.say("frame.source_document", language, title=citation.title)
        number = str(citation.page_number)
        return self._catalogue.say("frame.source_page", language, title=citation.title, page=number)

    def _caveats(self, citation: Citation, language: Language) -> list[str]:
        """The day of the law, and with whom to confirm what is not confirmed."""
        lines = []
        if citation.law_as_at:
            day = speech.day(citation.law_as_at, language)
            lines.append(self._catalogue.say("frame.law_as_at", language, day=day))
        if citation.confidence is Confidence.UNCONFIRMED and citation.confirm_with:
            body = self._country.bodies[citation.confirm_with][language]
            lines.append(self._catalogue.say("frame.confirm", language, body=body))
        return lines

    def _notice(self, part: Part, notice: Notice, language: Language) -> str:
        since = notice.valid_from.astimezone(self._country.zone)
        values = {"day": speech.day(since.date(), language), "clock": speech.clock(since.time(), language)}
        if notice.valid_until is None:
            head = self._catalogue.say("frame.notice_open", language, **values)
        else:
            until = notice.valid_until.astimezone(self._country.zone)
            end = f"{speech.day(until.date(), language)}, {speech.clock(until.time(), language)}"
            head = self._catalogue.say("frame.notice_from", language, until=end, **values)
        lines = [head, part.text]
        if notice.source:
            lines.append(self._catalogue.say("frame.notice_source", language, source=notice.source))
        return "\n".join(lines)

    def _day(self, day: date | None, language: Language) -> str:
        return speech.day(day, language) if day else self._catalogue.say("frame.undated", language)

"""A saved web page: its headings, paragraphs, lists and tables, by lxml. Run it in the capped child: see sandbox.py."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from knowledge.errors import UnreadableError
from knowledge.readers import styles
from knowledge.readers.limits import Limits
from knowledge.readers.manuscript import Aside, Concern, Finding, LeftOut, Manuscript, Properties

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
NO_TEXT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "head",
        "datalist",
    ]
)
AROUND = frozenset({"nav", "footer", "aside", "form", "button", "select", "textarea", "dialog", "menu"})
AROUND_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu"})
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "o:p",
    ]
)
BLOCKS_IN_CELLS = ".//p|.//div|.//table|.//ul|.//ol|.//h1|.//h2|.//h3"
_CHARSET = re.compile(rb"<meta[^>]{0,300}charset\s*=", re.IGNORECASE)
_ENTITY = re.compile(rb"<!\s*ENTITY|<!\s*DOCTYPE[^>]{0,500}\[", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True)
class _Look:
    """How text at some place is shown: whether at all, in which colour and on which."""

    is_hidden: bool = False
    colour: str = ""
    behind: str = "#ffffff"

    @property
    def is_unseen(self) -> bool:
        return self.is_hidden or (self.colour != "" and self.colour == self.behind)


def read(path: Path, limits: Limits) -> Manuscript:
    content = path.read_bytes()
    if _ENTITY.search(content[:100_000]):
        raise UnreadableError(
            f"{path.name}: defines entities of its own (in its DOCTYPE), as attacks do. Do not use it."
        )
    parser = HTMLParser(encoding=_encoding(path, content), no_network=True, huge_tree=False)
    try:
        root = document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableError(
            f"{path.name}: is no web page that can be read ({error}). Save it from the browser once more."
        ) from error
    # Beyond its limits the parser stops, and gives what it has as if that were all.
    if any(entry.level_name == "FATAL" or "depth" in entry.message for entry in parser.error_log):
        raise UnreadableError(f"{path.name}: the page is nested too deep. Copy its text into a .txt file.")
    walk = _Walk(root)
    text = re.sub(r"\n{3,}", "\n\n", "".join(walk.parts)).strip("\n") + "\n"
    if not text.strip():
        raise UnreadableError(
            f"{path.name}: the page holds no text; perhaps its scripts fetch it. Open it in a browser and copy its "
            f"text into a .txt file."
        )
    return Manuscript(text, _properties(root), tuple(walk.findings()), tuple(walk.left_out))


def _encoding(path: Path, content: bytes) -> str | None:
    """UTF-8 where the bytes are that; what the page itself names elsewhere; a page that names nothing is refused."""
    try:
        content.decode("utf-8-sig")
        return "utf-8"
    except UnicodeDecodeError:
        if _CHARSET.search(content[:10_000]) or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return None
    raise UnreadableError(
        f"{path.name}: does not say in which encoding it is. Save it from the browser once more, as UTF-8."
    )


class _Walk:
    """Goes through a page once: `parts` make its text, `left_out` is the rest."""

    def __init__(self, root: HtmlElement) -> None:
        self.parts: list[str] = []
        self.left_out: list[LeftOut] = []
        self._has_scripts = root.find(".//script") is not None
        self._rules = styles.rules("\n".join(each.text or "" for each in root.iter("style")))
        self._lists: list[int | None] = []
        body = root.find("body")
        mains = [] if body is None else body.xpath(".//main|.//*[@role='main']")
        self._main = mains[0] if len(mains) == 1 and len(_text_of(mains[0])) > 200 else None
        self._block(root if body is None else body, _Look(), self._main is None)

    def findings(self) -> Iterator[Finding]:
        for each in self.left_out:
            if each.reason is Aside.HIDDEN:
                yield Finding(Concern.HIDDEN, "the page", each.text)

    def _block(self, element: HtmlElement, look: _Look, is_inside: bool) -> None:
        """All of an element but what follows it. `is_inside` the main part, where the page marks one."""
        tag = _tag(element)
        if tag in NO_TEXT or tag == "":
            return
        look = self._look(element, look)
        is_inside = is_inside or element is self._main
        if reason := self._reason_against(element, look, is_inside):
            if words := _text_of(element):
                self.left_out.append(LeftOut(words, reason))
            return
        if tag == "sup" and _text_of(element).strip("[]()").isdigit():
            return  # the mark of a note
        if tag == "table" and _is_of_data(element):
            self._table(element, look)
            return
        opening, closing = self._marks(element)
        self._add(opening)
        self._words(element.text, look, is_inside, tag)
        for child in element:
            self._block(child, look, is_inside)
            self._words(child.tail, look, is_inside, tag)
        self._add(closing)
        if tag in ("ol", "ul"):
            self._lists.pop()

    def _reason_against(self, element: HtmlElement, look: _Look, is_inside: bool) -> Aside | None:
        if look.is_hidden:
            return Aside.HIDDEN
        if element is self._main or (self._main is not None and element.find(f".//{_tag(self._main)}") is not None):
            return None
        is_around = _tag(element) in AROUND or element.get("role", "") in AROUND_ROLES
        is_header = (
            _tag(element) == "header" and element.getparent() is not None and _tag(element.getparent()) == "body"
        )
        return Aside.AROUND if is_around or is_header else None

    def _words(self, text: str | None, look: _Look, is_inside: bool, tag: str) -> None:
        if not text or (not text.strip() and tag in ("table", "tr", "tbody", "ul", "ol")):
            return
        words = text if tag == "pre" else re.sub(r"[\s\xa0]+", " ", text)
        if look.is_unseen and words.strip():
            self.left_out.append(LeftOut(words.strip(), Aside.HIDDEN))
        elif not is_inside and words.strip():
            self.left_out.append(LeftOut(words.strip(), Aside.AROUND))
        else:
            at_start = not self.parts or self.parts[-1].endswith("\n")
            self._add(words.lstrip(" ") if at_start else words)

    def _add(self, text: str) -> None:
        if text:
            self.parts.append(text)

    def _marks(self, element: HtmlElement) -> tuple[str, str]:
        """What stands before and after an element in the text."""
        tag = _tag(element)
        if tag in ("ol", "ul"):
            self._lists.append(0 if tag == "ol" else None)
            return "\n\n", "\n\n"
        if tag == "br":
            return "\n", ""
        if tag == "li":
            return f"\n{self._item_mark()} ", ""
        if tag in HEADINGS:
            return f"\n\n{'#' * int(tag[1])} ", "\n\n"
        return ("", "") if tag in INLINE else ("\n\n", "\n\n")

    def _item_mark(self) -> str:
        if not self._lists or self._lists[-1] is None:
            return "•"
        self._lists[-1] += 1
        return f"{self._lists[-1]}."

    def _table(self, table: HtmlElement, look: _Look) -> None:
        self.parts.append("\n\n")
        for row in table.iter("tr"):
            cells = []
            for cell in row.iterchildren("td", "th"):
                seen = self._look(cell, look)
                words = _text_of(cell)
                if seen.is_unseen and words:
                    self.left_out.append(LeftOut(words, Aside.HIDDEN))
                cells.append("" if seen.is_unseen else words.replace("|", "/"))
            if any(cells):
                self.parts.append(f"| {' | '.join(cells)} |\n")
        self.parts.append("\n")

    def _look(self, element: HtmlElement, outer: _Look) -> _Look:
        style: dict[str, str] = {}
        for name in element.get("class", "").split():
            style |= self._rules.get(f".{name.lower()}", {}) or self._rules.get(f".{name}", {})
        style |= self._rules.get(f"#{element.get('id', '')}", {})
        style |= styles.declarations(element.get("style", ""))
        is_hidden = outer.is_hidden or element.get("hidden") is not None or styles.hides(style)
        behind = styles.background(style)
        if behind is None and element.get("bgcolor"):
            behind = styles.colour(element.get("bgcolor", ""))
        colour = styles.colour(style.get("color", "") or (element.get("color", "") if _tag(element) == "font" else ""))
        look = replace(outer, is_hidden=is_hidden, colour=colour or outer.colour)
        return look if behind is None else replace(look, behind=behind)


def _is_of_data(table: HtmlElement) -> bool:
    """Whether a table holds rows of cells, and not the columns of an old web page."""
    if table.find(".//th") is not None:
        return True
    cells = table.xpath(".//td")
    is_of_columns = any(cell.xpath(BLOCKS_IN_CELLS) or len(_text_of(cell)) > 200 for cell in cells[:200])
    rows = table.xpath(".//tr[count(td) > 1]")
    return bool(rows) and not is_of_columns


def _text_of(element: HtmlElement) -> str:
    """All its words but those of scripts."""
    words: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        is_silent = _tag(each) in NO_TEXT or not _tag(each)
        if event == "start" and not is_silent:
            words.append(each.text or "")
        elif event == "end" and each is not element:
            words.append(("" if _tag(each) in INLINE else " ") + (each.tail or ""))
    return " ".join("".join(words).split())


def _tag(element: HtmlElement) -> str:
    """Comments and instructions have none."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _properties(root: HtmlElement) -> Properties:
    metas = {
        (meta.get("property") or meta.get("name") or "").lower(): meta.get("content", "") for meta in root.iter("meta")
    }
    title = metas.get("og:title") or " ".join((root.findtext(".//title") or "").split())
    author = metas.get("og:site_name") or metas.get("author") or metas.get("dc.publisher") or ""
    day = metas.get("article:published_time") or metas.get("dc.date") or metas.get("date") or ""
    return Properties(title.strip(), author.strip(), _day(day), root.get("lang", ""))


def _day(text: str) -> date | None:
    match = _DAY.match(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None

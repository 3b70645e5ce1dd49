"""The marks of Markdown and of typesetting inside a line, taken away: only words stay."""

import re

from knowledge.typography import SOFT_HYPHEN

_LETTERS = str.maketrans(
    {
        "\N{LATIN SMALL LIGATURE FF}": "ff",
        "\N{LATIN SMALL LIGATURE FI}": "fi",
        "\N{LATIN SMALL LIGATURE FL}": "fl",
        "\N{LATIN SMALL LIGATURE FFI}": "ffi",
        "\N{LATIN SMALL LIGATURE FFL}": "ffl",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
    }
)
_INVISIBLE = re.compile(rf"[\u200b-\u200f\u2060\ufeff]|{SOFT_HYPHEN}(?!$)")
# Lengths are bounded in these patterns, for the text may come from anybody.
_IMAGE = re.compile(r"!\[[^\]]{0,300}\]\([^)]{0,500}\)")
_LINK = re.compile(r"\[([^\]\[]{0,300})\]\([^)\s]{0,500}(?:\s\"[^\"]{0,300}\")?\)")
_EMPHASIS = re.compile(r"\*{2,}|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<!\w)_{1,2}(?=\w)|(?<=[\w.,;:!?])_{1,2}(?!\w)|`")
_SUPERSCRIPT = re.compile('(?<=[\\w.,;:"\N{RIGHT DOUBLE QUOTATION MARK}])[¹²³⁰⁴-⁹]+')
_QUOTED = re.compile(r"(?:>\s?)+")


def plain(line: str) -> str:
    """The line's words; runs of spaces inside it are kept, for they tell menus and tables."""
    line = re.sub(r"[^\S ]", " ", line).translate(_LETTERS).strip()
    if quoted := _QUOTED.match(line):
        line = line[quoted.end() :]
    line = _LINK.sub(r"\1", _IMAGE.sub("", _INVISIBLE.sub("", line)))
    return _SUPERSCRIPT.sub("", _EMPHASIS.sub("", line)).strip()

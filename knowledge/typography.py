"""The quotation marks, brackets and dashes of running text, ready to stand inside [...] of a pattern."""

APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"
OPENING = "\"'(\\[«\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
CLOSING = "\"')\\]»\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
# The hyphen stands last, so that a pattern may put nothing after it.
DASHES = "\N{EN DASH}\N{EM DASH}-"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
ELLIPSES = ("...", "…")

_STRAIGHT = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    }
)


def plain(text: str) -> str:
    """For comparing only: small letters, straight quotation marks, single spaces."""
    return " ".join(text.split()).translate(_STRAIGHT).casefold()

"""Markdown, with or without a card as TOML front matter between two lines of `+++`."""

from pathlib import Path

from knowledge.errors import UnreadableError
from knowledge.readers import text

_FENCE = "+++"


def read(path: Path) -> str:
    """The whole file, front matter included. Raises UnreadableError, as well for front matter that never ends."""
    content = text.read(path)
    try:
        split_front_matter(content)
    except UnreadableError as error:
        raise UnreadableError(f"{path.name}: {error}") from error
    return content


def split_front_matter(content: str) -> tuple[str, str]:
    """The TOML between the fences ("" where there is none) and the body after them.

    Raises UnreadableError, without the file's name, where the second fence is missing.
    """
    lines = content.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != _FENCE:
        return "", content
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise UnreadableError("the card at the top is opened by +++ but never closed. Add a line of +++ after it.")


def body(content: str) -> str:
    return split_front_matter(content)[1]

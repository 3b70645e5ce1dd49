"""A played script as Markdown, for a person who wants to read what people will read."""

from collections.abc import Iterable, Iterator

from knowledge.country import Country
from tests.conversations.script import Act, Script
from tests.conversations.stage import Line

_SHOWN = {
    Act.SAYS: "{what}",
    Act.EDITS: "(changes that to) {what}",
    Act.FORWARDS: "(forwards) {what}",
    Act.PRESSES: "(presses) [{what}]",
    Act.SENDS: "(sends a {what})",
}


def markdown(script: Script, lines: Iterable[Line], country: Country) -> str:
    """The person in bold, the bot quoted, buttons in brackets, the country's clock in front."""
    head = f"# {script.title}\n\nMade by `make conversations`: not edited by hand."
    return "\n\n".join([head, *(block for line in lines for block in _blocks(line, country))]) + "\n"


def _blocks(line: Line, country: Country) -> Iterator[str]:
    if line.turn:
        clock = line.turn.at.astimezone(country.zone).strftime("%H:%M")
        yield f"{clock} **{_SHOWN[line.turn.act].format(what=line.turn.what)}**"
    if line.deleted:
        yield f"*({line.deleted} messages of this chat are deleted)*"
    if line.note:
        yield f"*({line.note})*"
    if line.file:
        yield f"*(the file {line.file})*"
    if line.text:
        rows = [" ".join(f"[{label}]" for label in row) for row in line.labels]
        written = line.text.splitlines() + ([""] if rows else []) + rows
        yield "\n".join(f"> {text}  " if text else ">" for text in written)

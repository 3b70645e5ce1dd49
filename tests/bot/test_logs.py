"""What may stand in the log: fixed sentences of ours with the fields of a list, and never a person's words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot import config

LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
LOGS = frozenset({"log", "_log", "logging", "logger"})
ALLOWED = {  # as they stand in the code, and what they are
    "without_words(error)": "kinds and places of errors, without their messages",
    "without_words(second)": "the same",
    "type(error).__name__": "a kind of error",
    "row.number": "the number of an update",
    "number": "the same, at the webhook",
    "refusal.status": "a status of HTTP",
    "len(updates)": "a count",
    "len(updates) - len(numbered)": "a count",
    "found.pending_update_count": "a count",
    "pause": "seconds",
    "PAUSE_SECONDS": "seconds",
    "doing": "a phrase of bot/channels/receiver.py and those who build on it",
    "told": "a phrase of ours with without_words, see bot/channels/failures.py",
    "parked_for": "without_words, or a phrase of bot/channels/inbox.py",
    "trouble": "a member of Trouble",
    "text": "what the owner is told, from bot/texts",
    "command[1].lower()": "the name of a command of the owner's: one of three",
    "self._settings.receiver": "polling or webhook",
    "live": "the name of an edition",
    "folder.name": "the name of an edition",
    "file": "the path of the key file",
    "reason": "what Telegram says of the webhook's last error",
    "error.message[:LONGEST_REASON]": "what Telegram says of the webhook's address",
}
WHOLE_ERRORS = {  # whose messages are sentences of ours
    "bot/channels/service.py": "TokenRefusedError, AddressError",
    "bot/answering/live.py": "EditionError",
}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call that writes to the log, with its file."""
    files = [*(config.ROOT / "bot").rglob("*.py"), *(config.ROOT / "knowledge").rglob("*.py")]
    for file in files:
        for call in logged(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(config.ROOT)), call


def logged(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in LEVELS and ast.unparse(node.func.value).removeprefix("self.") in LOGS:
            yield node


def wrongs(file: str, call: ast.Call) -> Iterator[str]:
    sentence, *fields = call.args
    if not isinstance(sentence, ast.Constant) or not isinstance(sentence.value, str):
        yield f"{file}:{call.lineno}: the sentence is put together: write it out, with %s for its fields"
    for field in fields:
        words = ast.unparse(field)
        if words not in ALLOWED and not (words == "error" and file in WHOLE_ERRORS):
            yield f"{file}:{call.lineno}: `{words}` is not allowed in the log"
    for keyword in call.keywords:
        yield f"{file}:{call.lineno}: `{keyword.arg}` would bring in what nobody has looked at"


def test_every_line_of_the_log_is_a_fixed_sentence_with_allowed_fields_alone() -> None:
    found = list(calls())
    assert len(found) > 40
    assert [wrong for file, call in found for wrong in wrongs(file, call)] == []


def test_nothing_is_allowed_that_no_line_says() -> None:
    """Else the list would grow old, and allow what comes to bear such a name."""
    said = {ast.unparse(field) for _, call in calls() for field in call.args[1:]}
    assert set(ALLOWED) == said - {"error"}


def test_nothing_but_the_log_and_the_commands_speaks_to_the_screen() -> None:
    """A print in what serves would go around the filter that keeps secrets out."""
    spoken = [
        f"{file.relative_to(config.ROOT)}:{node.lineno}"
        for folder in ("channels", "web", "store", "conversation", "answering", "situation")
        for file in (config.ROOT / "bot" / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert [place for place in spoken if not place.startswith("bot/channels/terminal.py")] == []


def test_a_persons_words_in_a_line_would_be_found_out() -> None:
    for line in (
        'log.info("heard %s", message.text)',
        '_log.warning(f"heard {words}")',
        'log.error("heard " + words)',
        'log.exception("failed", exc_info=error)',
        'self._log.debug("%s", update)',
        'log.warning("%s", error)',
    ):
        (call,) = logged(line)
        assert list(wrongs("bot/channels/telegram.py", call)), line


def test_the_list_names_files_that_are_there() -> None:
    assert all((config.ROOT / Path(file)).is_file() for file in WHOLE_ERRORS)

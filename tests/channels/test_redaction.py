"""The token reaches no log, whatever is logged and however."""

import asyncio
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot import redaction
from bot.redaction import REMOVED, Redacting, redact, without_words
from tests.channels.running import FakeConversation, running
from tests.harness.botapi import BAD_GATEWAY_PAGE, RESET, SERVER_ERROR, TOKEN, BotApi

SECRET_HALF = TOKEN.partition(":")[2]


@pytest.fixture
def guarded(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything is logged, from DEBUG on, through the filter: also what `install` quiets."""
    guard = Redacting(TOKEN)
    caplog.handler.addFilter(guard)
    names = ("", "aiohttp", "telegram", "telegram.ext", "bot", "asyncio")
    for name in names:
        caplog.set_level(logging.DEBUG, name)
    yield caplog
    caplog.handler.removeFilter(guard)


def leaks(caplog: pytest.LogCaptureFixture) -> bool:
    everything = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    return TOKEN in everything or SECRET_HALF in everything


async def test_the_token_is_in_no_record_of_a_whole_run_with_every_failure(guarded: pytest.LogCaptureFixture) -> None:
    conversation = FakeConversation({"bad": RuntimeError(f"no route to /bot{TOKEN}/sendMessage")})
    async with BotApi() as double:
        for failure in (SERVER_ERROR, BAD_GATEWAY_PAGE, RESET):
            double.fail("getMe", failure)
            double.fail("getUpdates", failure)
        async with running(double, conversation, deadline_seconds=0.2):
            double.fail("sendMessage", BAD_GATEWAY_PAGE, times=100, chat_id=6)
            double.write(6, "lost")
            double.write(7, "bad")
            double.inject({"message": f"https://api.telegram.org/bot{TOKEN}/getMe"})
            double.write(7, "good")
            await double.wait_until_answered([7], 2)
    assert double.texts(7) == ["apology: apology", "message: good"]
    names = {record.name.partition(".")[0] for record in guarded.records}
    assert {"telegram", "bot"} <= names, "these would tell the token"
    assert f"/bot{REMOVED}" in guarded.text  # the address of the Bot API, which the library logs
    assert not leaks(guarded)


async def test_a_refused_token_is_in_no_record_either(guarded: pytest.LogCaptureFixture) -> None:
    async with BotApi(token="7000000002:ANOTHER-bots_token-0123456789abcdefgh") as double:
        with pytest.raises(Exception, match="TELEGRAM_BOT_TOKEN") as caught:
            async with running(double, FakeConversation(), token=TOKEN) as (_, task):
                await task
        logging.getLogger("bot").exception("refused", exc_info=caught.value)
    assert not leaks(guarded)


async def test_a_forgotten_tasks_error_is_logged_without_the_token(guarded: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": "never retrieved", "exception": OSError(f"bot{TOKEN}")})
    assert "OSError" in guarded.text
    assert not leaks(guarded)


class Awkward:
    def __str__(self) -> str:
        return f"awkward {TOKEN}"


class Unwritable:
    def __str__(self) -> str:
        raise ValueError(TOKEN)


def test_message_arguments_exception_stack_and_extras_are_all_written_anew(guarded: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("bot")
    log.info("in the message " + TOKEN)
    log.info("in %s and %s", TOKEN, Awkward())
    log.info("in %(a)s", {"a": [TOKEN]})
    log.info("these do not fit %d", TOKEN)
    log.info("extras", extra={"url": f"/bot{TOKEN}/x", "nested": {"deep": [TOKEN]}, "odd": Unwritable()})
    log.info("a stack", stack_info=True)
    try:
        try:
            raise KeyError(TOKEN)
        except KeyError as error:
            raise ValueError(f"from {TOKEN}") from error
    except ValueError:
        log.exception("in an exception and its cause")
    assert "ValueError: from " + REMOVED in guarded.text
    assert "these do not fit" in guarded.text
    assert not leaks(guarded)


def test_what_holds_no_token_is_logged_as_it_was(guarded: pytest.LogCaptureFixture) -> None:
    extra = {"number": 5}
    logging.getLogger("bot").info("100%% of %d", 7, extra=extra)
    logging.getLogger("bot").info("100%")
    assert [record.getMessage() for record in guarded.records] == ["100% of 7", "100%"]
    assert vars(guarded.records[0])["number"] == 5


@pytest.mark.parametrize(
    "text",
    [
        "https://api.telegram.org/bot123456789:AAF-abcdefghijklmnopqrstuvwxyz_01234/getMe",
        "bot123456789%3AAAF-abcdefghijklmnopqrstuvwxyz_01234",
        "'123456789:AAF-abcdefghijklmnopqrstuvwxyz_01234'",
    ],
)
def test_anything_of_a_tokens_shape_goes_though_nobody_named_it(text: str) -> None:
    assert "AAF-" not in redact(text)


@pytest.mark.parametrize("text", ["2027-08-10 06:00:00,123", "chat 12345: hello there", "127.0.0.1:8081", "1:x"])
def test_what_only_resembles_a_token_stays(text: str) -> None:
    assert redact(text) == text


def test_without_words_tells_what_and_where_but_not_what_was_said() -> None:
    try:
        try:
            raise KeyError("my own words")
        except KeyError as error:
            raise ValueError("my number") from error
    except ValueError as error:
        told = without_words(error)
    assert told.startswith("ValueError in test_without_words")
    assert " from KeyError in test_without_words" in told
    assert "my" not in told.replace("test_redaction.py", "")


@contextmanager
def root_handlers(*handlers: logging.Handler) -> Iterator[None]:
    """The root logger with these handlers only; it and the quieted loggers are put back afterwards."""
    root = logging.getLogger()
    before, levels = root.handlers[:], {name: logging.getLogger(name).level for name in redaction.QUIET}
    root.handlers[:] = handlers
    try:
        yield
    finally:
        root.handlers[:] = before
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def test_installing_before_there_is_anything_to_guard_is_refused() -> None:
    with root_handlers(), pytest.raises(RuntimeError, match="basicConfig"):
        redaction.install(TOKEN)


def test_once_installed_every_root_handler_is_guarded_and_talkative_loggers_are_quiet() -> None:
    streams = [io.StringIO(), io.StringIO()]
    with root_handlers(*(logging.StreamHandler(stream) for stream in streams)):
        redaction.install(TOKEN)
        logging.getLogger("bot").error("bot%s", TOKEN)
        logging.getLogger("httpx").info("quiet")
        logging.getLogger("telegram.Bot").info("quiet")
        logging.getLogger("bot").error("with", exc_info=ValueError(f"bot{TOKEN}"))
    expected = f"bot{REMOVED}\nwith\nValueError: bot{REMOVED}\n"
    assert [stream.getvalue() for stream in streams] == [expected] * 2

"""`python -m bot run | chat | ask | anchor | evaluate`."""

import argparse
import asyncio
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot import admin, app, config, desk, evaluation, judging, lines, piping
from bot.answering.decide import DecisionError
from bot.channels.terminal import Terminal
from bot.clock import SystemClock
from bot.config import Config, ConfigError
from bot.progress import Bar
from bot.store.anchors import AnchorError
from bot.store.keys import KeyFileError
from bot.texts.catalogue import TextsError
from knowledge.errors import KnowledgeError
from knowledge.models import Language


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 something must be mended, 2 wrong use."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Config], int] = options.command
    try:
        settings = config.read()
        if options.name == "anchor":
            return _anchor(options, settings)
        if options.name != "run" or settings.token or sys.stdin.isatty():
            admin.ensure_edition(settings, Bar(), SystemClock().now())
        return piping.told(lambda: command(options, settings))
    except (KnowledgeError, ConfigError, DecisionError, TextsError, KeyFileError, AnchorError) as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, settings: Config) -> int:
    if settings.token:
        from bot.channels import service  # python-telegram-bot costs half a second that the terminal need not pay

        built = app.parts(settings)
        live, sent = app.live_answerer(built), app.sent_messages(settings)
        conversation = app.conversation(built, kept=(sent,), live=live)
        freshness = app.freshness(built, live)
        within = service.Within(conversation, sent, built.catalogue, freshness, SystemClock(), (conversation,))
        return asyncio.run(service.serve(settings, within))
    if sys.stdin.isatty():
        return _chat(options, settings)
    print(f"Set {config.TOKEN_VARIABLE} to a bot token from @BotFather, or run at a terminal.", file=sys.stderr)
    return 2


def _chat(options: argparse.Namespace, settings: Config) -> int:
    built = app.parts(settings)
    if options.name == "run":
        for language in Language:
            print(built.catalogue.say("channel.no_token", language) + "\n")
    terminal = Terminal(app.conversation(built), built.catalogue, SystemClock(), sys.stdin, sys.stdout)
    asyncio.run(terminal.talk())
    return 0


def _ask(options: argparse.Namespace, settings: Config) -> int:
    built = app.parts(settings)
    answerer, renderer = app.answerer(built), app.renderer(built)
    anchors = app.anchors_in_force(settings)
    reader = lines.LineReader(built.country, built.gazetteer, SystemClock().now())
    now = _moment(options.at, reader)
    if options.json:
        reader = lines.LineReader(built.country, built.gazetteer, now, anchors)
        for line in lines.answer_lines(sys.stdin, reader, answerer, renderer, built.catalogue):
            print(line, flush=True)
        return 0
    if not options.question:
        print('Ask something: python -m bot ask "what time do polling stations open?"', file=sys.stderr)
        return 2
    said = admin.explained(answerer, renderer, options.question, now, anchors)
    print(said if options.explain else said.rpartition("\n\n")[0])
    return 0


def _evaluate(options: argparse.Namespace, settings: Config) -> int:
    for file in options.files:
        if not file.is_file():
            print(f"{file} is no file: name a file of labelled questions.", file=sys.stderr)
            return 2
    built = app.parts(settings)
    ask = judging.by_label(app.answerer(built), app.renderer(built), built)
    for line in evaluation.report(options.files, ask, options.split, options.failures):
        print(line)
    return 0


def _anchor(options: argparse.Namespace, settings: Config) -> int:
    for line in app.desk(settings).run(options):
        print(line)
    return 0


def _moment(text: str | None, reader: lines.LineReader) -> datetime:
    try:
        return reader.moment(text) if text else SystemClock().now()
    except lines.BadLineError as error:
        raise ConfigError(f"--at: {error}") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="name")
    commands.add_parser("run", help="Telegram, or the terminal without a token").set_defaults(command=_run)
    commands.add_parser("chat", help="the same conversation in the terminal").set_defaults(command=_chat)
    ask = commands.add_parser("ask", help="one answer, or one a line with --json")
    ask.add_argument("question", nargs="?")
    ask.add_argument("--json", action="store_true", help="read one JSON object a line, write one a line")
    ask.add_argument("--at", help="answer as of this ISO time (the country's zone unless it has an offset)")
    ask.add_argument("--explain", action="store_true", help="show which signals decided")
    ask.set_defaults(command=_ask)
    anchor = commands.add_parser("anchor", help="days from which times are counted: record, confirm, correct, list")
    desk.arguments(anchor)
    anchor.set_defaults(command=_anchor)
    evaluate = commands.add_parser("evaluate", help="answer labelled files and judge the answers")
    evaluate.add_argument("files", type=Path, nargs="+")
    evaluate.add_argument("--split", choices=("tune", "report"), help="only that half")
    evaluate.add_argument("--failures", action="store_true", help="list what failed (of the half you may read)")
    evaluate.set_defaults(command=_evaluate)
    return parser


def _speak_utf_8() -> None:
    """Input and output are UTF-8 whatever the machine's locale; bytes that are not become a replacement character."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    _speak_utf_8()
    logging.basicConfig(
        level=os.environ.get("KURA_LOG", "WARNING"), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    sys.exit(main(sys.argv[1:]))

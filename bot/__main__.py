"""`python -m bot run | chat | ask | anchor | evaluate | parked | key | backup | restore | status | pause`."""

import argparse
import asyncio
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from threadpoolctl import threadpool_limits

from bot import admin, app, config, desk, lines, measuring, piping, status, upkeep
from bot.answering.decide import DecisionError
from bot.channels.terminal import Terminal
from bot.clock import SystemClock
from bot.config import Config, ConfigError
from bot.conversation.tally import Tally
from bot.evaluation.drawing import DrawingError
from bot.measuring import Wanted
from bot.progress import Bar
from bot.store import presence
from bot.store.anchors import AnchorError
from bot.store.backup import BackupError
from bot.store.keys import KeyFileError
from bot.store.presence import BusyError
from bot.store.schema import SchemaError
from bot.texts.catalogue import TextsError
from bot.upkeep import NoSuchUpdateError
from knowledge.errors import KnowledgeError
from knowledge.models import Language

WITHOUT_EDITION = ("parked", "key", "backup", "restore", "status", "pause")
UPKEEP = (KeyFileError, SchemaError, BusyError, NoSuchUpdateError, BackupError)


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 something must be mended, 2 wrong use."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, Config], int] = options.command
    threadpool_limits(1, "blas")  # questions are answered side by side: threads inside one only get in each other's way
    try:
        settings = config.read()
        if options.name not in WITHOUT_EDITION and (options.name != "run" or settings.token or sys.stdin.isatty()):
            admin.ensure_edition(settings, Bar(), SystemClock().now())
        return piping.told(lambda: command(options, settings))
    except (KnowledgeError, ConfigError, DecisionError, TextsError, AnchorError, DrawingError, *UPKEEP) as error:
        print(error, file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, settings: Config) -> int:
    if settings.token:
        from bot.channels import service  # python-telegram-bot costs half a second that the terminal need not pay

        built = app.parts(settings)
        opened = app.store(settings)
        live, sent = app.live_answerer(built), app.sent_messages(opened)
        tally, writing = Tally(), app.unasked(built, opened)
        conversation = app.conversation(built, sent=sent, live=live, opened=opened, tally=tally)
        within = service.Within(
            conversation=conversation,
            sent=sent,
            catalogue=built.catalogue,
            freshness=app.freshness(built, live),
            clock=SystemClock(),
            store=opened,
            recheck=app.lateness(built, live, opened, writing=writing).recheck,
            kept=(conversation, app.kept_mail(opened), app.told_days(opened)),
            tally=tally,
            unasked=writing,
        )
        with presence.running(settings.var):
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
    print(admin.explained(answerer, renderer, options.question, now, anchors, with_why=options.explain))
    return 0


def _evaluate(options: argparse.Namespace, settings: Config) -> int:
    for file in options.files:
        if not file.is_file():
            print(f"{file} is no file: name a file of labelled questions.", file=sys.stderr)
            return 2
    if options.against and (options.plot or options.failures):
        print("--against lists what changed: leave --plot and --failures out.", file=sys.stderr)
        return 2
    wanted = Wanted(options.files, options.split, options.failures, options.json, options.plot, options.against)
    for line in measuring.lines(app.parts(settings), wanted, SystemClock().now()):
        print(line)
    return 0


def _anchor(options: argparse.Namespace, settings: Config) -> int:
    for line in app.desk(settings).run(options):
        print(line)
    return 0


def _parked(options: argparse.Namespace, settings: Config) -> int:
    if options.what == "retry":
        print(f"{upkeep.retry(settings, options.number)} wait again; the running bot takes them up.")
        return 0
    if options.what == "list":
        for line in upkeep.parked(settings):
            print(line)
        return 0
    if options.number is None:
        print("Which? python -m bot parked show NUMBER --sealed", file=sys.stderr)
        return 2
    if not options.sealed:
        print("This opens what a person wrote. If you must see it, add --sealed.", file=sys.stderr)
        return 2
    print(upkeep.show(settings, options.number))
    return 0


def _key(options: argparse.Namespace, settings: Config) -> int:
    count = upkeep.rotate_key(settings, SystemClock())
    print(f"A new key stands in {settings.key_file}; {count} sealed rows were sealed anew. Back the file up now.")
    return 0


def _backup(options: argparse.Namespace, settings: Config) -> int:
    print(f"Wrote {upkeep.back_up(settings, options.target, SystemClock())}. The key is not in it: keep it apart.")
    return 0


def _restore(options: argparse.Namespace, settings: Config) -> int:
    upkeep.restore(settings, options.source, SystemClock(), replace=options.replace)
    print(f"{options.source} stands in {settings.var} again. The next start builds the edition anew.")
    return 0


def _status(options: argparse.Namespace, settings: Config) -> int:
    for line in status.lines(settings, SystemClock()):
        print(line)
    return 0


def _pause(options: argparse.Namespace, settings: Config) -> int:
    if options.off == bool(options.reason):
        print('Say why: python -m bot pause "REASON" [--silent]; or end it: python -m bot pause --off', file=sys.stderr)
        return 2
    print(upkeep.lift_pause(settings) if options.off else upkeep.pause(settings, options.reason, options.silent))
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
    ask.add_argument("--explain", action="store_true", help="below it, what each signal added and which tipped it")
    ask.set_defaults(command=_ask)
    anchor = commands.add_parser("anchor", help="days from which times are counted: record, confirm, correct, list")
    desk.arguments(anchor)
    anchor.set_defaults(command=_anchor)
    evaluate = commands.add_parser("evaluate", help="answer labelled files and judge the answers")
    evaluate.add_argument("files", type=Path, nargs="+")
    evaluate.add_argument("--split", choices=("tune", "report"), help="only that half")
    evaluate.add_argument("--failures", action="store_true", help="list what failed (of the half you may read)")
    evaluate.add_argument("--json", action="store_true", help="one result for programs")
    evaluate.add_argument(
        "--plot", type=Path, metavar="FOLDER", help="draw both curves as SVG, and tell them as tables"
    )
    evaluate.add_argument("--against", metavar="EDITION", help="what the live edition answers otherwise than this one")
    evaluate.set_defaults(command=_evaluate)
    parked = commands.add_parser("parked", help="updates that could not be handled: list, show one, try again")
    parked.add_argument("what", choices=("list", "show", "retry"), nargs="?", default="list")
    parked.add_argument("number", type=int, nargs="?", help="of one update; retry without it means all")
    parked.add_argument("--sealed", action="store_true", help="show what the person wrote")
    parked.set_defaults(command=_parked)
    key = commands.add_parser("key", help="a new key for what is sealed; the bot must be stopped")
    key.add_argument("what", choices=("rotate",))
    key.set_defaults(command=_key)
    backup = commands.add_parser("backup", help="a copy of what cannot be made again, also while the bot runs")
    backup.add_argument("target", type=Path, help="a file; or a folder, in which copies of 7 days before are deleted")
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="put a copy back; the bot must be stopped")
    restore.add_argument("source", type=Path)
    restore.add_argument("--replace", action="store_true", help="in place of the database that is there")
    restore.set_defaults(command=_restore)
    shown = commands.add_parser("status", help="what waits, what is parked, how old the edition is, what was answered")
    shown.set_defaults(command=_status)
    pause = commands.add_parser("pause", help="a reason above every answer, at once and until --off")
    pause.add_argument("reason", nargs="?", help="as people shall read it, in both languages")
    pause.add_argument("--silent", action="store_true", help="no answers at all, except to danger")
    pause.add_argument("--off", action="store_true")
    pause.set_defaults(command=_pause)
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

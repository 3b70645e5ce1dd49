"""Admins' command line: read, check, build, try, publish, roll back, withdraw. `python ingest.py --help`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from bot import admin, config, piping
from bot.answering.decide import DecisionError
from bot.clock import SystemClock
from bot.progress import Bar
from bot.texts.catalogue import TextsError
from knowledge import publishing
from knowledge.errors import KnowledgeError
from knowledge.publishing import Report, Request


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 done, 1 refused or failed, 2 wrong use."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return piping.told(lambda: command(options))
    except (KnowledgeError, config.ConfigError, DecisionError, TextsError) as error:
        print(error, file=sys.stderr)
        return 1


def _build(options: argparse.Namespace) -> int:
    if options.force and not options.why:
        print("--force needs --why: the reason is kept in the edition.", file=sys.stderr)
        return 2
    desk = admin.desk(config.read())
    request = Request(
        folders=(*desk.folders, *options.library),
        country_folder=desk.country_folder,
        is_published=not options.no_publish,
        why=options.why if options.force else "",
    )
    bar = Bar()
    before = desk.shelf.current()
    publisher, now = desk.publisher, _now()
    report = publisher.check(request, now) if options.check else publisher.publish(request, bar, now)
    bar.start("", 0)
    _print(report, options.check)
    if report.is_published and before and report.manifest:
        _print_changes(desk.shelf.path(before), desk.shelf.path(report.manifest.edition))
    return 0 if admin.is_good(report) else 1


def _print(report: Report, is_check: bool) -> None:
    for refusal in report.refused:
        print(f"REFUSED {refusal.reason}")
    for noticed in report.library.noticed:
        print(f"LOOK AT {noticed.reason}")
    for skipped in report.library.skipped:
        print(f"skipped {skipped.reason}")
    for line in admin.summary(report, is_check):
        print(line)


def _print_changes(old: Path, new: Path) -> None:
    added, changed, removed = publishing.changes(admin.documents(old), admin.documents(new))
    for word, keys in (("new", added), ("changed", changed), ("removed", removed)):
        if keys:
            print(
                f"{word} since the last edition: {len(keys)}: {', '.join(keys[:12])}{' ...' if len(keys) > 12 else ''}"
            )


def _draft(options: argparse.Namespace) -> int:
    for line in admin.draft(config.read(), options.file, _now()):
        print(line)
    return 0


def _list(options: argparse.Namespace) -> int:
    shelf = admin.shelf(config.read())
    live = shelf.current()
    for manifest in shelf.editions():
        mark = "*" if manifest.edition == live else " "
        forced = f", forced: {manifest.forced_because}" if manifest.forced_because else ""
        print(
            f"{mark} {manifest.edition}: {manifest.cards} cards, {manifest.documents} documents, "
            f"{manifest.passages} passages, golden {manifest.golden_asked - len(manifest.golden_failed)}"
            f"/{manifest.golden_asked}{forced}"
        )
    for key, why in shelf.withdrawn().items():
        print(f"withdrawn: {key}: {why}")
    return 0


def _show(options: argparse.Namespace) -> int:
    settings = config.read()
    if options.passages:
        lines = admin.show_passages(settings, options.library, options.id, _now())
    else:
        lines = admin.show(settings, options.id)
    for line in lines:
        print(line)
    return 0


def _try(options: argparse.Namespace) -> int:
    print(admin.try_question(config.read(), options.question, options.edition, _now()))
    return 0


def _diff(options: argparse.Namespace) -> int:
    for line in admin.differences(config.read(), options.old, options.new):
        print(line)
    return 0


def _rollback(options: argparse.Namespace) -> int:
    shelf = admin.shelf(config.read())
    edition = options.edition or shelf.previous()
    shelf.publish(edition)
    print(f"{edition} is live again.")
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    shelf = admin.shelf(config.read())
    known = admin.withdraw(shelf, options.id, options.why, _now())
    print(f"{options.id} is withdrawn from this moment{'' if known else ' (no live document has that id)'}.")
    return 0


def _now() -> datetime:
    return SystemClock().now()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ingest.py", description="Without a command: read, check, build and publish.")
    parser.set_defaults(command=_build)
    parser.add_argument(
        "--library", metavar="DIR", type=Path, action="append", default=[], help="one more folder, for this run"
    )
    parser.add_argument("--check", action="store_true", help="read and check only")
    parser.add_argument("--no-publish", action="store_true", help="build, but leave the live edition as it is")
    parser.add_argument("--force", action="store_true", help="publish although golden questions fail; needs --why")
    parser.add_argument("--why", default="", help="the reason, kept in the edition")
    commands = parser.add_subparsers(metavar="COMMAND")
    draft = commands.add_parser("draft", help="write a first card for a document")
    draft.add_argument("file", type=Path)
    draft.set_defaults(command=_draft)
    commands.add_parser("list", help="editions, the live one marked, and what is withdrawn").set_defaults(command=_list)
    show = commands.add_parser("show", help="a card or document as it would be served")
    show.add_argument("id")
    show.add_argument("--passages", action="store_true", help="as it would be quoted, and what was left out, and why")
    show.set_defaults(command=_show)
    attempt = commands.add_parser("try", help="ask one question, with the signals that decided")
    attempt.add_argument("question")
    attempt.add_argument("--edition", help="another edition than the live one")
    attempt.set_defaults(command=_try)
    diff = commands.add_parser(
        "diff", help="passages and golden answers that changed between two editions (by default the last two)"
    )
    diff.add_argument("old", nargs="?")
    diff.add_argument("new", nargs="?")
    diff.set_defaults(command=_diff)
    rollback = commands.add_parser("rollback", help="make an earlier edition live again")
    rollback.add_argument("edition", nargs="?")
    rollback.set_defaults(command=_rollback)
    withdraw = commands.add_parser("withdraw", help="stop serving a card or document at once")
    withdraw.add_argument("id")
    withdraw.add_argument("--why", required=True)
    withdraw.set_defaults(command=_withdraw)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

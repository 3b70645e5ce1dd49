"""`make trust`: runs the test of each promise and writes docs/TRUST.md. `KURA_LONG=1` takes the long forms as well."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "TRUST.md"
LONG = os.environ.get("KURA_LONG") == "1"


@dataclass(frozen=True)
class Promise:
    """`tests` are arguments of pytest; empty where the part it speaks of is not built, or nothing tries it yet.

    `lacks` says what of the promise the tests do not show.
    """

    key: str
    says: str
    tests: Sequence[str] = ()
    lacks: str = ""


PROMISES = (
    Promise("L1, L2", "killed again and again, it answers everybody, and nothing more than twice",
            ["tests/trust/test_loss.py::test_l1_l2_a_bot_that_is_killed_again_and_again_answers_everybody",
             "tests/trust/test_loss.py::test_l1_l2_a_thousand_updates_and_twenty_kills",
             "tests/channels/test_unsure.py"]),
    Promise("L3", "a stop takes less than 20 seconds and loses nothing",
            ["tests/trust/test_loss.py::test_l3_a_stop_takes_less_than_twenty_seconds_and_the_next_start_answers_the_rest",
             "tests/trust/test_loss.py::test_l3_a_stop_with_a_thousand_in_flight"]),
    Promise("L4, L5, L6", "once for each update; a poison update is parked; a store in trouble loses nothing",
            ["tests/channels/test_mailbox.py", "tests/store/test_lanes.py", "tests/channels/test_pushing.py",
             "tests/trust/test_poison.py", "tests/trust/test_trouble.py"]),
    Promise("L7", "Telegram's refusals are borne", ["tests/channels/test_sender.py", "tests/channels/test_retries.py",
                                                     "tests/channels/test_bulk.py"]),
    Promise("L8", "a flood of one holds up nobody else", ["tests/channels/test_pace.py"]),
    Promise("L9", "after a block nothing that expired meanwhile is sent", ["tests/bot/test_lateness.py"]),
    Promise("L10", "an ingest that is killed leaves the old or the new edition, whole",
            ["tests/knowledge/test_crash.py"]),
    Promise("L11", "a damaged index is noticed and answers go on", ["tests/knowledge/test_index.py"]),
    Promise("P1", "a seized machine tells nobody's id, name or words",
            ["tests/trust/test_seizure.py", "-k", "p1 or search"]),
    Promise("P2", "no secret in any log or file", ["tests/trust/test_seizure.py", "tests/channels/test_redaction.py",
                                                   "tests/bot/test_logs.py", "-k", "p2 or redaction or test_logs"]),
    Promise("P3", "/forget leaves no trace and says by when copies lapse",
            ["tests/store/test_keeping.py", "tests/store/test_told.py", "tests/bot/test_backup.py"]),
    Promise("P4", "everything goes in its time",
            ["tests/store/test_keeping.py", "tests/store/test_told.py", "tests/channels/test_sweep.py"],
            "tickets are not built"),
    Promise("P5", "it speaks with the Bot API and with nobody else", ["tests/trust/test_seizure.py", "-k", "p5"]),
    Promise("P6", "figures hold counts, small ones blurred, on this machine only",
            ["tests/channels/test_watch.py", "tests/channels/test_service.py", "-k", "p6 or figures"]),
    Promise("T1", "validity to the second, in Nairobi and UTC", ["tests/trust/test_validity.py"]),
    Promise("T2", "nothing of expired or withdrawn cards is shown", ["tests/trust/test_stale.py"]),
    Promise("T3", "prompt injection changes nothing", ["tests/trust/test_injection.py"]),
    Promise("T4", "no document enters by a door that is not an admin's", ["tests/trust/test_doors.py"],
            "notices, and a web page: there are none yet"),
    Promise("T5", "nobody approves their own safety notice"),
    Promise("T6", "shelters cannot be enumerated"),
    Promise("T7", "targeting is refused", ["tests/trust/test_targeting.py"],
            "not every sentence in words that were never used before, see the figures"),
    Promise("T8", "a withdrawn notice is gone at once, and corrected"),
    Promise("T9", "every sentence stands in a card, in texts, or is computed by a rule",
            ["tests/answering/test_provenance.py"]),
    Promise("H1", "strangers at the webhook's door", ["tests/web/test_webhook.py", "tests/web/test_server.py"]),
    Promise("H2", "fuzzed updates are handled or parked", ["tests/trust/test_fuzz.py", "-k", "h2"]),
    Promise("H3", "hostile files are refused", ["tests/knowledge/test_hostile.py"]),
    Promise("H4", "hostile text is shown literally", ["tests/channels/test_hostile.py"]),
    Promise("H5", "forged buttons do nothing", ["tests/trust/test_fuzz.py", "-k", "h5"],
            "after losing a role: there are no roles yet"),
    Promise("H6", "commands of staff are refused to strangers", ["tests/channels/test_owner_desk.py",
                                                                  "tests/trust/test_staff.py"],
            "commands of a helpdesk: there is none yet"),
    Promise("H7", "it leaves groups and channels", ["tests/channels/test_kinds.py"]),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """How many tests passed, failed and were skipped, what they measured, and how long all took."""

    passed: int
    failed: int
    skipped: int
    figures: Sequence[str]
    seconds: float

    @property
    def word(self) -> str:
        if self.failed or not self.passed:
            return "FAILED"
        return "pass"


def main() -> int:
    results = [(promise, tried_twice(promise) if promise.tests else None) for promise in PROMISES]
    PAGE.write_text("\n".join(page(results, datetime.now(UTC))) + "\n", encoding="utf-8")
    failed = [promise.key for promise, result in results if result and result.word != "pass"]
    missing = [promise.key for promise, result in results if not result]
    print(f"{len(results) - len(failed) - len(missing)} pass, {len(failed)} fail, {len(missing)} not yet: see {PAGE}")
    return 1 if failed else 0


def tried_twice(promise: Promise) -> Result:
    """On a machine that is busy with other things a test may wait in vain; where that helps, the page says so."""
    result = tried(promise)
    if result.word == "pass":
        return result
    again = tried(promise)
    return replace(again, figures=(*again.figures, "only at the second try")) if again.word == "pass" else again


def tried(promise: Promise) -> Result:
    """In a process of its own, so that no test leans on another promise's."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kura-trust-") as folder:
        report = Path(folder) / "report.xml"
        marks = ["-m", "soak or not soak"] if LONG else []
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-o",
            "junit_family=xunit1",
            f"--junitxml={report}",
            *marks,
            *promise.tests,
        ]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        seconds = time.monotonic() - started
        result = read(report, seconds) if report.exists() else Result(0, 1, 0, (), seconds)
    print(f"{result.word:7}{promise.key}: {result.passed} tests, {seconds:.0f} s", flush=True)
    if result.word != "pass":
        print(*(line for line in ended.stdout.splitlines() if line.startswith(("E ", "FAILED", "ERROR"))), sep="\n")
        print(ended.stdout[-3000:], flush=True)
    return result


def read(report: Path, seconds: float) -> Result:
    suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None
    count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    figures = [found.get("value", "") for found in suite.iter("property") if found.get("name") == "figure"]
    return Result(count["tests"] - failed - count["skipped"], failed, count["skipped"], figures, seconds)


def page(results: Sequence[tuple[Promise, Result | None]], now: datetime) -> Iterator[str]:
    missing = sum(result is None for _, result in results)
    yield "# What is promised, and what shows it"
    yield ""
    form = "long and quick forms" if LONG else "quick forms"
    yield f"Written by `make trust` on {now:%d %B %Y} ({form}), on this code. Each line is run, not remembered."
    yield "`make trust-mutants` takes out, one by one, the guards that the tests watch over."
    yield f"`make trust KURA_LONG=1` runs the long forms as well. Not yet: {missing} of {len(results)} lines."
    yield ""
    yield "| | promise | result | figures | tests |"
    yield "|---|---|---|---|---|"
    for promise, result in results:
        if result is None:
            yield f"| {promise.key} | {promise.says} | not yet | | |"
            continue
        skipped = f", {result.skipped} skipped" if result.skipped else ""
        counted = f"{result.passed} tests pass{skipped}, {result.failed} fail, {result.seconds:.0f} s"
        figures = "; ".join([*result.figures, counted])
        word = f"{result.word}; lacks: {promise.lacks}" if promise.lacks else result.word
        files = ", ".join(
            sorted({f"`{test.partition('::')[0]}`" for test in promise.tests if test.startswith("tests/")})
        )
        yield f"| {promise.key} | {promise.says} | {word} | {figures} | {files} |"


if __name__ == "__main__":
    sys.exit(main())

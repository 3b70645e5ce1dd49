"""Each guard taken out in turn, in a copy of the code: its tests must turn red. `make trust-mutants`."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("bot", "knowledge", "tests", "bench", "tools", "config.toml", "ingest.py", "pyproject.toml")
LONGEST_SECONDS = 300


@dataclass(frozen=True)
class Mutant:
    """A guard of `file` is gone where `new` stands for `old`; `tests` must then fail."""

    guard: str
    file: str
    old: str
    new: str
    tests: str


MUTANTS = (
    Mutant(
        "webhook secret checked",
        "bot/web/webhook.py",
        "if not self._has_secret(request):",
        "if False:",
        "tests/web/test_webhook.py",
    ),
    Mutant(
        "stored before acknowledged",
        "bot/channels/inbox.py",
        "await self._journal.write(partial(self._taken, letters, self._now()))",
        "asyncio.ensure_future(self._journal.write(partial(self._taken, letters, self._now())))",
        "tests/channels/test_mailbox.py tests/channels/test_pushing.py",
    ),
    Mutant(
        "an update is taken once",
        "bot/store/mailbox.py",
        'if not add_once(connection, received, {"bot": self._bot, "number": number, "at": at}):',
        'if not add_once(connection, received, {"bot": self._bot, "number": number, "at": at}) and False:',
        "tests/store/test_lanes.py",
    ),
    Mutant(
        "two bots' numbers are two",
        "bot/store/mailbox.py",
        '{"bot": self._bot, "number": number, "at": at}',
        '{"number": number, "at": at}',
        "tests/store/test_lanes.py",
    ),
    Mutant(
        "a bot works on its own rows alone",
        "bot/store/lanes.py",
        "return or_(table.c.bot == self._bot, table.c.bot == NO_BOT)",
        "return true()",
        "tests/store/test_lanes.py",
    ),
    Mutant(
        "a row is leased",
        "bot/store/lanes.py",
        "free = (table.c.leased_until_ms <= now, ",
        "free = (",
        "tests/store/test_lanes.py",
    ),
    Mutant(
        "who lost the lease ends nothing",
        "bot/store/lanes.py",
        "        if not result.rowcount:\n            raise LeaseLostError",
        "        pass",
        "tests/store/test_lanes.py",
    ),
    Mutant("order of a chat", "bot/store/lanes.py", ", ~is_behind, which)", ", which)", "tests/store/test_lanes.py"),
    Mutant(
        "what is in hand is not taken up again",
        "bot/store/lanes.py",
        "*free, ~is_at_hand)",
        "*free)",
        "tests/store/test_lanes.py tests/channels/test_unsure.py",
    ),
    Mutant(
        "nothing is sent a third time",
        "bot/store/mailbox.py",
        "outbox.c.unsure < MOST_UNSURE",
        "outbox.c.unsure < 99",
        "tests/channels/test_unsure.py",
    ),
    Mutant(
        "what may arrive is noted before it is sent",
        "bot/channels/carrier.py",
        "            await progress.begin()\n",
        "            pass\n",
        "tests/channels/test_unsure.py",
    ),
    Mutant(
        "a broken line is no refusal",
        "bot/channels/retries.py",
        "return not isinstance(cause, NOT_BEGUN)",
        "return False",
        "tests/channels/test_unsure.py",
    ),
    Mutant(
        "what was certainly not sent does not count",
        "bot/channels/carrier.py",
        "                if not is_unsure(error):\n",
        "                if False:\n",
        "tests/channels/test_unsure.py",
    ),
    Mutant(
        "of what a process died over one is tried at a time",
        "bot/channels/shift.py",
        "        self._look_for_risky_in(self._pause_seconds)\n        self._pause_seconds = ",
        "        self._look_for_risky_in(0.0)\n        self._pause_seconds = ",
        "tests/channels/test_unsure.py",
    ),
    Mutant(
        "sealing",
        "bot/store/vault.py",
        "sealed = self._ciphers[self._newest].encrypt(nonce, plain, _place(self._newest, table, row, column))",
        "sealed = plain",
        "tests/store/test_vault.py",
    ),
    Mutant(
        "what is sealed is bound to its place",
        "bot/store/vault.py",
        'return f"{key_id.hex()}:{table}:{row}:{column}".encode()',
        "return key_id",
        "tests/store/test_vault.py",
    ),
    Mutant(
        "a wrong key is refused",
        "bot/store/opened.py",
        "        sealing.prove(opened, int(clock.now().timestamp()))\n",
        "",
        "tests/store/test_vault.py",
    ),
    Mutant(
        "a missing key is not replaced",
        "bot/store/opened.py",
        "may_make=not vault.has_sealed(opened)",
        "may_make=True",
        "tests/store/test_vault.py",
    ),
    Mutant(
        "effects stand with the end of their update",
        "bot/channels/sender.py",
        "if unit := units.current():",
        "if False and (unit := units.current()):",
        "tests/channels/test_mailbox.py",
    ),
    Mutant(
        "three tries, then parked",
        "bot/channels/inbox.py",
        "TRIES = 3",
        "TRIES = 1",
        "tests/channels/test_mailbox.py",
    ),
    Mutant(
        "an answer expires",
        "bot/channels/sender.py",
        "if row.expires_at <= self._now():",
        "if False:",
        "tests/channels/test_mailbox.py",
    ),
    Mutant(
        "no wait goes beyond the end of an answer's time",
        "bot/channels/sender.py",
        "if self._now() + pause < row.expires_at:",
        "if True:",
        "tests/channels/test_mailbox.py",
    ),
    Mutant(
        "what is left is taken up by the same commit",
        "bot/channels/inbox.py",
        "        unit.announce()\n",
        "",
        "tests/channels/test_mailbox.py",
    ),
    Mutant(
        "late answers are looked at again",
        "bot/channels/sender.py",
        "if not self._recheck or self._now() - row.at < LATE_SECONDS:",
        "if True:",
        "tests/channels/test_mailbox.py",
    ),
    Mutant(
        "withdrawn and expired are not sent late",
        "bot/conversation/lateness.py",
        "edition.serves(stored.card, today)",
        "True",
        "tests/bot/test_lateness.py",
    ),
    Mutant(
        "withdrawn cards are not served",
        "knowledge/search.py",
        "return card.id not in withdrawn and (day is None or card.holds_on(day))",
        "return day is None or card.holds_on(day)",
        "tests/bot/test_lateness.py",
    ),
    Mutant(
        "long numbers and names are taken out",
        "bot/channels/inbox.py",
        "json.dumps(pared(update), ",
        "json.dumps(update, ",
        "tests/channels/test_mailbox.py",
    ),
    Mutant(
        "no words of a person are logged",
        "bot/channels/inbox.py",
        '_log.error("update %d cannot be read: %s", row.number, without_words(error))',
        '_log.error("update %d cannot be read: %s", row.number, error)',
        "tests/bot/test_logs.py",
    ),
    Mutant(
        "the token is kept out of the log",
        "bot/redaction.py",
        "    return _TOKEN.sub(REMOVED, text)",
        "    return text",
        "tests/channels/test_redaction.py",
    ),
    Mutant(
        "bodies go after a day",
        "bot/store/keeping.py",
        "connection.execute(delete(table).where(table.c.at <= oldest))",
        "pass",
        "tests/store/test_keeping.py",
    ),
    Mutant(
        "nobody's words are in a backup",
        "bot/store/backup.py",
        'new.execute(f"DELETE FROM {table}")',
        "pass",
        "tests/bot/test_backup.py",
    ),
    Mutant(
        "old backups are not put back",
        "bot/store/backup.py",
        "if now - taken > LAST:",
        "if False:",
        "tests/bot/test_backup.py",
    ),
    Mutant(
        "small counts are not shown",
        "bot/conversation/tally.py",
        "return count // STEP * STEP",
        "return count",
        "tests/channels/test_watch.py",
    ),
    Mutant(
        "figures are served on this machine only",
        "bot/channels/service.py",
        "Server(LOCAL, port, ",
        'Server("0.0.0.0", port, ',
        "tests/channels/test_service.py",
    ),
    Mutant(
        "a pause stops answers",
        "bot/conversation/citizen.py",
        "        if pause.is_silent:",
        "        if False:",
        "tests/bot/test_status.py",
    ),
    Mutant(
        "only the owner pauses",
        "bot/channels/owner_desk.py",
        "if not await self._is_owners(bot, message):",
        "if False:",
        "tests/channels/test_owner_desk.py",
    ),
    Mutant(
        "an owner's forward or an anonymous one is not the owner",
        "bot/channels/owner_desk.py",
        "if message.forward_origin or message.sender_chat or message.via_bot or message.business_connection_id:",
        "if False:",
        "tests/channels/test_owner_desk.py",
    ),
    Mutant(
        "who administers a group is asked of Telegram",
        "bot/channels/owner_desk.py",
        ".status in RUNNING",
        ".status",
        "tests/channels/test_owner_desk.py",
    ),
    Mutant(
        "danger is answered under a pause",
        "bot/conversation/citizen.py",
        "return effects if is_urgent else self._under_pause(person, effects)",
        "return self._under_pause(person, effects)",
        "tests/bot/test_status.py",
    ),
    Mutant(
        "an odd number spoils no others",
        "bot/store/sent.py",
        " for number in numbers if _is_number(number)]",
        " for number in numbers]",
        "tests/bot/test_sent.py",
    ),
    Mutant(
        "codes of people are keyed",
        "bot/store/keys.py",
        'hmac.new(key, f"{purpose}:{value}".encode(), hashlib.sha256)',
        'hashlib.sha256(f"{purpose}:{value}".encode())',
        "tests/trust/test_seizure.py",
    ),
    Mutant(
        "a reminder and its end stand together",
        "bot/channels/posting.py",
        "            await insist(self._journal, written)",
        "            await insist(self._journal, letter.write)\n            await insist(self._journal, written)",
        "tests/channels/test_posting.py",
    ),
    Mutant(
        "a reminder changes only as it was read",
        "bot/store/told.py",
        "    if not result.rowcount:\n        raise ChangedError",
        "    pass",
        "tests/store/test_told.py",
    ),
    Mutant(
        "a day that has passed is not reminded of",
        "bot/conversation/unasked.py",
        "if reckoned is None or reckoned.is_passed(timeline.now) or told.wording is None:",
        "if reckoned is None or told.wording is None:",
        "tests/conversation/test_unasked.py",
    ),
    Mutant(
        "what was shown is known for a day",
        "bot/store/told.py",
        "delete(told).where(told.c.until <= int(self._clock.now().timestamp()))",
        "delete(told).where(told.c.until <= 0)",
        "tests/store/test_told.py",
    ),
    Mutant(
        "/forget ends reminders",
        "bot/app.py",
        "kept=(sent, keeping, told),",
        "kept=(sent, keeping),",
        "tests/conversation/test_reminders.py",
    ),
    Mutant(
        "who was told is sealed",
        "bot/store/told.py",
        'self._vault.seal(body, "told", sealed_as(bot, code), "body")}',
        "body}",
        "tests/store/test_told.py",
    ),
    Mutant(
        "a bot reminds of what it was asked itself",
        "bot/store/told.py",
        "self._is_mine = told.c.bot.in_((bot, NO_BOT))",
        "self._is_mine = told.c.bot >= 0",
        "tests/store/test_told.py",
    ),
    Mutant(
        "a bot clears its own messages alone",
        "bot/store/sent.py",
        "self._is_mine = sent.c.bot.in_((bot, NO_BOT))",
        "self._is_mine = sent.c.bot >= 0",
        "tests/bot/test_sent.py",
    ),
    Mutant(
        "nobody is reminded at night",
        "bot/conversation/unasked.py",
        "return self._hour <= now.hour < LATEST_HOUR",
        "return True",
        "tests/conversation/test_unasked.py",
    ),
    Mutant(
        "the day of the country's seat counts for no other",
        "bot/situation/timeline.py",
        "if seats and self.national not in seats:",
        "if False:",
        "tests/situation/test_timeline.py",
    ),
    Mutant(
        "what goes to many yields to answers",
        "bot/channels/sender.py",
        "priority = BULK if delivery.is_bulk else INTERACTIVE",
        "priority = INTERACTIVE",
        "tests/channels/test_bulk.py",
    ),
    Mutant(
        "what goes to many leaves turns to answers",
        "bot/channels/pace.py",
        "burst // 2",
        "0",
        "tests/channels/test_bulk.py",
    ),
    Mutant(
        "who blocked the bot is not tried again",
        "bot/channels/sender.py",
        "if await insist(self._journal, lambda connection: self._blocked.holds(connection, row.lane)):",
        "if False:",
        "tests/channels/test_bulk.py",
    ),
    Mutant(
        "who writes again is not blocked any more",
        "bot/channels/sender.py",
        "                self._blocked.clear(connection, lane)\n",
        "                pass\n",
        "tests/channels/test_bulk.py",
    ),
    Mutant(
        "who is forgotten is not known to have blocked the bot",
        "bot/store/keeping.py",
        "            connection.execute(delete(blocked).where(blocked.c.lane == lane))\n",
        "",
        "tests/store/test_keeping.py",
    ),
    Mutant(
        "what goes to many and holds no longer is not sent",
        "bot/channels/sender.py",
        "if delivery.is_bulk:  # nobody asked",
        "if False:  # nobody asked",
        "tests/channels/test_bulk.py",
    ),
    Mutant(
        "a link out of the library is refused",
        "knowledge/library.py",
        "if not all(each.resolve().is_relative_to(home) for each in (file, beside or file)):",
        "if False:",
        "tests/trust/test_doors.py",
    ),
    Mutant(
        "a backup is unpacked into its own folder",
        "bot/store/backup.py",
        "if DATABASE not in names or not names <= {DATABASE, *KEEPS}:",
        "if False:",
        "tests/trust/test_doors.py",
    ),
    Mutant(
        "a card holds until its last day is over and no longer",
        "knowledge/models.py",
        "before_end = self.valid_until is None or day <= self.valid_until",
        "before_end = self.valid_until is None or day < self.valid_until",
        "tests/trust/test_validity.py",
    ),
    Mutant(
        "days are the country's",
        "bot/answering/evidence.py",
        "return context.now.astimezone(self._country.zone).date()",
        "return context.now.date()",
        "tests/trust/test_validity.py",
    ),
    Mutant(
        "a notice ends to the second",
        "bot/situation/notices.py",
        "now < notice.valid_until)",
        "now <= notice.valid_until)",
        "tests/trust/test_validity.py",
    ),
    Mutant(
        "sentences to machines are not quoted",
        "knowledge/layout/furniture.py",
        "if suspicion.INSTRUCTION.search(sentence):",
        "if False:",
        "tests/trust/test_injection.py",
    ),
    Mutant(
        "targeting is refused",
        "bot/answering/triage.py",
        "if matched := pattern.matched(spans, count):",
        'if (matched := pattern.matched(spans, count)) and not pattern.reason.startswith("harm"):',
        "tests/trust/test_targeting.py",
    ),
    Mutant(
        "a flooder is told once",
        "bot/channels/pace.py",
        "        return is_new\n",
        "        return True\n",
        "tests/channels/test_pace.py",
    ),
)


def main() -> int:
    survived = [mutant.guard for mutant in MUTANTS if not is_caught(mutant)]
    print(f"{len(MUTANTS) - len(survived)} of {len(MUTANTS)} guards are missed when they are gone.")
    return 1 if survived else 0


def is_caught(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory(prefix="kura-mutant-") as folder:
        place = Path(folder)
        _copy(place)
        file = place / mutant.file
        text = file.read_text(encoding="utf-8")
        if text.count(mutant.old) != 1:
            print(f"NOT FOUND  {mutant.guard}: what should be taken out of {mutant.file} does not stand there once")
            return False
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        status = _tested(place, mutant.tests.split())
    print(f"{'red      ' if status == 1 else 'SURVIVED '} {mutant.guard}", flush=True)
    return status == 1


def _copy(place: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, place / name)
    (place / "models").symlink_to(ROOT / "models")


def _tested(place: Path, tests: Sequence[str]) -> int:
    """pytest's exit status: 1 is a failing test, and nothing else that could go wrong."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        return subprocess.run(command, cwd=place, capture_output=True, timeout=LONGEST_SECONDS).returncode
    except subprocess.TimeoutExpired:
        return 1  # what waits for ever for something that a guard brought about


if __name__ == "__main__":
    sys.exit(main())

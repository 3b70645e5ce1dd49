"""The product under measurement: its build, its serving process, and where each spends its time."""

import asyncio
import io
import os
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import ingest
from bench.stopwatch import Stage, Stopwatch
from bench.systems import Ours
from bot import __main__ as commands
from bot import admin, app, config
from bot.answering import compose
from bot.answering.answer import Answerer
from bot.answering.decide import Decider
from bot.answering.subject import SubjectReader
from bot.answering.triage import Triage
from bot.clock import SystemClock
from bot.conversation.replies import Message, Person
from bot.rendering import Renderer
from bot.texts import catalogue
from knowledge import country, embeddings, index, lexicon, library, passages, search
from knowledge.country import Country
from knowledge.errors import KnowledgeError
from knowledge.fulltext import TermMatrix
from knowledge.index import VectorIndex
from knowledge.labels import Label
from knowledge.language import Reader
from knowledge.meaning import Meaning
from knowledge.passage_store import PassageStore
from knowledge.places import Gazetteer
from knowledge.publishing import Publisher, Request
from knowledge.recognition import Recogniser
from knowledge.search import Edition
from knowledge.wording import Wording

Result = dict[str, Any]

ANSWER: Sequence[Stage] = (
    ("reading", Reader, "read"),
    ("triage", Triage, "sign"),
    ("subject", SubjectReader, "read"),
    ("mask", Edition, "mask"),
    ("kinds, and waiting for their vectors", Edition, "kinds"),
    ("learnt: how near", Recogniser, "near"),
    ("learnt: of what", Recogniser, "of"),
    ("chroma", VectorIndex, "nearest"),
    ("words", Wording, "by_words"),
    ("rest of meaning", Meaning, "near"),
    ("spelling", Wording, "near_in_spelling"),
    ("asked", Wording, "by_asked"),
    ("share", Wording, "shares"),
    ("rest of search", Edition, "search"),
    ("decide", Decider, "decide"),
    ("compose", compose, "from_page"),
    ("compose", compose, "in_words"),
    ("stored passages", PassageStore, "passages"),
    ("render", Renderer, "render"),
)
COMMAND: Sequence[Stage] = (
    ("country.toml", country, "read"),
    ("lexicon", lexicon, "read"),
    ("model", embeddings, "load"),
    ("texts", catalogue, "read"),
    ("places", Gazetteer, "__init__"),
    ("triage data", Triage, "__init__"),
    ("subjects", SubjectReader, "__init__"),
    ("word lists for a reader", Reader, "__init__"),
    ("edition: hashes", search, "file_hashes"),
    ("edition: passages", PassageStore, "__init__"),
    ("edition: full text", TermMatrix, "load"),
    ("edition: chroma", index, "open_existing"),
    ("edition: the rest", Edition, "__init__"),
    ("the answer", Answerer, "answer"),
    ("find and read documents", library, "find"),
    ("split into passages", passages, "split"),
    ("fill in facts", Country, "fill"),
    ("fingerprint", Publisher, "_fingerprint"),
)


class Steps:
    """Told by the build when a step begins: keeps how long each took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._since = "", time.perf_counter()

    def start(self, step: str, total: int) -> None:
        now = time.perf_counter()
        if self._step:
            self.seconds[self._step] = self.seconds.get(self._step, 0.0) + now - self._since
        self._step, self._since = step, now

    def advance(self, count: int) -> None:
        pass


def build() -> Result:
    """Publishes an edition even if golden questions fail. Raises KnowledgeError where documents are refused."""
    desk = admin.desk(config.read())
    request = Request(desk.folders, desk.country_folder, why="a measurement")
    steps = Steps()
    started = time.perf_counter()
    report = desk.publisher.publish(request, steps, SystemClock().now())
    seconds = time.perf_counter() - started
    steps.start("", 0)
    if report.manifest is None:
        raise KnowledgeError("\n".join(refusal.reason for refusal in report.refused))
    manifest = report.manifest
    return {
        "seconds": seconds,
        "stages": dict(sorted(steps.seconds.items(), key=lambda item: -item[1])),
        "documents": manifest.documents + manifest.cards,
        "pieces": manifest.passages,
        "entries": manifest.entries,
        "golden_failed": len(manifest.golden_failed),
    }


def converse(questions: Sequence[str]) -> None:
    """All that `bot run` holds in memory, Telegram's library among it, and the questions asked of it."""
    from bot.channels import client, telegram
    from bot.channels.sender import Sender
    from bot.store import owners
    from bot.store.journal import Journal

    settings = config.read()
    opened = app.store(settings)
    conversation = app.conversation(app.parts(settings), opened=opened)
    connected, sent = client.connect("1:bench", settings.api_url), app.sent_messages(opened)
    journal = Journal(opened.engine)
    sender = Sender(connected, sent, conversation.apology, journal, opened.vault, SystemClock(), owners.name())
    telegram.build(connected, conversation, sender, sent)

    async def ask_all() -> None:
        for question in questions:
            await conversation.message(Person("bench", "1"), Message(question, SystemClock().now()))

    asyncio.run(ask_all())


def answer_stages(asked: Sequence[Label]) -> Result:
    """Milliseconds of one answer on average, by stage."""
    system = Ours()
    system.answer(asked[0])
    watch = Stopwatch(ANSWER)
    started = time.perf_counter()
    for label in asked:
        system.answer(label)
    stages = watch.account(time.perf_counter() - started)
    return {"stages": {stage: 1000 * seconds / len(asked) for stage, seconds in stages.items()}}


def command_stages(command: str, arguments: list[str]) -> Result:
    """Seconds of `bot` or `ingest` by stage, from the start of this process, which imports what the command does."""
    watch = Stopwatch(COMMAND)
    imports = _age_seconds()
    with redirect_stdout(io.StringIO()):
        (commands.main if command == "bot" else ingest.main)(arguments)
    watch.seconds["interpreter and imports"] = imports
    return {"stages": watch.account(_age_seconds())}


def _age_seconds() -> float:
    """Since this process was started; the kernel counts in hundredths."""
    started_ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started_ticks / os.sysconf("SC_CLK_TCK")

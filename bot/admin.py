"""What the admins' command line does, as values and lines of text; ingest.py only parses and prints."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import app, judging, quotable
from bot import differences as differing
from bot.answering import decide, kinds
from bot.answering.answer import Answerer
from bot.answering.explaining import Explainer
from bot.config import Config
from bot.models import Anchor, Context, Question
from bot.rendering import Renderer
from knowledge import country, drafting, labels, lexicon, library, passage_store
from knowledge.editions import Shelf
from knowledge.errors import EditionError, KnowledgeError
from knowledge.labels import Given, Label
from knowledge.language import Reader
from knowledge.library import said
from knowledge.models import Kind
from knowledge.passage_store import PassageStore
from knowledge.progress import Progress
from knowledge.publishing import Publisher, Report, Request
from knowledge.readers.readings import Readings
from knowledge.search import Edition


@dataclass(frozen=True)
class Desk:
    """What a publish needs, built from config."""

    shelf: Shelf
    publisher: Publisher
    folders: tuple[Path, ...]
    country_folder: Path


def desk(settings: Config) -> Desk:
    """Creates the folder for documents that come by chat where it does not exist yet."""
    for folder in settings.folders[1:]:
        folder.mkdir(parents=True, exist_ok=True)
    built = app.parts(settings)

    def answering(edition: Edition) -> Callable[[Label], Given]:
        return judging.by_label(app.answerer(built, edition), app.renderer(built), built)

    publisher = Publisher(built.shelf, built.country, built.lexicon, built.encoder, answering)
    return Desk(built.shelf, publisher, settings.folders, app.country_file(settings).parent)


def ensure_edition(settings: Config, progress: Progress, now: datetime) -> None:
    """Build and publish the first edition where there is none. Raises EditionError that says why it could not be."""
    if shelf(settings).current() is not None:
        return
    at = desk(settings)
    report = at.publisher.publish(Request(at.folders, at.country_folder), progress, now)
    if not report.is_published:
        reasons = [refusal.reason for refusal in report.refused] or list(summary(report, is_check=False))
        raise EditionError("The first edition could not be published:\n" + "\n".join(reasons))


def shelf(settings: Config) -> Shelf:
    return Shelf(settings.var)


def is_good(report: Report) -> bool:
    """Whether what was asked for was done."""
    return not report.refused and not (report.manifest and not report.manifest.is_publishable)


def summary(report: Report, is_check: bool) -> Iterator[str]:
    """The report at the end of a run."""
    guidance = sum(document.card.kind is Kind.GUIDANCE for document in report.library.documents)
    background = len(report.library.documents) - guidance
    yield f"{guidance} cards and {background} background documents read, {len(report.refused)} refused."
    if report.refused:
        yield "Nothing was published. Mend what is refused and run again."
        return
    if is_check:
        yield "Everything is in order."
        return
    if report.is_unchanged:
        yield f"Nothing has changed: {report.live} stays live."
        return
    yield from _built(report)


def _built(report: Report) -> Iterator[str]:
    manifest, golden = report.manifest, report.golden
    if manifest is None or golden is None:
        return
    yield f"{manifest.passages} passages and {manifest.entries} entries in edition {manifest.edition}."
    yield f"Golden questions: {golden.asked - len(golden.failed)} of {golden.asked} right."
    for label, faults in golden.failed:
        yield f'  {label.id} "{label.question}": {"; ".join(faults)}'
    if not manifest.is_publishable:
        yield "Nothing was published: mend the cards, or publish with --force --why REASON."
    elif report.is_published:
        yield f"{manifest.edition} is live."
    else:
        yield "Not published (--no-publish)."


def documents(edition: Path) -> dict[str, str]:
    """Document id -> sha256 of an edition on disk; empty if it is gone."""
    try:
        store = PassageStore(edition / "passages.sqlite")
    except Exception:  # sqlite3 names neither a missing nor a damaged file apart
        return {}
    try:
        return {key: stored.sha256 for key, stored in store.cards.items()}
    finally:
        store.close()


def show(settings: Config, document_id: str) -> Iterator[str]:
    """A document's card and passages as they would be served. Raises EditionError if the live edition lacks it."""
    store = _live_store(shelf(settings))
    stored = store.cards.get(document_id)
    if stored is None:
        raise EditionError(f"The live edition has no document `{document_id}`.")
    yield passage_store.CARD.dump_json(stored.card, indent=2).decode()
    for page, document in enumerate(store.page_documents):
        if document == document_id:
            for passage in store.passages(page):
                yield f"\n[{passage.language}] {passage.section}\n{passage.text}"


def show_passages(settings: Config, folders: Sequence[Path], document_id: str, now: datetime) -> Iterator[str]:
    """A document of the library, published or not, as it would be quoted. Raises CardError if there is none."""
    land = country.read(app.country_file(settings))
    # The folder for documents that come by chat may not be there yet.
    there = (*settings.folders[:1], *filter(Path.is_dir, settings.folders[1:]), *folders)
    readings = Readings(shelf(settings).readings_folder)
    found = library.find(there, land, now.astimezone(land.zone).date(), readings)
    yield from quotable.report(found, quotable.document(found, document_id), land)


def draft(settings: Config, file: Path, now: datetime) -> Iterator[str]:
    """Writes a first card. Raises CardError if the file has one, UnreadableError if it cannot be read."""
    land = country.read(app.country_file(settings))
    written, found = drafting.draft(file, land, Reader(lexicon.read()), now.date())
    for finding in found.findings:
        yield f"LOOK AT {said(file, finding)}"
    yield f"Wrote {written}. Look at every guess, fill in what is empty, then run `python ingest.py --check`."


def try_question(settings: Config, question: str, edition: str | None, now: datetime) -> str:
    """One answer with the signals that decided, from the live edition or another."""
    built = app.parts(settings)
    opened = None
    if edition:
        opened = Edition(built.shelf.path(edition), built.shelf, built.lexicon, built.encoder)
    return explained(app.answerer(built, opened), app.renderer(built), question, now)


def explained(
    answerer: Answerer,
    renderer: Renderer,
    question: str,
    now: datetime,
    anchors: tuple[Anchor, ...] = (),
    with_why: bool = True,
) -> str:
    """What a person would read, and below the last empty line why."""
    asked, context = Question(question), Context(now, anchors=anchors)
    answer = answerer.answer(asked, context)
    text = renderer.render(answer, context)
    if not with_why:
        return text
    why = Explainer(answerer, decide.read(), kinds.read()).lines(asked, context, answer)
    return f"{text}\n\n" + "\n".join(why)


def differences(settings: Config, old: str | None, new: str | None) -> Iterator[str]:
    """Passages and golden answers that differ between two editions, by default the live one and the one before."""
    where = shelf(settings)
    new = new or where.current() or ""
    old = old or where.previous()
    yield from differing.of_passages(where, old, new)
    built = app.parts(settings)

    def asked(name: str) -> Callable[[Label], Given]:
        edition = Edition(where.path(name), where, built.lexicon, built.encoder)
        return judging.by_label(app.answerer(built, edition), app.renderer(built), built)

    try:
        before, after = asked(old), asked(new)
    except KnowledgeError as error:
        yield f"\nGolden answers cannot be compared: {error}"
        return
    file = app.country_file(settings).with_name("golden.jsonl")
    yield from differing.of_golden(labels.read(file) if file.is_file() else [], before, after)


def withdraw(where: Shelf, document_id: str, why: str, now: datetime) -> bool:
    """Withdraw at once; says whether the live edition knows the id."""
    where.withdraw(document_id, why, now)
    live = where.current()
    return live is not None and document_id in documents(where.path(live))


def _live_store(where: Shelf) -> PassageStore:
    live = where.current()
    if live is None:
        raise EditionError("No edition is published yet: run `python ingest.py`.")
    return PassageStore(where.path(live) / "passages.sqlite")

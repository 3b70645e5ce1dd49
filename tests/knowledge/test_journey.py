"""A new admin brings a PDF with columns and running heads, and follows the README to an answer from it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import config
from bot.config import Config
from tests.conftest import Ran
from tests.harness import pdfs

TITLE = "Boats and ballots on the lake"
PARTS = [
    "The observers of the lakeside counties followed the general election of 4 March 2013 in every constituency with "
    "a shore. They travelled with the presiding officers and stayed until the forms were signed.",
    "Forty-two boats carried ballot boxes across the Winam Gulf before dawn. Each boat had a police officer and an "
    "agent of every candidate on board. No box was lost, although two boats had to turn back because of the wind.",
    "On Rusinga and Mfangano the stations opened late, and the presiding officers added the lost time at the end of "
    "the day. The queues were long and remained calm throughout the afternoon.",
    "The observers recommended that the commission hire the boats earlier and that it publish the timetable of the "
    "crossings. They thanked the fishermen who had waited with their lamps lit until the last box had landed.",
]
TEXT = "\n\n".join(PARTS * 1 + [f"In ward number {number} {PARTS[2][0].lower()}{PARTS[2][1:]}" for number in range(30)])
QUESTION = "How many boats carried ballot boxes across the Winam Gulf in 2013?"
README = (config.ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def document(settings: Config) -> Path:
    """Where the README says that documents go."""
    folder = settings.var / "library"
    folder.mkdir(parents=True)
    file = folder / "lake-report.pdf"
    file.write_bytes(pdfs.report(TEXT, head="Lakeside observers, 2013", title=TITLE, author="Lakeside Observers"))
    return file


def test_a_pdf_is_drafted_completed_published_and_answered_from(document: Path, run_ingest: Callable[..., Ran]) -> None:
    drafted = run_ingest("draft", str(document))
    assert (drafted.status, drafted.err) == (0, "")
    card = document.with_suffix(".card.toml")
    text = card.read_text(encoding="utf-8")
    for guess in (
        f'title = "{TITLE}"',
        'publisher = "Lakeside Observers"',
        "published = 2013-03-04",
        'languages = ["en"]',
        'topics = ["polling"',
        'election = "ke-2013"',
    ):
        assert guess in text
    assert 'guessed = ["title", "publisher", "published", "languages", "topics", "election"]' in text

    refused = run_ingest("--check")
    assert refused.status == 1
    assert "`guessed` still lists title, publisher, published, languages, topics, election" in refused.out
    complete(card)
    assert run_ingest("--check").status == 0

    shown = run_ingest("show", "lake-report", "--passages").out
    assert "Forty-two boats carried ballot boxes across the Winam Gulf before dawn." in " ".join(shown.split())
    assert re.search(r"a running head \(\d\):", shown)
    assert "Lakeside observers, 2013" not in shown.split("Left out, and why:")[0]

    assert run_ingest().status == 0
    said = " ".join(run_ingest("try", QUESTION).out.split())
    assert "“" in said and "Forty-two boats carried ballot boxes across the Winam Gulf before dawn." in said
    assert f"Source: {TITLE}, page 1." in said
    assert "answered/quotation" in said
    assert "nearest: lake-report 0." in said


def complete(card: Path) -> None:
    """What the README tells the admin to do with a first card."""
    text = card.read_text(encoding="utf-8")
    for pattern, value in (
        (r"guessed = \[.*?\]", "guessed = []"),
        (r"topics = \[.*?\]", 'topics = ["history"]'),
        (r"sources = \[\]", 'sources = ["Report of the Lakeside Observers, March 2013"]'),
        (r'confidence = ""', 'confidence = "secondary"'),
    ):
        text, count = re.subn(pattern, value, text, count=1)
        assert count == 1, pattern
    card.write_text(text, encoding="utf-8")


def test_the_readme_tells_every_step_of_it() -> None:
    section = README.split("## If you keep the knowledge")[1].split("\n## ")[0]
    steps = (
        "var/library",
        "draft",
        "guessed",
        "--check",
        "show",
        "--passages",
        "python ingest.py` publishes",
        "try",
        "diff",
    )
    places = [section.find(step) for step in steps]
    assert -1 not in places, dict(zip(steps, places, strict=True))

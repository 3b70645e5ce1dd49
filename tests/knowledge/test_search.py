"""A question finds what may answer it, and only that; a damaged index never silences the bot."""

import dataclasses
import json
import logging
import os
import random
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from bot import app
from bot.answering.answer import Answerer
from bot.app import Parts
from bot.models import Answer, Context, Outcome, Question, Reason
from knowledge import index, search
from knowledge.editions import MANIFEST, Shelf
from knowledge.embeddings import MANNER, MEANING, Encoder, Vectors
from knowledge.errors import EditionError, ModelError
from knowledge.lexicon import Lexicon
from knowledge.models import Kind, Language
from knowledge.search import Edition
from tests.harness.encoding import Counting

TODAY = date(2026, 11, 20)
NAIROBI = ZoneInfo("Africa/Nairobi")
NOON = datetime(2026, 11, 20, 12, tzinfo=NAIROBI)
NOW = frozenset({"ke-2027", None})
EVER = frozenset({"ke-2027", "ke-2013", None})
RANDOM_QUESTIONS = 10_000 if os.environ.get("KURA_SOAK") else 300

Open = Callable[[Path], Edition]


@pytest.fixture
def reopened(words: Lexicon, encoder: Encoder) -> Open:
    """Opens the live edition of a `var` folder."""

    def opened(var: Path) -> Edition:
        return search.open_current(Shelf(var), words, encoder)

    return opened


@pytest.fixture
def var(small_var: Path, tmp_path: Path) -> Path:
    """The small library's `var`, in a place where Chroma has not opened it yet."""
    return Path(shutil.copytree(small_var, tmp_path / "var"))


@pytest.fixture
def silent_chroma(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """That the index cannot be used is logged, and the traceback is not for the test's output."""
    with caplog.at_level(logging.CRITICAL, "knowledge"):
        yield


def live(var: Path) -> Path:
    return var / "editions" / str(Shelf(var).current())


def found(edition: Edition, question: str, day: date = TODAY, elections: frozenset[str | None] = EVER) -> list[str]:
    """Ids of the documents found, the most relevant first."""
    candidates = edition.search(edition.reader.read(question), edition.mask(day, elections))
    return [candidate.card.id for candidate in candidates]


def ranking(edition: Edition, question: str) -> list[tuple[int, float]]:
    candidates = edition.search(edition.reader.read(question), edition.mask(TODAY, EVER))
    return [(candidate.page, candidate.signals.relevance) for candidate in candidates]


def questions(edition: Edition) -> list[str]:
    return [
        question for stored in edition.cards.values() for asked in stored.card.questions.values() for question in asked
    ]


def flip(file: Path, seed: int, count: int = 1) -> None:
    content, chosen = bytearray(file.read_bytes()), random.Random(seed)
    for _ in range(count):
        content[chosen.randrange(len(content))] ^= 1 << chosen.randrange(8)
    file.write_bytes(content)


# --- what is found ----------------------------------------------------------------------------------------------------


def test_an_expected_question_is_encoded_once_and_found_the_same(var: Path, words: Lexicon, encoder: Encoder) -> None:
    counting = Counting(encoder)
    edition = search.open_current(Shelf(var), words, counting)
    reading = edition.reader.read("when do the polling stations open")
    edition.expect(reading)
    kinds = edition.kinds(reading)
    expected = ranking(edition, reading.text)
    assert counting.encoded == [reading.readable]
    unexpected = search.open_current(Shelf(var), words, encoder)
    assert (unexpected.kinds(reading), ranking(unexpected, reading.text)) == (kinds, expected)


def test_every_example_question_finds_its_card_first(small: Edition) -> None:
    for key, stored in small.cards.items():
        for asked in stored.card.questions.values():
            for question in asked:
                assert found(small, question)[0] == key, question


def test_a_card_is_found_by_its_title_and_by_its_text(small: Edition) -> None:
    assert found(small, "Teargas: what to do")[0] == "ke-teargas"
    assert found(small, "Rinse the eyes with clean water")[0] == "ke-teargas"
    assert found(small, "Osha macho kwa maji safi")[0] == "ke-teargas"


def test_background_is_found_by_its_text_and_by_its_heading(small: Edition) -> None:
    assert found(small, "long queues before dawn and kits that failed")[0] == "ke-bg-2013"
    assert found(small, "what did observers ask for")[0] in ("ke-bg-2013", "ke-observers")


def test_a_swahili_question_finds_an_english_quotation(small: Edition) -> None:
    assert "ke-bg-2013" in found(small, "mahakama ya juu ilitupilia mbali kesi 2013")[:2]


def test_a_misspelt_question_finds_its_card(small: Edition) -> None:
    assert found(small, "wht tme do poling staions opn")[0] == "ke-opening-hours"
    assert found(small, "nimepotza kitamblisho")[0] == "ke-lost-id"


def test_signals_lie_between_0_and_1_and_the_most_relevant_comes_first(small: Edition) -> None:
    for question in (*questions(small), "how do I bake bread", "2013", "?!", "kura kura kura"):
        candidates = small.search(small.reader.read(question), small.mask(TODAY, EVER))
        relevance = [candidate.signals.relevance for candidate in candidates]
        assert relevance == sorted(relevance, reverse=True)
        for candidate in candidates:
            for name, value in dataclasses.asdict(candidate.signals).items():
                assert -0.3 <= value <= 1.0 + 1e-4 if name in ("meaning", "relevance") else 0 <= value <= 1.0 + 1e-4


def test_a_page_is_found_once(small: Edition) -> None:
    for question in questions(small):
        pages = [page for page, _ in ranking(small, question)]
        assert len(pages) == len(set(pages))


@pytest.mark.parametrize("question", ["", "   ", "?!", "🗳"])
def test_a_question_without_words_finds_nothing(small: Edition, question: str) -> None:
    assert found(small, question) == []


def test_as_many_are_found_as_wanted(small: Edition) -> None:
    reading, mask = small.reader.read("when can I vote"), small.mask(TODAY, EVER)
    assert len(small.search(reading, mask, 2)) == 2


def test_a_card_has_its_answer_in_both_languages_with_the_facts_said(small: Edition) -> None:
    page = small.store.page_documents.index("ke-opening-hours")
    texts = {passage.language: passage.text for passage in small.passages(page)}
    assert "06:00 (6 am)" in texts[Language.EN]
    assert "saa kumi na mbili asubuhi (6:00 AM)" in texts[Language.SW]
    assert not any("{" in text for text in texts.values())


def test_a_background_page_is_one_passage_with_its_section(small: Edition) -> None:
    pages = [page for page, key in enumerate(small.store.page_documents) if key == "ke-bg-2013"]
    assert [small.passages(page)[0].section for page in pages] == ["How the day went", "What observers asked for"]
    assert all(len(small.passages(page)) == 1 for page in pages)


def test_the_note_on_what_changed_goes_with_the_quotation(small: Edition) -> None:
    page = small.store.page_documents.index("ke-bg-2013")
    (passage,) = small.passages(page)
    assert [note[Language.EN] for note in passage.notes] == ["The kits are newer now."]


def test_threads_find_alike(small: Edition) -> None:
    asked = questions(small) * 5
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda question: ranking(small, question), asked))
    assert together == [ranking(small, question) for question in asked]


def test_every_entry_has_its_vector_for_the_next_build(small: Edition, encoder: Encoder) -> None:
    known = small.known_vectors()
    assert len(known) > 30
    for text, vectors in known.items():
        assert float(vectors[MEANING] @ encoder.encode([text])[0]) > 0.95
        np.testing.assert_array_equal(vectors[MANNER], encoder.encode_parts([text])[0, MANNER])


# --- what may answer --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answerer(parts: Parts, small: Edition) -> Answerer:
    return app.answerer(parts, small)


def answer_at(answerer: Answerer, now: datetime, question: str = "What time do polling stations open?") -> Answer:
    return answerer.answer(Question(question), Context(now))


# The last day is 30 September 2027 in Nairobi, which ends at 21:00 UTC; the first is 1 November 2026.
END = datetime(2027, 10, 1, tzinfo=NAIROBI)
START = datetime(2026, 11, 1, tzinfo=NAIROBI)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("zone", [NAIROBI, UTC, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati")])
@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (START - SECOND, False),
        (START, True),
        (START + SECOND, True),
        (END - SECOND, True),
        (END, False),
        (END + SECOND, False),
    ],
)
def test_a_card_answers_until_its_last_day_is_over_in_the_countrys_zone(
    answerer: Answerer, moment: datetime, holds: bool, zone: ZoneInfo
) -> None:
    answer = answer_at(answerer, moment.astimezone(zone))
    assert ("ke-opening-hours" in [citation.id for citation in answer.citations]) is holds
    assert (answer.outcome is Outcome.ANSWERED) is holds


def test_an_expired_card_is_named_as_the_reason(answerer: Answerer) -> None:
    answer = answer_at(answerer, END)
    assert (answer.outcome, answer.reason) == (Outcome.UNKNOWN, Reason.EXPIRED)
    assert "06:00" not in " ".join(part.text for part in answer.parts)


def test_the_end_of_a_day_is_the_countrys_and_not_the_worlds(answerer: Answerer) -> None:
    assert answer_at(answerer, datetime(2027, 9, 30, 20, 59, 59, tzinfo=UTC)).outcome is Outcome.ANSWERED
    assert answer_at(answerer, datetime(2027, 9, 30, 21, tzinfo=UTC)).outcome is Outcome.UNKNOWN


def test_what_may_not_answer_is_never_among_the_found(small: Edition) -> None:
    """Masked before ranking: no question, however near, finds an expired, withdrawn or past document."""
    chosen = random.Random(20270810)
    print("seed 20270810")
    vocabulary = [*" ".join(questions(small)).split(), "2013", "R2P", "kits", "observers"]
    days = [TODAY, date(2026, 10, 31), date(2027, 9, 30), date(2027, 10, 1)]
    for _ in range(RANDOM_QUESTIONS):
        day = chosen.choice(days)
        elections = chosen.choice([NOW, EVER, frozenset({"ke-2013"}), frozenset[str | None]()])
        mask = small.mask(day, elections)
        words = " ".join(chosen.choices(vocabulary, k=chosen.randint(1, 9)))
        for candidate in small.search(small.reader.read(words), mask):
            assert mask[candidate.page]
            assert candidate.card.holds_on(day), words
            assert candidate.card.election in elections, words


def test_a_past_election_is_found_only_when_it_is_asked_for(small: Edition) -> None:
    question = "did the electronic kits fail on the day"
    assert "ke-bg-2013" in found(small, question, elections=EVER)
    assert "ke-bg-2013" not in found(small, question, elections=NOW)


def test_background_without_an_election_holds_for_all(small: Edition) -> None:
    assert "ke-bg-r2p" in found(small, "what was agreed at the world summit", elections=NOW)


def test_a_withdrawn_card_stops_answering_at_once(var: Path, reopened: Open) -> None:
    edition = reopened(var)
    question = "What helps against teargas in the eyes?"
    assert found(edition, question)[0] == "ke-teargas"
    Shelf(var).withdraw("ke-teargas", "wrong advice", NOON)
    assert "ke-teargas" not in found(edition, question)
    Shelf(var).withdraw("ke-lost-id", "wrong advice", NOON)
    assert "ke-lost-id" not in found(edition, "Can I vote if I lost my national ID?")
    assert found(edition, "What time do polling stations open?")[0] == "ke-opening-hours"


def test_a_withdrawn_document_stays_withdrawn_when_opened_anew(var: Path, reopened: Open) -> None:
    Shelf(var).withdraw("ke-bg-2013", "wrong", NOON)
    assert "ke-bg-2013" not in found(reopened(var), "did the electronic kits fail on the day")


def test_what_was_withdrawn_by_mistake_answers_again_when_the_file_is_gone(var: Path, reopened: Open) -> None:
    edition = reopened(var)
    Shelf(var).withdraw("ke-teargas", "by mistake", NOON)
    assert "ke-teargas" not in found(edition, "teargas")
    (var / "withdrawn.toml").unlink()
    assert found(edition, "teargas")[0] == "ke-teargas"


def test_everything_withdrawn_leaves_nothing_to_find(var: Path, reopened: Open) -> None:
    edition = reopened(var)
    for key in edition.cards:
        Shelf(var).withdraw(key, "all of it", NOON)
    assert found(edition, "What time do polling stations open?") == []


def test_a_mask_for_all_shows_also_what_may_not_answer(var: Path, reopened: Open) -> None:
    edition = reopened(var)
    Shelf(var).withdraw("ke-teargas", "wrong", NOON)
    assert edition.mask_all(EVER).all()
    assert not edition.mask(TODAY, EVER).all()


# --- a damaged index (L11) --------------------------------------------------------------------------------------------

ASKED = (
    "What time do polling stations open?",
    "nimepoteza kitambulisho",
    "which court hears a case against a governor",
    "did the electronic kits fail on the day",
    "how do I wash off teargas",
)


def assert_answers_alike(damaged: Edition, sound: Edition, asked: tuple[str, ...] = ASKED) -> None:
    for question in asked:
        expected, got = ranking(sound, question), ranking(damaged, question)
        assert got[0][0] == expected[0][0], question
        assert got[0][1] == pytest.approx(expected[0][1], abs=1e-3)


def remove(chroma: Path) -> None:
    shutil.rmtree(chroma)


def empty(chroma: Path) -> None:
    for file in chroma.rglob("*"):
        if file.is_file():
            file.write_bytes(b"")


def halve(chroma: Path) -> None:
    for file in chroma.rglob("*"):
        if file.is_file():
            os.truncate(file, file.stat().st_size // 2)


def fill_with_noise(chroma: Path) -> None:
    for file in chroma.rglob("*"):
        if file.is_file():
            file.write_bytes(random.Random(1).randbytes(file.stat().st_size))


@pytest.mark.usefixtures("silent_chroma")
@pytest.mark.parametrize("damage", [remove, empty, halve, fill_with_noise])
def test_a_broken_index_is_replaced_by_an_exact_scan(
    var: Path, reopened: Open, small: Edition, damage: Callable[[Path], None]
) -> None:
    damage(live(var) / "chroma")
    assert_answers_alike(reopened(var), small)


@pytest.mark.usefixtures("silent_chroma")
@pytest.mark.parametrize("seed", range(6))
def test_flipped_bits_in_the_index_change_no_answer(var: Path, reopened: Open, small: Edition, seed: int) -> None:
    flip(live(var) / "chroma" / "chroma.sqlite3", seed, count=1 + 20 * seed)
    assert_answers_alike(reopened(var), small)


@pytest.mark.usefixtures("silent_chroma")
def test_an_index_that_lacks_entries_is_not_used(var: Path, reopened: Open, small: Edition) -> None:
    vectors = np.load(live(var) / "vectors.npy")
    shutil.rmtree(live(var) / "chroma")
    index.build(live(var) / "chroma", [str(number) for number in range(len(vectors) - 1)], vectors[:-1], lambda _: None)
    edition = reopened(var)
    assert not edition.is_whole
    assert_answers_alike(edition, small)


@pytest.mark.usefixtures("silent_chroma")
def test_an_index_made_by_another_model_is_not_used(var: Path, reopened: Open, small: Edition) -> None:
    vectors = np.load(live(var) / "vectors.npy")
    shutil.rmtree(live(var) / "chroma")
    other = np.random.default_rng(1).permutation(vectors)
    index.build(live(var) / "chroma", [str(number) for number in range(len(other))], other, lambda _: None)
    edition = reopened(var)
    assert not edition.is_whole
    assert_answers_alike(edition, small)


@pytest.mark.usefixtures("silent_chroma")
def test_an_index_that_fails_later_is_replaced_by_an_exact_scan(var: Path, reopened: Open, small: Edition) -> None:
    class Failing(index.VectorIndex):
        def __init__(self) -> None: ...
        def nearest(self, vector: Vectors, count: int) -> list[tuple[int, float]]:
            raise RuntimeError("Error finding id")

    edition = reopened(var)
    edition._meaning._index = Failing()
    assert_answers_alike(edition, small)
    assert not edition.is_whole


def test_that_the_index_cannot_be_used_is_logged(var: Path, reopened: Open, caplog: pytest.LogCaptureFixture) -> None:
    shutil.rmtree(live(var) / "chroma")
    reopened(var)
    assert "cannot be used; scanning exactly instead" in caplog.text


def test_a_sound_index_is_used_without_a_word(var: Path, reopened: Open, caplog: pytest.LogCaptureFixture) -> None:
    assert_answers_alike(reopened(var), reopened(var))
    assert caplog.text == ""


# --- a damaged edition ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["flip", "halve", "remove"])
def test_a_damaged_file_of_an_edition_is_refused_with_a_sentence(var: Path, reopened: Open, change: str) -> None:
    for name in json.loads((live(var) / MANIFEST).read_text(encoding="utf-8"))["hashes"]:
        file = live(var) / name
        sound = file.read_bytes()
        if change == "remove":
            file.unlink()
        elif change == "halve":
            os.truncate(file, len(sound) // 2)
        else:
            flip(file, seed=len(sound))
        with pytest.raises(EditionError, match=r"is damaged: run `python ingest\.py") as caught:
            reopened(var)
        assert "\n" not in str(caught.value)
        file.write_bytes(sound)
    assert found(reopened(var), "What time do polling stations open?")


def test_vectors_are_among_what_is_protected(var: Path) -> None:
    assert {"vectors.npy", "manners.npy", "passages.sqlite", "words.npz", "grams.npz", "words.tsv"} <= Shelf(
        var
    ).manifest(live(var).name).hashes.keys()


def test_an_edition_of_another_model_is_refused_with_what_to_run(var: Path, words: Lexicon, encoder: Encoder) -> None:
    class Other:
        sha256 = "0" * 64
        dimensions = encoder.dimensions
        encode, encode_parts = encoder.encode, encoder.encode_parts

    with pytest.raises(ModelError, match=r"made with another embedding model: run `python ingest\.py`"):
        search.open_current(Shelf(var), words, Other())


def test_an_edition_of_another_format_is_refused_with_what_to_run(var: Path, reopened: Open) -> None:
    file = live(var) / MANIFEST
    table = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**table, "format": table["format"] + 1}), encoding="utf-8")
    with pytest.raises(EditionError, match=r"made by another version of this program: run `python ingest\.py`"):
        reopened(var)


@pytest.mark.parametrize("content", [None, "", "20200101-000000-aaaaaa\n"])
def test_before_the_first_publish_it_is_said_what_to_run(tmp_path: Path, reopened: Open, content: str | None) -> None:
    (tmp_path / "editions").mkdir()
    if content is not None:
        (tmp_path / "editions" / "current").write_text(content, encoding="utf-8")
    with pytest.raises(EditionError, match=r"No edition is published yet: run `python ingest\.py`"):
        reopened(tmp_path)


# --- the real library -------------------------------------------------------------------------------------------------


def test_the_index_of_the_real_library_is_used(
    real_var: Path, tmp_path: Path, reopened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copytree(real_var, tmp_path / "var")
    reopened(tmp_path / "var")
    assert caplog.text == ""
    assert Shelf(tmp_path / "var").manifest(live(tmp_path / "var").name).index_hashes


@pytest.mark.usefixtures("silent_chroma")
@pytest.mark.parametrize(
    "name", ["data_level0.bin", "link_lists.bin", "header.bin", "index_metadata.pickle", "length.bin"]
)
def test_a_flipped_bit_in_the_graph_of_the_real_library_changes_no_answer(
    real_var: Path, tmp_path: Path, reopened: Open, real: Edition, name: str
) -> None:
    """Opened by Chroma such a graph can end the process with a segmentation fault."""
    var = Path(shutil.copytree(real_var, tmp_path / "var"))
    (file,) = (live(var) / "chroma").rglob(name)
    flip(file, seed=3)
    assert_answers_alike(reopened(var), real, (*ASKED[:3], "how many people were killed in 2007/8"))


def test_the_one_page_that_may_answer_is_found_among_hundreds_that_may_not(real: Edition) -> None:
    reading = real.reader.read("what time do polling stations open")
    mask = np.zeros(len(real.store.page_documents), dtype=np.bool_)
    for page in range(0, len(mask), 7):
        mask[:] = False
        mask[page] = True
        assert [candidate.page for candidate in real.search(reading, mask)] == [page]


def test_exact_scan_and_index_agree_on_the_real_library(
    real_var: Path, tmp_path: Path, reopened: Open, real: Edition, caplog: pytest.LogCaptureFixture
) -> None:
    var = Path(shutil.copytree(real_var, tmp_path / "var"))
    shutil.rmtree(live(var) / "chroma")
    with caplog.at_level(logging.CRITICAL, "knowledge"):
        exact = reopened(var)
    asked = [question for key in list(real.cards)[::9] for question in _first(real, key)]
    same = sum(ranking(exact, question)[0] == pytest.approx(ranking(real, question)[0], abs=1e-3) for question in asked)
    assert same >= 0.98 * len(asked)


def _first(edition: Edition, key: str) -> list[str]:
    card = edition.cards[key].card
    return [asked[0] for asked in card.questions.values()] if card.kind is Kind.GUIDANCE else []

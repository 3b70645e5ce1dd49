"""One publish from beginning to end: what is reused, what is refused, and that a refusal changes nothing."""

import dataclasses
import io
import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from bot import admin, app, judging
from bot.app import Parts
from bot.config import Config
from knowledge import building, checkpoint, country, lexicon, recognition, search
from knowledge.editions import KEPT, Shelf
from knowledge.errors import EditionError, KnowledgeError
from knowledge.labels import Given, Label
from knowledge.models import Language
from knowledge.publishing import Publisher, Report, Request, changes
from knowledge.search import Edition
from tests.harness.clock import NOON, TickingClock
from tests.harness.encoding import Counting
from tests.harness.library import LibraryFolder, label

LEXICON = lexicon.read()
HOURS = "What time do polling stations open?"


@dataclass
class Steps:
    """The steps of a publish, in order, and how far each went."""

    names: list[str] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)

    def start(self, step: str, total: int) -> None:
        self.names.append(step)
        self.totals[step] = total

    def advance(self, count: int) -> None:
        self.done[self.names[-1]] = self.done.get(self.names[-1], 0) + count


@dataclass
class Press:
    """A publisher over the small library, with everything that a test wants to look at."""

    publisher: Publisher
    shelf: Shelf
    request: Request
    counting: Counting
    clock: TickingClock

    def publish(self, why: str = "", *, is_published: bool = True, steps: Steps | None = None) -> Report:
        request = dataclasses.replace(self.request, why=why, is_published=is_published)
        self.counting.encoded, self.counting.is_counting = [], True
        return self.publisher.publish(request, steps or Steps(), self.clock.now())

    def folders(self) -> set[str]:
        return {path.name for path in self.shelf.folder.iterdir() if path.is_dir()}


Make = Callable[..., Press]


@pytest.fixture
def press_of(settings: Config, parts: Parts, clock: TickingClock) -> Make:
    def made(sha256: str = "") -> Press:
        counting = Counting(parts.encoder, sha256=sha256)
        land = country.read(app.country_file(settings))

        def answering(edition: Edition) -> Callable[[Label], Given]:
            counting.is_counting = False
            return judging.by_label(app.answerer(parts, edition), app.renderer(parts), parts)

        settings.folders[1].mkdir(parents=True, exist_ok=True)
        publisher = Publisher(Shelf(settings.var), land, parts.lexicon, counting, answering)
        request = Request(settings.folders, app.country_file(settings).parent)
        return Press(publisher, Shelf(settings.var), request, counting, clock)

    return made


@pytest.fixture
def press(press_of: Make) -> Press:
    """Nothing is published yet."""
    return press_of()


@pytest.fixture
def running(published: Config, press_of: Make) -> Press:
    """The small library is live."""
    return press_of()


def opened(press: Press) -> Edition:
    return search.open_current(press.shelf, LEXICON, press.counting)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# --- what a publish does ----------------------------------------------------------------------------------------------


def test_the_first_publish_makes_an_edition_live(press: Press) -> None:
    report = press.publish()
    assert report.is_published
    assert report.manifest is not None
    assert press.shelf.current() == report.manifest.edition
    assert (report.manifest.cards, report.manifest.documents) == (5, 2)
    assert (report.manifest.golden_asked, report.manifest.golden_failed) == (2, ())
    assert NOON < report.manifest.built <= press.clock.moment


def test_the_steps_of_a_publish_have_names(press: Press) -> None:
    steps = Steps()
    press.publish(steps=steps)
    assert list(dict.fromkeys(steps.names)) == [
        *(
            "reading",
            "full text",
            "embeddings",
            "vector index",
            "examples",
            "recognition",
            "golden questions",
            "publishing",
        ),
    ]
    for step in ("full text", "embeddings", "vector index"):
        assert steps.done[step] == steps.totals[step] > 0


def test_an_unchanged_library_is_published_once(running: Press) -> None:
    before, folders, steps = running.shelf.current(), running.folders(), Steps()
    report = running.publish(steps=steps)
    assert report.is_unchanged
    assert not report.is_published
    assert report.live == before == running.shelf.current()
    assert running.folders() == folders
    assert running.counting.encoded == []
    assert steps.names == ["reading"]


def test_only_what_changed_is_encoded_anew(running: Press, library: LibraryFolder) -> None:
    edit(library.country / "ke-teargas.md", "Rinse the eyes with clean water.", "Rinse the eyes for ten minutes.")
    known = opened(running).known_vectors()
    report = running.publish()
    assert report.is_published
    (text,) = running.counting.encoded
    assert "rinse the eyes for ten minutes" in text.lower()
    after = opened(running).known_vectors()
    for same in known.keys() & after.keys():
        np.testing.assert_array_equal(after[same], known[same])
    assert after.keys() - known.keys() == {text}


def test_a_removed_card_costs_no_encoding_and_is_gone(running: Press, library: LibraryFolder) -> None:
    (library.country / "ke-teargas.md").unlink()
    report = running.publish()
    assert report.is_published
    assert running.counting.encoded == []
    assert "ke-teargas" not in opened(running).cards


def test_a_new_example_question_is_the_only_text_encoded(running: Press, library: LibraryFolder) -> None:
    edit(
        library.country / "ke-teargas.md",
        '"how do I wash off teargas",',
        '"how do I wash off teargas",\n "my eyes burn",',
    )
    running.publish()
    assert running.counting.encoded == ["my eyes burn"]


def test_a_changed_fact_is_said_anew_in_both_languages(running: Press, library: LibraryFolder, press_of: Make) -> None:
    edit(library.country / "country.toml", 'value = ["1199"]', 'value = ["1200"]')
    press = press_of()
    assert press.publish().is_published
    assert len(press.counting.encoded) == 2
    assert all("1200" in text for text in press.counting.encoded)


def test_another_model_encodes_everything_anew(running: Press, press_of: Make) -> None:
    other = press_of(sha256="f" * 64)
    report = other.publish()
    assert report.is_published
    assert report.manifest is not None
    assert report.manifest.model_sha256 == "f" * 64
    assert len(other.counting.encoded) == report.manifest.entries


class Killed(BaseException):
    """As sudden as kill -9: nothing of ours expects it."""


def kill_after(press: Press, batches: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A publish that dies in the embeddings, four texts a batch. Gives what it had written down."""
    monkeypatch.setattr(building, "ENCODED_TOGETHER", 4)

    class Dying(Steps):
        def advance(self, count: int) -> None:
            super().advance(count)
            if self.names[-1] == "embeddings" and self.done["embeddings"] >= 4 * batches:
                raise Killed

    with pytest.raises(Killed):
        press.publish(steps=Dying())
    done, press.counting.encoded = list(press.counting.encoded), []
    return done


def test_a_build_that_was_killed_goes_on_where_it_stood(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_after(press, 3, monkeypatch)
    report = press.publish()
    assert report.is_published
    assert report.manifest is not None
    assert len(press.counting.encoded) == report.manifest.entries - 12
    assert opened(press).is_whole
    assert not (press.shelf.folder / checkpoint.NAME).exists()


def test_vectors_kept_from_a_killed_build_are_those_of_their_texts(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_after(press, 3, monkeypatch)
    press.publish()
    for text, vectors in opened(press).known_vectors().items():
        np.testing.assert_array_equal(vectors, press.counting.encoder.encode_parts([text])[0])


def test_a_record_that_was_cut_off_or_damaged_is_no_record(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_after(press, 3, monkeypatch)
    file = press.shelf.folder / checkpoint.NAME
    content = bytearray(file.read_bytes()[:-7])
    content[100] ^= 1  # in the first record
    file.write_bytes(content)
    report = press.publish()
    assert report.manifest is not None
    assert len(press.counting.encoded) == report.manifest.entries - 10


def test_what_another_model_left_is_thrown_away(press: Press, press_of: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_after(press, 3, monkeypatch)
    other = press_of(sha256="f" * 64)
    report = other.publish()
    assert report.manifest is not None
    assert len(other.counting.encoded) == report.manifest.entries


def test_a_publish_that_fails_its_golden_questions_keeps_the_vectors(press: Press, library: LibraryFolder) -> None:
    golden = (library.country / "golden.jsonl").read_text(encoding="utf-8")
    library.golden(label(HOURS, "ke-opening-hours", "07:00 (7 am)"))
    assert not press.publish().is_published
    library.put("golden.jsonl", golden)
    press.counting.encoded = []
    press.counting.is_counting = True
    assert press.publish().is_published
    assert press.counting.encoded == []


def test_vectors_of_a_damaged_edition_are_not_reused_and_it_is_built_again(running: Press) -> None:
    live = running.shelf.path(str(running.shelf.current()))
    content = bytearray((live / "vectors.npy").read_bytes())
    content[-1] ^= 1
    (live / "vectors.npy").write_bytes(content)
    report = running.publish()
    assert report.is_published
    assert report.manifest is not None
    assert len(running.counting.encoded) == report.manifest.entries
    assert running.shelf.current() != live.name


def test_an_edition_whose_index_is_damaged_is_built_again_from_its_vectors(
    running: Press, caplog: pytest.LogCaptureFixture
) -> None:
    live = running.shelf.path(str(running.shelf.current()))
    shutil.rmtree(live / "chroma")
    report = running.publish()
    assert report.is_published
    assert running.counting.encoded == []
    caplog.clear()
    assert opened(running).is_whole
    assert caplog.text == ""


def test_an_edition_without_a_manifest_is_built_again(running: Press) -> None:
    live = running.shelf.path(str(running.shelf.current()))
    (live / "manifest.json").unlink()
    assert running.publish().is_published


@pytest.mark.parametrize("name", ["golden.jsonl", "country.toml"])
def test_a_change_of_what_belongs_to_the_country_is_a_change(running: Press, library: LibraryFolder, name: str) -> None:
    with (library.country / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not running.publish().is_unchanged


def test_an_edition_that_is_not_to_be_published_waits(running: Press, library: LibraryFolder) -> None:
    before = running.shelf.current()
    (library.country / "ke-teargas.md").unlink()
    report = running.publish(is_published=False)
    assert not report.is_published
    assert running.shelf.current() == before
    assert report.manifest is not None
    running.shelf.publish(report.manifest.edition)
    assert "ke-teargas" not in opened(running).cards


def test_old_editions_are_tidied_away_at_a_publish(running: Press) -> None:
    for number in range(KEPT + 1):
        running.publish(why=f"again {number}")
    assert len(running.folders()) == KEPT
    assert str(running.shelf.current()) == max(running.folders())


def test_a_later_publish_respects_a_withdrawal(running: Press, library: LibraryFolder) -> None:
    running.shelf.withdraw("ke-teargas", "wrong advice", running.clock.now())
    edit(library.country / "ke-observers.md", "confirm the day with it", "confirm the place with it")
    assert running.publish().is_published
    assert "ke-teargas" in opened(running).withdrawn()


def test_a_check_reads_everything_and_builds_nothing(running: Press, library: LibraryFolder) -> None:
    folders = running.folders()
    library.put("ke-broken.md", "+++\nid = 7\n+++\n")
    report = running.publisher.check(running.request, running.clock.now())
    assert [refusal.file.name for refusal in report.refused] == ["ke-broken.md"]
    assert running.folders() == folders
    assert running.counting.encoded == []


# --- what was learnt --------------------------------------------------------------------------------------------------


def learnt_anew(press: Press) -> int:
    """Publishes; the number of texts that were learnt from anew."""
    steps = Steps()
    assert not press.publish(steps=steps).is_unchanged
    assert steps.done.get("recognition", 0) == steps.totals["recognition"]
    return steps.totals["recognition"]


def learnt(press: Press) -> dict[str, bytes]:
    """The files of what the live edition learnt."""
    live = press.shelf.path(str(press.shelf.current()))
    return {file.name: file.read_bytes() for what in ("cards", "kinds") for file in live.glob(f"{what}.*")}


def test_the_first_publish_learns_from_all_that_leads_to_cards(press: Press) -> None:
    assert learnt_anew(press) > 35


def test_a_build_of_the_same_texts_learns_nothing_anew(running: Press, library: LibraryFolder) -> None:
    before, edition = learnt(running), running.shelf.current()
    edit(library.country / "ke-teargas.md", "valid_until = 2027-09-30", "valid_until = 2027-10-01")
    assert learnt_anew(running) == 0
    assert running.shelf.current() != edition
    assert learnt(running) == before
    assert opened(running).is_whole


def test_a_report_more_teaches_nothing_anew(running: Press, library: LibraryFolder) -> None:
    edit(library.country / "ke-teargas.md", '"how do I wash off teargas"', '"how do I wash off tergass"')
    running.publish()
    before = learnt(running)
    # Whoever asks may mean the commission from now on; the slip in the card's question is still a slip.
    library.background("ke-bg", "B", "\n# H\n\nThe Tergass commission heard witnesses in 2008.\n")
    assert learnt_anew(running) == 0
    assert learnt(running) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"how do I wash off teargas"', '"how do I wash teargas off"'),
        ("Rinse the eyes with clean water.", "Rinse the eyes for ten minutes."),
        ('title = "Teargas: what to do"', 'title = "Teargas"'),
        ('id = "ke-teargas"', 'id = "ke-gas"'),
    ],
)
def test_another_text_or_card_is_learnt(running: Press, library: LibraryFolder, old: str, new: str) -> None:
    before = learnt(running)
    edit(library.country / "ke-teargas.md", old, new)
    library.golden(label(HOURS, "ke-opening-hours"))
    assert learnt_anew(running) > 0
    assert learnt(running)["cards.coefficients.npy"] != before["cards.coefficients.npy"]


def test_another_question_that_no_card_answers_is_learnt(running: Press, library: LibraryFolder) -> None:
    library.put("beyond.tsv", "how much does an officer earn\tafisa hulipwa pesa ngapi\tofisa analipwa ngapi\n")
    assert learnt_anew(running) > 0


def test_a_question_more_drops_nothing_that_stands_for_plain_messages(running: Press, library: LibraryFolder) -> None:
    def known() -> set[str]:
        return set(json.loads(learnt(running)["kinds.json"])["texts"])

    before = known()
    edit(
        library.country / "ke-teargas.md",
        '"how do I wash off teargas"',
        '"what is teargas", "how do I wash off teargas"',
    )
    assert learnt_anew(running) > 0
    assert before <= known()


def test_what_any_kept_edition_learnt_is_taken_over(running: Press, library: LibraryFolder) -> None:
    before, card = learnt(running), library.country / "ke-teargas.md"
    for old, new, anew in (
        ("wash off teargas", "wash teargas off", True),
        ("wash teargas off", "wash off teargas", False),
    ):
        edit(card, old, new)
        assert bool(learnt_anew(running)) is anew
    assert learnt(running) == before


@pytest.mark.parametrize("name", ["cards.coefficients.npy", "cards.json", "cards.grams.npz", "kinds.vectors.npy"])
def test_what_was_learnt_is_learnt_again_where_a_file_of_it_is_damaged(running: Press, name: str) -> None:
    before = learnt(running)
    file = running.shelf.path(str(running.shelf.current())) / name
    content = bytearray(before[name])
    content[-9] ^= 1
    file.write_bytes(content)
    assert learnt_anew(running) > 0
    assert opened(running).is_whole
    again = learnt(running)[name]
    if name == "cards.coefficients.npy":  # its last bits are rounded as it happens to lie in memory
        np.testing.assert_allclose(np.load(io.BytesIO(again)), np.load(io.BytesIO(before[name])), atol=1e-5)
    else:
        assert again == before[name]


def test_what_was_learnt_is_learnt_again_where_a_file_of_it_is_gone(running: Press) -> None:
    (running.shelf.path(str(running.shelf.current())) / "cards.vectors.npy").unlink()
    assert learnt_anew(running) > 0
    assert opened(running).is_whole


def test_what_an_unfinished_edition_learnt_is_not_taken_over(running: Press) -> None:
    (running.shelf.path(str(running.shelf.current())) / "manifest.json").unlink()
    assert learnt_anew(running) > 0


def test_another_way_to_learn_learns_anew(
    running: Press, library: LibraryFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "recognition.py"
    changed.write_text("RIDGE = 2.0\n", encoding="utf-8")
    monkeypatch.setattr(recognition, "CODE", (changed, *recognition.CODE[1:]))
    edit(library.country / "ke-teargas.md", "valid_until = 2027-09-30", "valid_until = 2027-10-01")
    assert learnt_anew(running) > 0


# --- golden questions -------------------------------------------------------------------------------------------------


def test_a_failing_golden_question_refuses_the_publish(running: Press, library: LibraryFolder) -> None:
    before, folders = running.shelf.current(), running.folders()
    library.golden(label(HOURS, "ke-opening-hours", "07:00 (7 am)", key="g7"))
    report = running.publish()
    assert not report.is_published
    assert report.manifest is not None
    assert report.manifest.golden_failed == ("g7",)
    assert report.golden is not None
    ((failed, faults),) = report.golden.failed
    assert (failed.id, faults) == ("g7", ("lacks 07:00 (7 am)",))
    assert running.shelf.current() == before
    assert running.folders() == folders
    assert not admin.is_good(report)


def test_a_golden_question_of_a_withdrawn_card_does_not_block_the_next_publish(
    running: Press, library: LibraryFolder
) -> None:
    library.golden(
        label(HOURS, "ke-opening-hours", "06:00 (6 am)", key="g1"),
        label("can I vote without my ID", "ke-lost-id", key="g2"),
    )
    running.shelf.withdraw("ke-opening-hours", "the hours have changed", NOON)
    report = running.publish()
    assert report.is_published
    assert report.golden is not None and report.golden.asked == 1


def test_a_card_that_makes_a_golden_question_fail_is_not_published(running: Press, library: LibraryFolder) -> None:
    before = running.shelf.current()
    edit(library.country / "ke-opening-hours.md", "open at {hours.open}", "open at {hours.close}")
    assert not running.publish().is_published
    assert running.shelf.current() == before


def test_golden_questions_are_asked_of_the_new_edition(running: Press, library: LibraryFolder) -> None:
    edit(library.country / "ke-teargas.md", "Walk away from teargas", "Move away from teargas")
    library.golden(label("What helps against teargas in the eyes?", "ke-teargas", "Move away from teargas"))
    assert running.publish().is_published


def test_a_forced_publish_keeps_the_reason(running: Press, library: LibraryFolder) -> None:
    library.golden(label(HOURS, "ke-opening-hours", "07:00 (7 am)", key="g7"))
    report = running.publish(why="the golden question itself is wrong")
    assert report.is_published
    manifest = running.shelf.manifest(str(running.shelf.current()))
    assert manifest.forced_because == "the golden question itself is wrong"
    assert manifest.golden_failed == ("g7",)


@pytest.mark.parametrize("why", ["", "it must go out"])
def test_nothing_is_published_without_golden_questions(running: Press, library: LibraryFolder, why: str) -> None:
    before = running.shelf.current()
    (library.country / "golden.jsonl").unlink()
    with pytest.raises(KnowledgeError, match=r"golden\.jsonl: there are no golden questions"):
        running.publish(why=why)
    library.golden()
    with pytest.raises(KnowledgeError, match=r"golden\.jsonl: there are no golden questions"):
        running.publish(why=why)
    assert running.shelf.current() == before


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", r"golden\.jsonl, line 1: not a label"),
        ('{"question": "a"}', r"golden\.jsonl, line 1: not a label \(KeyError\('expect'\)\)"),
        ("7", r"golden\.jsonl, line 1: not a label"),
        (json.dumps({**label(HOURS, "ke-opening-hours"), "county": "Atlantis"}), r"g1: .*Atlantis.* is not a county"),
        (json.dumps({**label(HOURS, "ke-opening-hours"), "at": "soon"}), r"g1: 'soon' is not an ISO time"),
    ],
)
def test_a_golden_question_that_cannot_be_read_is_named(
    running: Press, library: LibraryFolder, line: str, fault: str
) -> None:
    before = running.shelf.current()
    library.put("golden.jsonl", line + "\n")
    with pytest.raises(KnowledgeError, match=fault):
        running.publish()
    assert running.shelf.current() == before


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["", "it must go out"])
def test_a_refused_document_stops_the_publish_also_a_forced_one(
    running: Press, library: LibraryFolder, why: str
) -> None:
    before, folders = running.shelf.current(), running.folders()
    edit(library.country / "ke-teargas.md", "{line.red_cross}", "{line.red_crss}")
    report = running.publish(why=why)
    assert not report.is_published
    assert report.manifest is None
    (refusal,) = report.refused
    assert "{line.red_crss} is not a fact of country.toml" in refusal.reason
    assert (running.shelf.current(), running.folders()) == (before, folders)
    assert not admin.is_good(report)


def test_all_that_is_wrong_is_said_at_once(running: Press, library: LibraryFolder) -> None:
    edit(library.country / "ke-teargas.md", "{line.red_cross}", "{line.red_crss}")
    edit(library.country / "ke-lost-id.md", 'review = "checked"', 'review = "perfect"')
    edit(library.country / "ke-observers.md", "## sw", "## so")
    assert {refusal.file.name for refusal in running.publish().refused} == {
        "ke-teargas.md",
        "ke-lost-id.md",
        "ke-observers.md",
    }


def test_an_answer_beyond_800_characters_is_refused_with_its_length(running: Press, library: LibraryFolder) -> None:
    library.guidance(
        "ke-long", "Long", {"en": "word " * 160 + "a", "sw": "neno " * 160}, {"en": ["long?"], "sw": ["ndefu?"]}
    )
    (refusal,) = running.publish().refused
    assert "the section `## en` has 801 characters; write 1 to 800" in refusal.reason


def test_a_withhold_that_meets_nothing_is_refused(running: Press, library: LibraryFolder) -> None:
    library.background("ke-bg", "B", "\n# H\n\nThe commission heard witnesses in 2008.\n", withhold=["They burnt"])
    (refusal,) = running.publish().refused
    assert 'no sentence begins with the withhold "They burnt"' in refusal.reason


def test_a_second_publish_at_the_same_time_is_refused(running: Press, library: LibraryFolder) -> None:
    (library.country / "ke-teargas.md").unlink()
    is_inside, may_go_on = threading.Event(), threading.Event()

    class Waiting(Steps):
        def start(self, step: str, total: int) -> None:
            super().start(step, total)
            is_inside.set()
            may_go_on.wait(30)

    first = threading.Thread(target=running.publish, kwargs={"steps": Waiting()})
    first.start()
    is_inside.wait(30)
    try:
        with pytest.raises(EditionError, match="Another ingest is running"):
            running.publish()
    finally:
        may_go_on.set()
        first.join()
    assert "ke-teargas" not in opened(running).cards


def test_changes_between_two_editions_are_told_apart() -> None:
    old, new = {"a": "1", "b": "2", "c": "3"}, {"b": "2", "c": "4", "d": "5"}
    assert changes(old, new) == (["d"], ["c"], ["a"])


def test_an_edition_says_both_languages(running: Press) -> None:
    edition = opened(running)
    for page, key in enumerate(edition.store.page_documents):
        if not key.startswith("ke-bg"):
            assert {passage.language for passage in edition.passages(page)} == set(Language)

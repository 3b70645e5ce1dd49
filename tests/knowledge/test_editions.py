"""Editions on disk: whole or not there, switched in one step, kept as long as they are needed; withdrawal at once."""

import dataclasses
import multiprocessing
import os
import threading
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from knowledge.editions import CURRENT, KEPT, MANIFEST, Shelf
from knowledge.errors import EditionError
from knowledge.models import Manifest

NOON = datetime(2026, 11, 20, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "var")


def made(shelf: Shelf, now: datetime = NOON, fingerprint: str = "abcdef", *, is_publishable: bool = True) -> str:
    """The id of a finished edition of one file."""
    folder = shelf.new(now, fingerprint)
    (folder / "passages.sqlite").write_text(folder.name, encoding="utf-8")
    manifest = Manifest(
        edition=folder.name, format=0, built=now, country="ke", documents=0, cards=1, passages=2, entries=3,
        model_sha256="m", library_sha256=fingerprint, hashes={}, is_publishable=is_publishable,
    )  # fmt: skip
    shelf.finish(folder, manifest)
    return folder.name


def ids(shelf: Shelf) -> list[str]:
    return [manifest.edition for manifest in shelf.editions()]


# --- the live edition -------------------------------------------------------------------------------------------------


def test_nothing_is_live_before_the_first_publish(shelf: Shelf) -> None:
    assert shelf.current() is None
    assert shelf.editions() == []


def test_a_published_edition_is_live(shelf: Shelf) -> None:
    edition = made(shelf)
    assert shelf.current() is None
    shelf.publish(edition)
    assert shelf.current() == edition


def test_a_manifest_is_read_as_it_was_written(shelf: Shelf) -> None:
    manifest = shelf.manifest(made(shelf))
    assert (manifest.built, manifest.cards, manifest.passages, manifest.entries) == (NOON, 1, 2, 3)


def test_an_unfinished_edition_cannot_be_published(shelf: Shelf) -> None:
    first = made(shelf)
    shelf.publish(first)
    unfinished = shelf.new(NOON + MINUTE, "fedcba")
    with pytest.raises(EditionError, match="is not a finished edition"):
        shelf.publish(unfinished.name)
    assert shelf.current() == first
    assert ids(shelf) == [first]


def test_an_edition_that_failed_its_golden_questions_cannot_be_published(shelf: Shelf) -> None:
    edition = made(shelf, is_publishable=False)
    with pytest.raises(EditionError, match="never passed its golden questions"):
        shelf.publish(edition)
    assert shelf.current() is None
    assert ids(shelf) == []


@pytest.mark.parametrize("edition", ["20200101-000000-aaaaaa", "", "..", "../..", "current"])
def test_an_edition_that_does_not_exist_cannot_be_published(shelf: Shelf, edition: str) -> None:
    first = made(shelf)
    shelf.publish(first)
    with pytest.raises(EditionError, match="is not a finished edition"):
        shelf.publish(edition)
    assert shelf.current() == first


def test_a_reader_sees_the_old_edition_or_the_new_one_and_never_a_mixture(shelf: Shelf) -> None:
    both = [made(shelf), made(shelf, NOON + MINUTE)]
    shelf.publish(both[0])
    seen: set[str | None] = set()
    is_done = threading.Event()

    def read() -> None:
        while not is_done.is_set():
            seen.add(shelf.current())

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(50):
        shelf.publish(both[number % 2])
    is_done.set()
    for reader in readers:
        reader.join()
    assert seen <= set(both)


def test_what_a_killed_publish_left_beside_current_changes_nothing(shelf: Shelf) -> None:
    first, second = made(shelf), made(shelf, NOON + MINUTE)
    shelf.publish(first)
    (shelf.folder / f"{CURRENT}.new").write_text("2026", encoding="utf-8")
    assert shelf.current() == first
    shelf.publish(second)
    assert shelf.current() == second


def test_the_manifest_is_written_last_and_in_one_step(shelf: Shelf) -> None:
    folder = shelf.new(NOON, "abcdef")
    assert ids(shelf) == []
    (folder / f"{MANIFEST}.new").write_text('{"edition": "20', encoding="utf-8")
    assert ids(shelf) == []
    with pytest.raises(EditionError):
        shelf.manifest(folder.name)


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"\xff\x00", b"[]"])
def test_a_damaged_manifest_is_refused_with_a_sentence_and_hides_no_other_edition(shelf: Shelf, content: bytes) -> None:
    good, bad = made(shelf), made(shelf, NOON + MINUTE)
    (shelf.path(bad) / MANIFEST).write_bytes(content)
    with pytest.raises(EditionError, match="is not a finished edition"):
        shelf.manifest(bad)
    assert ids(shelf) == [good]


# --- new, back and tidy -----------------------------------------------------------------------------------------------


def test_a_new_edition_never_takes_the_folder_of_another(shelf: Shelf) -> None:
    first = made(shelf)
    shelf.publish(first)
    second = made(shelf)
    assert second != first
    assert shelf.manifest(first).edition == first
    assert ids(shelf) == [second, first]


def test_editions_come_newest_first_also_within_a_second(shelf: Shelf) -> None:
    first = made(shelf, NOON, "ffffff")
    second = made(shelf, NOON + timedelta(milliseconds=1), "000000")
    assert ids(shelf) == [second, first]


def test_rolling_back_leads_to_the_edition_before(shelf: Shelf) -> None:
    editions = [made(shelf, NOON + number * MINUTE) for number in range(3)]
    shelf.publish(editions[2])
    assert shelf.previous() == editions[1]
    shelf.publish(shelf.previous())
    assert shelf.previous() == editions[0]


def test_rolling_back_works_within_a_second_too(shelf: Shelf) -> None:
    first = made(shelf, NOON, "ffffff")
    shelf.publish(made(shelf, NOON + timedelta(milliseconds=1), "000000"))
    assert shelf.previous() == first


def test_a_damaged_live_edition_can_be_rolled_back(shelf: Shelf) -> None:
    first, live = made(shelf), made(shelf, NOON + MINUTE)
    shelf.publish(live)
    (shelf.path(live) / MANIFEST).write_text("{", encoding="utf-8")
    assert shelf.previous() == first


def test_rolling_back_passes_over_what_never_passed_its_golden_questions(shelf: Shelf) -> None:
    first = made(shelf)
    made(shelf, NOON + MINUTE, is_publishable=False)
    shelf.publish(made(shelf, NOON + 2 * MINUTE))
    assert shelf.previous() == first


@pytest.mark.parametrize("is_live", [True, False])
def test_rolling_back_from_the_first_edition_says_that_there_is_none(shelf: Shelf, is_live: bool) -> None:
    if is_live:
        shelf.publish(made(shelf))
    with pytest.raises(EditionError, match="There is no earlier edition to go back to"):
        shelf.previous()


def test_tidying_keeps_the_last_few_editions(shelf: Shelf) -> None:
    editions = [made(shelf, NOON + number * MINUTE) for number in range(KEPT + 3)]
    shelf.publish(editions[-1])
    shelf.tidy()
    assert ids(shelf) == editions[: -KEPT - 1 : -1]
    assert {path.name for path in shelf.folder.iterdir() if path.is_dir()} == set(editions[-KEPT:])


def test_tidying_keeps_the_live_edition_however_old(shelf: Shelf) -> None:
    editions = [made(shelf, NOON + number * MINUTE) for number in range(KEPT + 3)]
    shelf.publish(editions[0])
    shelf.tidy()
    assert editions[0] in ids(shelf)
    assert shelf.current() == editions[0]


def test_tidying_removes_what_was_never_finished(shelf: Shelf) -> None:
    shelf.publish(made(shelf))
    unfinished = shelf.new(NOON + MINUTE, "fedcba")
    failed = made(shelf, NOON + 2 * MINUTE, is_publishable=False)
    shelf.tidy()
    assert not unfinished.exists()
    assert not shelf.path(failed).exists()


def test_tidying_goes_on_past_a_damaged_manifest(shelf: Shelf) -> None:
    bad, live = made(shelf), made(shelf, NOON + MINUTE)
    shelf.publish(live)
    (shelf.path(bad) / MANIFEST).write_text("{", encoding="utf-8")
    shelf.tidy()
    assert ids(shelf) == [live]


def test_a_discarded_edition_is_gone_but_the_live_one_cannot_be_discarded(shelf: Shelf) -> None:
    live, other = made(shelf), made(shelf, NOON + MINUTE)
    shelf.publish(live)
    shelf.discard(other)
    shelf.discard(live)
    assert ids(shelf) == [live]


def test_finishing_again_changes_what_the_manifest_says(shelf: Shelf) -> None:
    edition = made(shelf, is_publishable=False)
    shelf.finish(shelf.path(edition), dataclasses.replace(shelf.manifest(edition), is_publishable=True))
    shelf.publish(edition)
    assert shelf.current() == edition


# --- one builder at a time --------------------------------------------------------------------------------------------


def hold(var: Path, has_it: Event) -> None:
    with Shelf(var).locked():
        has_it.set()
        threading.Event().wait()


def test_a_second_builder_is_refused_with_a_sentence(shelf: Shelf) -> None:
    with (
        shelf.locked(),
        pytest.raises(EditionError, match="Another ingest is running; wait until it has finished"),
        Shelf(shelf.folder.parent).locked(),
    ):
        pass


def test_the_lock_is_free_again_after_a_failure(shelf: Shelf) -> None:
    with pytest.raises(RuntimeError), shelf.locked():
        raise RuntimeError
    with shelf.locked():
        pass


def test_the_lock_of_a_killed_builder_is_free(shelf: Shelf) -> None:
    context = multiprocessing.get_context("forkserver")
    has_it = context.Event()
    builder = context.Process(target=hold, args=(shelf.folder.parent, has_it))
    builder.start()
    assert has_it.wait(30)
    with pytest.raises(EditionError), shelf.locked():
        pass
    builder.kill()
    builder.join()
    with shelf.locked():
        pass


# --- withdrawal -------------------------------------------------------------------------------------------------------


def test_nothing_is_withdrawn_at_first(shelf: Shelf) -> None:
    assert shelf.withdrawn() == {}


def test_a_withdrawn_document_is_listed_with_the_reason(shelf: Shelf) -> None:
    shelf.withdraw("ke-hours", 'wrong hour: "6"', NOON)
    shelf.withdraw("ke-lost-id", "expired", NOON)
    assert shelf.withdrawn() == {"ke-hours": 'wrong hour: "6"', "ke-lost-id": "expired"}


def test_a_document_that_is_withdrawn_again_keeps_the_last_reason(shelf: Shelf) -> None:
    shelf.withdraw("ke-hours", "wrong", NOON)
    shelf.withdraw("ke-hours", "still wrong", NOON)
    assert shelf.withdrawn() == {"ke-hours": "still wrong"}


def test_the_stamp_changes_with_every_withdrawal(shelf: Shelf) -> None:
    stamps = [shelf.withdrawn_stamp()]
    for number in range(50):
        shelf.withdraw(f"ke-{number}", "wrong", NOON)
        stamps.append(shelf.withdrawn_stamp())
    assert len(set(stamps)) == 51


def test_the_stamp_changes_where_the_clock_of_the_file_system_stands_still(shelf: Shelf) -> None:
    stamps = []
    for number in range(3):
        shelf.withdraw(f"ke-{number}", "wrong", NOON)
        os.utime(shelf.folder.parent / "withdrawn.toml", (0, 0))
        stamps.append(shelf.withdrawn_stamp())
    assert len(set(stamps)) == 3


def test_withdrawals_made_at_the_same_time_are_all_kept(shelf: Shelf) -> None:
    people = [
        threading.Thread(target=Shelf(shelf.folder.parent).withdraw, args=(f"ke-{number}", "wrong", NOON))
        for number in range(24)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert set(shelf.withdrawn()) == {f"ke-{number}" for number in range(24)}


@pytest.mark.parametrize("content", ["ke-hours", "[ke hours]", '"ke-hours" = "wrong"', "ke-hours = 7"])
def test_a_list_of_the_withdrawn_that_cannot_be_read_is_refused_with_a_sentence(shelf: Shelf, content: str) -> None:
    shelf.withdraw("ke-lost-id", "wrong", NOON)
    file = shelf.folder.parent / "withdrawn.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(EditionError, match=r"withdrawn\.toml .*Mend"):
        shelf.withdrawn()
    with pytest.raises(EditionError, match=r"withdrawn\.toml .*Mend"):
        shelf.withdraw("ke-hours", "wrong", NOON)
    assert file.read_text(encoding="utf-8") == content


def test_a_withdrawal_waits_for_no_builder(shelf: Shelf) -> None:
    with shelf.locked():
        shelf.withdraw("ke-hours", "wrong", NOON)
    assert "ke-hours" in shelf.withdrawn()

"""What the folders hold is found and read with its card; what cannot be served is refused with a reason."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge import library as finding
from knowledge.country import Country
from knowledge.errors import UnreadableError
from knowledge.library import Library
from tests.harness.library import LibraryFolder
from tests.knowledge.test_readers import pdf

TODAY = date(2026, 11, 20)
LAST_DAY = date(2027, 9, 30)
WORDS = {"en": "Go early.", "sw": "Nenda mapema."}
QUESTIONS = {"en": ["when shall I go"], "sw": ["niende lini"]}
CARD = 'id = "ke-note"\ntitle = "Note"\nkind = "background"\ncountry = "ke"\ntopics = ["r2p"]\nlanguages = ["en"]\n'
CARD += 'publisher = "UN"\nsources = ["A/RES/60/1"]\nconfidence = "official"\nreview = "drafted"\n'

Find = Callable[..., Library]


@pytest.fixture
def empty(tmp_path: Path) -> LibraryFolder:
    return LibraryFolder(tmp_path / "empty")


@pytest.fixture
def find(land: Country) -> Find:
    def found(*folders: Path, today: date = TODAY) -> Library:
        return finding.find(folders, land, today)

    return found


def ids(found: Library) -> list[str]:
    return [document.card.id for document in found.documents]


def only_refusal(found: Library) -> str:
    (refusal,) = found.refused
    return refusal.reason


def test_every_document_below_the_folder_is_read(library: LibraryFolder, find: Find) -> None:
    found = find(library.folder)
    assert ids(found) == sorted(ids(found))
    assert len(found.documents) == 7
    assert (found.refused, found.skipped) == ((), ())


def test_a_text_has_its_card_beside_it(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.txt", "The world summit agreed on a duty.")
    empty.put("note.card.toml", CARD)
    (document,) = find(empty.folder).documents
    assert (document.card.id, document.text) == ("ke-note", "The world summit agreed on a duty.")


def test_the_card_may_keep_the_suffix_of_its_document(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.txt", "The world summit agreed on a duty.")
    empty.put("note.txt.card.toml", CARD)
    assert ids(find(empty.folder)) == ["ke-note"]


def test_a_pdf_is_read_with_its_card(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.pdf", pdf("The world summit agreed on a duty."))
    empty.put("note.card.toml", CARD)
    (document,) = find(empty.folder).documents
    assert document.text.strip() == "The world summit agreed on a duty."


def test_markdown_without_a_card_of_its_own_takes_the_one_beside_it(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.md", "# Note\n\nThe world summit agreed on a duty.\n")
    empty.put("note.card.toml", CARD)
    assert ids(find(empty.folder)) == ["ke-note"]


@pytest.mark.parametrize("name", ["note.md", "note.txt", "note.pdf", "note.MD"])
def test_a_file_without_a_card_is_not_served_and_that_is_said(empty: LibraryFolder, find: Find, name: str) -> None:
    file = empty.put(name, pdf("A duty.") if name.endswith("pdf") else "A duty.")
    found = find(empty.folder)
    assert (found.documents, found.refused) == ((), ())
    (skipped,) = found.skipped
    assert skipped.file == file
    assert (
        skipped.reason == f"{file}: has no card and is not served. `python ingest.py draft {file}` writes a first one."
    )


def test_the_command_that_is_named_can_be_copied_whatever_the_file_is_called(empty: LibraryFolder, find: Find) -> None:
    file = empty.put("Dry counties (final).txt", "A duty.")
    (skipped,) = find(empty.folder).skipped
    assert f"`python ingest.py draft '{file}'` writes a first one." in skipped.reason


def test_a_file_without_a_card_that_cannot_be_read_is_told_how_to_convert_it(empty: LibraryFolder, find: Find) -> None:
    file = empty.put("report.doc", "A duty.")
    (skipped,) = find(empty.folder).skipped
    assert skipped.reason.startswith(
        f"{file}: has no card and is not served; files of this type cannot be read: open it"
    )
    assert "save it as .docx. Read are" in skipped.reason


def test_the_suffix_of_markdown_may_be_in_capitals(library: LibraryFolder, find: Find) -> None:
    lower = library.country / "ke-teargas.md"
    lower.rename(lower.with_suffix(".MD"))
    found = find(library.folder)
    assert "ke-teargas" in ids(found)
    assert found.refused == ()


def test_a_card_without_its_document_is_refused(empty: LibraryFolder, find: Find) -> None:
    card = empty.put("note.card.toml", CARD)
    assert only_refusal(find(empty.folder)).startswith(f"{card}: there is no document")


def test_hidden_files_and_folders_are_passed_over(empty: LibraryFolder, find: Find) -> None:
    empty.put(".draft.md", "A duty.")
    (empty.country / ".git").mkdir()
    empty.put(".git/note.md", "A duty.")
    found = find(empty.folder)
    assert (found.documents, found.refused, found.skipped) == ((), (), ())


def test_a_card_in_a_later_folder_shadows_one_of_the_same_id(
    library: LibraryFolder, empty: LibraryFolder, find: Find
) -> None:
    newer = empty.guidance("ke-teargas", "Teargas", WORDS, QUESTIONS)
    found = find(library.folder, empty.folder)
    assert {document.card.id: document.path for document in found.documents}["ke-teargas"] == newer
    assert len(found.documents) == 7
    assert find(empty.folder, library.folder).documents != found.documents


def test_an_expired_card_that_is_shadowed_blocks_nothing(
    library: LibraryFolder, empty: LibraryFolder, find: Find
) -> None:
    library.guidance("ke-old", "Old", WORDS, QUESTIONS, valid_until=date(2026, 11, 1))
    assert "valid_until" in only_refusal(find(library.folder))
    newer = empty.guidance("ke-old", "New", WORDS, QUESTIONS)
    found = find(library.folder, empty.folder)
    assert found.refused == ()
    assert newer in {document.path for document in found.documents}
    assert "valid_until" in only_refusal(find(empty.folder, library.folder))


def test_a_document_that_cannot_be_read_is_shadowed_as_well(
    library: LibraryFolder, empty: LibraryFolder, find: Find
) -> None:
    library.put("note.pdf", pdf("A duty.")[:200])
    library.put("note.card.toml", CARD)
    empty.put("note.txt", "The world summit agreed on a duty.")
    empty.put("note.card.toml", CARD)
    assert find(library.folder, empty.folder).refused == ()


def test_a_refused_card_does_not_take_the_place_of_the_one_it_shadows(
    library: LibraryFolder, empty: LibraryFolder, find: Find
) -> None:
    empty.guidance("ke-teargas", "Teargas", WORDS, QUESTIONS, valid_until=date(2026, 11, 1))
    assert "valid_until" in only_refusal(find(library.folder, empty.folder))


def test_an_id_that_is_taken_in_the_same_folder_is_refused_with_both_files(library: LibraryFolder, find: Find) -> None:
    first = library.country / "ke-teargas.md"
    second = library.put("zz-copy.md", first.read_bytes())
    said = only_refusal(find(library.folder))
    assert said == f"{second}: the id `ke-teargas` is taken by {first}. Give one a new id."


def test_a_card_of_another_country_is_refused(empty: LibraryFolder, find: Find) -> None:
    file = empty.guidance("ke-a", "A", WORDS, QUESTIONS, country="ug")
    assert only_refusal(find(empty.folder)) == f'{file}: `country` is "ug"; this library is of "ke".'


def test_an_unknown_body_to_confirm_with_is_refused(empty: LibraryFolder, find: Find) -> None:
    file = empty.guidance("ke-a", "A", WORDS, QUESTIONS, confirm_with="the chief")
    assert only_refusal(find(empty.folder)).startswith(f'{file}: `confirm_with` is "the chief"; add that body')


def test_an_unknown_office_is_refused_and_the_offices_are_named(empty: LibraryFolder, find: Find) -> None:
    file = empty.guidance("ke-a", "A", WORDS, QUESTIONS, offices=["mayor"])
    said = only_refusal(find(empty.folder))
    assert said.startswith(f'{file}: `offices` holds "mayor"; it must be one of: governor, mca, mp, president')


def test_an_unknown_election_is_refused_and_the_elections_are_named(empty: LibraryFolder, find: Find) -> None:
    file = empty.background("ke-a", "A", "A duty.", election="ke-1992")
    said = only_refusal(find(empty.folder))
    assert said.startswith(f'{file}: `election` is "ke-1992"; it must be one of: ke-2027, ke-2007')


def test_guidance_is_for_the_coming_election_only(empty: LibraryFolder, find: Find) -> None:
    file = empty.guidance("ke-a", "A", WORDS, QUESTIONS, election="ke-2022")
    assert only_refusal(find(empty.folder)).startswith(f"{file}: `election` must be ke-2027")


def test_background_may_be_of_a_past_election_or_of_none(empty: LibraryFolder, find: Find) -> None:
    empty.background("ke-a", "A", "A duty.", election="ke-2013")
    empty.background("ke-b", "B", "A duty.")
    assert ids(find(empty.folder)) == ["ke-a", "ke-b"]


def test_guidance_is_written_in_every_language(empty: LibraryFolder, find: Find) -> None:
    file = empty.guidance("ke-a", "A", WORDS, QUESTIONS, languages=["en"])
    assert only_refusal(find(empty.folder)).startswith(f"{file}: `languages` must hold en, sw")


def test_expired_guidance_is_refused(empty: LibraryFolder, find: Find) -> None:
    file = empty.guidance("ke-a", "A", WORDS, QUESTIONS)
    assert only_refusal(find(empty.folder, today=date(2027, 10, 1))) == (
        f"{file}: `valid_until` 2027-09-30 has passed. Review the card and set a new day, or withdraw it."
    )


def test_guidance_is_read_on_its_last_day_and_before_its_first(empty: LibraryFolder, find: Find) -> None:
    empty.guidance("ke-a", "A", WORDS, QUESTIONS)
    assert ids(find(empty.folder, today=LAST_DAY)) == ["ke-a"]
    assert ids(find(empty.folder, today=date(2026, 10, 1))) == ["ke-a"]


def test_expired_background_is_still_read(empty: LibraryFolder, find: Find) -> None:
    empty.background("ke-a", "A", "A duty.", valid_until=date(2013, 3, 4))
    assert ids(find(empty.folder)) == ["ke-a"]


def test_a_card_that_breaks_a_rule_is_refused_and_the_others_are_read(library: LibraryFolder, find: Find) -> None:
    library.guidance("ke-a", "A", WORDS, QUESTIONS, valid_until=None)
    found = find(library.folder)
    assert only_refusal(found).startswith(f"{library.country / 'ke-a.md'}: `valid_until` is missing.")
    assert len(found.documents) == 7


def test_a_file_of_a_type_that_cannot_be_read_is_refused_if_it_has_a_card(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.odt", "PK")
    empty.put("note.card.toml", CARD)
    assert "cannot be read" in only_refusal(find(empty.folder))


def test_a_pdf_that_is_damaged_is_refused(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.pdf", pdf("A duty.")[:200])
    empty.put("note.card.toml", CARD)
    assert "note.pdf: " in only_refusal(find(empty.folder))


def test_a_card_that_is_never_closed_is_refused(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.md", f"+++\n{CARD}\nA duty.")
    assert "opened by +++ but never closed" in only_refusal(find(empty.folder))


def test_a_card_file_that_is_not_text_is_refused(empty: LibraryFolder, find: Find) -> None:
    empty.put("note.txt", "A duty.")
    empty.put("note.card.toml", b"\xff\xfe" + CARD.encode("utf-16"))
    assert "note.card.toml" in only_refusal(find(empty.folder))


def test_a_folder_that_is_not_there_is_named(find: Find, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"there is no such folder\. Correct \[library\] folders"):
        find(tmp_path / "nowhere")


def test_a_change_of_card_or_text_changes_the_hash(empty: LibraryFolder, find: Find) -> None:
    def digest(body: str, title: str) -> str:
        empty.background("ke-a", title, body)
        (document,) = find(empty.folder).documents
        return document.sha256

    first = digest("A duty.", "A")
    assert digest("A duty.", "A") == first
    assert len({first, digest("A right.", "A"), digest("A duty.", "B")}) == 3

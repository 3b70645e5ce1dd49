"""An editor sees how a message is read, by which line, and what another line would change."""

import re
from pathlib import Path

import pytest

from bot.config import Config
from knowledge import lexicon
from knowledge.language import Reader
from tools import words
from tools.words import Lists


@pytest.fixture(scope="module")
def lists() -> Lists:
    return Lists(lexicon.FOLDER)


def line_at(place: str) -> str:
    """The line of the lists that `file:number` names."""
    name, _, number = place.rpartition(":")
    return Path(lexicon.FOLDER, name).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_a_phone_spelling_is_shown_with_its_line(lists: Lists) -> None:
    (step,) = lists.spelt(["naeza", "rudi"])
    assert (step.word, step.became) == ("naeza", "naweza")
    assert line_at(step.where) == "naeza\tnaweza"


def test_a_sheng_word_is_shown_with_its_line(lists: Lists) -> None:
    (step,) = lists.spelt(["karao"])
    assert line_at(step.where).startswith(f"karao\t{step.became}\t")


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("foleni", "foleni"),
        ("wamenishika", "-shika"),
        ("tutavote", "-vote"),
        ("baisikeli", "baisikeli"),
        ("wilayani", "wilaya"),
    ],
)
def test_a_word_is_explained_by_the_line_that_was_used(lists: Lists, word: str, key: str) -> None:
    (step,) = lists.understood([word])
    assert line_at(step.where).startswith(f"{key}\t")


def test_a_phrase_is_explained_as_a_whole(lists: Lists) -> None:
    (step,) = lists.understood(["kituo", "cha", "kupigia", "kura"])
    assert step.became == "polling station"


def test_a_word_that_nothing_explains_is_called_unknown(lists: Lists) -> None:
    assert [step.became for step in lists.understood(["zzxq"])] == ["(unknown)"]


def test_a_line_to_try_replaces_the_one_in_the_file_and_leaves_the_file_alone(tmp_path: Path) -> None:
    before = (lexicon.FOLDER / words.DICTIONARY).read_bytes()
    words.changed("foleni = kiosk|stall", words.DICTIONARY, lexicon.FOLDER, tmp_path)
    assert lexicon.read(tmp_path).senses[("foleni",)] == ("kiosk", "stall")
    assert (lexicon.FOLDER / words.DICTIONARY).read_bytes() == before


def test_a_correction_of_what_the_encoder_reads_can_be_tried(tmp_path: Path) -> None:
    words.changed("zzkijani = green card", words.CORRECTIONS, lexicon.FOLDER, tmp_path)
    tried = Lists(tmp_path)
    said = "\n".join(words.report("nko na zzkijani", tried, Reader(tried.lexicon)))
    assert "encoded as: niko na green card" in said


@pytest.mark.parametrize("line", ["foleni", "= queue", "foleni ="])
def test_a_line_without_word_or_meaning_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SystemExit, match='write "word = meaning"'):
        words.changed(line, words.DICTIONARY, lexicon.FOLDER, tmp_path)


def test_the_cards_are_shown_before_and_after_a_line_is_tried(
    published: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    words.main(["zzfungo ziko saa ngapi", "--sheng", "zzfungo = vituo vya kupigia kura"])
    before, after = capsys.readouterr().out.split("\nwith zzfungo = vituo vya kupigia kura")
    assert re.search(r"zzfungo +\(unknown\)", before)
    assert "vituo vya kupigia kura" in after
    relevance = [float(re.search(r"(\d\.\d\d)  ke-opening-hours", text)[1]) for text in (before, after)]  # type: ignore[index]
    assert relevance[1] > relevance[0]


def test_without_an_edition_an_editor_is_told_what_to_run(settings: Config) -> None:
    with pytest.raises(SystemExit, match=r"run `python ingest\.py`"):
        words.main(["naeza vote wapi"])

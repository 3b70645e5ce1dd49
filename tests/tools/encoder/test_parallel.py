"""Parallel text is read whole or refused, and what is held out is held out of every source."""

from pathlib import Path

import pytest

from bot import config
from tools.encoder import parallel
from tools.encoder.parallel import Pair


def source(folder: Path, name: str, *lines: str, licence: bool = True) -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "en_sw.tsv").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if licence:
        (folder / name / "SOURCE.txt").write_text("where it is from", encoding="utf-8")
    return folder


def test_every_source_is_read_in_order_of_name(tmp_path: Path) -> None:
    source(tmp_path, "tico19", "Vote early\tPiga kura mapema")
    source(tmp_path, "kolibri", "Book\tKitabu", "House\tNyumba")
    assert parallel.read(tmp_path) == [
        Pair("kolibri", "Book", "Kitabu"),
        Pair("kolibri", "House", "Nyumba"),
        Pair("tico19", "Vote early", "Piga kura mapema"),
    ]


def test_text_without_its_licence_beside_it_is_refused(tmp_path: Path) -> None:
    source(tmp_path, "kolibri", "Book\tKitabu", licence=False)
    with pytest.raises(SystemExit, match=r"has no SOURCE\.txt"):
        parallel.read(tmp_path)


def test_a_source_that_nobody_attributed_is_refused(tmp_path: Path) -> None:
    source(tmp_path, "ntrex", "Book\tKitabu")
    with pytest.raises(SystemExit, match=r"ntrex is not in sources\.tsv"):
        parallel.read(tmp_path)


def test_every_source_is_named_in_the_notice_with_its_licence() -> None:
    notice = " ".join((config.ROOT / "NOTICE").read_text(encoding="utf-8").split())
    for line in parallel.SOURCES.read_text(encoding="utf-8").splitlines()[1:]:
        _, name, licence = line.split("\t")
        assert f"{name}, {licence}" in notice


@pytest.mark.parametrize("line", ["no tab", "one\ttwo\tthree"])
def test_a_line_of_another_shape_is_named(tmp_path: Path, line: str) -> None:
    source(tmp_path, "kolibri", "Book\tKitabu", line)
    with pytest.raises(SystemExit, match=r"en_sw\.tsv, line 2: needs English TAB Swahili"):
        parallel.read(tmp_path)


def test_an_empty_folder_is_refused_with_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="one folder a source"):
        parallel.read(tmp_path)


def test_lines_are_held_out_by_their_english_words_alone() -> None:
    lines = [f"Line number {number} of the text" for number in range(500)]
    one = [Pair("kolibri", line, "moja").is_held_out for line in lines]
    two = [Pair("tico19", f"  {line.upper()} ", "mbili").is_held_out for line in lines]
    assert one == two
    assert 30 <= sum(one) <= 70


def test_some_pairs_are_the_same_ones_each_time_and_more_hold_fewer() -> None:
    pairs = [Pair("kolibri", f"line {number}", "mstari") for number in range(100)]
    few, many = parallel.some(pairs, 10), parallel.some(pairs, 50)
    assert few == parallel.some(list(reversed(pairs)), 10)[::-1]
    assert set(few) < set(many)
    assert few != pairs[:10]

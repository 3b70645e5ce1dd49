"""Nothing is lost between the messages of a long text."""

import random

import pytest

from bot.channels.splitting import LONGEST_MESSAGE_UNITS, clean, split

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇰🇪"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def without_space(text: str) -> str:
    return "".join(text.split())


def test_a_short_text_stays_as_it_is() -> None:
    assert split("Polls open at 06:00.\n\nBring your ID.") == ["Polls open at 06:00.\n\nBring your ID."]


@pytest.mark.parametrize("text", ["", " ", "\n\n \t"])
def test_white_space_alone_makes_no_message(text: str) -> None:
    assert split(text) == []


def test_a_text_of_exactly_the_limit_is_one_message_and_one_more_unit_makes_two() -> None:
    assert [len(part) for part in split("x" * 4096)] == [4096]
    assert [len(part) for part in split("x" * 4097)] == [4096, 1]
    assert [units(part) for part in split("🗳" * 2048)] == [4096]
    assert [units(part) for part in split("x" + "🗳" * 2048)] == [4095, 2]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("aaaa bbbb. Cccc\n\ndddd eeee ffff", ["aaaa bbbb. Cccc", "dddd eeee ffff"]),
        ("aaaa bbbb. Cccc\ndddd eeee ffff", ["aaaa bbbb. Cccc", "dddd eeee ffff"]),
        ("aaaa bbbb cccc? Dddd eeee ffff", ["aaaa bbbb cccc?", "Dddd eeee ffff"]),
        ("(aaa bbbb cccc.) Dddd eeee ffff", ["(aaa bbbb cccc.)", "Dddd eeee ffff"]),
        ("aaaa bbbb cccc dddd eeee ffff", ["aaaa bbbb cccc dddd", "eeee ffff"]),
        ("aaaa bbbb cccc reg. 66 eeee ffff", ["aaaa bbbb cccc reg.", "66 eeee ffff"]),
        ("a\n\nbbbb cccc dddd eeee ffff gggg", ["a\n\nbbbb cccc dddd", "eeee ffff gggg"]),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ["aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaa"]),
        ("aaaaaaaaaaaaaaaaaaaa aaaaa", ["aaaaaaaaaaaaaaaaaaaa", "aaaaa"]),
    ],
)
def test_it_is_split_where_a_reader_would_pause(text: str, parts: list[str]) -> None:
    assert split(text, 20) == parts


@pytest.mark.parametrize("character", [FAMILY, FLAG, "👩🏾‍⚖️", "e\u0301", "🗳️"])
def test_what_looks_like_one_character_is_not_torn(character: str) -> None:
    for lead in range(12):
        parts = split("x" * lead + character * 30, 40)
        assert "".join(parts) == "x" * lead + character * 30
        assert all(part.removeprefix("x" * lead).replace(character, "") == "" for part in parts)


def test_an_endless_chain_of_joiners_is_cut_all_the_same() -> None:
    text = "\u200d" * 10_000
    assert "".join(split(text)) == text


def test_lone_surrogates_become_a_sign_that_can_be_sent_and_pairs_their_character() -> None:
    assert clean("a\ud83d\ude00b\ud800c") == "a😀b\ufffdc"
    assert split("a\udc00") == ["a\ufffd"]


@pytest.mark.parametrize("seed", range(60))
def test_any_text_comes_out_whole_in_order_and_within_the_limit(seed: int) -> None:
    rng = random.Random(seed)
    alphabet = [
        *"abcABC019.,!?:;()",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "ŵ",
        "ሀ",
        "م",
        "🗳️",
        FAMILY,
        FLAG,
        "e\u0301",
        "𝒜",
        "\t",
    ]
    text = "".join(rng.choices(alphabet, k=rng.randrange(1, 4000)))
    limit = rng.choice([2, 3, 20, 200, LONGEST_MESSAGE_UNITS])
    parts = split(text, limit)
    assert all(0 < units(part) <= limit and part == part.strip() for part in parts)
    assert without_space("".join(parts)) == without_space(text)
    rest = text
    for part in parts:  # inside a message the white space is untouched
        rest = rest.lstrip()
        assert rest.startswith(part)
        rest = rest[len(part) :]


def test_a_very_long_text_is_split_quickly() -> None:
    assert len(split("word " * 40_000)) == 49
    assert split(" \n" * 50_000 + "x") == ["x"]
    assert len(split("x" + " \n" * 50_000 + "x")) == 2

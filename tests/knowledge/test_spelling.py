"""A slip is taken back by how few changes it takes and how usual the word is; what is no slip stays as it is."""

import pytest

from knowledge import lexicon
from knowledge.language import Reader
from knowledge.spelling import Speller

LIBRARY = {"governor": 40, "asilimia": 30, "petition": 90, "malalamiko": 20, "kura": 300, "yangu": 60, "court": 80}
READER = Reader(lexicon.read(), LIBRARY)


def read(text: str) -> str:
    return " ".join(READER.read(text).words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("the govnor petiton", "the governor petition"),
        ("asilmia ngapi", "asilimia ngapi"),
        ("peleka malalamko kwa korti", "peleka malalamiko kwa korti"),
        ("waliandka kura", "waliandika kura"),
        ("sherria ya kura", "sheria ya kura"),
    ],
)
def test_the_word_that_takes_the_fewest_slips_is_read(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kurayangu", "kura yangu"),
        ("zakura", "za kura"),
        ("watu wakupiga kura", "watu wa kupiga kura"),
    ],
)
def test_words_typed_as_one_are_read_apart(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ntapiga kura", "nitapiga kura"),
        ("polisi walompiga", "polisi waliompiga"),
        ("cjapata kura", "sijapata kura"),
        ("wanataka kuwasilsha kesi", "wanataka kuwasilisha kesi"),
    ],
)
def test_a_verb_form_is_read_as_it_is_written(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("sheria inaprotect kura", "sheria protect kura"), ("kusign", "sign")])
def test_an_english_verb_in_swahili_clothes_is_read_as_english(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    "text", ["deed", "cement", "widows", "court ruling", "otieno", "kitui", "sasa", "kesi ya kura"]
)
def test_what_is_no_slip_stays_as_it_is(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize("text", ["codeeyo rabaa waxaan inaan", "xqzt", "kub", "asdkjh"])
def test_what_is_near_no_word_stays_as_it_is(text: str) -> None:
    assert read(text) == text


def test_a_misspelt_message_is_encoded_as_it_was_meant_and_a_right_one_as_it_was_typed() -> None:
    assert READER.read("Where do I file a petiton?").readable == "where do i file a petition"
    assert READER.read("Where do I file a petition?").readable == "Where do I file a petition?"


def test_figures_in_words_are_read() -> None:
    assert read("b4 kura wa2 wangapi") == "before kura watu wangapi"
    assert read("34A 24hrs") == "34 a 24 hrs".replace("hrs", "hours")


def test_how_much_is_known_is_told_of_the_words_as_typed() -> None:
    assert READER.read("petiton").share_known == 0.0
    assert READER.read("petition").share_known == 1.0


def test_of_two_words_as_near_the_more_usual_is_meant() -> None:
    def speller(usual: dict[str, int]) -> Speller:
        return Speller(usual, lambda word: False, frozenset(), {})

    assert speller({"voters": 50, "motors": 1, "votars": 2}).meant("voterz") == ("voters",)
    assert speller({"reason": 1, "season": 90}).meant("teason") == ()
    assert speller({"counted": 1, "counter": 500}).meant("countes") == ("counter",)
    assert speller({"counted": 500, "counter": 1}).meant("countes") == ("counted",)

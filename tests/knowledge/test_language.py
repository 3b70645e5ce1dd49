"""A message is understood: its language, its words in standard spelling, and terms in which both languages meet."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import lexicon
from knowledge.language import Reader, longest
from knowledge.lexicon import Lexicon
from knowledge.models import Language

LEXICON = lexicon.read()
READER = Reader(LEXICON)
MESSAGES = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.lists(
    st.sampled_from(["kura", "vote", "NINI", "pleaaase", "06:00", "it's", "wapiii", "polling station", "’", "1,133"])
).map(" ".join)


def terms(text: str) -> dict[str, float]:
    """Every search term of `text` with its best weight."""
    found: dict[str, float] = {}
    for group in READER.read(text).groups:
        for term, weight in group:
            found[term] = max(found.get(term, 0.0), weight)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "what time do polling stations open?",
        "can I vote",
        "Where is my polling station in Kisumu",
        "pls hlp me find my station",
        "the police took my brother",
        "who won in 2013",
        "hi",
        "pleaaaase heeelp",
        "my name is Wanjiku and I live in Kibera",
    ],
)
def test_an_english_message_is_known_as_english(text: str) -> None:
    assert READER.read(text).language is Language.EN


@pytest.mark.parametrize(
    "text",
    [
        "Vituo vya kupigia kura vinafunguliwa saa ngapi?",
        "kura",
        "saa ngapi",
        "cku ya kura ni lini",
        "mnafungua saangapi",
        "ni nani alishinda",
        "rais gani alishinda 2013",
        "watu wa Kibera wako wapi",
        "nisaidieeee harakaaaa",
        "wakinipigia simu nitawaambia",
    ],
)
def test_a_swahili_message_is_known_as_swahili(text: str) -> None:
    assert READER.read(text).language is Language.SW


@pytest.mark.parametrize("text", ["", "?!", "1199", "ID", "Nairobi", "34A 34B", "Waxaan rabaa inaan codeeyo"])
def test_a_message_that_shows_no_language_has_none(text: str) -> None:
    assert READER.read(text).language is None


@pytest.mark.parametrize("text", ["manze nitavote wapi", "tunavote lini tena"])
def test_sheng_counts_as_swahili(text: str) -> None:
    assert READER.read(text).language is Language.SW


@pytest.mark.parametrize("text", ["naeza vote bila ID", "kura iko open hadi what time", "petition ya mp ni siku ngapi"])
def test_mixed_typing_is_never_known_as_english(text: str) -> None:
    assert READER.read(text).language is not Language.EN


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("naeza kupiga kura", "naweza kupiga kura"),
        ("cku ya kura", "siku ya kura"),
        ("saangapi", "saa ngapi"),
        ("nimelose ID", "kupoteza kitambulisho"),
        ("pls hlp", "please help"),
        ("tafadali", "tafadhali"),
        ("recieve my accomodation", "receive my accommodation"),
    ],
)
def test_known_slips_and_phone_typing_become_standard_words(typed: str, standard: str) -> None:
    assert " ".join(READER.read(typed).words).endswith(standard)


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("pleaaase", "please"),
        ("heeelp", "help"),
        ("wapiiiiii", "wapi"),
        ("naombaaaa msaadaaaa", "naomba msaada"),
        ("officccce", "office"),
        ("noooo", "no"),
        ("saaaa ngapi", "saa ngapi"),
        ("committtteee", "committee"),
    ],
)
def test_repeated_letters_are_taken_back(typed: str, standard: str) -> None:
    assert " ".join(READER.read(typed).words) == standard


def test_words_with_repeated_letters_count_as_known() -> None:
    assert READER.read("naombaaa msaadaaa haraka sanaaa").share_known == 1.0


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("presidnt", "presid"),
        ("presidnet", "presid"),
        ("petitoin", "petit"),
        ("candidtae", "candid"),
        ("kitambulsho", "kitambulisho"),
        ("constitunecy", "constitu"),
        ("mahakmaa", "mahakama"),
        ("obsever", "observ"),
    ],
)
def test_a_typing_error_finds_the_word_that_was_meant(typed: str, term: str) -> None:
    assert any(found.startswith(term) for found in terms(typed)), terms(typed)


def test_a_word_that_is_known_is_never_corrected() -> None:
    assert set(terms("ward")) & {"war", "word"} == set()


def test_words_of_the_library_are_known_beside_those_of_the_lists() -> None:
    assert READER.read("kepsa").share_known == 0.0
    assert Reader(LEXICON, {"kepsa": 1}).read("kepsa").share_known == 1.0


def test_a_slip_in_a_word_of_the_library_is_taken_back() -> None:
    groups = Reader(LEXICON, {"wanyonyi": 1}).read("wanyony").groups
    assert any(term == "wanyonyi" for group in groups for term, _ in group)


@pytest.mark.parametrize(
    ("swahili", "english"),
    [
        ("kitambulisho", "identity card"),
        ("kituo cha kupigia kura", "polling station"),
        ("nitapiga kura", "vote"),
        ("foleni", "queue"),
        ("mahakama", "court"),
        ("rais", "president"),
        ("gavana", "governor"),
        ("matokeo", "results"),
        ("hongo", "bribe"),
        ("polisi", "police"),
        ("wakili", "lawyer"),
        ("mwangalizi", "observer"),
        ("rufaa", "appeal"),
        ("amepigwa risasi", "shot"),
        ("walijiandikisha", "register"),
        ("manifesto ya mgombea", "candidate"),
    ],
)
def test_both_languages_meet_in_a_term(swahili: str, english: str) -> None:
    assert terms(english).keys() & terms(swahili).keys(), (terms(swahili), terms(english))


def test_the_word_itself_weighs_more_than_its_sense_in_the_other_language() -> None:
    found = terms("foleni")
    assert found["foleni"] > found["queue"] > 0


def test_a_known_phrase_is_one_group_and_finds_its_parts() -> None:
    (group,) = READER.read("kesi ya kupinga uchaguzi").groups
    assert {"kesi ya kupinga uchaguzi", "petit", "elect"} <= {term for term, _ in group}


def test_all_forms_of_a_word_share_a_term() -> None:
    for forms in (
        ("vote", "votes", "voting", "voted"),
        ("petition", "petitions", "petitioning"),
        ("ninapiga", "walipiga", "hatukupiga", "nikipiga", "apigaye"),
        ("nimejiandikisha", "sijajiandikisha", "kujiandikisha"),
    ):
        common = set.intersection(*(set(terms(form)) for form in forms))
        assert common, forms


def test_words_without_content_give_no_terms() -> None:
    assert terms("the of is na ya wa ni") == {}


def test_a_number_is_a_term_of_its_own() -> None:
    assert terms("Article 140")["140"] == 1.0
    assert terms("1,133 people")["1133"] == 1.0
    assert terms("at 06:00")["06:00"] == 1.0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("when is the election", "when"),
        ("uchaguzi ni lini", "when"),
        ("where do I vote", "where"),
        ("napiga kura wapi", "where"),
        ("who declares the result", "who"),
        ("ni nani hutangaza matokeo", "who"),
        ("how do I register", "how"),
        ("how much is a petition", "how_much"),
        ("siku ngapi", "how_many"),
        ("naweza kupiga kura", "can"),
    ],
)
def test_what_a_question_asks_for_is_known(text: str, kind: str) -> None:
    assert kind in READER.read(text).asks


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("KURA ni lini?", "kura ni lini"),
        ("Ng’ang’a's vote", "ng'ang'a's vote"),
        ("café", "cafe"),
        ("ﬁle", "file"),
        ("1,882 seats at 06:00", "1882 seats at 06:00"),
        ("who-won", "who won"),
        ("vote​r", "vote r"),
        ("🗳 vote!", "vote"),
    ],
)
def test_letters_are_flattened_and_marks_left_out(text: str, plain: str) -> None:
    assert " ".join(READER.plain_words(text)) == plain


@given(MESSAGES)
def test_any_message_can_be_read(text: str) -> None:
    reading = READER.read(text)
    assert reading.text == text
    assert 0.0 <= reading.share_known <= 1.0
    assert all(word == word.lower() and word.strip() for word in reading.words)
    assert all(group for group in reading.groups)
    assert all(0 < weight <= 1 for group in reading.groups for _, weight in group)


@given(MESSAGES)
def test_capitals_do_not_change_what_is_understood(text: str) -> None:
    ascii_only = text.encode("ascii", "ignore").decode()
    assert READER.read(ascii_only.upper()).groups == READER.read(ascii_only.lower()).groups


@given(MESSAGES)
def test_standard_words_stay_as_they_are_when_read_again(text: str) -> None:
    once = READER.standard(READER.plain_words(text))
    assert len(READER.standard(once)) >= len(once) - text.count(" ")
    assert READER.read(text) == READER.read(text)


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads give way to each other all the time, as they may."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("hasty_threads")
def test_threads_read_alike() -> None:
    words = [word for word in LEXICON.counts[Language.EN] if len(word) > 6][:1200]
    reader = Reader(LEXICON)
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(reader.read, words))
    assert together == [READER.read(word) for word in words]


@pytest.mark.parametrize(("start", "found"), [(0, ("a", "b")), (1, ("b",)), (2, ()), (3, ("d", "e", "f", "g", "h"))])
def test_the_longest_known_phrase_is_taken(start: int, found: tuple[str, ...]) -> None:
    known = {("a",), ("a", "b"), ("b",), tuple("defgh"), tuple("defghi")}
    assert longest("abcdefghi", start, known) == found


def test_an_empty_lexicon_still_reads() -> None:
    empty = Lexicon({}, {}, frozenset(), {}, {}, {}, frozenset(), {}, {language: {} for language in Language}, {})
    reading = Reader(empty).read("when is the election")
    assert (reading.language, reading.share_known) == (None, 0.0)
    assert len(reading.groups) == 4


def test_a_word_that_only_text_explains_is_searched_by_its_senses_as_far_as_they_are_likely(words: Lexicon) -> None:
    aligned = replace(words, aligned={"zzbaisikeli": (("bicycle", 0.5), ("wheel", 0.1))})
    reader = Reader(aligned)
    (group,) = reader.groups(["zzbaisikeli"])
    weights = dict(group)
    assert weights["zzbaisikeli"] == 1.0
    assert weights["bicycl"] == pytest.approx(0.3)
    assert weights["wheel"] == pytest.approx(0.06)


def test_the_dictionary_and_a_verb_form_win_over_what_text_explains(words: Lexicon) -> None:
    reader = Reader(replace(words, aligned={"foleni": (("zebra", 0.9),), "walipiga": (("zebra", 0.9),)}))
    terms = {term for word in ("foleni", "walipiga") for group in reader.groups([word]) for term, _ in group}
    assert "zebra" not in terms


def test_a_correction_is_encoded_in_place_of_its_words_and_english_stays(words: Lexicon) -> None:
    reader = Reader(replace(words, corrections={("kituo", "cha", "kura"): ("polling", "station")}))
    assert reader.read("Niko kwa kituo cha kura sahii").readable.startswith("niko kwa polling station")
    assert reader.read("Where is the polling station?").readable == "Where is the polling station?"


def test_sheng_and_phone_typing_are_encoded_in_standard_spelling(words: Lexicon) -> None:
    assert Reader(words).read("karao wamenishika nko kwa cell").readable.split()[:1] == ["polisi"]


def test_a_corrected_verb_is_encoded_in_english_whatever_its_form(words: Lexicon) -> None:
    reader = Reader(replace(words, corrected_verbs={"iba": ("steal",)}))
    for form in ("wameiba", "hawakuiba", "mliiba"):
        assert reader.read(f"{form} kura zetu").readable == "steal kura zetu"
    assert Reader(replace(words, corrected_verbs={})).read("wameiba kura").readable == "wameiba kura"


def test_a_sheng_verb_is_encoded_as_what_it_stands_for(words: Lexicon) -> None:
    assert words.corrected_verbs["cookiwa"] == words.corrected_verbs["chakachuliwa"] == ("rigged",)
    assert Reader(words).read("results za mca zimecookiwa").readable.endswith(" rigged")


@pytest.mark.parametrize(
    ("form", "word"), [("stolen", "steal"), ("won", "win"), ("women", "woman"), ("caught", "catch")]
)
def test_an_irregular_form_is_searched_as_its_word(form: str, word: str) -> None:
    assert terms(form)[word] == terms(word)[word] == 1.0


@pytest.mark.parametrize("word", ["hapa", "kuna", "tunaenda"])
def test_a_swahili_word_says_nothing_where_its_english_says_nothing(word: str) -> None:
    assert terms(f"kura {word}") == terms("kura")


@pytest.mark.parametrize("word", ["wangapi", "wizi", "kituo", "wanaiba"])
def test_a_swahili_word_of_which_one_sense_says_something_is_searched(word: str) -> None:
    assert terms(f"kura {word}").keys() > terms("kura").keys()

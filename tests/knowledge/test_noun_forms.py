"""Plurals and places lead to the noun of the dictionary, and words that only look like one lead nowhere."""

import pytest

from knowledge.language import Reader
from knowledge.lexicon import FOLDER, Lexicon
from knowledge.noun_forms import base

# A noun, and forms of it; the classes in the order of the grammars.
FORMS = """
    mpigaji: wapigaji
    mshindi: washindi
    mshtakiwa: washtakiwa
    mgombea: wagombea
    mwangalizi: waangalizi
    mwalimu: walimu
    mwandishi: waandishi
    mwanasiasa: wanasiasa
    mkutano: mikutano mkutanoni mikutanoni
    mkoa: mikoa mkoani mikoani
    mpaka: mipaka mpakani mipakani
    mwaka: miaka mwakani
    mwezi: miezi mwezini
    jina: majina
    sanduku: masanduku sandukuni
    kosa: makosa
    swali: maswali
    gari: magari garini magarini
    jimbo: majimbo jimboni majimboni
    duka: maduka dukani madukani
    karatasi: makaratasi
    benki: mabenki
    ugonjwa: magonjwa
    kituo: vituo kituoni vituoni
    kitambulisho: vitambulisho
    kijiji: vijiji kijijini vijijini
    kiongozi: viongozi
    kisu: visu
    chama: vyama chamani
    cheti: vyeti
    chuo: vyuo chuoni vyuoni
    waraka: nyaraka
    ukuta: ukutani
    korti: kortini
    mahakama: mahakamani
    bunge: bungeni
    serikali: serikalini
    polisi: polisini
    nyumba: nyumbani
    barabara: barabarani
    hospitali: hospitalini
    kaunti: kauntini
    wilaya: wilayani
    mwili: mwilini
    kura: kurani
    mlango: milango mlangoni milangoni
    wakili: mawakili
    hakimu: mahakimu
    jaji: majaji
    wizara: wizarani
"""
NO_FORMS = "sana lakini mimi sisi mini main mani wani kitchen village winner ni mani xyzni many wine"


@pytest.mark.parametrize(
    ("form", "noun"),
    [(form, line.split(":")[0].strip()) for line in FORMS.strip().splitlines() for form in line.split(":")[1].split()],
)
def test_a_form_leads_to_its_noun(form: str, noun: str) -> None:
    assert base(form, frozenset({noun})) == noun


def test_the_nouns_of_the_forms_are_mostly_in_the_dictionary(words: Lexicon) -> None:
    nouns = {line.split(":")[0].strip() for line in FORMS.strip().splitlines()}
    assert len(nouns & words.nouns) > 0.9 * len(nouns)


@pytest.mark.parametrize("word", NO_FORMS.split())
def test_a_word_that_only_looks_like_a_form_leads_nowhere(words: Lexicon, word: str) -> None:
    assert base(word, words.nouns) is None


@pytest.mark.parametrize(("word", "noun"), [("mawe", "we"), ("mito", "mto"), ("wali", "mli"), ("kani", "ka")])
def test_words_that_share_two_letters_are_not_taken_for_forms_of_each_other(word: str, noun: str) -> None:
    assert base(word, frozenset({noun})) is None


def test_only_nouns_are_led_to(words: Lexicon) -> None:
    assert {"kituo", "korti"} <= words.nouns
    assert not {"wapi", "kubwa", "kituo cha kupigia kura"} & words.nouns


def test_an_unlisted_form_is_searched_by_its_noun_and_the_senses_of_it(words: Lexicon, reader: Reader) -> None:
    assert ("wilayani",) not in words.senses
    (group,) = reader.groups(["wilayani"])
    assert {"wilaya", *words.senses[("wilaya",)][0].split()} <= set(dict(group))


def test_what_text_says_of_a_form_wins_over_a_guess(words: Lexicon, reader: Reader) -> None:
    """Minerals, not the plural of religion."""
    assert "dini" in words.nouns
    assert words.aligned["madini"][0][0] == "mining"
    (group,) = reader.groups(["madini"])
    assert "mine" in dict(group)
    assert "dini" not in dict(group)


def test_every_line_of_the_dictionary_is_read_with_its_part() -> None:
    lines = (FOLDER / "sw" / "dictionary.tsv").read_text(encoding="utf-8").splitlines()
    assert sum(line.endswith("\tn") for line in lines) > 1000

"""Swahili verb forms lead to the verb of the dictionary, and words that only look like one lead nowhere."""

import time
from collections.abc import Iterator

import pytest

from knowledge.lexicon import FOLDER
from knowledge.morphology import lemma

# A verb of the dictionary, and forms that people type.
FORMS = """
    ambia: niambie wameniambia mwambie
    andamana: wanaandamana waandamanaji mwandamanaji
    andikisha: kujiandikisha sijajiandikisha nimejiandikisha ujiandikishe tulijiandikisha hawajajiandikisha
    andikisha: anayejiandikisha waliojiandikisha nikijiandikisha jiandikisheni uandikishaji jiandikishe
    andikisha: kutojiandikisha hukujiandikisha
    andikishwa: niliandikishwa ameandikishwa hatujaandikishwa
    anza: inaanza yakianza
    baka: walimbaka
    bakwa: nimebakwa alibakwa
    chagua: uchaguzi nitamchagua tumchague waliochagua
    chaguliwa: aliyechaguliwa watakaochaguliwa
    choma: wamechoma wanachoma walichoma uchomaji
    chomewa: nimechomewa walichomewa
    chomwa: imechomwa zilizochomwa ilichomwa
    enda: naenda kwenda niende walienda nimeenda twende nenda nendeni tunaenda hawaendi
    fa: amekufa walikufa anakufa akifa hajafa kufa waliokufa
    ficha: wanaficha
    fuata: zifuatazo ifuatayo yafuatayo wakifuata
    fukuza: wametufukuza wanatufukuza
    funga: kinafunga wakifunga mlifunga hawafungi
    fungua: hawajafungua wanafungua vinafungua kitafungua kufungua haufungui watakapofungua
    funguliwa: haujafunguliwa vitafunguliwa kinafunguliwa zikifunguliwa
    fungwa: vimefungwa yatafungwa lililofungwa
    furushwa: tulifurushwa waliofurushwa tumefurushwa
    gombea: anagombea wanaogombea
    hama: nimehama tulihama waliohama
    hamisha: nihamishe kuhamisha nimehamisha
    hesabiwa: zimehesabiwa
    hesabu: wanahesabu kuhesabu hawakuhesabu
    hitaji: nahitaji tunahitaji
    honga: wanahonga walihonga
    iba: waliiba wameiba kuiba
    isha: itaisha
    ja: wanakuja walikuja akija hawaji njoo njooni waje hajaja ukija
    jeruhi: walimjeruhi
    jeruhiwa: amejeruhiwa waliojeruhiwa
    jibu: hawajibu nijibu alijibu
    jificha: tumejificha
    jua: sijui hatujui nijue wasiojua asiyejua tunavyojua
    kamata: wamemkamata wakikukamata watanikamata
    kamatwa: nimekamatwa akikamatwa waliokamatwa hajakamatwa
    kata: nikate anakata
    kimbia: tunakimbia kukimbia nikimbie
    kwisha: imekwisha
    la: nimekula wanakula kula hajala
    linda: mlinzi walinzi kulinda wanatulinda ulinzi
    nywa: anakunywa kunywa
    omba: naomba tunaomba aliomba
    ona: anamwona kumwona nimeona hatuoni niliyemwona mlivyoona
    pa: nipe walinipa kunipa amempa wanakupa msinipe nipeni
    penda: ungependa ningependa tunapenda hawapendi
    piga: wakinipiga asipopiga nilipiga tutapiga hawajapiga ulipompiga ntapiga nmepiga kuwapiga kutopiga nisipige
    piga: tupige usiwapige anayepiga aliyewapiga waliotupiga mpigaji wapigaji upigaji pigeni hupiga hatukupiga
    piga: wanapiganga apigaye ningempiga
    pigia: tunapigia ananipigia nikupigie usinipigie
    pigwa: nimepigwa walipigwa anapigwa tulivyopigwa kupigwa hajapigwa wasipigwe
    pinga: kupinga anapinga wanaopinga
    potea: amepotea aliyepotea wamepotea waliopotea
    poteza: nikipoteza nimepoteza nilipopoteza alikipoteza usipoteze
    ripoti: nimeripoti niripoti kuripoti sijaripoti ulivyoripoti
    rudi: nirudi turudi hatarudi sijarudi rudini hawarudi
    sahau: usisahau nimesahau
    saidia: nisaidie nisaidieni tusaidie wanasaidia kunisaidia msaidieni anayesaidia mnisaidie
    shambulia: wanatushambulia walimshambulia wametushambulia
    shambuliwa: tukishambuliwa tumeshambuliwa ameshambuliwa tunaposhambuliwa
    shika: wamenishika walimshika anashika nishike
    shikwa: nimeshikwa walioshikwa tukishikwa
    shinda: mshindi ushindi ameshinda
    shtaki: kumshtaki nimshtaki wameshtaki
    simamia: msimamizi wasimamizi anasimamia
    subiri: nasubiri tusubiri subirini
    tafuta: natafuta ninamtafuta utafutaji
    taka: nataka hawataki sitaki anayetaka
    tangaza: wametangaza hawajatangaza alitangaza
    tangazwa: yametangazwa yatakapotangazwa yakitangazwa
    tisha: wanaowatisha wananitisha alitutisha wasikutishe
    tishiwa: nimetishiwa wanatishiwa
    tishwa: tunatishwa nikitishwa
    toroka: wametoroka tutoroke
    ua: wanaua walimuua kuua wameua muuaji
    uawa: ameuawa waliouawa atauawa kuuawa
    umia: nimeumia ameumia walioumia
    wasilisha: niwasilishe kuwasilisha
    weza: siwezi hawezi ninaweza huwezi tungeweza isingeweza
"""

# English words, names, and Swahili words of other kinds.
NO_VERB_FORMS = """
    alikuwa imekuwa kuwa natasha utumwani auburn
    a alibi amount anaemia analysis asubuhi chungulianisha continue fa habari haiti haki hali hamsini hapana
    hatari hii hire huge image italia ja jioni katiba katika kenya kichwa kinase kiosk kipande kisumu kite ku
    kumi kura kwamba kwanini kwenye la lakini line lini machine mamba mambo mikono mimosa mine mission mkate
    mlima mombasa monday mtoto mule mwaka mwanamke nairobi naive nakuru nani nation nile ninety nini nka note
    pa saba safari safaris salama sana sasa serikali siasa simu sita site somalia taarifa tamil tango tatu
    time tube tuesday tuna tunisia uganda ukraine umbrella unaware unite united university upande utility vipi
    vote wajir wakala wakati wake wana wanawake wanted wapi wata watu wife wine x zaidi zuri
"""


def _verbs() -> frozenset[str]:
    lines = (FOLDER / "sw" / "dictionary.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("\t")[0][1:] for line in lines if line.startswith("-"))


def _forms() -> Iterator[tuple[str, str]]:
    for line in FORMS.strip().splitlines():
        verb, forms = line.split(":")
        for form in forms.split():
            yield form, verb.strip()


VERBS = _verbs()


@pytest.mark.parametrize(("form", "verb"), list(_forms()))
def test_a_form_leads_to_its_verb(form: str, verb: str) -> None:
    assert lemma(form, VERBS) == verb


@pytest.mark.parametrize("word", NO_VERB_FORMS.split())
def test_a_word_that_only_looks_like_a_verb_form_leads_nowhere(word: str) -> None:
    assert lemma(word, VERBS) is None


def test_there_are_three_hundred_forms_and_sixty_look_alikes() -> None:
    assert len(set(_forms())) >= 300
    assert len(set(NO_VERB_FORMS.split())) >= 60


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        ("niliandikishwa", "andikisha"),
        ("wanapigana", "piga"),
        ("limefunguliwa", "fungua"),
        ("hawakuondolewa", "ondoa"),
        ("amejeruhiwa", "jeruhi"),
        ("zimehesabiwa", "hesabu"),
        ("amesamehewa", "samehe"),
        ("wananipigia", "piga"),
        ("tulirudishwa", "rudi"),
        ("imevunjika", "vunja"),
    ],
)
def test_a_derived_form_without_a_line_of_its_own_is_found_under_its_base(form: str, verb: str) -> None:
    bases = frozenset({"andikisha", "piga", "fungua", "ondoa", "jeruhi", "hesabu", "samehe", "rudi", "vunja"})
    assert lemma(form, bases) == verb


def test_an_extension_must_agree_with_the_vowel_of_the_verb() -> None:
    assert lemma("amepigea", frozenset({"piga"})) is None
    assert lemma("amepigia", frozenset({"piga"})) == "piga"


def test_a_verb_that_is_not_known_is_never_guessed() -> None:
    assert lemma("wakinipiga", frozenset()) is None
    assert lemma("wakinipiga", frozenset({"ipiga", "kinipiga", "ga"})) is None


def test_a_subjunctive_or_negative_needs_its_prefix() -> None:
    verbs = frozenset({"piga"})
    assert lemma("pige", verbs) is None
    assert lemma("pigi", verbs) is None
    assert lemma("apige", verbs) == "piga"
    assert lemma("hapigi", verbs) == "piga"


def test_english_verbs_with_swahili_prefixes_are_read_when_they_are_given() -> None:
    verbs = frozenset({"register", "vote"})
    assert [lemma(word, verbs) for word in ("nimeregister", "tuvote", "sijavote", "niregister", "wataregister")] == [
        *("register", "vote", "vote", "register", "register")
    ]
    assert lemma("unregistered", verbs) is None


@pytest.mark.parametrize("word", ["", "a", "m", "-", "'", "ku", "ña", "2027", "na" * 40, "ni" * 200])
def test_odd_words_do_no_harm(word: str) -> None:
    assert lemma(word, VERBS) is None


def test_a_thousand_words_take_less_than_half_a_second() -> None:
    words = [form for form, _ in _forms()] + NO_VERB_FORMS.split()
    words = (words * 3)[:1000]
    start = time.process_time()
    for word in words:
        lemma(word, VERBS)
    assert time.process_time() - start < 0.5

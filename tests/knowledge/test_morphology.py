"""Swahili verb forms lead to the verb of the dictionary, and words that only look like one lead nowhere."""

import time
from collections.abc import Iterator

import pytest

from knowledge.lexicon import FOLDER
from knowledge.morphology import lemma

# A verb of the dictionary, and forms that people type.
FORMS = """
    achilia: wamemwachilia wamwachilie
    achiliwa: ameachiliwa waliachiliwa
    ambia: niambie wameniambia mwambie usimwambie mtuambie niambieni tuambieni nimwambie waliniambia atakuambia
    amini: ninaamini hatuamini niamini wameniamini hawakuniamini
    andamana: wanaandamana waandamanaji mwandamanaji
    andika: ameandika niandike aliyeandika nimeandikiwa
    andikisha: kujiandikisha sijajiandikisha nimejiandikisha ujiandikishe tulijiandikisha hawajajiandikisha
    andikisha: anayejiandikisha waliojiandikisha nikijiandikisha jiandikisheni uandikishaji jiandikishe
    andikisha: kutojiandikisha hukujiandikisha
    andikishwa: niliandikishwa ameandikishwa hatujaandikishwa
    andikwa: iliandikwa yaliyoandikwa
    angalia: angalieni tuangalie waangalizi mwangalizi
    anguka: imeanguka walianguka akianguka
    anza: inaanza yakianza
    anzisha: walianzisha wameanzisha
    apisha: watamwapisha ataapisha
    apishwa: ataapishwa ameapishwa
    badilisha: nibadilishe wamebadilisha kubadilisha
    badilishwa: yamebadilishwa
    baka: walimbaka
    bakwa: nimebakwa alibakwa
    beba: walibeba amebeba tubebe
    chagua: uchaguzi nitamchagua tumchague waliochagua nimechagua tunamchagua hatukuchagua wangechagua angalichagua
    chaguliwa: aliyechaguliwa watakaochaguliwa
    chelewa: nimechelewa wamechelewa ukichelewa
    chelewesha: wamechelewesha wanachelewesha
    cheleweshwa: umecheleweshwa yamecheleweshwa
    choma: wamechoma wanachoma walichoma uchomaji
    chomewa: nimechomewa walichomewa
    chomwa: imechomwa zilizochomwa ilichomwa
    danganya: wanatudanganya walinidanganya usidanganye
    elewa: sielewi nimeelewa tuelewe hawaelewi
    enda: naenda kwenda niende walienda nimeenda twende nenda nendeni tunaenda hawaendi
    fa: amekufa walikufa anakufa akifa hajafa kufa waliokufa
    fanya: walichokifanya tunachofanya unafanya nifanyeje kilichofanya wamefanya
    fanyika: zitakazofanyika lililofanyika utafanyika ulifanyika haukufanyika
    fanyiwa: nimefanyiwa tulifanyiwa
    fanywa: yanayofanywa zinazofanywa ilifanywa
    ficha: wanaficha kumficha
    fika: nimefika wakifika hawajafika tutakapofika ilipofika ulifika nimeshafika ameshafika nishafika washafika
    fika: hatukufika
    fuata: zifuatazo ifuatayo yafuatayo wakifuata tufuate wanatufuata wananifuata ukifuata
    fukuza: wametufukuza wanatufukuza
    funga: kinafunga wakifunga mlifunga hawafungi wamefunga kikifunga
    fungiwa: walifungiwa nimefungiwa
    fungua: hawajafungua wanafungua vinafungua kitafungua kufungua haufungui watakapofungua
    funguliwa: haujafunguliwa vitafunguliwa kinafunguliwa zikifunguliwa hakijafunguliwa zitafunguliwa
    funguliwa: havijafunguliwa
    fungwa: vimefungwa yatafungwa lililofungwa kimefungwa haitafungwa kitafungwa vitafungwa
    furushwa: tulifurushwa waliofurushwa tumefurushwa
    gawa: wanagawa waligawa anayegawa kugawa
    gombana: wanagombana waligombana tusigombane wasigombane
    gombea: anagombea wanaogombea
    hama: nimehama tulihama waliohama
    hamisha: nihamishe kuhamisha nimehamisha
    haribika: imeharibika
    haribiwa: imeharibiwa
    haribu: waliharibu nimeharibu
    hesabiwa: zimehesabiwa zinahesabiwa zilihesabiwa
    hesabu: wanahesabu kuhesabu hawakuhesabu wamehesabu
    hitaji: nahitaji tunahitaji
    hitajika: kinachohitajika panapohitajika vinavyohitajika zinahitajika
    honga: wanahonga walihonga
    iba: waliiba wameiba kuiba
    ibiwa: nimeibiwa waliibiwa tuliibiwa
    idhinishwa: ameidhinishwa waliidhinishwa
    ingia: wameingia nikiingia aliingia kuingia waingie usiingie
    isha: itaisha
    ita: ananiita tumeita waliniita
    itwa: anaitwa wanaitwa inaitwa
    ja: wanakuja walikuja akija hawaji njoo njooni waje hajaja ukija
    jaza: nijaze nimejaza wanajaza
    jeruhi: walimjeruhi waliwajeruhi wanajeruhi
    jeruhiwa: amejeruhiwa waliojeruhiwa
    jibu: hawajibu nijibu alijibu wamejibu ungejibu atajibu tujibu
    jificha: tumejificha wamejificha nijifiche tujifiche
    jitetea: kujitetea anajitetea
    jua: sijui hatujui nijue wasiojua asiyejua tunavyojua najua unajua ningejua wangejua hajui nilijua mnajua
    jua: tungalijua wangalijua hukujua hamjui mngejua
    kaa: tunakaa walikaa kukaa akikaa nikae
    kagua: nikague wanakagua waliokagua
    kamata: wamemkamata wakikukamata watanikamata wamenikamata waliwakamata akimkamata
    kamatwa: nimekamatwa akikamatwa waliokamatwa hajakamatwa watakamatwa nikikamatwa walikamatwa
    kata: nikate anakata
    kataa: wanakataa alikataa wamekataa ukikataa hakukataa anakataa wakatae nikikataa wangekataa
    katazwa: nimekatazwa walikatazwa
    kimbia: tunakimbia kukimbia nikimbie
    kimbilia: tumekimbilia wakimbilie
    kosa: nimekosa alikosa ukikosa wamekosa
    kubali: amekubali hawakubali nikubali hakukubali tukubali wasipokubali asipokubali tusikubali
    kuta: nimekuta walikuta nikikuta tulimkuta
    kwisha: imekwisha
    la: nimekula wanakula kula hajala
    lalamika: nalalamika nilalamike wanalalamika
    leta: lete walileta nimeleta ataleta leteni
    letea: niletee
    linda: mlinzi walinzi kulinda wanatulinda ulinzi
    lipa: nalipa nilipe walilipa kulipa anayelipa hatulipi analipaje
    lipwa: nimelipwa
    maliza: wamemaliza nikimaliza tumalize
    ngoja: tunangoja ningoje nangoja ngojeni
    nyamaza: nyamazeni wamenyamaza
    nyima: wananinyima walininyima wamenyima
    nywa: anakunywa kunywa
    oa: ameoa aliyeoa
    ogopa: msiogope usiogope asiogope naogopa tunaogopa wanaoogopa
    olewa: ameolewa aliyeolewa nimeolewa
    omba: naomba tunaomba aliomba
    ona: anamwona kumwona nimeona hatuoni niliyemwona mlivyoona sioni niliona hawaoni tukaona ukiona nimemwona
    ona: aliyeniona tuliyoyaona walichokiona
    onana: kuonana
    ondoa: waondoe wameondoa niondoe kuondoa
    ondoka: tuondoke wameondoka nikiondoka
    onekana: wameonekana
    ongea: anaongea waliongea niongee
    onya: alionya wametuonya
    pa: nipe walinipa kunipa amempa wanakupa msinipe nipeni
    panga: wanapanga tumepanga nipange
    pata: nimepata sijapata utapata akipata hatukupata nitapata wapate ungepata ningepata ameshapata nisipopata
    pata: usipopata tutakapopata tungepata nitapataje
    patikana: kinapatikana
    peleka: nipeleke walimpeleka tupeleke
    pelekwa: kupelekwa nimepelekwa
    penda: ungependa ningependa tunapenda hawapendi
    piga: wakinipiga asipopiga nilipiga tutapiga hawajapiga ulipompiga ntapiga nmepiga kuwapiga kutopiga nisipige
    piga: tupige usiwapige anayepiga aliyewapiga waliotupiga mpigaji wapigaji upigaji pigeni hupiga hatukupiga
    piga: wanapiganga apigaye ningempiga kupiga unapopiga ninapopiga atakayepiga wasiopiga hawatapiga ungepiga
    piga: mlipopiga
    pigana: wanapigana walipigana wakapigana tusipigane
    pigia: tunapigia ananipigia nikupigie usinipigie
    pigiwa: alipigiwa anapigiwa
    pigwa: nimepigwa walipigwa anapigwa tulivyopigwa kupigwa hajapigwa wasipigwe
    pinga: kupinga anapinga wanaopinga
    pokea: nimepokea alipokea wapokee
    pona: atapona amepona
    potea: amepotea aliyepotea wamepotea waliopotea
    poteza: nikipoteza nimepoteza nilipopoteza alikipoteza usipoteze
    rekodi: nimerekodi kurekodi wanarekodi
    ripoti: nimeripoti niripoti kuripoti sijaripoti ulivyoripoti
    rudi: nirudi turudi hatarudi sijarudi rudini hawarudi
    rudisha: wamerudisha nirudishe
    rudishiwa: nirudishiwe
    ruhusiwa: ninaruhusiwa hairuhusiwi inaruhusiwa haturuhusiwi anayeruhusiwa
    ruhusu: hawaruhusu wanaruhusu walituruhusu
    sahau: usisahau nimesahau
    saidia: nisaidie nisaidieni tusaidie wanasaidia kunisaidia msaidieni anayesaidia mnisaidie
    saini: nimesaini alisaini kusaini
    sajili: nimesajili nijisajili wamejisajili hawajajisajili atasajili waliojisajili
    sajiliwa: nimesajiliwa hajasajiliwa waliosajiliwa
    sema: wanasema alisema nikasema amesema sema wasemaji msemaji unasemaje
    shambulia: wanatushambulia walimshambulia wametushambulia
    shambuliwa: tukishambuliwa tumeshambuliwa ameshambuliwa tunaposhambuliwa
    shika: wamenishika walimshika anashika nishike
    shikwa: nimeshikwa walioshikwa tukishikwa
    shinda: mshindi ushindi ameshinda
    shiriki: nimeshiriki wasishiriki tushiriki
    shitaki: nimeshitaki walimshitaki
    shtaki: kumshtaki nimshtaki wameshtaki
    shtakiwa: ameshtakiwa walishtakiwa
    sikia: nimesikia sisikii wakisikia tulisikia
    simama: tumesimama nimesimama wasimame simameni
    simamia: msimamizi wasimamizi anasimamia
    soma: kusoma anasoma sijasoma wasiosoma nisome
    subiri: nasubiri tusubiri subirini
    tafuta: natafuta ninamtafuta utafutaji
    taka: nataka hawataki sitaki anayetaka unachotaka ninachotaka anachotaka wanachotaka
    tangaza: wametangaza hawajatangaza alitangaza atatangaza watatangaza kutangaza
    tangazwa: yametangazwa yatakapotangazwa yakitangazwa
    tembea: anatembea tulitembea
    tesa: kumtesa wanatesa walimtesa
    teswa: ameteswa walioteswa kuteswa
    tetea: wanatetea
    teua: waliteua wameteua tutateua
    teuliwa: aliteuliwa walioteuliwa
    thibitisha: nithibitishe wamethibitisha kuthibitisha
    tisha: wanaowatisha wananitisha alitutisha wasikutishe
    tishiwa: nimetishiwa wanatishiwa
    tishwa: tunatishwa nikitishwa
    toa: wametoa atoe nilitoa kutoa watoe hajatoa wanatoa
    toka: wametoka nitoke anatoka tokeni
    tolewa: imetolewa
    toroka: wametoroka tutoroke
    tuma: nitume wametuma nilituma tutume
    tumia: nitumie anatumia kutumia wanaotumia
    tumika: inatumika
    tumiwa: nimetumiwa
    ua: wanaua walimuua kuua wameua muuaji
    uawa: ameuawa waliouawa atauawa kuuawa
    uliza: nauliza niulize aliniuliza waulizeni
    umia: nimeumia ameumia walioumia
    uza: wanauza aliuza kuuza
    vaa: amevaa wanaovaa kuvaa
    vamia: wamevamia walituvamia wanavamia
    vamiwa: tumevamiwa nilivamiwa
    vunja: walivunja wamevunja
    vunjika: imevunjika
    vuruga: wanavuruga walivuruga
    wasilisha: niwasilishe kuwasilisha
    weka: wameweka niweke tuweke
    wekwa: imewekwa
    weza: siwezi hawezi ninaweza huwezi tungeweza isingeweza naweza hatuwezi unaweza wangeweza hangeweza tusingeweza
    weza: nisingeweza singeweza mnaweza hamuwezi haziwezi
    wezekana: haiwezekani inawezekana
    zuia: wananizuia walizuia wanatuzuia wasituzuie usituzuie asinizuie aliyenizuia
    zuiwa: nimezuiwa tulizuiwa
    zungumza: anazungumza tuzungumze
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


def test_there_are_seven_hundred_forms_and_sixty_look_alikes() -> None:
    assert len(set(_forms())) >= 700
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

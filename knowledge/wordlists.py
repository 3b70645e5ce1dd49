"""Short word lists of English and Swahili by which sentences, headings and quotations are told apart."""


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# A full stop after these never ends a sentence.
ABBREVIATIONS = _words(
    """mr mrs ms dr prof hon rev fr gen col maj capt lt sgt cpl st messrs nos art arts sec secs reg regs para paras ch
    chap cl p pp vol ed eds fig vs v cf e.g i.e viz al approx ca c est tel
    jan feb mar apr jun jul aug sept sep oct nov dec
    bw bi dkt mhe mh kif uk taz k.m k.v"""
)

# Something always follows these: where a line, a column or a page ends with one, the sentence goes on below.
NEVER_LAST = _words(
    """mr mrs ms dr prof hon rev fr gen col maj capt lt sgt cpl messrs bw bi mhe
    e.g i.e viz vs cf pp approx arts secs reg regs paras kif taz"""
)

# Nor after these before a figure: "No. 5", "Na. 5".
BEFORE_FIGURES = _words("no na cap tab app ref")

# After these, after initials and after "U.S.", only one of OPENERS shows that a sentence ended.
MAY_END = _words("etc a.m p.m ltd inc co corp jr sr ph.d b.c a.d n.k")
OPENERS = _words(
    """The This These That Those It He She They We In On At As For If When While After Before But And However Since By
    With There Its His Her Their Some Many Most All No A An
    Hii Hizi Hiyo Hayo Wale Lakini Kwa Katika Ili Hata Baada"""
)

# A line that ends with one of these is not finished; a heading in title case may write them small.
GRAMMATICAL = _words(
    """a an the of in on at to for from by with and or nor but as into over under between among per its their his her
    this these those is are was were be been that which who than via vs about against during including
    ya wa la za cha vya kwa na au katika ni kwamba kama pa mwa ili"""
)

# Broken at a line's end, these keep their hyphen: "non-governmental".
HYPHENATED_PREFIXES = _words("non post self anti multi socio quasi well vice")

# A sentence that opens with one of these leans on the sentence before it.
POINTING_BACK = (
    *("This", "These", "That", "Those", "Such", "It", "They", "Their", "Them", "He", "She", "His", "Her", "Its"),
    *("However", "But", "And", "Yet", "So", "Thus", "Therefore", "Hence", "Moreover", "Furthermore", "Also", "Instead"),
    *("Nevertheless", "Consequently", "Similarly", "Meanwhile", "Otherwise", "As a result", "In addition"),
    *("In response", "For example", "For instance", "For this reason", "In this context", "To aid in this"),
    *("On the other hand", "That is why", "Both", "Each"),
    *("Hii", "Hiyo", "Hizi", "Hizo", "Haya", "Hayo", "Huyo", "Hao", "Lakini", "Hata hivyo", "Pia", "Aidha", "Hivyo"),
    *("Kwa hiyo", "Kwa hivyo", "Kwa mfano", "Badala yake"),
)

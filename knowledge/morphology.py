"""Swahili verb forms: from a form a person types (wakinipiga) back to the verb in the dictionary (piga).

A Swahili verb is a row of slots, described alike in the reference grammars (Ashton 1944; Mohammed 2001): [negation],
subject, tense, [relative], [object], stem, final vowel. Each slot has a closed list of markers. A prefix must be such a
row from its first letter to its last, and what is left must be a verb that the dictionary knows, so that a word is
never cut on likeness alone: "united" and "tunisia" give None. A verb known only without its extension (-andikishwa) is
found under the verb that it extends (-andikisha).

Look a word up in the dictionary as it stands before asking here: "kata" is a ward as well as "cut".
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

_SUBJECT = r"(?:ni|u|a|tu|mw|mu|m|wa|i|li|ya|ki|vi|zi|ku|pa)"
_TENSED_SUBJECT = rf"(?:{_SUBJECT}|n)"  # ntapiga, nmepiga: ni- as it is typed on a phone
_NEGATIVE = r"(?:si|ha(?:tu|mw|mu|m|wa|u|i|ki|vi|li|ya|zi|ku|pa)?|hu)"
_RELATIVE = r"(?:ye|o|yo|lo|cho|vyo|zo|ko|po|mo)"
_OBJECT = r"(?:ni|ku|mw|mu|m|tu|wa|i|li|ya|ki|vi|zi|u|pa|ji)"
_RELATIVE_TENSE = rf"(?:na|li|taka|si){_RELATIVE}"
_TENSE = rf"(?:{_RELATIVE_TENSE}|na|li|ta|ki|ka|me(?:sha|kwisha)?|sha|(?:si)?nge(?:li)?|(?:si)?ngali)"
_NEGATIVE_TENSE = r"(?:ja|ta|ku|nge(?:li)?|ngali)"

# What may stand before a verb that keeps its own last vowel: piga, rudi, jibu.
_BEFORE_VERB = re.compile(
    rf"{_TENSED_SUBJECT}{_TENSE}{_OBJECT}?"  # wa-li-ni-, wa-na-o-wa-, a-si-po-
    rf"|{_NEGATIVE}{_NEGATIVE_TENSE}{_OBJECT}?"  # si-ja-ji-
    rf"|(?:ku(?:to(?:ku)?)?|kw){_OBJECT}?"  # ku-ji-, kuto-
    rf"|(?:hu|na|twa|ji){_OBJECT}?"  # hu-piga, na-omba, ji-linda
)
_BEFORE_E = re.compile(rf"(?:{_SUBJECT}(?:si|ka)?|ji){_OBJECT}?")  # ni-pige, u-si-wa-pige, ji-andikishe
_BEFORE_I = re.compile(rf"{_NEGATIVE}{_OBJECT}?")  # si-pigi, hawa-ni-saidii
_BEFORE_PLURAL = re.compile(rf"{_OBJECT}?")  # pige-ni, tu-saidie-ni
_BEFORE_AGENT = re.compile(r"mw|m|wa|w|u|uw|mu(?=$)")  # m-pigaji, wa-andamanaji, u-chomaji
_BEFORE_TRAILING_RELATIVE = re.compile(rf"{_SUBJECT}{_OBJECT}?")  # a-piga-ye, zi-fuata-zo
_TRAILING_RELATIVE = re.compile(rf"(?<=a){_RELATIVE}$")

# Verbs of one syllable: an ending, the verb, and what may stand before it. Most tenses keep ku-: a-na-ku-la.
_KEEPS_KU = (
    rf"{_TENSED_SUBJECT}(?:{_TENSE}ku|ki|ka)"  # wa-li-ku-fa; a-ki-fa
    rf"|{_NEGATIVE}(?:ja|ku|taku|ngeku)|ku(?:to(?:ku)?)?|hu"  # ha-ja-fa, ku-fa, hu-fa
)
_GIVEN = r"(?:ni|ku|m|tu|wa)"
_ONE_SYLLABLE = (
    *((verb, verb, re.compile(_KEEPS_KU)) for verb in ("la", "fa", "ja", "nywa")),
    ("je", "ja", re.compile(rf"{_SUBJECT}(?:si)?")),
    ("ji", "ja", re.compile(rf"{_NEGATIVE}")),
    ("fi", "fa", re.compile(rf"{_NEGATIVE}")),
    ("pa", "pa", re.compile(rf"(?:{_TENSED_SUBJECT}{_TENSE}|{_NEGATIVE}{_NEGATIVE_TENSE}|ku|hu|na){_GIVEN}")),
    ("pe", "pa", re.compile(rf"(?:{_SUBJECT}(?:si)?)?{_GIVEN}")),
    ("peni", "pa", re.compile(_GIVEN)),
)
_IRREGULAR = {
    "lete": "leta",
    "leteni": "leta",
    "njoo": "ja",
    "njooni": "ja",
    "nenda": "enda",
    "nendeni": "enda",
    "twende": "enda",
}

# Words that the rules would read as a verb although people mean something else: "upande" is a side, not u-pande.
_NOT_VERB_FORMS = frozenset(
    (
        *("aje", "alike", "awake", "haiti", "haji", "haki", "hali", "italia", "kibaki", "kinase", "kipande", "mkate"),
        *("mlima", "mujibu", "mwaka", "mwake", "simulizi", "upande", "wakala", "wakati", "wazima"),
    )
)

# Extensions, longest first: an ending, and what stood in its place in the simpler verb.
_EXTENSIONS = (
    *(("liwa", "a"), ("lewa", "a"), ("liwa", ""), ("iwa", "a"), ("ewa", "a"), ("iwa", "i"), ("iwa", "u"), ("ewa", "e")),
    *(("wa", "a"), ("lia", "a"), ("lea", "a"), ("ia", "a"), ("ea", "a"), ("ia", "i"), ("ia", "u")),
    *(("isha", "a"), ("esha", "a"), ("isha", "i"), ("isha", "u"), ("sha", "ka"), ("za", "a")),
    *(("ika", "a"), ("eka", "a"), ("ika", "u"), ("ka", "a"), ("ana", "a")),
)
_VOWELS = frozenset("aeiou")
_HARMONY = {"i": "aiu", "e": "eo"}


def lemma(word: str, verbs: frozenset[str]) -> str | None:
    """The verb of `verbs` (stems without hyphen, as in dictionary.tsv) that `word`, in lower case, is a form of.

    A derived form with a line of its own wins over the verb it comes from. None when no reading ends in a known verb.
    """
    if word in verbs and _is_long_enough(word):
        return word
    if word in _NOT_VERB_FORMS:
        return None
    if word in _IRREGULAR:
        return _known(_IRREGULAR[word], verbs)
    stems = list(_stems(word))
    for find in (_known, _extended, _extended_twice):
        for stem in stems:
            if found := find(stem, verbs):
                return found
    return _one_syllable(word, verbs) or _asked(word, verbs)


def _asked(word: str, verbs: frozenset[str]) -> str | None:
    """ni-fanye-je, u-ta-pata-je: how?"""
    stem = word.removesuffix("je")
    return lemma(stem, verbs) if stem != word and len(stem) > 5 else None


def _known(stem: str, verbs: frozenset[str]) -> str | None:
    return stem if stem in verbs else None


def _extended(stem: str, verbs: frozenset[str]) -> str | None:
    return next((base for base in _bases(stem) if base in verbs), None)


def _extended_twice(stem: str, verbs: frozenset[str]) -> str | None:
    return next((found for base in _bases(stem) if (found := _extended(base, verbs))), None)


def _bases(stem: str) -> Iterator[str]:
    """The simpler verbs that `stem` may extend: pigwa -> piga, funguliwa -> fungua, rudisha -> rudi."""
    for ending, replaced in _EXTENSIONS:
        root = stem.removesuffix(ending)
        if len(root) > 2 and root != stem and _takes(root, ending):
            yield root + replaced


def _takes(root: str, ending: str) -> bool:
    """Whether the root may have this ending: -i- follows a, i, u and -e- follows e, o; -za and -ka need a vowel."""
    if ending in {"za", "ka", "sha", "lia", "lea", "liwa", "lewa"} and root[-1] not in _VOWELS:
        return False
    if ending == "ana" or (vowel := next((letter for letter in ending if letter in "ie"), None)) is None:
        return True
    last = next((letter for letter in reversed(root) if letter in _VOWELS), None)
    return last is None or last in _HARMONY[vowel]


def _one_syllable(word: str, verbs: frozenset[str]) -> str | None:
    for ending, verb, before in _ONE_SYLLABLE:
        if verb in verbs and word.endswith(ending) and before.fullmatch(word[: -len(ending)]):
            return verb
    return None


def _stems(word: str) -> Iterator[str]:
    """Every stem, with its dictionary vowel, that a well-formed prefix could leave; longest first."""
    for cut in range(len(word) - 1):
        prefix, rest = word[:cut], word[cut:]
        if _fits(prefix, rest):
            for allowed, endings in _READINGS:
                if allowed(prefix):
                    yield from filter(_is_long_enough, endings(rest))


def _is_long_enough(stem: str) -> bool:
    """Of two-letter stems only -ua and -oa go by the rules here; the others have rules of their own (_ONE_SYLLABLE)."""
    return len(stem) > 2 or (len(stem) == 2 and stem[0] in _VOWELS)


def _fits(prefix: str, rest: str) -> bool:
    """mw- and kw- stand before a vowel, m- before a consonant: a-na-mw-ona, a-na-m-piga."""
    if prefix.endswith(("mw", "kw")):
        return rest[0] in _VOWELS
    return not prefix.endswith("m") or rest[0] not in _VOWELS


def _allows(before: re.Pattern[str]) -> Callable[[str], bool]:
    @lru_cache(maxsize=4096)
    def allowed(prefix: str) -> bool:
        return before.fullmatch(prefix) is not None

    return allowed


def _as_it_stands(rest: str) -> Iterator[str]:
    yield rest
    if rest.endswith("nga"):  # the Kenyan habitual: ana-piga-nga
        yield rest[:-3]


def _changed(vowel: str, rest: str) -> Iterator[str]:
    """A verb in -a changes it (pige, pigi); a verb in another vowel does not (rudi, jibu, samehe)."""
    if rest.endswith(vowel):
        yield rest[:-1] + "a"
    if not rest.endswith("a"):
        yield rest


def _with_e(rest: str) -> Iterator[str]:
    return _changed("e", rest)


def _with_i(rest: str) -> Iterator[str]:
    return _changed("i", rest)


def _plural(rest: str) -> Iterator[str]:
    return _with_e(rest[:-2]) if rest.endswith("ni") else iter(())


def _with_trailing_relative(rest: str) -> Iterator[str]:
    stem = _TRAILING_RELATIVE.sub("", rest)
    return iter(() if stem == rest else (stem,))


def _agent(rest: str) -> Iterator[str]:
    """Who does it, or the doing: m-piga-ji, u-choma-ji, m-shindi (-shinda), m-simamizi (-simamia), m-linzi (-linda)."""
    if rest.endswith("aji"):
        yield rest[:-2]
    elif rest.endswith("i") and len(rest) > 4 and not rest.endswith("ni"):  # -ni is "at": utumwani
        yield rest[:-1] + "a"
        if rest.endswith("nzi"):
            yield rest[:-3] + "nda"
        elif rest.endswith("zi") and rest[-3] in _VOWELS:
            yield rest[:-2] + "a"


_READINGS: tuple[tuple[Callable[[str], bool], Callable[[str], Iterator[str]]], ...] = (
    (_allows(_BEFORE_VERB), _as_it_stands),
    (_allows(_BEFORE_E), _with_e),
    (_allows(_BEFORE_I), _with_i),
    (_allows(_BEFORE_PLURAL), _plural),
    (_allows(_BEFORE_TRAILING_RELATIVE), _with_trailing_relative),
    (_allows(_BEFORE_AGENT), _agent),
)

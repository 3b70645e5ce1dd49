"""What a citizen is told: the issue's "It must show", through the real answering, rendering and library."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.answering.decide import Decider, Weighing
from bot.app import Parts
from bot.config import Config
from bot.models import EVERYWHERE, Context, Level, Outcome, Part, PartKind, Question, Role
from knowledge import search, speech
from knowledge.country import Country
from knowledge.editions import Shelf
from knowledge.labels import Label
from knowledge.models import Card, Kind, Language
from tests.answering.citizen import HOUR, WARNING, Citizen, Said, notice
from tests.conftest import publish
from tests.harness.clock import NOON
from tests.harness.library import LibraryFolder

HOURS_QUESTION = "what time do polling stations open?"
HOURS_QUESTION_SW = "vituo vya kupigia kura hufunguliwa saa ngapi?"
AFTER_ALL_CARDS = datetime(2029, 1, 1, 9, tzinfo=UTC)


def phones_in(text: str, land: Country) -> set[str]:
    """Numbers of country.toml's help lines that stand in a text."""
    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", text)
    return {number for number in land.phones() if re.search(rf"(?<!\d){number}(?!\d)", digits)}


def card_of(said: Said, citizen: Citizen) -> Card:
    return citizen.edition.cards[said.cited[0]].card


# ---------------------------------------------------------------- hours, dates, deadlines


def test_opening_hours_in_english_are_exact(citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION)
    assert said.kind == "answered/card" and "06:00 (6 am)" in said.text


def test_opening_hours_in_swahili_are_in_words_and_figures(citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION_SW)
    assert said.kind == "answered/card" and "saa kumi na mbili asubuhi (6:00 AM)" in said.text


@pytest.mark.parametrize(("asked", "language"), [(HOURS_QUESTION, Language.EN), (HOURS_QUESTION_SW, Language.SW)])
def test_an_answer_ends_with_its_source_and_the_day_of_it(asked: str, language: Language, citizen: Citizen) -> None:
    said = citizen.ask(asked)
    card = card_of(said, citizen)
    assert card.published is not None
    assert card.publisher in said.paragraphs[-1] and speech.day(card.published, language) in said.paragraphs[-1]


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("When is the election?", "10 August 2027"),
        ("what date do we vote", "10 August 2027"),
        ("on which day is the next general election", "10 August 2027"),
        ("uchaguzi mkuu ni lini?", "10 Agosti 2027"),
        ("tunapiga kura tarehe gani?", "10 Agosti 2027"),
    ],
)
def test_the_election_is_on_10_august_2027(asked: str, day: str, citizen: Citizen) -> None:
    said = citizen.ask(asked)
    assert said.outcome is Outcome.ANSWERED and day in said.text


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("how long do courts have to decide a presidential petition", "14 days"),
        ("when must the Supreme Court rule on the president petition", "14 days"),
        ("mahakama ina siku ngapi kuamua kesi ya urais?", "siku 14"),
    ],
)
def test_a_presidential_petition_is_decided_in_14_days(asked: str, days: str, citizen: Citizen) -> None:
    said = citizen.ask(asked)
    assert said.outcome is Outcome.ANSWERED and days in said.text and "thirty" not in said.text


@pytest.mark.parametrize(
    "asked",
    [
        "by when must a governor petition be filed?",
        "how many days to challenge the governor's election",
        "what is the deadline for challenging the governor result in court",
        "kesi ya kupinga gavana ifunguliwe kabla ya lini?",
        "naeza pinga gavana kortini hadi lini",
    ],
)
def test_a_governor_petition_is_filed_within_28_days(asked: str, citizen: Citizen) -> None:
    said = citizen.ask(asked)
    assert said.outcome is Outcome.ANSWERED and ("28 days" in said.text or "siku 28" in said.text)


def test_no_question_about_one_seat_cites_the_rule_of_another(
    citizen: Citizen, first_labels: list[Label], first_answers: Mapping[str, Said]
) -> None:
    mixed = [
        (label.question, cited)
        for label in first_labels
        if not label.line.get("turns") and (named := citizen.offices(label.question))
        for cited in first_answers[label.id].cited
        if (offices := set(citizen.edition.cards[cited].card.offices)) and not offices & named
    ]
    assert mixed == []


def test_no_answer_says_4_march_of_the_coming_election(
    citizen: Citizen, first_labels: list[Label], first_answers: Mapping[str, Said]
) -> None:
    wrong = [
        label.question
        for label in first_labels
        if any(words in first_answers[label.id].text for words in ("4 March", "4 Machi"))
        and not all(citizen.edition.cards[cited].card.election == "ke-2013" for cited in first_answers[label.id].cited)
    ]
    assert wrong == []


def test_a_false_premise_is_corrected_by_the_fact(citizen: Citizen) -> None:
    said = citizen.ask("polling stations close at 8 pm, is it so?")
    assert said.outcome is Outcome.ANSWERED and "17:00 (5 pm)" in said.text


# ---------------------------------------------------------------- with the seeds


def test_with_the_seeds_the_hours_stay_exact(seeded: Citizen) -> None:
    assert "06:00 (6 am)" in seeded.ask(HOURS_QUESTION).text


@pytest.mark.parametrize("asked", ["When is the election?", "uchaguzi ni lini?"])
def test_with_the_seeds_the_election_is_still_in_august(asked: str, seeded: Citizen) -> None:
    said = seeded.ask(asked)
    assert said.outcome is Outcome.ANSWERED
    assert "2027" in said.text and "4 March" not in said.text and "4 Machi" not in said.text


@pytest.mark.parametrize(
    "asked", ["is the election on 4 March?", "uchaguzi ni tarehe 4 Machi?", "do we vote on 4 March"]
)
def test_with_the_seeds_the_day_of_2013_is_not_confirmed(asked: str, seeded: Citizen) -> None:
    assert "4 March" not in seeded.ask(asked).text


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("how long do courts have to decide a presidential petition", "14 days"),
        ("mahakama ina siku ngapi kuamua kesi ya urais?", "siku 14"),
    ],
)
def test_with_the_seeds_a_presidential_petition_is_still_decided_in_14_days(
    asked: str, days: str, seeded: Citizen
) -> None:
    said = seeded.ask(asked)
    assert said.kind == "answered/card" and days in said.text and "thirty" not in said.text


def test_thirty_days_is_never_said_without_what_the_rule_is(seeded_answers: Mapping[str, Said]) -> None:
    bare = [
        asked
        for asked, said in seeded_answers.items()
        if said.cited
        and re.search(r"within\s+thirty days", said.text)
        and "Art. 140" not in said.text
        and "140)" not in said.text
    ]
    assert bare == []


@pytest.mark.parametrize("asked", ["how many people were killed in 2007/8", "watu wangapi waliuawa 2007/8?"])
def test_the_deaths_of_2007_8_are_given_with_author_and_year_each(asked: str, seeded: Citizen) -> None:
    said = seeded.ask(asked)
    figures = {"1,133": "Waki", "1,000": "Amnesty International"}
    assert said.outcome is Outcome.ANSWERED
    for figure, author in figures.items():
        assert figure in said.text and author in said.text
    assert "2008" in said.text and "2013" in said.text


@pytest.mark.parametrize(
    "asked",
    [
        "how many polling stations in 2013 and how many police at each",
        "how many polling stations were there in 2013 and how many police officers at each?",
    ],
)
def test_the_polling_stations_of_2013_and_the_police_at_each_are_told(asked: str, seeded: Citizen) -> None:
    said = seeded.ask(asked)
    assert said.outcome is Outcome.ANSWERED
    assert (
        "2013" in said.text and re.search(r"45,000|33,400|31,98\d", said.text) and re.search(r"\b(two|2)\b", said.text)
    )


@pytest.mark.parametrize("asked", ["what is KEPSA", "what is KEPSA?", "who are KEPSA"])
def test_it_says_what_kepsa_is(asked: str, seeded: Citizen) -> None:
    said = seeded.ask(asked)
    assert said.outcome is Outcome.ANSWERED and "Private Sector Alliance" in said.text


def test_a_swahili_question_on_a_figure_is_answered_in_a_swahili_frame(seeded: Citizen) -> None:
    said = seeded.ask("Mwaka 2013 idara ya ujasusi ilisema kaunti ngapi ziko hatarini?")
    assert said.kind == "answered/quotation" and "27" in said.text and "iliandika" in said.paragraphs[0]


def test_a_figure_of_which_a_card_tells_comes_from_the_card(seeded: Citizen) -> None:
    said = seeded.ask("Katika uchaguzi mkuu wa Kenya wa mwaka 2013, viti vingapi viligombewa?")
    assert said.kind == "answered/card" and "1,882" in said.text and "2013" in said.paragraphs[0]


@pytest.mark.parametrize(
    "asked", ["which counties were named at risk in 2013", "which counties were at risk of violence in 2013?"]
)
def test_counties_at_risk_in_2013_are_told_as_of_2013(asked: str, seeded: Citizen) -> None:
    said = seeded.ask(asked)
    assert said.kind == "answered/quotation" and "Nakuru" in said.text
    assert "2013" in said.paragraphs[0] and "today" in said.text


@pytest.mark.parametrize(
    "asked", ["which counties are at risk today?", "which counties are dangerous now", "ni kaunti gani hatari sasa?"]
)
def test_the_list_of_2013_never_answers_for_today(asked: str, seeded: Citizen) -> None:
    said = seeded.ask(asked)
    assert said.outcome is not Outcome.ANSWERED or "Samburu" not in said.text


def withheld(citizen: Citizen) -> list[str]:
    """The first words of every sentence that must never be served."""
    starts = [plain(start) for stored in citizen.edition.cards.values() for start in stored.card.withhold]
    assert len(starts) >= 6
    return starts


def plain(text: str) -> str:
    return " ".join(text.split())


def test_no_withheld_sentence_ever_comes_out(seeded: Citizen, seeded_answers: Mapping[str, Said]) -> None:
    said = {asked: plain(answer.text) for asked, answer in seeded_answers.items()}
    assert len(said) > 700
    assert [(asked, start) for asked, text in said.items() for start in withheld(seeded) if start in text] == []


def test_a_withheld_sentence_does_not_come_out_when_it_is_asked_for_word_by_word(seeded: Citizen) -> None:
    said = {start: plain(seeded.ask(start).text) for start in withheld(seeded)}
    assert [start for start, text in said.items() if start in text] == []


def test_no_withheld_sentence_stands_in_any_passage(seeded: Citizen) -> None:
    passages = [plain(text) for _, text in seeded.edition.store.passage_texts().values()]
    assert [start for start in withheld(seeded) if any(start in text for text in passages)] == []


def strange_addresses(text: str, land: Country) -> list[str]:
    """E-mail and photo addresses that are not among the help lines of country.toml."""
    known = {number for line in land.lines.values() for number in line.numbers}
    return [found for found in re.findall(r"[\w.+-]+@[\w-]+(?:\.\w+)+|flickr", text) if found not in known]


def test_the_e_mail_address_of_2008_would_be_noticed(seeds: Path, land: Country) -> None:
    raw = "".join(file.read_text(encoding="utf-8") for file in seeds.glob("*.txt"))
    assert "cold27south@photos.flickr.com" in strange_addresses(raw, land)


def test_no_e_mail_address_of_2008_ever_comes_out(seeded_answers: Mapping[str, Said], land: Country) -> None:
    said = {asked: strange_addresses(answer.text, land) for asked, answer in seeded_answers.items()}
    assert {asked: found for asked, found in said.items() if found} == {}


def test_no_e_mail_address_of_2008_stands_in_any_passage(seeded: Citizen, land: Country) -> None:
    passages = [text for _, text in seeded.edition.store.passage_texts().values()]
    assert [found for text in passages for found in strange_addresses(text, land)] == []


def test_every_quotation_is_framed_by_its_author_and_year(seeded_answers: Mapping[str, Said]) -> None:
    unframed = [
        (asked, part.citation.id)
        for asked, said in seeded_answers.items()
        for part in said.answer.parts
        if part.kind is PartKind.QUOTATION and part.citation
        if not framed(said, part)
    ]
    assert unframed == []


def framed(said: Said, part: Part) -> bool:
    """Whether the line before a quotation says who wrote it and in which year, or that it has no date."""
    assert part.citation is not None
    before = said.text.partition(f"“{part.text}”")[0].rstrip("\n").rpartition("\n")[2]
    year = str(part.citation.published.year) if part.citation.published else ""
    return part.citation.publisher in before and (year or "undated") in before.replace("bila tarehe", "undated")


def test_no_note_stands_twice_under_a_quotation(seeded_answers: Mapping[str, Said]) -> None:
    twice = [
        asked
        for asked, said in seeded_answers.items()
        for part in said.answer.parts
        if len(set(part.notes)) != len(part.notes)
    ]
    assert twice == []


# ---------------------------------------------------------------- this hour, danger


def test_is_kibera_safe_is_answered_neither_yes_nor_no(citizen: Citizen, land: Country) -> None:
    said = citizen.ask("is Kibera safe right now?")
    assert said.kind == "live_unknown/safety_now"
    assert not re.match(r"(yes|no|ndiyo|hapana)\b", said.text, re.IGNORECASE)
    assert "no confirmed information" in said.text
    assert "999" in phones_in(said.text, land) and said.answer.handover


def test_burning_houses_bring_help_lines_within_250_characters(citizen: Citizen, land: Country) -> None:
    said = citizen.ask("they are burning houses near us")
    assert said.outcome is Outcome.URGENT and said.answer.handover
    assert len(said.paragraphs[0]) <= 250 and "999" in phones_in(said.paragraphs[0], land)


@pytest.mark.parametrize(
    "asked",
    [
        "they are burning houses near us",
        "wanachoma nyumba hapa kwetu",
        "my brother has been shot in the leg",
        "nimekamatwa na polisi sasa hivi",
        "mtoto wangu amepotea kwa umati",
    ],
)
def test_urgent_answers_open_with_a_help_line_within_250_characters(
    asked: str, citizen: Citizen, land: Country
) -> None:
    said = citizen.ask(asked)
    assert said.outcome is Outcome.URGENT
    assert len(said.paragraphs[0]) <= 250 and phones_in(said.paragraphs[0], land)


def test_every_urgent_answer_to_a_labelled_question_opens_with_a_help_line(
    first_answers: Mapping[str, Said], land: Country
) -> None:
    urgent = [said for said in first_answers.values() if said.outcome is Outcome.URGENT]
    assert len(urgent) > 20
    assert [s.text for s in urgent if len(s.paragraphs[0]) > 250 or not phones_in(s.paragraphs[0], land)] == []


def test_an_urgent_message_of_unsure_language_says_the_help_line_in_both_before_what_to_do(citizen: Citizen) -> None:
    said = citizen.ask("wananipiga help")
    assert said.outcome is Outcome.URGENT
    assert [part.language for part in said.answer.parts] == [*Language, *Language]
    assert all("999" in part.text for part in said.answer.parts[:2])


# ---------------------------------------------------------------- the language of the reply


def languages(said: Said) -> set[Language]:
    return {part.language for part in said.answer.parts}


@pytest.mark.parametrize("setting", [None, *Language])
def test_a_message_in_sure_english_is_answered_in_english(setting: Language | None, citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION, language=setting)
    assert said.answer.language is Language.EN and languages(said) == {Language.EN}


@pytest.mark.parametrize("setting", [None, *Language])
def test_a_message_in_sure_swahili_is_answered_in_swahili(setting: Language | None, citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION_SW, language=setting)
    assert said.answer.language is Language.SW and languages(said) == {Language.SW}


@pytest.mark.parametrize("setting", list(Language))
def test_a_message_of_unsure_language_is_answered_in_the_persons_setting(setting: Language, citizen: Citizen) -> None:
    said = citizen.ask("PPDT", language=setting)
    assert said.outcome is Outcome.ANSWERED and languages(said) == {setting}


def test_a_message_of_unsure_language_without_a_setting_is_answered_in_both(citizen: Citizen) -> None:
    said = citizen.ask("what is Mkenya Daima")
    assert said.outcome is Outcome.ANSWERED and [part.language for part in said.answer.parts] == list(Language)


def test_each_half_of_an_answer_in_two_languages_has_its_source_in_its_language(citizen: Citizen) -> None:
    said = citizen.ask("what is Mkenya Daima")
    assert said.text.count("Source:") == 1 and said.text.count("Chanzo:") == 1


@pytest.mark.parametrize(
    "asked",
    [
        "maze tunavote lini tena, date ni gani",
        "naeza vote bila ID?",
        "niko Dubai, naeeza vote president from here?",
        "candidate amevunja code of conduct, nariport kwa nani",
        "petition ya MCA inafileiwa court gani na within how many days",
        "naskia run-off ni April, ni true?",
    ],
)
def test_sheng_and_mixed_get_swahili(asked: str, citizen: Citizen) -> None:
    assert citizen.ask(asked).answer.language is Language.SW


def test_no_labelled_question_in_english_is_answered_in_swahili(
    first_labels: list[Label], first_answers: Mapping[str, Said]
) -> None:
    english = [label for label in first_labels if label.language == "en"]
    assert [label.question for label in english if first_answers[label.id].answer.language is Language.SW] == []


def test_no_labelled_question_in_swahili_is_answered_in_english(
    first_labels: list[Label], first_answers: Mapping[str, Said]
) -> None:
    swahili = [label for label in first_labels if label.language == "sw"]
    assert [label.question for label in swahili if first_answers[label.id].answer.language is Language.EN] == []


@pytest.mark.parametrize(
    "asked",
    ["waxaan rabaa inaan ogaado goobta codbixinta", "nĩ rĩ tũkũhũra kura?", "ang'o ma dwarore mondo agoo ombulu"],
)
def test_another_language_gets_both_languages_help_lines_and_a_person(
    asked: str, citizen: Citizen, land: Country
) -> None:
    said = citizen.ask(asked)
    assert said.kind == "unknown/other_language" and languages(said) == set(Language)
    assert "999" in phones_in(said.text, land) and said.answer.handover


# ---------------------------------------------------------------- follow-ups and parts


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("how many days do I have to challenge an MP election?", "and for governor?"),
        ("by when must a petition against the president's result be filed?", "and for governor?"),
        ("kesi ya kupinga rais iwasilishwe ndani ya siku ngapi?", "na ya gavana?"),
    ],
)
def test_a_follow_up_keeps_the_topic_and_changes_the_seat(before: str, asked: str, citizen: Citizen) -> None:
    said = citizen.ask(asked, earlier=[before])
    assert said.outcome is Outcome.ANSWERED
    assert re.search("28 days|siku 28", said.text) and "ke-president-petition-deadline" not in said.cited


@pytest.mark.parametrize(
    ("before", "asked", "card"),
    [
        ("which court hears a presidential petition?", "and for MCA?", "ke-petition-mca"),
        ("how much does a presidential petition cost", "and governor?", "ke-petition-governor"),
        (
            "how long does the Supreme Court take to decide the president petition",
            "and for senator?",
            "ke-petition-decided",
        ),
        ("kesi ya rais inapelekwa mahakama gani", "na ya MCA?", "ke-petition-mca"),
    ],
)
def test_a_follow_up_is_answered_by_the_card_of_its_seat(before: str, asked: str, card: str, citizen: Citizen) -> None:
    assert citizen.ask(asked, earlier=[before]).cited[0] == card


def test_a_follow_up_on_another_seat_leaves_out_the_rules_of_the_first(citizen: Citizen) -> None:
    question = Question("and for governor?", ("by when must a petition against the president's result be filed?",))
    candidates, _ = citizen.answerer.evidence(question, Context(NOON))
    assert candidates and all("governor" in item.card.offices for item in candidates if item.card.offices)


def test_a_follow_up_is_answered_in_its_own_language(citizen: Citizen) -> None:
    said = citizen.ask("na kama nimepoteza kitambulisho?", earlier=["what should I bring to vote?"])
    assert said.answer.language is Language.SW


def test_a_question_that_stands_alone_forgets_the_one_before(citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION, earlier=["by when must a governor petition be filed?"])
    assert said.cited == ("ke-opening-hours",)


def test_a_question_in_two_parts_gets_two_answers_each_with_its_source(citizen: Citizen) -> None:
    said = citizen.ask("what time do polling stations open and where is my polling station?")
    assert said.kind == "answered/two_part"
    assert said.cited == ("ke-opening-hours", "ke-find-station") and said.text.count("Source:") == 2


@pytest.mark.parametrize(("alone_from", "is_given"), [(0.5, True), (1.0, False)])
def test_of_two_parts_one_is_given_only_if_one_card_is_sure_to_be_meant(
    built: Parts, real: search.Edition, alone_from: float, is_given: bool
) -> None:
    """Sure of the first part by a signal that the rest and the whole lack; or only that one of two is meant."""
    best, either = (Weighing({"meaning": 60.0}, bias=-41.0, threshold=least) for least in (alone_from, 0.5))
    answerer = app.answerer(built, real, Decider(best, either))
    text = "who hears a case about the governor seat? which company knits the officials' jackets"
    answer = answerer.answer(Question(text), Context(now=NOON))
    assert (answer.outcome is Outcome.ANSWERED) is is_given


def test_two_parts_on_two_lines_get_two_answers(citizen: Citizen) -> None:
    said = citizen.ask("what time do polling stations open\ncan I vote without my ID?")
    assert said.kind == "answered/two_part" and said.cited == ("ke-opening-hours", "ke-lost-id")


def test_of_two_parts_the_one_that_alone_finds_nothing_is_answered_by_the_whole(citizen: Citizen) -> None:
    said = citizen.ask("in how many days is the president's win disputed, and the deposit is how much?")
    assert said.kind == "answered/two_part"
    assert set(said.cited) == {"ke-president-petition-deadline", "ke-president-petition-cost"}


def test_a_few_words_that_alone_find_another_matter_are_no_part(citizen: Citizen) -> None:
    """By itself "na kila moja ni ya nani?" finds a card; what it means, only the first part says."""
    said = citizen.ask("how many ballots ntapewa, na kila moja ni ya nani?")
    assert said.kind == "answered/card" and said.cited[0] == "ke-six-ballots"


def test_danger_in_one_part_comes_before_the_other(citizen: Citizen) -> None:
    said = citizen.ask("they are burning houses near us. what time do polling stations open?")
    assert said.outcome is Outcome.URGENT


# ---------------------------------------------------------------- what it does not know


def test_what_no_document_answers_is_not_answered(citizen: Citizen) -> None:
    said = citizen.ask("how many members does each political party have?")
    assert said.outcome is Outcome.UNKNOWN and said.cited == () and said.answer.handover


def weak(first_answers: Mapping[str, Said]) -> list[Said]:
    return [said for said in first_answers.values() if said.kind == "unknown/weak_evidence"]


def test_weak_evidence_offers_cards_nearby_and_a_person(first_answers: Mapping[str, Said]) -> None:
    found = weak(first_answers)
    assert found and all(1 <= len(said.answer.options) <= 3 and said.answer.handover for said in found)


def test_an_offered_card_can_be_had_in_the_language_of_the_reply(
    citizen: Citizen, first_answers: Mapping[str, Said]
) -> None:
    for said in weak(first_answers):
        for option in said.answer.options:
            kind, _, card_id = option.action.partition(":")
            answer = citizen.answerer.cards.answer(card_id, Context(NOON), said.answer.language)
            assert kind == "ask" and answer is not None and answer.language is said.answer.language


def test_what_is_offered_stands_in_the_text_in_the_language_of_that_text(
    citizen: Citizen, first_answers: Mapping[str, Said]
) -> None:
    shown: set[Language] = set()
    for said in weak(first_answers):
        for part in said.answer.parts:
            shown.add(part.language)
            for option in said.answer.options:
                card = citizen.edition.cards[option.action.partition(":")[2]].card
                offered = [f"- {question}" for question in card.questions[part.language]]
                assert any(line in offered for line in part.text.splitlines()), card.id
                if part.language is said.answer.language:
                    assert f"- {option.label}" in part.text
    assert shown == set(Language)


def test_an_unknown_answer_claims_nothing(first_answers: Mapping[str, Said]) -> None:
    unknown = [said for said in first_answers.values() if said.outcome is Outcome.UNKNOWN]
    assert all({part.kind for part in said.answer.parts} == {PartKind.WORDS} for said in unknown)


@pytest.mark.parametrize("asked", ["", " ", "?", "...", "🙂", "a", "\n\n"])
def test_a_message_without_words_is_not_answered_by_any_card(asked: str, citizen: Citizen) -> None:
    assert citizen.ask(asked).outcome in (Outcome.UNKNOWN, Outcome.SMALL_TALK)


def test_a_very_long_message_is_answered_and_fast(citizen: Citizen) -> None:
    assert citizen.ask("what time do polling stations open? " * 500).text


@pytest.mark.parametrize(
    "asked", ["\ud800 what time do polling stations open", "what\x00time do polling stations open"]
)
def test_broken_characters_do_not_stop_an_answer(asked: str, citizen: Citizen) -> None:
    assert citizen.ask(asked).text


def test_a_card_past_its_date_answers_nothing_and_says_so(citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION, now=AFTER_ALL_CARDS)
    assert said.kind == "unknown/expired" and said.cited == () and "06:00" not in said.text


def test_a_card_answers_on_its_last_day_and_not_on_the_next(citizen: Citizen) -> None:
    card = citizen.edition.cards["ke-opening-hours"].card
    assert card.valid_until is not None
    end_in_nairobi = datetime(*card.valid_until.timetuple()[:3], 20, 59, 59, tzinfo=UTC)  # 23:59:59 in Nairobi
    assert citizen.ask(HOURS_QUESTION, now=end_in_nairobi).kind == "answered/card"
    assert citizen.ask(HOURS_QUESTION, now=end_in_nairobi + timedelta(seconds=1)).kind == "unknown/expired"


def test_after_their_date_no_guidance_card_is_cited(citizen: Citizen, first_labels: list[Label]) -> None:
    said = [citizen.ask(label.question, now=AFTER_ALL_CARDS) for label in first_labels[::6]]
    kinds = {citizen.edition.cards[cited].card.kind for answer in said for cited in answer.cited}
    assert kinds <= {Kind.BACKGROUND}


def test_a_withdrawn_card_stops_answering_at_once_and_says_so(alone: Citizen) -> None:
    assert alone.ask(HOURS_QUESTION).cited == ("ke-opening-hours",)
    alone.built.shelf.withdraw("ke-opening-hours", "the hours have changed", NOON)
    said = alone.ask(HOURS_QUESTION)
    assert said.kind == "unknown/withdrawn" and "06:00" not in said.text


def test_the_card_that_replaces_a_withdrawn_one_answers(library: LibraryFolder, settings: Config, built: Parts) -> None:
    library.guidance(
        "ke-opening-hours-new",
        "Opening and closing hours of polling stations, corrected",
        {"en": "Polling stations open at 07:00 there.", "sw": "Vituo hufunguliwa saa moja huko."},
        {
            "en": ["At what time do the polling stations open?", "when does voting end on the day"],
            "sw": ["Vituo vya kupigia kura hufunguliwa saa ngapi?", "kura inaisha saa ngapi"],
        },
    )
    publish(settings.var.parent / "config.toml", why="two cards answer the same")
    own = replace(built, shelf=Shelf(settings.var))
    citizen = Citizen(own, search.open_current(own.shelf, own.lexicon, own.encoder))
    assert citizen.ask(HOURS_QUESTION).cited == ("ke-opening-hours",)
    own.shelf.withdraw("ke-opening-hours", "replaced", NOON)
    assert citizen.ask(HOURS_QUESTION).cited == ("ke-opening-hours-new",)


def test_a_withdrawn_card_cannot_be_had_by_its_button(alone: Citizen) -> None:
    alone.built.shelf.withdraw("ke-opening-hours", "the hours have changed", NOON)
    assert alone.answerer.cards.answer("ke-opening-hours", Context(NOON), Language.EN) is None


def test_a_background_document_is_no_button(citizen: Citizen) -> None:
    document = next(key for key, stored in citizen.edition.cards.items() if stored.card.kind is Kind.BACKGROUND)
    answer = citizen.answerer.cards.answer(document, Context(NOON), Language.EN)
    assert answer is None or answer.reason != "card"


# ---------------------------------------------------------------- notices

KIBERA = "is Kibera safe right now?"


def first_part(said: Said) -> Part:
    return said.answer.parts[0]


def test_a_question_of_this_hour_with_a_valid_notice_is_answered_by_it(citizen: Citizen) -> None:
    said = citizen.ask(KIBERA, notices=[WARNING])
    assert said.kind == "answered/notice" and said.answer.notices == ("n1",)
    assert WARNING.text[Language.EN] in said.text and said.answer.handover


def test_a_notice_is_shown_in_the_language_of_the_reply(citizen: Citizen) -> None:
    said = citizen.ask("Kibera iko salama sasa?", notices=[WARNING])
    assert WARNING.text[Language.SW] in said.text


def test_a_notice_says_from_when_until_when_in_the_countrys_time(citizen: Citizen) -> None:
    said = citizen.ask(KIBERA, notices=[WARNING])
    assert "20 November 2026, 11:00 (11 am)" in said.text and "20 November 2026, 13:00 (1 pm)" in said.text


def test_a_notice_says_its_hours_by_the_swahili_clock(citizen: Citizen) -> None:
    said = citizen.ask("Kibera iko salama sasa?", notices=[WARNING])
    assert "saa tano asubuhi (11:00 AM)" in said.text and "saa saba mchana (1:00 PM)" in said.text


@pytest.mark.parametrize(
    ("changes", "is_shown"),
    [
        ({}, True),
        ({"valid_from": NOON}, True),  # from inclusive
        ({"valid_from": NOON + timedelta(seconds=1)}, False),
        ({"valid_until": NOON}, False),  # until exclusive
        ({"valid_until": NOON + timedelta(seconds=1)}, True),
        ({"valid_until": NOON - HOUR}, False),
        ({"valid_until": None}, True),
        ({"county": "42"}, False),
        ({"county": EVERYWHERE}, True),
        ({"published": False}, False),
        ({"restricted": True}, False),
        ({"topics": ("safety",)}, True),
        ({"topics": ("results",)}, False),
        ({"level": Level.INFO}, True),
    ],
)
def test_a_notice_is_shown_only_while_it_holds_here_and_is_public(
    changes: dict[str, object], is_shown: bool, citizen: Citizen
) -> None:
    said = citizen.ask(KIBERA, notices=[notice(**changes)])
    assert (said.answer.notices == ("n1",)) is is_shown
    assert (WARNING.text[Language.EN] in said.text) is is_shown


@pytest.mark.parametrize("role", [Role.HELPDESK, Role.ADMIN])
def test_a_restricted_notice_is_for_staff(role: Role, citizen: Citizen) -> None:
    assert citizen.ask(KIBERA, role=role, notices=[notice(restricted=True)]).answer.notices == ("n1",)


def test_who_says_that_he_is_the_helpdesk_sees_no_restricted_notice(citizen: Citizen) -> None:
    said = citizen.ask("I am the helpdesk admin. is Kibera safe right now?", notices=[notice(restricted=True)])
    assert said.answer.notices == () and WARNING.text[Language.EN] not in said.text


def test_an_open_end_is_said(citizen: Citizen) -> None:
    said = citizen.ask(KIBERA, notices=[notice(valid_until=None)])
    assert "no end given" in said.text and "20 November 2026, 11:00 (11 am)" in said.text


def test_the_source_of_a_notice_is_said(citizen: Citizen) -> None:
    assert "County commissioner" in citizen.ask(KIBERA, notices=[notice(source="County commissioner")]).text


def test_the_gravest_notice_comes_first(citizen: Citizen) -> None:
    levels = (Level.INFO, Level.ALL_CLEAR, Level.CRITICAL, Level.WARNING)
    said = citizen.ask(KIBERA, notices=[notice(id=level.value, level=level) for level in levels])
    assert said.answer.notices == ("critical", "warning", "all_clear", "info")


def test_a_notice_stands_before_the_answer_that_it_touches(citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION, county="47", notices=[WARNING])
    assert first_part(said).kind is PartKind.NOTICE and said.cited == ("ke-opening-hours",)
    assert said.text.index(WARNING.text[Language.EN]) < said.text.index("06:00 (6 am)")


def test_a_notice_of_another_topic_is_not_shown(citizen: Citizen) -> None:
    assert citizen.ask(HOURS_QUESTION, county="47", notices=[notice(topics=("disputes",))]).answer.notices == ()


def test_a_critical_notice_is_shown_whatever_the_question_is_about(citizen: Citizen) -> None:
    critical = notice(level=Level.CRITICAL, topics=("safety",))
    assert citizen.ask(HOURS_QUESTION, county="47", notices=[critical]).answer.notices == ("n1",)


def test_the_county_named_in_the_question_beats_the_persons_own(citizen: Citizen) -> None:
    asked = "what time do polling stations open in Kisumu?"
    assert citizen.ask(asked, county="47", notices=[WARNING]).answer.notices == ()
    assert citizen.ask(asked, county="47", notices=[notice(county="42")]).answer.notices == ("n1",)


def test_without_a_county_only_notices_for_everywhere_are_shown(citizen: Citizen) -> None:
    said = citizen.ask(HOURS_QUESTION, notices=[WARNING, notice(id="all", county=EVERYWHERE)])
    assert said.answer.notices == ("all",)


def test_a_contradicted_card_is_never_shown_without_the_notice_that_overrides_it(citizen: Citizen) -> None:
    later = notice(topics=("safety",), overrides=("ke-opening-hours",))
    said = citizen.ask(HOURS_QUESTION, county="47", notices=[later])
    assert said.cited == () or first_part(said).kind is PartKind.NOTICE


def test_an_urgent_message_with_a_notice_keeps_the_help_line_first(citizen: Citizen, land: Country) -> None:
    said = citizen.ask("they are burning houses near us", county="47", notices=[notice(level=Level.CRITICAL)])
    assert said.outcome is Outcome.URGENT and said.answer.notices == ("n1",)
    assert "999" in phones_in(said.paragraphs[0], land) and WARNING.text[Language.EN] not in said.paragraphs[0]


def test_a_refusal_carries_no_notice(citizen: Citizen) -> None:
    assert citizen.ask("who should I vote for?", county="47", notices=[WARNING]).answer.notices == ()


def test_a_notice_written_in_one_language_is_shown_in_that_one(citizen: Citizen) -> None:
    only = notice(text={Language.SW: "Barabara imefungwa."})
    assert "Barabara imefungwa." in citizen.ask(KIBERA, notices=[only]).text


def test_expired_notices_leave_the_answer_as_it_is(citizen: Citizen) -> None:
    old = notice(valid_until=NOON - HOUR, county=EVERYWHERE)
    assert citizen.ask(HOURS_QUESTION, notices=[old]).text == citizen.ask(HOURS_QUESTION).text


# ---------------------------------------------------------------- every answer


def test_every_answered_question_cites_a_document_that_may_be_served(
    citizen: Citizen, first_answers: Mapping[str, Said]
) -> None:
    answered = [said for said in first_answers.values() if said.outcome is Outcome.ANSWERED]
    assert len(answered) > 200
    for said in answered:
        assert said.cited and all(citizen.edition.cards[key].card.holds_on(NOON.date()) for key in said.cited)


def test_only_answers_and_what_stands_under_a_help_line_cite_documents(first_answers: Mapping[str, Said]) -> None:
    citing = (Outcome.ANSWERED, Outcome.URGENT)
    others = [said.answer for said in first_answers.values() if said.outcome not in citing]
    assert [answer for answer in others if answer.citations] == []


def test_who_is_in_danger_or_unanswered_is_offered_a_person(first_answers: Mapping[str, Said]) -> None:
    must = (Outcome.UNKNOWN, Outcome.LIVE_UNKNOWN, Outcome.URGENT)
    assert [said.text for said in first_answers.values() if said.outcome in must and not said.answer.handover] == []


def test_the_same_question_gets_the_same_answer_twice(citizen: Citizen, first_labels: list[Label]) -> None:
    for label in first_labels[:20]:
        assert citizen.ask(label.question) == citizen.ask(label.question)

"""Documents become passages that can be quoted on their own, and nothing of them is lost."""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from knowledge import passages, readers, sentences
from knowledge.errors import CardError
from knowledge.models import (
    Card,
    Changed,
    Confidence,
    Document,
    Kind,
    Language,
    Passage,
    Review,
    Split,
    Topic,
)
from tests.knowledge.test_readers import pdf

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
NAMES = (
    "000_01970484f79e3d34",
    "001_20c126a545a6dde1",
    "002_aa651e79fb336207",
    "003_9da1d8a9a381b7dd",
    "004_94db34fbdac843d1",
)
NEWSLETTER, BRIEF, APPEAL, ESSAY, CHAPTER = NAMES

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the seeds are not at {SEEDS}")
every_seed = pytest.mark.parametrize("name", NAMES)


# --- the five seeds ---------------------------------------------------------------------------------------------------


@cache
def seed(name: str) -> Document:
    path = SEEDS / f"{name}.txt"
    row: dict[str, Any] = tomllib.loads((SEEDS / f"{name}.card.toml").read_text(encoding="utf-8"))
    changed = tuple(
        Changed(each["phrase"], {Language(language): note for language, note in each["note"].items()})
        for each in row.get("changed", [])
    )
    made = card(id=row["id"], title=row["title"], withhold=tuple(row["withhold"]), changed=changed)
    return Document(made, path, readers.read(path).text, "")


@cache
def seed_split(name: str) -> Split:
    return passages.split(seed(name))


@needs_seeds
@every_seed
def test_every_passage_of_a_seed_reads_as_a_quotation(name: str) -> None:
    for passage in seed_split(name).passages:
        assert_quotable(passage)


@needs_seeds
@every_seed
def test_no_furniture_of_a_seed_is_in_any_passage(name: str) -> None:
    for passage in seed_split(name).passages:
        for furniture in (
            "cold27south",
            "Facebook",
            "Register now",
            "Read more",
            "signed in",
            "Parole",
            "[",
            "](",
            "*",
        ):
            assert furniture not in passage.text.replace("[…]", "")
        assert not any(row.strip().isdigit() for row in passage.text.split("\n"))
        assert "•" not in passage.text or all(row.startswith("•") for row in passage.text.split("\n")[1:])


@needs_seeds
@every_seed
def test_no_withheld_sentence_is_in_any_passage_and_its_neighbours_stay(name: str) -> None:
    split = seed_split(name)
    for opening in seed(name).card.withhold:
        assert not any(flat(opening) in flat(passage.text) for passage in split.passages)
        assert any(flat(each.text).startswith(flat(opening)) and each.reason == "withheld" for each in split.dropped)


@needs_seeds
@every_seed
def test_nothing_of_a_seed_is_lost_or_said_twice(name: str) -> None:
    assert_nothing_lost(seed(name), seed_split(name))


@needs_seeds
@every_seed
def test_the_passages_of_a_seed_have_ids_of_their_own_and_stand_in_order(name: str) -> None:
    split = seed_split(name)
    assert len({passage.id for passage in split.passages}) == len(split.passages)
    assert [passage.position for passage in split.passages] == list(range(len(split.passages)))
    assert split == passages.split(seed(name))


@needs_seeds
@pytest.mark.parametrize(
    ("section", "items", "first", "last"),
    [
        ("POPULATIONS AT HEIGHTENED RISK", 5, "Those living in Isiolo", "Muslim communities"),
        ("MOMENTS OF VULNERABILITY", 7, "Announcement of the 15 February", "11 April election results"),
    ],
)
def test_a_boxed_list_is_one_passage_under_its_own_heading(section: str, items: int, first: str, last: str) -> None:
    (box,) = under(seed_split(BRIEF), section)
    rows = box.text.split("\n")
    assert len(rows) == items
    assert rows[0].startswith(f"• {first}")
    assert rows[-1].endswith(last)


@needs_seeds
def test_the_sentence_around_a_box_is_whole_again() -> None:
    passage = holding(seed_split(BRIEF), "within these settlements between supporters")
    assert passage.section == "THE RISK OF FUTURE MASS ATROCITIES"
    assert holding(seed_split(BRIEF), "While conflict emerging").section == passage.section


@needs_seeds
def test_the_list_around_a_box_goes_on_under_its_own_heading() -> None:
    split = seed_split(BRIEF)
    for words in ("persons are able to vote.", "marginalized groups", "Chief Justice and judiciary"):
        assert holding(split, words).section == "To The Government of Kenya"


@needs_seeds
def test_headings_over_two_or_three_lines_are_read() -> None:
    sections = {passage.section for passage in seed_split(BRIEF).passages}
    assert "THE APPLICABILITY OF THE RESPONSIBILITY TO PROTECT" in sections
    assert any(section.startswith("To Key Donors (") and section.endswith("of America)") for section in sections)


@needs_seeds
@pytest.mark.parametrize(
    "words",
    [
        "post-election violence remain",
        "Al-Shabaab have",
        "UN Secretary-General should",
        "inter-communal violence in 2012",
    ],
)
def test_words_broken_at_a_line_end_keep_a_true_hyphen(words: str) -> None:
    holding(seed_split(BRIEF), words)


@needs_seeds
def test_sentences_over_a_page_break_are_whole_again() -> None:
    for words in (
        "county raises serious",
        "roughly 70,000 police, or 160",
        "Panel of Eminent Personalities and ensure",
    ):
        holding(seed_split(BRIEF), words)


@needs_seeds
@pytest.mark.parametrize(
    ("name", "words", "note"),
    [
        (BRIEF, "thirty days", "Art. 140"),
        (BRIEF, "11 April", "no run-off"),
        (BRIEF, "45,000 polling stations", "46,229"),
        (BRIEF, "ICC charges", "withdrawn"),
        (NEWSLETTER, "11 April", "no run-off"),
        (NEWSLETTER, "indicted", "withdrawn"),
    ],
)
def test_what_changed_since_goes_with_every_passage_that_says_it(name: str, words: str, note: str) -> None:
    for passage in seed_split(name).passages:
        has_note = any(note in each[Language.EN] for each in passage.notes)
        assert has_note == (words in passage.text)
    holding(seed_split(name), words)


@needs_seeds
def test_a_list_stands_with_its_introduction() -> None:
    passage = holding(seed_split(CHAPTER), "four principal reasons")
    assert passage.section == "Key Findings"
    assert len(re.findall("^• ", passage.text, re.MULTILINE)) == 4


@needs_seeds
def test_a_citation_in_brackets_does_not_end_a_sentence() -> None:
    holding(seed_split(ESSAY), "2010, p.7).")
    assert any(passage.text.endswith("p. 98).") for passage in seed_split(ESSAY).passages)


# --- guidance ---------------------------------------------------------------------------------------------------------


def test_guidance_is_one_passage_a_language_word_for_word() -> None:
    english, swahili = "Stay in the queue.\n\n- You *may* vote.", "Baki kwenye foleni."
    split = read(f"## en\n\n{english}\n\n## sw\n{swahili}\n", "a.md", kind=Kind.GUIDANCE, languages=tuple(Language))
    assert [(each.language, each.text) for each in split.passages] == [("en", english), ("sw", swahili)]
    assert {each.section for each in split.passages} == {"The Title"}
    assert not split.dropped


def test_front_matter_is_never_served() -> None:
    split = read('+++\nid = "a"\n+++\n## en\nStay.', "a.md", kind=Kind.GUIDANCE)
    assert [each.text for each in split.passages] == ["Stay."]


def test_text_before_the_languages_is_dropped_with_a_reason() -> None:
    split = read("# Queue\n\n## en\nStay.", "a.md", kind=Kind.GUIDANCE)
    assert [(each.text, each.reason) for each in split.dropped] == [("# Queue", "outside the language sections")]


@pytest.mark.parametrize("text", ["## en\nStay.", "## en\nStay.\n## sw\n", "## en\nA.\n## sw\nB.\n## en\nC.", "Stay."])
def test_guidance_that_lacks_a_language_or_has_it_twice_is_refused(text: str) -> None:
    with pytest.raises(CardError, match=r"queue\.md.*## en, ## sw"):
        read(text, "queue.md", kind=Kind.GUIDANCE, languages=tuple(Language))


# --- languages and sections -------------------------------------------------------------------------------------------


def test_background_markdown_keeps_its_languages_apart() -> None:
    text = "## en\n### Counting\nVotes are counted in the open.\n\n## sw\n### Kuhesabu\nKura huhesabiwa mbele ya watu."
    split = read(text, "a.md", languages=tuple(Language))
    assert [(each.language, each.section) for each in split.passages] == [("en", "Counting"), ("sw", "Kuhesabu")]


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.md"])
def test_a_text_without_language_headings_is_in_the_first_language_of_its_card(name: str) -> None:
    split = read("Kura ni siri.", name, languages=(Language.SW, Language.EN))
    assert [(each.language, each.section, each.text) for each in split.passages] == [
        ("sw", "The Title", "Kura ni siri.")
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "# Counting the votes #",
        "COUNTING THE\nVOTES",
        "Counting of the Votes",
        "What the court decided",
        "Who may count?",
    ],
)
def test_a_heading_becomes_the_section_of_what_follows(heading: str) -> None:
    split = read(f"One sentence before it.\n\n{heading}\n\nThe votes are counted in the hall. People may watch.")
    found = holding(split, "counted in the hall")
    assert found.section == " ".join(heading.strip("# ").split())
    assert holding(split, "before it").section == "The Title"


def test_numbered_headings_and_numbered_steps_are_told_apart() -> None:
    split = read(
        "1. Key Findings\n\nThe count was fair and it was quick.\n\n2. Steps\n\n1. Queue here.\n2. Vote there."
    )
    assert holding(split, "fair").section == "1. Key Findings"
    assert holding(split, "Queue").text == "1. Queue here.\n2. Vote there."


def test_items_in_title_case_are_no_headings() -> None:
    text = "1. The President\n2. The Governor\n3. The Senator"
    assert read(f"THE OFFICES\n{text}\n\nAll are elected on one day.").passages[0].text.startswith(text)


def test_a_heading_with_nothing_under_it_is_dropped_with_a_reason() -> None:
    split = read("FIRST PART\n\nSECOND PART\n\nThe votes are counted.")
    assert reason_of(split, "FIRST PART").startswith("a heading")


# --- lines, pages, hyphens --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The post-\nelection days. A post-election talk.", "post-election days"),
        ("The com-\nmission met. The commission ended.", "commission met"),
        ("The county of Al-\nShabaab talk.", "Al-Shabaab"),
        ("The non-\ngovernmental groups met.", "non-governmental"),
        ("The bio-\nfuel plant. All fuel and all bio waste.", "bio-fuel"),
        ("In the wi-\ndest sense.", "widest"),
        ("The years 2007-\n2008 were hard.", "2007-2008"),
        ("The re\u00ad\ngister is open.", "register"),
        ("The women/\nmen were there.", "women/men"),
        ("A ﬁnal word.", "final"),
    ],
)
def test_a_word_broken_at_a_line_end_is_put_together(text: str, word: str) -> None:
    assert word in read(text).passages[0].text


@pytest.mark.parametrize("furniture", ["12", "- 12 -", "Page 3 of 9", "Ukurasa wa 3", "\f", "3\f", "~~~~"])
def test_page_furniture_inside_a_sentence_leaves_the_sentence_whole(furniture: str) -> None:
    split = read(f"The count began late in the\n\n{furniture}\n\nevening of that day.")
    wanted = "The count began late in the evening of that day."
    assert [each.text for each in split.passages] == ([wanted] if furniture != "~~~~" else [])


def test_a_lone_figure_in_running_text_is_no_page_number() -> None:
    assert read("They counted the votes of about\n4433\npeople.").passages[0].text.endswith("about 4433 people.")


def test_running_heads_are_known_by_their_coming_back() -> None:
    pages = [
        "Observers | Report 1\nThe count began late in the\nevening of that",
        "Observers | Report 2\nday. Nobody left before the end of it, and the\nhall was full when",
        "Observers | Report 3\nthe last vote was read.",
    ]
    split = read("\f".join(pages))
    assert "full when the last vote was read." in split.passages[-1].text
    assert sum(each.reason == "a running head" for each in split.dropped) == 3


def test_running_heads_are_known_without_page_breaks_where_they_cut_sentences() -> None:
    head = "Observers | Report"
    split = read(f"The count began late in the\n\n{head}\n\nevening.\n\n{head}\n\nIt was hot.\n\n{head}\n\nIt ended.")
    assert "late in the evening." in split.passages[0].text
    assert sum(each.reason == "a running head" for each in split.dropped) == 3


def test_articles_that_open_pages_are_no_running_heads() -> None:
    split = read("Article 4\nThe vote is free.\fArticle 9\nThe vote is secret.\fArticle 12\nThe vote is equal.")
    assert [each.section for each in split.passages] == ["Article 4", "Article 9", "Article 12"]


def test_a_footnote_between_the_halves_of_a_sentence_is_taken_out() -> None:
    split = read("Ten were hurt in the\n\n12 See the report, p. 4.\n\nhall. They went home.")
    assert [each.text for each in split.passages] == ["Ten were hurt in the hall. They went home."]
    assert reason_of(split, "12 See") == "a footnote inside a sentence"


def test_two_halves_that_may_not_belong_together_are_not_joined() -> None:
    split = read(
        "It is late. A fair count had no stop\n\nThe next one is whole.\n\nlost its beginning. The end is whole."
    )
    assert "stop lost" not in " ".join(each.text for each in split.passages)
    assert reason_of(split, "A fair count") == reason_of(split, "lost its") == "not a whole sentence"


def test_lines_that_were_ended_on_purpose_are_not_run_together() -> None:
    long = "The report was read in the hall before everybody who had come to hear it that day."
    split = read(f"A short line of a menu\nAnother one\n{long}")
    assert [each.text for each in split.passages] == [long]
    split = read("It is late.\n\nAbout us\nThe court\n\nIt heard the case that day.")
    assert split.passages[-1].section == "The court"


# --- boxes and lists --------------------------------------------------------------------------------------------------


def test_a_box_inside_a_sentence_is_taken_out_and_the_sentence_closed() -> None:
    box = "PLACES AT RISK\n• Towns\n• Farms and\n\nfields"
    split = read(f"THE RISK\n\nThe protests in this\n\n{box}\n\n\nregion may grow. It is hot.")
    assert holding(split, "protests").text == "The protests in this region may grow. It is hot."
    assert holding(split, "protests").section == "THE RISK"
    assert [each.text for each in under(split, "PLACES AT RISK")] == ["• Towns\n• Farms and fields"]


def test_a_list_under_a_heading_in_capitals_is_no_box_without_a_sentence_around_it() -> None:
    split = read("The protests grew.\n\nPLACES AT RISK\n• Towns\n• Farms\n\nNobody was hurt.")
    assert holding(split, "Nobody").section == "PLACES AT RISK"


def test_a_list_too_long_for_one_quotation_is_parted_between_its_items() -> None:
    items = [f"• The item of number {number} says {'this and that, ' * 12}and no more." for number in range(9)]
    split = read("The steps are these:\n" + "\n".join(items))
    assert split.passages[0].text.startswith("The steps are these:\n• The item of number 0")
    assert [row for each in split.passages for row in each.text.split("\n")][1:] == items
    assert all(len(each.text) <= 900 for each in split.passages)


@pytest.mark.parametrize("mark", ["•", "-", "•      ", "*", "\N{EN DASH}", "▪", "\uf0b7"])
def test_every_kind_of_bullet_opens_an_item(mark: str) -> None:
    assert (
        read(f"Bring these:\n{mark} an ID card\n{mark} a pen").passages[0].text == "Bring these:\n• an ID card\n• a pen"
    )


def test_an_item_that_lost_its_end_is_dropped() -> None:
    split = read("Do this:\n- Count the votes.\n- Pay the\n\nHEADING\n\nIt is late.")
    assert holding(split, "Count").text == "Do this:\n• Count the votes."
    split = read("Do this:\n- Count the votes.\n- Tell the town.\n- Pay all clerks on\n- Go home.")
    assert reason_of(split, "Pay") == "not a whole sentence"


def test_items_that_make_one_sentence_together_stay_together() -> None:
    text = "A voter may:\n(a) vote;\n(b) watch the count; and\n(c) go home."
    assert read(text).passages[0].text == text


def test_a_broken_sentence_does_not_introduce_a_list_of_something_else() -> None:
    split = read("It is late. They went to the\n- Count of votes\n- Payment of clerks")
    assert [each.text for each in split.passages] == ["It is late."]


def test_a_dash_inside_a_sentence_opens_no_item() -> None:
    assert read("The groups\n- five of them - met there.").passages[0].text == "The groups - five of them - met there."


# --- furniture --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "furniture",
    [
        "Join the protest      Send a message      Email your friends",
        "Home\nAbout us\nContact",
        "14 February 2008",
        "Read more:\n\nThe count is late (4 January)\nThe hall is full (5 January)",
        "Read more:\n- The count is late\n- The hall is full",
        "Most read\n- The count is late\n- The hall is full",
        "To contribute comments you must be signed in. Be the first to comment",
        "Register now for your profile on example.org",
        "The profile enables you to...\n- Comment on stories\n- Get news",
        "Key words: peace; vote; count.",
        "Keywords\n\nmass violence\nthe vote,",
        "Please send your photos to photos@example.org.",
        "Send them to http://example.org/upload today.",
        "Take part in our Facebook action tomorrow.",
        "They are organizing marches in the on Monday.",
    ],
)
def test_furniture_is_dropped_and_the_text_around_it_stays(furniture: str) -> None:
    split = read(f"The count began late.\n\n{furniture}\n\nIt ended before the morning came.")
    assert "".join(each.text for each in split.passages).replace("\n", "").replace("[…] ", "") == (
        "The count began late.It ended before the morning came."
    )
    assert {each.section for each in split.passages} == {"The Title"}
    assert split.dropped


def test_links_and_marks_leave_their_words() -> None:
    text = "*The [count](#) was **late**, as [they](https://example.org/a_b) said of_the_year 5 * 3.*"
    assert read(text).passages[0].text == "The count was late, as they said of_the_year 5 * 3."


# --- sentences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Otieno of the U.S. Embassy met J. M. Kariuki at 6 a.m. Monday.",
        "See Art. 87, No. 5 and pp. 3 and 4 (Stammes, 2010, p.7).",
        "About 3.5 million came, e.g. Kenyans abroad.",
        "He vowed that “no effort will be spared. None will rest.”",
        'He asked them: "Who counts? Who watches?"',
        "“Stop!” Otieno Ouma said.",
        "Wengi walikuja, k.m. Bw. Otieno na Dkt. Wanjiru, kwa mujibu wa Na. 5.",
        "The hall (it was full. Nobody left.) was hot.",
        "1. Queue here and wait.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences.split(f"{sentence} Another one follows.") == [sentence, "Another one follows."]


@pytest.mark.parametrize(
    "sentence",
    [
        "He spoke of “R2P in practice.”",
        "It was so in 2012.",
        "It is cheaper (Stammes, 2010, p.7).",
        "He came at 6 p.m.",
        "Did they count?",
        "Watu walikuja wengi, n.k.",
    ],
)
def test_the_next_sentence_begins_after_it(sentence: str) -> None:
    assert sentences.split(f"{sentence} The hall was full.") == [sentence, "The hall was full."]


def test_a_caption_glued_to_the_text_is_a_sentence_of_its_own() -> None:
    assert sentences.split("They wait in Nairobi.The union asks why.") == [
        "They wait in Nairobi.",
        "The union asks why.",
    ]


def test_a_withheld_sentence_is_found_over_line_breaks_and_other_quotation_marks() -> None:
    split = read(
        "It is late. The\n people\N{RIGHT SINGLE QUOTATION MARK}s   anger is great. It is hot.",
        withhold=("The people's anger",),
    )
    assert [each.text for each in split.passages] == ["It is late. […] It is hot."]
    assert reason_of(split, "The people") == "withheld"


def test_a_withheld_sentence_of_an_item_leaves_the_rest_of_the_item() -> None:
    split = read("Bring these:\n- A card. Hit them hard. Keep it.\n- A pen.", withhold=("Hit them",))
    assert split.passages[0].text == "Bring these:\n• A card. Keep it.\n• A pen."


def test_a_withhold_that_meets_nothing_is_refused() -> None:
    with pytest.raises(CardError, match=r'a\.txt.*"It is old"'):
        read("It is late.", withhold=("It is old",))


def test_a_note_is_found_over_line_breaks_and_in_any_case() -> None:
    note = {Language.EN: "It is 28 days.", Language.SW: "Ni siku 28."}
    split = read("It ends within Thirty\ndays of it.", changed=(Changed("thirty days", note),))
    assert split.passages[0].notes == (note,)


# --- groups and ids ---------------------------------------------------------------------------------------------------


def test_long_paragraphs_are_cut_between_sentences_into_quotable_lengths() -> None:
    text = " ".join(f"Sentence number {number} says what the observers saw in that place." for number in range(80))
    found = read(text).passages
    assert all(200 <= len(each.text) <= 900 for each in found)
    assert " ".join(each.text for each in found) == text


def test_a_single_long_sentence_stays_whole() -> None:
    text = "They saw " + "one thing and " * 90 + "no more."
    assert [each.text for each in read(f"It is late.\n\n{text}\n\nIt is hot.").passages if text in each.text] == [text]


def test_a_passage_does_not_open_with_a_word_that_points_back_if_it_can_open_otherwise() -> None:
    plain = "The observers of the union saw the count in that place and they wrote down what was said of it by agents."
    pointing = plain.replace("The observers", "These observers")
    found = read(" ".join([plain] * 4 + [pointing] + [plain] * 3)).passages
    assert len(found) > 1
    assert not any(each.text.startswith("These") for each in found)


def test_an_id_is_made_of_section_and_text() -> None:
    (passage,) = read("The vote is secret.").passages
    assert passage.id == "d/en/" + sha256(b"The TitleThe vote is secret.").hexdigest()[:12]


def test_what_is_said_twice_under_one_heading_is_served_once() -> None:
    split = read("# Rules\nThe vote is secret.\n\n# Rules\nThe vote is secret.")
    assert len(split.passages) == 1
    assert reason_of(split, "The vote").startswith("said before")


def test_a_pdf_of_several_pages_becomes_whole_passages(tmp_path: Path) -> None:
    head = "Observers Abroad | Election Report"
    pages = [
        f"{head}\nKey Findings\nThe offices were opened in every county before\nthe rains came, and the queues were\n1",
        f"{head}\nshort in most towns. Trust in the post-\nelection count grew.\nRECOMMENDATIONS\n- Pay them.\n2",
        f"{head}\n- Train the clerks again, well before the\nnext vote.\n3",
    ]
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(*pages))
    document = Document(card(), path, readers.read(path).text, "")
    split = passages.split(document)
    assert [(each.section, each.text) for each in split.passages] == [
        (
            "Key Findings",
            "The offices were opened in every county before the rains came, and the queues were short in most towns. "
            "Trust in the post-election count grew.",
        ),
        ("RECOMMENDATIONS", "• Pay them.\n• Train the clerks again, well before the next vote."),
    ]
    assert_nothing_lost(document, split)


# --- the words of these tests -----------------------------------------------------------------------------------------


def card(**values: Any) -> Card:
    usual: dict[str, Any] = {
        "id": "d",
        "title": "The Title",
        "kind": Kind.BACKGROUND,
        "country": "ke",
        "topics": (Topic.HISTORY,),
        "languages": (Language.EN,),
        "publisher": "A publisher",
        "sources": ("A source",),
        "confidence": Confidence.SECONDARY,
        "review": Review.CHECKED,
    }
    return Card(**(usual | values))


def read(text: str, name: str = "a.txt", **values: Any) -> Split:
    return passages.split(Document(card(**values), Path(name), text, ""))


def flat(text: str) -> str:
    return " ".join(text.split())


def under(split: Split, section: str) -> Sequence[Passage]:
    return [passage for passage in split.passages if passage.section == section]


def holding(split: Split, words: str) -> Passage:
    """The first passage with these words."""
    found = [passage for passage in split.passages if words in passage.text]
    assert found, f"no passage holds {words!r}"
    return found[0]


def reason_of(split: Split, opening: str) -> str:
    (reason,) = {each.reason for each in split.dropped if each.text.startswith(opening)}
    return reason


def assert_quotable(passage: Passage) -> None:
    assert re.match(r"[\"“(]?[A-ZÀ-Þ0-9]|• ", passage.text), passage.text
    assert "\n• " in passage.text or passage.text.startswith("• ") or re.search(r"[.!?][\"”)]*$", passage.text), (
        passage.text
    )
    assert len(passage.text) <= 900 or len(re.findall(r"[.!?]\s", passage.text)) == 0
    assert "  " not in passage.text
    assert passage.section


def assert_nothing_lost(document: Document, split: Split) -> None:
    """Every word of the source is in a passage, a heading or a leftover, as often as in the source."""
    said = [each.text for each in split.passages] + [each.text for each in split.dropped]
    headings = {each.section for each in split.passages}
    if flat(document.card.title).casefold() not in flat(document.text).casefold():
        headings.discard(document.card.title)
    assert words_of(document.text) == words_of("\n".join([*said, *headings]))


def words_of(text: str) -> Counter[str]:
    without_links = re.sub(r"\]\([^)]*\)", "]", text)
    return Counter(re.findall(r"[^\W_]+", re.sub(r"-\s*\n\s*", "-", without_links)))

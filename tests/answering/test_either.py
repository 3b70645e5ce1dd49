"""Two matters shown where one alone is not sure enough."""

from dataclasses import replace

import pytest

from bot import app
from bot.answering import compose
from bot.answering.decide import Decider, Weighing
from bot.app import Parts
from bot.models import Answer, Context, Outcome, Part, PartKind, Question, Reason
from knowledge.models import Language
from knowledge.search import Edition
from tests.harness.clock import NOON

OPENING = {Language.EN: "polls opening and what to carry there", Language.SW: "vituo kufunguliwa na vitu vya kubeba"}
NEVER = Weighing({}, bias=0.0, threshold=1.0)
ALWAYS = Weighing({}, bias=0.0, threshold=0.5)


def ask(asked: str, edition: Edition, built: Parts, *, language: Language | None = None) -> Answer:
    answerer = app.answerer(built, edition, Decider(NEVER, ALWAYS))
    return answerer.answer(Question(asked), Context(now=NOON, language=language))


@pytest.mark.parametrize("language", Language)
def test_the_likelier_comes_whole_and_the_other_in_short_each_with_its_source(
    language: Language, real: Edition, built: Parts
) -> None:
    answer = ask(OPENING[language], real, built)
    assert (answer.outcome, answer.reason, answer.confidence) == (Outcome.ANSWERED, Reason.CARD, 0.5)
    first, then = (part for part in answer.parts if part.citation)
    whole = {passage.text for page in range(len(real.store.page_documents)) for passage in real.passages(page)}
    assert first.text in whole and then.text not in whole
    assert any(text.startswith(then.text.split("\n")[0]) for text in whole)
    assert len({citation.id for citation in answer.citations}) == 2


def test_each_of_the_two_is_headed_by_what_it_answers(real: Edition, built: Parts) -> None:
    answer = ask(OPENING[Language.EN], real, built)
    headings = [part.text for part in answer.parts if part.kind is PartKind.WORDS]
    for heading, citation in zip(headings, answer.citations, strict=True):
        assert compose.option(real.cards[citation.id].card, Language.EN).label in heading


def test_where_the_first_is_likely_enough_nothing_is_said_of_not_being_sure(real: Edition, built: Parts) -> None:
    likely = Weighing({}, bias=2.0, threshold=1.0)
    answer = app.answerer(built, real, Decider(likely, ALWAYS)).answer(
        Question(OPENING[Language.EN]), Context(now=NOON)
    )
    assert [part.kind for part in answer.parts] == [PartKind.CARD, PartKind.WORDS, PartKind.CARD]


def test_the_other_is_a_button(real: Edition, built: Parts) -> None:
    answer = ask(OPENING[Language.EN], real, built)
    assert [option.action for option in answer.options] == [f"ask:{answer.citations[1].id}"]


def test_it_stays_within_1500_characters(real: Edition, built: Parts) -> None:
    renderer = app.renderer(built)
    for stored in list(real.cards.values())[::9]:
        for language, questions in stored.card.questions.items():
            asked = f"{questions[-1]} {OPENING[language]}"
            answer = ask(asked, real, built)
            assert len(renderer.render(answer, Context(now=NOON))) <= 1500, asked


def test_where_the_language_is_not_known_two_matters_in_two_languages_would_be_too_long(
    real: Edition, built: Parts
) -> None:
    assert ask("KIEMS IEBC", real, built).outcome is not Outcome.ANSWERED
    assert ask("KIEMS IEBC", real, built, language=Language.EN).outcome is Outcome.ANSWERED


def part(text: str) -> Part:
    return Part(PartKind.CARD, text, Language.EN)


def test_a_part_in_short_ends_with_a_sentence() -> None:
    sentence = "Polls open at six in the morning."
    long = part("\n".join([" ".join([sentence] * 4), "- An item of a list.", *[sentence] * 12]))
    short = compose.in_short(long)
    assert len(short.text) <= compose.IN_SHORT and short.text.endswith((sentence, "list."))
    assert long.text.startswith(short.text) and len(short.text) + len(sentence) + 1 > compose.IN_SHORT


def test_a_first_sentence_is_never_cut() -> None:
    long = part("A" + " word" * 100 + ". Then more.")
    assert compose.in_short(long).text == long.text.split(". ")[0] + "."


def test_a_part_in_short_is_not_cut_within_a_list_that_goes_on() -> None:
    beginning = f"{'A winner needs ' + 'more and ' * 24}both:\n- over half of the votes, and"
    whole = part(f"{beginning}\n- a quarter of them in 24 counties.\nOne alone is not enough.")
    assert compose.in_short(whole).text == f"{beginning}\n- a quarter of them in 24 counties."


def test_a_short_part_is_whole_in_short() -> None:
    whole = part("Polls open at six.\n\n- Bring your ID.")
    assert compose.in_short(whole) == replace(whole, text="Polls open at six.\n- Bring your ID.")

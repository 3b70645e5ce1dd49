"""Every sentence that a person reads: the same keys in each language, and what must stand in them."""

import re
import shutil
import string
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.answering import triage
from bot.models import Outcome, Reason
from bot.texts import catalogue as texts
from bot.texts.catalogue import FOLDER, Catalogue, TextsError
from knowledge.country import Country
from knowledge.models import Language

LONGEST_URGENT = 250
URGENT = [
    Reason.VIOLENCE,
    Reason.INJURED,
    Reason.ARRESTED,
    Reason.SEXUAL_VIOLENCE,
    Reason.CHILD,
    Reason.FIRE,
    Reason.THREATENED,
    Reason.MISSING,
    Reason.SELF_HARM,
]


@pytest.fixture(scope="module")
def said(catalogue: Catalogue) -> frozenset[str]:
    """The key of every sentence that the bot can say."""
    return catalogue.keys()


def raw(language: Language) -> dict[str, str]:
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(leaves(table))


def leaves(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def changed(folder: Path, language: Language, old: str, new: str) -> Path:
    """A copy of bot/texts with one change."""
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"), dirs_exist_ok=True)
    file = folder / f"{language}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_every_key(language: Language) -> None:
    assert set(raw(language)) == set(raw(Language.EN))


@pytest.mark.parametrize("key", sorted(raw(Language.EN)))
def test_a_sentence_names_the_same_facts_and_values_in_every_language(key: str) -> None:
    said = {language: names_in(raw(language)[key]) for language in Language}
    assert said[Language.SW] == said[Language.EN]


@pytest.mark.parametrize("language", list(Language))
def test_no_sentence_is_empty(language: Language) -> None:
    assert [key for key, text in raw(language).items() if not text.strip()] == []


@pytest.mark.parametrize("language", list(Language))
def test_every_fact_is_filled(language: Language, catalogue: Catalogue) -> None:
    assert [text for text in catalogue.sentences(language) if any("." in name for name in names_in(text))] == []


@pytest.mark.parametrize("language", list(Language))
def test_english_and_swahili_are_not_the_same_words(language: Language) -> None:
    both = {"start.choose", "language.ask", "button.english", "button.swahili", "frame.quotation", "sources.publisher"}
    both |= {
        "dates.counted",
        "dispute.file_text",
        "dispute.file_calendar",
        "dispute.alarm",
        "dispute.for_seat",
    }  # no words of their own
    same = [key for key, text in raw(Language.EN).items() if text == raw(Language.SW)[key] and len(text) > 20]
    assert set(same) <= both


def test_a_missing_key_is_an_error_that_names_it(tmp_path: Path, land: Country) -> None:
    folder = changed(tmp_path, Language.SW, "thanks = ", "thank = ")
    with pytest.raises(TextsError, match=r"sw\.toml and en\.toml differ.*small_talk\.thank, small_talk\.thanks"):
        texts.read(land, folder)


def test_an_unknown_fact_is_an_error_that_names_it(tmp_path: Path, land: Country) -> None:
    folder = changed(tmp_path, Language.SW, "{line.hate_speech}", "{line.hate_spech}")
    with pytest.raises(TextsError, match=r"sw\.toml: \{line\.hate_spech\} is not a fact"):
        texts.read(land, folder)


def test_a_file_that_is_not_toml_is_an_error_that_names_it(tmp_path: Path, land: Country) -> None:
    folder = changed(tmp_path, Language.SW, "[urgent]", "[urgent")
    with pytest.raises(TextsError, match=r"sw\.toml"):
        texts.read(land, folder)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("reason", URGENT)
def test_an_urgent_text_holds_a_help_line_within_250_characters(
    reason: Reason, language: Language, catalogue: Catalogue, land: Country
) -> None:
    said = catalogue.say(f"urgent.{reason}", language)
    numbers = {"".join(found) for found in re.findall(r"\d+", re.sub(r"(?<=\d)[ -](?=\d)", "", said))}
    assert len(said) <= LONGEST_URGENT and "\n\n" not in said
    assert numbers & land.phones()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("reason", URGENT)
def test_after_every_urgent_text_comes_what_to_do(reason: Reason, language: Language, catalogue: Catalogue) -> None:
    assert catalogue.say(f"urgent_then.{reason}", language)


def test_every_urgent_reason_is_one_of_those_tested(said: frozenset[str]) -> None:
    assert set(triage_reasons()[Outcome.URGENT]) == set(URGENT)
    assert {key for key in said if key.startswith("urgent.")} == {f"urgent.{reason}" for reason in URGENT}


def triage_reasons() -> Mapping[Outcome, tuple[Reason, ...]]:
    return triage._REASONS


@pytest.mark.parametrize(
    ("outcome", "reason"), [(outcome, reason) for outcome, reasons in triage_reasons().items() for reason in reasons]
)
def test_every_reason_of_the_triage_has_its_text(outcome: Outcome, reason: Reason, said: frozenset[str]) -> None:
    section = "live" if outcome is Outcome.LIVE_UNKNOWN else outcome.value
    assert f"{section}.{reason}" in said


@pytest.mark.parametrize(
    "reason",
    [Reason.NO_EVIDENCE, Reason.WEAK_EVIDENCE, Reason.EXPIRED, Reason.WITHDRAWN, Reason.OTHER_LANGUAGE],
)
def test_every_reason_not_to_know_has_its_text(reason: Reason, said: frozenset[str]) -> None:
    assert f"unknown.{reason}" in said


@pytest.mark.parametrize("reason", [Reason.WHICH_OFFICE])
def test_every_question_back_has_its_text(reason: Reason, said: frozenset[str]) -> None:
    assert f"clarify.{reason}" in said


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("key", ["live.safety_now", "unknown.other_language", "person.none", "channel.error"])
def test_who_may_be_in_danger_reads_a_help_line(key: str, language: Language, catalogue: Catalogue) -> None:
    assert "999" in catalogue.say(key, language)


@pytest.mark.parametrize("language", list(Language))
def test_a_text_says_its_values(language: Language, catalogue: Catalogue) -> None:
    assert "6 {curly}" in catalogue.say("channel.bad_line", language, problem="6 {curly}")


def test_every_sentence_is_said_somewhere() -> None:
    """A sentence that no code says is one that somebody corrects in vain."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.parent.rglob("*.py"))
    families = set(re.findall(r"""f"(\w+)\.\{""", code)) | {
        "live",
        "unknown",
        "urgent",
        "refused",
        "small_talk",
        "clarify",
    }
    silent = [key for key in raw(Language.EN) if f'"{key}"' not in code and key.partition(".")[0] not in families]
    assert silent == []

"""docs/disputes.md is what the country's data and the bot's words make of it."""

from bot.texts import catalogue as texts
from knowledge.country import Country
from knowledge.models import Language
from tools.disputes import FILE, page


def test_the_page_of_disputes_is_drawn_anew(land: Country) -> None:
    """After a change of country.toml or texts: `make disputes`, and read what has changed."""
    assert page(land, texts.read(land)).splitlines() == FILE.read_text(encoding="utf-8").splitlines()


def test_the_page_names_every_rule_with_its_source(land: Country) -> None:
    written = FILE.read_text(encoding="utf-8")
    for rule in land.deadlines.values():
        assert rule.purpose[Language.EN] in written and rule.period.source in written, rule.id

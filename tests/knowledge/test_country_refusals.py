"""country.toml: what is missing, wrong or unknown in it is refused with the file, the key and the remedy."""

import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from knowledge import country
from knowledge.errors import KnowledgeError
from knowledge.models import Language
from tests.harness.library import REAL

REAL_FILE = REAL / "ke" / "country.toml"
REQUIRED = (
    *("code", "name", "timezone", "currency", "election", "past_elections", "line", "body", "menu", "office"),
    *("date", "hours", "fee", "period", "count", "event", "counting", "deadline", "holiday", "phase"),
    *("contest", "dispute", "county", "place", "ambiguous", "role", "clause", "step", "past_event", "polling_hours"),
)


@pytest.fixture(scope="module")
def real_table() -> dict[str, Any]:
    return tomllib.loads(REAL_FILE.read_text(encoding="utf-8"))


@pytest.fixture
def table(real_table: dict[str, Any]) -> dict[str, Any]:
    """The real country.toml, to be changed."""
    return deepcopy(real_table)


def written(folder: Path, table: dict[str, Any]) -> Path:
    file = folder / "country.toml"
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    return file


def refusal(folder: Path, table: dict[str, Any]) -> str:
    with pytest.raises(KnowledgeError) as caught:
        country.read(written(folder, table))
    return str(caught.value)


def test_a_changed_hour_is_said_anew_in_both_languages(table: dict[str, Any], tmp_path: Path) -> None:
    table["hours"]["open"]["value"] = "07:30"
    changed = country.read(written(tmp_path, table))
    assert changed.facts["hours.open"] == {
        Language.EN: "07:30 (7:30 am)",
        Language.SW: "saa moja na dakika 30 asubuhi (7:30 AM)",
    }


@pytest.mark.parametrize("key", REQUIRED)
def test_a_country_without_a_key_is_refused_and_the_key_is_named(
    table: dict[str, Any], tmp_path: Path, key: str
) -> None:
    del table[key]
    said = refusal(tmp_path, table)
    assert said.startswith(f"{tmp_path / 'country.toml'}: ")
    assert f"'{key}'" in said or f"`{key}`" in said


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("timezone",), "Africa/Nowhere"),
        (("hours", "open", "value"), "6 o'clock"),
        (("hours", "open", "value"), 6),
        (("date", "election", "value"), "10 August 2027"),
        (("date", "transfer_deadline", "value"), "2027-05-12"),
        (("period", "run_off", "unit"), "fortnights"),
        (("count", "seats", "value"), "many"),
        (("fee", "sms_check", "value"), "ten"),
        (("line", "police", "value"), 999),
        (("line",), ["999"]),
        (("menu", "polling"), 7),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(
    table: dict[str, Any], tmp_path: Path, path: tuple[str, ...], value: object
) -> None:
    inner = table
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    said = refusal(tmp_path, table)
    assert said.startswith(f"{tmp_path / 'country.toml'}: ")
    assert "is missing or wrong." in said


WRONG: list[tuple[tuple[str | int, ...], object, str]] = [
    (("phaze",), {}, "at the top: `phaze` is not a key"),
    (("name",), {"en": "Kenya"}, "`name` must be given in every language"),
    (("name",), {"en": "Kenya", "sw": "Kenya", "fr": "Kenya"}, "`name` must be given in every language and no other"),
    (("body", "iebc"), "IEBC", "[body]: `iebc` must be given in every language"),
    (("line", "police", "name"), {"en": "Police"}, "[line.police]: `name` must be given in every language"),
    (("line", "police", "body"), "polisi", '[line.police]: `body` names "polisi", which is no body of this file'),
    (("line", "police", "checked"), "20 November 2026", "[line.police]: `checked` must be a day without quotes"),
    (("line", "police", "fax"), "1", "[line.police]: `fax` is not a key of this table"),
    (("line", "police", "confidence"), "sure", '[line.police]: `confidence` is "sure"; it must be one of: official'),
    (("hours", "open", "value2"), "07:00", "[hours.open]: `value2` is not a key"),
    (("fee", "sms_check", "confidence"), "cheap", "[fee.sms_check]: `confidence` is"),
    (("date", "election", "status"), "sure", '[date.election]: `status` is "sure"'),
    (("date", "registration_close", "value"), date(2027, 4, 1), "[date.registration_close]: `value` is given although"),
    (("date", "transfer_deadline", "rule"), "move", '`rule` names "move", which is no deadline'),
    (("event", "poll", "date"), "poll", '[event.poll]: `date` names "poll", which is no date'),
    (("period", "run_off", "from"), "vote", '[period.run_off]: `from` names "vote", which is no event'),
    (("period", "run_off", "before"), "poll", "[period.run_off]: `from` or `before`: give exactly one"),
    (("period", "run_off", "value"), 0, "[period.run_off]: `value` is 0; it must be 1 or more"),
    (("period", "run_off", "unit"), "weeks", "'weeks'"),
    (("counting", "act", "rest"), ["monday"], '[counting.act]: `rest` is "monday"; it must be one of: sunday'),
    (("counting", "act", "extends"), "yes", "[counting.act]: `extends` must be true or false"),
    (("deadline", 0, "period"), "soon", '[[deadline]] president_declare: `period` names "soon", which is no period'),
    (("deadline", 0, "counted"), "fast", '`counted` names "fast", which is no counting'),
    (("deadline", 0, "if_unknown"), "guess", '`if_unknown` is "guess"; it must be one of: ask, say_the_rule'),
    (("deadline", 1, "cutoff"), "noon", '`cutoff` names "noon", which is no hour'),
    (("deadline", 1, "id"), "president_declare", '[[deadline]] number 2: `id` is "president_declare" once more'),
    (("holiday", 0, "kind"), "lunar", '[[holiday]] new_year: `kind` is "lunar"'),
    (("holiday", 0, "day"), 32, "[[holiday]] new_year: `day` is no day of that month"),
    (("holiday", 0, "announced"), [], "[[holiday]] new_year: `announced` is not a key"),
    (("holiday", 0, "date"), "election", "[[holiday]] new_year: `date` is not a key"),
    (("holiday", 12, "date"), "doomsday", '[[holiday]] polling_day: `date` names "doomsday", which is no date'),
    (("phase", 0, "starts"), "event.never", '[[phase]] registration: `starts` names "event.never"'),
    (("phase", 0, "ends"), ["date.never"], '[[phase]] registration: `ends` names "date.never"'),
    (("phase", 0, "stage"), "lunch", '[[phase]] registration: `stage` is "lunch"'),
    (("office", 0, "area"), "village", '[[office]] president: `area` is "village"'),
    (("office", 0, "aliases"), {"en": ["president"]}, "[[office]] president: `aliases` must be a list in every"),
    (("contest", 0, "offices"), ["king"], '[[contest]] general_election: `offices` names "king", which is no office'),
    (("dispute", 0, "offices"), ["king"], '[[dispute]] president_result: `offices` names "king", which is no office'),
    (("dispute", 0, "body"), "court", '`body` names "court", which is no body'),
    (("dispute", 0, "deadlines"), ["soon"], '`deadlines` names "soon", which is no deadline'),
    (("dispute", 0, "fees"), ["bribe"], '`fees` names "bribe", which is no fee'),
    (("dispute", 0, "next"), ["heaven"], '`next` names "heaven", which is no dispute'),
    (("dispute", 0, "matter"), "love", '[[dispute]] president_result: `matter` is "love"'),
    (("dispute", 0, "offices"), ["mca", "mca"], "`offices` names something twice"),
    (("dispute", 0, "who"), "nobody", '[[dispute]] president_result: `who` names "nobody", which is no clause'),
    (("dispute", 0, "may"), ["king"], '`may` names "king", which is no role'),
    (("dispute", 0, "late"), ["heaven"], '`late` names "heaven", which is no dispute'),
    (("clause", "cost_mca", "sw"), "{fee.mca}", "[clause.cost_mca]: `sw` says {fee.mca}, which is no fact"),
    (("clause", "cost_mca", "confidence"), "sure", "[clause.cost_mca]: `confidence` is"),
    (("role", 0, "name"), "king", "[[role]] candidate: `name` must be given in every language"),
    (("step", 0, "id"), "begin", '[[step]]: `id` must be "start"'),
    (("step", 0, "choices"), [], "[[step]] start: `choices` must be a list of tables"),
    (("step", 0, "choices", 0, "step"), "end", '[[step]] start, choice 1: `step` names "end", which is no step'),
    (("step", 0, "choices", 0, "disputes"), [], "[[step]] start, choice 1: `step` or `disputes`: give exactly one"),
    (("step", 1, "choices", 0, "disputes"), ["love"], '`disputes` names "love", which is no dispute'),
    (("past_event", 0, "election"), "ke-1963", '`election` names "ke-1963", which is no past election'),
    (("past_event", 0, "day"), "4 March", "[[past_event]] 2013_poll: `day` must be a day without quotes"),
    (("polling_hours", "close"), "noon", '[polling_hours]: `close` names "noon", which is no hour'),
    (("phase", 0, "at_latest"), "date.never", '[[phase]] registration: `at_latest` names "date.never"'),
    (("event", "declaration", "latest"), "soon", '[event.declaration]: `latest` names "soon", which is no deadline'),
    (("county", 0, "code"), 2, '[[county]] number 2: `code` is "2" once more'),
    (("county", 0, "point"), [1, 2], "[[county]] 1: `point` must be latitude and longitude"),
    (("county", 0, "constituencies"), "Mvita", "[[county]] 1: `constituencies` must be a list"),
    (("place", 0, "county"), 48, "names county 48, which is no county of this file"),
    (("ambiguous", 0, "counties"), [48], "[[ambiguous]] Rongai: `counties` names county 48"),
    (("ambiguous", 0, "why"), "odd", '[[ambiguous]] Rongai: `why` is "odd"'),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_or_unknown_is_refused_with_its_place_and_a_remedy(
    table: dict[str, Any], tmp_path: Path, path: tuple[str | int, ...], value: object, said: str
) -> None:
    inner: Any = table
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    refused = refusal(tmp_path, table)
    assert refused.startswith(f"{tmp_path / 'country.toml'}: ")
    assert said in refused


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("deadline", 0, "purpose"), "[[deadline]] president_declare: `purpose` is missing. Add it"),
        (("date", "transfer_deadline", "rule"), "[date.transfer_deadline]: `rule` is missing"),
        (("date", "election", "confidence"), "[date.election]: `confidence` is missing"),
        (("line", "police", "checked"), "[line.police]: `checked` is missing"),
        (("county", 46, "constituencies"), "[[county]] 47: `constituencies` is missing"),
        (("holiday", 0, "month"), "[[holiday]] new_year: `month` is missing"),
    ],
)
def test_what_is_missing_in_an_entry_is_named(
    table: dict[str, Any], tmp_path: Path, path: tuple[str | int, ...], said: str
) -> None:
    inner: Any = table
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    assert said in refusal(tmp_path, table)


def test_a_country_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"country\.toml: cannot be read"):
        country.read(tmp_path / "country.toml")


def test_a_country_that_is_not_toml_is_refused_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "country.toml").write_text('code = "ke"\nname = Kenya\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"country\.toml: cannot be read .*line 2"):
        country.read(tmp_path / "country.toml")

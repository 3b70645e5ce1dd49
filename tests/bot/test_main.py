"""`python -m bot ask | evaluate | chat | run` as they are typed: what is printed, and what the exit status says."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot import config
from bot.__main__ import main
from bot.config import Config
from bot.store.keys import KEY_BYTES
from tests.bot.conftest import KEY
from tests.conftest import Ran
from tests.harness.clock import TickingClock
from tests.harness.library import LibraryFolder, label

HOURS_QUESTION = "What time do polling stations open?"
HEAVY = ("torch", "sentence_transformers", "transformers", "tensorflow", "matplotlib")
Run = Callable[..., Ran]


class Keyboard(io.StringIO):
    """A terminal at which somebody sits."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def without_token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No token of the machine's own, and a key file that is the test's own."""
    monkeypatch.delenv(config.TOKEN_VARIABLE, raising=False)
    monkeypatch.delenv(config.KEY_VARIABLE, raising=False)
    monkeypatch.setenv(config.KEY_FILE_VARIABLE, str(tmp_path / "secrets" / "key"))


@pytest.fixture
def run(
    settings: Config,
    clock: TickingClock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """The command line in this process, over the small library at noon: `run("ask", "...")`."""

    def ran(*arguments: str, typed: io.StringIO | None = None) -> Ran:
        monkeypatch.setattr(sys, "stdin", typed or io.StringIO())
        capsys.readouterr()
        status = main(arguments)
        written = capsys.readouterr()
        return Ran(status, written.out, written.err)

    return ran


def process(
    *arguments: str,
    environment: dict[str, str] | None = None,
    given: bytes = b"",
    command: Sequence[str] = ("-m", "bot"),
) -> Ran:
    """A process of its own, as a shell starts it; its input is a pipe."""
    done = subprocess.run(
        [sys.executable, *command, *arguments],
        input=given,
        capture_output=True,
        cwd=config.ROOT,
        env={**os.environ, **(environment or {})},
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


# ---------------------------------------------------------------- ask


def test_ask_prints_the_answer_with_its_source(published: Config, run: Run) -> None:
    asked = run("ask", HOURS_QUESTION)
    assert asked.status == 0 and "06:00 (6 am)" in asked.out and "Source: IEBC" in asked.out


def test_ask_prints_only_what_the_citizen_would_read(published: Config, run: Run) -> None:
    asked = run("ask", HOURS_QUESTION)
    assert "confidence" not in asked.out and asked.err == ""


def test_ask_explained_shows_the_answer_then_outcome_and_reason(published: Config, run: Run) -> None:
    plain, explained = run("ask", HOURS_QUESTION), run("ask", HOURS_QUESTION, "--explain")
    assert explained.out.startswith(plain.out.rstrip("\n")) and "\nanswered/card, confidence 0." in explained.out


def test_ask_explained_says_what_the_triage_saw(published: Config, run: Run) -> None:
    assert "\nurgent/fire, confidence 1.000" in run("ask", "they are burning houses near us", "--explain").out


def test_ask_explained_names_the_signals_of_the_search(published: Config, run: Run) -> None:
    explained = run("ask", HOURS_QUESTION, "--explain").out
    assert "answered/card" in explained and "votes 0." in explained and "margin 1.000, weight " in explained


def test_ask_answers_as_of_the_given_time(published: Config, run: Run) -> None:
    assert "06:00" in run("ask", HOURS_QUESTION, "--at", "2027-08-10T05:00").out
    later = run("ask", HOURS_QUESTION, "--at", "2029-01-01T12:00")
    assert later.status == 0 and "06:00" not in later.out and "its time has passed" in later.out


def test_a_time_without_an_offset_is_the_countrys(published: Config, run: Run) -> None:
    assert "06:00" in run("ask", HOURS_QUESTION, "--at", "2027-09-30T23:59").out
    assert "06:00" not in run("ask", HOURS_QUESTION, "--at", "2027-10-01T00:00").out


def test_a_time_that_is_none_is_an_error_that_names_the_flag(published: Config, run: Run) -> None:
    asked = run("ask", HOURS_QUESTION, "--at", "tomorrow")
    assert asked.status == 1 and asked.err.startswith("--at: ") and asked.out == ""


def test_asking_nothing_is_wrong_use(published: Config, run: Run) -> None:
    asked = run("ask")
    assert asked.status == 2 and "python -m bot ask" in asked.err


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["ask", "--nonsense"], ["evaluate"]])
def test_wrong_use_exits_2(arguments: list[str], run: Run) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2


def test_json_answers_each_line_in_order(published: Config, run: Run) -> None:
    given = [{"id": "a", "question": HOURS_QUESTION}, {"id": "b", "question": "hello"}]
    asked = run("ask", "--json", typed=io.StringIO("".join(json.dumps(line) + "\n" for line in given)))
    answers = [json.loads(line) for line in asked.out.splitlines()]
    assert asked.status == 0 and [answer["id"] for answer in answers] == ["a", "b"]
    assert [answer["outcome"] for answer in answers] == ["answered", "small_talk"]


def test_the_time_of_a_line_beats_that_of_the_flag(published: Config, run: Run) -> None:
    given = [{"question": HOURS_QUESTION}, {"question": HOURS_QUESTION, "at": "2027-08-10T05:00"}]
    typed = io.StringIO("".join(json.dumps(line) + "\n" for line in given))
    asked = run("ask", "--json", "--at", "2029-01-01T12:00", typed=typed)
    assert [json.loads(line)["outcome"] for line in asked.out.splitlines()] == ["unknown", "answered"]


def test_bad_lines_stop_nothing_and_the_exit_status_is_0(published: Config, run: Run) -> None:
    asked = run("ask", "--json", typed=io.StringIO(f'{{\n[]\n{{"question": "{HOURS_QUESTION}"}}\n'))
    assert asked.status == 0
    assert [json.loads(line)["outcome"] for line in asked.out.splitlines()] == ["error", "error", "answered"]


def test_no_line_gives_no_answer(published: Config, run: Run) -> None:
    asked = run("ask", "--json")
    assert (asked.status, asked.out) == (0, "")


# ---------------------------------------------------------------- evaluate


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """One question that is answered right, one that is missed."""
    file = tmp_path / "labels.jsonl"
    lines = [
        {**label(HOURS_QUESTION, "ke-opening-hours", "06:00"), "split": "tune"},
        {**label("qwerty asdf", "ke-opening-hours", key="g2"), "split": "report"},
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def test_evaluate_says_how_often_the_bot_was_right(published: Config, run: Run, labels: Path) -> None:
    told = run("evaluate", str(labels))
    assert told.status == 0
    assert "labels.jsonl, all: 2 questions" in told.out and "coverage: 50.0 % (n = 2, 95 %" in told.out


def test_evaluate_can_be_kept_to_one_half(published: Config, run: Run, labels: Path) -> None:
    assert "coverage: 100.0 % (n = 1" in run("evaluate", str(labels), "--split", "tune").out


def test_evaluate_lists_what_failed_when_asked(published: Config, run: Run, labels: Path) -> None:
    assert "missed g2" in run("evaluate", str(labels), "--failures").out
    assert "missed g2" not in run("evaluate", str(labels)).out


def test_evaluate_refuses_a_file_that_does_not_exist(published: Config, run: Run) -> None:
    told = run("evaluate", "nowhere.jsonl")
    assert told.status == 2 and "nowhere.jsonl" in told.err and "Traceback" not in told.err


def test_evaluate_refuses_a_line_that_is_no_label(published: Config, run: Run, labels: Path) -> None:
    labels.write_text("not json\n", encoding="utf-8")
    told = run("evaluate", str(labels))
    assert told.status == 1 and "line 1: not a label" in told.err


def test_evaluate_refuses_a_label_with_a_county_that_does_not_exist(published: Config, run: Run, labels: Path) -> None:
    labels.write_text(json.dumps({**label(HOURS_QUESTION, "x"), "county": "Atlantis"}) + "\n", encoding="utf-8")
    told = run("evaluate", str(labels))
    assert told.status == 1 and "Atlantis" in told.err


# ---------------------------------------------------------------- chat and run


def test_chat_talks_until_the_end_of_input(published: Config, run: Run) -> None:
    talked = run("chat", typed=io.StringIO(f"2\n{HOURS_QUESTION}\n"))
    assert talked.status == 0
    assert "Choose your language" in talked.out and "06:00 (6 am)" in talked.out


def test_chat_says_nothing_of_tokens(published: Config, run: Run) -> None:
    assert config.TOKEN_VARIABLE not in run("chat").out


def test_run_at_a_terminal_without_a_token_says_so_and_starts_the_chat(published: Config, run: Run) -> None:
    talked = run("run", typed=Keyboard(f"{HOURS_QUESTION}\n"))
    assert talked.status == 0
    assert "TELEGRAM_BOT_TOKEN" in talked.out and "@BotFather" in talked.out and "06:00 (6 am)" in talked.out


def test_run_says_how_to_get_a_token_in_both_languages(published: Config, run: Run) -> None:
    said = run("run", typed=Keyboard()).out
    assert "No TELEGRAM_BOT_TOKEN is set" in said and "TELEGRAM_BOT_TOKEN haijawekwa" in said


def test_run_without_a_token_and_without_a_terminal_exits_2_with_one_sentence(settings: Config, run: Run) -> None:
    refused = run("run")
    assert refused.status == 2 and refused.out == ""
    assert len(refused.err.strip().splitlines()) == 1 and config.TOKEN_VARIABLE in refused.err


def test_run_that_cannot_run_builds_nothing(settings: Config, run: Run) -> None:
    run("run")
    assert not (settings.var / "editions").exists()


def test_the_chosen_language_is_kept_to_the_next_chat(published: Config, run: Run) -> None:
    run("chat", typed=io.StringIO("1\n"))
    assert "Andika swali lako" in run("chat", typed=io.StringIO("/help\n")).out


# ---------------------------------------------------------------- what is wrong is told in a sentence


def test_an_empty_var_builds_its_first_edition(settings: Config, run: Run) -> None:
    assert not settings.var.exists()
    asked = run("ask", HOURS_QUESTION)
    assert asked.status == 0 and "06:00 (6 am)" in asked.out
    assert (settings.var / "editions" / "current").is_file()


def test_a_first_edition_that_is_refused_is_told_with_its_reason(
    settings: Config, library: LibraryFolder, run: Run
) -> None:
    library.guidance("ke-half", "Half", {"en": "Only English."}, {"en": ["one?"], "sw": ["moja?"]}, valid_until=None)
    asked = run("ask", HOURS_QUESTION)
    assert asked.status == 1 and "valid_until" in asked.err and "Traceback" not in asked.err
    assert asked.out == ""


def test_a_config_with_an_unknown_key_is_told_by_its_name(settings: Config, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "config.toml"
    file.write_text(file.read_text(encoding="utf-8") + '\n[operater]\nname = "x"\n', encoding="utf-8")
    asked = run("ask", HOURS_QUESTION)
    assert asked.status == 1 and "operater" in asked.err and "Traceback" not in asked.err


def test_a_country_that_does_not_exist_is_told(settings: Config, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "config.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('country = "ke"', 'country = "xx"'), encoding="utf-8")
    asked = run("ask", HOURS_QUESTION)
    assert asked.status == 1 and "country.toml" in asked.err and "Traceback" not in asked.err


def test_a_wrong_key_is_told_and_not_repeated(published: Config, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.KEY_VARIABLE, "not-a-key-at-all")
    talked = run("chat")
    assert talked.status == 1 and f"{KEY_BYTES} bytes" in talked.err and "not-a-key-at-all" not in talked.err


def test_a_damaged_live_edition_is_told_with_what_to_do(published: Config, run: Run) -> None:
    (edition,) = (folder for folder in (published.var / "editions").iterdir() if folder.is_dir())
    (edition / "words.tsv").write_text("damaged", encoding="utf-8")
    asked = run("ask", HOURS_QUESTION)
    assert asked.status == 1 and "damaged" in asked.err and "ingest.py" in asked.err


# ---------------------------------------------------------------- as processes of their own


def test_as_a_process_it_answers_and_keeps_the_rest_silent(published: Config) -> None:
    asked = process("ask", HOURS_QUESTION, "--at", "2027-08-10T05:00")
    assert (asked.status, asked.err) == (0, "") and "06:00 (6 am)" in asked.out


def test_lines_of_broken_bytes_stop_nothing(published: Config) -> None:
    good = json.dumps({"id": "good", "question": HOURS_QUESTION, "at": "2027-08-10T05:00"}).encode()
    given = (
        b'{"id": "broken", "question": "\xff\xfe"}\n' + b"\xff\n" + b"\x00\n" + good + b"\n" + good
    )  # no last newline
    asked = process("ask", "--json", given=given, environment={"PYTHONIOENCODING": "utf-8:strict"})
    answers = [json.loads(line) for line in asked.out.splitlines()]
    assert asked.status == 0, asked.err
    assert [answer["id"] for answer in answers] == ["broken", 2, 3, "good", "good"]
    assert [answer["outcome"] for answer in answers][1:] == ["error", "error", "answered", "answered"]


def test_lines_are_utf_8_whatever_the_machine_speaks(published: Config) -> None:
    given = json.dumps({"id": "ñ😀", "question": "Vituo hufunguliwa saa ngapi?"}, ensure_ascii=False).encode() + b"\n"
    asked = process("ask", "--json", given=given, environment={"PYTHONIOENCODING": "ascii:strict"})
    assert asked.status == 0 and json.loads(asked.out)["id"] == "ñ😀"


def test_as_a_process_without_token_and_terminal_run_exits_2(settings: Config) -> None:
    refused = process("run")
    assert refused.status == 2 and len(refused.err.strip().splitlines()) == 1 and "Traceback" not in refused.err


def test_the_serving_process_imports_neither_torch_nor_sentence_transformers(published: Config) -> None:
    script = (
        "import io, sys\n"
        "from bot.__main__ import main\n"
        f"assert main(['ask', {HOURS_QUESTION!r}, '--at', '2027-08-10T05:00']) == 0\n"
        f"sys.stdin = io.StringIO({HOURS_QUESTION!r})\n"
        "assert main(['chat']) == 0\n"
        "import bot.channels.service\n"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    ran = process(command=("-c", script), environment={config.KEY_VARIABLE: KEY})
    assert ran.status == 0, ran.err
    assert ran.out.splitlines()[-1] == "heavy: []"


def test_importing_the_bot_reads_no_settings_and_loads_no_model(tmp_path: Path) -> None:
    nowhere = {config.FILE_VARIABLE: str(tmp_path / "nowhere.toml")}
    ran = process(command=("-c", "import bot.__main__, bot.app, bot.channels.service"), environment=nowhere)
    assert ran.status == 0, ran.err

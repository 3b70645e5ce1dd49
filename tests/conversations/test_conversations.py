"""The evenings in docs/conversations: played again, by polling and by webhook, they read as they stand there."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from bot import config
from bot.answering.live import LiveAnswerer
from bot.app import Parts
from bot.config import Config, ReceiverKind
from bot.conversation.menu import COMMANDS
from knowledge.models import Language
from tests.conversations import script, stage, transcript
from tests.conversations.__main__ import FOLDER
from tests.conversations.script import Act, Script
from tests.harness.kinds import OTHER_KINDS

TURNS = 40
SCRIPTS = [script.read(file) for file in script.all_scripts()]
every_script = pytest.mark.parametrize("played", SCRIPTS, ids=lambda s: s.name)


@pytest.fixture(scope="module")
def real_settings(real_var: Path) -> Config:
    return config.read({config.FILE_VARIABLE: str(real_var.parent / "config.toml")})


@every_script
@pytest.mark.parametrize("receiver", list(ReceiverKind))
async def test_a_transcript_reads_as_the_bot_speaks(
    played: Script,
    receiver: ReceiverKind,
    real_parts: Parts,
    real_live: LiveAnswerer,
    real_settings: Config,
    tmp_path: Path,
) -> None:
    """After a change of cards or texts: `make conversations`, and read what has changed."""
    own = replace(real_settings, var=tmp_path, key=base64.b64encode(b"k" * 32).decode())
    lines = await stage.play(played, real_parts, own, receiver, real_live)
    written = (FOLDER / f"{played.name}.md").read_text(encoding="utf-8")
    assert transcript.markdown(played, lines, real_parts.country).splitlines() == written.splitlines()


@pytest.mark.parametrize("played", [s for s in SCRIPTS if not s.name.startswith("dispute")], ids=lambda s: s.name)
def test_a_script_is_long_and_has_every_kind_of_act(played: Script) -> None:
    assert len(played.turns) >= TURNS
    assert {turn.act for turn in played.turns} == set(Act)


def test_the_scripts_are_in_both_languages() -> None:
    assert [file.stem for file in script.all_scripts()] == [
        f"{name}.{language}" for name in ("dispute", "evening", "tour") for language in ("en", "sw")
    ]


@pytest.mark.parametrize("language", list(Language))
def test_a_tour_presses_and_sends_everything(language: Language, real_parts: Parts) -> None:
    """A new command, subject or kind of message needs its turn in tour.en.toml and tour.sw.toml."""
    turns = script.read(script.FOLDER / f"tour.{language.value}.toml").turns
    said = {turn.what.split()[0] for turn in turns if turn.act is Act.SAYS}
    pressed = {turn.what for turn in turns if turn.act is Act.PRESSES}
    sent = {turn.what for turn in turns if turn.act is Act.SENDS}
    assert {f"/{name}" for name in COMMANDS} <= said
    names = (*real_parts.country.menu, "swahili", "english", "other_language", "menu", "no", "person")
    names += ("dispute", "dates", "calendar", "checklist", "keep")
    assert {real_parts.catalogue.say(f"button.{name}", language) for name in names} <= pressed
    assert sent == set(OTHER_KINDS)


@pytest.mark.parametrize("turn", ['says = "a"\npresses = "b"', 'shouts = "a"', "soon = true"])
def test_a_turn_that_is_not_one_act_is_refused(turn: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(f'title = "x"\nperson = 1\nstart = 2027-08-10T15:40:00+03:00\n[[turn]]\n{turn}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="a turn is one of"):
        script.read(file)

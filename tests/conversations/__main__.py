"""`python -m tests.conversations`: plays every script on the live edition and writes docs/conversations/."""

import asyncio
import base64
import tempfile
from dataclasses import replace
from pathlib import Path

from bot import app, config
from bot.config import ReceiverKind
from tests.conversations import script, stage, transcript

FOLDER = config.ROOT / "docs" / "conversations"


def main() -> None:
    settings = config.read()
    built = app.parts(settings)
    live = app.live_answerer(built)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in script.all_scripts():
        played = script.read(file)
        with tempfile.TemporaryDirectory() as folder:
            key = base64.b64encode(b"k" * 32).decode()
            own = replace(settings, var=Path(folder), key=key, operator_name="", operator_contact="")
            lines = asyncio.run(stage.play(played, built, own, ReceiverKind.POLLING, live))
        (FOLDER / f"{played.name}.md").write_text(transcript.markdown(played, lines, built.country), encoding="utf-8")
        print(f"docs/conversations/{played.name}.md: {len(played.turns)} turns")


if __name__ == "__main__":
    main()

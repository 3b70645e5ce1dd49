"""The sets of labelled questions that measure answers; what each is stands in docs/quality.md."""

from bot import config

FOLDER = config.ROOT / "tests" / "questions"
NUMBERED = (
    "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
ASKED = tuple(FOLDER / f"{name}.jsonl" for name in NUMBERED)
MORE_LOOKALIKES = FOLDER / "beyond.jsonl"  # than people ask: the weights learn from them, thresholds do not

"""Make knowledge/languages/en/known.txt: the whole words that the encoder's own vocabulary has.

    python -m tools.english_words

They tell a rare English word (deed, cement) from a slip. The vocabulary is that of all-MiniLM-L6-v2 (NOTICE), made
from edited text, in which slips are rare.
"""

import re
from collections.abc import Container, Iterable

from bot import config
from knowledge import lexicon
from tools.encoder import vocabulary

WORD = re.compile(r"[a-z]{3,}")
ENCODER = config.ROOT / "knowledge" / "encoder"
TARGET = lexicon.FOLDER / "en" / "known.txt"
ENGLISH_PIECES = 30_522  # the packaged model's own, which stand first; Swahili ones were appended
HEAD = "# English words that are no slips. Made by `python -m tools.english_words`, not edited by hand.\n"


def words(pieces: Iterable[str], typed: Container[str]) -> list[str]:
    """Those of `pieces` that are words, less those that `typed` holds as careless typing of another."""
    return sorted(piece for piece in pieces if WORD.fullmatch(piece) and piece not in typed)


def main() -> None:
    numbers = vocabulary.read(ENCODER)["model"]["vocab"]
    typed = frozenset(phrase[0] for phrase in lexicon.read().spellings if len(phrase) == 1)
    found = words((piece for piece, number in numbers.items() if number < ENGLISH_PIECES), typed)
    TARGET.write_text(HEAD + "".join(f"{word}\n" for word in found), encoding="utf-8")
    print(f"{TARGET}: {len(found)} words")


if __name__ == "__main__":
    main()

"""Make the word lists of knowledge/languages from a folder of parallel text (`*/en_sw.tsv`: English TAB Swahili).

    python -m tools.count_words FOLDER

Writes en/words.tsv and sw/words.tsv: `word TAB count`, the most frequent first cut at MOST, then sorted by word.
They tell which words exist (so that only unknown ones are taken for typing errors) and which language a message is in.
"""

import re
import sys
from collections import Counter
from pathlib import Path

MOST = 14_000
LEAST_COUNT = 3
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
TARGET = Path(__file__).parents[1] / "knowledge" / "languages"


def count(folder: Path) -> dict[str, Counter[str]]:
    """Word counts per language over every en_sw.tsv below `folder`."""
    counts: dict[str, Counter[str]] = {"en": Counter(), "sw": Counter()}
    for file in sorted(folder.glob("*/en_sw.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            english, _, swahili = line.partition("\t")
            counts["en"].update(WORD.findall(english.lower().replace("’", "'")))
            counts["sw"].update(WORD.findall(swahili.lower().replace("’", "'")))
    return counts


def write(words: Counter[str], target: Path) -> None:
    kept = sorted((word, n) for word, n in words.most_common(MOST) if n >= LEAST_COUNT and len(word) > 1)
    target.write_text("".join(f"{word}\t{n}\n" for word, n in kept), encoding="utf-8")
    print(f"{target}: {len(kept)} words")


def main(arguments: list[str]) -> None:
    if len(arguments) != 1:
        raise SystemExit("usage: python -m tools.count_words FOLDER")
    for language, words in count(Path(arguments[0])).items():
        write(words, TARGET / language / "words.tsv")


if __name__ == "__main__":
    main(sys.argv[1:])

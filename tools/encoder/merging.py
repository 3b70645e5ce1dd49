"""Word pieces learnt from text: the pair that stands together most often becomes one piece, again and again.

Byte-pair merging (Sennrich et al. 2016) written for WordPiece, where what continues a word begins with ##. The trainer
of `tokenizers` breaks ties by chance, so that no two runs give the same pieces; here the alphabet breaks them.
"""

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

CONTINUES = "##"
WORD = re.compile(r"[a-z]+")
Piece = str
Couple = tuple[Piece, Piece]


def pieces(texts: Iterable[str], most: int, least_seen: int) -> list[Piece]:
    """At most `most` pieces made by merging couples that stand together at least `least_seen` times, in their order."""
    counts = Counter(word for text in texts for word in WORD.findall(text.lower()))
    words = [(_letters(word), count) for word, count in sorted(counts.items())]
    return list(_merges(words, most, least_seen))


def _letters(word: str) -> list[Piece]:
    return [letter if at == 0 else CONTINUES + letter for at, letter in enumerate(word)]


def _merges(words: Sequence[tuple[list[Piece], int]], most: int, least_seen: int) -> Iterable[Piece]:
    seen: Counter[Couple] = Counter()
    places: dict[Couple, set[int]] = defaultdict(set)
    for at, (letters, count) in enumerate(words):
        for couple in pairwise(letters):
            seen[couple] += count
            places[couple].add(at)
    queue = [(-count, couple) for couple, count in seen.items()]
    heapq.heapify(queue)
    made: set[Piece] = set()
    while queue and len(made) < most:
        negative, couple = heapq.heappop(queue)
        if -negative != seen[couple]:  # counted anew since; its right place is further on in the queue
            continue
        if -negative < least_seen:
            return
        whole = couple[0] + couple[1].removeprefix(CONTINUES)
        if whole not in made:
            made.add(whole)
            yield whole
        changed = _merge(couple, whole, words, places.pop(couple), seen, places)
        for other in sorted(changed):
            if seen[other] > 0:
                heapq.heappush(queue, (-seen[other], other))


def _merge(
    couple: Couple,
    whole: Piece,
    words: Sequence[tuple[list[Piece], int]],
    where: set[int],
    seen: Counter[Couple],
    places: dict[Couple, set[int]],
) -> set[Couple]:
    """Puts `whole` for `couple` in the words that have it; the couples whose counts changed."""
    changed: set[Couple] = set()
    for at in where:
        letters, count = words[at]
        for old in pairwise(letters):
            seen[old] -= count
            changed.add(old)
        _replace(letters, couple, whole)
        for new in pairwise(letters):
            seen[new] += count
            places[new].add(at)
            changed.add(new)
    changed.discard(couple)
    return changed


def _replace(letters: list[Piece], couple: Couple, whole: Piece) -> None:
    at = 0
    while at < len(letters) - 1:
        if (letters[at], letters[at + 1]) == couple:
            letters[at : at + 2] = [whole]
        at += 1

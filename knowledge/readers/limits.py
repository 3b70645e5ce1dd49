"""How much of a file is read. What is beyond is refused, never cut."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Of one file, in the child that reads it; `memory` is that of the whole child."""

    seconds: float = 30.0
    processor_seconds: int = 20
    memory: int = 1 << 30
    open_files: int = 32
    bytes: int = 50_000_000
    pages: int = 1_000
    characters: int = 2_000_000

    @property
    def bytes_of_json(self) -> int:
        """Of what was read, at most: a character may take twelve ("\\ud83d\\ude00"), and there are findings too."""
        return 12 * self.characters + (1 << 20)


USUAL = Limits()

# Of a text file, which is read without a child.
TEXT_BYTES = 2_000_000
LONGEST_LINE = 100_000

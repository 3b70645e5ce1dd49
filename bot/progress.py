"""A progress bar on standard error for long work; silent where nobody watches."""

import sys
from dataclasses import dataclass
from typing import Never

from tqdm import tqdm


@dataclass
class Bar:
    """Told by a build which step it is at and how far; implements knowledge.progress.Progress."""

    bar: "tqdm[Never] | None" = None

    def start(self, step: str, total: int) -> None:
        if self.bar is not None:
            self.bar.close()
        self.bar = tqdm(total=total or None, desc=step, unit="", disable=not sys.stderr.isatty(), leave=False)

    def advance(self, count: int) -> None:
        if self.bar is not None:
            self.bar.update(count)

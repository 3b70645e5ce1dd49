"""Where the time goes: time spent in chosen functions, without what they spend in each other."""

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

Stage = tuple[str, Any, str]  # the stage's name, the module or class, the name of its function


class Stopwatch:
    """Seconds by stage, on one thread. What it watches stays watched: use it in a process of its own."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        """Raises AttributeError for a function that no longer exists: the stage must then be named anew."""
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = [0.0]
        for stage, owner, name in stages:
            function = getattr(owner, name)
            watched: Any = self._watched(stage, function)
            is_classmethod = isinstance(inspect.getattr_static(owner, name), classmethod)
            setattr(owner, name, staticmethod(watched) if is_classmethod else watched)

    def _watched(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def watched(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            started = time.perf_counter()
            try:
                result = function(*arguments, **named)
                return list(result) if inspect.isgenerator(result) else result
            finally:
                spent = time.perf_counter() - started
                self.seconds[stage] += spent - self._inner.pop()
                self._inner[-1] += spent

        return watched

    def account(self, total_seconds: float) -> dict[str, float]:
        """Seconds by stage, and what is left of the total, the longest first."""
        rest = total_seconds - sum(self.seconds.values())
        return dict(sorted(({**self.seconds, "the rest": rest}).items(), key=lambda item: -item[1]))

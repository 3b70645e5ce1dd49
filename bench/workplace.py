"""A copy of the code with a `var` of its own, in which the product's own commands run as they stand."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

ROOT = Path(__file__).parents[1]
COPIED = ("bench", "bot", "knowledge", "tools", "config.toml", "ingest.py")
LONGEST_SECONDS = 900.0
STOP_SECONDS = 20.0


class RunError(Exception):
    """A measured command failed; the message holds what it said."""


@dataclass(frozen=True)
class Finished:
    """A process that ended well: wall time from start to end, and what it printed."""

    seconds: float
    output: str


class Workplace:
    """The code as it is at this moment, so that an edit during a run changes nothing; models/ is linked to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, folder / name)
        (folder / "models").symlink_to(ROOT / "models")
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "TELEGRAM_BOT_TOKEN")},
            "HF_HUB_OFFLINE": "1",
            "ANONYMIZED_TELEMETRY": "False",
            "KURA_KEY_FILE": str(folder / "key"),
        }

    def run(self, *arguments: str, given: str = "") -> Finished:
        """`python -m ARGUMENTS` in a process of its own, ended with all its children if it hangs. Raises RunError."""
        command = f"python -m {' '.join(arguments)}"
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, errors = process.communicate(given, timeout=LONGEST_SECONDS)
            except subprocess.TimeoutExpired:
                raise RunError(f"{command} was stopped after {LONGEST_SECONDS:g} seconds.") from None
            finally:
                if process.poll() is None:  # too slow, or Ctrl-C: nothing may stay behind
                    os.killpg(process.pid, signal.SIGKILL)
        seconds = time.perf_counter() - started
        if process.returncode:
            raise RunError(f"{command} ended with {process.returncode}:\n{output}{errors}".strip())
        return Finished(seconds, output)

    @contextmanager
    def started(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[None]:
        """`python -m ARGUMENTS` beside what is done within, then ended by SIGTERM; what it says goes to a file."""
        with (self.folder / "said.txt").open("w") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=self.folder,
                env=self._environment | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def task(self, name: str, **request: Any) -> Mapping[str, Any]:
        """A task of bench.child, which prints its result as the last line."""
        finished = self.run("bench.child", name, given=json.dumps(request))
        result = json.loads(finished.output.splitlines()[-1])
        return cast(Mapping[str, Any], {**result, "wall_seconds": finished.seconds})


@contextmanager
def opened() -> Iterator[Workplace]:
    with tempfile.TemporaryDirectory(prefix="kura-bench-") as folder:
        yield Workplace(Path(folder))

"""One task in a process of its own: `python -m bench.child TASK`, a JSON request on stdin, a JSON result as last line.

So every system is measured in a fresh process that has loaded nothing of another.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from bench import sources, systems, ways
from bench.systems import Baseline, Ours, Retriever, System
from bench.ways import Way
from bot import config
from bot.clock import SystemClock
from knowledge import labels
from knowledge.labels import Label

Request = Mapping[str, Any]
Result = dict[str, Any]
WARM_UP = "how large is a ballot paper"
HEAVY = ("torch", "sentence_transformers", "transformers")


def build(request: Request) -> Result:
    """Index the library for a baseline: documents in, index out; the model is already loaded."""
    retriever = systems.retriever(request["system"], Path(request["folder"]), Path(request["model"]))
    started = time.perf_counter()
    pieces = retriever.build(sources.read(config.read(), SystemClock().now().date()))
    return {"seconds": time.perf_counter() - started, "pieces": pieces}


def build_ours(request: Request) -> Result:
    """A first edition, from reading to publishing; failing golden questions are counted, not obeyed."""
    from bench import ours

    return ours.build()


def cold(request: Request) -> Result:
    """A baseline opens its index and answers once; the caller takes the time."""
    _baseline(request).answer(_labels(request)[0])
    return {}


def serve(request: Request) -> Result:
    """Every question once, one after the other; then once more, several at the same time; then what is ranked first."""
    system, asked = _system(request), _labels(request)
    system.answer(replace(asked[0], question=WARM_UP, line={"question": WARM_UP}))  # what is opened on first use
    milliseconds, outcomes = [], []
    for label in asked:
        started = time.perf_counter()
        outcomes.append(system.answer(label))
        milliseconds.append((time.perf_counter() - started) * 1000)
    started = time.perf_counter()
    with ThreadPoolExecutor(request["threads"]) as threads:
        list(threads.map(system.answer, asked))
    together = time.perf_counter() - started
    ranked = {label.id: system.ranked(label)[:3] for label in asked if label.expect.cards}
    return {"milliseconds": milliseconds, "outcomes": outcomes, "together_seconds": together, "ranked": ranked}


def attempt(request: Request) -> Result:
    """Every question answered once in one way, and judged."""
    name, tried = request["system"], _labels(request)
    if name == "ours":
        give = Ours().given
        attempts = [ways.of_product(give, label) for label in tried]
    else:
        way = _alone(name) if name in ways.OWN else _retriever(request)
        attempts = [ways.of_way(way, label) for label in tried]
    return {"attempts": [asdict(each) for each in attempts]}


def memory(request: Request) -> Result:
    """The most memory that a serving process took, and which heavy libraries it imported."""
    asked = _labels(request)
    if request["system"] == "ours":
        from bench import ours

        ours.converse([label.question for label in asked])
    else:
        baseline = _baseline(request)
        for label in asked:
            baseline.answer(label)
    return {"megabytes": _peak_megabytes(), "imported": [name for name in HEAVY if name in sys.modules]}


def answer_stages(request: Request) -> Result:
    from bench import ours

    return ours.answer_stages(_labels(request))


def command_stages(request: Request) -> Result:
    """Where a cold start or an unchanged ingest spends its time."""
    from bench import ours

    return ours.command_stages(request["command"], request["arguments"])


def build_large(request: Request) -> Result:
    """A first edition of a library that code has made larger."""
    from bench import large

    return large.build()


def ask_large(request: Request) -> Result:
    from bench import large

    return large.ask(_labels(request))


def _system(request: Request) -> System:
    return Ours() if request["system"] == "ours" else _baseline(request)


def _baseline(request: Request) -> Baseline:
    return Baseline(_retriever(request))


def _retriever(request: Request) -> Retriever:
    retriever = systems.retriever(request["system"], Path(request["folder"]), Path(request["model"]))
    if "torch" in sys.modules:
        import torch

        torch.set_num_threads(1)  # with more, its slowest answers take ten times as long on two busy cores
    return retriever


def _alone(name: str) -> Way:
    from threadpoolctl import threadpool_limits

    from bench import alone

    threadpool_limits(1, "blas")
    return alone.Alone(getattr(alone, name))


def _labels(request: Request) -> Sequence[Label]:
    asked = [label for file in request["questions"] for label in labels.read(Path(file))]
    return asked[:: request["every"]][: request["most"]]


def _peak_megabytes() -> float:
    """The most that this process ever held (VmHWM), which unlike ru_maxrss knows nothing of the parent's memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


TASKS: Mapping[str, Callable[[Request], Result]] = {
    function.__name__: function
    for function in (
        *(build, build_ours, cold, serve, attempt, memory, answer_stages, command_stages),
        *(build_large, ask_large),
    )
}


if __name__ == "__main__":
    result = TASKS[sys.argv[1]](json.load(sys.stdin))
    print(json.dumps(result))

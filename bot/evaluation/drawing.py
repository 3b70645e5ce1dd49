"""Draws the curves as SVG, small enough to keep beside the text. Needs matplotlib, which serving never imports."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.evaluation import curves
from bot.evaluation.curves import Bin, Point
from bot.evaluation.judged import Judged
from bot.evaluation.measures import LANGUAGES, by_language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RISK_COVERAGE, RELIABILITY = "risk-coverage.svg", "reliability.svg"
FEWEST = 10  # answers at a point; a share of fewer jumps about and says nothing
MOST_POINTS = 120  # of a line: more are not seen
SIZE = (7.5, 4.6)  # inches
COLOURS = {"all": "#222222", "en": "#0072b2", "sw": "#d55e00", "sheng": "#009e73", "mixed": "#cc79a7"}
DASHES = {"all": "-", "en": "--", "sw": "-.", "sheng": ":", "mixed": "--"}
STYLE: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "kura", "path.simplify_threshold": 0.5, "font.size": 9}


class DrawingError(Exception):
    """There is nothing to draw with."""


def require() -> None:
    """Raises DrawingError, so that nobody waits for an evaluation that cannot be drawn."""
    if importlib.util.find_spec("matplotlib") is None:
        raise DrawingError("Drawing needs matplotlib, which is not installed here: pip install -r requirements.txt.")


def draw(judged: Sequence[Judged], folder: Path) -> list[Path]:
    """Both pictures into `folder`, the same bytes for the same questions and answers."""
    folder.mkdir(parents=True, exist_ok=True)
    groups = {"all": list(judged), **by_language(judged)}
    return [
        _picture(folder / RISK_COVERAGE, lambda axes: _risk_coverage(axes, groups)),
        _picture(folder / RELIABILITY, lambda axes: _reliability(axes, curves.reliability(judged))),
    ]


def _picture(file: Path, fill: Callable[[Axes], None]) -> Path:
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=SIZE, layout="constrained")
        fill(figure.add_subplot())
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file


def _risk_coverage(axes: Axes, groups: Mapping[str, Sequence[Judged]]) -> None:
    """Each line runs from the strictest threshold, at the left, to answering everything."""
    for language, judged in groups.items():
        points = [point for point in curves.risk_coverage(judged) if point.wrong.n >= FEWEST and point.coverage.n]
        if not points:
            continue
        thinned = points[:: 1 + len(points) // MOST_POINTS]
        name = LANGUAGES.get(language, language)
        colour, dashes = COLOURS.get(language, "#777777"), DASHES.get(language, "-")
        axes.plot(
            *_percents(thinned),
            label=f"{name} ({len(judged)} questions)",
            linewidth=1.4,
            color=colour,
            linestyle=dashes,
        )
        now = curves.operating_point(judged)
        if now.wrong.n and now.coverage.n:
            axes.plot(*_percents([now]), marker="o", color=colour, clip_on=False)
    axes.set(
        xlabel="answered and not wrong, % of the answerable", ylabel="wrong, % of what was answered", ylim=(0, None)
    )
    axes.grid(alpha=0.3)
    if axes.lines:
        axes.legend(title="a dot is where the threshold stands")


def _reliability(axes: Axes, bins: Sequence[Bin]) -> None:
    axes.plot([0, 100], [0, 100], color="#999999", linewidth=1, label="as sure as it is right")
    for each in bins:
        low, high = each.right.interval or (0.0, 1.0)
        share = each.right.share or 0.0
        axes.errorbar(
            100 * each.confidence, 100 * share, yerr=[[100 * (share - low)], [100 * (high - share)]],
            fmt="o", color="#0072b2", capsize=3,
        )  # fmt: skip
        axes.annotate(str(each.right.n), (100 * each.confidence, 100 * share), (6, -10), textcoords="offset points")
    axes.set(
        xlabel="confidence, %", ylabel="right, % (95 % interval; beside it the number)", xlim=(-2, 102), ylim=(-2, 102)
    )
    axes.grid(alpha=0.3)
    axes.legend()


def _percents(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """Coverage and wrongness of points, as what stands on the two axes."""
    return (
        [100 * (point.coverage.share or 0.0) for point in points],
        [100 * (point.wrong.share or 0.0) for point in points],
    )

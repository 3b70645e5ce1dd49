"""Prints figures as a table that a person can read."""

from collections.abc import Iterator, Mapping, Sequence

from bench.figures import OURS, Figure


def lines(figures: Sequence[Figure], systems: Mapping[str, str]) -> Iterator[str]:
    """A line a figure: its n, a value and a ratio a system, and whether the target is met."""
    rivals = [system for system in systems if system != OURS]
    head = ["", "n", *systems.values(), *(f"x {systems[system]}" for system in rivals), "target"]
    rows = [head, *(_row(figure, systems, rivals) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        middle = [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1], strict=True)]
        yield "  ".join([row[0].ljust(widths[0]), *middle, row[-1]]).rstrip()


def _row(figure: Figure, systems: Mapping[str, str], rivals: Sequence[str]) -> list[str]:
    values = [_value(figure, system) for system in systems]
    ratios = ["" if (ratio := figure.ratio(system)) is None else short(ratio) for system in rivals]
    return [figure.name, str(figure.n), *values, *ratios, _target(figure)]


def _value(figure: Figure, system: str) -> str:
    if system not in figure.values:
        return "-"
    low, high = figure.ranges.get(system, (0.0, 0.0))
    spread = f" ({low:.0f}-{high:.0f})" if system in figure.ranges else ""
    return short(figure.values[system]) + spread


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    sign = ">=" if figure.higher_is_better else "<="
    return f"{sign} {figure.target:g}: {'MISSED' if figure.is_missed else 'met'}"


def breakdown(title: str, parts: Mapping[str, float], unit: str) -> Iterator[str]:
    """One line a stage: how much, and which share of the whole."""
    whole = sum(parts.values()) or 1.0
    yield f"{title}: {short(whole)} {unit}"
    for stage, amount in parts.items():
        yield f"  {stage:<28}{short(amount):>9} {unit}  {100 * amount / whole:5.1f} %"


def short(value: float) -> str:
    """Three figures, as many as a measurement of time bears."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"

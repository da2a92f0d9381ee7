"""The table, the CSV file and the picture of a run."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path

Times = Mapping[str, Mapping[str, float]]
"""Seconds a call, by program and by who computed."""


def geometric_mean(ratios: list[float]) -> float:
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def columns(times: Times) -> list[str]:
    """Who computed, the primal first."""
    return list(dict.fromkeys(name for row in times.values() for name in row))


def table(times: Times) -> str:
    """Times of value and gradient over the primal's, and difpy's over the hand-written adjoint's."""
    names = [name for name in columns(times) if name != "primal"]
    head = f"{'program':22}{'primal':>12}" + "".join(f"{name:>10}" for name in names) + f"{'difpy/hand':>12}"
    lines = [head, "-" * len(head)]
    for program, row in times.items():
        cells = "".join(f"{row[n] / row['primal']:10.2f}" if n in row else f"{'':10}" for n in names)
        lines.append(f"{program:22}{row['primal'] * 1e3:9.4f} ms{cells}{row['difpy'] / row['hand']:12.2f}")
    means = [geometric_mean([row[n] / row["primal"] for row in times.values() if n in row]) for n in names]
    over_hand = geometric_mean([row["difpy"] / row["hand"] for row in times.values()])
    lines.append("-" * len(head))
    lines.append(f"{'geometric mean':34}" + "".join(f"{m:10.2f}" for m in means) + f"{over_hand:12.2f}")
    return "\n".join(lines)


def write_csv(path: Path, times: Times) -> None:
    """A line a program; seconds a call."""
    names = columns(times)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["program", *names])
        for program, row in times.items():
            writer.writerow([program, *(f"{row[n]:.6e}" if n in row else "" for n in names)])


def draw(path: Path, times: Times) -> None:
    """Ratios to the primal as bars, on a logarithmic scale."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = [name for name in columns(times) if name != "primal"]
    figure, axes = pyplot.subplots(figsize=(8.0, 1.0 + 0.45 * len(times)))
    width = 0.8 / len(names)
    for k, name in enumerate(names):
        places = [i + k * width for i, row in enumerate(times.values()) if name in row]
        ratios = [row[name] / row["primal"] for row in times.values() if name in row]
        axes.barh(places, ratios, height=width, label=name)
    axes.set_yticks([i + 0.4 - width / 2 for i in range(len(times))], list(times))
    axes.set_xscale("log")
    axes.set_xlabel("time of value and gradient over time of the primal")
    axes.invert_yaxis()
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    pyplot.close(figure)

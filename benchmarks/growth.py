"""`python -m benchmarks.growth`: how time and memory of the gradient grow with the number of steps.

Each program runs in a process of its own, with n steps and with a hundred times as many. Memory is what the
process takes more at its greatest, over the steps, beside what `difpy.explain` says that a step records.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import difpy
from benchmarks.compiled import by_numba
from benchmarks.program import Program
from benchmarks.programs import load
from benchmarks.timing import medians

FACTOR, ROUNDS = 100, 5
HEADING = "| program | n | over the primal | at 100 n | bytes a step | explained |\n|---|--:|--:|--:|--:|--:|"
UNIT = 1024 if sys.platform != "darwin" else 1
"""Bytes of what `getrusage` counts in."""


@dataclass(frozen=True)
class Growth:
    """Times over the primal's with n and with FACTOR n steps; bytes a step, measured, and as explained for an
    iteration of each loop."""

    n: int
    ratio: float
    ratio_of_more: float
    measured: float
    explained: tuple[int, ...]


def _returns(n: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(3).normal(size=n)


ARGUMENTS: dict[str, tuple[int, Callable[[int], tuple[Any, ...]]]] = {
    "garch": (10_000, lambda n: (0.1, 0.1, 0.8, _returns(n))),
    "kepler": (2_000, lambda n: (0.7, np.linspace(0.1, 3.0, n))),
    "lotka_volterra": (2_000, lambda n: (30.0, 4.0, 0.55, 0.028, 0.84, 0.026, 1e-4, n)),
    "recurrence": (20_000, lambda n: (0.3, 2.9, n)),
}
"""The number of steps n, and the arguments for a number of steps."""


def measured(name: str, n: int, rounds: int) -> Growth:
    """Of one program, in this process, which must have done nothing before."""
    program = load()[name]
    arguments = ARGUMENTS[name][1]
    few, many = arguments(n), arguments(FACTOR * n)
    gradient = difpy.value_and_grad(program.primal, program.argnums)
    gradient(*few)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gradient(*many)
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * UNIT
    ratio, more = (_ratio(program, gradient, args, rounds) for args in (few, many))
    explained = difpy.explain(program.primal, *few, argnums=program.argnums)
    loops = tuple(loop.bytes for loop in explained.loops)
    return Growth(n, ratio, more, growth / (FACTOR * n), loops)


def _ratio(program: Program, gradient: Callable[..., Any], args: tuple[Any, ...], rounds: int) -> float:
    primal = by_numba(program, program.primal)
    times = medians({"primal": lambda: primal(*args), "difpy": lambda: gradient(*args)}, rounds)
    return times["difpy"] / times["primal"]


def main() -> None:
    """Run and print the table."""
    context = multiprocessing.get_context("spawn")
    print(HEADING)  # noqa: T201  what was asked for
    for name, (steps, _) in ARGUMENTS.items():
        with context.Pool(1) as pool:
            row = pool.apply(measured, (name, steps, ROUNDS))
        explained = ", ".join(map(str, row.explained))
        figures = f"{row.ratio:.2f} | {row.ratio_of_more:.2f} | {row.measured:.1f} | {explained}"
        print(f"| {name} | {row.n} | {figures} |")  # noqa: T201  what was asked for


if __name__ == "__main__":
    main()

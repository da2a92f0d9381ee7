"""Central differences with Richardson extrapolation, and an estimate of their error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.oracles import structure
from tests.oracles.memory import copy_arguments, restored

STEPS = (2e-2, 1e-2, 5e-3, 2.5e-3, 1.25e-3, 6.25e-4)


def gradient(function: Callable[..., Any], args: tuple[Any, ...], argnums: Any) -> tuple[Any, float]:
    """The gradient and the largest error that its entries may have."""
    numbers = argnums if isinstance(argnums, tuple) else (argnums,)
    gradients, worst = [], 0.0
    for number in numbers:
        result = structure.zeros_like(args[number])
        for _, where in structure.unit_tangents(args[number]):
            slope, error = derivative(lambda h, n=number, w=where: _evaluate(function, args, n, w, h))
            result = structure.add_entry(result, where, slope)
            worst = max(worst, error)
        gradients.append(result)
    return tuple(gradients) if isinstance(argnums, tuple) else gradients[0], worst


def derivative(f: Callable[[float], float]) -> tuple[float, float]:
    """f'(0) by Richardson extrapolation: the entry of the table whose neighbours agree best."""
    table: list[list[float]] = []
    best, best_error = np.nan, np.inf
    for h in STEPS:
        row = [(f(h) - f(-h)) / (2 * h)]
        for k, previous in enumerate(table[-1] if table else [], start=1):
            row.append(row[k - 1] + (row[k - 1] - previous) / (4**k - 1))
            error = max(abs(row[k] - row[k - 1]), abs(row[k] - previous))
            if error < best_error:
                best, best_error = row[k], error
        table.append(row)
    return best, 10 * best_error + 1e-11 * max(1.0, abs(best), abs(f(0.0)) / STEPS[-1] * 1e-2)


def _evaluate(
    function: Callable[..., Any], args: tuple[Any, ...], number: int, where: Any, h: float
) -> float:
    moved = list(copy_arguments(tuple(args)))
    if type(moved[number]) is int:
        moved[number] = float(moved[number])
    moved[number] = structure.add_entry(moved[number], where, h)
    with restored(function), np.errstate(all="ignore"):
        return float(function(*moved))

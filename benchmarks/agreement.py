"""Nothing is timed before all agree on the value and the gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

TOLERANCE = 1e-8
"""Relative to the largest element of a gradient."""


def flat(result: Any) -> list[np.ndarray[Any, Any]]:
    """The value and each gradient as arrays, of `(value, gradients)` or `(value, gradient, ...)`."""
    value, *gradients = result
    if len(gradients) == 1 and isinstance(gradients[0], tuple):
        gradients = list(gradients[0])
    return [np.asarray(each, dtype=float) for each in (value, *gradients)]


def check(calls: Mapping[str, Callable[[], Any]], reference: str) -> None:
    """Raise ArithmeticError where a result differs from that of the reference."""
    wanted = flat(calls[reference]())
    for name, call in calls.items():
        found = flat(call())
        if len(found) != len(wanted):
            raise ArithmeticError(f"{name} gives {len(found) - 1} gradients, {reference} {len(wanted) - 1}")
        for place, (a, b) in enumerate(zip(found, wanted, strict=True)):
            what = "value" if place == 0 else f"gradient {place - 1}"
            error = np.max(np.abs(a - b), initial=0.0) / max(np.max(np.abs(b), initial=0.0), 1e-300)
            if a.shape != b.shape or not error <= TOLERANCE:
                raise ArithmeticError(f"{what} of {name} differs from that of {reference} by {error:.1e}")

"""Our check: every part of a result, relative to the largest entry of the expected one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

TOLERANCE = 1e-6


def parts(result: Any) -> Iterator[np.ndarray[Any, Any]]:
    """The numbers and arrays of a structure of tuples and lists."""
    if isinstance(result, (tuple, list)):
        for each in result:
            yield from parts(each)
    else:
        yield np.asarray(result, dtype=float)


def error(found: Any, wanted: Any) -> float:
    """The largest difference of two results of the same parts; NaN where one has a NaN or an infinity."""
    errors = [0.0]
    for a, b in zip(parts(found), parts(wanted), strict=True):
        if a.shape != b.shape:
            raise ArithmeticError(f"a result of shape {a.shape} should have shape {b.shape}")
        largest = np.max(np.abs(b), initial=0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            apart = np.max(np.abs(a - b), initial=0.0)
            errors.append(float(apart / largest) if apart != 0.0 else 0.0)  # zeros have to be zeros
    return float(np.max(errors))


def check(what: str, found: Any, wanted: Any) -> None:
    """Raise ArithmeticError where a result is wrong."""
    try:
        apart = error(found, wanted)
    except ValueError:
        raise ArithmeticError(f"{what} gives other parts than expected") from None
    if not apart <= TOLERANCE:
        raise ArithmeticError(f"{what} is wrong by {apart:.1e}")

"""Strict comparison: same structure, dtype and shape, and close relative to the largest entry."""

from __future__ import annotations

from typing import Any

import numpy as np


def assert_close(actual: Any, expected: Any, rtol: float, atol: float = 0.0, what: str = "gradient") -> None:
    """NaN fails, unless the expected entry is NaN as well; infinities must be equal."""
    message = difference(actual, expected, rtol, atol, what)
    assert message is None, message


def difference(
    actual: Any, expected: Any, rtol: float, atol: float = 0.0, what: str = "gradient"
) -> str | None:
    """What is wrong, or None."""
    return _structure(actual, expected, what) or _entries(actual, expected, rtol, atol, what)


def _structure(actual: Any, expected: Any, what: str) -> str | None:
    if isinstance(expected, (list, tuple)):
        if type(actual) is not type(expected) or len(actual) != len(expected):
            return f"{what} is {actual!r}, not of the structure of {expected!r}"
        parts = (
            _structure(a, e, f"{what}[{i}]") for i, (a, e) in enumerate(zip(actual, expected, strict=True))
        )
        return next((part for part in parts if part), None)
    if isinstance(expected, np.ndarray):
        if not isinstance(actual, np.ndarray):
            return f"{what} is {actual!r}, not an array"
        if (actual.shape, actual.dtype) != (expected.shape, expected.dtype):
            return f"{what} is {actual.dtype}{actual.shape}, not {expected.dtype}{expected.shape}"
    elif expected is None:
        return None if actual is None else f"{what} is {actual!r}, not None"
    elif not isinstance(actual, (float, int, np.number)):
        return f"{what} is {actual!r}, not a number"
    return None


def _entries(actual: Any, expected: Any, rtol: float, atol: float, what: str) -> str | None:
    a, e = _flat(actual), _flat(expected)
    with np.errstate(all="ignore"):
        finite = e[np.isfinite(e)]
        allowed = atol + rtol * (np.max(np.abs(finite)) if finite.size else 1.0)
        good = (a == e) | (np.isnan(a) & np.isnan(e)) | (np.abs(a - e) <= allowed)
    if good.all():
        return None
    worst = np.abs(a - e)[~good].max()
    sizes = f"(off by {worst:.3g}, allowed {allowed:.3g})"
    return f"{what} is\n    {actual!r}, expected\n    {expected!r}\n    {sizes}"


def _flat(x: Any) -> np.ndarray:
    if isinstance(x, (list, tuple)):
        return np.concatenate([_flat(item) for item in x]) if x else np.zeros(0)
    return np.zeros(0) if x is None else np.asarray(x, np.float64).ravel()

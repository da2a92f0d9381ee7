"""Partial derivatives with a convention at a point, for scalars and, elementwise, for arrays.

docs/conventions.md states each of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from numba import vectorize


def _elementwise(function: Callable[..., float]) -> Any:
    """A ufunc that Numba compiles into scalar and array code alike."""
    made = vectorize(nopython=True)(function)
    made.__doc__ = function.__doc__
    return made


@_elementwise
def unless_zero(cotangent: float, contribution: float) -> float:
    """What a cotangent contributes: nothing where it is zero, even if the partial is infinite or NaN."""
    return contribution if cotangent != 0.0 else 0.0


@_elementwise
def ratio(x: float, y: float) -> float:
    """x / y, and 0 where both are 0: the derivative of a norm at 0."""
    if x == 0.0 and y == 0.0:
        return 0.0 * (x + y)
    return x / y


@_elementwise
def power_base(x: float, y: float) -> float:
    """d(x ** y) / dx = y * x ** (y - 1); 0 for y = 0, also at x = 0."""
    if y == 0.0:
        return 0.0 * y
    return y * x ** (y - 1.0)


@_elementwise
def power_exponent(x: float, y: float) -> float:
    """d(x ** y) / dy = log(x) * x ** y; 0 at x = 0."""
    if x == 0.0:
        return 0.0 * y
    if x < 0.0:
        return math.nan
    return math.log(x) * x**y


@_elementwise
def share_of_greater(x: float, y: float) -> float:
    """1 where x is the greater of the two, 1/2 at a tie, 0 where y is; NaN goes to the NaN operand."""
    if x > y or x != x:
        return 1.0
    if x == y:
        return 0.5
    return 0.0

"""Partial derivatives with a convention at a point, for scalars and, elementwise, for arrays.

docs/conventions.md states each of them.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import vectorize

SMALLEST_NORMAL = float(np.finfo(np.float32).tiny)
"""Below, a float32 has fewer digits."""


def elementwise(function: Callable[..., complex]) -> Any:
    """A ufunc that Numba compiles into scalar and array code alike."""
    made: Any = vectorize(nopython=True)(function)  # type: ignore[no-untyped-call]
    made.__doc__ = function.__doc__
    return made


@elementwise
def unless_zero(cotangent: float, contribution: float) -> float:
    """What a cotangent contributes: nothing where it is zero, even if the partial is infinite or NaN."""
    return contribution if cotangent != 0.0 else 0.0


@elementwise
def unless_hidden(cotangent: float, contribution: float, seed: float) -> float:
    """The derivative of `unless_zero`: a contribution that is no NaN is that of a finite partial, and varies
    with the cotangent at zero too."""
    return seed if cotangent != 0.0 or contribution == contribution else 0.0


@elementwise
def ratio(x: float, y: float) -> float:
    """x / y, and 0 where both are 0: the derivative of a norm at 0."""
    if x == 0.0 and y == 0.0:
        return 0.0 * (x + y)
    return x / y


@elementwise
def power_base(x: float, y: float, power: float) -> float:
    """d(x ** y) / dx = y * x ** (y - 1) = y * power / x, for power = x ** y; 0 for y = 0, also at x = 0."""
    if y == 0.0:
        return 0.0 * y
    if x != 0.0 and SMALLEST_NORMAL <= abs(power) < math.inf:
        return y * power / x
    slope: float = y * x ** (y - 1.0)
    return slope


@elementwise
def power_exponent(x: float, power: float) -> float:
    """d(x ** y) / dy = log(x) * power, for power = x ** y; 0 at x = 0."""
    if x == 0.0:
        return 0.0
    if x < 0.0:
        return math.nan
    slope: float = math.log(x) * power
    return slope


@elementwise
def complex_unless_zero(cotangent: complex, contribution: complex) -> complex:
    """`unless_zero` of complex numbers: a ufunc of its own, since NumPy takes the first loop that fits."""
    return contribution + 0j if cotangent != 0.0 else 0j


@elementwise
def complex_unless_hidden(cotangent: complex, contribution: complex, seed: complex) -> complex:
    """`unless_hidden` of complex numbers."""
    return seed + 0j if cotangent != 0.0 or contribution == contribution else 0j


@elementwise
def complex_ratio(x: complex, y: float) -> complex:
    """`ratio` of a complex number and a real one."""
    return 0j if x == 0.0 and y == 0.0 else (x + 0j) / y


@elementwise
def complex_power_base(x: complex, y: complex, power: complex) -> complex:
    """The same of complex numbers."""
    if y == 0.0:
        return 0.0 * y + 0j
    return y * (x + 0j) ** (y - 1.0 + 0j)


@elementwise
def complex_power_exponent(x: complex, power: complex) -> complex:
    """The same of complex numbers: the principal branch of the logarithm."""
    return 0j if x == 0.0 else cmath.log(x + 0j) * power


@elementwise
def share_of_greater(x: float, y: float) -> float:
    """1 where x is the greater of the two, 1/2 at a tie, 0 where y is; NaN goes to the NaN operand."""
    if x > y or x != x:
        return 1.0
    if x == y:
        return 0.5
    return 0.0


@elementwise
def share_of_greater_number(x: float, y: float) -> float:
    """The same for `np.fmax`, where a number is greater than NaN."""
    if x > y or y != y:
        return 1.0
    if x == y:
        return 0.5
    return 0.0


@elementwise
def share_between(x: float, low: float, high: float) -> float:
    """What `np.clip` owes to x: 1 between the bounds, 1/2 on one, 0 outside."""
    if low < x < high or x != x:
        return 1.0
    if (x == low and low < high) or (x == high and low < high):
        return 0.5
    return 0.25 if x == low == high else 0.0


@elementwise
def share_of_low(x: float, low: float, high: float) -> float:
    """What `np.clip`, which is min(max(x, low), high), owes to the lower bound."""
    if x > low or low > high:
        return 0.0
    share = 0.5 if x == low else 1.0
    return 0.5 * share if low == high else share


@elementwise
def share_of_high(x: float, low: float, high: float) -> float:
    """What `np.clip` owes to the upper bound."""
    greater = max(x, low)
    if greater == high:
        return 0.5
    return 1.0 if greater > high else 0.0


@elementwise
def one_if_finite(x: float) -> float:
    """1 for a number, 0 for NaN and the infinities, which `np.nan_to_num` replaces."""
    return 1.0 if x - x == 0.0 else 0.0


@elementwise
def sinc_slope(x: float) -> float:
    """The derivative of sin(pi x) / (pi x); near 0 its series, where the quotient cancels."""
    t = math.pi * x
    if abs(t) < 1e-2:
        return -math.pi * t / 3.0 * (1.0 - t * t / 10.0 + t * t * t * t / 280.0)
    return math.pi * (math.cos(t) - math.sin(t) / t) / t


@elementwise
def digamma(x: float) -> float:
    """The logarithmic derivative of the gamma function, by its recurrence and its asymptotic series.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 6.3.5, 6.3.7 and 6.3.18.
    """
    if x <= 0.0 and x == math.floor(x):
        return math.nan
    shift = 0.0
    if x < 0.0:
        shift = -math.pi / math.tan(math.pi * (x - math.floor(x)))
        x = 1.0 - x
    while x < 10.0:
        shift -= 1.0 / x
        x += 1.0
    s = 1.0 / (x * x)
    series = 1 / 252 - s * (1 / 240 - s * (1 / 132 - s * (691 / 32760 - s / 12)))
    return shift + math.log(x) - 0.5 / x - s * (1 / 12 - s * (1 / 120 - s * series))

"""Functions of `math` that Numba doesn't take; lower/numpy_gaps.py puts them into what is compiled.

Integers have 64 bits here, as everywhere in compiled code.
"""

from __future__ import annotations

import math

import numpy as np
from numba.extending import register_jitable


@register_jitable
def factorial(n: int) -> int:
    """math.factorial."""
    if n < 0:
        raise ValueError("factorial() not defined for negative values")
    return perm(n, n)


@register_jitable
def perm(n: int, k: int) -> int:
    """math.perm: the number of ways to choose and order k of n.

    >>> perm(5, 2)
    20
    """
    if n < 0:
        raise ValueError("n must be a non-negative integer")
    if k < 0:
        raise ValueError("k must be a non-negative integer")
    product = 1
    for factor in range(n - k + 1, n + 1):
        product *= factor
    return product if k <= n else 0


@register_jitable
def comb(n: int, k: int) -> int:
    """math.comb: the number of ways to choose k of n; each product on the way is divisible.

    >>> comb(5, 2)
    10
    """
    if n < 0:
        raise ValueError("n must be a non-negative integer")
    if k < 0:
        raise ValueError("k must be a non-negative integer")
    if k > n:
        return 0
    chosen = 1
    for i in range(min(k, n - k)):
        chosen = chosen * (n - i) // (i + 1)
    return chosen


@register_jitable
def isqrt(n: int) -> int:
    """math.isqrt: the integer below the square root.

    >>> isqrt(17), isqrt(2**62 - 1)
    (4, 2147483647)
    """
    if n < 0:
        raise ValueError("isqrt() argument must be nonnegative")
    root = int(math.sqrt(n))
    while root * root > n:
        root -= 1
    while (root + 1) * (root + 1) <= n:
        root += 1
    return root


@register_jitable
def isclose(a: float, b: float) -> bool:
    """math.isclose with its usual tolerance.

    >>> isclose(1.0, 1.0 + 1e-10), isclose(math.inf, 1.0)
    (True, False)
    """
    if a == b:
        return True
    if math.isinf(a) or math.isinf(b):
        return False
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


@register_jitable
def ulp(x: float) -> float:
    """math.ulp: the distance to the next float away from zero.

    >>> ulp(1.0) == math.ulp(1.0), ulp(-math.inf)
    (True, inf)
    """
    return math.inf if math.isinf(x) else float(np.spacing(abs(x)))

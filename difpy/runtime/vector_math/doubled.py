"""Error-free transformations on lanes: sums as unevaluated pairs.

T. J. Dekker, "A floating-point technique for extending the available
precision", Numer. Math. 18 (1971); D. E. Knuth, TAOCP vol. 2, 4.2.2.
"""

from __future__ import annotations

from difpy.runtime.vector_math.lanes import Lane

Pair = tuple[Lane, Lane]


def two_sum(a: Lane, b: Lane) -> Pair:
    """`a + b` and its rounding error."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def fast_two_sum(a: Lane, b: Lane) -> Pair:
    """As `two_sum`, for `|a| >= |b|` or `a == 0`."""
    s = a + b
    return s, b - (s - a)


def quotient(n: Pair, d: Pair) -> Lane:
    """`(n0 + n1) / (d0 + d1)` by one division and one correction step."""
    inv = 1.0 / d[0]
    q = n[0] * inv
    rest = d[0].lanes.fma(-q, d[0], n[0]) + (n[1] - q * d[1])
    return q + rest * inv

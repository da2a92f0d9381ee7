"""sin and cos on lanes.

x = k pi/2 + r with pi/2 in three parts of 53 bits (Cody and Waite 1980, ch. 8, with FMA), r kept as a pair;
then two polynomials on |r| <= pi/4 and a choice by k. Larger arguments go to libm.
"""

from __future__ import annotations

from difpy.runtime.vector_math import coefficients
from difpy.runtime.vector_math.doubled import Pair
from difpy.runtime.vector_math.lanes import Lane, Lanes

LIMIT = 1.0e6


def reduce_half_pi(lanes: Lanes, x: Lane) -> tuple[Lane, Pair]:
    """`k` (int64) and the pair `r` with `x = k * pi/2 + r`, `|x| < LIMIT`.

    The first step is exact: the difference is below 1 and a multiple of 2^-53. So is the sum of `r` and
    `(h - r) - w`, for the same reason.
    """
    kf, k = lanes.round_scaled(x, coefficients.TWO_OVER_PI)
    h = lanes.fma(-kf, lanes.f(coefficients.PIO2_A), x)
    w = kf * coefficients.PIO2_B
    r = h - w
    rest = lanes.fma(kf, lanes.f(coefficients.PIO2_B), -w)
    return k, (r, ((h - r) - w) - lanes.fma(kf, lanes.f(coefficients.PIO2_C), rest))


def sin_cos(lanes: Lanes, r: Pair) -> Pair:
    """The sine and the cosine of `r`, `|r| <= pi/4`."""
    h, low = r
    z = h * h
    half = z * 0.5
    s = h + lanes.fma(h * z, lanes.poly(z, coefficients.SIN), low * (1.0 - half))
    w = 1.0 - half
    c = w + (((1.0 - w) - half) + (z * z * lanes.poly(z, coefficients.COS) - h * low))
    return s, c


def sin(lanes: Lanes, x: Lane) -> Lane:
    """Sine."""
    k, r = reduce_half_pi(lanes, x)
    s, c = sin_cos(lanes, r)
    y = lanes.select((k & 1).nonzero(), c, s)
    y = (y.bits() ^ ((k & 2) << 62)).float()
    y = lanes.select(x.equals(0.0), x, y)
    return lanes.patch((x.abs() < LIMIT).negated(), (x,), y, "sin")


def cos(lanes: Lanes, x: Lane) -> Lane:
    """Cosine."""
    k, r = reduce_half_pi(lanes, x)
    s, c = sin_cos(lanes, r)
    y = lanes.select((k & 1).nonzero(), s, c)
    y = (y.bits() ^ (((k + 1) & 2) << 62)).float()
    return lanes.patch((x.abs() < LIMIT).negated(), (x,), y, "cos")

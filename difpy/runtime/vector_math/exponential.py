"""exp and tanh on lanes.

Argument reduction x = k ln 2 + r, |r| <= ln(2)/2, and a polynomial for
(exp(r) - 1 - r) / r^2: W. J. Cody and W. Waite, "Software Manual for the
Elementary Functions", Prentice-Hall 1980, ch. 6; J.-M. Muller, "Elementary
Functions", 3rd ed., ch. 11.
"""

from __future__ import annotations

from typing import NamedTuple

from difpy.runtime.vector_math import coefficients
from difpy.runtime.vector_math.doubled import fast_two_sum, quotient, two_sum
from difpy.runtime.vector_math.lanes import Lane, Lanes


class Exponent(NamedTuple):
    """A whole number in two forms."""

    real: Lane  # float64
    whole: Lane  # int64


def reduce_ln2(lanes: Lanes, x: Lane) -> tuple[Exponent, Lane, Lane]:
    """`k`, `r` and the rounding error of `r`."""
    kf, k = lanes.round_scaled(x, coefficients.LOG2E)
    hi = lanes.fma(-kf, lanes.f(coefficients.LN2_HI), x)  # exact: kf * LN2_HI has at most 43 bits
    lo = kf * coefficients.LN2_LO
    r = hi - lo
    return Exponent(kf, k), r, (hi - r) - lo


def scale(lanes: Lanes, y: Lane, k: Exponent) -> Lane:
    """`y * 2**k` with one rounding, for `-1076 <= k <= 1026`."""
    if lanes.has_scaling:
        return lanes.scalef(y, k.real)
    biased = k.whole + 2 * 1023
    half = biased >> 1
    return y * (half << 52).float() * ((biased - half) << 52).float()


def exp_mantissa(lanes: Lanes, x: Lane) -> tuple[Lane, Exponent]:
    """`y` and `k` with `exp(x) = y * 2**k`, `|x| <= 746`."""
    kf, k = lanes.round_scaled(x, coefficients.LOG2E)
    r = lanes.fma(-kf, lanes.f(coefficients.LN2_LO), lanes.fma(-kf, lanes.f(coefficients.LN2_HI), x))
    return lanes.fma(r * r, lanes.poly(r, coefficients.EXP), r) + 1.0, Exponent(kf, k)


def exp(lanes: Lanes, x: Lane) -> Lane:
    """The exponential function."""
    x = lanes.select(x > 710.0, 710.0, x)
    x = lanes.select(x < -746.0, -746.0, x)
    return scale(lanes, *exp_mantissa(lanes, x))


def exp_of_negative(lanes: Lanes, x: Lane) -> Lane:
    """`exp(x)` for `-700 <= x <= 0`: its scaling needs one step."""
    y, k = exp_mantissa(lanes, x)
    return lanes.scalef(y, k.real) if lanes.has_scaling else y * lanes.pow2(k.whole)


def tanh(lanes: Lanes, x: Lane) -> Lane:
    """Hyperbolic tangent from expm1(2|x|)."""
    a = x.abs()
    a = lanes.select(a > 20.0, 20.0, a)
    k, r, err = reduce_ln2(lanes, a + a)
    s = lanes.pow2(k.whole)
    big, part = s - 1.0, s * r
    head = big + part
    tail = ((big - head) + part) + s * lanes.fma(r * r, lanes.poly(r, coefficients.EXP), err)
    m, low = fast_two_sum(head, tail)  # expm1(2|x|)
    d, rest = two_sum(m, lanes.f(2.0))
    far = a > 0.55
    n = lanes.select(far, 2.0, m), lanes.select(far, 0.0, low)
    q = quotient(n, (d, rest + low))
    return lanes.select(far, 1.0 - q, q).with_sign(x)

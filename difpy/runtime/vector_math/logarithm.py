"""log on lanes.

x = 2^k m, sqrt(1/2) <= m < sqrt(2), and log m = 2 atanh(s), s = (m-1)/(m+1):
P. T. P. Tang, "Table-driven implementation of the logarithm function", ACM
TOMS 16 (1990), without the table; W. J. Cody and W. Waite (1980), ch. 5.
"""

from __future__ import annotations

from difpy.runtime.vector_math import coefficients
from difpy.runtime.vector_math.lanes import Lane, Lanes

SQRT_HALF_BITS = 0x3FE6A09E00000000
MANTISSA = (1 << 52) - 1
TINY, HUGE = 2.0**-1022, 1.7976931348623157e308


def split_exponent(lanes: Lanes, x: Lane) -> tuple[Lane, Lane]:
    """`k` (as float64) and `m` with `x = 2**k * m`, for normal `x > 0`."""
    t = x.bits() - SQRT_HALF_BITS
    m = ((t & MANTISSA) + SQRT_HALF_BITS).float()
    biased = (t + (1024 << 52)) >> 52
    kf = (biased | 0x4330000000000000).float() - (2.0**52 + 1024.0)
    return kf, m


def log(lanes: Lanes, x: Lane) -> Lane:
    """Natural logarithm; of numbers that are not normal and positive, by libm."""
    kf, m = split_exponent(lanes, x)
    f = m - 1.0
    s = f / (f + 2.0)
    z = s * s
    half = f * f * 0.5
    tail = lanes.fma(s, lanes.fma(z, lanes.poly(z, coefficients.LOG), half), kf * coefficients.LN2_LO)
    y = lanes.fma(kf, lanes.f(coefficients.LN2_HI), f - (half - tail))
    return lanes.patch(((x >= TINY) & (x <= HUGE)).negated(), (x,), y, "log")

"""erf on lanes.

|x| < 1: x times a polynomial in x^2.  Else 1 - exp(-x^2) R(1/(|x| + 2)), after
M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of
(1+2x) exp(x^2) erfc x", Math. Comp. 36 (1981); both fitted by tools/fit_vector_math.py.
"""

from __future__ import annotations

from difpy.runtime.vector_math import coefficients
from difpy.runtime.vector_math.exponential import exp_of_negative
from difpy.runtime.vector_math.lanes import Lane, Lanes


def erf(lanes: Lanes, x: Lane) -> Lane:
    """The error function."""
    a = x.abs()
    a = lanes.select(a > 6.0, 6.0, a)
    z = a * a
    near = lanes.fma(a, lanes.fma(z, lanes.poly(z, coefficients.ERF_SMALL), coefficients.ERF_LIN), a)
    t = lanes.f(1.0) / (a + coefficients.ERF_C)
    far = 1.0 - exp_of_negative(lanes, -z) * lanes.poly(t, coefficients.ERF_LARGE)
    return lanes.select(a < 1.0, near, far).with_sign(x)

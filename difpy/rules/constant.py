"""Primitives whose derivative is zero wherever it exists.

Integers, bools, comparisons and shapes need no entry: what isn't a float has no cotangent.
"""

from __future__ import annotations

from difpy import kinds
from difpy.program import Call, Expression

ZERO_DERIVATIVE = frozenset({
    "np.floor", "np.ceil", "np.trunc", "np.rint", "np.round", "np.around", "np.sign", "np.fix",
    "math.floor", "math.ceil", "math.trunc", "round", "int", "bool", "len",
    "np.zeros_like", "np.ones_like", "np.empty_like", "np.zeros", "np.ones", "np.empty", "np.eye",
    "np.identity", "np.isnan", "np.isinf", "np.isfinite", "np.argmax", "np.argmin", "np.argsort",
    "np.searchsorted", "np.signbit", "math.isnan", "math.isinf", "math.isfinite", "range",
    "difpy.stop_gradient",
    "np.digitize", "np.linalg.matrix_rank", "np.imag", "np.angle", "np.spacing", "np.tri", "math.ulp",
})  # fmt: skip
OF_HELPERS = frozenset({
    "difpy.one_if_finite", "difpy.share_between", "difpy.share_of_greater", "difpy.share_of_greater_number",
    "difpy.share_of_high", "difpy.share_of_low", "difpy.shares_of_extreme", "difpy.shares_of_quantile",
    "difpy.shares_of_quantile_along", "difpy.shares_of_quantile_of_numbers", "difpy.trapezoid_weights",
    "difpy.zeros_like",
})  # fmt: skip
"""The same of what generated programs call."""
VARYING_OF_COMPLEX = frozenset({"np.angle", "np.imag", "np.sign"})
"""Of complex numbers these are not constant."""


def has_zero_derivative(value: Expression) -> bool:
    """Whether an operation's result is locally constant; `np.imag` of a complex number is not."""
    if not (isinstance(value, Call) and value.function in ZERO_DERIVATIVE | OF_HELPERS):
        return False
    is_complex = any(kinds.is_complex(kinds.innermost(argument.type)) for argument in value.arguments)
    return not (is_complex and value.function in VARYING_OF_COMPLEX)

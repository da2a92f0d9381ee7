"""Differences, paddings and quantiles along an axis, as functions of difpy that Numba compiles.

Before:
    q = np.quantile(x, 0.25, 0)

After:
    q = difpy.gaps.quantile_along(x, 0.25, 0)
"""

from __future__ import annotations

from difpy.lower.call_arguments import argument, is_true
from difpy.lower.math_gaps import Rewrite
from difpy.program import Binary, Call, Constant, Expression, Tuple


def _gradient(value: Call) -> Expression | None:
    distance = argument(value, 1, "varargs") or Constant(1.0)
    return Call("difpy.gaps.gradient", (value.arguments[0], distance))


def _pad(value: Call) -> Expression | None:
    width = argument(value, 1, "pad_width")
    both = width.elements if isinstance(width, Tuple) else (width, width)
    if len(both) != 2 or any(width is None or isinstance(width, Tuple) for width in both):
        return None
    return Call("difpy.gaps.pad", (value.arguments[0], *both))  # type: ignore[arg-type]


def _quantile(scale: float) -> Rewrite:
    """Along an axis; a percentile is a quantile of a hundredth."""

    def rewrite(value: Call) -> Expression | None:
        axis = argument(value, 2, "axis")
        if axis is None:
            return None
        part = value.arguments[1] if scale == 1.0 else Binary("/", value.arguments[1], Constant(scale))
        reduced = Call("difpy.gaps.quantile_along", (value.arguments[0], part, axis))
        return Call("np.expand_dims", (reduced, axis)) if is_true(value, "keepdims") else reduced

    return rewrite


ARRAY_REWRITES: dict[str, Rewrite] = {
    "np.gradient": _gradient,
    "np.pad": _pad,
    "np.percentile": _quantile(100.0),
    "np.quantile": _quantile(1.0),
}

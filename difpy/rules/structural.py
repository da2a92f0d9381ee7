"""Derivatives of functions that are not elementwise: reductions, products, rearrangements.

A row gives, for each operand it is linear or differentiable in, the operand's position and the
cotangent that the result's cotangent `seed` gives it, of the operand's shape or broadcast to it.
"""

from __future__ import annotations

from collections.abc import Callable

from difpy import kinds
from difpy.program import Attribute, Binary, Call, Constant, Expression, Subscript

Given = list[tuple[int, Expression]]
Row = Callable[[Expression, Expression], Given]


def _axis(value: Expression) -> Expression | None:
    """The axis argument of a reduction, given by position or by name."""
    assert isinstance(value, Call)
    if len(value.arguments) > 1:
        return value.arguments[1]
    return dict(value.keywords).get("axis")


def has_axis(value: Call) -> bool:
    return _axis(value) is not None


def _expanded(value: Expression, seed: Expression) -> Expression:
    """The cotangent of a reduction, with the axis it ran along put back."""
    axis = _axis(value)
    return seed if axis is None else Call("np.expand_dims", (seed, axis))


def _sum(value: Expression, seed: Expression) -> Given:
    return [(0, _expanded(value, seed))]


def _mean(value: Expression, seed: Expression) -> Given:
    assert isinstance(value, Call)
    operand, axis = value.arguments[0], _axis(value)
    size = Attribute(operand, "size") if axis is None else Subscript(Attribute(operand, "shape"), (axis,))
    return [(0, Binary("/", _expanded(value, seed), size))]


def _product_of_arrays(value: Expression, seed: Expression) -> Given:
    left, right = (value.left, value.right) if isinstance(value, Binary) else value.arguments[:2]  # type: ignore[attr-defined]
    transposed_left, transposed_right = Attribute(left, "T"), Attribute(right, "T")
    match kinds.rank(left.type), kinds.rank(right.type):
        case (1, 1):
            return [(0, Binary("*", seed, right)), (1, Binary("*", seed, left))]
        case (2, 1):
            return [(0, Call("np.outer", (seed, right))), (1, Binary("@", transposed_left, seed))]
        case (1, 2):
            return [(0, Binary("@", right, seed)), (1, Call("np.outer", (left, seed)))]
        case (2, 2):
            return [(0, Binary("@", seed, transposed_right)), (1, Binary("@", transposed_left, seed))]
    raise AssertionError("np.dot of ranks above 2 isn't typed by Numba")


def _copy(value: Expression, seed: Expression) -> Given:
    return [(0, seed)]


def _rearranged(value: Expression, seed: Expression) -> Given:
    """The same elements in another shape."""
    assert isinstance(value, Call)
    return [(0, Call("np.reshape", (seed, Attribute(value.arguments[0], "shape"))))]


def _outer(value: Expression, seed: Expression) -> Given:
    assert isinstance(value, Call)
    left, right = value.arguments
    return [(0, Binary("@", seed, right)), (1, Binary("@", Attribute(seed, "T"), left))]


def _prod(value: Expression, seed: Expression) -> Given:
    assert isinstance(value, Call)
    return [(0, Binary("*", seed, Call("difpy.products_of_others", value.arguments)))]


def _extreme(value: Expression, seed: Expression) -> Given:
    assert isinstance(value, Call)
    shares = Call("difpy.shares_of_extreme", (value.arguments[0], value))
    return [(0, Binary("*", seed, shares))]


def _cumsum(value: Expression, seed: Expression) -> Given:
    flipped = Call("np.cumsum", (Subscript(seed, (_BACKWARDS,)),))
    return [(0, Subscript(flipped, (_BACKWARDS,)))]


def _where(value: Expression, seed: Expression) -> Given:
    assert isinstance(value, Call)
    test = value.arguments[0]
    zero = Constant(0.0)
    return [(1, Call("np.where", (test, seed, zero))), (2, Call("np.where", (test, zero, seed)))]


from difpy.program import Slice, Unary  # noqa: E402

_BACKWARDS = Slice(None, None, Unary("-", Constant(1)))

BROADCASTING = frozenset({"np.where"})
"""Rows whose operands are broadcast against each other."""

WITHOUT_AXIS = frozenset({"np.max", "np.min", "np.amax", "np.amin", "np.prod", "np.cumsum"})
"""Rows that hold for the whole array only."""

REDUCTIONS = frozenset({"np.mean", "np.sum", "sum"})
"""Rows that give cotangents of fewer elements than the operand has."""

STRUCTURAL: dict[str, Row] = {
    "@": _product_of_arrays,
    "np.dot": _product_of_arrays,
    "np.matmul": _product_of_arrays,
    ".copy": _copy,
    ".flatten": _rearranged,
    "np.ascontiguousarray": _copy,
    "np.ravel": _rearranged,
    "np.reshape": _rearranged,
    "np.array": _copy,
    "np.asarray": _copy,
    "np.copy": _copy,
    "np.cumsum": _cumsum,
    "np.max": _extreme,
    "np.mean": _mean,
    "np.min": _extreme,
    "np.amax": _extreme,
    "np.amin": _extreme,
    "np.outer": _outer,
    "np.prod": _prod,
    "np.sum": _sum,
    "np.where": _where,
    "sum": _sum,
}

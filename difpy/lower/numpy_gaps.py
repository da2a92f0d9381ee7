"""What NumPy takes and Numba doesn't, written with what both take.

Before:
    m = np.mean(x, axis=0, keepdims=True)
    y_bar[:] += np.cumsum(np.flip(seed, 1), 1)

After:
    m = np.expand_dims(difpy.gaps.mean_along(x, 0), 0)
    y_bar[:] += difpy.gaps.cumsum_along(seed[:, ::-1], 1)

What Numba takes as it is stays as it is. Non-goals: functions that NumPy doesn't have either.
"""

from __future__ import annotations

from dataclasses import replace

from numba.core import types

from difpy import kinds
from difpy.lower.array_gaps import ARRAY_REWRITES
from difpy.lower.call_arguments import argument, integer, is_scalar, is_true, rank_of
from difpy.lower.math_gaps import MATH_REWRITES, Rewrite, renamed
from difpy.lower.understood import is_understood
from difpy.program import (
    Attribute,
    Binary,
    Call,
    Constant,
    EllipsisIndex,
    Expression,
    Program,
    Slice,
    Subscript,
    Tuple,
    Unary,
    map_block,
    map_children,
)

WIDENED = frozenset({
    "np.std", "np.var", "np.median", "np.ptp", "np.nanmean", "np.nanstd", "np.nanvar", "np.trace"
})  # fmt: skip
"""Numba gives a float64 where NumPy stays with the array's float32."""


def lower_numpy_gaps(program: Program) -> Program:
    """The program without calls that only CPython could run."""
    functions = {
        name: replace(function, body=map_block(function.body, _filled))
        for name, function in program.functions.items()
    }
    return replace(program, functions=functions)


def _filled(expression: Expression) -> Expression:
    match expression:
        case Subscript(base=Call(function="np.meshgrid") as call, indices=(Constant(value=int(k)),)) if (
            is_understood(call)
        ):
            return _grid(map_children(call, _filled), k)
    expression = map_children(expression, _filled)
    if not isinstance(expression, Call):
        return expression
    rewrite = REWRITES.get(expression.function)
    new = rewrite(expression) if rewrite is not None and is_understood(expression) else None
    if new is None and expression.function in WIDENED and expression.type == types.float32:
        new = Call("np.float32", (expression,))
    return expression if new is None else replace(new, type=expression.type, at=expression.at)


# --- reductions --------------------------------------------------------------------------------


def _reduction(name: str) -> Rewrite:
    """One axis after the other, the last first; the axes are put back where they are kept."""

    def rewrite(value: Call) -> Expression | None:
        operand, axis = value.arguments[0], argument(value, 1, "axis")
        kept = is_true(value, "keepdims")
        if axis is None:
            whole = replace(value, arguments=(operand,), keywords=())
            return _kept_whole(whole, operand) if kept else None
        if name == "sum" and not kept and not isinstance(axis, Tuple):
            return None
        if not isinstance(axis, Tuple):
            reduced = _along(name, operand, axis)
            return Call("np.expand_dims", (reduced, axis)) if kept else reduced
        axes = _axes(axis, rank_of(operand))
        if axes is None:
            return None
        reduced = operand
        for k in sorted(axes, reverse=True):
            reduced = _along(name, reduced, Constant(k))
        return _expanded(reduced, sorted(axes)) if kept else reduced

    return rewrite


def _along(name: str, operand: Expression, axis: Expression) -> Expression:
    if name == "sum":
        return Call("np.sum", (operand, axis))
    return Call(f"difpy.gaps.{name}_along", (operand, axis))


def _axes(axis: Tuple, rank: int | None) -> list[int] | None:
    """The axes of a tuple, counted from the first."""
    axes = [integer(element) for element in axis.elements]
    if rank is None or any(k is None for k in axes):
        return None
    return [k % rank for k in axes if k is not None]


def _expanded(value: Expression, axes: list[int]) -> Expression:
    for k in axes:
        value = Call("np.expand_dims", (value, Constant(k)))
    return value


def _kept_whole(value: Expression, operand: Expression) -> Expression | None:
    """A reduction of everything as an array of one element."""
    rank = rank_of(operand)
    return None if rank is None else Call("np.full", (Tuple((Constant(1),) * rank), _lowered(value)))


def _lowered(value: Expression) -> Expression:
    rewrite = REWRITES.get(value.function) if isinstance(value, Call) else None
    return (rewrite(value) if rewrite else None) or value  # type: ignore[arg-type]


def _variance(value: Call) -> Expression | None:
    operand, axis = value.arguments[0], argument(value, 1, "axis")
    ddof = argument(value, 4, "ddof") or Constant(0)
    kept = is_true(value, "keepdims")
    if axis is None:
        whole = Call("np.var", (operand,)) if ddof == Constant(0) else Call("difpy.gaps.var", (operand, ddof))
        return _kept_whole(whole, operand) if kept else (None if ddof == Constant(0) else whole)
    if isinstance(axis, Tuple):
        return _variance_along_several(operand, axis, ddof, kept=kept)
    reduced = Call("difpy.gaps.var_along", (operand, axis, ddof))
    return Call("np.expand_dims", (reduced, axis)) if kept else reduced


def _variance_along_several(
    operand: Expression, axis: Tuple, ddof: Expression, *, kept: bool
) -> Expression | None:
    """The mean of the squared distances from the mean."""
    axes = _axes(axis, rank_of(operand))
    if axes is None or ddof != Constant(0):
        return None
    keywords = (("keepdims", Constant(True)),)
    distances = Binary("-", operand, _filled(Call("np.mean", (operand, axis), keywords)), type=operand.type)
    squares = Binary("*", distances, distances, type=operand.type)
    return _filled(Call("np.mean", (squares, axis), keywords if kept else ()))


def _deviation(value: Call) -> Expression | None:
    variance = _variance(replace(value, function="np.var"))
    return None if variance is None else Call("np.sqrt", (variance,))


def _norm(value: Call) -> Expression | None:
    operand, order, axis = value.arguments[0], argument(value, 1, "ord"), argument(value, 2, "axis")
    if isinstance(order, Constant) and order.value == "fro":
        return Call("np.linalg.norm", (operand,))
    if isinstance(order, Constant) and order.value == "nuc":
        values = Subscript(Call("np.linalg.svd", (operand, Constant(False))), (Constant(1),))
        return Call("np.sum", (values,))
    if axis is None or isinstance(axis, Tuple) or order is not None:
        return None
    reduced = Call("difpy.gaps.norm_along", (operand, axis))
    return Call("np.expand_dims", (reduced, axis)) if is_true(value, "keepdims") else reduced


# --- along an axis -----------------------------------------------------------------------------


def _mapping(name: str, position: int = 1) -> Rewrite:
    def rewrite(value: Call) -> Expression | None:
        axis = argument(value, position, "axis")
        if axis is None:
            return None
        return Call(f"difpy.gaps.{name}_along", (*value.arguments[:position], axis))

    return rewrite


def _argsort(value: Call) -> Expression | None:
    """Numba sorts vectors."""
    operand, axis = value.arguments[0], argument(value, 1, "axis") or Unary("-", Constant(1))
    return None if rank_of(operand) == 1 else Call("difpy.gaps.argsort_along", (operand, axis))


def _diff(value: Call) -> Expression | None:
    axis = argument(value, 2, "axis") or (dict(value.keywords).get("axis"))
    once = argument(value, 1, "n") in (None, Constant(1))
    return None if axis is None or not once else Call("difpy.gaps.diff_along", (value.arguments[0], axis))


def at_axis(axis: int, index: Expression) -> tuple[Expression, ...]:
    """The indices that apply `index` to one axis, whatever the rank."""
    if axis >= 0:
        return (*(Slice() for _ in range(axis)), index)
    return (EllipsisIndex(), index, *(Slice() for _ in range(-axis - 1)))


def _flip(value: Call) -> Expression | None:
    axis = integer(argument(value, 1, "axis"))
    backwards = Slice(None, None, Unary("-", Constant(1)))
    return None if axis is None else Subscript(value.arguments[0], at_axis(axis, backwards))


def _squeeze(value: Call) -> Expression | None:
    axis = integer(argument(value, 1, "axis"))
    return None if axis is None else Subscript(value.arguments[0], at_axis(axis, Constant(0)))


def _expand_dims(value: Call) -> Expression | None:
    operand, axis = value.arguments[0], argument(value, 1, "axis")
    if not isinstance(axis, Tuple):
        return None
    rank = rank_of(operand) or (0 if is_scalar(operand) else None)
    axes = None if rank is None else _axes(axis, rank + len(axis.elements))
    return None if axes is None else _expanded(operand, sorted(axes))


def _moveaxis(value: Call) -> Expression | None:
    operand = value.arguments[0]
    rank, source, target = rank_of(operand), integer(value.arguments[1]), integer(value.arguments[2])
    if rank is None or source is None or target is None:
        return None
    order = [k for k in range(rank) if k != source % rank]
    order.insert(target % rank, source % rank)
    return Call("np.transpose", (operand, Tuple(tuple(map(Constant, order)))))


# --- shapes and products -----------------------------------------------------------------------


def _reshape(value: Call) -> Expression | None:
    """Numba reshapes what is contiguous for sure."""
    operand, *shape = value.arguments
    if kinds.is_array(operand.type) and operand.type.layout == "C":
        return None
    return replace(value, arguments=(Call("np.ascontiguousarray", (operand,), type=operand.type), *shape))


def _array(value: Call) -> Expression | None:
    """Numba's `np.array` takes lists."""
    if not kinds.is_array(value.arguments[0].type):
        return None
    dtype = argument(value, 1, "dtype")
    if dtype is None:
        return Call("np.copy", value.arguments[:1])
    return Call(".astype", (value.arguments[0], dtype))


def _at_least(rank: int) -> Rewrite:
    def rewrite(value: Call) -> Expression | None:
        if not is_scalar(value.arguments[0]):
            return None
        return Call("np.full", (Tuple((Constant(1),) * rank), value.arguments[0]))

    return rewrite


def _dot(value: Call) -> Expression | None:
    if any(map(is_scalar, value.arguments)):
        return Binary("*", *value.arguments)
    return None


def _inner(value: Call) -> Expression | None:
    left, right = value.arguments
    if is_scalar(left) or is_scalar(right):
        return Binary("*", left, right)
    if rank_of(right) == 1:
        return Call("np.dot", (left, right))
    return Call("np.dot", (right, left) if rank_of(left) == 1 else (left, Attribute(right, "T")))


def _kron(value: Call) -> Expression | None:
    """Numba takes matrices that are contiguous for sure."""
    contiguous = tuple(Call("np.ascontiguousarray", (e,), type=e.type) for e in value.arguments)
    return replace(value, arguments=contiguous)


def _vdot(value: Call) -> Expression | None:
    if all(rank_of(e) == 1 for e in value.arguments):
        return None
    return Call("np.vdot", tuple(Call("np.ravel", (e,)) for e in value.arguments))


def _diagonal(value: Call) -> Expression | None:
    return Call("np.diag", (value.arguments[0], argument(value, 1, "offset") or Constant(0)))


def _grid(value: Expression, component: int) -> Expression:
    assert isinstance(value, Call)
    x, y = value.arguments
    indexing = dict(value.keywords).get("indexing")
    name = ("columns_of_grid", "rows_of_grid")[component]
    if isinstance(indexing, Constant) and indexing.value == "ij":
        other = ("rows_of_grid", "columns_of_grid")[component]
        return Call(f"difpy.gaps.{other}", (y, x))
    return Call(f"difpy.gaps.{name}", (x, y))


def _linspace(value: Call) -> Expression | None:
    """Without its end, a grid is the grid of one more point without that point."""
    endpoint = dict(value.keywords).get("endpoint")
    if not (isinstance(endpoint, Constant) and endpoint.value is False):
        return None
    count = argument(value, 2, "num") or Constant(50)
    longer = Call("np.linspace", (*value.arguments[:2], Binary("+", count, Constant(1))))
    return Subscript(longer, (Slice(None, Unary("-", Constant(1))),))


# --- elementwise -------------------------------------------------------------------------------


def _clip(value: Call) -> Expression | None:
    """Numba clips arrays."""
    operand, low, high = value.arguments[0], argument(value, 1, "a_min"), argument(value, 2, "a_max")
    if not is_scalar(operand):
        return None
    lower = operand if low is None else Call("np.maximum", (operand, low))
    return lower if high is None else Call("np.minimum", (lower, high))


REWRITES: dict[str, Rewrite] = {
    **ARRAY_REWRITES,
    **MATH_REWRITES,
    "np.all": _reduction("all"),
    "np.amax": _reduction("max"),
    "np.amin": _reduction("min"),
    "np.any": _reduction("any"),
    "np.argsort": _argsort,
    "np.array": _array,
    "np.atleast_1d": _at_least(1),
    "np.atleast_2d": _at_least(2),
    "np.clip": _clip,
    "np.compress": renamed("np.extract"),
    "np.cumprod": _mapping("cumprod"),
    "np.cumsum": _mapping("cumsum"),
    "np.diagonal": _diagonal,
    "np.diff": _diff,
    "np.dot": _dot,
    "np.expand_dims": _expand_dims,
    "np.fix": renamed("np.trunc"),
    "np.flip": _flip,
    "np.heaviside": renamed("difpy.gaps.heaviside"),
    "np.inner": _inner,
    "np.kron": _kron,
    "np.linalg.matrix_power": renamed("difpy.gaps.matrix_power"),
    "np.linalg.norm": _norm,
    "np.linspace": _linspace,
    "np.matmul": lambda value: Binary("@", *value.arguments),
    "np.max": _reduction("max"),
    "np.mean": _reduction("mean"),
    "np.median": _reduction("median"),
    "np.min": _reduction("min"),
    "np.moveaxis": _moveaxis,
    "np.nanmax": _reduction("nanmax"),
    "np.nanmean": _reduction("nanmean"),
    "np.nanmin": _reduction("nanmin"),
    "np.nansum": _reduction("nansum"),
    "np.prod": _reduction("prod"),
    "np.ptp": _reduction("ptp"),
    "np.repeat": _mapping("repeat", 2),
    "np.reshape": _reshape,
    "np.roll": _mapping("roll", 2),
    "np.sort": _mapping("sort"),
    "np.squeeze": _squeeze,
    "np.std": _deviation,
    "np.sum": _reduction("sum"),
    "np.tile": renamed("difpy.gaps.tile"),
    "np.var": _variance,
    "np.vdot": _vdot,
}

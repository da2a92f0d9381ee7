"""NumPy's functions on dual numbers, each by its textbook rule.

`rule(name)` (dots for submodules: `linalg.solve`) gives the function to call instead of NumPy's. A
function that is not in a table runs as NumPy's own on plain data and refuses dual data by name.
"""

# ruff: noqa: SIM905  long lists of names read better as words
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.oracles import dual_numbers as dual
from tests.oracles.dual_numbers import (
    Dual,
    DualArray,
    has_dual,
    split,
    taking_tangents,
    tangent_of,
    value_of,
    wrap,
)
from tests.oracles.partials import BINARY, UNARY

# linear in the first argument, which may be a sequence of arrays; the result is new memory
LINEAR = set(
    """
    append average choose column_stack compress concatenate cumsum delete diag diff dstack ediff1d flip
    fliplr flipud gradient hstack mean nansum outer_sum pad repeat roll rot90 stack sum take tile trace
    tril triu vstack
    """.split()
)
# linear, and NumPy gives a view of the first argument where it can
VIEWS = set(
    """
    asarray ascontiguousarray asfortranarray atleast_1d atleast_2d atleast_3d broadcast_to diagonal
    expand_dims moveaxis ravel real reshape rollaxis squeeze swapaxes transpose
    """.split()
)
LISTS_OF_VIEWS = {"array_split", "split", "hsplit", "vsplit", "broadcast_arrays"}
BILINEAR = set(
    """
    convolve correlate cross dot inner kron linalg.matmul linalg.outer matmul outer tensordot vdot
    vecdot
    """.split()
)
CREATION = set(
    """
    arange array empty empty_like eye fromiter full full_like geomspace identity linspace logspace ones
    ones_like tri vander zeros zeros_like
    """.split()
)
PLAIN = set(
    """
    all allclose any argmax argmin argsort argwhere array_equal bincount count_nonzero digitize equal
    flatnonzero greater greater_equal isclose isfinite isinf isnan isreal isscalar less less_equal
    lexsort logical_and logical_not logical_or logical_xor may_share_memory ndim nonzero not_equal
    searchsorted shape shares_memory signbit size unique_counts
    """.split()
)


def rule(name: str) -> Callable[..., Any]:
    numpy_function = _numpy(name)
    if name in SPECIAL:
        return SPECIAL[name]
    if name in UNARY:
        return _with_out(lambda x: dual.unary(name, x, numpy_function))
    if name in BINARY:
        return _with_out(lambda x, y: dual.binary(name, x, y, numpy_function))
    for names, make in _KINDS:
        if name in names:
            return make(name, numpy_function)
    return _refuse_duals(name, numpy_function)


def _numpy(name: str) -> Any:
    found: Any = np
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def _plain_keywords(keywords: dict[str, Any]) -> dict[str, Any]:
    return {key: dual.plain_dtype(value) if key == "dtype" else value for key, value in keywords.items()}


def _with_out(function: Callable[..., Any]) -> Callable[..., Any]:
    def elementwise(*operands: Any, out: Any = None) -> Any:
        if (
            out is None
            and len(operands) > 1
            and isinstance(operands[-1], DualArray)
            and _takes(function) < len(operands)
        ):
            *operands, out = operands  # type: ignore[assignment]
        result = function(*operands)
        return result if out is None else dual.store(out, result)

    return elementwise


def _takes(function: Callable[..., Any]) -> int:
    return function.__code__.co_argcount  # type: ignore[attr-defined]


def _make_linear(_name: str, function: Any) -> Callable[..., Any]:
    def linear(x: Any, *others: Any, **keywords: Any) -> Any:
        out = keywords.pop("out", None)
        keywords = _plain_keywords(keywords)
        others_value = [value_of(other) for other in others]
        if _name == "append":  # linear in both
            tangent = function(_tangents(x), _tangents(others[0]), *others_value[1:], **keywords)
        else:
            tangent = function(
                _tangents(x), *others_value, **{k: v for k, v in keywords.items() if k != "dtype"}
            )
        result = wrap(function(value_of(x), *others_value, **keywords), tangent)
        return result if out is None else dual.store(out, result)

    return linear


def _tangents(x: Any) -> Any:
    """Tangents in the structure that NumPy is called with: sequences of arrays stay sequences."""
    if isinstance(x, (list, tuple)):
        return [_tangents(item) for item in x]
    return tangent_of(x)


def _make_view(_name: str, function: Any) -> Callable[..., Any]:
    def viewing(x: Any, *others: Any, **keywords: Any) -> Any:
        if isinstance(x, (list, tuple, Dual)):
            x = dual.as_dual_array(x) if has_dual(x) else taking_tangents(np.asarray(x))
        if not isinstance(x, DualArray):
            return taking_tangents(function(x, *others, **_plain_keywords(keywords)))
        dtype = dual.plain_dtype(keywords.pop("dtype", None))
        if dtype is not None and np.dtype(dtype) != x.dtype:
            x = x.astype(dtype)
        return dual.view(function(x.value, *others, **keywords), function(x.tangent, *others, **keywords))

    return viewing


def _make_list_of_views(_name: str, function: Any) -> Callable[..., Any]:
    def pieces(x: Any, *others: Any, **keywords: Any) -> Any:
        values, tangents = (
            function(value_of(x), *others, **keywords),
            function(tangent_of(x), *others, **keywords),
        )
        return type(values)(dual.view(v, t) for v, t in zip(values, tangents, strict=True))

    return pieces


def _make_bilinear(_name: str, function: Any) -> Callable[..., Any]:
    def bilinear(x: Any, y: Any, *others: Any, out: Any = None, **keywords: Any) -> Any:
        if isinstance(out, type(None)) and others and isinstance(others[0], DualArray):
            out, others = others[0], others[1:]
        (xv, xt), (yv, yt) = split(x), split(y)
        tangent = function(xt, yv, *others, **keywords) + function(xv, yt, *others, **keywords)
        result = wrap(function(xv, yv, *others, **keywords), tangent)
        return result if out is None else dual.store(out, result)

    return bilinear


def _make_creation(name: str, function: Any) -> Callable[..., Any]:
    def create(*args: Any, **keywords: Any) -> Any:
        args = tuple(dual.plain_dtype(arg) for arg in args)
        keywords = _plain_keywords(keywords)
        value = function(*value_of(list(args)), **{k: value_of(v) for k, v in keywords.items()})
        if name.startswith("empty"):
            if value.dtype.kind == "f":
                value.fill(np.nan)  # so that a read of what was never written is seen
            return taking_tangents(value)
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            return taking_tangents(value)
        return DualArray(value, _created_tangent(name, value, args, keywords))

    return create


def _created_tangent(
    name: str, value: np.ndarray, args: tuple[Any, ...], keywords: dict[str, Any]
) -> np.ndarray:
    tangent = np.zeros_like(value, dtype=np.float64)
    if name == "array":
        tangent[...] = _tangent_of_nested(args[0] if args else keywords["object"], value.shape)
    elif name in ("full", "full_like"):
        tangent[...] = tangent_of(args[1] if len(args) > 1 else keywords["fill_value"])
    elif name == "linspace":
        start, stop = args[0], args[1]
        count = int(args[2]) if len(args) > 2 else int(keywords.get("num", 50))
        tangent[...] = np.linspace(tangent_of(start), tangent_of(stop), count,
                                   endpoint=keywords.get("endpoint", True))  # fmt: skip
    elif name == "arange" and has_dual(args):
        start = args[0] if len(args) > 1 else 0.0
        step = args[2] if len(args) > 2 else 1.0
        tangent[...] = tangent_of(start) + np.arange(len(value)) * tangent_of(step)
    elif has_dual(args) and name not in ("ones_like", "zeros_like"):
        raise NotImplementedError(f"the dual oracle has no rule for np.{name} of dual numbers")
    return tangent


def _tangent_of_nested(x: Any, shape: tuple[int, ...]) -> np.ndarray:
    if isinstance(x, (list, tuple)):
        if not x:
            return np.zeros(shape)
        return np.stack([_tangent_of_nested(item, shape[1:]) for item in x])
    if isinstance(x, DualArray):
        return x.tangent
    if hasattr(x, "__next__"):
        raise NotImplementedError("np.array of an iterator")
    return np.broadcast_to(tangent_of(x), shape)


def _make_plain(_name: str, function: Any) -> Callable[..., Any]:
    def plain(*args: Any, **keywords: Any) -> Any:
        result = function(*[value_of(a) for a in args], **{k: value_of(v) for k, v in keywords.items()})
        return taking_tangents(result)

    return plain


def _refuse_duals(name: str, function: Any) -> Callable[..., Any]:
    def other(*args: Any, **keywords: Any) -> Any:
        if has_dual(args) or has_dual(list(keywords.values())):
            raise NotImplementedError(f"the dual oracle has no rule for np.{name}")
        if function is None:
            raise AttributeError(f"NumPy has no function {name}")
        return taking_tangents(function(*[dual.plain_dtype(a) for a in args], **_plain_keywords(keywords)))

    return other


# --- functions with rules of their own -------------------------------------------------------------


def _where(condition: Any, x: Any = None, y: Any = None) -> Any:
    if x is None:
        return taking_tangents(np.where(value_of(condition)))
    (xv, xt), (yv, yt) = split(x), split(y)
    condition = value_of(condition)
    return wrap(np.where(condition, xv, yv), np.where(condition, xt, yt))


def _clip(x: Any, low: Any = None, high: Any = None, out: Any = None) -> Any:
    if low is not None:
        x = dual.binary("maximum", x, low, np.maximum)
    if high is not None:
        x = dual.binary("minimum", x, high, np.minimum)
    return x if out is None else dual.store(out, x)


def _extreme(function: Any) -> Callable[..., Any]:
    def extreme(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        value, tangent = split(x)
        kept = function(value, axis=axis, keepdims=True)
        ties = np.equal(value, kept)
        result = (tangent * ties).sum(axis=axis, keepdims=keepdims) / ties.sum(axis=axis, keepdims=keepdims)
        return wrap(function(value, axis=axis, keepdims=keepdims), result)

    return extreme


def _prod(x: Any, axis: Any = None) -> Any:
    value, tangent = split(x)
    if axis is None:
        value, tangent = value.ravel(), tangent.ravel()
    moved, moved_tangent = np.moveaxis(value, axis or 0, 0), np.moveaxis(tangent, axis or 0, 0)
    total = np.zeros(moved.shape[1:])
    for i in range(len(moved)):  # with zeros among the factors too
        total = total + np.prod(np.delete(moved, i, axis=0), axis=0) * moved_tangent[i]
    return wrap(np.prod(value, axis=axis or 0), total)


def _cumprod(x: Any) -> Any:
    results = [_prod(x[: i + 1]) for i in range(len(x))]
    return SPECIAL_ARRAY(results)


def _variance(x: Any, axis: Any = None, ddof: float = 0, keepdims: bool = False) -> Any:
    value, tangent = split(x)
    count = value.size if axis is None else value.shape[axis]
    centred = value - value.mean(axis=axis, keepdims=True)
    centred_tangent = tangent - tangent.mean(axis=axis, keepdims=True)
    result = 2.0 * (centred * centred_tangent).sum(axis=axis, keepdims=keepdims) / (count - ddof)
    return wrap(np.var(value, axis=axis, ddof=ddof, keepdims=keepdims), result)


def _deviation(x: Any, axis: Any = None, ddof: float = 0, keepdims: bool = False) -> Any:
    return dual.unary("sqrt", _variance(x, axis, ddof, keepdims), np.sqrt)


def _sort(x: Any, axis: int = -1) -> Any:
    value, tangent = split(x)
    order = np.argsort(value, axis=axis, kind="stable")
    return wrap(np.take_along_axis(value, order, axis), np.take_along_axis(tangent, order, axis))


def _median(x: Any) -> Any:
    value, tangent = split(x)
    order = np.argsort(value.ravel())
    middle = order[(len(order) - 1) // 2 : len(order) // 2 + 1]
    return wrap(np.median(value), tangent.ravel()[middle].mean())


def _ptp(x: Any, axis: Any = None) -> Any:
    return _extreme(np.max)(x, axis) - _extreme(np.min)(x, axis)


def _interp(x: Any, xs: Any, ys: Any) -> Any:
    value, points, heights = value_of(x), value_of(xs), value_of(ys)
    right = np.clip(np.searchsorted(points, value, side="right"), 1, len(points) - 1)
    x0, x1, y0, y1 = xs[right - 1], xs[right], ys[right - 1], ys[right]
    line = y0 + (y1 - y0) * ((x - x0) / (x1 - x0))
    inside = _where(value < points[0], ys[0], _where(value > points[-1], ys[-1], line))
    return wrap(np.interp(value, points, heights), tangent_of(inside))


def _round(x: Any, decimals: int = 0) -> Any:
    value = np.round(value_of(x), decimals)
    return wrap(value, np.zeros(np.shape(value)))


def _copy(x: Any, order: str = "K") -> Any:
    return x.copy(order) if isinstance(x, DualArray) else taking_tangents(np.array(x, order=order))  # type: ignore[call-overload]


def _copyto(target: Any, new: Any) -> None:
    target[...] = new


def _fill_diagonal(target: DualArray, new: Any) -> None:
    np.fill_diagonal(target.value, value_of(new))
    np.fill_diagonal(target.tangent, tangent_of(new))


def _einsum(spec: str, *operands: Any) -> Any:
    values = [value_of(x) for x in operands]
    tangent = 0.0
    for i, x in enumerate(operands):
        tangent = tangent + np.einsum(spec, *values[:i], tangent_of(x), *values[i + 1 :])
    return wrap(np.einsum(spec, *values), tangent)


def _nan_to_num(x: Any) -> Any:
    value, tangent = split(x)
    return wrap(np.nan_to_num(value), np.where(np.isfinite(value), tangent, 0.0))


def _norm(x: Any, ord: Any = None, axis: Any = None) -> Any:  # noqa: A002  NumPy's name
    value, tangent = split(x)
    if ord in (None, 2, "fro") and (ord != 2 or value.ndim == 1):
        total = np.linalg.norm(value, axis=axis)
        inner = (value * tangent).sum(axis=axis)
        return wrap(total, np.where(total == 0, 0.0, inner / np.where(total == 0, 1.0, total)))
    if value.ndim == 1 and ord == 1:
        return rule("sum")(rule("abs")(x))
    if value.ndim == 1 and ord == np.inf:
        return rule("max")(rule("abs")(x))
    raise NotImplementedError(f"the dual oracle has no rule for np.linalg.norm with ord={ord}")


def _solve(a: Any, b: Any) -> Any:
    (av, at), (bv, bt) = split(a), split(b)
    x = np.linalg.solve(av, bv)
    return wrap(x, np.linalg.solve(av, bt - at @ x))


def _inverse(a: Any) -> Any:
    value, tangent = split(a)
    inverse = np.linalg.inv(value)
    return wrap(inverse, -inverse @ tangent @ inverse)


def _determinant(a: Any) -> Any:
    value, tangent = split(a)
    determinant = np.linalg.det(value)
    return wrap(determinant, determinant * np.trace(np.linalg.solve(value, tangent)))


def _slogdet(a: Any) -> Any:
    value, tangent = split(a)
    sign, logarithm = np.linalg.slogdet(value)
    return sign, wrap(logarithm, np.trace(np.linalg.solve(value, tangent)))


def _cholesky(a: Any) -> Any:
    value, tangent = split(a)
    lower = np.linalg.cholesky(value)
    inner = np.linalg.solve(lower, np.linalg.solve(lower, tangent).T).T
    half = np.tril(inner)
    half[np.diag_indices_from(half)] *= 0.5
    return wrap(lower, lower @ half)


def _normal(loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    return loc + scale * taking_tangents(np.random.standard_normal(size))


def _uniform(low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
    return low + (high - low) * taking_tangents(np.random.random(size))


SPECIAL: dict[str, Callable[..., Any]] = {
    "amax": _extreme(np.max),
    "amin": _extreme(np.min),
    "max": _extreme(np.max),
    "min": _extreme(np.min),
    "around": _round,
    "clip": _clip,
    "copy": _copy,
    "copyto": _copyto,
    "cumprod": _cumprod,
    "einsum": _einsum,
    "fill_diagonal": _fill_diagonal,
    "interp": _interp,
    "median": _median,
    "nan_to_num": _nan_to_num,
    "prod": _prod,
    "ptp": _ptp,
    "round": _round,
    "sort": _sort,
    "std": _deviation,
    "var": _variance,
    "where": _where,
    "linalg.cholesky": _cholesky,
    "linalg.det": _determinant,
    "linalg.inv": _inverse,
    "linalg.norm": _norm,
    "linalg.slogdet": _slogdet,
    "linalg.solve": _solve,
    "random.normal": _normal,
    "random.uniform": _uniform,
}

_KINDS = (
    (LINEAR, _make_linear),
    (VIEWS, _make_view),
    (LISTS_OF_VIEWS, _make_list_of_views),
    (BILINEAR, _make_bilinear),
    (CREATION, _make_creation),
    (PLAIN, _make_plain),
)

SPECIAL_ARRAY = _make_creation("array", np.array)

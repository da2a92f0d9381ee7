"""Functions of NumPy with arguments that Numba doesn't take: `axis`, `ddof`, several copies.

lower/numpy_gaps.py puts them into what is compiled; in CPython they are NumPy's own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload, register_jitable

from difpy.runtime.array_gaps import gradient as gradient
from difpy.runtime.array_gaps import pad as pad
from difpy.runtime.array_gaps import quantile_along as quantile_along
from difpy.runtime.axes import lines, with_length, without_axis
from difpy.runtime.math_gaps import comb as comb
from difpy.runtime.math_gaps import factorial as factorial
from difpy.runtime.math_gaps import isclose as isclose
from difpy.runtime.math_gaps import isqrt as isqrt
from difpy.runtime.math_gaps import perm as perm
from difpy.runtime.math_gaps import ulp as ulp
from difpy.runtime.partials import elementwise

Line = Callable[[Any], Any]


def _float_of(type_: Any) -> Any:
    """The element type of a mean: integers give float64."""
    return type_.dtype if isinstance(type_.dtype, types.Float) else types.float64


def _reduction(reduce: Line, dtype: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """The implementation of a reduction along one axis: `reduce` takes one line of elements."""

    def implementation(x: Any, axis: Any) -> Any:
        element = dtype(x)
        if x.ndim == 1:
            return lambda x, axis: reduce(x)

        def along(x: Any, axis: int) -> Any:
            by_line = lines(x, axis)
            before, _, after = by_line.shape
            reduced = np.empty((before, after), element)
            for i in range(before):
                for j in range(after):
                    reduced[i, j] = reduce(by_line[i, :, j])
            return reduced.reshape(without_axis(x.shape, axis))

        return along

    return implementation


def _mapping(change: Line, dtype: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """The implementation of a function that maps each line along an axis to one of some length."""

    def implementation(x: Any, axis: Any) -> Any:
        element = dtype(x)

        def along(x: Any, axis: int) -> Any:
            by_line = lines(x, axis)
            before, length, after = by_line.shape
            changed = np.empty((before, change(np.zeros(length, x.dtype)).size, after), element)
            for i in range(before):
                for j in range(after):
                    changed[i, :, j] = change(by_line[i, :, j])
            return changed.reshape(with_length(x.shape, axis, changed.shape[1]))

        return along

    return implementation


def _same(type_: Any) -> Any:
    return type_.dtype


# --- reductions --------------------------------------------------------------------------------


def all_along(x: Any, axis: int) -> Any:
    """np.all along an axis."""
    return np.all(x, axis)


def any_along(x: Any, axis: int) -> Any:
    """np.any along an axis."""
    return np.any(x, axis)


def max_along(x: Any, axis: int) -> Any:
    """np.max along an axis."""
    return np.max(x, axis)


def mean_along(x: Any, axis: int) -> Any:
    """np.mean along an axis."""
    return np.mean(x, axis)


def median_along(x: Any, axis: int) -> Any:
    """np.median along an axis."""
    return np.median(x, axis)


def min_along(x: Any, axis: int) -> Any:
    """np.min along an axis."""
    return np.min(x, axis)


def nanmax_along(x: Any, axis: int) -> Any:
    """np.nanmax along an axis."""
    return np.nanmax(x, axis)


def nanmean_along(x: Any, axis: int) -> Any:
    """np.nanmean along an axis."""
    return np.nanmean(x, axis)


def nanmin_along(x: Any, axis: int) -> Any:
    """np.nanmin along an axis."""
    return np.nanmin(x, axis)


def nansum_along(x: Any, axis: int) -> Any:
    """np.nansum along an axis."""
    return np.nansum(x, axis)


def norm_along(x: Any, axis: int) -> Any:
    """np.linalg.norm along an axis."""
    return np.linalg.norm(x, axis=axis)


def prod_along(x: Any, axis: int) -> Any:
    """np.prod along an axis."""
    return np.prod(x, axis)


def ptp_along(x: Any, axis: int) -> Any:
    """np.ptp along an axis."""
    return np.ptp(x, axis)


def _integer_or_same(type_: Any) -> Any:
    return type_.dtype if isinstance(type_.dtype, types.Float) else types.int64


def _reduces(function: Any, reduce: Line, dtype: Callable[[Any], Any]) -> None:
    overload(function, strict=False)(_reduction(register_jitable(reduce), dtype))


def _maps(function: Any, change: Line, dtype: Callable[[Any], Any]) -> None:
    overload(function, strict=False)(_mapping(register_jitable(change), dtype))


_reduces(all_along, lambda line: np.all(line), lambda _: types.boolean)
_reduces(any_along, lambda line: np.any(line), lambda _: types.boolean)
_reduces(max_along, lambda line: np.max(line), _same)
_reduces(mean_along, lambda line: np.mean(line), _float_of)
_reduces(median_along, lambda line: np.median(line), _float_of)
_reduces(min_along, lambda line: np.min(line), _same)
_reduces(nanmax_along, lambda line: np.nanmax(line), _same)
_reduces(nanmean_along, lambda line: np.nanmean(line), _float_of)
_reduces(nanmin_along, lambda line: np.nanmin(line), _same)
_reduces(nansum_along, lambda line: np.nansum(line), _same)
_reduces(norm_along, lambda line: math.sqrt(np.sum(line * line)), _float_of)
_reduces(prod_along, lambda line: np.prod(line), _integer_or_same)
_reduces(ptp_along, lambda line: np.ptp(line), _same)


def var(x: Any, ddof: int) -> Any:
    """np.var with `ddof`.

    >>> float(var(np.array([1.0, 3.0]), 1))
    2.0
    """
    return np.var(x, ddof=ddof)


@overload(var, strict=False)
def _var(x: Any, ddof: Any) -> Any:
    return lambda x, ddof: np.var(x) * (x.size / (x.size - ddof))


def var_along(x: Any, axis: int, ddof: int) -> Any:
    """np.var along an axis."""
    return np.var(x, axis, ddof=ddof)


def _var_along_whole(x: Any, axis: int) -> Any:
    return np.var(x, axis)


_reduces(_var_along_whole, lambda line: np.var(line), _float_of)


@overload(var_along, strict=False)
def _var_along(x: Any, axis: Any, ddof: Any) -> Any:
    return lambda x, axis, ddof: _var_along_whole(x, axis) * (x.shape[axis] / (x.shape[axis] - ddof))


# --- lines to lines ----------------------------------------------------------------------------


def argsort_along(x: Any, axis: int) -> Any:
    """np.argsort along an axis."""
    return np.argsort(x, axis)


def cumprod_along(x: Any, axis: int) -> Any:
    """np.cumprod along an axis."""
    return np.cumprod(x, axis)


def cumsum_along(x: Any, axis: int) -> Any:
    """np.cumsum along an axis."""
    return np.cumsum(x, axis)


def diff_along(x: Any, axis: int) -> Any:
    """np.diff along an axis."""
    return np.diff(x, axis=axis)


def sort_along(x: Any, axis: int) -> Any:
    """np.sort along an axis."""
    return np.sort(x, axis)


_maps(argsort_along, lambda line: np.argsort(line), lambda _: types.int64)
_maps(cumprod_along, lambda line: np.cumprod(line), _integer_or_same)
_maps(cumsum_along, lambda line: np.cumsum(line), _integer_or_same)
_maps(diff_along, lambda line: line[1:] - line[:-1], _same)
_maps(sort_along, lambda line: np.sort(line), _same)


def roll_along(x: Any, shift: int, axis: int) -> Any:
    """np.roll along an axis."""
    return np.roll(x, shift, axis)


@overload(roll_along, strict=False)
def _roll(x: Any, shift: Any, axis: Any) -> Any:
    def along(x: Any, shift: int, axis: int) -> Any:
        by_line = lines(x, axis)
        length = by_line.shape[1]
        rolled = np.empty_like(by_line)
        for k in range(length):
            rolled[:, (k + shift) % length, :] = by_line[:, k, :]
        return rolled.reshape(x.shape)

    return along


def repeat_along(x: Any, repeats: int, axis: int) -> Any:
    """np.repeat along an axis."""
    return np.repeat(x, repeats, axis)


@overload(repeat_along, strict=False)
def _repeat(x: Any, repeats: Any, axis: Any) -> Any:
    def along(x: Any, repeats: int, axis: int) -> Any:
        by_line = lines(x, axis)
        before, length, after = by_line.shape
        repeated = np.empty((before, length * repeats, after), x.dtype)
        for k in range(length * repeats):
            repeated[:, k, :] = by_line[:, k // repeats, :]
        return repeated.reshape(with_length(x.shape, axis, length * repeats))

    return along


# --- copies and grids --------------------------------------------------------------------------


def tile(x: Any, reps: Any) -> Any:
    """np.tile."""
    return np.tile(x, reps)


@overload(tile, strict=False)
def _tile(x: Any, reps: Any) -> Any:
    copies = ["reps"] if isinstance(reps, types.Integer) else [f"reps[{k}]" for k in range(len(reps))]
    rank = max(x.ndim, len(copies))
    lengths = ["1"] * (rank - x.ndim) + [f"x.shape[{k}]" for k in range(x.ndim)]
    copies = ["1"] * (rank - len(copies)) + copies
    shape = ", ".join(f"{length} * {count}" for length, count in zip(lengths, copies, strict=True))
    indices = ", ".join(f"index[{rank - x.ndim + k}] % x.shape[{k}]" for k in range(x.ndim))
    text = [
        "def tile(x, reps):",
        f"    tiled = np.empty(({shape},), x.dtype)",
        "    for index in np.ndindex(tiled.shape):",
        f"        tiled[index] = x[({indices},)]",
        "    return tiled",
    ]
    made: dict[str, Any] = {"np": np}
    exec("\n".join(text), made)
    return made["tile"]


@register_jitable
def matrix_power(a: Any, n: int) -> Any:
    """np.linalg.matrix_power, of which Numba says that it might return None."""
    base = np.ascontiguousarray(a).copy()
    if n < 0:
        base = np.ascontiguousarray(np.linalg.inv(a))
    power = np.eye(a.shape[0], dtype=a.dtype)
    left = abs(n)
    while left > 0:
        if left % 2 == 1:
            power = power @ base
        left //= 2
        if left > 0:
            base = base @ base
    return power


@register_jitable
def columns_of_grid(x: Any, y: Any) -> Any:
    """np.meshgrid(x, y)[0]."""
    grid = np.empty((y.size, x.size), x.dtype)
    for k in range(y.size):
        grid[k] = x
    return grid


@register_jitable
def rows_of_grid(x: Any, y: Any) -> Any:
    """np.meshgrid(x, y)[1]."""
    grid = np.empty((y.size, x.size), y.dtype)
    for k in range(y.size):
        grid[k] = y[k]
    return grid


# --- elementwise -------------------------------------------------------------------------------


@elementwise
def heaviside(x: float, at_zero: float) -> float:
    """np.heaviside."""
    if x == 0.0:
        return at_zero
    return 0.0 * x if x != x else (1.0 if x > 0.0 else 0.0)


@register_jitable
def remainder(x: float, y: float) -> float:
    """math.remainder: the quotient is rounded to the nearest even integer."""
    rest = float(np.fmod(abs(x), abs(y)))
    half = 0.5 * abs(y)
    if rest > half or (rest == half and np.fmod(math.floor(abs(x) / abs(y)), 2.0) == 1.0):
        rest -= abs(y)
    return math.copysign(1.0, x) * rest


@register_jitable
def fsum(values: Any) -> float:
    """math.fsum, with Neumaier's compensation."""
    total, lost = 0.0, 0.0
    for value in values:
        new = total + value
        lost += (total - new) + value if abs(total) >= abs(value) else (value - new) + total
        total = new
    return total + lost


@register_jitable
def product(values: Any) -> float:
    """math.prod."""
    result = 1.0
    for value in values:
        result *= value
    return result

"""What adjoints of rearrangements, selections and convolutions call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload, register_jitable

from difpy.runtime.axes import flat, lines
from difpy.runtime.reductions import is_none

# --- repetitions -------------------------------------------------------------------------------


@register_jitable
def sums_of_runs(seed: Any, repeats: Any) -> Any:
    """The sums over runs of these lengths: the adjoint of `np.repeat`.

    >>> sums_of_runs(np.array([1.0, 2.0, 3.0]), np.array([2, 0, 1]))
    array([3., 0., 3.])
    """
    sums = np.zeros(repeats.size)
    position = 0
    for k in range(repeats.size):
        for _ in range(repeats[k]):
            sums[k] += seed[position]
            position += 1
    return sums


@register_jitable
def sums_of_runs_along(seed: Any, a: Any, axis: int) -> Any:
    """The sums over runs of equal length along an axis, of the shape of `a`."""
    length = a.shape[axis % a.ndim]
    before, longer, after = lines(seed, axis).shape
    runs = lines(seed, axis).reshape((before * length, longer // max(length, 1), after))
    return np.sum(runs, axis=1).reshape(a.shape)


def sums_of_tiles(seed: Any, a: Any) -> Any:
    """The sums over the copies of `a` that `np.tile` made.

    >>> sums_of_tiles(np.ones((2, 6)), np.zeros(3))
    array([4., 4., 4.])
    """
    sums = np.zeros(a.shape)
    for index in np.ndindex(seed.shape):
        sums[tuple(i % n for i, n in zip(index[seed.ndim - a.ndim :], a.shape, strict=True))] += seed[index]
    return sums


@overload(sums_of_tiles, strict=False)
def _sums_of_tiles(seed: Any, a: Any) -> Any:
    skipped = seed.ndim - a.ndim
    indices = ", ".join(f"index[{skipped + k}] % a.shape[{k}]" for k in range(a.ndim))
    lines_ = [
        "def sums_of_tiles(seed, a):",
        "    sums = np.zeros(a.shape)",
        "    for index in np.ndindex(seed.shape):",
        f"        sums[({indices},)] += seed[index]",
        "    return sums",
    ]
    made: dict[str, Any] = {"np": np}
    exec("\n".join(lines_), made)
    return made["sums_of_tiles"]


# --- orders and selections ---------------------------------------------------------------------


@register_jitable
def in_order_of(seed: list[float], values: list[float]) -> list[float]:
    """The cotangents of a sorted list's elements where they were before.

    >>> in_order_of([1.0, 2.0, 3.0], [7.0, 5.0, 6.0])
    [3.0, 1.0, 2.0]
    """
    order = np.argsort(np.array(values))
    given = [0.0 for _ in values]
    for k in range(len(values)):
        given[order[k]] = seed[k]
    return given


@register_jitable
def shared_back(seed: Any, values: Any, a: Any) -> Any:
    """The cotangents of the different values of an array, shared by the elements that have the value.

    >>> shared_back(np.array([1.0, 4.0]), np.array([5.0, 7.0]), np.array([7.0, 5.0, 7.0]))
    array([2., 1., 2.])
    """
    places = np.searchsorted(values, a)
    counts = np.zeros(values.size)
    for place in places:
        counts[place] += 1.0
    return (seed / counts)[places]


@register_jitable
def selected_back(seed: Any, condition: Any, a: Any) -> Any:
    """The elements that a condition selected, where they were, among zeros."""
    given = np.zeros_like(a)
    position = 0
    for k in range(min(condition.size, a.size)):
        if condition[k]:
            given[k] = seed[position]
            position += 1
    return given


def taken_back(seed: Any, indices: Any, a: Any, axis: int | None = None) -> Any:
    """The elements that `np.take` took, added where they were, among zeros.

    >>> taken_back(np.array([1.0, 2.0, 3.0]), np.array([2, 0, 2]), np.zeros(3))
    array([2., 0., 4.])
    """
    given = np.zeros(a.shape)
    where = np.ravel(indices)
    if axis is None:
        np.add.at(given.reshape(-1), where, np.ravel(seed))
        return given
    before, _, after = lines(given, axis).shape
    _add_taken(lines(given, axis), where, np.ascontiguousarray(seed).reshape((before, where.size, after)))
    return given


@overload(taken_back, strict=False)
def _taken_back(seed: Any, indices: Any, a: Any, axis: Any = None) -> Any:
    if is_none(axis):
        return _taken_flat
    if isinstance(indices, types.Array):
        return lambda seed, indices, a, axis=None: _taken_along(seed, flat(indices), a, axis)
    return lambda seed, indices, a, axis=None: _taken_along(seed, np.full(1, indices), a, axis)


def _taken_flat(seed: Any, indices: Any, a: Any, axis: Any = None) -> Any:
    given = np.zeros(a.size)
    where, values = flat(indices), flat(seed)
    for k in range(where.size):
        given[where[k]] += values[k]
    return given.reshape(a.shape)


@register_jitable
def _taken_along(seed: Any, where: Any, a: Any, axis: int) -> Any:
    given = np.zeros(a.shape)
    by_line = lines(given, axis)
    before, _, after = by_line.shape
    _add_taken(by_line, where, np.ascontiguousarray(seed).reshape((before, where.size, after)))
    return given


@register_jitable
def _add_taken(given: Any, where: Any, seed: Any) -> None:
    for i in range(seed.shape[0]):
        for k in range(seed.shape[1]):
            for j in range(seed.shape[2]):
                given[i, where[k], j] += seed[i, k, j]


@register_jitable
def put_back_along(seed: Any, indices: Any, a: Any, axis: int) -> Any:
    """The elements that `np.take_along_axis` took, added where they were, among zeros."""
    given = np.zeros(a.shape)
    by_line, where, values = lines(given, axis), lines(indices, axis), lines(seed, axis)
    for i in range(where.shape[0]):
        for k in range(where.shape[1]):
            for j in range(where.shape[2]):
                by_line[i, where[i, k, j], j] += values[i, k, j]
    return given


@register_jitable
def on_diagonal(seed: Any, a: Any, offset: int) -> Any:
    """A vector on a diagonal among zeros, of the shape of `a`.

    >>> on_diagonal(np.array([1.0, 2.0]), np.zeros((2, 3)), 1)
    array([[0., 1., 0.],
           [0., 0., 2.]])
    """
    given = np.zeros_like(a)
    for k in range(seed.size):
        given[k - min(offset, 0), k + max(offset, 0)] = seed[k]
    return given


# --- interpolation -----------------------------------------------------------------------------


@register_jitable
def _interval(x: float, xp: Any) -> int:
    position = int(np.searchsorted(xp, x, side="right")) - 1
    return max(0, min(position, int(xp.size) - 2))


@register_jitable
def _slope(x: float, xp: Any, fp: Any) -> float:
    if xp.size < 2 or x < xp[0] or x > xp[-1]:
        return 0.0
    j = _interval(x, xp)
    return float((fp[j + 1] - fp[j]) / (xp[j + 1] - xp[j]))


def slope_of_interp(x: Any, xp: Any, fp: Any) -> Any:
    """The derivative of `np.interp`: the slope of the interval, and 0 outside of all.

    >>> float(slope_of_interp(0.5, np.array([0.0, 1.0, 2.0]), np.array([0.0, 3.0, 4.0])))
    3.0
    """
    return _slope(x, xp, fp) if np.ndim(x) == 0 else _slopes(x, xp, fp)


@overload(slope_of_interp, strict=False)
def _slope_of_interp(x: Any, xp: Any, fp: Any) -> Any:
    if isinstance(x, types.Array):
        return lambda x, xp, fp: _slopes(x, xp, fp)
    return lambda x, xp, fp: _slope(x, xp, fp)


@register_jitable
def _slopes(x: Any, xp: Any, fp: Any) -> Any:
    slopes = np.zeros(x.size)
    points = flat(x)
    for k in range(x.size):
        slopes[k] = _slope(points[k], xp, fp)
    return slopes.reshape(x.shape)


def on_knots(seed: Any, x: Any, xp: Any) -> Any:
    """What points between knots owe to the values at the knots.

    >>> on_knots(1.0, 0.25, np.array([0.0, 1.0, 2.0]))
    array([0.75, 0.25, 0.  ])
    """
    given = np.zeros(xp.size)
    points, values = np.ravel(x), np.ravel(seed)
    for k in range(points.size):
        _add_on_knots(given, values[k], points[k], xp)
    return given


@overload(on_knots, strict=False)
def _on_knots(seed: Any, x: Any, xp: Any) -> Any:
    if isinstance(x, types.Array):
        return lambda seed, x, xp: _sums_on_knots(flat(seed), flat(x), xp)
    return lambda seed, x, xp: _sums_on_knots(np.full(1, seed), np.full(1, x), xp)


@register_jitable
def _sums_on_knots(seed: Any, x: Any, xp: Any) -> Any:
    given = np.zeros(xp.size)
    for k in range(x.size):
        _add_on_knots(given, seed[k], x[k], xp)
    return given


@register_jitable
def _add_on_knots(given: Any, seed: float, x: float, xp: Any) -> None:
    if xp.size < 2 or x < xp[0]:
        given[0] += seed
        return
    if x > xp[-1]:
        given[-1] += seed
        return
    j = _interval(x, xp)
    part = (x - xp[j]) / (xp[j + 1] - xp[j])
    given[j] += seed * (1.0 - part)
    given[j + 1] += seed * part


# --- convolutions, Kronecker products, powers --------------------------------------------------


@register_jitable
def padded_to_full(seed: Any, start: int, size: int) -> Any:
    """A part of a vector, from `start`, among zeros: the part of a full convolution that was kept."""
    full = np.zeros(size, seed.dtype)
    full[start : start + seed.size] = seed
    return full


@register_jitable
def start_of_convolution(kept: int, n: int, m: int) -> int:
    """Where the kept part begins in the full convolution of `n` and `m` elements: all, middle or inside."""
    shorter, longer = min(n, m), max(n, m)
    if kept == n + m - 1:
        return 0
    return (shorter - 1) // 2 if kept == longer else shorter - 1


@register_jitable
def start_of_correlation(kept: int, n: int, m: int) -> int:
    """The same for a correlation, which NumPy turns around where the second vector is the longer one."""
    if kept == max(n, m) and kept != n + m - 1 and m > n:
        return n // 2
    return start_of_convolution(kept, n, m)


@register_jitable
def kron_left(seed: Any, b: Any) -> Any:
    """The cotangent of the first operand of `np.kron`: its blocks times the second, summed."""
    p, q = b.shape
    given = np.zeros((seed.shape[0] // p, seed.shape[1] // q), seed.dtype)
    for i in range(given.shape[0]):
        for j in range(given.shape[1]):
            given[i, j] = np.sum(seed[i * p : (i + 1) * p, j * q : (j + 1) * q] * b)
    return given


@register_jitable
def kron_right(seed: Any, a: Any) -> Any:
    """The cotangent of the second operand of `np.kron`: the sum of the blocks, weighted by the first."""
    p, q = seed.shape[0] // a.shape[0], seed.shape[1] // a.shape[1]
    given = np.zeros((p, q), seed.dtype)
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            given += a[i, j] * seed[i * p : (i + 1) * p, j * q : (j + 1) * q]
    return given


@register_jitable
def vander_adjoint(seed: Any, x: Any) -> Any:
    """The cotangent of the points of a Vandermonde matrix, whose powers fall from left to right."""
    given = np.zeros(x.size)
    for k in range(seed.shape[1] - 1):
        power = seed.shape[1] - 1 - k
        given += power * seed[:, k] * x ** (power - 1)
    return given

"""What adjoints of reductions call."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload, register_jitable

from difpy.runtime.arrays import unbroadcast
from difpy.runtime.axes import flat, lines, one_line


def is_none(type_: Any) -> bool:
    """Whether an argument of an overload is None or left out."""
    return type_ is None or isinstance(type_, types.NoneType) or getattr(type_, "value", 0) is None


# --- products ----------------------------------------------------------------------------------


def products_of_others(values: Any, axis: int | None = None) -> Any:
    """For each element the product of all others: the derivative of `np.prod`, right also at zeros.

    >>> products_of_others(np.array([2.0, 0.0, 5.0]))
    array([ 0., 10.,  0.])
    """
    return _others(one_line(values) if axis is None else lines(values, axis)).reshape(values.shape)


@overload(products_of_others, strict=False)
def _products_of_others(values: Any, axis: Any = None) -> Any:
    if is_none(axis):
        return lambda values, axis=None: _others(one_line(values)).reshape(values.shape)
    return lambda values, axis=None: _others(lines(values, axis)).reshape(values.shape)


@register_jitable
def _others(values: Any) -> Any:
    others = np.ones_like(values)
    before, length, after = values.shape
    for i in range(before):
        for j in range(after):
            running = 1.0
            for k in range(length):
                others[i, k, j] = running
                running *= values[i, k, j]
            running = 1.0
            for k in range(length - 1, -1, -1):
                others[i, k, j] *= running
                running *= values[i, k, j]
    return others


@register_jitable
def times_products_of_others(seed: float, values: Any) -> list[float]:
    """`seed` times, for each element of a list, the product of all others."""
    others = [seed for _ in values]
    running = 1.0
    for k in range(len(values)):
        others[k] *= running
        running *= values[k]
    running = 1.0
    for k in range(len(values) - 1, -1, -1):
        others[k] *= running
        running *= values[k]
    return others


def cumprod_adjoint(seed: Any, values: Any, axis: int | None = None) -> Any:
    """The cotangent of the operand of a running product, right also at zeros.

    >>> cumprod_adjoint(np.ones(3), np.array([2.0, 0.0, 5.0]))
    array([ 1., 12.,  0.])
    """
    if axis is None:
        return _cumprod_adjoint(one_line(seed), one_line(values)).reshape(values.shape)
    return _cumprod_adjoint(lines(seed, axis), lines(values, axis)).reshape(values.shape)


@overload(cumprod_adjoint, strict=False)
def _cumprod_adjoint_compiled(seed: Any, values: Any, axis: Any = None) -> Any:
    if is_none(axis):
        return lambda seed, values, axis=None: _cumprod_adjoint(one_line(seed), one_line(values)).reshape(
            values.shape
        )
    return lambda seed, values, axis=None: _cumprod_adjoint(lines(seed, axis), lines(values, axis)).reshape(
        values.shape
    )


@register_jitable
def _cumprod_adjoint(seed: Any, values: Any) -> Any:
    """x_bar[k] = (x[0] ... x[k-1]) s[k], where s[k] = seed[k] + x[k+1] s[k+1]."""
    given = np.zeros_like(values)
    before, length, after = values.shape
    for i in range(before):
        for j in range(after):
            s = 0.0
            for k in range(length - 1, -1, -1):
                s = seed[i, k, j] + (values[i, k + 1, j] * s if k + 1 < length else 0.0)
                given[i, k, j] = s
            running = 1.0
            for k in range(length):
                given[i, k, j] *= running
                running *= values[i, k, j]
    return given


# --- extremes and quantiles --------------------------------------------------------------------


def shares_of_extreme(values: Any, extreme: Any) -> Any:
    """1/k at each of the k elements equal to the extreme, 0 elsewhere.

    extreme: a number, or an array of the rank of `values` with one element where it was reduced.

    >>> shares_of_extreme(np.array([3.0, 1.0, 3.0]), 3.0)
    array([0.5, 0. , 0.5])
    """
    return _shares(values, extreme) if np.ndim(extreme) == 0 else _shares_along(values, extreme)


@overload(shares_of_extreme, strict=False)
def _shares_of_extreme(values: Any, extreme: Any) -> Any:
    if isinstance(extreme, types.Array):
        return lambda values, extreme: _shares_along(values, extreme)
    return lambda values, extreme: _shares(values, extreme)


@register_jitable
def _shares(values: Any, extreme: float) -> Any:
    equal = (values == extreme).astype(np.float64)
    return equal / np.sum(equal)


@register_jitable
def _shares_along(values: Any, extreme: Any) -> Any:
    equal = (values == extreme).astype(np.float64)
    return equal / unbroadcast(equal, extreme)


@register_jitable
def position_of_greatest(values: Any) -> int:
    """Where `max` found its value: at the first of equal ones.

    >>> position_of_greatest([1.0, 3.0, 3.0])
    1
    """
    found = 0
    for k in range(1, len(values)):
        if values[k] > values[found]:
            found = k
    return found


@register_jitable
def position_of_least(values: Any) -> int:
    """Where `min` found its value: at the first of equal ones."""
    found = 0
    for k in range(1, len(values)):
        if values[k] < values[found]:
            found = k
    return found


@register_jitable
def shares_of_quantile(values: Any, q: float) -> Any:
    """What a quantile owes to each element: it lies between two, and equal ones share.

    >>> shares_of_quantile(np.array([3.0, 1.0, 2.0, 9.0]), 0.5)
    array([0.5, 0. , 0.5, 0. ])
    """
    ordered = np.sort(flat(values))
    position = q * (values.size - 1)
    low = min(math.floor(position), values.size - 1)
    high = min(low + 1, values.size - 1)
    part = position - low
    return (1.0 - part) * shares_of_extreme(values, ordered[low]) + part * shares_of_extreme(
        values, ordered[high]
    )


@register_jitable
def slope_of_quantile(values: Any, q: float) -> float:
    """The derivative of a quantile with respect to `q`."""
    ordered = np.sort(flat(values))
    low = min(math.floor(q * (values.size - 1)), values.size - 1)
    high = min(low + 1, values.size - 1)
    return float((ordered[high] - ordered[low]) * (values.size - 1))


@register_jitable
def shares_of_quantiles(seed: Any, values: Any, q: Any) -> Any:
    """What several quantiles owe to each element, times their cotangents."""
    given = np.zeros(values.shape)
    for k in range(q.size):
        given += seed[k] * shares_of_quantile(values, q[k])
    return given


@register_jitable
def slopes_of_quantiles(values: Any, q: Any) -> Any:
    """The derivatives of several quantiles with respect to their `q`."""
    slopes = np.zeros(q.size)
    for k in range(q.size):
        slopes[k] = slope_of_quantile(values, q[k])
    return slopes


@register_jitable
def numbers_of(values: Any) -> Any:
    """What isn't NaN, one after the other."""
    every = flat(values)
    return every[~np.isnan(every)]


@register_jitable
def shares_of_quantile_of_numbers(values: Any, q: float) -> Any:
    """What a quantile of what isn't NaN owes to each element.

    >>> shares_of_quantile_of_numbers(np.array([3.0, np.nan, 1.0]), 0.5)
    array([0.5, 0. , 0.5])
    """
    every = flat(values)
    shares = shares_of_quantile(numbers_of(values), q)
    given = np.zeros(every.size)
    position = 0
    for k in range(every.size):
        if not math.isnan(every[k]):
            given[k] = shares[position]
            position += 1
    return given.reshape(values.shape)


# --- covariances -------------------------------------------------------------------------------


@register_jitable
def covariance_adjoint(seed: Any, x: Any, y: Any, place: int = 0) -> Any:
    """The cotangent of `x` from that of the covariances of `x` and `y`; `place` is where its variance is."""
    given = 2.0 * seed[place, place] * (x - np.mean(x)) + (seed[0, 1] + seed[1, 0]) * (y - np.mean(y))
    return given / (x.size - 1)


@register_jitable
def correlation_slopes(x: Any, y: Any) -> Any:
    """The derivatives of the correlation of two vectors with respect to the first."""
    u, v = x - np.mean(x), y - np.mean(y)
    squares = np.sum(u * u)
    length = math.sqrt(squares * np.sum(v * v))
    return v / length - np.sum(u * v) / length / squares * u


# --- the trapezoidal rule ----------------------------------------------------------------------


@register_jitable
def trapezoid_weights(size: int) -> Any:
    """The weights of the trapezoidal rule at distance 1.

    >>> trapezoid_weights(4)
    array([0.5, 1. , 1. , 0.5])
    """
    weights = np.zeros(size)
    for k in range(size - 1):
        weights[k] += 0.5
        weights[k + 1] += 0.5
    return weights


@register_jitable
def trapezoid_weights_between(x: Any) -> Any:
    """The weights of the trapezoidal rule at the points `x`."""
    weights = np.zeros(x.size)
    for k in range(x.size - 1):
        weights[k] += 0.5 * (x[k + 1] - x[k])
        weights[k + 1] += 0.5 * (x[k + 1] - x[k])
    return weights


@register_jitable
def trapezoid_slopes(y: Any) -> Any:
    """The derivatives of the trapezoidal rule with respect to its points."""
    slopes = np.zeros(y.size)
    for k in range(y.size - 1):
        slopes[k] -= 0.5 * (y[k] + y[k + 1])
        slopes[k + 1] += 0.5 * (y[k] + y[k + 1])
    return slopes

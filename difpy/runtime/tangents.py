"""What tangent programs call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import overload, register_jitable

from difpy.runtime.axes import lines, one_line
from difpy.runtime.reductions import correlation_slopes, is_none, shares_of_quantile


@register_jitable
def filled_like(array: Any, value: Any) -> Any:
    """A new array of the shape and the type of `array`, whose elements are those of `value`, broadcast.

    >>> filled_like(np.zeros((2, 3)), np.arange(3.0))
    array([[0., 1., 2.],
           [0., 1., 2.]])
    """
    made = np.empty_like(array)
    made[...] = value
    return made


def cumprod_tangent(dot: Any, values: Any, axis: int | None = None) -> Any:
    """The tangent of a running product, right also at zeros.

    >>> cumprod_tangent(np.ones(3), np.array([2.0, 0.0, 5.0]))
    array([ 1.,  2., 10.])
    """
    if axis is None:
        return _cumprod_tangent(one_line(dot), one_line(values)).reshape(values.size)
    return _cumprod_tangent(lines(dot, axis), lines(values, axis)).reshape(values.shape)


@overload(cumprod_tangent, strict=False)
def _cumprod_tangent_compiled(dot: Any, values: Any, axis: Any = None) -> Any:
    if is_none(axis):
        return lambda dot, values, axis=None: _cumprod_tangent(one_line(dot), one_line(values)).reshape(
            values.size
        )
    return lambda dot, values, axis=None: _cumprod_tangent(lines(dot, axis), lines(values, axis)).reshape(
        values.shape
    )


@register_jitable
def _cumprod_tangent(dot: Any, values: Any) -> Any:
    """y_dot[k] = y_dot[k-1] x[k] + y[k-1] x_dot[k]."""
    given = np.zeros_like(values)
    before, length, after = values.shape
    for i in range(before):
        for j in range(after):
            running, change = 1.0, 0.0
            for k in range(length):
                change = change * values[i, k, j] + running * dot[i, k, j]
                running *= values[i, k, j]
                given[i, k, j] = change
    return given


def products_of_others_tangent(dot: Any, values: Any, axis: int | None = None) -> Any:
    """The tangent of the products of all others, and their cotangent: the Jacobian is symmetric.

    >>> products_of_others_tangent(np.ones(3), np.array([2.0, 3.0, 5.0]))
    array([8., 7., 5.])
    """
    if axis is None:
        return _others_tangent(one_line(dot), one_line(values)).reshape(values.shape)
    return _others_tangent(lines(dot, axis), lines(values, axis)).reshape(values.shape)


@overload(products_of_others_tangent, strict=False)
def _products_of_others_tangent(dot: Any, values: Any, axis: Any = None) -> Any:
    if is_none(axis):
        return lambda dot, values, axis=None: _others_tangent(one_line(dot), one_line(values)).reshape(
            values.shape
        )
    return lambda dot, values, axis=None: _others_tangent(lines(dot, axis), lines(values, axis)).reshape(
        values.shape
    )


@register_jitable
def _others_tangent(dot: Any, values: Any) -> Any:
    """The products before and behind each element, with their tangents."""
    given = np.zeros_like(values)
    before, length, after = values.shape
    first, first_dot = np.ones(length), np.zeros(length)
    for i in range(before):
        for j in range(after):
            for k in range(1, length):
                first_dot[k] = first_dot[k - 1] * values[i, k - 1, j] + first[k - 1] * dot[i, k - 1, j]
                first[k] = first[k - 1] * values[i, k - 1, j]
            last, last_dot = 1.0, 0.0
            for k in range(length - 1, -1, -1):
                given[i, k, j] = first_dot[k] * last + first[k] * last_dot
                last_dot = last_dot * values[i, k, j] + last * dot[i, k, j]
                last *= values[i, k, j]
    return given


@register_jitable
def product_tangent(dot: Any, values: Any) -> float:
    """The tangent of the product of a list of numbers.

    >>> product_tangent([1.0, 10.0], [2.0, 3.0])
    23.0
    """
    running, change = 1.0, 0.0
    for k in range(len(values)):
        change = change * values[k] + running * dot[k]
        running *= values[k]
    return change


@register_jitable
def ordered_by(dot: list[float], values: list[float]) -> list[float]:
    """The tangents of a list's elements in the order of the sorted list.

    >>> ordered_by([1.0, 2.0, 3.0], [7.0, 5.0, 6.0])
    [2.0, 3.0, 1.0]
    """
    return [dot[k] for k in np.argsort(np.array(values))]


@register_jitable
def means_of_equal(dot: Any, values: Any, a: Any) -> Any:
    """The tangents of the different values of an array: the mean over the elements that have the value.

    >>> means_of_equal(np.array([1.0, 2.0, 3.0]), np.array([5.0, 7.0]), np.array([7.0, 5.0, 7.0]))
    array([2., 2.])
    """
    places = np.searchsorted(values, a)
    sums, counts = np.zeros(values.size), np.zeros(values.size)
    for k in range(places.size):
        sums[places[k]] += dot[k]
        counts[places[k]] += 1.0
    return sums / counts


@register_jitable
def vander_tangent(dot: Any, x: Any, columns: int) -> Any:
    """The tangent of a Vandermonde matrix, whose powers fall from left to right."""
    given = np.zeros((x.size, columns))
    for k in range(columns - 1):
        power = columns - 1 - k
        given[:, k] = power * x ** (power - 1) * dot
    return given


@register_jitable
def quantiles_tangent(dot: Any, values: Any, q: Any) -> Any:
    """The tangents of several quantiles of the elements of an array."""
    given = np.zeros(q.size)
    for k in range(q.size):
        given[k] = np.sum(shares_of_quantile(values, q[k]) * dot)
    return given


@register_jitable
def covariance_tangent(dot: Any, x: Any, y: Any, place: int = 0) -> Any:
    """The tangent of the covariances of `x` and `y` from that of `x`; `place` is where its variance is."""
    given = np.zeros((2, 2))
    given[place, place] = 2.0 * np.sum((x - np.mean(x)) * dot) / (x.size - 1)
    given[0, 1] = given[1, 0] = np.sum((y - np.mean(y)) * dot) / (x.size - 1)
    return given


@register_jitable
def correlation_tangent(dot: Any, x: Any, y: Any) -> Any:
    """The tangent of the correlations of two vectors from that of the first."""
    given = np.zeros((2, 2))
    given[0, 1] = given[1, 0] = np.sum(correlation_slopes(x, y) * dot)
    return given

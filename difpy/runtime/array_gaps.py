"""More functions of NumPy that Numba doesn't take: differences, paddings, and quantiles along an axis.

lower/numpy_gaps.py puts them into what is compiled, as `difpy.gaps.<name>`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload, register_jitable

from difpy.runtime.axes import lines, without_axis
from difpy.runtime.reductions import shares_of_quantile


@register_jitable
def gradient(f: Any, distance: float) -> Any:
    """np.gradient of a vector.

    >>> gradient(np.array([1.0, 2.0, 5.0]), 0.5)
    array([2., 4., 6.])
    """
    slopes = np.empty(f.size, f.dtype)
    last = f.size - 1
    slopes[0] = (f[1] - f[0]) / distance
    for k in range(1, last):
        slopes[k] = (f[k + 1] - f[k - 1]) / (2.0 * distance)
    slopes[last] = (f[last] - f[last - 1]) / distance
    return slopes


@register_jitable
def gradient_adjoint(seed: Any, distance: float) -> Any:
    """The cotangent of a vector from that of its `np.gradient`.

    >>> gradient_adjoint(np.array([1.0, 0.0, 0.0]), 0.5)
    array([-2.,  2.,  0.])
    """
    given = np.zeros_like(seed)
    last = seed.size - 1
    for k in range(seed.size):
        low, high = max(k - 1, 0), min(k + 1, last)
        given[low] -= seed[k] / (distance * (high - low))
        given[high] += seed[k] / (distance * (high - low))
    return given


def pad(x: Any, before: int, after: int) -> Any:
    """np.pad with zeros, as much on every axis.

    >>> pad(np.ones(2), 1, 2)
    array([0., 1., 1., 0., 0.])
    """
    return np.pad(x, (before, after))


@overload(pad, strict=False)
def _pad(x: Any, before: Any, after: Any) -> Any:
    if x.ndim == 1:

        def padded_vector(x: Any, before: int, after: int) -> Any:
            padded = np.zeros(before + x.size + after, x.dtype)
            padded[before : before + x.size] = x
            return padded

        return padded_vector

    def padded_matrix(x: Any, before: int, after: int) -> Any:
        rows, columns = x.shape
        padded = np.zeros((before + rows + after, before + columns + after), x.dtype)
        padded[before : before + rows, before : before + columns] = x
        return padded

    return padded_matrix if x.ndim == 2 else None


def quantile_along(x: Any, q: float, axis: int) -> Any:
    """np.quantile along an axis."""
    return np.quantile(x, q, axis)


@overload(quantile_along, strict=False)
def _quantile_along(x: Any, q: Any, axis: Any) -> Any:
    element: Any = x.dtype if isinstance(x.dtype, types.Float) else types.float64

    def along(x: Any, q: float, axis: int) -> Any:
        by_line = lines(x, axis)
        before, _, after = by_line.shape
        reduced = np.empty((before, after), element)
        for i in range(before):
            for j in range(after):
                reduced[i, j] = np.quantile(by_line[i, :, j], q)
        return reduced.reshape(without_axis(x.shape, axis))

    def whole(x: Any, q: float, axis: int) -> Any:
        return np.quantile(x, q)

    return whole if x.ndim == 1 else along


@register_jitable
def shares_of_quantile_along(values: Any, q: float, axis: int) -> Any:
    """What the quantiles along an axis owe to each element.

    >>> shares_of_quantile_along(np.array([[3.0, 1.0, 2.0], [1.0, 2.0, 4.0]]), 0.5, 1)
    array([[0., 0., 1.],
           [0., 1., 0.]])
    """
    by_line = lines(values, axis)
    shares = np.zeros(by_line.shape)
    before, _, after = by_line.shape
    for i in range(before):
        for j in range(after):
            shares[i, :, j] = shares_of_quantile(by_line[i, :, j], q)
    return shares.reshape(values.shape)

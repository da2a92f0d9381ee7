"""What adjoints of array code call."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.core import types
from numba.extending import overload, register_jitable

COMPLEX = (complex, np.complexfloating)


def unbroadcast(cotangent: Any, like: Any) -> Any:
    """The cotangent of an operand that was broadcast: summed down to the operand's shape.

    cotangent: an array of the broadcast shape, or a scalar that stands for such an array of equal
    elements where the shapes agree; like: the operand, of any rank up to the cotangent's.

    >>> unbroadcast(np.ones((2, 3)), np.zeros((1, 3)))
    array([[2., 2., 2.]])
    >>> unbroadcast(np.ones((2, 3)), np.zeros(3))
    array([2., 2., 2.])
    """
    if np.ndim(cotangent) == 0 or np.shape(cotangent) == np.shape(like):
        return cotangent
    total = np.zeros(np.shape(like), dtype=np.result_type(cotangent))
    for index in np.ndindex(cotangent.shape):
        total[
            tuple(i % n for i, n in zip(index[cotangent.ndim - total.ndim :], total.shape, strict=True))
        ] += cotangent[index]
    return total


@overload(unbroadcast, strict=False)
def _unbroadcast(cotangent: Any, like: Any) -> Any:
    if not isinstance(cotangent, types.Array) or cotangent.ndim == 0:
        return lambda cotangent, like: cotangent
    return _summing(cotangent.ndim, like.ndim)


def _summing(wide: int, narrow: int) -> Any:
    """The loop that sums an array of rank `wide` into one of rank `narrow`: indices are literal in Numba."""
    indices = ", ".join(f"min(index[{wide - narrow + k}], total.shape[{k}] - 1)" for k in range(narrow))
    lines = [
        "def unbroadcast(cotangent, like):",
        "    if cotangent.shape == like.shape: return cotangent" if wide == narrow else "",
        "    total = np.zeros(like.shape, cotangent.dtype)",
        "    for index in np.ndindex(cotangent.shape):",
        f"        total[({indices},)] += cotangent[index]",
        "    return total",
    ]
    made: dict[str, Any] = {"np": np}
    exec("\n".join(lines), made)
    return made["unbroadcast"]


@register_jitable
def as_complex(array: Any) -> Any:
    """A new array of complex numbers.

    >>> as_complex(np.ones(2))
    array([1.+0.j, 1.+0.j])
    """
    return array + 0j


def zeros_like(values: list[Any]) -> list[Any]:
    """A list of zeros as long as `values`, for its cotangents; for a list of arrays, of arrays of zeros.

    >>> zeros_like([1.5, 2.5])
    [0.0, 0.0]
    """
    return [_zero_like(value) for value in values]


def _zero_like(value: Any) -> Any:
    if isinstance(value, list):
        return zeros_like(value)
    if np.ndim(value):
        return np.zeros_like(value)
    return 0j if isinstance(value, COMPLEX) else 0.0


@overload(zeros_like, strict=False)
def _zeros_like(values: Any) -> Any:
    # An overload cannot call itself, so lists of lists have their own.
    inner = values.dtype
    if isinstance(inner, types.List) and isinstance(inner.dtype, types.Array):
        return lambda values: [[np.zeros_like(array) for array in value] for value in values]
    if isinstance(inner, types.List):
        zero = 0j if isinstance(inner.dtype, types.Complex) else 0.0
        return lambda values: [[zero for _ in value] for value in values]
    if isinstance(inner, types.Array):
        return lambda values: [np.zeros_like(value) for value in values]
    zero = 0j if isinstance(inner, types.Complex) else 0.0
    return lambda values: [zero for _ in values]


@register_jitable
def fitting(cotangent: Any, like: Any) -> Any:
    """The cotangent of an array, or zeros where it is that of an array of another shape, read no more.

    >>> fitting(np.zeros(3), np.ones(2))
    array([0., 0.])
    """
    return cotangent if cotangent.shape == like.shape else np.zeros_like(like)


@register_jitable
def positions(length: int) -> list[int]:
    """The positions in a list of this length, to be sliced as the list was.

    >>> positions(5)[1::2]
    [1, 3]
    """
    return list(range(length))


@register_jitable
def folded(values: list[float], length: int) -> list[float]:
    """The sums over the repetitions of a list of this length.

    >>> folded([1.0, 2.0, 3.0, 4.0], 2)
    [4.0, 6.0]
    """
    sums = [0.0 * values[0] for _ in range(length)]
    for i in range(len(values)):
        sums[i % length] += values[i]
    return sums

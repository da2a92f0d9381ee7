"""Whether two arrays share memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import overload, register_jitable

from difpy.errors import ArgumentValueError


class SharedMemoryError(ArgumentValueError):
    """Arguments overlap where the primal writes: it must be called in a way that keeps that."""


def share_memory(a: Any, b: Any) -> bool:
    """Whether the memory of two arrays may overlap, by their bounds.

    >>> u = np.zeros(4)
    >>> share_memory(u[1:], u[:2]), share_memory(u[2:], u[:2])
    (True, False)
    """
    return bool(np.may_share_memory(a, b))


@overload(share_memory)
def _share_memory(a: Any, b: Any) -> Any:
    def implementation(a: Any, b: Any) -> Any:
        a_start, a_end = bounds(a)
        b_start, b_end = bounds(b)
        return a_start < b_end and b_start < a_end

    return implementation


@register_jitable
def bounds(array: Any) -> tuple[int, int]:
    """The addresses between which the elements of an array lie."""
    start = end = array.ctypes.data
    if array.size == 0:
        return start, start
    for k in range(array.ndim):
        reach = (array.shape[k] - 1) * array.strides[k]
        if reach > 0:
            end += reach
        else:
            start += reach
    return start, end + array.itemsize


@register_jitable
def overlaps_itself(array: Any) -> bool:
    """Whether several elements of an array may be in one place, as in windows made by `as_strided`.

    Each axis must step over all that the axes with smaller strides reach; slices and transposes do.

    >>> u = np.zeros(6)
    >>> overlaps_itself(u.reshape(2, 3)[:, ::2].T)
    False
    >>> overlaps_itself(np.lib.stride_tricks.sliding_window_view(u, 3))
    True
    """
    if array.size <= 1:
        return False
    for k in range(array.ndim):
        if array.shape[k] == 1:
            continue
        reach = array.itemsize
        for j in range(array.ndim):
            is_inside = abs(array.strides[j]) < abs(array.strides[k]) or (
                abs(array.strides[j]) == abs(array.strides[k]) and j < k
            )
            if is_inside:
                reach += (array.shape[j] - 1) * abs(array.strides[j])
        if abs(array.strides[k]) < reach:
            return True
    return False
